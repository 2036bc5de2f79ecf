"""Predict, then reveal: covered, judged with a reason, hinted, opened."""

import numpy as np
import pytest
from playwright.sync_api import expect
from support.explorer_page import ExplorerPage

from cnnbp.widgets import DeltaFlow

KERNEL = np.array([[0.8, -0.3, 0.1], [0.5, 1.0, -0.6], [-0.9, 0.2, 0.4]])
DELTA = np.round(np.random.default_rng(8).normal(size=(4, 4)), 2)


@pytest.fixture
def explorer(browser):
    page = browser.new_page()
    image = np.round(np.random.default_rng(6).random((6, 6)), 2)
    flow = DeltaFlow.convolution(image, KERNEL, DELTA, mode="predict", selection=("input", 2, 3))
    yield ExplorerPage(page, flow)
    page.close()


def right_answer(explorer):
    return float(explorer.widget.layer.input_gradient[2, 3])


def gradient_cells(explorer):
    return explorer.page.locator('[data-panel="gradient"] .cnnbp-cell')


def answer(explorer, text):
    explorer.page.get_by_label("your number").fill(text)
    explorer.page.get_by_role("button", name="Check the number").click()
    return explorer.page.get_by_role("status")


def test_the_answer_is_covered(explorer):
    expect(gradient_cells(explorer).first).to_have_text("?")
    assert set(gradient_cells(explorer).all_text_contents()) == {"?"}
    assert explorer.lit("delta") == set()
    expect(explorer.page.locator(".cnnbp-line")).to_have_count(0)
    expect(explorer.page.locator(".cnnbp-total")).to_have_count(0)
    shown = explorer.page.locator(".cnnbp").inner_text()
    assert f"{right_answer(explorer):.2f}".replace("-", "−") not in shown


def test_a_question_about_the_way_back_has_no_way_forward(explorer):
    expect(explorer.page.get_by_role("button", name="Forward")).to_be_hidden()
    explorer.page.get_by_role("button", name="Predict").click()
    expect(explorer.page.get_by_role("button", name="Forward")).to_be_visible()


def test_a_wrong_number_is_explained_by_the_mistake(explorer):
    turned = (KERNEL * DELTA[0:3, 1:4]).sum()  # not rotated
    expect(answer(explorer, f"{turned:.4f}")).to_contain_text("not turned by 180°")
    assert explorer.widget.attempts[-1]["right"] is False
    expect(gradient_cells(explorer).first).to_have_text("?")


def test_the_right_number_opens_everything(explorer):
    expect(answer(explorer, f"{right_answer(explorer):.3f}")).to_contain_text("✓")
    edges = explorer.widget.layer.connections
    source = 2 * 6 + 3
    assert explorer.lit("delta") == set(edges.target[edges.from_source(source)].tolist())
    expect(explorer.page.locator(".cnnbp-total").first).to_be_visible()
    assert explorer.widget.attempts[-1]["right"] is True
    assert explorer.errors == []


def test_marks_by_mouse_and_keyboard(explorer):
    edges = explorer.widget.layer.connections
    targets = edges.target[edges.from_source(2 * 6 + 3)]
    for target in targets[:-1]:
        explorer.cell("output delta row {} column {}".format(*divmod(int(target), 4))).click()
    explorer.cell("output delta row {} column {}".format(*divmod(int(targets[-1]), 4))).focus()
    explorer.page.keyboard.press("Enter")
    assert sorted(explorer.widget.marks) == sorted(targets.tolist())
    explorer.page.get_by_role("button", name=f"Check {len(targets)} marks").click()
    expect(explorer.page.get_by_role("status")).to_contain_text("✓")
    assert explorer.lit("delta") == set(targets.tolist())
    expect(gradient_cells(explorer).first).to_have_text("?")


def test_a_wrong_set_of_marks_gets_a_reason(explorer):
    explorer.cell("output delta row 2 column 3").click()  # the pixel's own place alone
    explorer.page.get_by_role("button", name="Check 1 mark").click()
    expect(explorer.page.get_by_role("status")).to_contain_text("same row and column")


def test_a_letter_is_a_message_not_an_attempt(explorer):
    answer(explorer, "many")
    alert = explorer.page.get_by_role("group", name="prediction").get_by_role("alert")
    expect(alert).to_contain_text("expected a number")
    assert explorer.widget.attempts == []


def test_hints_in_steps_then_reveal(explorer):
    for count in (1, 2, 3):
        explorer.page.get_by_role("button", name="Hint").click()
        expect(explorer.page.locator(".cnnbp-hints li")).to_have_count(count)
    explorer.page.get_by_role("button", name="Reveal").click()
    expect(explorer.page.locator(".cnnbp-total").first).to_be_visible()
    assert explorer.widget.attempts == []


def test_after_the_reveal_a_right_mark_shows_its_number(explorer):
    right = explorer.cell("output delta row 2 column 3")
    wrong = explorer.cell("output delta row 3 column 3")
    tick = "cell => getComputedStyle(cell, '::after').display"
    for cell in (right, wrong):
        cell.click()
        assert cell.evaluate(tick) == "grid"
    explorer.page.get_by_role("button", name="Reveal").click()
    expect(right.locator(".cnnbp-badge")).to_have_text("1")
    assert (right.evaluate(tick), wrong.evaluate(tick)) == ("none", "grid")


def test_another_pixel_is_a_new_question(explorer):
    answer(explorer, "100")
    explorer.page.get_by_role("button", name="Another pixel").click()
    expect(explorer.page.locator(".cnnbp-verdict")).not_to_contain_text("✗")
    assert explorer.widget.selection["index"] != [2, 3]
    assert explorer.widget.verdict == {}
    expect(gradient_cells(explorer).first).to_have_text("?")


def test_pooling_and_dense_can_be_predicted(browser):
    image = np.array([[1.0, 3, 3, 0], [2, 3, 1, 1], [0, 1, 2, 5], [1, 1, 4, 5]])
    flow = DeltaFlow.max_pool(image, 2, mode="predict", selection=("input", 1, 1))
    explorer = ExplorerPage(browser.new_page(), flow)
    expect(answer(explorer, str(flow.layer.delta[0, 0]))).to_contain_text("tie")
    assert flow.attempts[-1]["right"] is False
    expect(answer(explorer, "0")).to_contain_text("✓")
    explorer.page.close()
