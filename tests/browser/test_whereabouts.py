"""Choosing, walking and looking around: what is lit, where the focus is, what fits in."""

import numpy as np
import pytest
from playwright.sync_api import expect

from cnnbp.widgets import DeltaFlow, Derivation

RNG = np.random.default_rng(7)


def numbers(*shape):
    return RNG.normal(size=shape)


@pytest.fixture
def explorer(explorer):
    return lambda flow, width=1200: explorer(flow, width)


# --- highlights ---


def click_at(shown, panel, row, col):
    cells = shown.page.locator(f'[data-panel="{panel}"] .cnnbp-cells').first
    box = cells.bounding_box()
    high, wide = shown.widget.values[panel].shape[-2:]
    place = {"x": (col + 0.5) * box["width"] / wide, "y": (row + 0.5) * box["height"] / high}
    cells.click(position=place)
    shown.settle()


def joined(flow):
    """The cells at the other end of the selection's edges, from the edges themselves."""
    edges = flow.layer.connections
    panel, index = flow.selection["panel"], tuple(flow.selection["index"])
    flat = int(np.ravel_multi_index(index, flow.values[panel].shape))
    if panel == "weights":
        mine = np.flatnonzero(edges.parameter == flat)
        return {"input": edges.source[mine], "delta": edges.target[mine]}
    if panel == "delta":
        mine = edges.from_target(flat) if hasattr(edges, "from_target") else edges.target == flat
        return {"input": edges.source[mine], "weights": edges.parameter[mine]}
    mine = edges.source == flat
    return {"delta": edges.target[mine], "weights": edges.parameter[mine]}


@pytest.mark.parametrize("size", [20, 22, 28])
def test_after_every_pick_only_its_own_edges_are_lit(explorer, size):
    shown = explorer(DeltaFlow.convolution(numbers(size, size), numbers(3, 3)))
    weight = shown.page.locator('[data-panel="weights"] .cnnbp-cell')
    picks = RNG.integers(1, size - 3, size=(6, 2))
    for turn, (row, col) in enumerate(picks.tolist()):
        # A fan of hundreds, then the cell that the focus was left on, then small fans elsewhere.
        weight.nth(turn).click()
        click_at(shown, "delta", row, col)
        weight.nth(turn + 1).click()
        click_at(shown, "input", col, row)
        for panel, cells in joined(shown.widget).items():
            assert shown.lit(panel) == set(cells.tolist()), (turn, panel)
        badges = shown.page.locator('[data-panel="delta"] [data-badge]')
        assert badges.count() == len(shown.lit("delta"))
    assert shown.errors == []


# --- keys ---


