"""The explorer in a bare page, joined to a real DeltaFlow: what it lights, says and obeys."""

import math
import random
import re
from fractions import Fraction

import numpy as np
import pytest
from explorer_layers import IMAGE, KERNEL, LAYERS, UNITS, W, edges_at
from playwright.sync_api import expect
from support.axe import violations
from support.explorer_page import STATIC

from cnnbp import connections
from cnnbp.widgets import DeltaFlow

UNIT = {"weights": "weights", "output": "output", "delta": "output"}
BESIDE = {"gradient", "sigma_prime", "input_delta"}  # a weight's gradient does not pass them

# Everything that one selection shows, read in one go.
READ = """() => {
  const of = (el, selector) => [...el.querySelectorAll(selector)];
  const sheets = of(document, ".cnnbp-stage:not(.cnnbp-beside, [hidden]) [data-panel]");
  const ledger = ".cnnbp-ledger:not([hidden])";
  const cells = mark => Object.fromEntries(sheets.map(
    panel => [panel.dataset.panel, of(panel, mark).map(cell => Number(cell.dataset.flat))]));
  return {
    lit: cells(".cnnbp-lit"), chosen: cells(".cnnbp-chosen"),
    badges: Object.fromEntries(sheets.map(panel => [panel.dataset.panel,
      of(panel, ".cnnbp-lit").map(c => [Number(c.dataset.flat), c.dataset.badge])])),
    ledger: of(document, `${ledger} [role=row][data-group]`).map(row => ({
      group: Number(row.dataset.group), open: row.matches(".cnnbp-open"),
      sum: row.querySelector("[role=rowheader]").ariaLabel,
      terms: of(row, "[role=gridcell]").map(cell => cell.ariaLabel)})),
    sums: of(document, ".cnnbp-line-of-sum:not(.cnnbp-slope, [hidden] *)").map(line => ({
      flow: line.dataset.flow, form: line.dataset.form,
      chips: of(line, ".cnnbp-chip[data-badge]").map(chip => [chip.dataset.badge,
        [...chip.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join("")]),
      more: line.querySelector(".cnnbp-more")?.textContent ?? "",
      bias: line.querySelector(".cnnbp-bias")?.textContent ?? "0",
      total: line.querySelector(".cnnbp-total")?.dataset.value,
      text: line.querySelector(".cnnbp-total")?.textContent,
    })),
    slope: document.querySelector(".cnnbp-slope .cnnbp-total")?.dataset.value,
    lines: of(document, ".cnnbp-line").length,
  };
}"""


def written(value: float, decimals: int = 3) -> str:
    """A number as the explorer writes it."""
    if value == 0:
        return "0"
    text = f"{abs(value):.{decimals}f}"
    return ("−" if value < 0 and float(text) else "") + text


def some_cells(flow: DeltaFlow, count: int) -> list[tuple[str, int]]:
    """The corner of the input, and cells of every panel drawn at random, the same at each run."""
    draw = random.Random(0)
    shapes = flow.shapes
    panels = [p for p in ("input", "weights", "output", "delta", "gradient") if p in shapes]
    cells = [(p, draw.randrange(math.prod(shapes[p]))) for p in panels for _ in range(count)]
    return [("input", 0), *cells]


def in_order(flow: DeltaFlow, panel: str, flat: int) -> np.ndarray:
    """The edges of a cell in the order of their badges: by weight, else as Connections has them."""
    edges, parameter = edges_at(flow, panel, flat), flow.layer.connections.parameter
    if panel == "weights" or parameter is None:
        return edges
    return edges[np.argsort(parameter[edges], kind="stable")]


def expected_lit(flow: DeltaFlow, panel: str, edges: np.ndarray, shown: str) -> set[int]:
    mine, theirs = UNIT.get(panel, "input"), UNIT.get(shown, "input")
    if mine == theirs or (mine == "weights" and shown in BESIDE):
        return set()
    ends = flow.layer.connections
    found = {"input": ends.source, "output": ends.target, "weights": ends.parameter}[theirs]
    return set(found[edges].tolist())


