"""The static pages, opened from the disk with the network switched off."""

import re

import pytest
from playwright.sync_api import expect
from support import shared
from support.axe import violations

from tools.site import build, project

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
LESSONS = sorted(build.NOTEBOOKS.glob("*.ipynb"))
GUIDES = sorted(build.NOTEBOOKS.glob("*.md"))
PAGES = [*(path.stem for path in [*LESSONS, *GUIDES]), "reference", "playground", "index"]


@pytest.fixture(scope="session")
def site_page(browser, tmp_path_factory):
    """The file of a page, built when first asked for; `browser` first, lest it be in vain."""
    shared_folder = shared.folder(tmp_path_factory)
    return lambda name: shared.site_page(name, [*LESSONS, *GUIDES], shared_folder)


@pytest.fixture(scope="session")
def site(site_page):
    """The folder of the whole site."""
    return {site_page(name).parent for name in PAGES}.pop()


@pytest.fixture
def opened(site_page, browser, collect_errors):
    """Opens a page in a window of some width; afterwards nothing may have gone wrong in it."""
    contexts, pages = [], []

    def open_page(name, width=1280, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        collect_errors(page)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site_page(name).as_uri())
        assert all(url.startswith(("file:", "data:")) for url in asked)
        return page

    yield open_page
    errors = [error for page in pages for error in page.console_errors]
    for context in contexts:
        context.close()
    assert errors == []


def choose(explorer):
    """A cell, in a derivation a symbol, by mouse, and again by keyboard."""
    if explorer.locator(".cnnbp-paints").count():
        explorer.get_by_role("button", name="Edit").click()  # leave drawing
    cell, state = explorer.get_by_role("gridcell", name=re.compile("^input ")).first, "selected"
    if explorer.locator(".cnnbp-derivation").count():
        delta = "delta of layer l plus 1"
        cell, state = explorer.get_by_role("button", name=delta, exact=True).first, "pressed"
    cell.click()
    expect(cell).to_have_attribute(f"aria-{state}", "true")
    cell.press("Escape")
    expect(cell).to_have_attribute(f"aria-{state}", "false")
    cell.press("Enter")
    expect(cell).to_have_attribute(f"aria-{state}", "true")


def formulas_are_set(page):
    words = page.locator("main :is(p, li, h1, h2, h3, td)").all_inner_texts()
    assert not [text for text in words if re.search(r"\$[^$]+\$|\\\w+\{", text)]
    assert page.locator("mjx-merror, [data-mml-node=merror]").count() == 0


def every_widget_answers_to_mouse_and_keyboard(page):
    """Widgets of other classes have tests of their own; here they are drawn and can be pressed."""
    for explorer in page.locator(".explorer").all():
        expect(explorer).to_have_class(re.compile("answers"))
        expect(explorer.locator(".live")).not_to_be_empty()
        if explorer.get_by_role("gridcell", name=re.compile("^input ")).count():
            choose(explorer)
        elif explorer.locator("button").count():
            explorer.locator("button:visible").first.click()
            explorer.locator("button:visible").nth(1).press("Enter")


def print_shows_pictures_in_place_of_explorers(page):
    pictures = page.evaluate("new Set([...document.images].map(image => image.src)).size")
    page.emulate_media(media="print")
    for explorer in page.locator(".explorer").all():
        expect(explorer.locator(".picture")).to_be_visible()
        expect(explorer.locator(".live")).to_be_hidden()
    printed = page.pdf()
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Subtype\s*/Image", printed)) >= pictures


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_used_and_printed(opened, name):
    """In one window: a page's explorers take longer to open than all that is asked of them."""
    page = opened(name)
    formulas_are_set(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, runOnly=["color-contrast"]) == []
    every_widget_answers_to_mouse_and_keyboard(page)
    page.set_viewport_size({"width": 360, "height": 900})
    page.wait_for_function("document.documentElement.scrollWidth <= 360")
    print_shows_pictures_in_place_of_explorers(page)


def test_formulas_of_one_line_stand_below_each_other_on_a_phone(opened):
    """And each is whole; on a wide screen they stand side by side."""
    tops = {}
    for width in (390, 1366):
        page = opened("06_channels_stride_padding", width=width)
        first, second = page.locator(".formulas").first.locator(".formula").all()
        tops[width] = [one.bounding_box()["y"] for one in (first, second)]
        for one in (first, second):
            assert one.evaluate("one => one.scrollWidth - one.clientWidth") <= 1
    assert tops[390][0] < tops[390][1]
    assert abs(tops[1366][0] - tops[1366][1]) < 20


