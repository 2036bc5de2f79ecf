"""One pick, one screen: all that belongs to a choice is seen at once, in every lesson."""

import functools
import random
from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from playwright.sync_api import expect
from support.explorer_page import ExplorerPage
from support.lesson_explorers import explorers, lessons

from cnnbp.widgets import DeltaFlow

# What JupyterLab leaves of a laptop's screen with the file browser open, and a phone.
SCREENS = {"1366 × 768": (1022, 600), "1280 × 720": (936, 599), "390 × 844": (390, 844)}
PICKS = 10

# What belongs to the choice and where it is, relative to the top of the explorer; and what is
# scrolled out of sight inside it.
SEEN = """() => {
  const root = document.querySelector(".cnnbp"), top = root.getBoundingClientRect().top;
  const shown = el => el.getClientRects().length > 0;
  const of = selector => [...root.querySelectorAll(selector)].filter(shown);
  const boxes = {
    chosen: of(".cnnbp-chosen"), lit: of(".cnnbp-lit"),
    kernel: of('[data-panel="weights"] .cnnbp-cells'), sum: of(".cnnbp-sum > *"),
    question: of(".cnnbp-predict > *"), panels: of(".cnnbp-stage .cnnbp-sheet"),
  };
  const hidden = [];
  for (const [name, all] of Object.entries(boxes)) for (const el of all) {
    const box = el.getBoundingClientRect();
    for (let at = el.parentElement; at !== root.parentElement; at = at.parentElement) {
      if (getComputedStyle(at).overflowY === "visible") continue;
      const frame = at.getBoundingClientRect();
      if (box.top < frame.top - 1 || box.bottom > frame.bottom + 1) hidden.push(name);
    }
  }
  const edges = Object.values(boxes).flat().map(el => el.getBoundingClientRect());
  return {
    count: Object.fromEntries(Object.entries(boxes).map(([name, all]) => [name, all.length])),
    bottom: Math.max(...edges.map(box => box.bottom)) - top,
    right: Math.max(...edges.map(box => box.right)), hidden: [...new Set(hidden)],
    height: root.getBoundingClientRect().height,
    wide: document.documentElement.scrollWidth,
  };
}"""


@functools.cache
def made(lesson: str) -> list[DeltaFlow]:
    with mpl.rc_context({"backend": "Agg", "figure.max_open_warning": 0}):
        found = explorers(lesson)
    plt.close("all")
    return found


def every() -> Iterator[tuple[str, int]]:
    """A lesson's explorers are counted by what its cells call; more of them fail the test below."""
    counts = {"00": 3, "01": 2, "01b": 1, "02": 5, "03": 4, "04": 5, "05": 1, "05b": 1, "06": 4}
    for lesson in lessons():
        for place in range(counts.get(lesson.split("_")[0], 4)):
            yield lesson, place


def test_every_explorer_is_looked_at():
    assert {(lesson, i) for lesson in lessons() for i in range(len(made(lesson)))} == set(every())


@pytest.fixture
def explorer(explorer):
    return lambda flow, width, height: explorer(flow, width, height, has_touch=width < 600)


def picks(flow: DeltaFlow) -> list[tuple[str, ...]]:
    """Corners and middles, at random after them; in a prediction inputs alone are chosen."""
    draw = random.Random(0)
    shapes = flow.shapes
    # while numbers are changed in a network, its strip tells what follows
    few = {"predict": ["input"], "edit": ["input", "weights"]}
    units = few.get(flow.mode, ["input", "delta", "weights", "gradient"])
    units = [unit for unit in units if unit in shapes]
    found = [("input", *(0 for _ in shapes["input"])), ("input", *(n - 1 for n in shapes["input"]))]
    while len(found) < PICKS:
        unit = units[len(found) % len(units)]
        found.append((unit, *(draw.randrange(n) for n in shapes[unit])))
    return found


def keeps_the_promise(shown: ExplorerPage, flow: DeltaFlow, width: int, height: int) -> None:
    """Ten picks: the chosen cell, what is lit, the kernel and the sum are on the screen."""
    before = flow.selection
    try:
        for pick in picks(flow):
            flow.selection = pick
            if flow.mode == "predict":
                flow.verdict = {"revealed": True, "reason": "Revealed: this is how it is."}
            shown.settle()
            seen = shown.page.evaluate(SEEN)
            where = f"{pick}: {seen}"
            edges = (
                len(
                    flow.layer.connections.from_source(
                        int(np.ravel_multi_index(pick[1:], flow.shapes[pick[0]]))
                    )
                )
                if pick[0] == "input"
                else 1
            )
            beside = seen["count"]["kernel"] == 0  # a view has the place of the kernel
            assert seen["count"]["chosen"] > 0 or (beside and seen["count"]["lit"] > 0), where
            assert seen["count"]["lit"] > 0 or not edges or beside, where
            assert seen["count"]["sum"] > 0, where
            assert seen["hidden"] == [], where
            assert seen["bottom"] <= height, where
            assert max(seen["right"], seen["wide"]) <= width, where
    finally:
        flow.verdict = {}
        flow.selection = before


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("lesson", "place"), sorted(every()))
def test_whatever_belongs_to_a_pick_is_on_one_screen(explorer, lesson, place, screen):
    flow = made(lesson)[place]
    keeps_the_promise(explorer(flow, *SCREENS[screen]), flow, *SCREENS[screen])


