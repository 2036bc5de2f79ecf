"""The widgets' front end: its own tests, types, layout, traits, and bundles that are up to date."""

import re
import subprocess
from pathlib import Path

import anywidget
import pytest
import traitlets
from support.programs import NO_NODE, find_node, required

from cnnbp import widgets
from cnnbp._core.palette import PALETTE
from cnnbp.widgets.front_end import FrontEnd
from tools import bundle

ROOT = Path(__file__).resolve().parents[2]
MOST = 110_000  # bytes that every explorer in a saved notebook may carry


@pytest.fixture
def node() -> str:
    return required(find_node(), "NODE", NO_NODE)


@pytest.fixture
def tools(node):
    """Where npm has put esbuild, the type checker and the linter."""
    try:
        return bundle.install_tools()
    except (SystemExit, subprocess.CalledProcessError):
        required(None, "NODE", "npm could not install what the front end's package-lock.json lists")


def run(*command, folder=bundle.FRONTEND):
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_node_tests_pass(node, tools, tmp_path):
    tests = bundle.bundle_tests(tmp_path)
    assert len(tests) == len(list(bundle.FRONTEND.glob("*/*.test.ts"))) > 0
    run(node, "--enable-source-maps", "--test", *map(str, tests))


def test_types_hold(tools):
    run(bundle.tool("tsc"))


def test_layout_and_lint(tools):
    run(bundle.tool("biome"), "check", "--error-on-warnings")


@pytest.mark.parametrize("target", bundle.BUNDLES, ids=lambda path: path.name)
def test_the_committed_bundles_are_what_make_bundle_builds(tools, target):
    built = bundle.bundle(bundle.BUNDLES[target])
    committed = bundle.unpack(target.read_text(encoding="utf-8"))
    assert built == committed, "run `make bundle` and commit it"


def test_what_is_packed_is_unpacked_again():
    module = "/* δ */\nexport default 3;\n"
    assert bundle.unpack(bundle.pack(module)) == module == bundle.unpack(module)


def test_the_terms_of_lit_html_go_with_it(tools):
    assert bundle.TERMS.read_text(encoding="utf-8") == bundle.LICENSE.read_text(encoding="utf-8")


def test_an_explorers_script_is_small():
    assert (bundle.STATIC / "delta_flow.js").stat().st_size <= MOST


# What a trait's kind is called in TypeScript; traits that take several kinds are Any in Python.
KINDS = {
    traitlets.Int: "number",
    traitlets.Bool: "boolean",
    traitlets.Bytes: "object",
    anywidget.WidgetTrait: "string",
    traitlets.Unicode: "string",
    traitlets.Enum: "string",
    traitlets.Dict: "object",
    traitlets.List: "array",
    traitlets.Any: "any",
}


def interfaces():
    """The traits that the browser knows: name and type, for each interface of core/model.ts."""
    source = (bundle.FRONTEND / "core/model.ts").read_text(encoding="utf-8")
    blocks = re.findall(r"export interface (\w+)[^{\n]*\{\n(.*?)\n\}", source, re.S)
    return {name: dict(re.findall(r"^  (\w+): (.+);$", body, re.M)) for name, body in blocks}


def kind_in_python(trait):
    kind = KINDS[type(trait)]
    return f"{kind} | null" if trait.allow_none and kind != "any" else kind


def kind_in_typescript(written):
    kinds = []
    for part in (one.strip() for one in written.split("|")):
        if part in ("null", "string", "number", "boolean"):
            kinds.append(part)
        elif part in WORDS or part.startswith('"'):
            kinds.append("string")
        else:
            kinds.append("array" if part.endswith("[]") else "object")
    return " | ".join(kinds)


WORDS = {"Direction", "Mode", "Gradient"}  # unions of words


@pytest.mark.parametrize(
    "widget",
    [widgets.DeltaFlow, widgets.Derivation, widgets.OnDemand, widgets.Training, FrontEnd],
    ids=lambda cls: cls.__name__,
)
def test_the_browser_knows_every_trait_by_name_and_kind(widget):
    declared = {
        name: trait
        for name, trait in widget.class_traits(sync=True).items()
        if not name.startswith("_") and name in own_traits(widget)
    }
    known = interfaces()[widget.__name__]
    assert known.keys() == declared.keys()
    for name, trait in declared.items():
        kind = kind_in_python(trait)
        # Any in Python: a place or nothing; the browser says which shapes it reads.
        assert kind == "any" or kind == kind_in_typescript(known[name]), name


def own_traits(widget):
    """The traits that the package declares, not those that ipywidgets brings along."""
    return {
        name
        for cls in widget.__mro__
        if cls.__module__.startswith("cnnbp")
        for name, value in vars(cls).items()
        if isinstance(value, traitlets.TraitType)
    }


@pytest.mark.parametrize("name", ["Direction", "Mode", "Gradient"])
def test_words_are_the_ones_that_python_takes(name):
    source = (bundle.FRONTEND / "core/model.ts").read_text(encoding="utf-8")
    union = re.search(rf"export type {name} = (.*);", source).group(1)
    widget = widgets.Derivation if name == "Gradient" else widgets.DeltaFlow
    trait = widget.class_traits()[name.lower()]
    assert re.findall(r'"(\w+)"', union) == list(trait.values)


# From the ground up: a folder imports from itself and from those below it, types included.
FLOORS = ["core edges", "ui", "grid", "views", "ledger", "explorer derivation training pages"]
IMPORT = re.compile(r'^(?:import|export) [^;]*? from "(\.[^"]*)(?<!json)";', re.M | re.S)


def test_imports_run_one_way():
    sources = [p for p in bundle.FRONTEND.glob("*/*.ts") if not p.name.endswith(".test.ts")]
    floor = {name: i for i, names in enumerate(FLOORS) for name in names.split()}
    graph = {}
    for path in sources:
        targets = IMPORT.findall(path.read_text(encoding="utf-8"))
        graph[path] = [(path.parent / target).resolve().with_suffix(".ts") for target in targets]
        for target in graph[path]:
            assert target in sources, f"{path.name} imports {target}"
            below = floor[target.parent.name] < floor[path.parent.name]
            assert below or target.parent == path.parent, f"{path} imports {target}"
    assert sum(map(len, graph.values())) > len(sources)  # they are found
    while leaves := [path for path, targets in graph.items() if not set(targets) & graph.keys()]:
        for path in leaves:
            del graph[path]
    assert not graph, "a circle of imports among " + ", ".join(sorted(p.name for p in graph))


def test_the_style_sheet_has_the_palettes_colours():
    sheet = (bundle.FRONTEND / "ui/widget.css").read_text(encoding="utf-8")
    rules = re.findall(r"^\.cnnbp(?:\[data-theme=\"(\w+)\"\])? \{\n(.*?)\n\}", sheet, re.M | re.S)
    names = {name: name for name in ("paper", "ink", "soft", "rule")}
    names |= {"positive": "flow_positive", "negative": "flow_negative"}
    names |= {"more": "positive", "less": "negative"}
    seen = set()
    for theme, body in rules:
        for name, value in re.findall(r"--(\w+): (#\w+);", body):
            if name in names:
                wanted = PALETTE[theme or "light"][names[name]]
                short = wanted[0] + wanted[1::2]
                assert value == wanted or (value == short and wanted[1::2] == wanted[2::2]), name
                seen.add((theme or "light", name))
    assert seen == {(theme, name) for theme in ("light", "dark") for name in names}
