"""Play, pause, step, slide; settings; and what happens without Python."""

import numpy as np
import pytest
from playwright.sync_api import expect
from support.explorer_page import ExplorerPage

from cnnbp import datasets
from cnnbp.widgets import DeltaFlow

KERNEL = np.array([[0.8, -0.3], [0.5, -0.9]])
IMAGE = np.round(np.random.default_rng(7).random((4, 5)), 2)


@pytest.fixture
def explorer(browser):
    page = browser.new_page()
    flow = DeltaFlow.convolution(IMAGE, KERNEL, views=["edges", "rotated", "steps", "controls"])
    yield ExplorerPage(page, flow)
    page.close()


@pytest.fixture
def settings(browser):
    """No view beside the panels: all of them are seen."""
    page = browser.new_page()
    yield ExplorerPage(page, DeltaFlow.convolution(IMAGE, KERNEL, views=["edges", "controls"]))
    page.close()


def press(explorer, name):
    explorer.page.get_by_role("button", name=name, exact=True).click()


def test_the_sum_grows_term_by_term(explorer):
    explorer.widget.selection = ("input", 1, 1)
    explorer.widget.shown = 0
    layer = explorer.widget.layer
    edges = layer.connections.from_source(6)
    edges = edges[np.argsort(layer.connections.parameter[edges])]
    products = (
        layer.connections.weight[edges] * layer.delta.ravel()[layer.connections.target[edges]]
    )
    for count in range(1, 5):
        press(explorer, "step forward")
        expect(explorer.page.locator(".cnnbp-sum .cnnbp-chip")).to_have_count(count)
        total = explorer.page.locator(".cnnbp-total").first
        assert float(total.get_attribute("data-value")) == pytest.approx(products[:count].sum())
    assert explorer.widget.shown == 4
    press(explorer, "step forward")
    assert explorer.widget.selection == {"panel": "input", "index": [1, 2]}
    press(explorer, "step back")
    assert explorer.widget.selection == {"panel": "input", "index": [1, 1]}


def test_the_slider_moves_the_rotated_kernel(explorer):
    slider = explorer.page.get_by_role("slider", name="position")
    slider.fill("7")
    assert explorer.widget.selection == {"panel": "input", "index": [1, 2]}
    outline = explorer.page.locator('[data-panel="padded"] .cnnbp-window')
    assert "--r:1;--c:2" in outline.get_attribute("style").replace(" ", "")
    # the sum of the new place is whole
    terms = len(explorer.widget.layer.connections.from_source(7))
    expect(explorer.page.locator(".cnnbp-where")).to_contain_text(f"term {terms} of {terms}")


def test_forward_steps_go_over_the_outputs(explorer):
    press(explorer, "Forward →")
    press(explorer, "first position")
    assert explorer.widget.selection == {"panel": "output", "index": [0, 0]}
    assert explorer.lit("input") == {0}


def test_nothing_moves_until_asked_and_pause_stops(explorer):
    page = explorer.page
    page.clock.install()
    page.clock.run_for(5000)
    assert explorer.widget.selection is None
    press(explorer, "play")
    page.clock.run_for(3000)
    moved = explorer.widget.selection, explorer.widget.shown
    assert moved[0] is not None
    press(explorer, "pause")
    stopped = explorer.widget.selection, explorer.widget.shown
    page.clock.run_for(5000)
    assert (explorer.widget.selection, explorer.widget.shown) == stopped


def test_a_closed_view_leaves_no_timer(explorer):
    page = explorer.page
    page.clock.install()
    press(explorer, "play")
    page.clock.run_for(1500)
    page.evaluate("window.disposers.forEach(dispose => dispose())")
    before = explorer.widget.selection, explorer.widget.shown
    page.clock.run_for(10_000)
    assert (explorer.widget.selection, explorer.widget.shown) == before


def test_a_setting_recomputes_in_python(settings):
    field = settings.page.get_by_label("padding")
    field.fill("1")
    field.press("Enter")
    expect(settings.page.locator('[data-panel="delta"] .cnnbp-cell')).to_have_count(5 * 6)
    assert settings.widget.layer.options["padding"] == 1
    assert settings.widget.undoable == 1  # Enter and leaving the field are one change
    settings.page.get_by_label("forward pass").select_option("convolution")
    expect(settings.page.locator('[data-panel="weights"]')).to_contain_text("true convolution")
    press(settings, "Undo")
    expect(settings.page.locator('[data-panel="weights"]')).to_contain_text("cross-correlation")
    field = settings.page.get_by_label("padding")
    field.press("Control+z")  # one keystroke, where the person is
    expect(settings.page.locator('[data-panel="delta"] .cnnbp-cell')).to_have_count(3 * 4)
    expect(field).to_have_value("0")
    expect(field).to_be_focused()
    undo = settings.page.get_by_role("button", name="Undo")
    expect(undo).to_have_attribute("aria-disabled", "true")


def test_a_setting_reaches_the_view_that_stands_beside_the_panels(explorer):
    padded = explorer.page.locator('[data-panel="padded"] .cnnbp-cell')
    expect(padded).to_have_count(5 * 6)
    explorer.page.get_by_label("dilation").fill("2")
    explorer.page.get_by_label("dilation").press("Enter")
    expect(padded).to_have_count(6 * 7)
    explorer.page.get_by_label("activation in front").select_option("sigmoid")
    expect(explorer.page.locator('.cnnbp-stage [data-panel="input_delta"]')).to_be_visible()
    expect(explorer.page.locator('[data-panel="sigma_prime"]')).to_have_count(0)


