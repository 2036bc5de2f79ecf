"""What every lesson file must keep to, apart from what nbval compares by running it."""

import ast
import base64
import itertools
import json
import re
from pathlib import Path

from support.each import each

from cnnbp import widgets

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PATHS = sorted(p for p in NOTEBOOKS.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
MOST_LINES = 18
MOST_BYTES = 1_500_000
# Calls that print or draw, wherever they stand; and calls that end a cell and show nothing.
SHOWING, SILENT = {"print", "display", "show"}, {"set_printoptions", "observe", "update"}

each_lesson = each("path", PATHS, ids=lambda p: p.name)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell):
    return "".join(cell["source"])


def code_cells(path):
    return [c for c in load(path)["cells"] if c["cell_type"] == "code" and source(c).strip()]


def markdown(path):
    return "\n\n".join(source(c) for c in load(path)["cells"] if c["cell_type"] == "markdown")


def without_code(text):
    return re.sub(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$", "", text, flags=re.DOTALL)


def test_there_are_lessons():
    """Passes on an empty folder only, so that removing the lessons cannot go unseen."""
    assert PATHS or not NOTEBOOKS.exists() or not any(NOTEBOOKS.iterdir())


@each_lesson
def test_ran_from_top_to_bottom_in_a_fresh_kernel(path):
    counts = [cell["execution_count"] for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1)), "run `make notebooks`"


def called(node):
    """Name of the function or method that an expression calls, or None."""
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", None))


def shows_something(code):
    """Whether a cell prints, draws, or ends in a value."""
    body = ast.parse(code).body
    if not body:
        return False
    ends_in_value = isinstance(body[-1], ast.Expr) and called(body[-1].value) not in SILENT
    return ends_in_value or any(
        called(node) in SHOWING
        for statement in body
        if not isinstance(statement, ast.FunctionDef)
        for node in ast.walk(statement)
    )


@each_lesson
def test_outputs_are_stored(path):
    """nbval compares nothing where nothing is stored, so that a bare notebook would pass it."""
    code = [c for c in code_cells(path) if "raises-exception" not in c["metadata"].get("tags", [])]
    empty = [source(c) for c in code if not c["outputs"] and shows_something(source(c))]
    assert empty == [], "run `make notebooks`"
    assert any(cell["outputs"] for cell in code_cells(path))


@each_lesson
def test_every_widget_has_a_picture_for_readers_without_a_kernel(path):
    outputs = [output for cell in code_cells(path) for output in cell["outputs"]]
    for data in (output["data"] for output in outputs if "data" in output):
        if re.match(rf"({'|'.join(widgets.__all__)})\(", "".join(data.get("text/plain", ""))):
            picture = base64.b64decode(data["image/png"])
            assert picture.startswith(b"\x89PNG"), data["text/plain"]


@each_lesson
def test_no_stored_output_is_an_error(path):
    for cell in code_cells(path):
        expected = "raises-exception" in cell["metadata"].get("tags", [])
        raised = [o["ename"] for o in cell["outputs"] if o["output_type"] == "error"]
        assert expected or raised == [], source(cell)


@each_lesson
def test_nothing_random_or_personal_is_stored(path):
    notebook = load(path)
    assert "widgets" not in notebook["metadata"], "widget state: run `make notebooks`"
    stored = json.dumps([cell.get("outputs", []) for cell in notebook["cells"]])
    assert "widget-view+json" not in stored, "model ids: run `make notebooks`"
    assert not re.search(r"\bat 0x[0-9a-f]{6,}", stored), "a memory address in an output"
    assert not re.search(r"/home/|/Users/|/root/|C:\\\\Users|site-packages", stored), "a path"


@each_lesson
def test_code_cells_are_short(path):
    """Apart from what they import."""
    for cell in code_cells(path):
        lines = len(source(cell).splitlines())
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                lines -= node.end_lineno - node.lineno + 1
        assert lines <= MOST_LINES, source(cell)


@each_lesson
def test_code_lines_fit_on_a_page(path):
    """Pages and prints cut longer ones off."""
    lines = [line for cell in code_cells(path) for line in source(cell).splitlines()]
    assert [line for line in lines if len(line) > 79] == []


@each_lesson
def test_one_heading_of_the_first_level(path):
    text = re.sub(r"```.*?```", "", markdown(path), flags=re.DOTALL)
    assert len(re.findall(r"^# .+", text, flags=re.MULTILINE)) == 1
    assert source(load(path)["cells"][0]).startswith("# "), "the first cell is the title"


@each_lesson
def test_headings_step_down_one_level_at_a_time(path):
    text = re.sub(r"```.*?```", "", markdown(path), flags=re.DOTALL)
    levels = [len(marks) for marks in re.findall(r"^(#+) .+", text, flags=re.MULTILINE)]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), levels


@each_lesson
def test_a_heading_begins_a_slide(path):
    """In the decks of `make slides`; cells without a heading may begin one too. What comes at once
    after its section's heading may share the slide, what only a kernel can do is left out."""
    kinds = {"slide", "subslide", "fragment", "skip", "notes", "-"}
    before = 0
    for cell in load(path)["cells"] if path.name != "solutions.ipynb" else []:
        kind = cell["metadata"].get("slideshow", {}).get("slide_type")
        assert kind in kinds, f"no slide type: {source(cell)[:60]}"
        marks = re.match(r"#+ ", source(cell)) if cell["cell_type"] == "markdown" else None
        level = len(marks[0]) - 1 if marks else 0
        if level:
            below = {"subslide", "skip"} | ({"-"} if before == 2 else set())
            assert kind in ({"slide"} if level <= 2 else below), source(cell)[:60]
        before = level


def anchors(path):
    """Anchors that JupyterLab gives to headings: the text with spaces turned into hyphens."""
    headings = re.findall(r"^#+ +(.+?) *$", markdown(path), flags=re.MULTILINE)
    named = re.findall(r"<a (?:id|name)=[\"']([^\"']+)", markdown(path))
    return {h.replace(" ", "-") for h in headings} | set(named)


@each_lesson
def test_internal_links_resolve(path):
    for target in re.findall(r"\]\(<?([^)\s>]+)>?[^)]*\)", without_code(markdown(path))):
        if re.match(r"[a-z]+:", target) or target.startswith("attachment:"):
            continue
        name, _, anchor = target.partition("#")
        file = path.parent / name if name else path
        assert file.exists(), f"{path.name} links to {target}"
        if anchor and file.suffix == ".ipynb":
            assert anchor in anchors(file), f"{path.name} links to {target}"


@each_lesson
def test_nothing_is_loaded_from_the_network(path):
    text = path.read_text(encoding="utf-8")
    loads = re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\\\"']+(?:https?:)?//", text)
    assert loads == []
    assert not re.search(r"!\[[^\]]*\]\(https?:", markdown(path)), "a picture from elsewhere"
    assert not re.search(r"cdn\.|unpkg\.com|jsdelivr|urlopen|requests\.get", text)


@each_lesson
def test_the_file_is_of_moderate_size(path):
    assert path.stat().st_size <= MOST_BYTES


@each_lesson
def test_no_installation_from_within_a_lesson(path):
    assert not any(re.search(r"^\s*[%!] *(pip|conda)", source(c), re.M) for c in code_cells(path))
