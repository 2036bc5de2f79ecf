"""The decks, opened from the disk with the network switched off."""

import re

import pytest
from playwright.sync_api import expect
from support import shared
from support.axe import violations

from tools import slides
from tools.site import build

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
each_deck = pytest.mark.parametrize("name", [path.stem for path in slides.LESSONS])
SHOWN = ".slides > .present > .present"
# Turns to every slide in order, shows what waits for a key, and notes what is too tall or too wide.
WALK = """async () => {
  const stacks = [...document.querySelectorAll(".slides > section")];
  const bad = [];
  let seen = 0;
  for (const [h, stack] of stacks.entries()) {
    for (const [v, slide] of [...stack.children].entries()) {
      location.hash = `#/${h}/${v}`;
      const shown = () => slide.matches(".present") && stack.matches(".present");
      for (let i = 0; i < 200 && !shown(); i++) await new Promise(requestAnimationFrame);
      for (const part of slide.querySelectorAll(".fragment")) part.classList.add("visible");
      const layout = () => JSON.stringify([...slide.querySelectorAll(".explorer, .explorer *")]
        .map(e => [e.className.baseVal ?? e.className, e.clientWidth, e.clientHeight])
        .concat([slide.scrollHeight, slide.style.fontSize]));
      for (let last = "", still = 0; still < 5; still = layout() === last ? still + 1 : 0) {
        last = layout();
        await new Promise(requestAnimationFrame);
      }
      // An explorer that shows two views at once may be taller than the screen.
      const pressed = [...slide.querySelectorAll('.scrolls [aria-pressed="true"]')];
      const views = pressed.some(one => /Rotated|Matrix|Table|Network/.test(one.textContent));
      const tall = slide.scrollHeight > slide.clientHeight && !views;
      if (!shown() || tall || slide.scrollWidth > 1280) {
        bad.push([location.hash, shown(), slide.scrollHeight, slide.scrollWidth]);
      }
      seen += 1;
    }
  }
  return [seen, bad];
}"""


@pytest.fixture(scope="session")
def deck(browser, tmp_path_factory):
    """The file of a deck, built when first asked for; `browser` first, lest it be in vain."""
    shared_folder = shared.folder(tmp_path_factory)
    lessons = {path.stem: path for path in slides.LESSONS}
    return lambda name: shared.deck(lessons[name], shared_folder)


@pytest.fixture
def opened(deck, browser, collect_errors):
    """Opens a deck; afterwards nothing may have gone wrong in it, and nothing been asked for."""
    pages, contexts, asked = [], [], []

    def open_deck(name, where="", size=(1280, 720), scheme="light"):
        view = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=view, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        collect_errors(page)
        context.on("request", lambda request: asked.append(request.url))
        page.goto(deck(name).as_uri() + where)
        page.wait_for_selector(".reveal.ready")
        return page

    yield open_deck
    errors = [error for page in pages for error in page.console_errors]
    for context in contexts:
        context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def turn_to_explorer(page, heading):
    """The slide with the explorer of a section: the heading's own, or one below it."""
    page.evaluate(
        """heading => {
          const stacks = [...document.querySelectorAll(".slides > section")];
          const h = stacks.findIndex(one => one.querySelector("h2")?.textContent.includes(heading));
          const v = [...stacks[h].children].findIndex(one => one.querySelector(".explorer"));
          location.hash = `#/${h}/${v}`;
        }""",
        heading,
    )
    explorer = page.locator(f"{SHOWN} .explorer")
    expect(explorer).to_have_count(1)
    return explorer


@each_deck
def test_every_slide_fits_the_screen(opened, name):
    page = opened(name)
    seen, bad = page.evaluate(WALK)
    assert seen == page.locator(".slides > section > section").count() > 10
    assert bad == []