def main_sum(flow: DeltaFlow, panel: str, flat: int, edges: np.ndarray) -> tuple[float, np.ndarray]:
    """The package's own result for a cell, and the two factors of each of its edges."""
    layer = flow.layer
    a = layer.a.ravel()[layer.connections.source[edges]]
    delta = layer.delta.ravel()[layer.connections.target[edges]]
    weight = layer.connections.weight[edges]
    if panel == "weights":
        return layer.parameter_gradient.ravel()[flat], np.stack([a, delta], 1)
    if UNIT.get(panel) == "output":
        return layer.output.ravel()[flat], np.stack([weight, a], 1)
    return layer.input_gradient.ravel()[flat], np.stack([weight, delta], 1)


def product(left: float, right: float) -> str:
    one, two, result = written(left, 2), written(right, 2), written(left * right, 2)
    a, b, c = (float(text.replace("−", "-")) for text in (one, two, result))
    sign = "=" if abs(a * b - c) <= (0.005 if result != "0" else 0.5) + 1e-9 else "≈"
    return f"{one} · {f'({two})' if two[0] == '−' else two} {sign} {result}"


def check_ledger(flow: DeltaFlow, flat: int, edges: np.ndarray, state: dict) -> None:
    """Each filter's row holds its edges, each at the place of its weight, and adds them up."""
    total, factors = main_sum(flow, "input", flat, edges)
    ends = flow.layer.connections
    size = math.prod(flow.shapes["delta"][1:])
    filters = ends.target[edges] // size
    places = ends.parameter[edges] % math.prod(flow.shapes["weights"][2:])
    assert [row["group"] for row in state["ledger"]] == list(range(flow.shapes["delta"][0]))
    sums = []
    for row in state["ledger"]:
        mine = filters == row["group"]
        terms = [
            f"term {place + 1}: {product(*pair)}"
            for place, pair in zip(places[mine], factors[mine], strict=True)
        ]
        assert row["terms"] == terms
        sums.append(math.fsum(math.prod(pair) for pair in factors[mine]))
        count = f"{len(terms)} term{'s' if len(terms) != 1 else ''}"
        assert row["sum"] == f"filter {row['group']}: Σ {written(sums[-1], 2)}, {count}"
    opened = [row["group"] for row in state["ledger"] if row["open"]]
    assert opened == [int(np.argmax(np.abs(sums)))]
    assert float(state["sums"][0]["total"]) == pytest.approx(total, abs=1e-12)
    assert state["sums"][0]["text"] == written(total)


@pytest.mark.parametrize("kind", LAYERS)
def test_lit_cells_and_sums_are_those_of_connections(explorer, kind):
    flow = LAYERS[kind]()
    shown = explorer(flow)
    for panel, flat in some_cells(flow, 3):
        flow.selection = (panel, *np.unravel_index(flat, flow.shapes[panel]))
        edges, state = in_order(flow, panel, flat), shown.page.evaluate(READ)
        where = f"{panel} {flat}"
        if state["ledger"]:
            assert UNIT.get(panel, "input") == "input", where
            check_ledger(flow, flat, edges, state)
            continue
        for name, lit in state["lit"].items():
            assert set(lit) == expected_lit(flow, panel, edges, name), f"{where} in {name}"
            same = UNIT.get(name, "input") == UNIT.get(panel, "input")
            assert state["chosen"][name] == ([flat] if same else []), f"{where} in {name}"
        total, factors = main_sum(flow, panel, flat, edges)
        assert (state["sums"][0]["form"] == "fan") == (UNIT.get(panel) == "output"), where
        first = next(one for one in state["sums"] if one["form"] == "sum")
        assert float(first["total"]) == pytest.approx(total, abs=1e-12)
        sign, _, result = first["text"].rpartition(" ")
        assert result == written(total)
        products = [text for _, text in first["chips"]]
        assert len(products) == min(len(edges), 12)
        assert (f"+ {len(edges) - 12} more" in first["more"]) == (len(edges) > 12)
        digits = {len(number) for text in products for number in re.findall(r"\.(\d+)", text)}
        assert len(digits) <= 1
        assert digits <= ({2} if len(edges) > 4 else {2, 3, 4}), where
        digits = digits.pop() if digits else 2
        for (left, right), text in zip(factors, products, strict=False):
            factor = written(right, digits)
            factor = f"({factor})" if factor[0] == "−" else factor
            assert text == f"{written(left, digits)} · {factor}"
        if products and len(edges) <= 12:
            assert (sign == "=") == adds_up(products, first["bias"], result), where


