"""Play: each delta is seen to leave its cell, pass its weight, and land in the sum."""

import numpy as np
import pytest
from explorer_layers import LAYERS
from playwright.sync_api import Locator, expect
from support.explorer_page import ExplorerPage

from cnnbp.widgets import DeltaFlow

LIFT, RIDE, TIMES, ON, LAND, NEXT = 160, 480, 640, 840, 900, 220  # ms, as the sketch has it
CHIP = ".cnnbp-flight > .cnnbp-chip"
VIEWS = ["edges", "steps"]


@pytest.fixture
def opened(explorer):
    def open_page(flow: DeltaFlow, still: bool = False, width: int = 1022) -> ExplorerPage:
        return explorer(flow, width, 844, reduced_motion="reduce" if still else "no-preference")

    return open_page


def convolution(**options) -> DeltaFlow:
    rng = np.random.default_rng(5)
    numbers = rng.random((8, 8)), rng.normal(size=(3, 3)), rng.normal(size=(6, 6))
    return DeltaFlow.convolution(*(np.round(one, 2) for one in numbers), views=VIEWS, **options)


def terms(flow: DeltaFlow, source: int) -> list[tuple[int, float, float]]:
    """Output, weight and delta of each edge of an input, in the order of the weights."""
    edges = flow.layer.connections
    found = edges.from_source(source)
    found = found[np.argsort(edges.parameter[found], kind="stable")]
    delta = flow.layer.delta.ravel()
    return [(int(edges.target[e]), edges.weight[e], delta[edges.target[e]]) for e in found]


def press(shown: ExplorerPage, name: str) -> None:
    shown.page.get_by_role("button", name=name, exact=True).click()


def scrub(shown: ExplorerPage, moment: int) -> None:
    shown.page.get_by_role("slider", name="moment").fill(str(moment))
    shown.settle()


def said(text: str) -> float:
    return float(text.replace("−", "-"))


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


# How far a place is from the line of a badge.
OFF = """([badge, x, y]) => {
  const line = document.querySelector(`.cnnbp-stage .cnnbp-line[data-badge="${badge}"]`);
  const at = line.closest("svg").getBoundingClientRect();
  return Math.min(...Array.from({length: 400}, (_, i) => {
    const point = line.getPointAtLength(i * line.getTotalLength() / 399);
    return Math.hypot(point.x + at.x - x, point.y + at.y - y);
  }));
}"""


@pytest.mark.parametrize("width", [1022, 390])
def test_a_delta_leaves_its_cell_rides_its_line_and_is_multiplied_at_its_weight(opened, width):
    flow = convolution(selection=("input", 3, 4))
    shown = opened(flow, width=width)
    target, weight, delta = terms(flow, 3 * 8 + 4)[0]
    chip = shown.page.locator(f'{CHIP}[data-badge="1"]')
    cell = lambda panel, flat: shown.page.locator(  # noqa: E731
        f'.cnnbp-stage [data-panel="{panel}"] [data-flat="{flat}"]'
    )
    scrub(shown, 100)  # it lifts
    assert said(chip.inner_text()) == delta
    assert apart(middle(chip), middle(cell("delta", target))) < 25
    ways = []
    for moment in (250, 320, 380):  # it rides
        scrub(shown, moment)
        ways.append(middle(chip))
        assert shown.page.evaluate(OFF, [1, *ways[-1]]) < 12
        assert said(chip.inner_text()) == delta
    assert len({tuple(np.round(way)) for way in ways}) == 3
    scrub(shown, 560)  # it is multiplied
    factors, product = chip.inner_text().replace("≈", "=").split(" = ")
    assert [said(one.strip("()")) for one in factors.split(" · ")] == [weight, delta]
    assert said(product) == pytest.approx(weight * delta, abs=6e-4)
    assert apart(middle(chip), middle(cell("weights", 0))) < 50
    scrub(shown, 750)  # its product rides on
    assert said(chip.inner_text()) == pytest.approx(weight * delta, abs=6e-4)
    scrub(shown, 850)
    assert apart(middle(chip), middle(cell("input", 3 * 8 + 4))) < 25
    assert flow.shown == 0
    scrub(shown, 900)  # it has landed
    expect(chip).to_have_count(0)
    assert flow.shown == 1
    total = shown.page.locator(".cnnbp-sum .cnnbp-total")
    assert float(total.get_attribute("data-value")) == pytest.approx(weight * delta)