@pytest.mark.parametrize("screen", SCREENS)
def test_every_layer_of_a_network_opens_on_the_same_screen(explorer, screen):
    flow = made("07_train_a_cnn")[0]
    shown = explorer(flow, *SCREENS[screen])
    selection = flow.selection
    try:
        for stage in range(1, len(flow.model.layers)):
            flow.stage = stage
            keeps_the_promise(shown, flow, *SCREENS[screen])
            strip = shown.page.locator(".cnnbp-strip").bounding_box()
            assert 0 <= strip["y"] < strip["y"] + strip["height"] < SCREENS[screen][1] / 2
    finally:
        flow.stage, flow.selection = 0, selection


# What of a view tells of the choice; a long table is read from its first row.
TELLS = {
    "rotated": ".cnnbp-beside .cnnbp-lit",
    "matrix": ".cnnbp-matrix-box > canvas",
    "table": ".cnnbp-term-table tbody tr:first-child",
}
# One channel; and each layer that is told filter by filter as long as no view is on.
BESIDE = [
    ("00_start_here", 0, "rotated matrix table"),
    ("06_channels_stride_padding", 0, "rotated matrix table"),
    ("07_train_a_cnn", 0, "rotated matrix table"),
    ("07_train_a_cnn", 3, "rotated matrix table"),
    ("07_train_a_cnn", 5, "matrix table"),
]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(
    ("lesson", "stage", "view"),
    [(lesson, stage, view) for lesson, stage, views in BESIDE for view in views.split()],
)
def test_a_view_stands_on_the_same_screen(explorer, lesson, stage, view, screen):
    flow = made(lesson)[0]
    width, height = SCREENS[screen]
    before = flow.selection, flow.views, flow.mode
    flow.mode = "explore"  # a prediction has no views
    flow.views = [*flow.views, view]
    flow.stage = stage
    try:
        shown = explorer(flow, width, height)
        keeps_the_promise(shown, flow, width, height)
        flow.selection = ("input", *(n // 2 for n in flow.shapes["input"]))
        shown.settle()
        root = shown.page.locator(".cnnbp").bounding_box()
        assert root["height"] <= height, root
        expect(shown.ledger).to_be_hidden()
        expect(shown.page.locator('[data-panel="gradient"] .cnnbp-chosen')).to_be_visible()
        frame = shown.page.locator(".cnnbp-views:has(.cnnbp-beside)").bounding_box()
        tells = shown.page.locator(TELLS[view])
        boxes = [one.bounding_box() for one in tells.all()]
        assert boxes
        for box in boxes:
            assert frame["y"] <= box["y"], (frame, box)
            bottom = box["y"] + box["height"] - 2  # a picture ends in a margin of its own
            assert bottom <= min(frame["y"] + frame["height"], height), (frame, box)
            if view == "rotated":
                assert frame["x"] <= box["x"], (frame, box)
                assert box["x"] + box["width"] <= frame["x"] + frame["width"], (frame, box)
    finally:
        flow.stage = 0
        flow.selection, flow.views, flow.mode = before


def test_a_view_that_a_layer_does_not_have_leaves_its_rows(explorer):
    """Rotated is of convolutions; it stays switched on while a network's dense layer is open."""
    flow = made("07_train_a_cnn")[0]
    before = flow.views
    flow.views = [*flow.views, "rotated"]
    flow.stage = 5
    try:
        shown = explorer(flow, *SCREENS["1366 × 768"])
        expect(shown.ledger).to_be_visible()
        expect(shown.page.locator(".cnnbp-beside")).to_have_count(0)
    finally:
        flow.stage, flow.views = 0, before


@pytest.mark.parametrize("screen", ["1366 × 768", "390 × 844"])
def test_kernel_and_deltas_turn_together_one_filter_at_a_time(explorer, screen):
    """First the filter that carries most; by hand another, from either side."""
    rng = np.random.default_rng(0)
    flow = DeltaFlow.convolution(
        rng.random((3, 8, 8)),
        rng.normal(size=(5, 3, 3, 3)),
        selection=("input", 2, 3, 4),
        views=["edges", "rotated"],
    )
    shown = explorer(flow, *SCREENS[screen])
    layer = flow.layer.connections
    pixel = int(np.ravel_multi_index((2, 3, 4), (3, 8, 8)))
    edges = layer.from_source(pixel)
    products = layer.weight[edges] * np.ravel(flow.layer.delta)[layer.target[edges]]
    sums = np.bincount(layer.target[edges] // 36, products, minlength=5)
    pages = {
        panel: shown.page.locator(f'[data-panel="{panel}"] select') for panel in ("padded", "lying")
    }

    def stands(filter_, channel):
        expect(pages["padded"]).to_have_value(str(filter_))
        expect(pages["lying"]).to_have_value(str(3 * filter_ + channel))

    stands(int(np.argmax(np.abs(sums))), 2)
    if screen == "390 × 844":
        expect(pages["padded"]).to_be_hidden()  # one field turns both
        pages["lying"].select_option("5")
    else:
        pages["padded"].select_option("1")
    stands(1, 2)
    assert shown.lit("lying") == {(3 * 1 + 2) * 9 + place for place in range(9)}
    pages["lying"].select_option("12")
    stands(4, 0)


def test_a_finger_finds_its_buttons(explorer):
    shown = explorer(made("00_start_here")[0], *SCREENS["390 × 844"])
    buttons = shown.page.locator(".cnnbp-toolbar button:visible")
    boxes = [button.bounding_box() for button in buttons.all()]
    assert len(boxes) >= 4
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes), boxes
    shown.page.get_by_role("button", name="more buttons").click()
    expect(shown.page.get_by_role("button", name="Matrix")).to_be_visible()
