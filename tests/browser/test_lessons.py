"""Every lesson in a real Jupyter: it runs from top to bottom, and each of its explorers answers."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.jupyter import ask, cell_errors, run_all

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("0*.ipynb"))
# The explorers of a notebook in the order in which its cells showed them.
FLOWS = "_flows = [v for _, v in sorted(Out.items()) if type(v).__name__ == 'DeltaFlow']"
DERIVATIONS = "_derivations = [v for v in Out.values() if type(v).__name__ == 'Derivation']"
CHOSEN = """
import json
print(json.dumps([[f.mode, (f.selection or {}).get("panel")] for f in _flows]))
"""


@pytest.mark.parametrize(
    ("lesson", "app"),
    [*((name, "lab") for name in LESSONS), ("03_pooling.ipynb", "notebook")],
)
def test_a_lesson_runs_and_its_explorers_answer(lab_page, lesson, app):
    page = lab_page(lesson, app=app)
    run_all(page)
    assert cell_errors(page) == []
    count = int(ask(page, f"{FLOWS}; print(len(_flows))"))
    assert count >= 1
    widgets = page.locator(".cnnbp[data-theme]:not(.cnnbp-derivation, .cnnbp-training)")
    expect(widgets).to_have_count(count)
    ask(page, "for _flow in _flows: _flow.selection = None")
    for n in range(count):
        widget = widgets.nth(n)
        cell = widget.locator('[data-panel="input"] [role="gridcell"]').last
        cell.evaluate("cell => cell.scrollIntoView({ block: 'center' })")
        cell.click()
    modes_and_panels = json.loads(ask(page, CHOSEN))
    assert all(panel == "input" for mode, panel in modes_and_panels if mode != "edit")
    derivations = page.locator(".cnnbp-derivation")
    assert derivations.count() == int(ask(page, f"{DERIVATIONS}; print(len(_derivations))"))
    for n in range(derivations.count()):
        derivations.nth(n).get_by_role("button", name="sum over y").first.click()
    assert set(ask(page, "print(*(d.symbol for d in _derivations))").split()) <= {"sum"}
    assert page.console_errors == []
