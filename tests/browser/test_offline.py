"""A page without Python: predictions judged and prepared settings shown, as Python would."""

import re

import numpy as np
import pytest
from explorer_layers import LAYERS
from playwright.sync_api import expect
from support.explorer_page import ExplorerPage

from cnnbp import mistakes
from cnnbp.widgets import DeltaFlow

KERNEL = np.array([[0.8, -0.3, 0.1], [0.5, 1.0, -0.6], [-0.9, 0.2, 0.4]])
IMAGE = np.round(np.random.default_rng(3).random((6, 6)), 2)


@pytest.fixture
def prepared(monkeypatch):
    monkeypatch.setenv("CNNBP_PREPARE", "1")


@pytest.mark.parametrize("kind", ["convolution", "behind a sigmoid", "max pool", "dense"])
def test_numbers_get_the_verdict_that_python_gives(browser, prepared, kind):
    flow = LAYERS[kind](mode="predict")
    page = browser.new_page()
    ExplorerPage(page, flow, kernel=False)
    asked = flow.layer
    known = mistakes.input_gradient_mistakes(asked)
    wrong = [k.value for k in known if k.value.shape == asked.right.shape]
    generator = np.random.default_rng(1)
    for source in generator.choice(flow.layer.a.size, 4, replace=False).tolist():
        values = [asked.right.flat[source], *(value.flat[source] for value in wrong[::5]), 77.7]
        for value in map(float, values):
            verdict = page.evaluate(
                """async ([source, answer]) => {
                  const frame = () => new Promise(requestAnimationFrame);
                  const before = model.get("attempts").length;
                  model.set("selection", null);
                  model.set("selection", {panel: "input", index: source});
                  await frame();
                  await frame();
                  const field = document.querySelector('[aria-label="your number"]');
                  field.value = answer;
                  field.dispatchEvent(new Event("input", {bubbles: true}));
                  [...document.querySelectorAll("button")]
                    .find(b => b.textContent.trim() === "Check the number").click();
                  while (model.get("attempts").length === before) await frame();
                  return model.get("verdict");
                }""",
                [[int(i) for i in np.unravel_index(source, flow.layer.a.shape)], repr(value)],
            )
            expected = mistakes.explain_value(asked, source, value)
            said = verdict["right"], verdict["reason"], tuple(verdict["mistakes"])
            assert said == (expected.right, expected.sentence, expected.mistakes), (source, value)
    page.close()


def test_a_prediction_from_question_to_reveal(browser, prepared):
    flow = DeltaFlow.convolution(IMAGE, KERNEL, mode="predict", selection=("input", 2, 3))
    page = browser.new_page()
    explorer = ExplorerPage(page, flow, kernel=False)
    page.get_by_role("button", name="Hint").click()
    expect(page.locator(".cnnbp-hints li")).to_have_count(1)
    edges = flow.layer.connections
    targets = edges.target[edges.from_source(15)].tolist()
    for target in targets:
        explorer.cell("output delta row {} column {}".format(*divmod(target, 4))).click()
    page.get_by_role("button", name=f"Check {len(targets)} marks").click()
    expect(page.get_by_role("status")).to_contain_text("✓")
    page.get_by_label("your number").fill("many")
    page.get_by_role("button", name="Check the number").click()
    expect(page.get_by_role("alert").first).to_contain_text("expected a number")
    # as it is written in many countries, and worked out
    right = f"{flow.layer.input_gradient[2, 3] - 0.5:.4f} + 2 · 0.25".replace(".", ",")
    expect(page.locator(".cnnbp-tick").first).to_have_text("✓")
    page.get_by_label("your number").fill(right)
    page.get_by_role("button", name="Check the number").click()
    expect(page.locator(".cnnbp-total").first).to_be_visible()
    assert page.evaluate("model.get('attempts').length") == 2
    answers = page.evaluate("model.get('attempts').map(a => a.answer)")
    assert answers[1] == pytest.approx(flow.layer.input_gradient[2, 3], abs=1e-4)
    assert explorer.errors == []
    page.close()


def test_prepared_settings_are_shown_and_others_say_what_they_need(browser, prepared):
    flow = DeltaFlow.convolution(IMAGE, KERNEL)
    page = browser.new_page()
    explorer = ExplorerPage(page, flow, kernel=False)
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("padding").fill("1")
    page.get_by_label("padding").press("Enter")
    expect(page.locator('[data-panel="delta"] .cnnbp-cell')).to_have_count(36)
    page.get_by_label("stride").fill("2")
    page.get_by_label("stride").press("Enter")
    expect(page.locator('[data-panel="delta"] .cnnbp-cell')).to_have_count(9)
    page.get_by_label("forward pass").select_option("convolution")
    expect(page.locator('[data-panel="weights"]')).to_contain_text("true convolution")
    options = {"stride": 2, "padding": 1, "convention": "convolution"}
    expected = DeltaFlow.convolution(IMAGE, KERNEL, **options).layer.output
    page.get_by_role("button", name="Forward →").click()
    shown = page.locator('[data-panel="output"] .cnnbp-cell').evaluate_all(
        "cells => cells.map(c => c.getAttribute('aria-description'))"
    )
    numbers = [float(text.replace("−", "-")) for text in shown]
    np.testing.assert_allclose(numbers, expected.ravel(), atol=6e-4)
    page.get_by_label("dilation").fill("2")
    page.get_by_label("dilation").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("needs Python")
    expect(page.get_by_label("dilation")).to_have_value("1")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("forward pass")).to_have_value("correlation")
    expect(page.get_by_label("stride")).to_have_value("2")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_label("stride")).to_have_value("1")
    expect(page.get_by_label("padding")).to_have_value("0")
    expect(page.get_by_role("alert").first).to_be_hidden()
    assert explorer.errors == []
    page.close()


def test_a_setting_that_was_not_prepared_says_so_and_changes_nothing(browser, prepared):
    flow = DeltaFlow.convolution(
        IMAGE, KERNEL, views=["edges", "controls"], selection=("input", 2, 3)
    )
    page = browser.new_page()
    ExplorerPage(page, flow, kernel=False)
    field = page.locator('.cnnbp-controls [name="kernel_size"]')
    before = field.input_value()
    field.fill("5")
    field.press("Enter")
    expect(page.get_by_text("This needs Python")).to_be_visible()
    expect(field).to_have_value(before)
    chosen = page.locator('[data-panel="input"] [aria-selected="true"]')
    expect(chosen).to_have_count(1)
    expect(chosen).to_have_attribute("aria-label", re.compile("row 2 column 3"))
    page.get_by_label("stride").fill("2")  # this one was
    page.get_by_label("stride").press("Enter")
    expect(page.get_by_text("This needs Python")).to_be_hidden()
    expect(chosen).to_have_count(1)  # the pixel is still there
    page.close()


def test_max_and_average_can_be_exchanged(browser, prepared):
    flow = DeltaFlow.max_pool(IMAGE, 2, stride=2, views=["edges", "controls"])
    page = browser.new_page()
    ExplorerPage(page, flow, kernel=False)
    page.get_by_label("pooling").select_option("average_pool")
    expect(page.get_by_label("divide by")).to_be_visible()
    page.close()