def adds_up(products: list[str], bias: str, result: str) -> bool:
    """Whether a reader who works out what is written comes to the result, to its last digit."""
    plain = [re.sub("[()b ]", "", text).replace("−", "-") for text in (*products, bias, result)]
    *terms, bias, result = [math.prod(map(Fraction, text.split("·"))) for text in plain]
    return abs(sum(terms) + bias - result) <= Fraction(1, 2000)


@pytest.mark.parametrize("kind", ["dense with bias", "channels", "average pool"])
def test_forward_shows_values_on_the_same_edges(explorer, kind):
    flow = LAYERS[kind](direction="forward")
    shown = explorer(flow)
    for panel, flat in some_cells(flow, 2):
        flow.selection = (panel, *np.unravel_index(flat, flow.shapes[panel]))
        edges, state = in_order(flow, panel, flat), shown.page.evaluate(READ)
        for name, lit in state["lit"].items():
            assert set(lit) == expected_lit(flow, panel, edges, name), f"{panel} {flat} in {name}"
        first = state["sums"][0]
        if UNIT.get(panel, "input") == "input":
            assert first["form"] == "fan"
            assert len(first["chips"]) == min(len(edges), 12)
        else:
            total, _ = main_sum(flow, panel, flat, edges)
            assert float(first["total"]) == pytest.approx(total, abs=1e-12)


def test_an_output_sends_its_delta_back_share_by_share(explorer):
    flow = LAYERS["convolution"](selection=("delta", 1, 2))
    shown = explorer(flow)
    said = shown.page.locator(".cnnbp-sum .cnnbp-say")
    delta = flow.layer.delta[1, 2]
    expect(said).to_have_text(
        f"output delta row 1 column 2: δ {written(delta)} flows back to 9 inputs"
    )
    edges = flow.layer.connections.into_target(1 * 5 + 2)
    shares = shown.page.locator(".cnnbp-share").all_inner_texts()
    assert len(shares) == len(edges) == 9
    for edge, share in zip(edges, shares, strict=True):
        row, column = divmod(int(flow.layer.connections.source[edge]), 7)
        words = " ".join(share.split())
        assert words.startswith(f"∂C/∂a{row},{column} +="), words
        product = flow.layer.connections.weight[edge] * delta
        assert words.endswith((f"= {written(product, 2)}", f"≈ {written(product, 2)}")), words


def test_forward_a_pixel_sends_its_value_on_share_by_share(explorer):
    flow = LAYERS["convolution"](selection=("input", 2, 3), direction="forward")
    shares = explorer(flow).page.locator(".cnnbp-share").all_inner_texts()
    edges = flow.layer.connections
    mine = edges.from_source(2 * 7 + 3)
    mine = mine[np.argsort(edges.parameter[mine])]
    assert len(shares) == len(mine) == 9
    for edge, share in zip(mine, shares, strict=True):
        row, column = divmod(int(edges.target[edge]), 5)
        words = " ".join(share.split())
        assert words.startswith(f"z{row},{column} +="), words


