"""The network view in a real browser: clicks and keys, compared with Connections in Python."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from support.axe import violations

from cnnbp import datasets
from cnnbp.gradient_check import central_difference
from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.model.chain import Chain

RNG = np.random.default_rng(3)
DIGIT = datasets.load_digits().images[8]
LAYERS = [
    (
        "convolution",
        np.round(RNG.normal(0, 0.6, (4, 1, 3, 3)), 2),
        {"b": [0.1, 0, -0.2, 0.3], "padding": 1},
    ),
    "relu",
    ("max_pool", 2),
    ("dense", np.round(RNG.normal(0, 0.3, (10, 64)), 2)),
]
SHAPES = [(1, 8, 8), (4, 8, 8), (4, 8, 8), (4, 4, 4), (10,)]
SYMBOLS = ["x", "z¹", "a¹", "p¹", "z²"]


def digits(**view):
    return DeltaFlow.network(DIGIT, LAYERS, y=8, loss="cross_entropy", **view)


def plates(shape):
    """Rows, columns and plates side by side, as a picture has them."""
    rows, columns = shape[-2:] if len(shape) > 1 else (shape[0], 1)
    count = int(np.prod(shape[:-2])) if len(shape) > 2 else 1
    return rows, columns, int(np.ceil(np.sqrt(count))), count


def click(page: Page, word: str, state: int, flat: int) -> None:
    """A real click in the middle of a unit."""
    rows, columns, across, count = plates(SHAPES[state])
    plate, inside = divmod(flat, rows * columns)
    picture = page.locator(f'[data-picture="{word}-{state}"]')
    box = picture.bounding_box()
    gap = 3
    wide = (box["width"] - gap * (across - 1)) / (across * columns)
    down = -(-count // across)
    high = (box["height"] - gap * (down - 1)) / (down * rows)
    x = (plate % across) * (columns * wide + gap) + (inside % columns + 0.5) * wide
    y = (plate // across) * (rows * high + gap) + (inside // columns + 0.5) * high
    picture.click(position={"x": x, "y": y})


def lit(page: Page, mark: str = "lit") -> list[set[int]]:
    """The units lit in every state; the values and the deltas of a state light up alike."""
    found = []
    for state in range(5):
        both = [
            page.locator(f'[data-picture="{word}-{state}"]').get_attribute(f"data-{mark}")
            for word in ("value", "delta")
        ]
        assert both[0] == both[1]
        found.append({int(flat) for flat in (both[0] or "").split(",") if flat})
    return found


def reached(flow: DeltaFlow, state: int, flat: int) -> list[set[int]]:
    """The units on a path through one unit, by the edges of every layer whose weight is not 0."""
    layers = [layer.connections for layer in flow.model.layers]
    found = [set() for _ in SHAPES]
    found[state] = {flat}
    for k in range(state, 4):
        edges = layers[k]
        live = np.isin(edges.source, list(found[k])) & (edges.weight != 0)
        found[k + 1] = set(edges.target[live].tolist())
    for k in range(state, 0, -1):
        edges = layers[k - 1]
        live = np.isin(edges.target, list(found[k])) & (edges.weight != 0)
        found[k - 1] = set(edges.source[live].tolist())
    return found


CHOICES = [(0, 27), (0, 0), (1, 100), (1, 30), (2, 200), (3, 37), (4, 8)]


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_a_click_lights_what_the_connections_reach(explorer, direction):
    flow = digits(direction=direction, stage=2)
    shown = explorer(flow)
    page = shown.page
    for state, flat in CHOICES:
        click(page, "delta" if direction == "backward" else "value", state, flat)
        assert shown.widget.stage == (
            min(state, 3) if direction == "backward" else max(state - 1, 0)
        )
        assert shown.widget.selection["index"] == [
            int(i) for i in np.unravel_index(flat, SHAPES[state])
        ]
        assert lit(page) == reached(flow, state, flat)


def closed(page: Page) -> Page:
    """The open layer folded away: the sum over all paths stands in its place."""
    page.get_by_role("button", name="close the layer").click()
    expect(page.locator(".cnnbp-layer")).to_be_hidden()
    return page


def test_the_chips_are_path_weights_times_deltas_and_sum_to_the_packages_delta(explorer):
    flow = digits()
    page = closed(explorer(flow).page)
    for state, flat in CHOICES:
        click(page, "value", state, flat)
        total = float(page.locator(".cnnbp-paths .cnnbp-total").get_attribute("data-value"))
        assert total == pytest.approx(flow.model.deltas[state].ravel()[flat], abs=1e-15)
        if state < 4:
            check_chips(page, flow, state, flat, total)


def check_chips(page, flow, state, flat, total):
    edges = flow.model.paths[state]
    mine = edges.from_source(flat)
    chips = page.locator(".cnnbp-paths .cnnbp-chip")
    targets = [int(t) for t in chips.evaluate_all("l => l.map(c => c.dataset.target)")]
    assert targets == edges.target[mine].tolist()
    deltas = flow.model.output_delta[edges.target[mine]]
    assert np.dot(edges.weight[mine], deltas) == pytest.approx(total, abs=1e-14)
    texts = chips.evaluate_all("l => l.map(c => c.textContent.replace(c.dataset.target, ''))")
    for text, weight, delta in zip(texts, edges.weight[mine], deltas, strict=True):
        left, right = text.replace("−", "-").replace("(", "").replace(")", "").split(" · ")
        # two digits that count, however small
        assert float(left) == pytest.approx(weight, rel=0.051, abs=0.00501 * (abs(weight) >= 0.1))
        assert float(right) == pytest.approx(delta, rel=0.051)


def test_the_total_of_a_pixel_is_what_the_loss_does_when_the_pixel_moves(explorer):
    image = np.round(DIGIT + 0.1 * RNG.random((8, 8)), 3)
    flow = DeltaFlow.network(image, LAYERS, y=8, loss="cross_entropy")
    page = closed(explorer(flow).page)
    numeric = central_difference(lambda x: Chain.of(x, LAYERS, 8, "cross_entropy").value, image)
    for flat in (19, 36):
        click(page, "value", 0, flat)
        total = float(page.locator(".cnnbp-paths .cnnbp-total").get_attribute("data-value"))
        assert total == pytest.approx(numeric.flat[flat], abs=1e-8)


def test_a_choice_in_the_panels_moves_the_strip_and_a_second_click_lets_go(explorer):
    flow = digits(stage=1)
    shown = explorer(flow)
    shown.cell("input channel 2 row 4 column 3").click()
    flat = int(np.ravel_multi_index((2, 4, 3), (4, 8, 8)))
    assert lit(shown.page) == reached(flow, 1, flat)
    shown.cell("output gradient channel 2 row 4 column 3").click()
    assert lit(shown.page) == reached(flow, 2, flat)
    click(shown.page, "delta", 2, flat)
    assert (shown.widget.stage, shown.widget.selection) == (
        2,
        {"panel": "gradient", "index": [2, 4, 3]},
    )
    click(shown.page, "value", 2, flat)
    assert shown.widget.selection is None
    assert lit(shown.page) == [set()] * 5


def test_a_weight_lights_its_uses_at_both_ends(explorer):
    flow = digits(selection=("weights", 1, 0, 0, 2))
    page = explorer(flow).page
    edges = flow.layer.connections
    mine = edges.of_parameter(11)
    assert lit(page)[:3] == [set(edges.source[mine]), set(edges.target[mine]), set()]


def test_a_layer_opens_inside_the_strip_with_the_unit_that_carries_most(explorer):
    flow = digits(selection=("input", 0, 3, 4))
    shown = explorer(flow)
    page, pill = shown.page, shown.page.locator(".cnnbp-op button")
    head = page.locator(".cnnbp-layer-head")
    assert pill.all_text_contents() == ["conv", "relu", "pool", "dense"]
    paths = reached(flow, 0, 28)
    assert lit(page) == paths
    for stage in (2, 3, 1):
        pill.nth(stage).click()
        expect(pill.nth(stage)).to_have_attribute("aria-pressed", "true")
        assert page.locator('.cnnbp-op [aria-pressed="true"]').count() == 1
        carriers = flow.model.carriers[0][stage]
        index = [int(i) for i in np.unravel_index(carriers.unit[28], SHAPES[stage])]
        assert (shown.widget.stage, shown.widget.selection) == (
            stage,
            {"panel": "input", "index": index},
        )
        # the strip still follows the pixel, and tells how much of its gradient comes through here
        assert lit(page) == paths
        on = len(lit(page, "live")[stage])
        share, total = (
            f"{n:.3f}".replace("-", "−")
            for n in (carriers.share[28], flow.model.deltas[0].flat[28])
        )
        expect(head).to_contain_text(f"of {on} units on the paths of x row 3 column 4")
        expect(head).to_contain_text(f"{share} of ∂C/∂x = {total}")
    expect(page.locator('[data-panel="sigma_prime"]')).to_be_visible()
    pill.nth(0).click()
    assert (shown.widget.stage, shown.widget.selection) == (
        0,
        {"panel": "input", "index": [0, 3, 4]},
    )
    # another choice is followed in its own right
    click(page, "delta", 2, 150)
    assert lit(page) == reached(flow, 2, 150)
    pill.nth(1).click()  # it stands at this end of the layer, too
    index = [int(i) for i in np.unravel_index(150, SHAPES[2])]
    assert (shown.widget.stage, shown.widget.selection) == (1, {"panel": "delta", "index": index})


def test_the_open_layer_grows_out_of_its_states_and_closes_to_the_sum_over_all_paths(explorer):
    flow = digits(selection=("input", 0, 3, 4), stage=0)
    shown = explorer(flow)
    page, pill = shown.page, shown.page.locator(".cnnbp-op button")
    expect(page.locator(".cnnbp-paths")).to_have_count(0)
    closed(page)
    expect(page.locator(".cnnbp-paths .cnnbp-total")).to_be_visible()
    expect(pill.nth(0)).to_have_attribute("aria-pressed", "false")
    click(page, "value", 3, 37)  # chosen in the strip, the layer stays closed
    assert shown.widget.stage == 3
    expect(page.locator(".cnnbp-layer")).to_be_hidden()
    pill.nth(3).click()
    expect(page.locator(".cnnbp-layer")).to_be_visible()
    expect(page.locator(".cnnbp-paths")).to_have_count(0)
    flow.stage = 0  # from Python
    shown.settle()
    expect(pill.nth(0)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".cnnbp-layer-head")).to_contain_text("convolution x → z¹")
    pill.nth(0).click()  # the open one again
    expect(page.locator(".cnnbp-layer")).to_be_hidden()
    page.get_by_role("button", name="Predict").click()  # a question needs its layer
    expect(page.locator(".cnnbp-layer")).to_be_visible()


def test_on_a_phone_three_states_stand_around_the_open_layer(explorer):
    flow = digits(selection=("input", 0, 3, 4))
    shown = explorer(flow, width=390)
    page = shown.page
    states = page.locator(".cnnbp-state[data-state]:visible")
    pill = page.locator(".cnnbp-op button:visible")
    expect(states).to_have_count(3)
    expect(page.locator('[data-picture="delta-0"]')).to_be_visible()
    expect(page.locator('[data-picture="value-0"]')).to_be_hidden()
    for name in ("relu", "pool", "dense"):  # each one leads on to the next
        pill.filter(has_text=name).click()
        expect(pill.filter(has_text=name)).to_have_attribute("aria-pressed", "true")
    assert shown.widget.stage == 3
    expect(page.locator(".cnnbp-loss-value")).to_be_visible()
    for name in ("pool", "relu", "conv"):
        pill.filter(has_text=name).click()
    assert (shown.widget.stage, shown.widget.selection) == (
        0,
        {"panel": "input", "index": [0, 3, 4]},
    )


def test_the_heading_of_the_open_layer_is_pressed(explorer):
    shown = explorer(digits())
    headings = shown.page.locator(".cnnbp-op button")
    for stage in (2, 0, 3):
        shown.widget.stage = stage
        expect(headings.nth(stage)).to_have_attribute("aria-pressed", "true")
        expect(shown.page.locator('.cnnbp-op button[aria-pressed="true"]')).to_have_count(1)


def test_the_slope_is_a_step_that_can_be_read(explorer):
    flow = digits(stage=1, selection=("input", 2, 4, 3))
    page = explorer(flow).page
    total = page.locator(".cnnbp-sum .cnnbp-total").first
    wanted = flow.model.deltas[1][2, 4, 3]
    assert float(total.get_attribute("data-value")) == pytest.approx(wanted)
    expect(page.locator(".cnnbp-sum")).to_contain_text("σ′(z)")
    expect(page.locator(".cnnbp-sum .cnnbp-symbol").first).to_have_text("δ¹2,4,3")
    page.get_by_role("button", name="Forward").click()
    z = float(flow.model.states[1][2, 4, 3])
    expect(page.locator('.cnnbp-sum [data-form="function"]')).to_contain_text("relu(")
    shown = page.locator('.cnnbp-sum [data-form="function"] .cnnbp-total')
    assert float(shown.get_attribute("data-value")) == max(z, 0)


def test_keys_walk_through_a_picture_and_choose_without_losing_the_focus(explorer):
    flow = digits()
    shown = explorer(flow)
    page = shown.page
    page.get_by_role("gridcell", name="z¹ channel 0 row 0 column 0", exact=True).focus()
    for key in ("ArrowRight",) * 8 + ("ArrowDown",):
        page.keyboard.press(key)
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", "z¹ channel 1 row 1 column 0")
    page.keyboard.press("Enter")
    assert (shown.widget.stage, shown.widget.selection) == (
        1,
        {"panel": "input", "index": [1, 1, 0]},
    )
    expect(focused).to_have_attribute("aria-label", "z¹ channel 1 row 1 column 0")
    expect(focused).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    assert shown.widget.selection == {"panel": "input", "index": [0, 1, 7]}
    page.keyboard.press("Escape")
    assert shown.widget.selection is None


def test_what_lit_up_is_said_in_words(explorer):
    flow = digits(selection=("input", 0, 3, 4))
    page = explorer(flow).page
    said = page.locator(".cnnbp-layer-head .cnnbp-say").text_content()
    assert said.startswith("x row 3 column 4: ∂C/∂x = ")
    live = lit(page, "live")
    for symbol, units in zip(SYMBOLS[1:], live[1:], strict=True):
        assert f"{len(units)} of {symbol}" in said or f"{len(units)} units of {symbol}" in said
    expect(page.locator(".cnnbp-loss-value")).to_contain_text(f"C = {flow.model.value:.3f}")
    expect(page.get_by_label("y: the label")).to_have_value("8")
    expect(page.locator(".cnnbp-chain [aria-live]")).to_have_text(said)


@pytest.mark.parametrize("width", [1280, 800, 390])
def test_the_loss_is_in_sight_whatever_is_open(explorer, width):
    flow = digits(selection=("input", 0, 3, 4))
    shown = explorer(flow, width=width, has_touch=width < 600)
    page = shown.page
    loss = page.locator(".cnnbp-loss-value")

    def seen():
        shown.settle()
        expect(loss).to_have_count(1)
        expect(loss).to_contain_text(f"C = {flow.model.value:.3f}")
        expect(loss).to_contain_text("%")
        box = loss.bounding_box()
        assert 0 <= box["x"] <= width - box["width"], box
        others = ".cnnbp-layer-head > :not(.cnnbp-loss-value), .cnnbp-op > *, .cnnbp-picture"
        for other in page.locator(others).all():
            if not other.is_visible():
                continue
            at = other.bounding_box()
            apart = (
                at["x"] + at["width"] <= box["x"] + 0.5
                or box["x"] + box["width"] <= at["x"] + 0.5
                or at["y"] + at["height"] <= box["y"] + 0.5
                or box["y"] + box["height"] <= at["y"] + 0.5
            )
            assert apart, (flow.stage, at, box)

    for stage in (0, 1, 2, 3, 0):
        flow.stage = stage
        seen()
    closed(page)
    seen()


def test_another_y_is_chosen_beside_the_loss_and_everything_follows(explorer):
    flow = digits(selection=("input", 0, 3, 4), stage=1)
    shown = explorer(flow)
    page, y = shown.page, shown.page.get_by_label("y: the label")
    before = flow.model
    options = y.locator("option").evaluate_all("all => all.map(one => one.value)")
    assert options == [str(label) for label in range(10)]
    y.focus()
    y.select_option("3")
    after = before.with_label(3)
    assert flow.model.y == 3
    expect(page.locator(".cnnbp-loss-value")).to_contain_text(f"C = {after.value:.3f}")
    assert after.value != pytest.approx(before.value, abs=1e-3)
    expect(page.get_by_label("y: the label")).to_have_value("3")
    expect(page.get_by_label("y: the label")).to_be_focused()
    shown.cell("input channel 2 row 4 column 3").click()
    total = page.locator(".cnnbp-sum .cnnbp-total").first
    assert float(total.get_attribute("data-value")) == pytest.approx(after.deltas[1][2, 4, 3])
    page.keyboard.press("Control+z")
    expect(page.get_by_label("y: the label")).to_have_value("8")
    assert flow.model.y == 8


def test_a_y_that_python_does_not_answer_to_is_not_shown(explorer):
    shown = explorer(digits())
    shown.page.evaluate("() => { delete window.toPython }")
    y = shown.page.get_by_label("y: the label")
    y.select_option("3")
    expect(y).to_have_value("8")


def test_without_labels_there_is_no_y_to_choose(explorer):
    flow = DeltaFlow.network(DIGIT, LAYERS, y=np.ones(10))
    page = explorer(flow).page
    expect(page.locator(".cnnbp-loss-value")).to_contain_text(f"C = {flow.model.value:.3f}")
    expect(page.locator(".cnnbp-loss-value select")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1022, 600), (390, 844)])
def test_one_draws_on_large_cells_and_chooses_y_beside_them(explorer, width, height):
    flow = DeltaFlow.network(np.zeros((8, 8)), LAYERS, y=0, loss="cross_entropy", mode="edit")
    shown = explorer(flow, width=width, height=height, has_touch=width < 600)
    page = shown.page
    cell = shown.cell("input channel 0 row 3 column 4")
    assert cell.bounding_box()["width"] >= 22  # 11 on a phone when the terms went first
    cell.hover()
    page.mouse.down()
    shown.cell("input channel 0 row 3 column 5").hover()
    page.mouse.up()
    assert flow.values["input"][0, 3, 4:6].tolist() == [1, 1]
    page.get_by_label("y: the label").select_option("7")
    assert flow.model.y == 7
    assert flow.values["input"].sum() == 2  # the drawing stays
    loss = page.locator(".cnnbp-loss-value")
    expect(loss).to_contain_text(f"C = {flow.model.value:.3f}")
    box = loss.bounding_box()
    assert box["y"] + box["height"] < cell.bounding_box()["y"]  # and both are on the screen
    assert cell.bounding_box()["y"] < height
    reads = page.get_by_role("img", name="softmax(z): largest", exact=False)
    if width > 900:  # digit by digit, beside y
        expect(reads).to_be_visible()


def test_closed_the_pictures_are_as_large_as_their_screen_lets_them(explorer):
    flow = digits(selection=("input", 0, 3, 4))
    for width, height in ((1280, 760), (1280, 360), (700, 760)):
        shown = explorer(flow, width=width, height=height)
        picture = shown.page.locator('[data-picture="delta-1"]')
        small = picture.bounding_box()
        closed(shown.page)
        shown.settle()
        large = picture.bounding_box()
        root = shown.page.locator(".cnnbp").bounding_box()
        assert root["height"] <= height
        wide = shown.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        if (width, height) == (1280, 760):
            assert large["height"] > 1.5 * small["height"]
        else:  # there is no more room
            assert large == small | {"y": large["y"], "x": large["x"]}
        shown.page.locator(".cnnbp-op button").first.click()
        shown.settle()
        assert picture.bounding_box() == small


def test_the_pill_that_opens_a_layer_has_the_focus_when_it_is_closed(explorer):
    page = explorer(digits(stage=2)).page
    page.get_by_role("button", name="close the layer").press("Enter")
    expect(page.locator(".cnnbp-op button").nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".cnnbp-layer")).to_be_visible()


def test_the_pointer_shows_a_unit_before_it_is_chosen(explorer):
    flow = digits()
    shown = explorer(flow)
    page = shown.page
    box = page.locator('[data-picture="value-4"]').bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 2)
    assert lit(page) == reached(flow, 4, 0)
    assert shown.widget.selection is None
    expect(page.locator(".cnnbp-layer-head")).to_contain_text("z² unit 0")
    page.mouse.move(5, 5)
    assert lit(page) == [set()] * 5


def test_few_edges_are_lines_and_many_are_a_band(explorer):
    flow = digits(stage=3, selection=("delta", 8))
    page = explorer(flow).page
    expect(page.locator(".cnnbp-strip .cnnbp-band").first).to_be_attached()
    flow.selection = ("input", 2, 1, 1)
    lines = page.locator(".cnnbp-strip .cnnbp-flow")
    expect(lines.first).to_be_attached()
    assert lines.count() >= 20  # to the ten outputs, and on to the loss


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(explorer, dark):
    flow = digits(selection=("input", 0, 3, 4))
    shown = explorer(flow, dark=dark)
    for stage in range(4):
        flow.stage = stage
        shown.settle()
        assert violations(shown.page, ".cnnbp") == []


@pytest.mark.parametrize("width", [1280, 800, 420])
def test_the_strip_stays_inside_its_place(explorer, width):
    page = explorer(digits(), width=width).page
    wide = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('.cnnbp-picture, .cnnbp-op > *')]"
        ".map(el => el.getBoundingClientRect().right))"
    )
    assert wide <= width


def test_the_views_below_follow_the_open_layer(explorer):
    flow = digits(views=["edges", "network", "rotated"])
    page = explorer(flow).page
    expect(page.locator('.cnnbp-beside [data-panel="padded"]')).to_be_visible()
    click(page, "value", 3, 5)
    expect(page.locator(".cnnbp-beside")).to_have_count(0)
    page.get_by_role("button", name="Network").click()
    expect(page.locator(".cnnbp-chain")).to_have_count(0)
    assert flow.views == ["edges", "rotated"]
