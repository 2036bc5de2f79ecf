"""What is left of a lesson when its kernel restarts, and when it is saved, closed and opened."""

import json

import pytest
from playwright.sync_api import expect
from support.jupyter import ask, open_notebook, run_all, wait_for_kernel

CELLS = [
    "import numpy as np\nfrom cnnbp.widgets import Derivation, DeltaFlow",
    "image, kernel = np.arange(16.0).reshape(4, 4) / 10, np.array([[1.0, -2.0], [0.5, 3.0]])",
    "quiz = DeltaFlow.convolution(image, kernel, mode='predict', selection=('input', 0, 1))\nquiz",
    "sheet = DeltaFlow.convolution(np.zeros((4, 4)), kernel, mode='edit')\nsheet",
    "Derivation(image, kernel)",
]
PANEL = "window.jupyterapp.shell.currentWidget"
SAVE = f"async () => {{ await {PANEL}.context.save(); }}"
RESTART = f"async () => {{ await {PANEL}.sessionContext.session.kernel.restart(); }}"
DIRTY = f"() => {PANEL}.context.model.dirty"
STATE = "application/vnd.jupyter.widget-state+json"


def saved_states(path):
    """The widgets that a notebook's file holds, by id."""
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    return metadata["widgets"][STATE]["state"]


def explorer(page, cell):
    """The widget below a cell, counted from 0."""
    return page.locator(".jp-CodeCell").nth(cell).locator(".cnnbp[data-theme]")


def light_up(page, cell):
    """Choose a pixel of an explorer: the sum is written, whether or not a kernel runs."""
    explorer(page, cell).locator('[data-panel="gradient"] [role="gridcell"]').nth(5).click()
    expect(explorer(page, cell).locator(".cnnbp-sum")).to_contain_text("=")


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_a_lesson_that_is_opened_again_still_answers(lab_page, jupyter_servers, app):
    page = lab_page(CELLS, app=app)
    run_all(page)
    page.evaluate(SAVE)
    assert page.evaluate(DIRTY) is False
    quiz = explorer(page, 2)
    quiz.get_by_role("textbox").fill("7")
    quiz.get_by_role("button", name="Check the number").click()
    expect(quiz.get_by_text("✗")).to_be_visible()
    assert ask(page, "print(len(quiz.attempts))") == "1"
    assert page.evaluate(DIRTY) is True  # an attempt is work that would be lost
    cell = explorer(page, 3).locator('[data-panel="input"] [role="gridcell"]').nth(5)
    cell.click()
    page.keyboard.type("0.75")
    page.keyboard.press("Enter")
    expect(cell).to_contain_text(".75")
    page.evaluate(SAVE)

    server = jupyter_servers(app)
    at = page.evaluate(f"{PANEL}.context.path")
    states = saved_states(server.root / at)
    assert len([one for one in states.values() if one["model_name"] == "AnyModel"]) == 3
    page.goto("about:blank")
    server.stop_kernels()

    open_notebook(page, server, at)
    expect(page.locator(".cnnbp[data-theme]")).to_have_count(3)
    expect(page.get_by_text("model not found")).to_have_count(0)
    assert "7" in str([one["state"].get("attempts") for one in states.values()])
    expect(
        explorer(page, 3).locator('[data-panel="input"] [role="gridcell"]').nth(5)
    ).to_contain_text(".75")
    expect(explorer(page, 2).get_by_text("✗")).to_be_visible()
    light_up(page, 3)
    quiz = explorer(page, 2)
    quiz.get_by_role("textbox").fill("7")
    quiz.get_by_role("button", name="Check the number").click()
    expect(quiz.get_by_text("Run → Run All Cells")).to_be_visible()

    page.evaluate(SAVE)  # without a kernel that knows them, they stay
    assert saved_states(server.root / at).keys() == states.keys()
    run_all(page)
    page.evaluate(SAVE)  # and what the cells show no more, goes
    anew = saved_states(server.root / at)
    assert len(anew) == len(states)
    assert not anew.keys() & states.keys()
    assert page.console_errors == []


def test_after_a_kernel_restart_the_explorer_answers_and_says_what_needs_python(
    lab_page, jupyter_servers
):
    page = lab_page(CELLS[:3])
    run_all(page)
    expect(explorer(page, 2)).to_be_visible()
    page.evaluate(RESTART)
    wait_for_kernel(page)
    quiz = explorer(page, 2)
    quiz.get_by_role("textbox").fill("7")
    quiz.get_by_role("button", name="Check the number").click()
    expect(quiz.get_by_text("Run → Run All Cells")).to_be_visible()
    page.evaluate(SAVE)
    at = page.evaluate(f"{PANEL}.context.path")
    assert len(saved_states(jupyter_servers("lab").root / at)) > 0
    run_all(page)  # what the line says to do
    expect(explorer(page, 2)).to_be_visible()
    assert ask(page, "print(len(quiz.attempts))") == "0"
    assert page.console_errors == []