def test_the_scrubber_stops_anywhere_and_what_is_in_the_air_stays_there(opened):
    flow = convolution(selection=("input", 3, 4))
    shown = opened(flow)
    shown.page.clock.install()
    for moment in (100, 560, 1230, 2000, 2659):
        scrub(shown, moment)
        landed = max(0, (moment - LAND) // NEXT + 1)
        left = min(9, moment // NEXT + 1)
        expect(shown.page.locator(CHIP)).to_have_count(left - landed)
        assert flow.shown == landed
        place = lambda: shown.page.locator(CHIP).evaluate_all(  # noqa: E731
            "chips => chips.map(chip => chip.style.translate)"
        )
        before = place()
        shown.page.clock.run_for(3000)
        assert place() == before
        expect(shown.page.locator(".cnnbp-bars .cnnbp-coming")).to_have_count(left - landed)
    scrub(shown, 2660)
    expect(shown.page.locator(CHIP)).to_have_count(0)
    assert flow.shown == 9


def test_the_steps_of_the_sum_stand_at_the_moments_when_their_terms_land(opened):
    flow = convolution(selection=("input", 3, 4), shown=9)
    shown = opened(flow)
    boxes = shown.page.locator(".cnnbp-bars rect").evaluate_all(
        "all => all.map(one => ['x', 'width', 'y', 'height'].map(n => Number(one.getAttribute(n))))"
    )
    products = [weight * delta for _, weight, delta in terms(flow, 3 * 8 + 4)]
    sums = np.cumsum([0.0, *products])
    scale = 0.94 / (sums.max() - sums.min())
    for i, (x, width, y, height) in enumerate(boxes):
        assert x + width == pytest.approx(LAND + NEXT * i)
        assert height - 0.06 == pytest.approx(abs(products[i]) * scale)
        assert y == pytest.approx((sums.max() - max(sums[i], sums[i + 1])) * scale)
    assert len(boxes) == 9


def test_play_shows_the_chosen_pixel_first_then_goes_on_and_stops_where_it_is_told(opened):
    flow = convolution(selection=("input", 3, 4))
    shown = opened(flow)
    shown.page.clock.install()
    assert shown.page.locator(CHIP).count() == 0
    press(shown, "play")
    shown.page.clock.run_for(1000)
    assert flow.selection == {"panel": "input", "index": [3, 4]}
    assert 1 <= flow.shown < 9
    assert shown.page.locator(CHIP).count() >= 2
    press(shown, "pause")
    stopped = flow.shown, shown.page.locator(CHIP).all_text_contents()
    shown.page.clock.run_for(4000)
    assert (flow.shown, shown.page.locator(CHIP).all_text_contents()) == stopped
    press(shown, "play")
    shown.page.clock.run_for(3600)
    assert flow.selection == {"panel": "input", "index": [3, 5]}
    shown.page.keyboard.press("Escape")
    expect(shown.page.locator(CHIP)).to_have_count(0)


def test_the_words_of_each_step_are_told(opened):
    flow = convolution(selection=("input", 3, 4), shown=0)
    shown = opened(flow)
    status = shown.page.locator(".cnnbp-steps").get_by_role("status")
    expect(status).to_have_text("term 0 of 9")
    so = 0.0
    for count, (target, weight, delta) in enumerate(terms(flow, 3 * 8 + 4), 1):
        press(shown, "step forward")
        so += weight * delta
        text = status.inner_text().replace("−", "-")
        assert f"term {count} of 9:" in text
        assert f"output delta row {target // 6} column {target % 6}: {delta:.2f} times" in text
        assert f"kernel row {(count - 1) // 3} column {(count - 1) % 3}: {weight:.2f} is" in text
        assert float(text.rsplit("sum so far ", 1)[1]) == pytest.approx(so, abs=6e-4)
    # while it plays as well
    flow.shown = 0
    shown.page.clock.install(time=0)
    shown.page.clock.pause_at(10_000)  # from here on time goes only as far as it is told
    press(shown, "play")
    shown.page.clock.run_for(1000)
    expect(status).to_contain_text("term 1 of 9: output delta")


def test_more_than_25_terms_fly_row_by_row(opened):
    rng = np.random.default_rng(1)
    flow = DeltaFlow.convolution(rng.random((6, 8, 8)), rng.normal(size=(12, 6, 3, 3)), views=VIEWS)
    flow.selection = ("input", 2, 3, 4)
    shown = opened(flow)
    found = terms(flow, (2 * 8 + 3) * 8 + 4)
    products = [weight * delta for _, weight, delta in found]
    scrub(shown, 560)  # the first row is multiplied
    chips = shown.page.locator(CHIP)
    expect(chips).to_have_count(3)
    count, first = chips.last.inner_text().split(" terms: ")
    assert int(count) == 9
    assert said(first) == pytest.approx(sum(products[:9]), abs=6e-4)
    scrub(shown, LAND + 3 * NEXT)
    assert flow.shown == 36
    status = shown.page.locator(".cnnbp-steps").get_by_role("status")
    expect(status).to_contain_text("terms 28 to 36 of 108 add")
    total = shown.page.locator(".cnnbp-ledger-total .cnnbp-total")
    assert float(total.get_attribute("data-value")) == pytest.approx(sum(products[:36]))
    # it comes to the pixel
    scrub(shown, LAND + 3 * NEXT + 150)
    box = shown.page.locator('.cnnbp-ledger [data-panel="gradient"] .cnnbp-chosen')
    assert apart(middle(chips.last), middle(box)) < 60
    press(shown, "step forward")
    assert flow.shown == 45


def test_who_wants_no_motion_is_shown_the_stations_of_a_term_at_each_press(opened):
    flow = convolution(selection=("input", 3, 4))
    shown = opened(flow, still=True)
    shown.page.clock.install()
    target, *_ = terms(flow, 3 * 8 + 4)[1]
    press(shown, "▶ next term")
    press(shown, "▶ next term")
    assert flow.shown == 2
    letters = shown.page.locator(".cnnbp-flight > *")
    assert letters.all_text_contents() == ["a", "b", "d"]
    for letter, panel, flat in zip(
        letters.all(), ("delta", "weights", "input"), (target, 1, 28), strict=True
    ):
        cell = shown.page.locator(f'.cnnbp-stage [data-panel="{panel}"] [data-flat="{flat}"]')
        assert apart(middle(letter), middle(cell)) < 4
    heavy = shown.page.locator(".cnnbp-stage .cnnbp-line.cnnbp-hot")
    assert heavy.evaluate_all("all => all.map(line => line.dataset.badge)") == ["2"]
    stations = shown.page.locator(".cnnbp-steps [role=status] span")
    assert stations.count() == 4  # delta, weight, product, sum
    before = shown.page.locator(".cnnbp").inner_html()
    shown.page.clock.run_for(5000)
    assert shown.page.locator(".cnnbp").inner_html() == before
    running = "() => document.getAnimations().filter(one => one.playState === 'running').length"
    assert shown.page.evaluate(running) == 0


@pytest.mark.parametrize("kind", ["average pool", "dense", "own kind", "behind a sigmoid"])
def test_every_kind_of_layer_is_played(opened, kind):
    flow = LAYERS[kind](views=VIEWS)
    source = int(flow.layer.connections.source[0])
    shape = flow.shapes["input"]
    flow.selection = ("input", *(int(i) for i in np.unravel_index(source, shape)))
    shown = opened(flow)
    scrub(shown, 300)
    assert shown.page.locator(CHIP).count() >= 1
    shown.page.clock.install()
    for direction, panel in (("Forward →", "output"), ("← Backward", "input")):
        press(shown, direction)
        press(shown, "play")
        shown.page.clock.run_for(1200)
        assert flow.selection["panel"] == panel
        press(shown, "pause")


@pytest.mark.parametrize("width", [1022, 800, 390])
@pytest.mark.parametrize("kind", ["convolution", "channels"])
def test_nothing_but_the_terms_moves_while_it_plays(opened, kind, width):
    """The words have their room from the start: panels and buttons stay where they are."""
    if kind == "channels":
        rng = np.random.default_rng(1)
        flow = DeltaFlow.convolution(rng.random((6, 8, 8)), rng.normal(size=(12, 6, 3, 3)))
        flow.views, flow.selection = VIEWS, ("input", 2, 3, 4)
    else:
        flow = convolution(selection=("input", 3, 4))
    shown = opened(flow, width=width)
    kept = """() => [...document.querySelectorAll(".cnnbp-steps button, .cnnbp-sheet")]
      .filter(el => el.getClientRects().length).map(el => {
        const {x, y, width, height} = el.getBoundingClientRect();
        return [x, y, width, height].map(Math.round).join();
      })"""
    scrub(shown, 1)
    places = shown.page.evaluate(kept)
    for moment in (500, 1000, 1500, 2000, 2500):
        scrub(shown, moment)
        assert shown.page.evaluate(kept) == places, moment
