"""The training panel in JupyterLab: it starts, shows what it does, and stops when told."""

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
    page.locator("button", has_text="Train").first.click()
    expect(page.get_by_text("% right").first).to_be_visible(timeout=60_000)
    page.locator("button", has_text="Stop").click()
    expect(page.get_by_text("right: stopped in epoch")).to_be_visible(timeout=60_000)
    count = ask(page, "t.wait(); print(len(t.losses))")
    assert ask(page, "print(len(t.losses))") == count
    page.locator("button", has_text="too fast").click()
    expect(page.get_by_text("too fast: training broke off")).to_be_visible(timeout=60_000)
    assert page.console_errors == []
