"""The lessons with Python in the browser: what the registries have, and with a full Pyodide all.

NumPy's build for the browser is in no registry. What needs it runs where CNNBP_PYODIDE names a
folder with Pyodide's full distribution, of the version in tools/lite/package.json.
"""

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support import lite
from support.jupyter import ask, cell_errors, open_in_lab, run_all, wait_for_kernel
from support.programs import find_node, required

import cnnbp
from cnnbp import diagnosis
from tools.lite import build, packages

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
NOTEBOOKS = build.ROOT / "notebooks"
NO_PYODIDE = (
    "CNNBP_PYODIDE names no folder with Pyodide's full distribution: unpack "
    "pyodide-VERSION.tar.bz2 from https://github.com/pyodide/pyodide/releases"
)
START = 300  # seconds for Python's start, on a machine that does much else
SAVE = """async ([path, cells]) => {
  const code = cells.map((source, n) => ({ cell_type: "code", id: `cell-${n}`, metadata: {}, source,
    outputs: [], execution_count: null }));
  const kernelspec = { display_name: "Python 3", language: "python", name: "python3" };
  const metadata = { kernelspec, language_info: { name: "python" } };
  const content = { cells: code, metadata, nbformat: 4, nbformat_minor: 5 };
  await window.jupyterapp.serviceManager.contents.save(
    path, { type: "notebook", format: "json", content });
}"""

# The room of the widgets needs NumPy; this one's own file does not.
A_WIDGET = """import runpy, cnnbp
runpy.run_path(cnnbp.__path__[0] + "/widgets/front_end.py")["FrontEnd"]()"""


def new_notebook(page, cells):
    """A notebook of these cells beside the lessons, open, and its kernel ready."""
    page.evaluate(SAVE, ["cells.ipynb", cells])
    open_in_lab(page, "cells.ipynb", seconds=START)


def hears(page, code, wanted, tries=60):
    """Ask Python until it has heard what was done on the page; in a browser both share a thread."""
    said = ask(page, code)
    while said != wanted and (tries := tries - 1):
        page.wait_for_timeout(250)
        said = ask(page, code)
    assert said == wanted


def listed(page):
    """The file browser's names."""
    names = page.locator(".jp-DirListing-content .jp-DirListing-itemText")
    expect(names.first).to_be_visible(timeout=60_000)
    return set(names.all_inner_texts())


@pytest.fixture(scope="module")
def bare(browser, tmp_path_factory):
    """The address of a site whose Pyodide is what npm and PyPI have: Python, and no NumPy."""
    required(find_node(), "NODE", "no Node.js: npm brings Pyodide's core")
    root = tmp_path_factory.mktemp("lite")
    (root / "pyodide").mkdir()
    lock = lite.from_the_registries(root / "pyodide")
    with lite.served(root) as address:
        build.build(packages.Pyodide(f"{address}pyodide/", lock), root / "site")
        lite.expose(root / "site")
        yield f"{address}site/"


@pytest.fixture(scope="module")
def full(browser, tmp_path_factory):
    """The address of a site with a full Pyodide inside."""
    folder = os.environ.get("CNNBP_PYODIDE")
    if not folder:
        pytest.skip(NO_PYODIDE)
    root = tmp_path_factory.mktemp("lite-full")
    build.build(packages.given(Path(folder)), root / "site")
    lite.expose(root / "site")
    with lite.served(root) as address:
        yield f"{address}site/"


