"""What the README shows works, and its table lists every lesson."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from support.offline_page import state_of

from cnnbp.widgets import DeltaFlow

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})


def test_every_lesson_is_in_the_table_and_can_be_run_in_the_browser_and_on_binder():
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        assert f"(notebooks/{path.name})" in README
        assert f"urlpath=lab/tree/notebooks/{path.name})" in README
        assert re.search(rf"\(https://\S+/lite/lab/index\.html\?path={path.name}\)", README)


def test_the_commands_are_those_of_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named = re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)
        assert set(named) <= targets


def test_the_readme_says_what_an_explorer_takes_in_a_saved_notebook():
    said = re.search(r"of an 8×8 image takes (\d+) kB, one of 28×28 pixels (\d+) kB", README)
    random, kernel = np.random.default_rng(0), np.arange(9.0).reshape(3, 3)
    for side, size in zip((8, 28), said.groups(), strict=True):
        state = state_of(DeltaFlow.convolution(random.random((side, side)), kernel))
        assert len(json.dumps(state)) / 1000 == pytest.approx(int(size), rel=0.1)
