"""Fingers: a tap takes the nearest cell, a drawn one looks through a lens, buttons are large."""

import itertools
import re

import numpy as np
import pytest
from explorer_layers import LAYERS
from playwright.sync_api import expect
from support.explorer_page import ExplorerPage

from cnnbp.widgets import DeltaFlow

PHONE = 390, 844
LENS = ".cnnbp-lens"


@pytest.fixture
def phone(explorer):
    return lambda flow, **more: explorer(flow, *PHONE, has_touch=True, **more)


class Finger:
    """A finger on a sheet; places are rows and columns, with fractions."""

    def __init__(self, shown: ExplorerPage, panel: str) -> None:
        self.shown = shown
        self.cdp = shown.page.context.new_cdp_session(shown.page)
        sheet = shown.page.locator(f'[data-panel="{panel}"] .cnnbp-cells').first
        self.box = sheet.bounding_box()
        self.rows, self.cols = (
            int(sheet.get_attribute(f"aria-{kind}count")) for kind in ("row", "col")
        )

    def at(self, row: float, column: float) -> dict[str, float]:
        box = self.box
        return {
            "x": box["x"] + (column + 0.5) * box["width"] / self.cols,
            "y": box["y"] + (row + 0.5) * box["height"] / self.rows,
        }

    def send(self, kind: str, *places: dict[str, float]) -> None:
        self.cdp.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": list(places)}
        )

    def draw(self, *ways: tuple[float, float]) -> None:
        self.send("Start", self.at(*ways[0]))
        for (r0, c0), (r1, c1) in itertools.pairwise(ways):
            for share in np.linspace(0.2, 1, 5):
                self.send("Move", self.at(r0 + share * (r1 - r0), c0 + share * (c1 - c0)))
        self.shown.settle()

    def lift(self) -> None:
        self.send("End")
        self.shown.settle()


def convolution(**options) -> DeltaFlow:
    rng = np.random.default_rng(2)
    numbers = rng.random((8, 8)), rng.normal(size=(3, 3)), rng.normal(size=(6, 6))
    return DeltaFlow.convolution(*(np.round(one, 2) for one in numbers), **options)


@pytest.mark.parametrize("panel", ["input", "gradient"])
def test_a_drawn_finger_looks_through_a_lens_and_chooses_where_it_is_lifted(phone, panel):
    flow = convolution(selection=("input", 0, 0), shown=None)
    shown = phone(flow)
    saves = shown.page.evaluate("window.saves ?? 0")
    finger = Finger(shown, panel)
    finger.draw((6, 1), (4, 3))
    lens = shown.page.locator(LENS)
    expect(lens).to_be_visible()
    expect(lens).to_have_text("row 4 column 3")
    there, box = finger.at(4, 3), lens.bounding_box()
    assert box["y"] + box["height"] < there["y"]  # the finger does not cover it
    assert abs(box["x"] + box["width"] / 2 - there["x"]) < 20
    # lines and sum follow, and nothing is chosen yet
    assert shown.lit("delta") == {6 * r + c for r in (2, 3, 4) for c in (1, 2, 3)}
    assert shown.page.locator(".cnnbp-stage .cnnbp-line").count() == 9
    expect(shown.page.locator(".cnnbp-sum .cnnbp-say")).to_contain_text("row 4 column 3")
    assert flow.selection == {"panel": "input", "index": [0, 0]}
    assert shown.page.evaluate("window.saves ?? 0") == saves
    finger.lift()
    assert flow.selection == {"panel": panel, "index": [4, 3]}
    expect(lens).to_have_count(0)


def test_near_the_top_of_the_screen_the_lens_stands_beside_the_finger(phone):
    shown = phone(convolution())
    finger = Finger(shown, "input")
    finger.draw((2, 2), (0, 2))
    box, there = shown.page.locator(LENS).bounding_box(), finger.at(0, 2)
    assert box["x"] > there["x"] + 30
    assert 0 <= box["y"] < there["y"] < box["y"] + box["height"]
    assert 0 <= box["x"] < PHONE[0] - box["width"]
    finger.lift()


def test_a_finger_lifted_beside_the_sheet_chooses_nothing(phone):
    flow = convolution(selection=("input", 2, 2))
    shown = phone(flow)
    finger = Finger(shown, "input")
    finger.draw((5, 5), (5, 4), (-3, 4))
    expect(shown.page.locator(LENS)).to_be_hidden()
    finger.lift()
    assert flow.selection == {"panel": "input", "index": [2, 2]}
    assert shown.lit("delta") == {6 * r + c for r in (0, 1, 2) for c in (0, 1, 2)}


