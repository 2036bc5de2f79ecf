"""The browser fixtures themselves: a notebook opens, runs, answers, and errors are seen."""

import pytest
from support.jupyter import ask, cell_errors, run_all


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_cells_run_and_the_kernel_answers(lab_page, app):
    page = lab_page(["x = 6", "y = 7 * x", "y"], app=app)
    run_all(page)
    assert ask(page, "print(y)") == "42"
    assert cell_errors(page) == []
    assert page.console_errors == []


def test_errors_of_cells_and_of_the_page_are_collected(lab_page):
    page = lab_page(["raise KeyError('lost')", "1"], theme="dark", width=800)
    run_all(page)
    assert cell_errors(page) == ["KeyError: 'lost'"]
    page.evaluate("console.error('from the page')")
    assert [error for error in page.console_errors if "from the page" in error]
    assert page.evaluate("document.body.dataset.jpThemeLight") == "false"


def test_the_next_page_is_light_again(lab_page):
    page = lab_page(["1"])
    assert page.evaluate("document.body.dataset.jpThemeLight") == "true"


def test_the_answer_comes_after_changes_that_a_widget_held_back(lab_page):
    page = lab_page([
        "import time; import numpy as np; from cnnbp import widgets",
        "flow = widgets.DeltaFlow.dense(np.ones(3), np.ones((2, 3)), np.ones(2)); seen = []",
        "flow.observe(lambda to: (time.sleep(0.3), seen.append(to.new and to.new['index'])), "
        "'selection'); flow",
    ])  # fmt: skip
    run_all(page)
    for times in (1, 2):  # the first change reaches the main shell, later ones the widgets' own
        page.locator('[data-panel="input"] [data-flat="1"]').first.click()
        page.keyboard.press("Escape")
        assert ask(page, "print(seen)") == str([[1], None] * times)
