"""Predict, then reveal: covered, judged with a reason, hinted, opened."""

import re

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


def test_no_cell_that_is_asked_for_gives_its_number_away(browser):
    """Not to the eye, not to a screen reader; δ behind an activation is an answer as well."""
    image = np.round(np.random.default_rng(6).random((6, 6)), 2)
    flow = DeltaFlow.convolution(
        image, KERNEL, DELTA, mode="predict", selection=("input", 2, 3), activation="sigmoid"
    )
    explorer = ExplorerPage(browser.new_page(), flow)
    page = explorer.page
    for panel in ("gradient", "input_delta"):
        cells = page.locator(f'[data-panel="{panel}"] .cnnbp-cell')
        assert set(cells.all_text_contents()) == {"?"}
        described = cells.evaluate_all("l => l.map(c => c.getAttribute('aria-description'))")
        assert set(described) == {"covered"}, panel
    expect(page.locator(".cnnbp-live")).to_have_text("")
    page.get_by_role("button", name="Reveal").click()
    delta = f"{flow.layer.right[2, 3]:.3f}".replace("-", "−")
    expect(explorer.cell("input delta row 2 column 3")).to_have_attribute(
        "aria-description", re.compile(re.escape(delta))
    )
    expect(page.locator(".cnnbp-live")).not_to_have_text("")
    page.close()


def test_the_question_stands_above_the_panels_and_stays_small(browser):
    page = browser.new_page(viewport={"width": 1000, "height": 600})
    flow = DeltaFlow.convolution(
        np.zeros((6, 6)), KERNEL, DELTA, mode="predict", selection=("input", 2, 3)
    )
    explorer = ExplorerPage(page, flow)
    box = page.get_by_role("group", name="prediction").bounding_box()
    panels = page.locator('[data-panel="input"]').bounding_box()
    assert box["y"] + box["height"] <= panels["y"]
    assert box["height"] <= 134
    assert explorer.errors == []
    page.close()


def test_two_steps_tick_off_and_the_first_stays_while_numbers_are_tried(explorer):
    page = explorer.page
    steps = page.locator(".cnnbp-tick")
    assert steps.all_text_contents() == ["1", "2"]
    edges = explorer.widget.layer.connections
    targets = edges.target[edges.from_source(2 * 6 + 3)].tolist()
    for target in targets:
        explorer.cell("output delta row {} column {}".format(*divmod(target, 4))).click()
    page.get_by_role("button", name=f"Check {len(targets)} marks").click()
    expect(steps.first).to_have_text("✓")
    expect(page.locator(".cnnbp-step").last).to_contain_text("Now the number")
    expect(answer(explorer, "77.7")).to_contain_text("✗")
    answer(explorer, "abc")
    expect(page.get_by_role("alert").first).to_contain_text("expected a number")
    for tick, wanted in zip(steps.all(), ("✓", "2"), strict=True):
        expect(tick).to_have_text(wanted)
    assert explorer.lit("delta") == set(targets), "the edges stay uncovered"
    expect(answer(explorer, f"{right_answer(explorer):.3f}")).to_contain_text("✓")
    assert steps.all_text_contents() == ["✓", "✓"]
    expect(page.get_by_role("button", name="Another pixel", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Next: another pixel").click()
    assert steps.all_text_contents() == ["1", "2"]
    expect(page.get_by_role("button", name="Another pixel")).to_be_visible()
    assert explorer.widget.selection["index"] != [2, 3]


def test_a_stray_click_does_not_cover_the_answer_again(explorer):
    answer(explorer, f"{right_answer(explorer):.3f}")
    explorer.cell("output delta row 0 column 0").click()
    expect(gradient_cells(explorer).first).not_to_have_text("?")
    assert explorer.widget.marks == []


def test_what_is_seen_comes_first_and_the_rest_is_folded(explorer):
    explorer.cell("output delta row 2 column 3").click()
    explorer.page.get_by_role("button", name="Check 1 mark").click()
    status = explorer.page.get_by_role("status")
    expect(status).to_contain_text("✗ You marked 1 of ")
    folded = status.locator("details p")
    expect(folded.first).to_be_hidden()
    status.locator("summary").click()
    expect(folded.first).to_have_text(explorer.widget.attempts[-1]["more"][0])
    expect(folded.first).to_be_visible()
    answer(explorer, f"{(KERNEL * DELTA[0:3, 1:4]).sum():.4f}")
    expect(status).to_contain_text("not turned by 180°")
    expect(folded.first).to_be_hidden()  # what is said anew is folded anew


def test_arithmetic_is_a_number_and_what_is_none_clears_the_old_verdict(explorer):
    expect(answer(explorer, "0.25*0.84-0.5*0.44")).to_contain_text("✗")
    assert explorer.widget.attempts[-1]["answer"] == pytest.approx(-0.01)
    answer(explorer, "0.25 * many")
    alert = explorer.page.get_by_role("group", name="prediction").get_by_role("alert")
    expect(alert).to_contain_text("got '0.25 * many', expected a number such as")
    expect(explorer.page.locator(".cnnbp-verdict")).not_to_contain_text("✗")
    assert len(explorer.widget.attempts) == 1
    edges, layer = explorer.widget.layer.connections, explorer.widget.layer
    out = edges.from_source(2 * 6 + 3)
    pairs = zip(edges.weight[out], layer.delta.ravel()[edges.target[out]], strict=True)
    sum_ = " + ".join(f"({w:.2f}) · ({d:.2f})" for w, d in pairs)
    expect(answer(explorer, sum_.replace(".", ",").replace("-", "−"))).to_contain_text("✓")
    expect(alert).to_be_hidden()


def test_a_choice_keeps_the_attempts(explorer):
    answer(explorer, "77.7")
    explorer.cell("output delta row 0 column 0").click()
    explorer.cell("input row 1 column 1").click()
    expect(explorer.page.locator(".cnnbp-verdict")).to_have_text("1 attempt so far.")
    assert len(explorer.widget.attempts) == 1


def test_another_is_offered_where_there_is_one_and_called_by_its_name(browser):
    page = browser.new_page()
    weights = np.array([[0.5, -0.2]])
    flow = DeltaFlow.network(
        np.ones((2, 2)),
        [("convolution", np.ones((2, 2))), ("dense", np.array([[0.5], [1.0]]))],
        stage=1,
        mode="predict",
        selection=("input", 0, 0),
    )
    ExplorerPage(page, flow)
    expect(page.get_by_role("group", name="prediction")).to_contain_text("what flows back")
    expect(page.get_by_role("button", name="Another")).to_be_hidden()  # there is one unit alone
    page.close()
    page = browser.new_page()
    ExplorerPage(page, DeltaFlow.dense([1.0, 2.0], weights, mode="predict", selection=("input", 0)))
    page.get_by_role("button", name="Another unit").click()
    expect(page.get_by_text("what flows back to input 1?")).to_be_visible()
    page.close()


def test_pooling_and_dense_can_be_predicted(browser):
    image = np.array([[1.0, 3, 3, 0], [2, 3, 1, 1], [0, 1, 2, 5], [1, 1, 4, 5]])
    flow = DeltaFlow.max_pool(image, 2, mode="predict", selection=("input", 1, 1))
    explorer = ExplorerPage(browser.new_page(), flow)
    expect(answer(explorer, str(flow.layer.delta[0, 0]))).to_contain_text("tie")
    assert flow.attempts[-1]["right"] is False
    expect(answer(explorer, "0")).to_contain_text("✓")
    explorer.page.close()