def test_settings_are_worked_out_in_the_page(opened):
    page = opened("04_convolution")
    settings = page.get_by_role("button", name="Settings")
    explorer = page.locator(".explorer").filter(has=settings).first
    explorer.get_by_role("button", name="Settings").click()
    stride = explorer.get_by_label("stride")
    stride.fill("3")
    stride.press("Enter")
    explorer.get_by_role("button", name="Rotated").click()  # its view had taken delta's room
    expect(explorer.locator('[data-panel="delta"] [role="gridcell"]')).to_have_count(4)
    stride.fill("99")
    stride.press("Enter")
    expect(explorer.get_by_role("alert")).to_contain_text("at most 16")
    expect(stride).to_have_value("3")


def test_a_prediction_is_judged_as_with_python(opened):
    page = opened("04_convolution")
    explorer = page.locator(".explorer").first
    predict = explorer.get_by_role("button", name="Predict")
    if predict.get_attribute("aria-pressed") == "false":
        predict.click()
    explorer.get_by_role("button", name="Another pixel").click()
    explorer.get_by_label("your number").fill("77.7")
    explorer.get_by_role("button", name="Check the number").click()
    expect(explorer.get_by_role("status")).to_contain_text("none of the known mistakes")
    explorer.get_by_role("button", name="Hint").click()
    expect(explorer.locator(".cnnbp-hints li")).to_have_count(1)


def test_what_needs_python_leads_to_it(opened):
    """In the file itself, so that a lesson that was mailed alone has it too."""
    page = opened("07_train_a_cnn")
    for note in page.locator(".explorer .needs, .shown .needs").all():
        for what, address in project.places("07_train_a_cnn.ipynb"):
            expect(note.get_by_role("link", name=what)).to_have_attribute("href", address)
    assert "OWNER/" not in page.content()
    assert page.locator(".shown .needs").count() > 0  # the training panels
    note.get_by_role("link", name="set it up").click()
    expect(page.get_by_role("heading", name="Run it with Python")).to_be_in_viewport()
    expect(page.get_by_text("python3 -m venv .venv")).to_be_in_viewport()


def test_the_index_is_a_map_of_all_lessons(opened, site):
    page = opened("index")
    expect(page.get_by_role("gridcell", name="input row 2 column 3", exact=True)).to_be_visible()
    lessons = page.get_by_role("navigation", name="lessons").get_by_role("link")
    assert lessons.count() == len([path for path in LESSONS if path.stem[0].isdigit()])
    lessons.nth(4).click()
    assert page.url.endswith("03_pooling.html")
    page.locator("[rel=next]").click()
    assert page.url.endswith("04_convolution.html")
    page.get_by_role("link", name="All lessons").click()
    assert page.url.endswith("index.html")


def test_the_theme_can_be_chosen(opened):
    page = opened("index", scheme="dark")
    button = page.get_by_role("button", name="Dark")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_no_script_but_the_pages_own_may_run(opened):
    page = opened("00_start_here")
    page.evaluate(
        """() => { const made = document.createElement("script");
        made.textContent = "window.slipped = true"; document.body.append(made); }"""
    )
    assert page.evaluate("window.slipped") is None
    assert page.console_errors.pop().startswith("Executing inline script violates")


def test_the_readme_says_how_large_the_site_is(site):
    text = " ".join((build.ROOT / "README.md").read_text(encoding="utf-8").split())
    said = re.search(r"([\d.]+) MB for the largest page, ([\d.]+) MB for all", text)
    sizes = [path.stat().st_size / 1e6 for path in site.glob("*.html")]
    assert float(said[1]) == pytest.approx(max(sizes), rel=0.15)
    assert float(said[2]) == pytest.approx(sum(sizes), rel=0.15)


def test_pages_lead_to_each_other(opened, site):
    for name in PAGES:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        for target in re.findall(r'href="([^":#]+)(?:#[^"]*)?"', text):
            assert (site / target).exists(), f"{name} links to {target}"
