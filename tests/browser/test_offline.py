"""An explorer on a page without Python and without a network: it changes and judges by itself."""

import re

import numpy as np
import pytest
from explorer_layers import DIGIT, DIGIT_LAYERS, LAYERS
from playwright.sync_api import expect
from support.offline_page import OfflinePage, write_page

from cnnbp import mistakes
from cnnbp.widgets import DeltaFlow

KERNEL = np.array([[0.8, -0.3, 0.1], [0.5, 1.0, -0.6], [-0.9, 0.2, 0.4]])
IMAGE = np.round(np.random.default_rng(3).random((6, 6)), 2)


@pytest.fixture
def offline(browser, tmp_path, monkeypatch):
    """Shows a widget on a page; afterwards nothing may have gone wrong in it."""
    monkeypatch.setenv("CNNBP_PREPARE", "1")
    opened = []

    def show(make, **context):
        opened.append(OfflinePage(browser, write_page(tmp_path, make()), **context))
        expect(opened[-1].page.locator(".answers")).to_have_count(1)
        return opened[-1]

    yield show
    errors = [error for one in opened for error in one.errors]
    for one in opened:
        one.close()
    assert errors == []


def cell(page, name):
    return page.get_by_role("gridcell", name=name, exact=True).first


def type_into(page, name, text):
    cell(page, name).dblclick()
    page.locator(".cnnbp-edit").fill(text)
    page.locator(".cnnbp-edit").press("Enter")


def check_number(page, value):
    page.get_by_label("your number").fill(value)
    page.get_by_role("button", name="Check the number").click()


@pytest.mark.parametrize("kind", ["convolution", "behind a sigmoid", "max pool", "dense"])
def test_numbers_get_the_verdict_that_python_gives(offline, kind):
    layer = LAYERS[kind]().layer
    known = mistakes.input_gradient_mistakes(layer)
    wrong = [k.value for k in known if k.value.shape == layer.right.shape]
    for source in np.random.default_rng(1).choice(layer.a.size, 2, replace=False).tolist():
        index = tuple(int(i) for i in np.unravel_index(source, layer.a.shape))
        chosen = ("input", *index)
        page = offline(lambda chosen=chosen: LAYERS[kind](mode="predict", selection=chosen)).page
        values = [77.7, *(value.flat[source] for value in wrong[::5]), layer.right.flat[source]]
        for value in map(float, values):
            check_number(page, f"{value:.12f}")
            expected = mistakes.explain_value(layer, source, value)
            expect(page.get_by_role("status")).to_contain_text(expected.sentence)


def test_hints_are_those_of_the_pixel(offline):
    def make():
        return DeltaFlow.convolution(IMAGE, KERNEL, mode="predict", selection=("input", 2, 3))

    page, layer = offline(make).page, make().layer
    for _ in range(3):
        page.get_by_role("button", name="Hint").click()
    expect(page.locator(".cnnbp-hints li")).to_have_text(
        mistakes.hints(layer, 2 * layer.a.shape[1] + 3)
    )


def test_a_prediction_from_question_to_reveal(offline):
    def make():
        return DeltaFlow.convolution(IMAGE, KERNEL, mode="predict", selection=("input", 2, 3))

    flow = make()
    page = offline(make).page
    page.get_by_role("button", name="Hint").click()
    expect(page.locator(".cnnbp-hints li")).to_have_count(1)
    edges = flow.layer.connections
    targets = edges.target[edges.from_source(15)].tolist()
    for target in targets:
        cell(page, "output delta row {} column {}".format(*divmod(target, 4))).click()
    page.get_by_role("button", name=f"Check {len(targets)} marks").click()
    expect(page.get_by_role("status")).to_contain_text("✓")
    check_number(page, "many")
    expect(page.get_by_role("alert").first).to_contain_text("expected a number")
    expect(page.locator(".cnnbp-tick").first).to_have_text("✓")
    # as it is written in many countries, and worked out
    check_number(page, f"{flow.layer.input_gradient[2, 3] - 0.5:.4f} + 2 · 0.25".replace(".", ","))
    expect(page.locator(".cnnbp-total").first).to_be_visible()


