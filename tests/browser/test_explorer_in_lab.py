"""The lessons' explorers in a real JupyterLab: browser and kernel agree on cells and numbers."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect
from support.axe import violations
from support.jupyter import ask, cell_errors, run_all

# The explorers of a notebook in the order in which its cells showed them.
FLOWS = "_flows = [v for _, v in sorted(Out.items()) if type(v).__name__ == 'DeltaFlow']"
FACTS = """
import json, numpy as np
_layer = _flows[{n}].layer
_edges = _layer.connections
_flat = int(np.ravel_multi_index({index}, _layer.a.shape))
_mine = _edges.from_source(_flat)
print(json.dumps({{
    "targets": sorted(int(t) for t in _edges.target[_mine]),
    "weights": sorted(int(p) for p in _edges.parameter[_mine]),
    "sum": float(_edges.backward(_layer.delta).ravel()[_flat]),
}}))
"""


def flat_cells(widget: Locator, panel: str) -> list[int]:
    cells = widget.locator(f'[data-panel="{panel}"] .cnnbp-lit')
    return sorted(int(flat) for flat in cells.evaluate_all("l => l.map(c => c.dataset.flat)"))


def check(page: Page, widget: Locator, n: int, row: int, column: int) -> None:
    """What is lit and written for an input pixel is what the kernel's Connections says."""
    said = widget.locator(".cnnbp-sum .cnnbp-say")
    expect(said).to_contain_text(f"input row {row} column {column}:")
    facts = json.loads(ask(page, FACTS.format(n=n, index=(row, column))))
    assert flat_cells(widget, "delta") == facts["targets"]
    assert flat_cells(widget, "weights") == facts["weights"]
    total = widget.locator(".cnnbp-line-of-sum:not(.cnnbp-slope) .cnnbp-total").first
    assert float(total.get_attribute("data-value")) == pytest.approx(facts["sum"], abs=1e-12)
    shown = total.inner_text().replace("−", "-").lstrip("=≈ ")
    last = 10.0 ** -len(shown.partition(".")[2])  # one of the last digit that is shown
    assert float(shown) == pytest.approx(facts["sum"], abs=0.51 * last)
    chosen = ask(page, f"print(_flows[{n}].selection)")
    assert chosen == f"{{'panel': 'input', 'index': [{row}, {column}]}}"


def pixel(widget: Locator, row: int, column: int) -> Locator:
    name = f"input row {row} column {column}"
    return widget.get_by_role("gridcell", name=name, exact=True).first


def with_keys_alone(page: Page, widget: Locator, row: int, column: int) -> None:
    """From the explorer's first button to a pixel: Tab, arrows, Enter, as without a mouse."""
    widget.get_by_role("button").first.focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.ariaLabel ?? ''").startswith("input row"):
            break
    for key in ["Control+Home", *["ArrowDown"] * row, *["ArrowRight"] * column, "Enter"]:
        page.keyboard.press(key)


@pytest.mark.parametrize(
    ("notebook", "theme"), [("00_start_here.ipynb", "light"), ("04_convolution.ipynb", "dark")]
)
def test_a_lessons_explorers_answer(lab_page, notebook, theme):
    page = lab_page(notebook, theme=theme)
    run_all(page)
    assert cell_errors(page) == []
    count = int(ask(page, f"{FLOWS}; print(len(_flows))"))
    widgets = page.locator(".jp-OutputArea .cnnbp")
    expect(widgets).to_have_count(count)
    n = count - 1 if theme == "dark" else 0
    widget = widgets.nth(n)
    widget.scroll_into_view_if_needed()
    expect(widget).to_have_attribute("data-theme", theme)

    pixel(widget, 2, 3).click()
    check(page, widget, n, 2, 3)
    with_keys_alone(page, widget, 1, 2)
    check(page, widget, n, 1, 2)
    assert ask(page, f"_flows[{n}].selection = ('input', 0, 4)") == ""
    check(page, widget, n, 0, 4)

    said = ask(page, f"_flows[{n}].selection = ('input', 99, 0)")
    assert said.startswith("ValueError: selection: got index [99, 0], which lies outside input")
    expect(widget.get_by_role("alert")).to_contain_text("which lies outside input")
    pixel(widget, 2, 3).click()
    expect(widget.get_by_role("alert")).to_be_hidden()

    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for key in ["d", "d", "a", "b", "x", "Escape"]:
        page.keyboard.press(key)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells, "Lab took the explorer's keys"
    assert ask(page, f"print(_flows[{n}].selection)") == "None"

    widget.evaluate("e => e.dataset.checked = 'here'")
    assert violations(page, "[data-checked=here]") == []
    assert page.console_errors == []
