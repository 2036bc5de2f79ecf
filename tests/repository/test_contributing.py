"""What CONTRIBUTING shows as code does what it says."""

import importlib.util
import re
from pathlib import Path

import numpy as np

from cnnbp.exercises import checker

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")


def block_of(section):
    (block,) = re.findall(
        rf"^## {section}\n[^#]*?```python\n(.*?)```", TEXT, re.DOTALL | re.MULTILINE
    )
    return block


def test_the_new_kind_of_layer_works_as_shown():
    names = {}
    exec(block_of("A new kind of layer"), names)
    flow, image = names["flow"], names["image"]
    np.testing.assert_array_equal(flow.values["output"], image[::2, ::2])
    gradient = np.zeros_like(image)
    gradient[::2, ::2] = image[::2, ::2]  # δ = z for C = ½‖z‖²
    np.testing.assert_array_equal(flow.values["gradient"], gradient)
    assert flow._repr_mimebundle_()[0]["image/png"]


def test_the_new_exercise_works_as_shown(tmp_path):
    path = tmp_path / "new_exercise.py"
    path.write_text(block_of("A new exercise"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    new = module.batch_input_gradient
    assert new.text("half").endswith(
        "    back = ...  # every row goes back through the same weights\n    return back\n"
    )
    assert checker.check(new, lambda delta, w: np.einsum("nj,ji->ni", delta, w))
    for name, sentence, wrong in (
        ("divided_again", "divided by the number", lambda delta, w: delta @ w / len(delta)),
        ("examples_added_up", "are added up", lambda delta, w: (delta @ w).sum(axis=0)),
        ("sign_turned", "the sign is", lambda delta, w: -delta @ w),  # the catalogue's
    ):
        result = checker.check(new, wrong)
        assert result.mistakes == (name,)
        assert sentence in result.sentence
        assert result.explorer().layer.w.tolist() == new.case_list[0].arguments["w"].tolist()


def test_the_files_of_the_code_map_exist():
    root = Path(__file__).parents[2]
    for line in re.findall(r"^\| (`.*?`.*?) \|", TEXT[TEXT.index("## Widgets") :], re.MULTILINE):
        for name in re.findall(r"`([\w./*]+\.(?:py|ts))`", line):
            folder = root / "cnnbp/widgets"
            assert list(folder.glob(name)) or list(folder.glob(f"frontend/{name}")), name


def test_what_the_map_points_to_is_there():
    package = Path(__file__).parents[2] / "cnnbp"
    pointers = re.findall(r"`([\w/]+\.(?:py|ts))`: `(\w+)`", TEXT)
    assert len(pointers) > 4
    for path, name in pointers:
        text = (package / path).read_text(encoding="utf-8")
        assert re.search(rf'(def|function|class) {name}\b|^ *"{name}",$', text, re.MULTILINE), name
    rooms = re.findall(r"^\| (`.*?) \|", TEXT[TEXT.index("## Code map") :], re.MULTILINE)
    for room in re.findall(r"`(\w+/?)`", " ".join(rooms[:8])):
        path = package / room
        assert path.is_dir() if room.endswith("/") else path.with_suffix(".py").exists(), room
