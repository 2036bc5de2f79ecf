"""The training panel in JupyterLab: it starts, shows what it does, stops, and reads a drawing."""

import json

from playwright.sync_api import expect
from support.jupyter import ask, run_all

CELLS = [
    "from cnnbp import datasets\nfrom cnnbp.network import Dense, Flatten, Network\n"
    "from cnnbp.widgets import Training\nd = datasets.load_digits()",
    "make = lambda: Network([Flatten(), Dense(64, 10)], seed=1)\n"
    "t = Training({'right': (make, 0.2), 'too fast': (make, 1e9)}, d.images[:, None], d.labels,\n"
    "             validation=(d.images[:, None], d.labels), epochs=100000)\nt",
]


def test_train_and_stop(lab_page):
    page = lab_page(CELLS)
    run_all(page)
    page.get_by_role("button", name="▶ Train").click()
    expect(page.get_by_text("% right").first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="■ Stop").click()
    expect(page.get_by_text("right: stopped in epoch")).to_be_visible(timeout=60_000)
    count = ask(page, "t.wait(); print(len(t.losses))")
    assert ask(page, "print(len(t.losses))") == count
    page.get_by_role("button", name="too fast").click()
    expect(page.get_by_text("too fast: training broke off")).to_be_visible(timeout=60_000)
    assert page.console_errors == []


def test_what_is_drawn_is_read_beside_the_sheet_and_y_is_chosen(lab_page):
    page = lab_page([CELLS[0], CELLS[1].replace("epochs=100000", "epochs=8")])
    run_all(page)
    bars = page.get_by_role("list", name="what the network reads").get_by_role("listitem")
    expect(bars.nth(7)).to_have_text("7:")
    page.get_by_role("button", name="▶ Train").click()
    expect(page.get_by_text("after 8 epochs")).to_be_visible(timeout=60_000)
    ask(page, "t.wait()")
    page.get_by_role("button", name="Clear").click()
    seven = [(0, c) for c in range(2, 7)] + [(1, 6), (2, 5), (3, 4), (4, 4), (5, 3), (6, 3), (7, 3)]
    cell = [
        page.get_by_role("gridcell", name=f"x row {r} column {c}:", exact=False) for r, c in seven
    ]
    cell[0].click()
    expect(cell[0]).to_be_focused()
    cell[1].hover()
    page.mouse.down()  # a stroke
    for one in cell[2:]:
        one.hover()
    page.mouse.up()
    page.keyboard.press("ArrowDown")  # and a key
    page.keyboard.press("Enter")
    drawn = ask(page, "import numpy as np; print(np.argwhere(np.reshape(t.x, (8, 8))).tolist())")
    assert {*map(tuple, json.loads(drawn))} == {*seven, (1, 3)}
    percent = int(ask(page, "print(round(100 * t.read[7]))"))
    expect(bars.nth(7)).to_contain_text(f"7: {percent} %")
    page.get_by_label("y: what it shall be").select_option("7")
    expect(bars.nth(7)).to_contain_text("← y")
    assert ask(page, "print(t.y, t.cost)").startswith("7 C = −ln p(7) = ")
    for ink, left in (("eraser", "0.0"), ("half", "0.5")):
        page.locator("label", has_text="pen").get_by_role("combobox").select_option(label=ink)
        cell[5].click()
        row, column = seven[5]
        assert ask(page, f"print(t.x[8 * {row} + {column}])") == left
    boxes = [page.get_by_role("grid", name="x").bounding_box(), bars.nth(7).bounding_box()]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]  # side by side
    assert boxes[0]["y"] < boxes[1]["y"] < boxes[0]["y"] + boxes[0]["height"]
    assert page.console_errors == []


def test_without_a_kernel_the_panel_says_what_to_do(lab_page):
    page = lab_page(CELLS)
    run_all(page)
    page.get_by_role("button", name="▶ Train").wait_for()
    page.evaluate(
        "async () => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    page.get_by_role("button", name="▶ Train").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Python does not answer: choose Run → Run All Cells."
    )
    assert page.console_errors == []
