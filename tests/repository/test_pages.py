"""The words and links of pages and slides: nobody is told to run cells, no link leads nowhere."""

import re
from pathlib import Path

import nbformat
import pytest

from tools import slides
from tools.site import project, wording
from tools.site.render import Page

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSON = "04_convolution.ipynb"


def text(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_each_of_the_words_that_are_replaced_stands_in_a_lesson():
    said = "\n".join(text(nbformat.read(path, as_version=4)) for path in NOTEBOOKS)
    assert [here for here, _ in wording.WORDS if here not in said] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_does_not_speak_to_who_runs_cells(path):
    notebook = nbformat.read(path, as_version=4)
    before = text(notebook)
    said = text(wording.on_a_page(notebook))
    assert not re.search(r"Shift|[Rr]un it now|All Cells|your installation", said)
    for paragraph in said.split("\n"):
        if re.search(r"\b[Rr]un (the cell|each cell|all cells|it)\b", paragraph):
            assert "ith Python" in paragraph
    assert text(notebook) == before  # what was given stays


def test_what_looks_at_the_installation_has_no_place_on_a_page():
    said = wording.on_a_page(nbformat.read(NOTEBOOKS[0], as_version=4))
    code = "\n".join(cell.source for cell in said.cells if cell.cell_type == "code")
    assert "diagnosis.report()" not in code
    assert "from cnnbp import" in code


@pytest.fixture(scope="module", params=slides.LESSONS, ids=lambda path: path.stem)
def slide_texts(request):
    """What stands on each slide of a lesson that has not been run."""
    made = []

    def kept(title, content, widgets, **kind):
        made.append("".join(content.parts))
        return ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slides, "page", kept)
        slides.deck(request.param, nbformat.read(request.param, as_version=4), "")
    return re.split(r"</section>(?:</section>)?<section>(?:<section>)?", made[0])


def test_a_slide_does_not_speak_to_who_runs_cells(slide_texts):
    asked = r"\b[Rr]un (the cell|the next cell|each cell|all cells|it)\b"
    told = [line for text in slide_texts for line in text.split("\n") if re.search(asked, line)]
    assert [line for line in told if "ith Python" not in line] == []


def test_no_slide_hides_all_that_it_says(slide_texts):
    """A folded answer waits under its question; on the next slide it has waited already."""
    heading = r'<div class="running">.*?</div>|<h2.*?</h2>'
    for text in slide_texts:
        said = re.sub(heading, "", text, flags=re.DOTALL).removeprefix("<div>").lstrip()
        assert not said.startswith("<details><summary><b>"), text


@pytest.fixture
def placed(monkeypatch):
    """Says whose the project is, and where its pages are."""

    def place(repository=None, pages=None):
        for name, value in (("GITHUB_REPOSITORY", repository), ("CNNBP_PAGES", pages)):
            if value:
                monkeypatch.setenv(name, value)
            else:
                monkeypatch.delenv(name, raising=False)
        if not repository:
            monkeypatch.setattr(project, "repository", lambda: "OWNER/cnnbp")
        return project.with_python(LESSON) + project.needs_python(LESSON, "Drawing")

    return place


def test_links_to_a_host_wait_until_there_is_one(placed):
    told = placed()
    assert "OWNER" not in told
    assert "http" not in told.replace("https://docs.astral.sh/uv/", "")
    assert 'Drawing needs Python: <a href="#set-up">set it up</a>.' in told
    assert 'id="set-up"' in told
    assert "make lab" in told


def test_with_a_host_there_are_three_ways(placed):
    told = placed("someone/cnnbp")
    assert "https://mybinder.org/v2/gh/someone/cnnbp/HEAD" in told
    assert "https://someone.github.io/cnnbp/lite/" in told
    assert "https://github.com/someone/cnnbp/archive" in told
    links = re.findall(r">([^<>]+)</a>", told.rpartition("needs Python")[2])
    assert links == ["run it in your browser", "open it on Binder", "set it up"]


def test_a_schools_own_pages_need_no_host(placed):
    told = placed(pages="https://school.example/cnnbp/")
    assert "https://school.example/cnnbp/lite/lab/index.html" in told
    assert "OWNER" not in told
    assert "mybinder" not in told


def cell(source, **data):
    outputs = [nbformat.v4.new_output("display_data", data)] if data else []
    return nbformat.v4.new_code_cell(source, outputs=outputs)


@pytest.mark.parametrize(
    ("made", "folded"),
    [
        (cell("import numpy as np\nx = 1"), True),
        (cell("from cnnbp import dense"), True),
        (cell("figures.grid(x)", **{"image/png": "iVBO", "text/plain": "a grid"}), True),
        (cell("print(7)"), False),
        (cell("important = 1"), False),
    ],
)
def test_code_that_imports_or_draws_is_folded(made, folded):
    page = Page()
    page.add_notebook(nbformat.v4.new_notebook(cells=[made]), {})
    assert page.parts[0].startswith("<details><summary>Code</summary>") == folded


def test_a_page_sets_no_property_that_the_widgets_expect_from_elsewhere():
    """A colour by the name of a size once made all numbers in the cells of pages too large."""
    widget = (ROOT / "cnnbp/widgets/frontend/ui/widget.css").read_text(encoding="utf-8")
    page = (ROOT / "tools/site/style.css").read_text(encoding="utf-8")
    declared = re.compile(r"(--[\w-]+)\s*:")
    read = set(re.findall(r"var\((--[\w-]+)", widget)) - set(declared.findall(widget))
    assert {"--cell", "--least"} <= read
    assert read & set(declared.findall(page)) == set()