def test_a_badge_ties_weight_delta_and_term_together(explorer):
    flow = LAYERS["convolution"](selection=("input", 2, 3))
    state = explorer(flow).page.evaluate(READ)
    edges = flow.layer.connections
    weight_of = {badge: flat for flat, badge in state["badges"]["weights"]}
    target_of = {badge: flat for flat, badge in state["badges"]["delta"]}
    chips = [badge for badge, _ in state["sums"][0]["chips"]]
    assert set(chips) == set(weight_of) == set(target_of)
    assert len(chips) == len(set(chips))
    pairs = {(weight_of[badge], target_of[badge]) for badge in chips}
    mine = edges.from_source(2 * 7 + 3)
    assert pairs == set(zip(edges.parameter[mine], edges.target[mine], strict=True))
    assert state["lines"] >= len(chips)


def test_a_cell_in_several_terms_shows_the_first_ones_badge_and_that_there_are_more(explorer):
    twice = connections.Connections(
        [0, 0, 1, 0], [0, 0, 1, 1], [1.0, 2.0, 3.0, 4.0], None, (2,), (2,)
    )
    shown = explorer(DeltaFlow.from_connections(twice, [0.5, 1.0], selection=("input", 0)))
    cell = shown.cell("output delta 0")
    expect(cell).to_have_attribute("data-badge", "1 2")
    expect(cell.locator(".cnnbp-badge")).to_have_text("1…")
    expect(shown.cell("output delta 1").locator(".cnnbp-badge")).to_have_text("3")


def test_pages_turn_both_ways_and_count_what_is_lit_on_the_others(explorer):
    random = np.random.default_rng(0)
    image, filters = random.normal(size=(6, 8, 8)), random.normal(size=(12, 6, 3, 3))
    flow = DeltaFlow.convolution(image, filters, direction="forward", selection=("output", 3, 2, 2))
    shown = explorer(flow)
    pagers = {
        name: shown.page.get_by_role("group", name=f"pages of {name}")
        for name in ("input a", "kernel w")
    }
    elsewhere = {name: pager.locator(".cnnbp-elsewhere") for name, pager in pagers.items()}
    expect(elsewhere["input a"]).to_have_text("18 lit on other pages")  # two of six channels
    expect(elsewhere["kernel w"]).to_have_text("")
    page = pagers["kernel w"].get_by_role("combobox")
    expect(page).to_have_value("1")  # filters 2 and 3 of twelve
    for button, now, lit in (
        ("previous page", "0", "54 lit on other pages"),
        ("previous page", "5", "54 lit on other pages"),
        ("next page", "0", "54 lit on other pages"),
        ("next page", "1", ""),
    ):
        pagers["kernel w"].get_by_role("button", name=button).click()
        expect(page).to_have_value(now)
        expect(elsewhere["kernel w"]).to_have_text(lit)


def test_a_scale_names_its_ends(explorer):
    image, kernel, delta = [[0, 1], [0.5, 0.25]], [[0.5, -2.0]], [[-0.75], [0.5]]
    shown = explorer(DeltaFlow.convolution(image, kernel, delta))
    for panel, ends in (
        ("input", ("0", "1")),
        ("weights", ("−2.00", "2.00")),
        ("delta", ("−0.75", "0.75")),
    ):
        at = shown.page.locator(f'[data-panel="{panel}"]')
        expect(
            at.get_by_role("img", name=f"colour scale from {ends[0]} to {ends[1]}")
        ).to_be_visible()
        assert [at.locator(".cnnbp-marks span").all_text_contents()[i] for i in (0, -1)] == [*ends]


def test_the_slope_is_a_step_of_its_own(explorer):
    flow = LAYERS["behind a sigmoid"](selection=("input", 2, 3))
    state = explorer(flow).page.evaluate(READ)
    step = flow.layer.input_gradient[2, 3] * flow.layer.sigma_prime[2, 3]
    assert float(state["slope"]) == pytest.approx(step, abs=1e-12)