def test_an_impossible_setting_explains_itself_and_changes_nothing(explorer):
    field = explorer.page.get_by_label("dilation")
    field.fill("9")
    field.press("Enter")
    alert = explorer.page.get_by_role("alert").first
    expect(alert).to_contain_text("kernel: got size (2, 2) with dilation (9, 9)")
    expect(field).to_have_value("1")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("9")
    field.press("Enter")
    assert explorer.widget.answered == 2  # the same again is asked again
    # Beside the settings, above the panels: nobody has to look for it.
    panels = explorer.page.locator(".cnnbp-stage").first.bounding_box()
    assert alert.bounding_box()["y"] < panels["y"]
    assert explorer.widget.layer.options["dilation"] == 1


def test_without_python_a_note_says_what_still_works(browser):
    page = browser.new_page()
    flow = DeltaFlow.convolution(IMAGE, KERNEL, views=["edges", "controls"])
    explorer = ExplorerPage(page, flow, kernel=False)
    page.clock.install()
    explorer.cell("input row 1 column 1").click()
    assert explorer.lit("delta") == {0, 1, 4, 5}
    page.get_by_label("padding").fill("1")
    page.get_by_label("padding").press("Enter")
    page.clock.run_for(4000)
    expect(page.get_by_role("alert").first).to_contain_text("Python does not answer")
    explorer.cell("input row 2 column 1").click()
    assert explorer.lit("delta") == {4, 5, 8, 9}
    page.close()


def test_every_control_changes_the_layer(settings):
    layer = lambda: settings.widget.layer  # noqa: E731
    wanted = {"kernel size": "3", "stride": "2", "padding": "2", "dilation": "2"}
    for label, value in wanted.items():
        field = settings.page.get_by_label(label)
        field.fill(value)
        field.press("Enter")
        expect(settings.page.get_by_label(label)).to_have_value(value)
    assert layer().w.shape == (3, 3)
    assert {n: layer().options[n] for n in ("stride", "padding", "dilation")} == dict.fromkeys(
        ("stride", "padding", "dilation"), 2
    )
    settings.page.get_by_label("activation in front").select_option("sigmoid")
    expect(settings.page.locator('[data-panel="sigma_prime"]')).to_be_visible()
    press(settings, "Reset")
    expect(settings.page.locator('[data-panel="sigma_prime"]')).to_have_count(0)
    np.testing.assert_array_equal(layer().w, KERNEL)


def test_pooling_and_digits_are_controls_too(browser):
    page = browser.new_page()
    flow = DeltaFlow.max_pool(datasets.load_digits().images[0], views=["edges", "controls"])
    explorer = ExplorerPage(page, flow)
    page.get_by_label("pooling").select_option("average")
    expect(page.get_by_label("divide by")).to_be_visible()
    page.get_by_label("window", exact=True).fill("3")
    page.get_by_label("window", exact=True).press("Enter")
    expect(page.get_by_label("window", exact=True)).to_have_value("3")
    page.get_by_label("digit").select_option("7")
    expect(page.get_by_label("digit")).to_have_value("7")
    assert (flow.layer.kind, flow.layer.options["size"]) == ("average_pool", 3)
    digits = datasets.load_digits()
    first = digits.images[np.flatnonzero(digits.labels == 7)[0]]
    np.testing.assert_array_equal(flow.values["input"], first)
    assert explorer.errors == []
    page.close()


@pytest.mark.parametrize("options", [{"stride": 2, "padding": 1}, {"dilation": (2, 1)}], ids=str)
def test_the_kernel_lies_on_the_padded_delta_with_its_weights(browser, options):
    """Each factor stands on a delta of the padded sheet; together they are the sum's terms."""
    page = browser.new_page()
    flow = DeltaFlow.convolution(IMAGE, KERNEL, views=["edges", "rotated"], **options)
    explorer = ExplorerPage(page, flow)
    flow.selection = ("input", 2, 3)
    explorer.settle()
    read = """e => [...e.querySelectorAll(".cnnbp-factor")].map(f => [Number(f.dataset.weight),
        Number(f.style.getPropertyValue("--r")), Number(f.style.getPropertyValue("--c"))])"""
    factors = page.locator('[data-panel="padded"]').evaluate(read)
    assert [weight for weight, _, _ in factors] == KERNEL[::-1, ::-1].ravel().tolist()
    raw = flow.scene["layers"][0]["rotated"]["values"]
    padded = np.frombuffer(raw["data"]).reshape(raw["shape"])
    # the frame holds them all
    high, wide = (1 + max(factor[axis] for factor in factors) for axis in (1, 2))
    frame = page.locator('[data-panel="padded"] .cnnbp-window').get_attribute("style")
    assert f"--h:{high};--w:{wide}" in frame.replace(" ", "")
    total = sum(weight * padded[2 + row, 3 + column] for weight, row, column in factors)
    assert total == pytest.approx(flow.layer.input_gradient[2, 3])
    page.close()


def test_every_cell_of_the_rotated_view_can_be_chosen(explorer):
    sheet = explorer.page.locator('[data-panel="padded"]')
    sheet.get_by_role("gridcell", name="row 1 column 1", exact=False).first.click()
    assert explorer.widget.selection == {"panel": "delta", "index": [0, 0]}
    assert explorer.lit("input") == {0, 1, 5, 6}
    # A zero of the padding: the kernel is moved there, as far as there are pixels.
    sheet.get_by_role("gridcell", name="row 0 column 3", exact=False).first.click()
    assert explorer.widget.selection == {"panel": "input", "index": [0, 2]}
    explorer.page.locator('[data-panel="lying"] [data-flat="0"]').click()
    assert explorer.widget.selection == {"panel": "weights", "index": [1, 1]}
