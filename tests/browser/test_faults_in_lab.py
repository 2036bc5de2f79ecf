"""An explorer in JupyterLab when its kernel goes, and when its notebook comes back."""

import re

from playwright.sync_api import Page, expect
from support.jupyter import ask, run_all, wait_for_kernel

CELLS = [
    "import numpy as np\nfrom cnnbp.widgets import DeltaFlow",
    "flow = DeltaFlow.convolution(np.eye(4), [[1, 2], [3, 5]], views=['edges', 'controls'])\nflow",
    "flow",
]
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
SAVE = "() => window.jupyterapp.shell.currentWidget.context.save()"


def pixel(page: Page, row: int, column: int, view: int = 0):
    widget = page.locator(".cnnbp").nth(view)
    return widget.get_by_role("gridcell", name=f"input row {row} column {column}", exact=True)


def lit(page: Page, view: int = 0) -> list[str]:
    cells = page.locator(".cnnbp").nth(view).locator('[data-panel="delta"] .cnnbp-lit')
    return cells.evaluate_all("cells => cells.map(cell => cell.dataset.flat)")


def test_a_restarted_kernel_leaves_a_widget_that_can_be_read(lab_page):
    page = lab_page(CELLS)
    run_all(page)
    pixel(page, 1, 1).click()
    page.evaluate(RESTART)
    wait_for_kernel(page)
    pixel(page, 2, 1).click()
    assert lit(page) == ["3", "4", "6", "7"]
    expect(page.locator(".cnnbp-total").first).to_be_visible()
    field = page.get_by_label("padding").first
    field.fill("1")
    field.press("Enter")
    alert = page.locator(".cnnbp").first.get_by_role("alert")
    expect(alert).to_contain_text("Python does not answer")


def test_two_outputs_of_one_explorer_stay_in_step(lab_page):
    page = lab_page(CELLS)
    run_all(page)
    expect(page.locator(".cnnbp")).to_have_count(2)
    pixel(page, 1, 1, view=1).click()
    assert lit(page, 0) == lit(page, 1) == ["0", "1", "3", "4"]
    page.locator(".cnnbp").nth(0).get_by_label("padding").fill("1")
    page.locator(".cnnbp").nth(0).get_by_label("padding").press("Enter")
    for view in (0, 1):
        cells = page.locator(".cnnbp").nth(view).locator('[data-panel="delta"] .cnnbp-cell')
        expect(cells).to_have_count(25)
    assert ask(page, "print(flow.layer.options['padding'])") == "1"
    assert page.console_errors == []


def test_a_saved_notebook_comes_back_with_its_explorer(lab_page):
    page = lab_page(CELLS)
    run_all(page)
    pixel(page, 1, 1).click()
    page.evaluate(SAVE)
    page.reload()
    wait_for_kernel(page)
    # The kernel still runs, so that JupyterLab draws the widget anew from its state.
    expect(page.locator(".cnnbp").first).to_be_visible(timeout=60_000)
    assert lit(page) == ["0", "1", "3", "4"]
    pixel(page, 2, 2).click()
    expect(page.locator(".cnnbp-sum .cnnbp-say").first).to_contain_text("row 2 column 2")
    # Comm messages wait behind the question that is being answered: ask again until they are in.
    answers = (ask(page, "print(flow.selection['index'])") for _ in range(50))
    assert "[2, 2]" in answers


LATER = re.compile(r"position (?:[3-9]|\d\d) of 16")
CLEAR = """async () => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
  await window.jupyterapp.commands.execute("notebook:clear-cell-output");
}"""


def test_cleared_while_playing_leaves_nothing_running(lab_page):
    """Another explorer, which plays on, tells how long to wait: several steps of the first."""
    cells = [CELLS[0], CELLS[1].replace("'controls'", "'steps'")]
    page = lab_page([*cells, cells[1].replace("flow", "other")])
    run_all(page)
    first, other = page.locator(".cnnbp").first, page.locator(".cnnbp").last
    first.get_by_role("button", name="play", exact=True).click()
    expect(first.locator(".cnnbp-where")).to_contain_text("term 1")
    page.evaluate(CLEAR)
    expect(page.locator(".cnnbp")).to_have_count(1)
    before = ask(page, "print(flow.selection, flow.shown)")
    other.get_by_role("button", name="play", exact=True).click()
    expect(other.locator(".cnnbp-where")).to_contain_text(LATER, timeout=60_000)
    assert ask(page, "print(flow.selection, flow.shown)") == before
    assert page.console_errors == []


PLACES = """() => {
  const root = document.querySelector(".cnnbp"), box = root.getBoundingClientRect();
  const inside = root.querySelectorAll(
    ".cnnbp-heads span, .cnnbp-cell, .cnnbp-marks span, .cnnbp-total, .cnnbp-symbol, .cnnbp-term");
  return [...inside].filter(one => one.getClientRects().length).map(one => {
    const { left, top } = one.getBoundingClientRect();
    return [one.textContent, Math.round(left - box.left), Math.round(top - box.top)];
  });
}"""


def test_a_lab_that_is_read_from_the_right_changes_nothing_in_the_explorer(lab_page):
    """JupyterLab 4.6 has no setting for it: its menus follow `dir` of the page, as is set here."""
    page = lab_page(CELLS)
    run_all(page)
    pixel(page, 1, 1).click()
    left = page.evaluate(PLACES)
    assert len(left) > 40
    page.evaluate("document.documentElement.dir = 'rtl'")
    try:
        expect(page.locator(".jp-Cell").first).to_have_css("direction", "rtl")
        assert page.evaluate(PLACES) == left
    finally:
        page.evaluate("document.documentElement.removeAttribute('dir')")