def test_a_finger_lifted_where_it_was_chosen_before_keeps_it(phone):
    flow = convolution(selection=("input", 2, 2))
    shown = phone(flow)
    finger = Finger(shown, "input")
    finger.draw((2, 2), (2, 5), (2, 2))
    finger.lift()
    assert flow.selection == {"panel": "input", "index": [2, 2]}


def test_a_tap_takes_the_nearest_cell(phone):
    flow = DeltaFlow.convolution(np.random.default_rng(0).random((64, 64)), np.ones((3, 3)))
    shown = phone(flow)
    finger = Finger(shown, "input")
    assert finger.box["width"] / 64 < 3  # px
    for row, column, wanted in ((20, 30, [20, 30]), (10, 66, [10, 63]), (-2, 5, [0, 5])):
        place = finger.at(row, column)
        shown.page.touchscreen.tap(place["x"], place["y"])
        shown.settle()
        assert flow.selection == {"panel": "input", "index": wanted}


def test_a_finger_marks_outputs_in_a_prediction_and_is_told_nothing(phone):
    flow = convolution(mode="predict", selection=("input", 2, 2))
    shown = phone(flow)
    finger = Finger(shown, "delta")
    finger.draw((4, 4), (1, 1))
    expect(shown.page.locator(LENS)).to_be_visible()
    assert (shown.lit("weights"), flow.marks) == (set(), [])
    finger.lift()
    assert flow.marks == [7]


def test_a_finger_draws_and_looks_through_no_lens_where_strokes_draw(phone):
    flow = convolution(mode="edit")
    shown = phone(flow)
    before = flow.values["input"].copy()
    shown.page.get_by_label("pen").select_option(index=0)
    draws = shown.page.locator(".cnnbp-paints").count() > 0
    finger = Finger(shown, "input")
    finger.draw((2, 1), (2, 5))
    assert shown.page.locator(LENS).count() == (0 if draws else 1)
    finger.lift()
    changed = np.flatnonzero((flow.values["input"] != before).any(axis=0))
    assert draws
    assert len(changed) >= 3


def test_two_fingers_still_zoom(phone):
    """One finger on a sheet is the explorer's, the page takes what is done with two."""
    shown = phone(convolution())
    ways = shown.page.locator(".cnnbp-stage .cnnbp-cells").evaluate_all(
        "all => all.map(cells => getComputedStyle(cells).touchAction)"
    )
    assert set(ways) == {"pinch-zoom"}


@pytest.mark.parametrize("views", [["edges", "steps", "controls"], ["edges", "table"]])
@pytest.mark.parametrize("kind", ["convolution", "many channels"])
def test_what_is_pressed_is_as_large_as_a_finger(phone, kind, views):
    flow = (
        convolution(views=views, selection=("input", 3, 3))
        if kind == "convolution"
        else LAYERS["channels"](views=views, selection=("input", 1, 2, 2))
    )
    shown = phone(flow)
    small = shown.page.locator("button, select, input").evaluate_all(
        """all => all.filter(el => el.getClientRects().length).flatMap(el => {
          const {width, height} = el.getBoundingClientRect();
          return width < 43.9 || height < 43.9
            ? [`${el.textContent || el.ariaLabel}: ${width} × ${height}`] : [];
        })"""
    )
    assert small == []


# What a line may not lie on: numbers in cells, those of rows and columns, and colour scales.
CROSSED = """() => {
  const shown = el => el.getClientRects().length > 0;
  const kept = ".cnnbp-cell, .cnnbp-heads, .cnnbp-marks, .cnnbp-ledger-number";
  const walk = document.createTreeWalker(document.querySelector(".cnnbp"), NodeFilter.SHOW_TEXT);
  const boxes = [];
  while (walk.nextNode()) {
    const text = walk.currentNode, el = text.parentElement, range = document.createRange();
    if (!text.data.trim() || !el.closest(kept) || !shown(el)) continue;
    if (el.closest(".cnnbp-badge")) continue;
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect(), size = parseFloat(getComputedStyle(el).fontSize);
    if (size < 5) continue;
    const middle = (box.top + box.bottom) / 2;
    boxes.push([text.data, box.left, box.right, middle - 0.34 * size, middle + 0.34 * size]);
  }
  for (const scale of [...document.querySelectorAll(".cnnbp-scale")].filter(shown)) {
    const { left, right, top, bottom } = scale.getBoundingClientRect();
    boxes.push(["a scale", left, right, top, bottom]);
  }
  const lines = [...document.querySelectorAll(".cnnbp-line")].filter(shown);
  const crossed = lines.flatMap(line => {
    const at = line.closest("svg").getBoundingClientRect(), hit = new Set();
    for (let i = 0; i <= line.getTotalLength(); i += 1) {
      const { x, y } = line.getPointAtLength(i);
      const [right_of, below] = [x + at.x, y + at.y];
      for (const [text, left, right, top, bottom] of boxes)
        if (right_of > left && right_of < right && below > top && below < bottom) hit.add(text);
    }
    return [...hit].map(text => `${line.dataset.badge} crosses ${text}`);
  });
  return [lines.length, crossed];
}"""


