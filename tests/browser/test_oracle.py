"""Random layers, picked cell by cell with a real mouse and real keys, against `Connections`.

What lights up and what the sum says has to be what the layer's edges say. `CNNBP_LONG=50` tries
fifty layers of each kind in place of a few; a seed that fails is in the test's name.
"""

import os

import numpy as np
import pytest
from explorer_layers import edges_at
from support.explorer_page import ExplorerPage

from cnnbp.widgets import DeltaFlow

SEEDS = range(int(os.environ.get("CNNBP_LONG", 3)))
PICKS = 8
OTHER_END = {"weights": "weights", "output": "output", "delta": "output"}
# Panels, or the ledger where a pixel gathers from many channels: of its rows one is open.
HERE = ":is(.cnnbp-stage:not(.cnnbp-beside), .cnnbp-ledger):not([hidden])"
READ = """(here) => {
  const all = (selector) => [...document.querySelectorAll(`${here} ${selector}`)];
  const lit = Object.fromEntries(all("[data-panel]").map(panel => [panel.dataset.panel,
    [...panel.querySelectorAll(".cnnbp-lit")].map(cell => Number(cell.dataset.flat))]));
  const sum = [...document.querySelectorAll(
    '.cnnbp-line-of-sum[data-form="sum"]:not(.cnnbp-slope) .cnnbp-total')]
    .find(total => total.offsetParent);
  return { lit, total: sum && Number(sum.dataset.value), said: sum?.textContent };
}"""


def numbers(rng, *shape):
    return np.round(rng.normal(size=shape), 2)


def size(rng, most=9):
    return (int(rng.integers(3, most)), int(rng.integers(3, most)))


def convolution(rng):
    """Strides, dilations, paddings, channels, filters, a bias, both conventions."""
    kernel = tuple(rng.integers(1, 4, 2).tolist())
    dilation = tuple(rng.integers(1, 3, 2).tolist())
    padding = tuple(rng.integers(0, 3, 2).tolist())
    least = [d * (k - 1) + 1 - 2 * p for k, d, p in zip(kernel, dilation, padding, strict=True)]
    shape = np.maximum(size(rng), least).tolist()
    options = {"stride": tuple(rng.integers(1, 4, 2).tolist()), "padding": padding}
    options |= {"dilation": dilation, "convention": str(rng.choice(["correlation", "convolution"]))}
    if rng.random() < 0.5:
        return DeltaFlow.convolution(numbers(rng, *shape), numbers(rng, *kernel), **options)
    channels, filters = rng.integers(1, 4, 2).tolist()
    w, b = numbers(rng, filters, channels, *kernel), numbers(rng, filters)
    return DeltaFlow.convolution(numbers(rng, channels, *shape), w, b=b, **options)