def test_a_long_sum_can_be_shown_whole(explorer):
    flow = LAYERS["channels"](selection=("weights", 0, 0, 0, 1))
    shown = explorer(flow)
    count = len(edges_at(flow, "weights", 1))
    shown.page.get_by_role("button", name="more: show all").click()
    assert len(shown.page.evaluate(READ)["sums"][0]["chips"]) == count > 12
    shown.cell("kernel filter 0 channel 0 row 0 column 2").click()
    expect(shown.page.locator(".cnnbp-sum .cnnbp-chip[data-badge]")).to_have_count(12)


def test_click_pins_a_second_pick_moves_on_the_same_pick_clears(explorer):
    shown = explorer(LAYERS["convolution"]())
    shown.cell("input row 2 column 3").click()
    assert shown.widget.selection == {"panel": "input", "index": [2, 3]}
    shown.cell("kernel row 0 column 1").click()
    assert shown.widget.selection == {"panel": "weights", "index": [0, 1]}
    shown.cell("output delta row 1 column 1").click()
    assert shown.widget.selection == {"panel": "delta", "index": [1, 1]}
    shown.cell("output delta row 1 column 1").click()
    assert shown.widget.selection is None
    assert shown.page.locator(".cnnbp-lit, .cnnbp-chosen").count() == 0


def test_hover_previews_and_a_pinned_cell_stays(explorer):
    shown = explorer(LAYERS["convolution"]())
    shown.cell("input row 2 column 3").hover()
    assert len(shown.lit("delta")) == 9
    assert shown.widget.selection is None
    shown.cell("input row 0 column 0").hover()
    assert shown.lit("delta") == {0}
    shown.page.mouse.move(2, 2)
    assert shown.lit("delta") == set()
    shown.cell("input row 2 column 3").click()
    shown.cell("input row 0 column 0").hover()
    assert len(shown.lit("delta")) == 9


def test_escape_clears(explorer):
    shown = explorer(LAYERS["convolution"]())
    shown.cell("input row 2 column 3").click()
    shown.page.keyboard.press("Escape")
    assert shown.widget.selection is None
    shown.page.mouse.move(2, 2)
    assert shown.page.locator(".cnnbp-lit, .cnnbp-chosen").count() == 0


def test_all_of_it_with_the_keyboard_alone(explorer):
    shown = explorer(LAYERS["convolution"]())
    keys, focused = shown.page.keyboard, "document.activeElement.getAttribute('aria-label')"
    for _ in range(30):
        keys.press("Tab")
        if shown.page.evaluate(focused) == "input row 0 column 0":
            break
    for key in ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"]:
        keys.press(key)
    assert shown.page.evaluate(focused) == "input row 2 column 3"
    assert shown.widget.selection == {"panel": "input", "index": [2, 3]}
    assert len(shown.lit("delta")) == 9
    keys.press("Tab")
    assert shown.page.evaluate(focused) == "kernel row 0 column 0"
    keys.press("End")
    keys.press("Space")
    assert shown.widget.selection == {"panel": "weights", "index": [0, 2]}
    keys.press("Escape")
    assert shown.widget.selection is None


def test_the_focus_can_be_seen(explorer):
    shown = explorer(LAYERS["convolution"]())
    outline = "e => getComputedStyle(e).outlineStyle + ' ' + getComputedStyle(e).outlineWidth"
    shown.page.keyboard.press("Tab")
    seen = shown.page.locator(":focus").evaluate(outline).split()
    assert seen[0] == "solid"
    assert float(seen[1].removesuffix("px")) >= 2
    shown.cell("input row 1 column 1").click()
    shown.page.keyboard.press("ArrowRight")
    seen = shown.cell("input row 1 column 2").evaluate(outline).split()
    assert seen[0] == "solid"
    assert float(seen[1].removesuffix("px")) >= 2


def test_a_finger_chooses(explorer):
    shown = explorer(LAYERS["max pool"](), width=360, has_touch=True, is_mobile=True)
    shown.cell("input row 0 column 1").tap()
    assert shown.widget.selection == {"panel": "input", "index": [0, 1]}
    shown.cell("output delta row 1 column 1").tap()
    assert shown.widget.selection == {"panel": "delta", "index": [1, 1]}
    assert len(shown.lit("input")) == 1


