"""The widgets in marimo, whose front end is no JupyterLab: an app with all of them, tried once."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect
from support.jupyter import free_port

VERSION = "marimo==0.25.2"  # the one that README's table of homes names
APP = """
import marimo

app = marimo.App()


@app.cell
def _():
    import numpy as np
    from cnnbp import datasets, exercises
    from cnnbp.network import Dense, Flatten, Network
    from cnnbp.widgets import DeltaFlow, Derivation, OnDemand, Training
    return (
        datasets, exercises, np, Dense, Flatten, Network, DeltaFlow, Derivation, OnDemand, Training
    )


@app.cell
def _(DeltaFlow, np):
    image = np.arange(16.0).reshape(4, 4)
    DeltaFlow.convolution(image, [[1, 2], [3, 5]], mode="predict", selection=("input", 0, 1))
    return


@app.cell
def _(DeltaFlow, OnDemand, np):
    OnDemand("open it", lambda: DeltaFlow.dense(np.ones(2), np.ones((3, 2))))
    return


@app.cell
def _(exercises):
    exercises.check("convolution.bias_gradient", lambda delta: delta.sum(axis=(0, 2, 3)) + 1)
    return


@app.cell
def _(Dense, Flatten, Network, Training, datasets):
    digits = datasets.load_digits()
    images, labels = digits.images[:200, None], digits.labels[:200]
    rows = {"one layer": (lambda: Network([Flatten(), Dense(64, 10)], seed=1), 0.2)}
    Training(rows, images, labels, validation=(images, labels), epochs=2)
    return


@app.cell
def _(Derivation, np):
    Derivation(np.ones((4, 4)), np.ones((2, 2)))
    return


if __name__ == "__main__":
    app.run()
"""


@pytest.fixture
def marimo(tmp_path):
    """The address of the app; marimo is installed for this test alone."""
    packages, port = tmp_path / "packages", free_port()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--target", packages, VERSION], check=True)
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    paths = [os.environ.get("PYTHONPATH", ""), str(packages)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    command = [sys.executable, "-m", "marimo", "run", "app.py", "--headless", "--no-token"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--host", "127.0.0.1"],
            cwd=tmp_path, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except (urllib.error.URLError, TimeoutError):
                assert process.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.slow
def test_explorers_verdicts_buttons_and_training_work_in_marimo(marimo, browser):
    page = browser.new_page(viewport={"width": 1366, "height": 3200})
    page.goto(marimo)
    quiz = page.locator(".cnnbp[data-theme]").first
    expect(quiz).to_be_visible(timeout=60_000)
    for answer, verdict in (("7", "✗"), ("2*39 + 1*50", "✓")):
        quiz.get_by_role("textbox").fill(answer)
        quiz.get_by_role("button", name="Check the number").click()
        expect(quiz.get_by_text(verdict).first).to_be_visible()

    panels = page.locator('[data-panel="input"]')
    before = panels.count()
    page.get_by_role("button", name="open it").click()
    expect(panels).to_have_count(before + 1)

    page.get_by_role("button", name="▶ Train").click()
    expect(page.get_by_text("after 2 epochs").first).to_be_visible(timeout=60_000)
    # no button is promised where marimo shows none
    expect(page.get_by_text(".explorer()").first).to_be_visible()
    page.close()