@pytest.mark.parametrize("size", [(1280, 800), (1022, 600), (936, 600), (800, 700), (390, 844)])
@pytest.mark.parametrize("kind", ["convolution", "with a slope", "channels"])
def test_lines_cross_no_number_and_no_scale(browser, kind, size):
    if kind == "channels":
        rng = np.random.default_rng(1)
        flow = DeltaFlow.convolution(rng.random((6, 8, 8)), rng.normal(size=(12, 6, 3, 3)))
    else:
        flow = convolution(**({"activation": "sigmoid"} if kind == "with a slope" else {}))
    page = browser.new_page(viewport=dict(zip(("width", "height"), size, strict=True)))
    shown = ExplorerPage(page, flow)
    for pick in ((3, 4), (0, 0), (7, 2), (5, 6)):
        flow.selection = ("input", *([2] if kind == "channels" else []), *pick)
        shown.settle()
        count, crossed = page.evaluate(CROSSED)
        assert count > 0
        assert crossed == [], pick
    shown.close()


# The numbers of lit cells, how far they are from the frame, and whether a badge lies on them.
KEPT = """() => {
  const shown = el => el.getClientRects().length > 0;
  const badges = [...document.querySelectorAll(".cnnbp-cell .cnnbp-badge")].filter(shown)
    .map(badge => badge.getBoundingClientRect());
  return [...document.querySelectorAll(".cnnbp-lit")].filter(shown).flatMap(cell => {
    const text = [...cell.childNodes].find(one => one instanceof Text && one.data.trim());
    if (!text) return [];
    const range = document.createRange();
    range.selectNodeContents(text);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    const box = cell.getBoundingClientRect(), middle = (top + bottom) / 2;
    const half = 0.34 * parseFloat(getComputedStyle(cell).fontSize);
    const under = badges.some(badge => badge.left < right - 1 && badge.right > left + 1 &&
      badge.bottom > middle - half + 0.5 && badge.top < middle + half);
    return [[text.data, Math.min(left - box.left, box.right - right), under]];
  });
}"""


@pytest.mark.parametrize("pixels", [4, 5, 6, 7, 8])
@pytest.mark.parametrize("channels", [3, 6, 12])
def test_rotated_on_a_phone_has_a_kernel_that_is_read_and_no_badge_on_a_number(
    explorer, channels, pixels
):
    rng = np.random.default_rng(1)
    flow = DeltaFlow.convolution(
        rng.random((channels, pixels, pixels)),
        rng.normal(size=(8, channels, 3, 3)),
        selection=("input", 1, 2, 2),
        views=["edges", "rotated"],
    )
    shown = explorer(flow, 390, 844)
    weights = shown.page.locator('[data-panel="lying"] .cnnbp-cell')
    assert all(box["width"] >= 30.9 for box in (cell.bounding_box() for cell in weights.all()))
    assert all(re.search(r"\d", text) for text in weights.all_inner_texts())
    found = shown.page.evaluate(KEPT)
    assert found
    assert [text for text, _, under in found if under] == []
    factors = shown.page.locator(".cnnbp-factor")
    assert factors.count() == 0  # below a delta there is no room for a weight, which stands beside


@pytest.mark.parametrize("size", [(1000, 700), (800, 700), (390, 844)])
@pytest.mark.parametrize("many", [False, True])
def test_numbers_keep_off_frames_and_badges_off_numbers(browser, many, size):
    """Of the lit weights and deltas, light and dark alike: only colours differ."""
    rng = np.random.default_rng(1)
    flow = (
        DeltaFlow.convolution(rng.random((6, 8, 8)), rng.normal(size=(12, 6, 3, 3)))
        if many
        else convolution()
    )
    flow.selection = ("input", 2, 3, 4) if many else ("input", 3, 4)
    page = browser.new_page(viewport=dict(zip(("width", "height"), size, strict=True)))
    shown = ExplorerPage(page, flow, dark=True)
    shown.settle()
    found = page.evaluate(KEPT)
    assert found
    assert [text for text, air, under in found if under or air < 1] == []
    shown.close()