@pytest.fixture
def opened(browser):
    """Opens a site, at a lesson; no page may ask another server for anything."""
    contexts, strange = [], []

    def open_page(site, lesson=""):
        contexts.append(browser.new_context(viewport={"width": 1366, "height": 768}))
        page = contexts[-1].new_page()
        own = re.match(r"https?://[^/]+/", site)[0]
        page.on("request", lambda r: r.url.startswith((own, "data:", "blob:")) or strange.append(r))
        page.goto(f"{site}lab/index.html{lesson and '?path='}{lesson}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [request.url for request in strange] == []


def test_the_lessons_are_there_and_python_starts_with_the_packages_that_the_site_brings(
    bare, opened
):
    page = opened(bare)
    lessons = {path.name for path in NOTEBOOKS.iterdir() if path.suffix in {".ipynb", ".md"}}
    assert lessons | {"images"} == listed(page)
    new_notebook(page, [A_WIDGET, "from cnnbp import diagnosis"])
    run_all(page)
    assert cell_errors(page) == []
    expect(page.get_by_text("✓ front end: answers")).to_be_visible()
    versions = "from importlib.metadata import version as v; print(v('cnnbp'), v('anywidget'))"
    pins = (packages.HERE / "requirements.txt").read_text(encoding="utf-8")
    anywidget = re.search(r"^anywidget==(.+)$", pins, re.MULTILINE)[1]
    assert ask(page, versions) == f"{cnnbp.__version__} {anywidget}"
    said = ask(page, "print(diagnosis.report())").splitlines()
    assert "✗ numpy: missing" in said
    assert f"✓ place: {diagnosis.IN_THE_BROWSER['place']}" in said
    assert "✓ anywidget: " + anywidget in said


def test_lesson_0_runs_whole_and_its_explorer_answers(full, opened):
    page = opened(full, "00_start_here.ipynb")
    wait_for_kernel(page, START)
    run_all(page)
    assert cell_errors(page) == []
    expect(page.get_by_text("✓ front end: answers")).to_be_visible()
    assert ask(page, "print(bool(diagnosis.report()))") == "True"

    explorer = page.locator(".cnnbp").first
    explorer.scroll_into_view_if_needed()
    explorer.get_by_role("gridcell", name="input row 2 column 3", exact=True).click()
    hears(page, "print(flow.selection['index'])", "[2, 3]")
    explorer.get_by_role("button", name="Edit").click()
    explorer.get_by_role("gridcell", name="kernel row 0 column 1", exact=True).click()
    field = explorer.get_by_label("new value of kernel row 0 column 1")
    field.fill("2.5")
    field.press("Enter")
    expect(
        explorer.get_by_role("gridcell", name="kernel row 0 column 1", exact=True)
    ).to_contain_text("2.50")
    changed = "k = kernel.copy(); k[0, 1] = 2.5"
    back = "convolution.input_gradient(flow.values['delta'], k, digit.shape)"
    same = f"print(np.allclose(flow.values['gradient'], {back}), flow.values['weights'][0, 1])"
    hears(page, f"{changed}; {same}", "True 2.5")

    check = "print(exercises.check('edges.forward', {}).status)"
    assert ask(page, check.format("edge_forward")) == "right"
    assert ask(page, check.format("lambda s, t, w, a, n: np.zeros(n)")) != "right"
    endless = "def endless(*_):\n    while True:\n        pass\n"
    judged = "print(exercises.check('edges.forward', endless, seconds=0.5).status)"
    assert ask(page, endless + judged) == "too slow"


def test_lesson_7_trains_and_its_panel_hears_stop(full, opened):
    page = opened(full, "07_train_a_cnn.ipynb")
    wait_for_kernel(page, START)
    run_all(page)
    assert cell_errors(page) == []
    assert ask(page, "print(accuracy >= 0.97)") == "True"
    panel = page.locator(".cnnbp-training").first
    panel.scroll_into_view_if_needed()
    panel.get_by_role("button", name="▶ Train").click()
    expect(panel.get_by_text(re.compile(r"epoch [2-9], .* right"))).to_be_visible(timeout=120_000)
    panel.get_by_role("button", name="■ Stop").click()
    expect(panel.get_by_text("our network: stopped in epoch")).to_be_visible(timeout=120_000)


def test_files_stay_in_the_browser(full, opened):
    page = opened(full, "formula_sheet.ipynb")
    wait_for_kernel(page, START)
    save = (
        "from cnnbp.network import Dense, Flatten, Network; import numpy as np\n"
        "net = Network([Flatten(), Dense(4, 2)], seed=3); net.save('mine.npz')"
    )
    assert ask(page, save) == ""
    page.evaluate(SAVE, ["cells.ipynb", ["kept = 40 + 2"]])
    page.reload()
    wait_for_kernel(page, START)
    assert {"mine.npz", "cells.ipynb"} <= listed(page)
    again = "print(Network.load('mine.npz').forward(np.ones((1, 2, 2))).tolist())"
    fresh = "print(Network([Flatten(), Dense(4, 2)], seed=3).forward(np.ones((1, 2, 2))).tolist())"
    ask(page, "from cnnbp.network import Dense, Flatten, Network; import numpy as np")
    assert json.loads(ask(page, again)) == json.loads(ask(page, fresh))


def test_the_mathematics_holds_there_where_an_index_has_32_bits(tmp_path):
    folder = os.environ.get("CNNBP_PYODIDE")
    if not folder:
        pytest.skip(NO_PYODIDE)
    node = required(find_node(), "NODE", "no Node.js")
    passed, said = lite.tests_in_pyodide(node, Path(folder), tmp_path)
    assert passed > 450, said
