"""Numbers changed in place: typed, nudged, drawn, refused, taken back."""

import numpy as np
import pytest
from playwright.sync_api import expect
from support.explorer_page import ExplorerPage

from cnnbp.widgets import DeltaFlow

KERNEL = np.array([[0.8, -0.3, 0.1], [0.5, 1.0, -0.6], [-0.9, 0.2, 0.4]])


@pytest.fixture
def explorer(browser):
    page = browser.new_page()
    flow = DeltaFlow.convolution(np.zeros((6, 6)), KERNEL, mode="edit")
    yield ExplorerPage(page, flow)
    page.close()


def type_into(explorer, name, text, end="Enter"):
    explorer.cell(name).click()
    field = explorer.page.get_by_label(f"new value of {name}")
    field.fill(text)
    field.press(end)


def test_a_typed_number_is_computed_with(explorer):
    type_into(explorer, "kernel row 0 column 1", "2.5")
    expect(explorer.cell("kernel row 0 column 1")).to_contain_text("2.50")
    assert explorer.widget.values["weights"][0, 1] == 2.5
    type_into(explorer, "output delta row 1 column 1", "-1")
    expected = explorer.widget.layer.connections.backward(explorer.widget.layer.delta)
    np.testing.assert_allclose(explorer.widget.values["gradient"], expected)
    assert explorer.errors == []


def test_keys_alone(explorer):
    explorer.cell("input row 1 column 2").focus()
    explorer.page.keyboard.type("0.25")
    explorer.page.keyboard.press("ArrowUp")
    explorer.page.keyboard.press("Enter")
    expect(explorer.cell("input row 1 column 2")).to_contain_text("0.35")
    assert explorer.widget.values["input"][1, 2] == pytest.approx(0.35)
    expect(explorer.cell("input row 1 column 2")).to_be_focused()


def test_the_arrows_go_up_and_down(explorer):
    explorer.cell("input row 1 column 2").click()
    field = explorer.page.get_by_label("new value of input row 1 column 2")
    field.fill("0,5")
    for key, wanted in (("ArrowDown", "0.4"), ("ArrowDown", "0.3"), ("ArrowUp", "0.4")):
        field.press(key)
        expect(field).to_have_value(wanted)


def settings(browser):
    flow = DeltaFlow.convolution(np.zeros((6, 6)), KERNEL, views=["edges", "controls"])
    return ExplorerPage(browser.new_page(), flow)


def test_a_setting_is_sent_once_by_enter_and_leaving_the_field(browser):
    explorer = settings(browser)
    asked = []
    explorer.widget.observe(lambda change: asked.append(change["new"]), names="request")
    stride = explorer.page.get_by_label("stride")
    stride.fill("2")
    stride.press("Enter")
    expect(explorer.page.locator('[data-panel="delta"] .cnnbp-cell')).to_have_count(4)
    stride.press("Tab")
    explorer.settle()
    assert [(request["name"], request["value"]) for request in asked] == [("stride", "2")]
    assert len(explorer.widget.history) == 1, "one change is one undo"
    explorer.page.close()


def test_a_setting_that_is_refused_goes_back_and_is_marked(browser):
    explorer = settings(browser)
    kernel = explorer.page.get_by_label("kernel size")
    kernel.fill("9")
    kernel.press("Enter")
    expect(explorer.page.get_by_role("alert").first).to_be_visible()
    expect(kernel).to_have_value("3")
    expect(kernel).to_have_attribute("aria-invalid", "true")
    kernel.fill("2")
    kernel.press("Enter")
    expect(kernel).to_have_value("2")
    expect(kernel).not_to_have_attribute("aria-invalid", "true")
    explorer.page.close()


def test_what_is_typed_can_be_read_on_any_cell(browser):
    """The field has its own colours: those of a dark cell would be white on white."""
    page = browser.new_page()
    flow = DeltaFlow.convolution(np.ones((4, 4)), KERNEL, mode="edit")
    shown = ExplorerPage(page, flow)
    cell = shown.cell("input row 0 column 0")
    expect(cell).to_have_css("color", "rgb(255, 255, 255)")
    cell.click()
    field = page.get_by_label("new value of input row 0 column 0")
    expect(field).to_have_css("color", "rgb(22, 25, 29)")
    field.fill("abc")
    field.press("ArrowUp")
    expect(field).to_have_value("abc")
    page.close()


def test_escape_drops_what_was_typed(explorer):
    type_into(explorer, "kernel row 0 column 0", "9", end="Escape")
    expect(explorer.cell("kernel row 0 column 0")).to_contain_text("0.80")
    assert explorer.widget.history == []