def test_every_setting_is_worked_out_in_the_page(offline):
    shown = offline(lambda: DeltaFlow.convolution(IMAGE, KERNEL, selection=("input", 2, 3)))
    page = shown.page
    page.get_by_role("button", name="Settings").click()
    wishes = {"padding": 1, "stride": 2, "dilation": 2}
    for label, value in wishes.items():
        page.get_by_label(label).fill(str(value))
        page.get_by_label(label).press("Enter")
        expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.get_by_label("forward pass").select_option("convolution")
    expect(page.locator('[data-panel="weights"]')).to_contain_text("true convolution")
    expected = DeltaFlow.convolution(IMAGE, KERNEL, **wishes, convention="convolution").layer
    np.testing.assert_allclose(
        shown.numbers("gradient"), expected.input_gradient.ravel(), atol=6e-4
    )
    expect(page.locator('[data-panel="input"] [aria-selected="true"]')).to_have_count(1)
    page.get_by_label("dilation").fill("9")
    page.get_by_label("dilation").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("at most the padded image")
    expect(page.get_by_label("dilation")).to_have_value("2")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("forward pass")).to_have_value("correlation")
    expect(page.get_by_role("alert").first).to_be_hidden()
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_label("stride")).to_have_value("1")
    np.testing.assert_allclose(
        shown.numbers("gradient"),
        DeltaFlow.convolution(IMAGE, KERNEL).layer.input_gradient.ravel(),
        atol=6e-4,
    )
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_numbers_are_typed_and_drawn_and_taken_back(offline):
    shown = offline(lambda: DeltaFlow.convolution(IMAGE, KERNEL, mode="edit"))
    page = shown.page
    type_into(page, "kernel row 1 column 1", "-2,5")
    kernel = KERNEL.copy()
    kernel[1, 1] = -2.5
    changed = DeltaFlow.convolution(IMAGE, kernel).layer
    expect(cell(page, "kernel row 1 column 1")).to_have_attribute("aria-description", "−2.500")
    np.testing.assert_allclose(shown.numbers("gradient"), changed.input_gradient.ravel(), atol=6e-4)
    first, last = (cell(page, f"input row 3 column {column}").bounding_box() for column in (1, 4))
    page.mouse.move(first["x"] + 5, first["y"] + 5)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + 5, steps=8)
    page.mouse.up()
    expect(cell(page, "input row 3 column 2")).to_have_attribute("aria-description", "1.000")
    image = IMAGE.copy()
    image[3, 1:5] = 1
    drawn = DeltaFlow.convolution(image, kernel).layer
    np.testing.assert_allclose(shown.numbers("gradient"), drawn.input_gradient.ravel(), atol=6e-4)
    page.keyboard.press("Control+z")
    expect(cell(page, "input row 3 column 2")).not_to_have_attribute("aria-description", "1.000")
    page.keyboard.press("Control+Shift+z")
    expect(cell(page, "input row 3 column 2")).to_have_attribute("aria-description", "1.000")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    np.testing.assert_allclose(shown.numbers("input"), IMAGE.ravel(), atol=6e-4)
    type_into(page, "output delta row 0 column 0", "much")
    expect(page.get_by_role("alert").first).to_contain_text("expected a number")


def test_changed_numbers_are_judged_too(offline):
    kernel = KERNEL.copy()
    kernel[0, 0] = 0.3
    right = DeltaFlow.convolution(IMAGE, kernel).layer.input_gradient[2, 3]
    make = {"mode": "edit", "selection": ("input", 2, 3)}
    page = offline(lambda: DeltaFlow.convolution(IMAGE, KERNEL, **make)).page
    type_into(page, "kernel row 0 column 0", "0.3")
    page.get_by_role("button", name="Predict").click()
    check_number(page, "77.7")
    expect(page.get_by_role("status")).to_contain_text("not the number")
    check_number(page, f"{right:.4f}")
    expect(page.get_by_role("status")).to_contain_text("✓ Right")


def test_max_and_average_can_be_exchanged(offline):
    page = offline(lambda: DeltaFlow.max_pool(IMAGE, 2, stride=2, views=["edges", "controls"])).page
    page.get_by_label("pooling").select_option("average_pool")
    expect(page.get_by_label("divide by")).to_be_visible()


def test_a_digit_goes_through_a_whole_network(offline):
    def make():
        layers = [*DIGIT_LAYERS]
        return DeltaFlow.network(DIGIT, layers, y=8, loss="cross_entropy", mode="edit")

    shown = offline(make)
    page = shown.page
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("digit").select_option("3")
    expected = make()
    expected.request = {"id": 1, "do": "option", "name": "digit", "value": "3"}
    loss = f"{expected.model.value:.3f}"
    expect(page.locator(".cnnbp")).to_contain_text(re.compile(rf"C\s*=\s*{loss}"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".cnnbp")).to_contain_text(re.compile(rf"C\s*=\s*{make().model.value:.3f}"))


def test_the_loss_of_another_label_without_python(offline):
    def make():
        return DeltaFlow.network(DIGIT, [*DIGIT_LAYERS], y=8, loss="cross_entropy", stage=1)

    page = offline(make).page
    loss, y = page.locator(".cnnbp-loss-value"), page.get_by_label("y: the label")
    y.select_option("3")
    expect(loss).to_contain_text(f"C = {make().model.with_label(3).value:.3f}")
    expect(y).to_have_value("3")
    page.keyboard.press("Escape")
    y.press("Control+z")
    expect(loss).to_contain_text(f"C = {make().model.value:.3f}")
    expect(y).to_have_value("8")


def test_an_explorer_leads_to_the_playground_with_what_it_shows(offline):
    def make():
        return DeltaFlow.convolution(IMAGE, KERNEL, selection=("input", 2, 3))

    page = offline(make).page
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("stride").fill("2")
    page.get_by_label("stride").press("Enter")
    link = page.get_by_role("link", name="Open this layer in the playground")
    link.focus()
    shown = {"selection": ("input", 2, 3), "views": ["edges", "controls"]}
    expected = DeltaFlow.convolution(IMAGE, KERNEL, stride=2, **shown).link()
    expect(link).to_have_attribute("href", re.compile(re.escape(expected) + "$"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".share span")).to_contain_text("copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("file://")
    assert copied.endswith(expected)
