"""What CONTRIBUTING shows as code does what it says."""

import re
from pathlib import Path

import numpy as np

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_new_kind_of_layer_works_as_shown():
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names = {}
    exec(block, names)
    flow, image = names["flow"], names["image"]
    np.testing.assert_array_equal(flow.values["output"], image[::2, ::2])
    gradient = np.zeros_like(image)
    gradient[::2, ::2] = image[::2, ::2]  # δ = z for C = ½‖z‖²
    np.testing.assert_array_equal(flow.values["gradient"], gradient)
    assert flow._repr_mimebundle_()[0]["image/png"]


def test_the_files_of_the_code_map_exist():
    root = Path(__file__).parents[2]
    for line in re.findall(r"^\| (`.*?`.*?) \|", TEXT, re.MULTILINE):
        for name in re.findall(r"`([\w./*]+\.(?:py|ts))`", line):
            folder = root / "cnnbp/widgets"
            assert list(folder.glob(name)) or list(folder.glob(f"frontend/{name}")), name