@pytest.mark.parametrize("text", ["abc", "", "1e400", "NaN"])
def test_what_is_no_number_gets_a_message_at_the_cell(explorer, text):
    type_into(explorer, "kernel row 0 column 0", text)
    expect(explorer.page.get_by_role("alert").first).to_contain_text("kernel row 0 column 0: got")
    bubble = explorer.page.locator('[data-panel="weights"] .cnnbp-bubble')
    expect(bubble).to_be_visible()
    expect(bubble).to_have_css("color", "rgb(255, 255, 255)")
    expect(explorer.cell("kernel row 0 column 0")).to_contain_text("0.80")
    assert explorer.widget.values["weights"][0, 0] == 0.8


def test_computed_numbers_are_not_editable(explorer):
    explorer.cell("input gradient row 0 column 0").click()
    expect(explorer.page.locator(".cnnbp-edit")).to_have_count(0)


def drag(explorer, start, end):
    one, two = (explorer.cell(name).bounding_box() for name in (start, end))
    mouse = explorer.page.mouse
    mouse.move(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
    mouse.down()
    mouse.move(two["x"] + two["width"] / 2, two["y"] + two["height"] / 2, steps=12)
    mouse.up()


def test_a_stroke_draws_and_undo_takes_it_back(explorer):
    drag(explorer, "input row 2 column 0", "input row 2 column 5")
    expect(explorer.cell("input row 2 column 3")).to_contain_text("1.00")
    np.testing.assert_array_equal(explorer.widget.values["input"][2], np.ones(6))
    assert explorer.widget.values["input"].sum() == 6
    explorer.page.keyboard.press("Control+z")
    expect(explorer.cell("input row 2 column 3")).to_contain_text("0")
    assert explorer.widget.values["input"].sum() == 0


def test_a_stroke_that_was_taken_back_can_be_made_again(explorer):
    redo = explorer.page.get_by_role("button", name="Redo")
    stroke = explorer.cell("input row 2 column 3")
    drag(explorer, "input row 2 column 0", "input row 2 column 5")
    expect(stroke).to_have_text("1.00")
    expect(redo).to_have_attribute("aria-disabled", "true")
    for again in ("Control+y", "Control+Shift+z"):
        explorer.page.keyboard.press("Control+z")
        expect(stroke).to_have_text("0")
        explorer.page.keyboard.press(again)
        expect(stroke).to_have_text("1.00")
    explorer.page.keyboard.press("Control+z")
    expect(redo).to_be_enabled()
    redo.click()
    expect(stroke).to_have_text("1.00")
    expect(redo).to_be_focused()
    assert explorer.widget.values["input"].sum() == 6


def test_the_pen_draws_with_the_ink_that_was_chosen(explorer):
    for ink, text in (("1", "1.00"), ("0.5", "0.50"), ("0", "0")):
        explorer.page.get_by_label("pen").select_option(ink)
        drag(explorer, "input row 2 column 0", "input row 2 column 5")
        expect(explorer.cell("input row 2 column 3")).to_have_text(text)
        np.testing.assert_array_equal(explorer.widget.values["input"][2], np.full(6, float(ink)))


def test_reset_goes_back_to_the_beginning(explorer):
    for text in ("1", "2", "3"):
        type_into(explorer, "input row 0 column 0", text)
    explorer.page.get_by_role("button", name="Reset").click()
    expect(explorer.cell("input row 0 column 0")).to_contain_text("0")
    assert explorer.widget.history == []


def test_behind_an_activation_z_is_edited(browser):
    flow = DeltaFlow.convolution(np.zeros((5, 5)), KERNEL, mode="edit", activation="sigmoid")
    explorer = ExplorerPage(browser.new_page(), flow)
    type_into(explorer, "input z row 1 column 1", "2")
    expect(explorer.cell("input z row 1 column 1")).to_contain_text("2.00")
    assert flow.values["input"][1, 1] == pytest.approx(1 / (1 + np.exp(-2)))
    explorer.page.close()


def test_a_finger_draws_and_the_drawing_is_in_python(browser):
    page = browser.new_page(has_touch=True, viewport={"width": 700, "height": 900})
    flow = DeltaFlow.convolution(np.zeros((6, 6)), KERNEL, mode="edit")
    explorer = ExplorerPage(page, flow)
    one, two = (explorer.cell(f"input row {row} column 1").bounding_box() for row in (0, 4))
    finger = page.context.new_cdp_session(page)

    def touch(kind, where):
        points = [{"x": where["x"] + 9, "y": where["y"] + 9}] if where else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", one)
    for part in np.linspace(0, 1, 12):
        touch("touchMove", {"x": one["x"], "y": one["y"] + part * (two["y"] - one["y"])})
    touch("touchEnd", None)
    drawn_on = explorer.cell("input row 2 column 1")
    expect(drawn_on).to_have_attribute("aria-description", "1.000")  # small cells show less of it
    drawn = np.zeros((6, 6))
    drawn[:5, 1] = 1
    np.testing.assert_array_equal(flow.values["input"], drawn)
    assert explorer.errors == []
    page.close()
