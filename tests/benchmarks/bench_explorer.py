"""How quickly the explorer answers a click, what it costs to open, and how evenly it plays.

Real clicks in headless Chromium, highlighting in the browser alone, as it is everywhere.

make benchmark ARGS="-k explorer"
"""

import functools
import json
import os
import statistics
import time

import numpy as np
import pytest
from benchmarks.measure import table
from playwright.sync_api import sync_playwright
from support.explorer_page import STATIC, ExplorerPage
from support.programs import NO_BROWSER, find_browser, required

from cnnbp.widgets import DeltaFlow

pytestmark = pytest.mark.timeout(0)

CLICKS = int(os.environ.get("CNNBP_BENCHMARK_CLICKS", "500"))
SIZES = [(8, 3), (28, 3), (28, 5), (64, 3)]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

# From the event's own time stamp; a message sent in a frame arrives when the frame is painted.
WATCH = """() => {
  window.clicks = [];
  window.addEventListener("click", event => {
    const chosen = document.querySelector('[data-panel="input"] .cnnbp-chosen');
    const click = { flat: Number(chosen?.dataset.flat), dom: performance.now() - event.timeStamp };
    window.painted = new Promise(done => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        click.frame = performance.now() - event.timeStamp;
        window.clicks.push(click);
        done();
      };
      channel.port2.postMessage(0);
    }));
  });
}"""
# What the machine and the browser take for the smallest change there is: one square turns grey.
FLOOR = """<!doctype html><meta charset="utf-8"><title>floor</title>
<style>.on {background: #888}</style><div data-panel="input">
<div class="cnnbp-cells" style="width: 320px; height: 320px; border: 1px solid"></div></div>"""
TOGGLE = """() => {
  const square = document.querySelector(".cnnbp-cells");
  square.addEventListener("click", () => square.classList.toggle("on"));
}"""
FRAME = 1 / 60  # seconds
OPEN = """async source => {
  const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const start = performance.now();
  const widget = (await import(url)).default;
  const el = document.createElement("div");
  document.getElementById("here").replaceChildren(el);
  widget.render({model: window.model, el});
  await new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  return performance.now() - start;
}"""


# How long each frame lasts, for three seconds.
FRAMES = """() => new Promise(done => {
  const lasted = [], start = performance.now();
  let last = 0;
  const next = at => {
    if (last) lasted.push(at - last);
    last = at;
    performance.now() - start < 3000 ? requestAnimationFrame(next) : done(lasted);
  };
  requestAnimationFrame(next);
})"""


def make(size: int, kernel: int, **view) -> DeltaFlow:
    rng = np.random.default_rng(0)
    numbers = rng.random((size, size)), rng.normal(size=(kernel, kernel))
    return DeltaFlow.convolution(*numbers, **view)


def make_many(**view) -> DeltaFlow:
    """6 channels to 12: a ledger."""
    rng = np.random.default_rng(0)
    return DeltaFlow.convolution(rng.random((6, 8, 8)), rng.normal(size=(12, 6, 3, 3)), **view)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        path = required(find_browser(playwright.chromium.executable_path), "BROWSER", NO_BROWSER)
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def clicks(page, size: int) -> tuple[list[dict[str, float]], list[int]]:
    """Clicks on random input pixels, one after the other, at random moments of a frame.

    The pointer moves to the pixel first; the click is counted from the release of the button.
    No click waits behind the picture of another, and nothing runs in the page while it rests.
    """
    page.evaluate(WATCH)
    box = page.locator('[data-panel="input"] .cnnbp-cells').first.bounding_box()
    rng, wanted = np.random.default_rng(1), [-1]
    while len(wanted) <= CLICKS:
        row, column = (int(i) for i in rng.integers(0, size, 2))
        if row * size + column == wanted[-1]:
            continue
        wanted.append(row * size + column)
        time.sleep(float(rng.uniform(0, FRAME)))
        x = box["x"] + (column + 0.5) * box["width"] / size
        page.mouse.click(x, box["y"] + (row + 0.5) * box["height"] / size)
        page.evaluate("window.painted")
    return page.evaluate("window.clicks"), wanted[1:]


def sent(value) -> int:
    """Bytes of a trait on the wire: buffers as they are, the rest as JSON."""
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, dict):
        return sum(len(key) + sent(item) for key, item in value.items())
    return sum(map(sent, value)) if isinstance(value, list) else len(json.dumps(value))


def click_row(name: str, found: list[dict[str, float]]) -> list:
    dom, frame = ([click[key] for click in found] for key in ("dom", "frame"))
    high = [float(np.percentile(times, 99)) for times in (dom, frame)]
    return [name, statistics.median(dom), high[0], statistics.median(frame), high[1]]


CLICK_HEAD = ["input, kernel", "DOM, ms", "99 %", "painted frame, ms", "99 %"]


def test_clicks_floor(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_content(FLOOR)
    page.evaluate(TOGGLE)
    rows = [click_row("a square turns grey", clicks(page, 8)[0])]
    page.close()
    table(f"From a click to the smallest change ({CLICKS} clicks)", CLICK_HEAD, rows)


@pytest.mark.parametrize(("size", "kernel"), SIZES)
def test_clicks(browser, size, kernel):
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    ExplorerPage(page, make(size, kernel), kernel=False).settle()
    found, wanted = clicks(page, size)
    page.close()
    assert [click["flat"] for click in found] == wanted, "a click was not followed at once"
    rows = [click_row(f"{size} × {size}, {kernel} × {kernel}", found)]
    table(f"Explorer: from a click to the highlight ({CLICKS} clicks)", CLICK_HEAD, rows)


def test_opening(browser):
    source = (STATIC / "delta_flow.js").read_text(encoding="utf-8")
    rows = []
    layers = {
        f"{size} × {size}, {kernel} × {kernel}": functools.partial(make, size, kernel)
        for size, kernel in SIZES
    }
    layers["6 channels to 12, 8 × 8"] = functools.partial(make_many, selection=("input", 2, 3, 4))
    for name, layer in layers.items():
        built, drawn = [], []
        for _ in range(5):
            start = time.perf_counter()
            flow = layer()
            built.append(1e3 * (time.perf_counter() - start))
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            ExplorerPage(page, flow, kernel=False, views=0)
            drawn.append(page.evaluate(OPEN, source))
            page.close()
        python, paint = statistics.median(built), statistics.median(drawn)
        rows.append([name, python, paint, python + paint, sent(flow.scene) / 1e3])
    head = ["input, kernel", "Python, ms", "load and first paint, ms", "both, ms", "sent, kB"]
    table("Explorer: opening one", head, rows)


def test_playing(browser):
    """Frames while nine terms fly, beside those of the same page at rest."""
    rows = []
    for name, layer in (("8 × 8, 3 × 3", functools.partial(make, 8, 3)), ("6 channels", make_many)):
        flow = layer(views=["edges", "steps"])
        flow.selection = ("input", *(3 for _ in flow.shapes["input"]))
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        ExplorerPage(page, flow, kernel=False).settle()
        rest = page.evaluate(FRAMES)
        page.get_by_role("button", name="play", exact=True).click()
        played = page.evaluate(FRAMES)
        page.close()
        for what, frames in (("at rest", rest), ("playing", played)):
            late = sum(frame > 1.5e3 * FRAME for frame in frames)
            rows.append([f"{name}, {what}", len(frames), statistics.median(frames), late])
    head = ["input, kernel", "frames in 3 s", "median, ms", "dropped"]
    table("Explorer: frames", head, rows)
