"""The playground, opened from the disk with the network switched off."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from support import shared
from support.axe import violations
from support.offline_page import OfflinePage

from cnnbp import datasets
from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.model.changes import wave
from tools.site import build

KERNEL = np.array([[0.25, -0.5, 1.0], [0.5, 1.25, -0.75], [-0.25, 0.75, -1.0]])


def digit(number):
    images, labels = datasets.load_digits()
    return images[np.flatnonzero(labels == number)[0]]


@pytest.fixture(scope="session")
def playground_file(browser, tmp_path_factory):
    return shared.site_page("playground", [], shared.folder(tmp_path_factory))


@pytest.fixture
def opened(playground_file, browser):
    """Opens the page with something behind `#`; afterwards nothing may have gone wrong in it."""
    pages = []

    def show(fragment="", **context):
        context = {"viewport": {"width": 1366, "height": 768}} | context
        pages.append(OfflinePage(browser, playground_file, fragment=fragment, **context))
        expect(pages[-1].page.locator(".pg-explorer [role=gridcell]").first).to_be_visible()
        return pages[-1]

    yield show
    errors = [error for one in pages for error in one.errors]
    for one in pages:
        one.close()
    assert errors == []


def press(page, name, times=1):
    for _ in range(times):
        page.get_by_role("button", name=name, exact=True).click()


def shows(one, layer):
    """The explorer shows what Python computes for this layer."""
    np.testing.assert_allclose(one.numbers("delta"), layer.delta.ravel(), atol=6e-4)
    np.testing.assert_allclose(one.numbers("gradient"), layer.input_gradient.ravel(), atol=6e-4)


def test_it_begins_with_a_digit_and_a_kernel_and_a_choice(opened):
    one = opened()
    shows(one, DeltaFlow.convolution(digit(4), KERNEL).layer)
    expect(one.page.locator('[data-panel="input"] [aria-selected="true"]')).to_have_count(1)
    expect(one.page.locator(".pg-card[aria-current]")).to_contain_text("you are here")
    assert one.page.evaluate("location.hash").startswith("#1.conv.8x8.k3.cinput,4,3.ad4.w")


def test_sizes_and_options_are_those_of_the_package(opened):
    one = opened()
    page = one.page
    press(page, "stride: more")
    press(page, "padding: more", 2)
    press(page, "dilation: more")
    page.locator(".pg-controls").get_by_label("forward pass", exact=True).select_option(
        "convolution"
    )
    options = {"stride": 2, "padding": 2, "dilation": 2, "convention": "convolution"}
    shows(one, DeltaFlow.convolution(digit(4), KERNEL, **options).layer)
    expect(page.locator(".pg-output")).to_contain_text("output 4 × 4")
    expect(page.locator(".pg-output")).to_contain_text("⌊(8 + 2·2 − 2·(3 − 1) − 1) / 2⌋ + 1 = 4")
    page.locator(".pg-controls").get_by_label("picture", exact=True).select_option("d7")
    page.locator(".pg-controls").get_by_label("weights", exact=True).select_option("blur")
    blur = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    shows(one, DeltaFlow.convolution(digit(7), blur, **options).layer)
    press(page, "↶ Undo", 2)
    shows(one, DeltaFlow.convolution(digit(4), KERNEL, **options).layer)
    press(page, "↷ Redo", 2)
    shows(one, DeltaFlow.convolution(digit(7), blur, **options).layer)
    expect(page.get_by_role("button", name="↷ Redo")).to_have_attribute("aria-disabled", "true")
    press(page, "↶ Undo", 2)
    press(page, "Start again")
    shows(one, DeltaFlow.convolution(digit(4), KERNEL).layer)
    expect(page.get_by_role("button", name="↶ Undo")).to_have_attribute("aria-disabled", "true")


def test_what_cannot_be_says_why_and_changes_nothing(opened):
    page = opened("#1.conv.3x3.k3.ahABCDEFGHI").page
    press(page, "dilation: more")
    expect(page.locator(".pg-refused")).to_contain_text("at most the padded image, (3, 3)")
    expect(page.locator(".pg-output")).to_contain_text("output 1 × 1")
    press(page, "padding: more")
    expect(page.locator(".pg-refused")).to_be_hidden()
    press(page, "↶ Undo")
    expect(page.locator(".pg-output")).to_contain_text("output 1 × 1")
    expect(page.locator(".pg-refused")).to_be_hidden()


@pytest.mark.parametrize("kind", ["Dense", "Activation", "Max pool", "Average pool"])
def test_every_kind_of_layer(opened, kind):
    one = opened()
    page = one.page
    press(page, kind)
    image = digit(4)
    expected = {
        "Dense": DeltaFlow.dense(image, wave((5, 64))),
        "Activation": DeltaFlow.network(image, ["relu"]),
        "Max pool": DeltaFlow.max_pool(image, 2),
        "Average pool": DeltaFlow.average_pool(image, 2),
    }[kind].layer
    if kind != "Dense":  # what comes back through many weights stands in a ledger
        shows(one, expected)
    page.get_by_role("button", name="Forward →").click()
    expect(page.locator('[data-panel="output"]')).to_be_visible()
    np.testing.assert_allclose(one.numbers("output"), expected.output.ravel(), atol=6e-4)
    cell = page.get_by_role("gridcell", name="input row 2 column 3", exact=True).first
    cell.click()
    expect(cell).to_have_attribute("aria-selected", "true")
    address = page.evaluate("location.hash")
    again = opened(address)
    assert again.page.evaluate("location.hash") == address
    assert again.numbers("output") == one.numbers("output")


def test_channels_and_filters(opened):
    one = opened()
    page = one.page
    press(page, "channels: more")
    press(page, "filters: more", 2)
    expect(page.locator(".pg-output")).to_contain_text("output 3 × 6 × 6")
    expect(page.locator(".pg-output")).to_contain_text("54 shared weights")
    press(page, "channels: less")
    expect(page.locator(".pg-output")).to_contain_text("27 shared weights")


def test_drawing_is_a_tool_of_its_own(opened):
    one = opened()
    page = one.page
    page.locator(".pg-controls").get_by_label("picture", exact=True).select_option("blank")
    expect(page.get_by_role("button", name="Draw", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    cell = page.get_by_role("gridcell", name="input row 3 column 2", exact=True).first
    first = cell.bounding_box()
    page.mouse.move(first["x"] + 9, first["y"] + 9)
    page.mouse.down()
    page.mouse.move(first["x"] + 9 + 3 * first["width"], first["y"] + 9, steps=9)
    page.mouse.up()
    image = np.zeros((8, 8))
    image[3, 2:6] = 1
    expect(cell).to_have_attribute("aria-description", "1.000")
    np.testing.assert_allclose(one.numbers("input"), image.ravel())
    shows(one, DeltaFlow.convolution(image, KERNEL).layer)
    press(page, "Choose")
    cell.click()
    expect(cell).to_have_attribute("aria-selected", "true")
    np.testing.assert_allclose(one.numbers("input"), image.ravel())
    shared_link = page.get_by_label("Everything is in this link").input_value()
    other = opened("#" + shared_link.partition("#")[2])
    np.testing.assert_allclose(other.numbers("input"), image.ravel())


def test_a_question_comes_before_a_change(opened):
    one = opened()
    page = one.page
    question = page.get_by_role("group", name="before you change something")
    expect(question).to_contain_text("How many if the stride is 2?")
    edges = DeltaFlow.convolution(digit(4), KERNEL, stride=2).layer.connections
    right = len(edges.from_source(4 * 8 + 3))
    wrong = 9
    assert right != wrong
    question.get_by_role("button", name=f"{wrong} deltas").click()
    expect(question.get_by_role("status")).to_contain_text(f"✗ You said {wrong}, but {right} delta")
    shows(one, DeltaFlow.convolution(digit(4), KERNEL, stride=2).layer)
    expect(page.locator('[data-panel="delta"] .cnnbp-lit')).to_have_count(right)
    press(page, "↶ Undo")
    shows(one, DeltaFlow.convolution(digit(4), KERNEL).layer)
    while "dilation" not in question.inner_text():
        question.get_by_role("button", name="another question").click()
    edges = DeltaFlow.convolution(digit(4), KERNEL, dilation=2).layer.connections
    right = len(edges.from_source(4 * 8 + 3))
    question.get_by_role("button", name=f"{right} delta", exact=False).click()
    expect(question.get_by_role("status")).to_contain_text(f"✓ Right: {right} delta")


def test_the_whole_state_is_in_the_link(opened):
    flow = DeltaFlow.convolution(
        digit(8),
        np.round(np.random.default_rng(1).normal(size=(2, 1, 3, 3)), 2),
        b=[0.5, -0.25],
        padding=1,
        activation="tanh",
        direction="forward",
        views=["edges", "table", "controls"],
        selection=("output", 1, 2, 3),
    )
    one = opened("#" + flow.link().partition("#")[2])
    page = one.page
    np.testing.assert_allclose(one.numbers("output"), flow.layer.output.ravel(), atol=6e-4)
    expect(page.get_by_role("button", name="Forward →")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Table")).to_have_attribute("aria-pressed", "true")
    chosen = page.get_by_role("gridcell", name="output channel 1 row 2 column 3", exact=True)
    expect(chosen.first).to_have_attribute("aria-selected", "true")
    expected = flow.link().partition("#")[2].replace(".vtable,controls.", ".vtable.")
    assert page.evaluate("location.hash") == f"#{expected}"
    page.reload()
    expect(chosen.first).to_have_attribute("aria-selected", "true")


def test_a_link_that_is_pasted_into_the_open_page_is_shown(opened):
    one = opened()
    text = DeltaFlow.max_pool(digit(3), 2, selection=("input", 1, 1)).link().partition("#")[2]
    one.page.evaluate("text => { location.hash = text }", text)
    expect(one.page.get_by_role("button", name="Max pool", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    shows(one, DeltaFlow.max_pool(digit(3), 2).layer)


@pytest.mark.parametrize(
    "fragment",
    [
        "#1.conv.8x8",
        "#2.conv.8x8.k3",
        "#1.conv.8x8.k3.<img src=x onerror=window.ran=1>",
        "#%3Cscript%3Ewindow.ran=1%3C/script%3E",
        "#1.conv.64x64x64.k5.f64.p2",
        "#%E0%A4%A",
        "#" + "A" * 5000,
    ],
)
def test_a_broken_link_says_so_and_starts_soundly(opened, fragment):
    one = opened(fragment)
    expect(one.page.get_by_role("alert").first).to_contain_text("This link cannot be read")
    shows(one, DeltaFlow.convolution(digit(4), KERNEL).layer)
    assert one.page.evaluate("window.ran") is None
    press(one.page, "stride: more")
    expect(one.page.locator(".pg-notice")).to_be_hidden()
    assert one.page.evaluate("location.hash").startswith("#1.conv.8x8.k3.s2.")


def test_the_link_is_copied(opened):
    page = opened().page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "Copy link")
    expect(page.locator(".pg-share output")).to_contain_text("✓ copied")
    press(page, "stride: more")
    expect(page.locator(".pg-share output")).to_be_empty()


def test_an_example_is_a_start(opened):
    one = opened()
    page = one.page
    for name, layer in {
        "Stride 2": DeltaFlow.convolution(digit(4), KERNEL, stride=2).layer,
        "Max pool": DeltaFlow.max_pool(digit(4), 2).layer,
    }.items():
        page.locator(".pg-card", has_text=name).click()
        shows(one, layer)
        expect(page.locator(".pg-card[aria-current]")).to_contain_text(name)
    page.locator(".pg-card", has_text="3 channels").click()
    expect(page.locator(".pg-output")).to_contain_text("output 4 × 6 × 6")


@pytest.mark.parametrize("width", [390, 800])
def test_a_phone_has_all_of_it(opened, width):
    one = opened(viewport={"width": width, "height": 844}, has_touch=True)
    page = one.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_text("Layer, input and kernel").tap()
    page.get_by_role("button", name="stride: more").tap()
    shows(one, DeltaFlow.convolution(digit(4), KERNEL, stride=2).layer)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_everything(opened):
    page = opened().page
    button = page.get_by_role("button", name="stride: more")
    button.focus()
    button.press("Enter")
    expect(page.locator(".pg-output")).to_contain_text("output 3 × 3")
    expect(button).to_be_focused()
    button.press("Control+z")
    expect(page.locator(".pg-output")).to_contain_text("output 6 × 6")
    button.press("Control+y")
    expect(page.locator(".pg-output")).to_contain_text("output 3 × 3")
    cell = page.get_by_role("gridcell", name="input row 4 column 3", exact=True).first
    cell.press("ArrowRight")
    expect(
        page.get_by_role("gridcell", name="input row 4 column 4", exact=True).first
    ).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator(".pg-output")).to_contain_text("output 6 × 6")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1366])
def test_nothing_is_out_of_reach(opened, scheme, width):
    page = opened(viewport={"width": width, "height": 844}, color_scheme=scheme).page
    if width == 390:
        page.get_by_text("Layer, input and kernel").click()
    assert violations(page) == []


def test_it_is_strict_and_small(playground_file, opened):
    text = playground_file.read_text(encoding="utf-8")
    assert len(text.encode()) < 400_000
    readme = (build.ROOT / "README.md").read_text(encoding="utf-8")
    said = re.search(r"`playground\.html` is such a page too, of ([\d.]+) MB", readme)
    assert len(text.encode()) / 1e6 == pytest.approx(float(said[1]), abs=0.05)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    page = opened().page
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
