"""The derivation in a bare page: symbols and indices light their cells, the numbers follow."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from support.axe import violations
from support.explorer_page import ExplorerPage

from cnnbp.widgets import Derivation

RNG = np.random.default_rng(11)
Z, W, TARGET = RNG.normal(size=(8, 8)), RNG.normal(size=(3, 3)), RNG.normal(size=(6, 6))


def derivation(**options):
    return Derivation(Z, W, target=TARGET, **{"place": [3, 4]} | options)


@pytest.fixture
def opened(browser):
    """Pages with a derivation in them; no page may log an error."""
    pages = []

    def open_page(shown, width=1280, height=900, dark=False, kernel=True, **context):
        page = browser.new_page(viewport={"width": width, "height": height}, **context)
        pages.append((page, ExplorerPage(page, shown, dark=dark, kernel=kernel)))
        return pages[-1][1]

    yield open_page
    for page, shown in pages:
        assert shown.errors == []
        page.close()


def cells_of(layer, pixel):
    """The outputs and the weights that Connections joins to a pixel."""
    edges = layer.connections.from_source(int(np.ravel_multi_index(pixel, Z.shape)))
    return set(layer.connections.target[edges]), set(layer.connections.parameter[edges])


def line(page, number):
    """The button that opens a line."""
    return page.get_by_role("button", name=re.compile(rf"^line {number} of"))


def total(page):
    """What all lines that end in a result say, read in the view that shows all of them."""
    every = page.get_by_role("button", name="All lines")
    every.click()
    values = page.locator(".cnnbp-put-in strong").evaluate_all("l => l.map(e => e.dataset.value)")
    every.click()
    assert len(values) > 1
    (value,) = {round(float(value), 6) for value in values}
    return value


def test_choosing_symbols_indices_terms_and_cells(opened):
    shown = derivation()
    there = opened(shown)
    page, layer = there.page, shown.layer
    outputs, weights = cells_of(layer, (3, 4))
    delta = layer.input_gradient * layer.sigma_prime
    page.get_by_role("button", name="sum over y").first.click()
    assert shown.symbol == "sum"
    assert (there.lit("delta"), there.lit("weights")) == (outputs, weights)
    page.get_by_role("button", name="delta of layer l plus 1", exact=True).first.click()
    assert (there.lit("delta"), there.lit("weights")) == (outputs, set())
    # An index: one delta and one weight.
    page.get_by_role("button", name="index y").first.click()
    (target,), (weight,) = there.lit("delta"), there.lit("weights")
    x, y = divmod(target, 6)
    assert divmod(weight, 3) == (3 - x, 4 - y)
    # A term chooses its own output.
    page.get_by_role("button", name="term 1: output row 3 column 4").first.click()
    assert (shown.output, shown.symbol) == ([3, 4], "term")
    assert (there.lit("delta"), there.lit("weights")) == ({22}, {0})
    expect(page.locator(".cnnbp-open .cnnbp-arithmetic")).to_contain_text("y = 3, x = 4")
    line(page, 3).click()
    expect(page.get_by_text("u = i − y = 3 − 3 = 0")).to_be_visible()
    line(page, 5).click()
    # Another pixel: the same weight stays in hand, all lines follow.
    assert total(page) == pytest.approx(delta[3, 4], abs=1e-6)
    there.cell("input z row 5 column 6").click()
    assert (shown.place, shown.output) == (
        [5, 6],
        None,
    )  # its output would be (5, 6): there is none
    assert total(page) == pytest.approx(delta[5, 6], abs=1e-6)
    page.keyboard.press("Escape")
    assert shown.symbol == ""
    assert there.lit("delta") == cells_of(layer, (5, 6))[0]
    there.cell("output delta row 0 column 0").click()
    expect(page.get_by_text("takes no part")).to_have_count(2)  # seen, and said


def test_conventions_and_the_other_gradients(opened):
    shown = derivation(weight=[0, 2])
    there = opened(shown, kernel=False)  # as in a page that has no Python
    page, other = there.page, shown.layers["convolution"]
    line(page, 3).click()
    expect(page.get_by_text("u = i − y = 3 − 2 = 1")).to_be_visible()
    page.get_by_role("button", name="true convolution").click()
    expect(page.get_by_text("u = y − i + 2 = 2 − 3 + 2 = 1")).to_be_visible()
    assert there.lit("delta") == cells_of(other, (3, 4))[0]
    assert total(page) == pytest.approx((other.input_gradient * other.sigma_prime)[3, 4], abs=1e-6)
    page.get_by_role("button", name="∂C/∂w").click()
    gradient = other.parameter_gradient
    assert total(page) == pytest.approx(gradient[0, 2], abs=1e-6)
    edges = other.connections.of_parameter(2)
    assert there.lit("input") == set(other.connections.source[edges])
    page.get_by_role("button", name="show all 36").first.click()
    expect(page.locator(".cnnbp-open [data-target]")).to_have_count(36)
    page.get_by_role("button", name="∂C/∂b").click()
    assert total(page) == pytest.approx(other.delta.sum(), abs=1e-6)
    assert there.lit("delta") == set(range(36))


WORST_CONTRAST = """() => {
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(
    c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  ).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0.05);
  return Math.min(...[...document.querySelectorAll(".cnnbp-panel")].flatMap(panel => {
    const canvas = panel.querySelector("canvas");
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return [...panel.querySelectorAll("[role=gridcell]")].map((cell, i) => {
      const ink = getComputedStyle(cell).color.match(/\\d+/g).map(Number);
      const [low, high] = [light(ink), light([...pixels.slice(4 * i)])].sort((a, b) => a - b);
      return high / low;
    });
  }));
}"""


@pytest.mark.parametrize("dark", [False, True])
def test_panels_that_step_back_stay_readable(opened, dark):
    there = opened(derivation(symbol="y"), dark=dark)  # z and its δ take no part
    expect(there.page.locator(".cnnbp-dim")).to_have_count(4)
    assert there.page.evaluate(WORST_CONTRAST) > 4.5


def test_it_can_be_worked_with_keys_alone(opened):
    shown = derivation()
    page = opened(shown).page
    stops = page.locator('.cnnbp-derivation-lines button[tabindex="0"]')
    expect(stops).to_have_count(1)
    stops.focus()
    focused = page.locator(":focus")
    # Up and down open the other lines; on the first one, up leads nowhere.
    for key, number in (("ArrowUp", 4), ("ArrowUp", 3), ("ArrowDown", 4), ("ArrowDown", 5)):
        page.keyboard.press(key)
        expect(focused).to_have_accessible_name(re.compile(f"^line {number} of 7"))
        expect(focused).to_have_attribute("aria-expanded", "true")
        expect(page.locator("[aria-live]")).to_have_text(re.compile(f"^line {number} of 7"))
        expect(page.locator('[aria-expanded="true"]')).to_have_count(1)
    # Right walks through symbols and terms of the open line.
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_accessible_name("delta of layer l")
    page.keyboard.press("End")
    expect(focused).to_have_accessible_name(re.compile(r"^term 9: output row"))
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert (shown.symbol, shown.output) == ("term", [3, 3])  # weight (0, 1)
    expect(focused).to_have_accessible_name(re.compile("^term 2"))
    expect(focused).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[aria-live]")).to_have_text(re.compile("^output row 3 column 3"))
    expect(stops).to_have_count(1)


def test_all_lines_are_walked_with_keys(opened):
    page = opened(derivation()).page
    page.get_by_role("button", name="All lines").click()
    stops = page.locator('.cnnbp-derivation-lines button[tabindex="0"]')
    expect(stops).to_have_count(1)
    stops.focus()
    for key in ("End", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)  # the end of line 1, line 2, the terms of line 2
    expect(page.locator(":focus")).to_have_accessible_name(re.compile(r"^term \d: output row"))


def test_one_line_is_open_and_the_others_say_their_value(opened):
    shown = derivation()
    page, delta = opened(shown).page, shown.layer.input_gradient * shown.layer.sigma_prime
    rows, heads = page.locator(".cnnbp-derivation-lines li"), page.locator(".cnnbp-line-head")
    expect(heads).to_have_count(7)
    expect(page.get_by_text("line 5 of 7", exact=True)).to_be_visible()
    folded = page.locator(".cnnbp-value b")
    values = folded.evaluate_all("l => l.map(e => Number(e.dataset.value))")
    for at in (0, 1, 4, 5):  # lines 1, 2, 6 and 7; 5 is open
        assert values[at] == pytest.approx(delta[3, 4], abs=1e-6)
    assert values[2] == pytest.approx(shown.layer.output[2, 3])  # of the term in hand
    assert values[3] == pytest.approx(W[1, 1] * shown.layer.sigma_prime[3, 4])
    # What is put in is tinted in the lines that it joins, and the open one says which.
    tinted = page.locator(".cnnbp-tinted")
    expect(tinted).to_have_count(3)
    expect(page.locator(".cnnbp-open .cnnbp-from")).to_have_text("from 2 and 4")
    colours = page.locator(".cnnbp-tinted .cnnbp-put").evaluate_all(
        "l => l.map(e => getComputedStyle(e).backgroundColor)"
    )
    assert (len(colours), len(set(colours))) == (5, 1)
    page.get_by_role("button", name="next line").click()
    expect(rows.nth(5)).to_have_class(re.compile("cnnbp-open"))
    expect(tinted).to_have_count(0)
    page.get_by_role("button", name="next line").click()
    expect(page.get_by_role("button", name="next line")).to_have_attribute("aria-disabled", "true")
    rows.nth(1).click()  # anywhere on it
    expect(rows.nth(1)).to_have_class(re.compile("cnnbp-open"))
    expect(tinted).to_have_count(3)
    # The symbols of folded lines are out of reach of keys and screen readers.
    assert page.locator("li:not(.cnnbp-open) .cnnbp-formula:not([inert])").count() == 0


def test_the_line_of_the_term_in_hand_is_the_heavy_one(opened):
    shown = derivation()
    page = opened(shown).page
    heavy = page.locator(".cnnbp-heavy")
    expect(page.locator(".cnnbp-line")).to_have_count(9)
    expect(heavy).to_have_attribute("data-badge", "5")
    expect(page.locator(".cnnbp-open .cnnbp-arithmetic")).to_contain_text("w3−2,4−3 = w1,1")
    page.get_by_role("button", name="term 1: ").click()
    expect(heavy).to_have_attribute("data-badge", "1")
    expect(page.locator(".cnnbp-open .cnnbp-arithmetic")).to_contain_text("w3−3,4−4 = w0,0")


BOTTOMS = "l => l.map(e => e.getBoundingClientRect().bottom)"


@pytest.mark.parametrize("convention", ["correlation", "convolution"])
@pytest.mark.parametrize("kind", ["delta", "kernel", "bias"])
@pytest.mark.parametrize("width", [1000, 1280])
def test_the_whole_widget_is_in_one_screen(opened, width, kind, convention):
    shown = derivation(gradient=kind, convention=convention)
    there = opened(shown, width=width, height=600)
    page = there.page
    for number in range(page.locator(".cnnbp-line-head").count()):
        line(page, number + 1).click()
        more = page.locator(".cnnbp-open .cnnbp-more")
        if more.count():
            more.click()  # all 36 terms: they scroll inside
        there.settle()
        bottom = page.locator(".cnnbp").evaluate("e => e.getBoundingClientRect().bottom")
        assert bottom <= 600
        parts = page.locator(".cnnbp-panel, .cnnbp-derivation-lines li, .cnnbp-derivation-say")
        assert max(parts.evaluate_all(BOTTOMS)) <= bottom
        if kind == "delta" and number == 5:  # nine terms need no scrolling
            inside = page.locator(".cnnbp-open").evaluate("e => e.scrollHeight - e.clientHeight")
            assert inside == 0


@pytest.mark.parametrize("convention", ["correlation", "convolution"])
@pytest.mark.parametrize("kind", ["delta", "kernel", "bias"])
@pytest.mark.parametrize("place", [[0, 0], [7, 7], [3, 4]])
def test_on_a_phone_the_choice_and_its_line_are_in_one_screen(opened, kind, convention, place):
    shown = derivation(gradient=kind, convention=convention, place=place, weight=[1, 2])
    page = opened(shown, width=390, height=700).page
    lines = page.locator(".cnnbp-line-head").count()
    back = page.get_by_role("button", name="previous line")
    for _ in range(lines):
        back.press("Enter")  # on the first one: no more
    expect(page.get_by_text(f"line 1 of {lines}", exact=True)).to_be_visible()
    for _ in range(lines):
        chosen = ".cnnbp-chosen, .cnnbp-lit, .cnnbp-open, .cnnbp-step"
        tops = page.locator(chosen).evaluate_all("l => l.map(e => e.getBoundingClientRect().top)")
        assert max(page.locator(chosen).evaluate_all(BOTTOMS)) - min(tops) <= 700
        expect(page.locator(".cnnbp-derivation-lines li:visible")).to_have_count(1)
        page.get_by_role("button", name="next line").press("Enter")


def test_python_sees_and_sets_what_is_chosen(opened):
    shown = derivation()
    there = opened(shown)
    shown.place, shown.symbol = [0, 0], "w"
    assert there.lit("weights") == {0}
    assert there.page.locator('[data-key="w"][aria-pressed="true"]').count() > 2


@pytest.mark.parametrize("kind", ["delta", "kernel", "bias"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(opened, kind, dark):
    there = opened(derivation(gradient=kind, symbol="term"), dark=dark)
    there.settle()
    assert violations(there.page, ".cnnbp") == []


@pytest.mark.parametrize("convention", ["correlation", "convolution"])
@pytest.mark.parametrize("width", [360, 700, 1280])
def test_nothing_stands_outside_the_page(opened, width, convention):
    there = opened(derivation(convention=convention), width=width)
    for kind in ("delta", "kernel", "bias"):
        there.widget.gradient = kind
        there.settle()
        assert there.page.evaluate("document.documentElement.scrollWidth") <= width
        rights = there.page.locator(".cnnbp button:visible, .cnnbp-cell").evaluate_all(
            "l => l.map(e => e.getBoundingClientRect().right)"
        )
        assert max(rights) <= width


def test_the_panels_stay_in_sight_while_the_page_scrolls(opened):
    there = opened(derivation(), width=1000)
    there.page.get_by_role("button", name="All lines").click()
    last = there.page.locator(".cnnbp-derivation-lines li").last
    last.scroll_into_view_if_needed()
    there.settle()
    expect(there.cell("input z row 0 column 0")).to_be_in_viewport()
    expect(last).to_be_in_viewport()


def test_forced_colours_show_what_is_chosen(opened):
    there = opened(derivation(symbol="w"), forced_colors="active")
    style = "e => getComputedStyle(e).backgroundColor"
    one = there.page.locator('[data-key="w"]').first.evaluate(style)
    other = there.page.locator('[data-key="delta"]').first.evaluate(style)
    assert one != other