def walked(shown, panel, keys):
    """The sheets on which the focus was, from the first cell on."""
    cell = f'[data-panel="{panel}"] .cnnbp-cell'
    shown.page.locator(f'{cell}[tabindex="0"]').first.focus()
    size = int(np.prod(shown.widget.values[panel].shape[-2:]))
    sheets = []
    for key in keys:
        shown.page.keyboard.press(key)
        focused = shown.page.evaluate("() => document.activeElement.dataset.flat")
        sheets.append(int(focused) // size)
    return sheets


def test_keys_go_from_sheet_to_sheet(explorer):
    kernels = numbers(3, 2, 3, 1)
    shown = explorer(DeltaFlow.convolution(numbers(2, 7, 5), kernels, direction="forward"))
    down = ["ArrowDown"] * 3
    assert walked(shown, "weights", ["ArrowRight", *down, *down])[::3] == [1, 3, 5]
    assert walked(shown, "input", ["ArrowDown"] * 7)[-2:] == [0, 1]
    focused = shown.page.locator(":focus")
    expect(focused).to_have_accessible_name("input channel 1 row 0 column 0")
    shown.page.keyboard.press("Enter")
    assert shown.widget.selection == {"panel": "input", "index": [1, 0, 0]}


def test_keys_turn_the_page(explorer):
    shown = explorer(DeltaFlow.max_pool(numbers(5, 4, 4), 2))
    sheets = walked(shown, "input", ["ArrowDown"] * 18)
    assert sorted(set(sheets)) == [0, 1, 2, 3, 4]
    # Channels that keep apart: the other panels show the same one.
    expect(shown.page.get_by_label("output delta δ: page")).to_have_value("4")


def test_keys_on_large_sheets_keep_the_focus(explorer):
    kernels = numbers(1, 2, 3, 3)
    shown = explorer(DeltaFlow.convolution(numbers(2, 22, 22), kernels, direction="forward"))
    assert walked(shown, "input", ["ArrowRight"] * 24)[20:] == [0, 1, 1, 1]
    assert shown.errors == []


# --- focus ---


def held(shown):
    """Whether the focus is in the view, on something that can be seen."""
    shown.settle()
    return shown.page.evaluate("""() => {
      const focused = document.activeElement;
      return focused.matches(".cnnbp *") && focused.checkVisibility();
    }""")


PREDICTED = [
    lambda: DeltaFlow.dense(numbers(5), numbers(3, 5), mode="predict", selection=("input", 1)),
    lambda: DeltaFlow.convolution(
        numbers(5, 5), numbers(3, 3), mode="predict", selection=("input", 1, 1)
    ),
    lambda: DeltaFlow.max_pool(numbers(4, 4), 2, mode="predict", selection=("input", 1, 1)),
]


@pytest.mark.parametrize("make", PREDICTED, ids=["dense", "convolution", "pool"])
@pytest.mark.parametrize("control", ["Hint", "Reveal", "Check the number", "Another", None])
def test_escape_in_a_prediction_keeps_the_focus(explorer, make, control):
    shown = explorer(make())
    page = shown.page
    if control is None:
        page.get_by_label("your number").focus()
    else:
        group = page.get_by_role("group", name="prediction")
        group.get_by_role("button", name=control).first.focus()
    page.keyboard.press("Escape")
    assert shown.widget.selection is None
    assert held(shown)


def edited(shown, text):
    shown.page.locator('[data-panel="input"] .cnnbp-cell').nth(1).click()
    shown.page.keyboard.press("Control+a")
    shown.page.keyboard.type(text)
    shown.page.keyboard.press("Enter")
    cell = shown.page.locator('[data-panel="input"] .cnnbp-cell').nth(1)
    expect(cell).to_have_attribute("aria-description", "3.000")


def undone(shown):
    shown.page.keyboard.press("Control+z")
    cell = shown.page.locator('[data-panel="input"] .cnnbp-cell').nth(1)
    expect(cell).not_to_have_attribute("aria-description", "3.000")
    assert shown.widget.undoable == 0


def test_undo_in_a_network_keeps_the_focus(explorer):
    layers = [("convolution", numbers(3, 3)), "relu"]
    shown = explorer(DeltaFlow.network(numbers(6, 6), layers, mode="edit"))
    edited(shown, "3")
    assert held(shown)
    undone(shown)
    assert held(shown)
    expect(shown.page.locator(":focus")).to_have_attribute("data-flat", "1")


@pytest.mark.parametrize("where", ["pager", "toolbar", "matrix", "table", "pen"])
def test_undo_keeps_the_focus_wherever_it_is(explorer, where):
    views = ["edges", "matrix", "table", "controls"]
    flow = DeltaFlow.convolution(numbers(5, 4, 4), numbers(2, 5, 3, 3), mode="edit", views=views)
    shown = explorer(flow)
    edited(shown, "3")
    place = {
        "pager": shown.page.get_by_label("input a: next page"),
        "toolbar": shown.page.get_by_role("button", name="Matrix"),
        "matrix": shown.page.locator(".cnnbp-matrix [role=gridcell]"),
        "table": shown.page.locator(".cnnbp-all > summary"),
        "pen": shown.page.get_by_label("pen"),
    }[where]
    place.focus()
    name = shown.page.evaluate("() => document.activeElement.className")
    undone(shown)
    assert held(shown)
    assert shown.page.evaluate("() => document.activeElement.className") == name


# --- room ---

# What reaches out of the view, and by how much the page can be scrolled sideways.
OUTSIDE = """() => {
  const root = document.querySelector(".cnnbp");
  const box = root.getBoundingClientRect();
  const out = [...root.querySelectorAll("*")]
    .filter(e => e.getClientRects().length && !e.closest(".cnnbp-live"))
    .filter(e => {  // what can be scrolled into view in a box of its own is no matter here
      for (let box = e.parentElement; box !== root; box = box.parentElement) {
        if (["auto", "scroll"].includes(getComputedStyle(box).overflowX)) return false;
      }
      return true;
    })
    .filter(e => {
      const { left, right, width } = e.getBoundingClientRect();
      return width && (left < box.left - 1 || right > box.right + 1);
    });
  return [document.documentElement.scrollWidth - innerWidth, out.map(e => e.className)];
}"""
NARROW = {
    "kernels of 1 × 1": lambda: DeltaFlow.convolution(numbers(3, 4, 4), numbers(2, 3, 1, 1)),
    "one kernel of 1 × 1": lambda: DeltaFlow.convolution(numbers(5, 5), numbers(1, 1)),
    "filters": lambda: DeltaFlow.convolution(numbers(2, 7, 5), numbers(3, 2, 3, 1)),
    "all views": lambda: DeltaFlow.convolution(
        numbers(6, 6), numbers(3, 3), views=["rotated", "matrix", "table", "steps", "controls"]
    ),
    "dense": lambda: DeltaFlow.dense(numbers(5), numbers(3, 5)),
    "pool": lambda: DeltaFlow.max_pool(numbers(6, 6), 2),
    "large": lambda: DeltaFlow.convolution(numbers(28, 28), numbers(3, 3)),
    "network": lambda: DeltaFlow.network(
        numbers(6, 6), [("convolution", numbers(3, 3)), "relu", ("max_pool", 2)]
    ),
    "derivation": lambda: Derivation(numbers(7, 7), numbers(3, 3)),
    "derivation of a weight": lambda: Derivation(numbers(7, 7), numbers(3, 3), gradient="kernel"),
}


@pytest.mark.parametrize("make", NARROW.values(), ids=list(NARROW))
@pytest.mark.parametrize("way", ["ltr", "rtl"])
def test_nothing_sticks_out_of_a_narrow_view(explorer, make, way):
    shown = explorer(make(), width=320)
    shown.page.evaluate("way => { document.documentElement.dir = way; }", way)
    shown.settle()
    assert shown.page.evaluate(OUTSIDE) == [0, []]


@pytest.mark.parametrize("col", range(6))
def test_what_is_wrong_with_a_number_is_said_inside_the_view(explorer, col):
    layers = [("convolution", numbers(3, 3)), "relu"]
    shown = explorer(DeltaFlow.network(numbers(6, 6), layers, mode="edit"), width=320)
    shown.page.locator('[data-panel="input"] .cnnbp-cell').nth(6 + col).click()
    shown.page.keyboard.press("Control+a")
    shown.page.keyboard.type("1e308")
    assert shown.page.evaluate(OUTSIDE) == [0, []]
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator(".cnnbp-bubble")).to_have_count(1)
    assert shown.page.evaluate(OUTSIDE) == [0, []]


# --- pages that are read from the right ---


@pytest.mark.parametrize("width", [1200, 390])
def test_a_page_that_is_read_from_the_right_changes_nothing(explorer, width):
    flow = DeltaFlow.convolution(numbers(5, 5), numbers(3, 3), selection=("input", 2, 2))
    shown = explorer(flow, width=width)
    places = """() => [...document.querySelectorAll(
        ".cnnbp-heads span, .cnnbp-cell, .cnnbp-marks span, .cnnbp-total, .cnnbp-symbol")]
        .map(e => { const b = e.getBoundingClientRect(); return [e.textContent, b.x, b.y]; })"""
    left = shown.page.evaluate(places)
    shown.page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    shown.settle()
    assert shown.page.evaluate(places) == left
    assert shown.page.evaluate("() => getComputedStyle(document.body).direction") == "rtl"