def test_what_lit_up_is_said_in_words(explorer):
    flow = LAYERS["convolution"](selection=("input", 2, 3))
    shown = explorer(flow)
    total = written(flow.layer.input_gradient[2, 3])
    words = f"input row 2 column 3: 9 output deltas flow back, sum {total}"
    live = shown.page.locator("[aria-live=polite]").first
    expect(live).to_have_text(words)
    flow.selection = None
    expect(live).to_have_text("")


def test_python_moves_the_highlight(explorer):
    flow = LAYERS["convolution"]()
    shown = explorer(flow)
    flow.selection = ("input", 0, 0)
    assert shown.lit("delta") == {0}
    flow.selection = ("delta", 0, 0)
    assert shown.lit("input") == {0, 1, 2, 7, 8, 9, 14, 15, 16}
    flow.selection = None
    assert shown.lit("input") == set()


def test_a_wrong_selection_from_python_is_explained_in_the_widget(explorer):
    flow = LAYERS["convolution"](selection=("input", 2, 3))
    shown = explorer(flow)
    with pytest.raises(ValueError, match="outside input"):
        flow.selection = ("input", 9, 9)
    alert = shown.page.get_by_role("alert")
    expect(alert).to_contain_text("selection: got index [9, 9], which lies outside input (6 × 7)")
    assert len(shown.lit("delta")) == 9
    flow.selection = ("input", 0, 0)
    expect(alert).to_be_hidden()


def test_the_direction_can_be_switched(explorer):
    shown = explorer(LAYERS["convolution"](selection=("input", 2, 3)))
    forward = shown.page.get_by_role("button", name="Forward")
    forward.click()
    assert shown.widget.direction == "forward"
    expect(forward).to_have_attribute("aria-pressed", "true")
    assert len(shown.lit("output")) == 9
    assert shown.page.locator('[data-panel="delta"]').count() == 0


def test_two_views_of_one_model_stay_in_step(explorer):
    shown = explorer(LAYERS["convolution"](), views=2)
    views = shown.page.locator(".cnnbp")
    first, second = views.nth(0), views.nth(1)
    first.get_by_role("gridcell", name="input row 2 column 3", exact=True).click()
    expect(second.locator('[data-panel="delta"] .cnnbp-lit')).to_have_count(9)
    second.get_by_role("gridcell", name="input row 0 column 0", exact=True).click()
    expect(first.locator('[data-panel="delta"] .cnnbp-lit')).to_have_count(1)
    assert shown.widget.selection == {"panel": "input", "index": [0, 0]}
    second.get_by_role("button", name="Forward").click()
    expect(first.locator('[data-panel="output"]')).to_have_count(1)


def test_a_closed_view_lets_go_and_the_other_goes_on(explorer):
    shown = explorer(LAYERS["convolution"](), views=2)
    shown.page.evaluate("window.disposers[0]()")
    shown.page.locator(".cnnbp").nth(1).get_by_role(
        "gridcell", name="input row 2 column 3", exact=True
    ).click()
    assert shown.page.locator(".cnnbp").nth(0).locator(".cnnbp-lit").count() == 0
    assert shown.page.locator(".cnnbp").nth(1).locator(".cnnbp-lit").count() > 0


RENDER_BROKEN = """async source => {
  const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const el = document.createElement("div");
  document.body.append(el);
  const scene = {layers: [{panels: [{values: {dtype: "quaternion"}}]}]};
  const model = {get: () => scene, on() {}, off() {}};
  try { (await import(url)).default.render({model, el}); } catch { /* shown in the cell */ }
  return el.innerText;
}"""


def test_an_error_in_drawing_is_shown_in_the_cell(explorer):
    shown = explorer(LAYERS["dense"]())
    text = shown.page.evaluate(
        RENDER_BROKEN, (STATIC / "delta_flow.js").read_text(encoding="utf-8")
    )
    assert text.startswith("The explorer could not be drawn: ")