def test_the_number_of_a_slide_stands_clear_of_the_line_that_shows_how_far_one_is(opened):
    page = opened("01b_losses_and_steps")
    number, line = (
        page.locator(f".reveal {part}").bounding_box() for part in (".slide-number a", ".progress")
    )
    assert number["y"] + number["height"] <= line["y"]
    assert line["y"] + line["height"] == pytest.approx(720, abs=1)


# Of the explorer on the slide: the heights of its numbers, as parts of a screen of 720, and what
# belongs to the choice but is cut or outside of the slide.
PRESENTED = """shown => {
  const slide = document.querySelector(shown), explorer = slide.querySelector(".explorer");
  const all = (selector) => [...explorer.querySelectorAll(selector)].filter(e => e.offsetParent);
  const written = [...all(".cnnbp-cell")].filter(cell => cell.innerText.trim());
  const heights = written.map(cell => parseFloat(getComputedStyle(cell).fontSize)
    * cell.currentCSSZoom * 720 / innerHeight);
  const cut = all(".cnnbp-chosen, .cnnbp-lit, .cnnbp-total, .cnnbp-scene .cnnbp-title")
    .filter(one => {
      const box = one.getBoundingClientRect();
      for (let at = one.parentElement; at !== slide.parentElement; at = at.parentElement) {
        if (at !== slide && getComputedStyle(at).overflowY === "visible") continue;
        const frame = at.getBoundingClientRect();
        if (box.top < frame.top - 1 || box.bottom > frame.bottom + 1) return true;
        if (box.left < frame.left - 1 || box.right > frame.right + 1) return true;
      }
      return false;
    });
  return {
    numbers: heights.length, smallest: Math.min(...heights),
    cell: Math.max(...all(".cnnbp-cell:is(.cnnbp-chosen, .cnnbp-lit)")
      .map(one => one.getBoundingClientRect().width)) * 720 / innerHeight,
    cut: cut.map(one => one.className), chosen: all(".cnnbp-chosen").length,
    total: all(".cnnbp-total").length, tall: slide.scrollHeight - slide.clientHeight,
  };
}"""
# A window of 1280 × 720 as the browser's zoom leaves it.
ZOOMS = {"100 %": (1280, 720), "150 %": (853, 480), "200 %": (640, 360)}
# From this size on the cells that belong to a choice hold numbers: 18 px, drawn 1.6 times larger.
HOLDS = 28.8


@pytest.mark.parametrize("zoom", ZOOMS)
@each_deck
def test_an_explorer_is_read_from_the_last_row(opened, name, zoom):
    """No number in a cell under 16 px of 720; a choice and its sum are on the slide, uncut."""
    page = opened(name, size=ZOOMS[zoom])
    places = page.evaluate(
        """shown => [...document.querySelectorAll(".slides > section")].flatMap((stack, h) =>
          [...stack.children].flatMap((slide, v) =>
            slide.querySelector(shown) ? [`#/${h}/${v}`] : []))""",
        ".explorer :is(.cnnbp-scene, .cnnbp-derivation-body)",
    )
    for place in places:
        page.evaluate("place => { location.hash = place }", place)
        explorer = page.locator(f"{SHOWN} .explorer")
        expect(explorer).to_have_count(1)
        expect(explorer).to_have_attribute("style", re.compile("--screen"))
        reveal = explorer.get_by_role("button", name="Reveal")
        if reveal.is_visible():
            reveal.click()
        for end in ("first", "last"):
            inputs = ':is([data-panel="input"], [data-panel="z_in"])'
            cells = explorer.locator(f"{inputs} .cnnbp-cell:visible")
            cell = cells.first if end == "first" else cells.last
            if cell.get_attribute("aria-selected") == "false":
                cell.click()
                if reveal.is_visible():
                    reveal.click()
            expect(explorer.locator(".cnnbp-total:visible").first).to_be_visible()
            seen = page.evaluate(PRESENTED, SHOWN)
            where = f"{place}, {end} cell: {seen}"
            assert seen["numbers"] > 0 or seen["cell"] < HOLDS, where
            assert seen["smallest"] >= 15.9, where
            assert seen["cut"] == [], where
            assert seen["chosen"] > 0, where
            assert seen["total"] > 0, where
            assert seen["tall"] <= 1, where


