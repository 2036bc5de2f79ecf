"""Whatever is clicked, typed or switched, in any order: no error, and both sides agree."""

import json

import pytest
from explorer_layers import IMAGE, KERNEL, LAYERS, W
from support.explorer_page import ExplorerPage

from cnnbp.widgets import DeltaFlow

EVENTS = 5000
KINDS = ["dense", "convolution", "max pool", "average pool"]

# Random events from a seeded generator; the page takes a breath now and then, so that Python's
# answers arrive between them, as they would.
MONKEY = """
async ([count, seed]) => {
  let state = seed;
  const random = (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const any = (list) => list[random(list.length)];
  const visible = (selector) =>
    [...document.querySelectorAll(selector)].filter(e => e.offsetParent);
  const KEYS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageDown",
                "Enter", " ", "Escape", "5", "-", "x"];
  const press = (node, key, ctrlKey) => {
    const init = {key, ctrlKey, bubbles: true, cancelable: true};
    node.dispatchEvent(new KeyboardEvent("keydown", init));
  };
  const point = (type, node) => {
    const box = node.getBoundingClientRect();
    const clientX = box.left + box.width / 2, clientY = box.top + box.height / 2;
    const make = type.startsWith("pointer") ? PointerEvent : MouseEvent;
    node.dispatchEvent(new make(type, {clientX, clientY, bubbles: true, pointerType: "mouse"}));
  };
  const acts = [
    () => point("click", any(visible(".cnnbp-cell"))),
    () => point("pointermove", any(visible(".cnnbp-cell"))),
    () => press(any(visible(".cnnbp-cell")), any(KEYS), random(9) === 0),
    () => { const cell = any(visible(".cnnbp-cell")); cell.focus(); press(cell, any(KEYS)); },
    () => any(visible("button")).click(),
    () => {
      const field = any(visible(".cnnbp-controls .cnnbp-input"));
      if (!field) return;
      const typed = ["0", "1", "2", "3", "9", "x", ""];
      field.value = any(field.options ? [...field.options].map(o => o.value) : typed);
      field.dispatchEvent(new Event("change", {bubbles: true}));
    },
    () => {
      const field = any(visible(".cnnbp-edit, .cnnbp-predict .cnnbp-input"));
      if (!field) return;
      field.value = any(["0.5", "-1", "abc", "", "1e400", "NaN", "3"]);
      press(field, any(["Enter", "Enter", "Escape", "ArrowUp"]));
    },
    () => {
      const [one, two] = [any(visible(".cnnbp-cell")), any(visible(".cnnbp-cell"))];
      point("pointerdown", one); point("pointermove", two); point("pointerup", two);
    },
  ];
  const weights = [4, 2, 3, 2, 2, 1, 2, 1].flatMap((n, i) => Array(n).fill(acts[i]));
  for (let i = 0; i < count; i += 1) {
    any(weights)();
    if (i % 20 === 0) await new Promise(done => setTimeout(done));
  }
  await new Promise(done => setTimeout(done, 300));
}
"""


NETWORK = [("convolution", KERNEL, {"b": 0.5}), "relu", ("max_pool", 2), ("dense", W[:, :4])]
TRAITS = ("selection", "stage", "direction", "views", "mode", "shown", "marks", "attempts", "hints")


def network():
    return DeltaFlow.network(IMAGE, NETWORK, y=1, loss="cross_entropy")


def panels_are_pythons(explorer):
    """Every number on the page is the one that Python has."""
    flow, checked = explorer.widget, 0
    for name, values in flow.values.items():
        cells = explorer.page.locator(
            f'.cnnbp-stage:not(.cnnbp-below) [data-panel="{name}"] .cnnbp-cell'
        )
        shown = cells.evaluate_all(
            "cells => cells.map(c => [Number(c.dataset.flat), c.getAttribute('aria-description')])"
        )
        for flat, text in shown:
            value = values.flat[flat]
            # Large numbers are cut short: 123.4, 1.2e+5.
            tolerance = 6e-4 if abs(value) < 100 else 0.06 * abs(value)
            said = float(text.replace("−", "-"))
            assert said == pytest.approx(value, abs=tolerance), f"{name} {flat}"
        checked += bool(shown)
    assert checked >= 2


@pytest.mark.parametrize("kind", [*KINDS, "network"])
def test_random_events_leave_both_sides_equal(browser, kind):
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.set_default_timeout(120_000)
    explorer = ExplorerPage(page, network() if kind == "network" else LAYERS[kind]())
    page.evaluate(MONKEY, [EVENTS if kind in KINDS else EVENTS // 4, 12345])
    page.wait_for_function("() => model.get('answered') >= (model.get('request').id ?? 0)")
    assert explorer.errors == []
    flow = explorer.widget
    assert flow.answered > 20, "nothing was asked of Python"
    for name in TRAITS:
        assert page.evaluate("n => model.get(n)", name) == getattr(flow, name), name
    assert page.locator(".cnnbp-message").filter(has_text="could not be drawn").count() == 0
    flow.mode, flow.selection, flow.shown = "explore", ("input", *[0] * flow.layer.a.ndim), None
    for flow.direction in ("forward", "backward"):
        explorer.settle()
        panels_are_pythons(explorer)
    first = flow.layer.connections.target[flow.layer.connections.from_source(0)]
    assert explorer.lit("delta") == set(first.tolist())
    page.close()


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
