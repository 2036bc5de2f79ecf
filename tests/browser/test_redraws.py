"""One action of a person is one change: each part is drawn once at most, Python is told once."""

import numpy as np
import pytest

from cnnbp.widgets import DeltaFlow, Derivation

RNG = np.random.default_rng(5)
IMAGE = RNG.normal(size=(6, 6))
LARGE = RNG.normal(size=(24, 24))
KERNEL = RNG.normal(size=(3, 3))
NETWORK = [("convolution", KERNEL), "relu", ("max_pool", 2)]

# What a part does once whenever it draws itself: the matrix lays its picture down, a sheet and its
# closer look put their pixels.
COUNT = """() => {
  window.drawn = {};
  window.saves = 0;
  const count = (name) => (window.drawn[name] = (window.drawn[name] ?? 0) + 1);
  const pens = CanvasRenderingContext2D.prototype;
  const { drawImage, putImageData } = pens;
  const nameOf = (canvas) => {
    const sheet = canvas.parentElement?.querySelector("[data-plate]")?.dataset.plate ?? "near";
    return `${canvas.closest("[data-panel]")?.dataset.panel ?? canvas.className} ${sheet}`;
  };
  pens.drawImage = function (...all) {
    if (this.canvas.closest(".cnnbp-matrix-box")) count("matrix");
    return drawImage.apply(this, all);
  };
  pens.putImageData = function (...all) {
    count(nameOf(this.canvas));
    return putImageData.apply(this, all);
  };
}"""


@pytest.fixture
def explorer(explorer):
    return lambda flow: explorer(flow, 1200, 1000)


def done(shown, act):
    """What was drawn, how often, and how often Python was told, by an action alone."""
    shown.settle()
    shown.page.evaluate(COUNT)
    act()
    shown.settle()
    assert shown.errors == []
    return shown.page.evaluate("() => [window.drawn, window.saves]")


def once(found, *parts):
    drawn, saves = found
    assert set(parts) <= set(drawn), drawn
    assert set(drawn.values()) == {1}, drawn
    assert saves == 1


def small(**view):
    given = {"views": ["edges", "matrix", "table", "steps"], "selection": ("input", 1, 1)}
    return DeltaFlow.convolution(IMAGE, KERNEL, **given | view)


def test_a_pick(explorer):
    shown = explorer(small())
    once(done(shown, shown.cell("input row 2 column 3").click), "matrix")


def test_a_pick_on_what_is_under_the_pointer(explorer):
    shown = explorer(small(selection=None))
    cell = shown.cell("input row 2 column 3")
    cell.hover()
    once(done(shown, cell.click), "matrix")


def test_the_pointer_draws_and_tells_python_nothing(explorer):
    shown = explorer(small(selection=None))
    drawn, saves = done(shown, shown.cell("input row 2 column 3").hover)
    assert set(drawn.values()) == {1}
    assert saves == 0


def test_letting_go(explorer):
    shown = explorer(small())
    shown.page.mouse.move(1100, 5)
    shown.cell("input row 1 column 1").focus()
    once(done(shown, lambda: shown.page.keyboard.press("Escape")), "matrix")


def test_a_step(explorer):
    shown = explorer(small(shown=2))
    step = shown.page.get_by_role("button", name="step forward")
    once(done(shown, step.click), "matrix")
    assert shown.widget.shown == 3
    over = small(shown=9)  # the last of its terms: unit and count change together
    shown = explorer(over)
    step = shown.page.get_by_role("button", name="step forward")
    once(done(shown, step.click), "matrix")
    assert (over.selection["index"], over.shown) == ([1, 2], 1)


@pytest.mark.parametrize(
    ("views", "parts"),
    [
        ([], {"input near", "delta near", "gradient near"}),
        # a view has the place of the closer looks, of the kernel and of δ: they cost nothing
        (["matrix"], {"matrix"}),
    ],
)
def test_a_pick_on_a_large_layer(explorer, views, parts):
    flow = DeltaFlow.convolution(LARGE, KERNEL, views=views, selection=("input", 3, 3))
    shown = explorer(flow)
    cells = shown.page.locator('[data-panel="input"] .cnnbp-cells')
    side = cells.bounding_box()["width"] / 24
    place = {"x": 10.5 * side, "y": 10.5 * side}
    found = done(shown, lambda: cells.click(position=place))
    once(found, *parts)
    sheets = {f"{panel} 0" for panel in ("input", "weights", "delta", "gradient")}
    assert set(found[0]) <= parts | (sheets if not views else set()), found
    assert flow.selection["index"] == [10, 10]


def test_another_pixel_to_predict(explorer):
    shown = explorer(small(mode="predict"))
    drawn, saves = done(shown, shown.cell("input row 2 column 3").click)
    assert set(drawn.values()) <= {1}
    assert saves == 1
    assert shown.widget.selection["index"] == [2, 3]
    another = shown.page.get_by_role("button", name="Another pixel")
    assert done(shown, another.click)[1] == 1


def test_another_layer_of_a_network(explorer):
    views = ["edges", "network", "matrix"]
    flow = DeltaFlow.network(IMAGE, NETWORK, views=views, selection=("output", 1, 1))
    shown = explorer(flow)
    opens = shown.page.get_by_role("button", name="relu")
    once(done(shown, opens.click), "matrix", "input 0", "sigma_prime 0")
    assert (flow.stage, flow.selection["panel"]) == (1, "input")


def test_a_choice_in_a_derivation(explorer):
    shown = explorer(Derivation(IMAGE[:4, :4], KERNEL[:2, :2], place=(1, 1)))
    cell = shown.page.locator('[data-panel="z_in"]').get_by_role("gridcell").nth(6)
    drawn, saves = done(shown, cell.click)
    assert set(drawn.values()) == {1}, drawn
    assert saves == 1
    assert shown.widget.place == [1, 2]
