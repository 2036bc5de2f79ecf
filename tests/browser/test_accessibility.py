"""Every mode and view for everyone: axe-core, enlarged pages, forced colours, names and keys."""

import numpy as np
import pytest
from explorer_layers import LAYERS
from playwright.sync_api import expect
from support.axe import violations
from support.explorer_page import ExplorerPage

from cnnbp.widgets import DeltaFlow

VIEWS = ["edges", "rotated", "matrix", "table", "steps", "controls"]
MODES = {
    "all views": {"views": VIEWS, "selection": ("input", 2, 3)},
    "all views forward": {"views": VIEWS, "selection": ("output", 1, 1), "direction": "forward"},
    "half a sum": {"views": VIEWS, "selection": ("input", 2, 3), "shown": 3},
    "a weight": {"views": VIEWS, "selection": ("weights", 0, 1)},
    "a prediction": {"mode": "predict", "selection": ("input", 2, 3), "marks": [3, 4]},
    "a wrong answer": {
        "mode": "predict",
        "selection": ("input", 2, 3),
        "verdict": {"question": "value", "right": False, "reason": "The kernel is not turned."},
        "hints": ["Which windows cover this pixel?"],
    },
    "editing": {"mode": "edit", "selection": ("input", 2, 3)},
    "a wrong number": {
        "mode": "edit",
        "message": {"text": "got 'abc', expected a number", "panel": "weights", "flat": 4},
    },
    "an impossible setting": {
        "views": ["edges", "controls"],
        "message": {"text": "kernel: got size (3, 3) with dilation (9, 9)", "name": "dilation"},
    },
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_in_any_mode(browser, mode, dark):
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    explorer = ExplorerPage(page, LAYERS["convolution"](**MODES[mode]), dark=dark)
    explorer.settle()
    assert violations(page, ".cnnbp") == []
    page.close()


@pytest.mark.parametrize("mode", MODES)
def test_twice_as_large_it_still_fits(browser, mode):
    """200 % zoom of a 1280 px window leaves 640 px for the page."""
    page = browser.new_page(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    explorer = ExplorerPage(page, LAYERS["convolution"](**MODES[mode]))
    explorer.settle()
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    for button in page.locator(".cnnbp button:visible").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 640
    page.close()


def test_forced_colours_keep_choice_and_participants_apart(browser):
    page = browser.new_page(forced_colors="active")
    explorer = ExplorerPage(page, LAYERS["convolution"](selection=("input", 2, 3)))
    style = "e => getComputedStyle(e).outlineStyle"
    assert explorer.cell("input row 2 column 3").evaluate(style) == "solid"
    assert page.locator('[data-panel="delta"] .cnnbp-lit').first.evaluate(style) == "dashed"
    plain = explorer.cell("output delta row 3 column 4")
    assert plain.evaluate(style) == "none"
    page.close()


def test_forced_colours_keep_the_open_layer_and_the_scales(browser):
    page = browser.new_page(forced_colors="active")
    flow = DeltaFlow.network(np.eye(4), [("max_pool", 2), "relu"], selection=("input", 1, 1))
    ExplorerPage(page, flow)
    back = "e => getComputedStyle(e).backgroundColor"
    opened, closed = (page.get_by_title(f"layer {one}") for one in ("1: max pool", "2: relu"))
    assert opened.evaluate(back) != closed.evaluate(back)
    assert opened.evaluate(back) != opened.evaluate("e => getComputedStyle(e).color")
    steps = page.locator('[data-panel="gradient"] .cnnbp-scale span')
    assert len(set(steps.evaluate_all(f"all => all.map({back})"))) > 3
    page.close()


def test_steps_and_modes_by_keyboard_alone(browser):
    page = browser.new_page()
    flow = LAYERS["convolution"](views=["edges", "steps"])
    explorer = ExplorerPage(page, flow)
    page.get_by_role("button", name="step forward").focus()
    page.keyboard.press("Enter")
    assert explorer.widget.selection == {"panel": "input", "index": [0, 0]}
    page.get_by_role("slider", name="position").focus()
    page.keyboard.press("ArrowRight")
    assert explorer.widget.selection == {"panel": "input", "index": [0, 1]}
    page.get_by_role("button", name="Predict").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("group", name="prediction")).to_be_visible()
    assert explorer.widget.mode == "predict"
    assert explorer.errors == []
    page.close()