def pool(rng, make, **more):
    """Windows that overlap, leave gaps, or reach into the padding."""
    window = rng.integers(1, 4, 2)
    padding = [int(rng.integers(0, k // 2 + 1)) for k in window]
    channels = [] if rng.random() < 0.5 else [int(rng.integers(1, 4))]
    a = numbers(rng, *channels, *size(rng))
    stride = tuple(rng.integers(1, 4, 2).tolist())
    return make(a, tuple(window.tolist()), stride=stride, padding=tuple(padding), **more)


def dense(rng):
    m, n = rng.integers(1, 9, 2).tolist()
    return DeltaFlow.dense(numbers(rng, m), numbers(rng, n, m), b=numbers(rng, n))


def large(rng):
    """So large that its panels are painted, with a closer look."""
    image = numbers(rng, *rng.integers(20, 30, 2).tolist())
    return DeltaFlow.convolution(image, numbers(rng, *rng.integers(2, 6, 2).tolist()))


KINDS = {
    "convolution": convolution,
    "max pool": lambda rng: pool(rng, DeltaFlow.max_pool),
    "average pool": lambda rng: pool(
        rng, DeltaFlow.average_pool, count_include_pad=bool(rng.integers(2))
    ),
    "dense": dense,
    "large": large,
}


def place(flow, panel, flat):
    """Which sheet of a panel a cell is on, and its row and column there."""
    shape = flow.shapes[panel]
    shape = (1, 1, *(shape if len(shape) > 1 else (*shape, 1)))  # a vector is a column
    index = np.unravel_index(flat, shape)
    return int(np.ravel_multi_index(index[:-2], shape[:-2])), int(index[-2]), int(index[-1])


def with_the_mouse(explorer, panel, flat):
    if explorer.ledger.is_visible() and panel in OTHER_END:
        return in_a_row(explorer, panel, flat)
    page, flow = explorer.page, explorer.widget
    sheet, row, column = place(flow, panel, flat)
    if explorer.ledger.is_visible() and len(flow.shapes[panel]) > 2:
        page.get_by_role("radio", name=f"channel {sheet}", exact=True).click()
    cell = page.locator(f'{HERE} [data-panel="{panel}"]')
    one = cell.locator(f'.cnnbp-cell[data-flat="{flat}"]')
    if one.count():
        one.first.click()
        return None
    rows, columns = (1, 1, *flow.shapes[panel])[-2:]
    painted = cell.locator(".cnnbp-cells").nth(sheet)
    box = painted.bounding_box()
    x, y = (column + 0.5) * box["width"] / columns, (row + 0.5) * box["height"] / rows
    painted.click(position={"x": x, "y": y})
    return None


def in_a_row(explorer, panel, flat):
    """A weight or an output of a ledger: a pixel that it takes part in, and its filter's row."""
    flow = explorer.widget
    edges = edges_at(flow, panel, flat)
    if not len(edges) or len(flow.shapes["delta"]) < 3:  # no pixel leads there, or none shows it
        flow.selection = (panel, *(int(i) for i in np.unravel_index(flat, flow.shapes[panel])))
        return
    with_the_mouse(explorer, "input", int(flow.layer.connections.source[edges[0]]))
    explorer.settle()
    target = int(flow.layer.connections.target[edges[0]])
    group = place(flow, "delta", target)[0]
    if next((row for row in explorer.rows() if row == group), None) is not None:
        explorer.ledger.locator(f'[data-panel="{panel}"] [data-flat="{flat}"]').click()


def with_keys(explorer, panel, flat):
    """From the panel's first cell by arrow keys, then Enter."""
    page, flow = explorer.page, explorer.widget
    _, row, column = place(flow, panel, flat)
    cells = page.locator(f'{HERE} [data-panel="{panel}"] .cnnbp-cell')
    cells.and_(page.locator('[tabindex="0"]')).first.focus()
    for key in ["Control+Home", *["ArrowDown"] * row, *["ArrowRight"] * column, "Enter"]:
        page.keyboard.press(key)


def lit_now(explorer, where):
    """What is lit in each panel; in a ledger in all of its rows, which are opened one by one."""
    state = explorer.page.evaluate(READ, HERE)
    if not explorer.ledger.is_visible():
        return state
    lit = {name: set(flats) for name, flats in state["lit"].items()}
    terms = set()
    for group in explorer.rows():
        row = explorer.page.evaluate(READ, HERE)
        for name, flats in row["lit"].items():
            lit[name] = lit.get(name, set()) | set(flats)
        if explorer.ledger.locator(f'[role="gridcell"][data-group="{group}"]').count():
            terms.add(group)
        assert row["total"] == state["total"], where
    return {**state, "lit": lit, "rows": terms}


def expected(flow, panel, flat):
    """What every other panel lights up for a cell, and the sum, by the edges and the package."""
    edges, layer = edges_at(flow, panel, flat), flow.layer
    mine = OTHER_END.get(panel, "input")
    ends = {"input": layer.connections.source, "output": layer.connections.target}
    ends["weights"] = layer.connections.parameter
    lit = {kind: set(end[edges].tolist()) for kind, end in ends.items() if end is not None}
    lit[mine] = set()
    values = {"input": layer.input_gradient, "weights": layer.parameter_gradient}
    return lit, values.get(mine, layer.output).ravel()[flat]


def panels_of(flow):
    """The panels that are on the screen when one goes backward, with their numbers of cells."""
    shown = [name for name in ("input", "weights", "delta", "gradient") if name in flow.shapes]
    return {name: int(np.prod(flow.shapes[name])) for name in shown}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_pick_lights_and_says_is_what_the_edges_say(browser, kind, seed):
    rng = np.random.default_rng([seed, *kind.encode()])
    flow = KINDS[kind](rng)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    explorer = ExplorerPage(page, flow)
    panels = panels_of(flow)
    for _ in range(PICKS):
        panel = str(rng.choice(list(panels)))
        flat = int(rng.integers(panels[panel]))
        sheets = int(np.prod((1, *flow.shapes[panel][:-2])))
        if flow.selection is not None:  # a second pick of the same cell would clear it
            page.keyboard.press("Escape")
            flow.selection = None
            explorer.settle()
        # From sheet to sheet: test_whereabouts.py.
        by_keys = bool(rng.integers(2)) and kind != "large" and sheets == 1
        by_keys = by_keys and not explorer.ledger.is_visible()  # test_ledger.py
        (with_keys if by_keys else with_the_mouse)(explorer, panel, flat)
        explorer.settle()  # until Python has been told, too
        where = f"{flow!r}: {panel} {flat} {'by keys' if by_keys else 'by mouse'}"
        index = [int(i) for i in np.unravel_index(flat, flow.shapes[panel])]
        assert flow.selection == {"panel": panel, "index": index}, where
        page.mouse.move(2, 2)
        explorer.settle()
        state, (lit, total) = lit_now(explorer, where), expected(flow, panel, flat)
        if "rows" in state:
            of_a_filter = int(np.prod(flow.shapes["delta"][1:], dtype=int))
            assert state["rows"] == {target // of_a_filter for target in lit["output"]}, where
        for other in {"input", "weights", "delta"} & set(state["lit"]):
            found, wanted = set(state["lit"][other]), lit[OTHER_END.get(other, "input")]
            # A fan of more than 150 cells of a large panel is painted alone, but for the focus.
            painted = kind == "large" and len(wanted) > 150 and len(found) <= 1 and found <= wanted
            assert found == wanted or painted, f"{where} in {other}"
        assert state["total"] == pytest.approx(total, abs=1e-12), where
        said = float(state["said"].lstrip("=≈ ").replace("−", "-"))
        assert said == pytest.approx(total, abs=6e-4 if abs(total) < 100 else 0.06), where
    assert explorer.errors == []
    page.close()
