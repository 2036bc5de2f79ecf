"""Whatever is clicked, typed, switched or set from Python, in any order: a few things always hold.

No error, nothing that is no number or no word, nothing wider than its widget, the focus never
lost, and both sides agree in the end. `CNNBP_LONG=100` does a hundred rounds in place of a few.
"""

import os

import numpy as np
import pytest
from explorer_layers import IMAGE, KERNEL, LAYERS, W
from support.explorer_page import ExplorerPage

from cnnbp.widgets import DeltaFlow

ROUNDS = int(os.environ.get("CNNBP_LONG", 4))
EVENTS = 80  # in a round
KINDS = ["dense", "convolution", "channels", "max pool", "average pool", "own kind", "network"]
WIDTHS = [1280, 1000, 640, 390]

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
  // Where one draws on a network, a layer without numbers of its own shows no cell.
  const press = (node, key, ctrlKey) => {
    if (!node) return;
    const init = {key, ctrlKey, bubbles: true, cancelable: true};
    node.dispatchEvent(new KeyboardEvent("keydown", init));
  };
  const point = (type, node) => {
    if (!node) return;
    const box = node.getBoundingClientRect();
    const clientX = box.left + box.width / 2, clientY = box.top + box.height / 2;
    const make = type.startsWith("pointer") ? PointerEvent : MouseEvent;
    node.dispatchEvent(new make(type, {clientX, clientY, bubbles: true, pointerType: "mouse"}));
  };
  const acts = [
    () => point("click", any(visible(".cnnbp-cell"))),
    () => point("pointermove", any(visible(".cnnbp-cell"))),
    () => press(any(visible(".cnnbp-cell")), any(KEYS), random(9) === 0),
    () => { const cell = any(visible(".cnnbp-cell")); cell?.focus(); press(cell, any(KEYS)); },
    () => { const button = any(visible("button")); button.focus(); button.click(); },
    () => {
      const field = any(visible(".cnnbp-controls .cnnbp-input"));
      if (!field) return;
      const typed = ["0", "1", "2", "3", "9", "x", ""];
      field.focus();
      field.value = any(field.options ? [...field.options].map(o => o.value) : typed);
      field.dispatchEvent(new Event("change", {bubbles: true}));
    },
    () => {
      const field = any(visible(".cnnbp-edit, .cnnbp-predict .cnnbp-input"));
      if (!field) return;
      field.focus();
      field.value = any(["0.5", "-1", "abc", "", "1e400", "3"]);
      press(field, any(["Enter", "Enter", "Escape", "ArrowUp"]));
    },
    () => {
      const [one, two] = [any(visible(".cnnbp-cell")), any(visible(".cnnbp-cell"))];
      point("pointerdown", one); point("pointermove", two); point("pointerup", two);
    },
    () => press(document.activeElement ?? document.body, any(["Escape", "z", "y"]), true),
  ];
  const weights = [4, 2, 3, 2, 2, 1, 2, 1, 1].flatMap((n, i) => Array(n).fill(acts[i]));
  const lost = [];
  for (let i = 0; i < count; i += 1) {
    const before = document.activeElement;
    const act = any(weights);
    act();
    if (before?.closest(".cnnbp") && document.activeElement === document.body) {
      lost.push(before.outerHTML.slice(0, 120));
    }
    if (i % 20 === 0) await new Promise(done => setTimeout(done));
  }
  return lost;
}
"""
ANSWERED = "() => model.get('answered') >= (model.get('request').id ?? 0)"
LOOK = r"""() => {
  const roots = [...document.querySelectorAll(".cnnbp")];
  const named = [...document.querySelectorAll(".cnnbp [aria-label], .cnnbp [aria-description]")];
  const words = [...roots.map(root => root.innerText),
    ...named.flatMap(e => [e.ariaLabel ?? "", e.getAttribute("aria-description") ?? ""])];
  return {
    odd: words.flatMap(text =>
      text.match(/.{0,30}(?:\bNaN\b|undefined|\[object|null).{0,30}/g) ?? []),
    wide: roots.filter(root => root.scrollWidth > root.clientWidth + 1).length
      + (document.documentElement.scrollWidth > innerWidth),
    broken: words.filter(text => text.includes("could not be drawn")),
  };
}"""
NETWORK = [("convolution", KERNEL, {"b": 0.5}), "relu", ("max_pool", 2), ("dense", W[:, :4])]
TRAITS = ("selection", "stage", "direction", "views", "mode", "shown", "marks", "attempts", "hints")


def network():
    return DeltaFlow.network(IMAGE, NETWORK, y=1, loss="cross_entropy")


def from_python(flow, rng):
    """One trait, set to any value that it may have."""
    panel = str(rng.choice([name for name in ("input", "weights") if name in flow.shapes]))
    index = [int(rng.integers(n)) for n in flow.shapes[panel]]
    name, value = [
        ("selection", (panel, *index)),
        ("selection", None),
        ("direction", str(rng.choice(["forward", "backward"]))),
        ("mode", str(rng.choice(["explore", "predict", "edit"]))),
        ("views", [["edges"], ["edges", "matrix", "table"], ["edges", "steps", "controls"]][
            int(rng.integers(3))]),
        ("shown", [None, 0, 1][int(rng.integers(3))]),
    ][int(rng.integers(6))]  # fmt: skip
    setattr(flow, name, value)
    return f"{name} = {value}"


def panels_are_pythons(explorer):
    """Every number on the page is the one that Python has."""
    flow, checked = explorer.widget, 0
    for name, values in flow.values.items():
        cells = explorer.page.locator(
            f'.cnnbp-stage:not(.cnnbp-beside) [data-panel="{name}"] .cnnbp-cell'
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


@pytest.mark.parametrize("kind", KINDS)
def test_random_events_break_nothing_and_leave_both_sides_equal(browser, kind):
    rng = np.random.default_rng([*kind.encode()])
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.set_default_timeout(120_000)
    explorer = ExplorerPage(page, network() if kind == "network" else LAYERS[kind]())
    flow = explorer.widget
    for number in range(ROUNDS):
        lost = page.evaluate(MONKEY, [EVENTS, int(rng.integers(2**31))])
        page.wait_for_function(ANSWERED)
        done = from_python(flow, rng)
        width = int(rng.choice(WIDTHS))
        page.set_viewport_size({"width": width, "height": 900})
        explorer.settle()
        where, seen = f"round {number}, then {done}, {width} px", page.evaluate(LOOK)
        assert explorer.errors == [], where
        assert seen["odd"] == seen["broken"] == [], where
        assert seen["wide"] == 0, where
        assert lost == [], where
    for name in TRAITS:
        assert page.evaluate("n => model.get(n)", name) == getattr(flow, name), name
    page.set_viewport_size({"width": 1000, "height": 900})
    flow.views = ["edges"]  # with a view beside them some panels are away
    flow.mode, flow.selection, flow.shown = "explore", ("input", *[0] * flow.layer.a.ndim), None
    for flow.direction in ("forward", "backward"):
        explorer.settle()
        panels_are_pythons(explorer)
    first = flow.layer.connections.target[flow.layer.connections.from_source(0)]
    lit = explorer.lit_in_rows if explorer.ledger.is_visible() else explorer.lit
    assert lit("delta") == set(first.tolist())
    page.close()
