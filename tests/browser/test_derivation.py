"""The derivation in a bare page: symbols and indices light their cells, the numbers follow."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
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

    def open_page(shown, width=1280, dark=False, kernel=True, **context):
        page = browser.new_page(viewport={"width": width, "height": 900}, **context)
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


def total(page):
    """What all lines that end in a result say."""
    values = page.locator(".cnnbp-put-in strong").evaluate_all("l => l.map(e => e.dataset.value)")
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
    expect(page.get_by_text("u = i − y = 3 − 3 = 0")).to_be_visible()
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
    expect(page.locator(".cnnbp-put-in").first.locator("[data-target]")).to_have_count(36)
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
    for key in ("End", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)  # the end of line 1, line 2, the terms of line 2
    focused = page.locator(":focus")
    expect(focused).to_have_accessible_name(re.compile(r"^term \d: output row"))
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert (shown.symbol, shown.output) == ("term", [3, 3])  # weight (0, 1)
    expect(focused).to_have_accessible_name(re.compile("^term 2"))
    expect(focused).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[aria-live]")).to_have_text(re.compile("^output row 3 column 3"))
    expect(stops).to_have_count(1)


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
    report = Axe().run(there.page, context=".cnnbp")
    assert report.violations_count == 0, report.generate_report()


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