IMPORT_TWICE = """async source => {
  const load = async () => {
    const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
    return (await import(url)).default;
  };
  const [one, other] = await Promise.all([load(), load()]);
  return [one === other, typeof one.render];
}"""


def test_two_widgets_of_a_page_unpack_their_script_once(explorer):
    source = (STATIC / "delta_flow.js").read_text(encoding="utf-8")
    assert explorer(LAYERS["dense"]()).page.evaluate(IMPORT_TWICE, source) == [True, "function"]


# JupyterLab makes a cell's output before it puts it on the page: at first there is no width.
RENDER_DETACHED = """async source => {
  const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const el = document.createElement("div");
  (await import(url)).default.render({model: window.model, el});
  await new Promise(requestAnimationFrame);
  document.body.append(el);
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return [".cnnbp-panel", ".cnnbp-scale", ".cnnbp-lit"].map(one => el.querySelectorAll(one).length);
}"""


def test_a_view_that_gets_its_width_later_is_drawn_whole(explorer):
    shown = explorer(LAYERS["convolution"](selection=FITS["convolution"]))
    lit = shown.page.locator(".cnnbp-lit").count()
    source = (STATIC / "delta_flow.js").read_text(encoding="utf-8")
    assert shown.page.evaluate(RENDER_DETACHED, source) == [4, 4, lit]


MARKUP = "<img src=x onerror=document.body.id=1>"


def test_text_is_never_markup(explorer):
    edges = connections.dense(W)
    flow = DeltaFlow.from_connections(edges, UNITS, kind=MARKUP, selection=("input", 0))
    shown = explorer(flow)
    with pytest.raises(ValueError, match="img"):
        flow.selection = (MARKUP, 0)
    expect(shown.page.get_by_role("alert")).to_contain_text(MARKUP)
    assert shown.page.locator(".cnnbp img").count() == 0
    assert shown.page.locator("body[id]").count() == 0


# Panels and what else is set beside each other; how far each box reaches into a later one.
OVERLAPS = """() => {
  const seen = e => {
    const {left, right, top, bottom} = e.getBoundingClientRect();
    const stage = e.closest(".cnnbp-stage")?.getBoundingClientRect();  // it may scroll inside
    return {left, right, top, bottom: stage ? Math.min(bottom, stage.bottom) : bottom};
  };
  const boxes = [...document.querySelectorAll(
    ".cnnbp [data-panel], .cnnbp-toolbar, .cnnbp-sum")].filter(e => e.offsetParent)
    .map(e => [e.dataset.panel ?? e.className, seen(e)]);
  const found = [];
  boxes.forEach(([one, a], i) => boxes.slice(i + 1).forEach(([two, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 1) found.push(`${one} and ${two}`);
  }));
  const wide = [...document.querySelectorAll(".cnnbp *")].filter(e => {
    const box = e.getBoundingClientRect();
    const outside = box.right > innerWidth + 1 || box.left < -1;
    for (let up = e.parentElement; up; up = up.parentElement)  // a view scrolls in its own box
      if (["auto", "scroll"].includes(getComputedStyle(up).overflowX)) return false;
    return box.width && outside && !e.closest(".cnnbp-live, svg");
  }).map(e => e.className);
  return { found, wide, scrolls: document.documentElement.scrollWidth - innerWidth };
}"""
FITS = {
    "dense": ("input", 1),
    "convolution": ("input", 2, 3),
    "behind a sigmoid": ("input", 2, 3),
    "channels": ("input", 1, 2, 3),
    "overlapping max pool": ("delta", 0, 1, 1),
    "average pool": ("gradient", 2, 3),
}


