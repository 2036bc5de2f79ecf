"""One selection: choosing in any view moves all of them, and a layer of one's own has them too."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from support.explorer_page import ExplorerPage

from cnnbp import datasets
from cnnbp.widgets import DeltaFlow

DIGIT = datasets.load_digits().images[3]
KERNEL = np.array([[0.8, -0.3, 0.1], [0.5, 1.0, -0.6], [-0.9, 0.2, 0.4]])
W = np.round(np.random.default_rng(1).normal(0, 0.4, (10, 9)), 2)
LAYERS = [("convolution", KERNEL), "relu", ("max_pool", 2), ("dense", W)]
CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"

# What each view says is chosen, and which output deltas take part in it.
READ = """() => {
  const one = (selector) => document.querySelector(selector);
  const flats = (selector) =>
    [...document.querySelectorAll(selector)].map(e => Number(e.dataset.flat)).sort((a, b) => a - b);
  const panels = '.cnnbp-stage:not(.cnnbp-beside) [data-panel="';
  const window_ = one('[data-panel="padded"] .cnnbp-window');
  return {
    panels: ["input", "gradient"].map(id => flats(`${panels}${id}"] .cnnbp-chosen`)),
    deltas: flats('[data-panel="padded"] .cnnbp-lit'),
    rotated: [window_.style.getPropertyValue("--r"), window_.style.getPropertyValue("--c")],
    matrix: Number(one('[data-view="matrix"] [role="gridcell"]').ariaColIndex) - 1,
    table: [...document.querySelectorAll(".cnnbp-terms tbody tr")].map(
      row => row.children[4].textContent),
    network: one(".cnnbp-layer-head .cnnbp-say").textContent,
    slider: Number(one(`.cnnbp-slider[aria-label="position"]`).value),
    words: one(".cnnbp-sum .cnnbp-say").textContent,
  };
}"""


@pytest.fixture(scope="module")
def explorer(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 2600})
    views = ["edges", "network", "rotated", "matrix", "table", "steps"]
    yield ExplorerPage(page, DeltaFlow.network(DIGIT, LAYERS, y=3, views=views))
    page.close()


def in_the_panels(explorer):
    explorer.cell("input row 4 column 2").click()


def in_the_rotated_view(explorer):
    explorer.widget.selection = ("weights", 0, 0)
    explorer.page.locator('[data-panel="lying"] [data-flat="0"]').click()
    assert explorer.widget.selection == {"panel": "weights", "index": [2, 2]}
    explorer.page.locator('[data-panel="padded"] [data-flat="14"]').click()
    assert explorer.widget.selection == {"panel": "input", "index": [0, 3]}
    explorer.widget.selection = ("input", 4, 2)


def in_the_matrix(explorer):
    cell = explorer.page.locator('[data-view="matrix"] [role="gridcell"]')
    cell.focus()
    for key in ["Control+Home", *["ArrowRight"] * (4 * 8 + 2), "Enter"]:
        explorer.page.keyboard.press(key)


def in_the_network(explorer):
    box = explorer.page.locator('[data-state="0"] .cnnbp-picture').first.bounding_box()
    side = box["width"] / 8
    explorer.page.mouse.click(box["x"] + 2.5 * side, box["y"] + 4.5 * side)


def with_the_slider(explorer):
    explorer.page.get_by_role("slider", name="position").fill(str(4 * 8 + 2))


def from_python(explorer):
    explorer.widget.selection = ("input", 4, 2)


WAYS = [
    in_the_panels,
    in_the_rotated_view,
    in_the_matrix,
    in_the_network,
    with_the_slider,
    from_python,
]


@pytest.mark.parametrize("choose", WAYS)
def test_choosing_in_any_view_moves_all(explorer, choose):
    explorer.widget.selection = explorer.widget.shown = None
    explorer.page.mouse.move(2, 2)
    choose(explorer)
    explorer.settle()
    flow = explorer.widget
    assert flow.selection == {"panel": "input", "index": [4, 2]}
    edges = flow.layer.connections
    targets = sorted(edges.target[edges.from_source(4 * 8 + 2)].tolist())
    state = explorer.page.evaluate(READ)
    assert state["panels"] == [[4 * 8 + 2]] * 2
    # two rows and columns of zeros around δ
    assert state["deltas"] == [(t // 6 + 2) * 10 + t % 6 + 2 for t in targets]
    assert state["rotated"] == ["4", "2"]
    assert state["matrix"] == 4 * 8 + 2
    rows = ["{}, {}".format(*divmod(target, 6)) for target in targets]
    assert sorted(state["table"]) == sorted(rows)
    assert state["network"].startswith("x row 4 column 2: ∂C/∂x = ")
    assert state["slider"] == 4 * 8 + 2
    assert state["words"].startswith("input row 4 column 2: 9 output deltas flow back")
    # kernel and δ gave their room to the views: back in it, they show the same choice
    views, flow.views = flow.views, ["edges"]
    explorer.settle()
    assert explorer.lit("delta") == set(targets)
    assert explorer.lit("weights") == set(range(9))
    flow.views = views
    explorer.settle()
    assert explorer.errors == []


def test_the_layer_that_contributing_shows_has_every_view_that_makes_sense(browser):
    """A builder of edges and nothing else: explored, stepped, predicted and edited as shown."""
    block, *_ = re.findall(
        r"```python\n(.*?)```", CONTRIBUTING.read_text(encoding="utf-8"), re.DOTALL
    )
    names = {}
    exec(block, names)
    flow = names["flow"]
    flow.views = ["edges", "steps"]
    explorer = ExplorerPage(browser.new_page(), flow)
    page = explorer.page
    assert explorer.lit("delta") == {1 * 3 + 1}  # row 2, column 2 goes on to row 1, column 1
    flow.views = ["edges", "matrix", "table", "steps"]
    explorer.cell("input row 1 column 2").click()
    expect(page.locator(".cnnbp-sum .cnnbp-say")).to_contain_text("no edge")
    matrix = page.locator('[data-view="matrix"]')
    expect(matrix.locator(".cnnbp-subtitle").first).to_contain_text("6 of 120 places hold an edge")
    expect(page.get_by_role("button", name="Rotated")).to_be_hidden()
    page.get_by_role("button", name="first position").click()
    assert explorer.widget.selection == {"panel": "input", "index": [0, 0]}
    flow.selection = ("input", 2, 2)
    page.get_by_role("button", name="Predict").click()
    page.get_by_label("your number").fill("12")
    page.get_by_role("button", name="Check the number").click()
    expect(page.locator(".cnnbp-right")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    explorer.cell("input row 2 column 2").click()
    page.get_by_label("new value of input row 2 column 2").fill("-3")
    page.keyboard.press("Enter")
    expect(explorer.cell("input gradient row 2 column 2")).to_have_attribute(
        "aria-description", "−3.000"
    )
    assert flow.values["output"][1, 1] == -3
    assert explorer.errors == []
    page.close()