@pytest.mark.parametrize("zoom", ZOOMS)
def test_each_line_of_a_derivation_is_read_from_the_last_row(opened, zoom):
    """One line at a time, as large as that, below the panels; with all its numbers on the slide."""
    page = opened("05_derivation", size=ZOOMS[zoom])
    explorer = turn_to_explorer(page, "line by line")
    expect(explorer).to_have_attribute("style", re.compile("--screen"))
    for gradient in ("∂C/∂b", "∂C/∂w", "δ of a pixel"):
        explorer.get_by_role("button", name=gradient, exact=True).click()
        heads = explorer.locator(".cnnbp-line-head")
        for line in range(heads.count()):
            while heads.nth(line).get_attribute("aria-expanded") == "false":
                now = heads.evaluate_all("all => all.findIndex(one => one.ariaExpanded === 'true')")
                way = "next" if now < line else "previous"
                explorer.get_by_role("button", name=f"{way} line").click()
            expect(explorer.locator(".cnnbp-formula:visible")).to_have_count(1)
            seen = page.evaluate(PRESENTED, SHOWN)
            where = f"{gradient}, line {line + 1}: {seen}"
            assert seen["numbers"] > 36, where
            assert seen["smallest"] >= 15.9, where
            assert seen["cut"] == [], where
            assert seen["tall"] <= 1, where


def test_the_site_takes_the_decks_along(deck, tmp_path):
    decks = {deck(path.stem).parent for path in slides.LESSONS}.pop()
    build.build([], tmp_path, slides=decks)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    linked = re.findall(r'href="(slides/[^"]+)"', text)
    assert len(linked) == len(slides.LESSONS)
    assert all((tmp_path / one).exists() for one in linked)


def test_the_address_is_that_of_the_slide_at_every_moment(opened):
    """Written late, it would take the place of a link that is followed meanwhile."""
    page = opened("04_convolution")
    addresses = page.evaluate(
        """() => [1, 2, 3].map(() => {
          const init = { key: "PageDown", bubbles: true, cancelable: true };
          document.body.dispatchEvent(new KeyboardEvent("keydown", init));
          const stacks = [...document.querySelectorAll(".slides > section")];
          const h = stacks.findIndex(one => one.matches(".present"));
          const v = [...stacks[h].children].findIndex(one => one.matches(".present"));
          return [v ? `#/${h}/${v}` : `#/${h}`, location.hash];
        })"""
    )
    assert all(shown == written for shown, written in addresses)
    assert len({shown for shown, _ in addresses}) == 3


def test_keys_turn_slides_except_where_an_explorer_has_the_focus(opened):
    page = opened("04_convolution")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{SHOWN} h2")).to_contain_text("1. Forward")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(f"{SHOWN} h1")).to_be_visible()
    explorer = turn_to_explorer(page, "The corner pixel")
    here = page.evaluate("location.hash")
    explorer.get_by_role("gridcell", name="input row 2 column 3", exact=True).focus()
    page.keyboard.press("ArrowRight")
    cell = explorer.get_by_role("gridcell", name="input row 2 column 4", exact=True)
    expect(cell).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == here
    page.keyboard.press("PageDown")  # as a presenter's remote control sends it
    expect(explorer).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{SHOWN} h2")).to_contain_text("4. One step")


def test_a_prediction_gets_its_verdict(opened):
    explorer = turn_to_explorer(opened("04_convolution"), "The corner pixel")
    explorer.get_by_label("your number").fill("77")
    explorer.get_by_role("button", name="Check the number").click()
    expect(explorer.get_by_role("status").filter(has_text="✗")).to_be_visible()
    explorer.get_by_role("button", name="Reveal").click()
    expect(explorer.locator(".cnnbp-total").first).to_be_visible()