@pytest.mark.parametrize("kind", FITS)
def test_it_fits_a_phone_a_tablet_and_a_desk(explorer, kind):
    flow = LAYERS[kind](selection=FITS[kind], views=["edges", "rotated"])
    shown = explorer(flow)
    for direction in ("backward", "forward"):
        flow.direction = direction
        for width in (360, 800, 1280):
            shown.page.set_viewport_size({"width": width, "height": 800})
            shown.settle()
            state = shown.page.evaluate(OVERLAPS)
            assert state == {"found": [], "wide": [], "scrolls": 0}, f"{width} px, {direction}"


@pytest.mark.parametrize("size", [28, 64])
def test_a_large_image_is_explored_the_same_way(explorer, size):
    image = np.random.default_rng(0).random((size, size))
    flow = DeltaFlow.convolution(image, KERNEL)
    shown = explorer(flow)
    sheet = shown.page.locator('[data-panel="input"] .cnnbp-cells').first
    box = sheet.bounding_box()
    row, column = 10, 20
    at = {"x": (column + 0.5) * box["width"] / size, "y": (row + 0.5) * box["height"] / size}
    sheet.click(position=at)
    assert shown.widget.selection == {"panel": "input", "index": [row, column]}
    mine = flow.layer.connections.from_source(row * size + column)
    assert shown.lit("delta") == set(flow.layer.connections.target[mine].tolist())
    shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("Enter")
    assert shown.widget.selection == {"panel": "input", "index": [row, column + 1]}
    assert shown.page.evaluate(OVERLAPS)["scrolls"] == 0


# The colours of all panels: their pixels, their numbers, their scales.
DRAWN = """() => [...document.querySelectorAll("[data-panel]")].map(panel => [
    [...panel.querySelectorAll("canvas")].map(c =>
        [...c.getContext("2d").getImageData(0, 0, c.width, c.height).data].join()),
    [...panel.querySelectorAll("[role=gridcell], .cnnbp-scale span")].map(cell =>
        [getComputedStyle(cell).color, cell.style.background].join())])"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_theme_is_that_of_the_page(explorer, dark):
    shown = explorer(LAYERS["convolution"](), dark=dark)
    root = shown.page.locator(".cnnbp")
    expect(root).to_have_attribute("data-theme", "dark" if dark else "light")
    shown.page.evaluate(
        "dark => { document.body.style.background = dark ? '#fff' : '#111';"
        " document.body.dataset.jpThemeLight = String(dark); }",
        dark,
    )
    expect(root).to_have_attribute("data-theme", "light" if dark else "dark")
    # and it looks as one that was never anything else
    other = explorer(LAYERS["convolution"](), dark=not dark)
    assert shown.page.evaluate(DRAWN) == other.page.evaluate(DRAWN)


@pytest.mark.parametrize(
    ("kind", "dark", "chosen"),
    [
        ("convolution", False, True),
        ("convolution", True, True),
        ("dense", True, False),
        ("average pool", False, True),
    ],
)
def test_axe_finds_nothing(explorer, kind, dark, chosen):
    shown = explorer(LAYERS[kind](selection=FITS[kind] if chosen else None), dark=dark)
    assert violations(shown.page, ".cnnbp") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_and_reduced_motion(explorer, scheme):
    shown = explorer(
        LAYERS["convolution"](),
        forced_colors="active",
        reduced_motion="reduce",
        color_scheme=scheme,
    )
    shown.cell("input row 2 column 3").click()
    assert len(shown.lit("delta")) == 9
    style = "e => getComputedStyle(e).outlineStyle"
    lit = shown.page.locator('[data-panel="delta"] .cnnbp-lit').first
    assert lit.evaluate(style) == "dashed"
    chosen = shown.page.locator('[data-panel="input"] .cnnbp-chosen').first
    assert chosen.evaluate(style) == "solid"
    moving = "document.getAnimations().filter(a => a.playState === 'running').length"
    assert shown.page.evaluate(moving) == 0


def test_every_cell_shows_its_number(explorer):
    shown = explorer(LAYERS["convolution"]())
    cells = shown.page.locator('[data-panel="input"] [role=gridcell]')
    assert cells.all_inner_texts() == [written(v, 2) for v in IMAGE.ravel()]
