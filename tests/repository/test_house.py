"""The house keeps its shape: imports run one way, and the mathematics loads NumPy alone."""

import ast
import os
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cnnbp"
TOP_LEVEL = {
    "notebooks", "cnnbp", "tests", "tools", "binder", "requirements.txt", "README.md",
    "pyproject.toml", "Makefile", "LICENSE", "CITATION.cff", "CONTRIBUTING.md", "CHANGELOG.md",
}  # fmt: skip

# From the ground up: a room imports from its own floor or from those below it.
FLOORS = [
    {"_core"},
    {"_fast"},
    {"_fast_room"},  # the one place that may find `_fast` missing
    {"activations", "losses", "dense", "pooling", "convolution", "gradient_check", "datasets"},
    {"connections"},
    {"network", "mistakes"},
    {"figures", "widgets"},
    {"exercises", "diagnosis"},
]
DRAWING = {"numpy", "matplotlib", "PIL", "anywidget", "ipywidgets", "traitlets", "IPython"}
# What of other packages a floor may import: below the figures NumPy alone, and a bar for training.
OTHERS = [{"numpy"}] * 5 + [{"numpy", "tqdm"}, DRAWING | {"tqdm"}, DRAWING | {"packaging"}]


def modules():
    """{dotted name: path} of every module of the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imports(path, known):
    """Dotted names of all that a file imports, inside functions and for types only too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in known else node.module


def floor_of(name):
    room = name.split(".")[1]
    (number,) = (i for i, rooms in enumerate(FLOORS) if room in rooms)
    return number


def test_the_top_level_holds_these_and_nothing_else():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8")
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


def test_imports_run_one_way():
    known = modules()
    wrong = []
    for name, path in known.items():
        if name == "cnnbp":
            continue
        own = floor_of(name)
        for other in imports(path, known):
            first = other.split(".")[0]
            if first == "cnnbp":
                if other != "cnnbp" and floor_of(other) > own:
                    wrong.append(f"{name} imports {other}")
            elif first not in sys.stdlib_module_names and first not in OTHERS[own]:
                wrong.append(f"{name} imports {other}")
    assert not wrong


def test_nothing_imports_in_a_circle():
    """A module of a folder may import its neighbours, but not what imports it, for types either."""
    known = modules()
    arrows = {name: set(imports(path, known)) & known.keys() for name, path in known.items()}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as found:
        pytest.fail(" imports ".join(reversed(found.args[1])))


def test_the_mathematics_loads_numpy_alone():
    heavy = "matplotlib", "ipywidgets", "anywidget", "IPython", "traitlets", "scipy", "tqdm"
    for module in ("", ".convolution", ".connections", ".network", ".exercises", ".diagnosis"):
        code = f"import cnnbp{module}, sys; print([m for m in {heavy} if m in sys.modules])"
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8"
        )
        assert run.stdout.strip() == "[]", f"{module}: {run.stdout} {run.stderr}"


def test_scripts_can_be_run():
    for name in (".ci/run", "binder/postBuild"):
        assert os.access(ROOT / name, os.X_OK) or os.name == "nt", name