@pytest.mark.parametrize("heading", ["The corner pixel", "One step", "in the middle"])
def test_the_deltas_of_a_question_are_read_before_it_is_answered(opened, heading):
    """The number that is asked for is made of them."""
    explorer = turn_to_explorer(opened("04_convolution"), heading)
    expect(explorer).to_have_attribute("style", re.compile("--screen"))
    deltas = explorer.locator('[data-panel="delta"] .cnnbp-cell')
    expect(deltas).to_have_count(36)
    for delta in deltas.all():
        expect(delta).to_have_text(re.compile(r"\d"))
    size = "cell => parseFloat(getComputedStyle(cell).fontSize) * cell.currentCSSZoom"
    assert deltas.first.evaluate(size) >= 15.9


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768)])
def test_lines_meet_their_cells_however_far_the_slide_is_enlarged(opened, size):
    page = opened("00_start_here", size=size)
    explorer = turn_to_explorer(page, "Your first click")
    explorer.get_by_role("gridcell", name="input row 2 column 3", exact=True).click()
    cell = explorer.locator('[aria-selected="true"][aria-label^="input row 2 column 3"]')
    box = cell.bounding_box()
    starts = page.evaluate(
        """shown => [...document.querySelectorAll(`${shown} .explorer svg path`)]
          .map(path => path.getPointAtLength(0).matrixTransform(path.getScreenCTM()))
          .map(({ x, y }) => [x, y])""",
        SHOWN,
    )
    near = [
        (x, y)
        for x, y in starts
        if abs(x - box["x"] - box["width"] / 2) <= box["width"]
        and abs(y - box["y"] - box["height"] / 2) <= box["height"]
    ]
    assert len(near) >= 9


def test_the_speaker_has_notes_and_both_windows_turn_together(opened):
    page = opened("04_convolution", "#/3/0")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    speaker = popup.value
    notes = speaker.get_by_role("complementary", name="speaker notes")
    expect(notes).to_contain_text("How many outputs did the corner pixel touch?")
    expect(page.get_by_role("complementary", name="speaker notes")).to_be_hidden()
    slide = speaker.locator(SHOWN).bounding_box()
    assert 0.9 < (slide["x"] + slide["width"]) / notes.bounding_box()["x"] <= 1.001
    speaker.keyboard.press("ArrowRight")
    expect(page.locator(f"{SHOWN} h2")).to_contain_text("4. One step")
    page.keyboard.press("ArrowLeft")
    expect(speaker.locator(f"{SHOWN} h2")).to_contain_text("3. The corner")


def test_paper_has_a_page_for_each_slide_and_pictures_for_explorers(opened):
    page = opened("00_start_here", "?print-pdf", scheme="dark")
    sheets = page.locator(".pdf-page")
    expect(sheets).to_have_count(page.locator(".pdf-page > section").count())
    assert page.locator(".explorer .live").count() == 0
    for picture in page.locator(".explorer .picture").all():
        expect(picture).to_be_visible()
    pages = page.evaluate(
        """[...document.querySelectorAll(".pdf-page > section")].map(one => {
          const { paddingLeft, fontSize } = getComputedStyle(one);
          const whole = one.scrollHeight <= one.clientHeight;
          return [whole, parseFloat(paddingLeft), parseFloat(fontSize)];
        })"""
    )
    assert all(whole and margin > 40 for whole, margin, _ in pages)
    assert len({size for *_, size in pages}) > 1  # few words are set large on paper, too
    made = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == sheets.count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_out_of_reach(opened, scheme):
    """axe-core on the slide with an explorer, and on one of words."""
    page = opened("00_start_here", scheme=scheme)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert violations(page) == []
    turn_to_explorer(page, "Your first click")
    assert violations(page) == []
