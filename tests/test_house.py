"""The house keeps its shape: what lies where, what imports what, and how long things grow."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "cnnbp"
MODULES = sorted(PACKAGE.rglob("*.py"))
TOP_LEVEL = {
    "notebooks", "cnnbp", "tests", "binder", "requirements.txt", "README.md",
    "pyproject.toml", "Makefile", "LICENSE", "CITATION.cff", "CONTRIBUTING.md", "CHANGELOG.md",
}  # fmt: skip

# Imports run one way, from a lower floor to a higher one. Modules not named here, the private
# helpers among them, are mathematics.
FLOORS = [
    {"activations", "losses", "dense", "pooling", "convolution", "gradient_check", "datasets"},
    {"connections", "_edges", "_edge_index", "_edge_builders"},
    {
        "network",
        "_layers",
        "_plain_layers",
        "_training",
        "_guard",
        "_progress",
        "_saving",
        "mistakes",
    },
    {"figures", "widgets"},
    {"exercises", "diagnosis"},
]
DRAWING = {"numpy", "matplotlib", "PIL", "anywidget", "ipywidgets", "traitlets", "IPython"}
ALLOWED = [
    {"numpy"},
    {"numpy"},
    {"numpy", "tqdm"},
    DRAWING,
    {"numpy", "IPython"},
]
LONGEST_FUNCTION = 30

each_module = pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))


def floor_of(name):
    for number, names in enumerate(FLOORS):
        if name in names or any(name.startswith(f"_{known}") for known in names):
            return number
    return 0


def for_types_only(tree):
    """Nodes under `if TYPE_CHECKING:`, which never run."""
    blocks = [n for n in ast.walk(tree) if isinstance(n, ast.If)]
    blocks = [n for n in blocks if getattr(n.test, "id", None) == "TYPE_CHECKING"]
    return {id(inner) for block in blocks for inner in ast.walk(block)}


def imports(path):
    """Dotted names of everything a file imports when it runs, inside functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unused = for_types_only(tree)
    for node in ast.walk(tree):
        if id(node) in unused:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            if node.module == "cnnbp":
                yield from (f"cnnbp.{alias.name}" for alias in node.names)
            else:
                yield node.module


def test_the_top_level_holds_these_and_nothing_else():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8")
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


@each_module
def test_imports_run_one_way(path):
    if path == PACKAGE / "__init__.py":
        return
    own = floor_of(path.relative_to(PACKAGE).parts[0].removesuffix(".py"))
    for name in imports(path):
        first, _, rest = name.partition(".")
        if first == "cnnbp":
            assert floor_of(rest.split(".")[0]) <= own, f"{path.name} imports {name}"
        elif first not in sys.stdlib_module_names:
            assert first in ALLOWED[own], f"{path.name} imports {name}"


@pytest.mark.parametrize(
    "module", ["", ".convolution", ".connections", ".network", ".exercises", ".diagnosis"]
)
def test_the_mathematics_loads_numpy_alone(module):
    heavy = "matplotlib", "ipywidgets", "anywidget", "IPython", "traitlets", "scipy", "tqdm"
    code = f"import cnnbp{module}, sys; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert run.stdout.strip() == "[]", run.stderr


def longest(path):
    """How many lines a file may have: concepts are small, drawing may take more."""
    drawing = "widgets" in path.parts or path.name.startswith(("figures", "_figures"))
    return 250 if drawing else 150


@pytest.mark.parametrize(
    "path",
    [*MODULES, *sorted((PACKAGE / "widgets/js").rglob("*.js"))],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_files_stay_small(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= longest(path.relative_to(PACKAGE))


@each_module
def test_functions_stay_short(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node) is not None
            first = node.body[min(documented, len(node.body) - 1)].lineno
            length = node.end_lineno - first + 1
            assert length <= LONGEST_FUNCTION, f"{path.name}: {node.name} has {length} lines"


@each_module
def test_public_functions_are_documented(path):
    """Every module, every class, and the functions of the modules that learners import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{path.name} says nothing about itself"
    learners = path.parent == PACKAGE and not path.name.startswith("_")
    kinds = (ast.FunctionDef, ast.ClassDef) if learners else ast.ClassDef
    for node in tree.body:
        if isinstance(node, kinds) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{path.name}: {node.name}"


def test_scripts_can_be_run():
    for name in (".ci/run", "binder/postBuild"):
        assert os.access(ROOT / name, os.X_OK) or os.name == "nt", name
