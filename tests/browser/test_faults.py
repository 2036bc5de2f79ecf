"""Text that reaches a widget from anywhere stays text."""

import json

from explorer_layers import LAYERS
from support.explorer_page import ExplorerPage


def test_labels_and_answers_are_text_never_markup(browser):
    nasty = '<img src=x onerror="window.hacked=1">'
    flow = LAYERS["convolution"](views=["edges", "controls"], mode="explore")
    layers = json.loads(json.dumps(["name", "subtitle"]))
    panel = flow.scene["layers"][0]["panels"][0]
    for name in layers:
        panel[name] = nasty
    explorer = ExplorerPage(browser.new_page(), flow)
    flow.message = {"text": nasty}
    flow.mode = "predict"
    flow.verdict = {"reason": nasty, "right": False}
    flow.hints = [nasty]
    explorer.settle()
    assert explorer.page.evaluate("window.hacked") is None
    assert explorer.page.locator(".cnnbp img").count() == 0
    assert nasty in explorer.page.locator(".cnnbp").inner_text()
    explorer.page.close()
