"""The ledger: what many channels send back to a pixel, in one screen, by mouse, finger, keys."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from support.axe import violations

from cnnbp.widgets import DeltaFlow

RANDOM = np.random.default_rng(5)
MAPS = RANDOM.random((6, 8, 8))
FILTERS = RANDOM.normal(size=(12, 6, 3, 3)) / 3
PIXEL = ("input", 2, 3, 4)
UNITS, W = RANDOM.random(192), RANDOM.normal(size=(10, 192)) / 4
SMALL, MANY = RANDOM.random((12, 4, 4)), RANDOM.normal(size=(12, 12, 3, 3)) / 5
LAYERS: dict[str, Callable[..., DeltaFlow]] = {
    "6 to 12 channels": lambda **view: DeltaFlow.convolution(MAPS, FILTERS, padding=1, **view),
    "12 to 12 of 4 by 4": lambda **view: DeltaFlow.convolution(SMALL, MANY, padding=1, **view),
    "dense": lambda **view: DeltaFlow.dense(UNITS, W, **view),
    "with a slope": lambda **view: DeltaFlow.convolution(
        MAPS, FILTERS, padding=1, activation="sigmoid", **view
    ),
}


@pytest.fixture
def explorer(explorer):
    """As high as JupyterLab leaves."""
    return lambda flow, width=1000, height=600, **more: explorer(flow, width, height, **more)


def opened(page: Page) -> int:
    row = page.locator(".cnnbp-ledger [role=rowheader][aria-expanded=true]")
    expect(row).to_have_count(1)
    return int(row.get_attribute("data-group") or -1)


def sums(flow: DeltaFlow, flat: int) -> np.ndarray:
    """What each filter sends to a unit of the input."""
    ends = flow.layer.connections
    edges = ends.from_source(flat)
    products = ends.weight[edges] * flow.layer.delta.ravel()[ends.target[edges]]
    filters = ends.target[edges] // np.prod(flow.shapes["delta"][1:], dtype=int)
    return np.bincount(filters, products, minlength=flow.shapes["delta"][0])


# The first and the last pixel of all that a choice is about; and whether a number is cut anywhere.
EXTENT = """() => {
  const all = [...document.querySelectorAll(
    ".cnnbp-ledger .cnnbp-chosen, .cnnbp-ledger .cnnbp-lit, .cnnbp-ledger [role=row] > *, " +
    ".cnnbp-ledger .cnnbp-total, .cnnbp-ledger .cnnbp-slope")].map(e => e.getBoundingClientRect());
  const edge = (side, pick) => pick(...all.map(box => box[side]));
  return {top: edge("top", Math.min), bottom: edge("bottom", Math.max),
    left: edge("left", Math.min), right: edge("right", Math.max), count: all.length,
    scrolls: document.documentElement.scrollWidth - innerWidth};
}"""


@pytest.mark.parametrize(("width", "high"), [(1000, 600), (1280, 600), (760, 600), (390, 780)])
@pytest.mark.parametrize("kind", LAYERS)
def test_all_that_belongs_to_a_pixel_is_on_one_screen(explorer, kind, width, high):
    flow = LAYERS[kind]()
    shown = explorer(flow, width, high)
    shape = flow.shapes["input"]
    for flat in (0, int(np.prod(shape)) // 2 + 3, int(np.prod(shape)) - 1):
        flow.selection = ("input", *(int(i) for i in np.unravel_index(flat, shape)))
        shown.settle()
        found = shown.page.evaluate(EXTENT)
        assert found["count"] > 2 + len(flow.layer.connections.from_source(flat))
        assert found["bottom"] - found["top"] <= high, flat
        assert found["bottom"] <= high + 1, flat
        assert found["left"] >= 0, flat
        assert found["right"] <= width, flat
        assert found["scrolls"] == 0


def test_the_largest_is_opened_first_and_a_click_or_enter_opens_another(explorer):
    flow = LAYERS["6 to 12 channels"](selection=PIXEL)
    page = explorer(flow).page
    size = np.abs(sums(flow, 2 * 64 + 3 * 8 + 4))
    assert opened(page) == np.argmax(size)
    for other in (0, 11):
        page.get_by_role("rowheader", name=f"filter {other}:").click()
        assert opened(page) == other
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert opened(page) == 10
    lit = page.locator('.cnnbp-ledger [data-panel="weights"] .cnnbp-lit')
    flats = lit.evaluate_all("cells => cells.map(cell => Number(cell.dataset.flat))")
    assert flats == [(10 * 6 + 2) * 9 + place for place in range(9)]
    flow.selection = ("input", 2, 0, 0)
    assert opened(page) == np.argmax(np.abs(sums(flow, 2 * 64)))


def test_the_badges_run_against_each_other(explorer):
    page = explorer(LAYERS["6 to 12 channels"](selection=PIXEL)).page
    read = "cells => cells.map(cell => Number(cell.dataset.badge))"
    weights = page.locator('.cnnbp-ledger [data-panel="weights"] .cnnbp-lit').evaluate_all(read)
    deltas = page.locator('.cnnbp-ledger [data-panel="delta"] .cnnbp-lit').evaluate_all(read)
    assert weights == list(range(1, 10))
    assert deltas == weights[::-1]
    assert page.locator(".cnnbp-ledger .cnnbp-line").count() == 9


def test_the_arrow_keys_walk_rows_and_terms_and_the_product_is_shown(explorer):
    flow = LAYERS["6 to 12 channels"](selection=PIXEL)
    page = explorer(flow).page
    page.get_by_role("rowheader", name="filter 1:").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    cell = page.locator(":focus")
    expect(cell).to_have_attribute("data-group", "0")
    expect(cell).to_have_attribute("data-place", "1")
    label = (cell.get_attribute("aria-label") or "").removeprefix("term 2: ")
    expect(page.locator(".cnnbp-ledger-tip")).to_contain_text(f"filter 0: {label}")


def test_another_channel_keeps_the_pixel(explorer):
    flow = LAYERS["6 to 12 channels"](selection=PIXEL)
    shown = explorer(flow)
    page = shown.page
    page.get_by_role("radio", name="channel 5").click()
    assert shown.widget.selection == {"panel": "input", "index": [5, 3, 4]}
    page.get_by_role("radio", name="channel 5").focus()
    page.keyboard.press("ArrowDown")
    assert shown.widget.selection == {"panel": "input", "index": [0, 3, 4]}
    page.get_by_role("gridcell", name="input channel 0 row 6 column 1", exact=True).click()
    assert shown.widget.selection == {"panel": "input", "index": [0, 6, 1]}


@pytest.mark.parametrize("panel", ["input", "input gradient"])
def test_an_arrow_stays_on_the_sheet_of_the_channel(explorer, panel):
    page = explorer(LAYERS["6 to 12 channels"]()).page
    page.get_by_role("gridcell", name=f"{panel} channel 0 row 6 column 4", exact=True).focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    lowest = page.get_by_role("gridcell", name=f"{panel} channel 0 row 7 column 4", exact=True)
    expect(lowest).to_be_focused()
    page.keyboard.press("ArrowUp")
    above = page.get_by_role("gridcell", name=f"{panel} channel 0 row 6 column 4", exact=True)
    expect(above).to_be_focused()


def test_the_focus_finds_a_row_whose_terms_went_with_the_preview(explorer):
    """A term has the tab stop of the rows; what the focus previewed is gone when it is left."""
    flow = LAYERS["6 to 12 channels"](selection=PIXEL)
    shown = explorer(flow)
    page = shown.page
    page.get_by_role("rowheader", name="filter 1:").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert shown.widget.selection is None
    page.get_by_role("gridcell", name="input channel 2 row 3 column 4", exact=True).focus()
    page.keyboard.press("ArrowRight")  # a preview: the term is there again
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator(".cnnbp-ledger :focus")).to_have_count(1)


def test_a_weight_of_the_open_row_is_told_by_the_panels_and_has_the_focus_there(explorer):
    flow = LAYERS["6 to 12 channels"](selection=PIXEL)
    shown = explorer(flow)
    page = shown.page
    page.get_by_role("rowheader", name="filter 3:").click()
    page.get_by_role(
        "gridcell", name="kernel filter 3 channel 2 row 0 column 1", exact=True
    ).click()
    assert shown.widget.selection == {"panel": "weights", "index": [3, 2, 0, 1]}
    expect(page.locator(".cnnbp-ledger")).to_be_hidden()
    expect(page.locator('.cnnbp-stage [data-panel="weights"] .cnnbp-chosen')).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cnnbp-ledger")).to_be_visible()


def test_a_finger_opens_filters(explorer):
    flow = LAYERS["6 to 12 channels"](selection=PIXEL)
    page = explorer(flow, 390, 760, has_touch=True).page
    first = opened(page)
    button = page.get_by_role("button", name="next filter")
    assert (button.bounding_box() or {})["height"] >= 44
    button.tap()
    assert opened(page) == (first + 1) % 12


def test_many_filters_share_a_row_that_turns_to_the_next(explorer):
    filters = np.random.default_rng(1).normal(size=(64, 2, 3, 3))
    flow = DeltaFlow.convolution(MAPS[:2], filters, padding=1, selection=("input", 1, 3, 4))
    page = explorer(flow).page
    rows = page.locator(".cnnbp-ledger [role=row][data-group]:not(.cnnbp-ledger-rest)")
    seen = set()
    rest = page.locator(".cnnbp-ledger-rest [role=rowheader]")
    for _ in range(5):
        seen |= set(rows.evaluate_all("all => all.map(row => Number(row.dataset.group))"))
        rest.click()
    assert seen == set(range(64))
    hidden = set(range(64)) - set(
        rows.evaluate_all("all => all.map(row => Number(row.dataset.group))")
    )
    total = sums(flow, 64 + 3 * 8 + 4)[list(hidden)].sum()
    count, _, written = (rest.inner_text()).partition(" more: Σ ")
    assert int(count) == len(hidden)
    assert float(written.rstrip(" ▾").replace("−", "-")) == pytest.approx(total, abs=0.06)


@pytest.mark.parametrize("width", [390, 1000])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", ["6 to 12 channels", "dense"])
def test_axe_finds_nothing(explorer, kind, dark, width):
    pixel = PIXEL if kind != "dense" else ("input", 37)
    shown = explorer(LAYERS[kind](selection=pixel), width, 800, dark=dark)
    assert violations(shown.page, ".cnnbp") == []
