"""The picture of an explorer that one takes along: an SVG with all that it shows, and a PNG."""

import io
import re
from collections import Counter
from xml.etree import ElementTree

import numpy as np
import pytest
from explorer_layers import DIGIT, DIGIT_LAYERS, IMAGE, KERNEL, LAYERS
from PIL import Image
from playwright.sync_api import expect
from support.axe import violations
from support.explorer_page import ExplorerPage
from support.offline_page import OfflinePage, write_page

from cnnbp._core.palette import PALETTE
from cnnbp.widgets import DeltaFlow, Derivation

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"

SEEN = """() => {
  const hex = (text) => {
    const to = text.startsWith("color(") ? 255 : 1;
    const parts = text.match(/[\\d.]+/g).slice(0, 3).map((one) => Math.round(to * Number(one)));
    return "#" + parts.map((one) => one.toString(16).padStart(2, "0")).join("");
  };
  const all = (what) => [...document.querySelectorAll(what)].filter((el) => el.checkVisibility());
  const words = [];
  for (const el of all(".cnnbp-cell, .cnnbp-chip, .cnnbp-total, .cnnbp-badge, .cnnbp-title"))
    for (const node of el.childNodes)
      if (node.nodeType === 3 && node.data.trim() && parseFloat(getComputedStyle(el).fontSize) > 1)
        words.push(node.data.trim().replace(/\\s+/g, " "));
  const cells = all(".cnnbp-sheet").flatMap((sheet) => {
    const canvas = sheet.querySelector("canvas"), box = canvas.getBoundingClientRect();
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: canvas.width * canvas.height }, (_, i) => ({
      x: box.x + ((i % canvas.width) + 0.5) * box.width / canvas.width,
      y: box.y + (Math.floor(i / canvas.width) + 0.5) * box.height / canvas.height,
      panel: sheet.closest("[data-panel]").dataset.panel,
      colour: hex(`rgb(${data.slice(4 * i, 4 * i + 3).join()})`),
    }));
  });
  const frames = all(".cnnbp-lit").map((el) => hex(getComputedStyle(el).boxShadow));
  return { words, cells, frames, lines: all(".cnnbp-stage .cnnbp-line").length };
}"""


@pytest.fixture
def opened(browser):
    """An explorer in a bare page; nothing may have gone wrong in it afterwards."""
    shown = []

    def show(widget, *, width=1000, dark=False):
        page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
        shown.append(ExplorerPage(page, widget, dark=dark))
        shown[-1].settle()
        return page

    yield show
    errors = [error for one in shown for error in one.errors]
    for one in shown:
        one.page.context.close()
    assert errors == []


def saved(page, kind):
    """The bytes of the file that is saved, and its name."""
    if not page.get_by_role("group", name="take the picture along").locator("button").count():
        if page.get_by_role("button", name="more buttons").count():
            page.get_by_role("button", name="more buttons").click()
        page.get_by_role("button", name="Picture").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save {kind}").click()
    return download.value.path().read_bytes(), download.value.suggested_filename


def words_of(root):
    return Counter(re.sub(r"\s+", " ", text.text).strip() for text in root.iter(f"{SVG}text"))


def at(root, x, y):
    """The colours of what is filled at a place of the window."""
    group = root.find(f"{SVG}g")
    for rect in group.iter(f"{SVG}rect"):
        left, top, wide, high = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
        if left <= x <= left + wide and top <= y <= top + high:
            yield rect.get("fill")


CASES = {
    "convolution": lambda: LAYERS["convolution"](selection=("input", 2, 3)),
    "behind a sigmoid": lambda: LAYERS["behind a sigmoid"](selection=("weights", 1, 1)),
    "max pool": lambda: LAYERS["max pool"](direction="forward", selection=("output", 0, 1)),
    "channels": lambda: LAYERS["channels"](selection=("input", 1, 2, 3)),
    "derivation": lambda: Derivation(IMAGE, KERNEL),
    "a question": lambda: LAYERS["convolution"](selection=("input", 2, 3), mode="predict"),
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("case", CASES)
def test_the_svg_holds_all_that_the_screen_shows(opened, case, dark):
    page = opened(CASES[case](), dark=dark)
    seen = page.evaluate(SEEN)
    data, name = saved(page, "SVG")
    assert re.fullmatch(r"\w+\.svg", name)
    root = ElementTree.fromstring(data)
    assert seen["cells"]
    assert seen["words"]
    assert not Counter(seen["words"]) - words_of(root)
    for cell in seen["cells"]:
        assert cell["colour"] in at(root, cell["x"], cell["y"])
    frames = Counter(rect.get("stroke") for rect in root.iter(f"{SVG}rect"))
    assert not Counter(seen["frames"]) - frames
    assert bool(seen["frames"]) == (case != "a question")
    assert len(list(root.iter(f"{SVG}path"))) >= seen["lines"]
    assert root.find(f"{SVG}rect").get("fill") == PALETTE["dark" if dark else "light"]["paper"]


@pytest.mark.parametrize("views", [["rotated"], ["matrix"], ["table"], ["network"]])
def test_the_svg_asks_for_nothing_else(opened, views):
    """Other programs open it: no page, no style sheet, no font, no picture of its own beside it."""
    make = DeltaFlow.network if views == ["network"] else DeltaFlow.convolution
    given = (DIGIT, DIGIT_LAYERS) if views == ["network"] else (IMAGE, KERNEL)
    page = opened(make(*given, views=["edges", *views]))
    page.get_by_role("gridcell", name=re.compile("^(input|x)")).first.click()
    text = saved(page, "SVG")[0].decode()
    root = ElementTree.fromstring(text)
    names = {key for node in root.iter() for key in node.attrib}
    links = [node.get(f"{XLINK}href") for node in root.iter(f"{SVG}image")]
    assert all(link.startswith("data:image/png;base64,") for link in links)
    assert {name for name in names if "href" in name} <= {f"{XLINK}href"}
    assert not names & {"class", "style", "id"}
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        *("svg", "title", "g", "rect", "path", "line", "circle", "polygon", "text", "image")
    }
    assert not re.search(r"url\(|var\(|color\(|NaN|Infinity", text)
    assert root.find(f"{SVG}title").text


@pytest.mark.parametrize("width", [1000, 390])
def test_the_png_is_twice_as_sharp_and_shows_the_same(opened, width):
    page = opened(CASES["convolution"](), width=width)
    root = ElementTree.fromstring(saved(page, "SVG")[0])
    seen = page.evaluate(SEEN)
    image = Image.open(io.BytesIO(saved(page, "PNG")[0])).convert("RGB")
    assert image.size == (2 * int(root.get("width")), 2 * int(root.get("height")))
    dx, dy = (float(n) for n in re.findall(r"-?[\d.]+", root.find(f"{SVG}g").get("transform")))
    # no line passes there; beside the number
    for cell in (one for one in seen["cells"] if one["panel"] == "gradient"):
        here = (round(2 * (cell["x"] + dx)), round(2 * (cell["y"] + dy - 7.5)))
        wanted = [int(cell["colour"][i : i + 2], 16) for i in (1, 3, 5)]
        np.testing.assert_allclose(image.getpixel(here), wanted, atol=3)


def test_a_picture_changes_nothing_of_the_view(opened):
    """What scrolls is drawn whole, and stands afterwards where it stood."""
    page = opened(LAYERS["convolution"](selection=("input", 2, 3), views=["rotated", "table"]))
    place = page.locator(".cnnbp-scene > .cnnbp-views")
    place.evaluate("el => el.scrollTo(0, 40)")
    before = place.evaluate("el => [el.scrollTop, el.clientHeight, el.scrollHeight]")
    assert before[0] == 40
    root = ElementTree.fromstring(saved(page, "SVG")[0])
    assert place.evaluate("el => [el.scrollTop, el.clientHeight, el.scrollHeight]") == before
    assert "sum ∂C/∂a" in words_of(root)


def test_where_nothing_may_be_copied_it_is_saved(opened):
    page = opened(CASES["convolution"]())
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.get_by_role("button", name="Picture").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Copy", exact=True).click()
    assert download.value.suggested_filename == "convolution.png"
    said = page.get_by_role("group", name="take the picture along").get_by_role("status")
    expect(said).to_have_text("Nothing may be copied here. Saved as convolution.png.")


@pytest.mark.parametrize("width", [800, 1280])
@pytest.mark.parametrize("kind", ["explorer", "derivation"])
def test_the_buttons_open_below_theirs(opened, kind, width):
    """And the toolbar needs no second line for a button alone."""
    made = LAYERS["convolution"]() if kind == "explorer" else Derivation(IMAGE, KERNEL)
    page = opened(made, width=width)
    button = page.get_by_role("button", name="Picture")
    button.click()
    above, below = button.bounding_box(), page.locator(".cnnbp-take").bounding_box()
    assert below["y"] >= above["y"] + above["height"]
    left, right = above["x"], above["x"] + above["width"]
    assert below["x"] <= left < right <= below["x"] + below["width"] + 1
    if kind == "explorer":
        first = page.locator(".cnnbp-toolbar button").first.bounding_box()
        assert above["y"] == first["y"]


def test_with_the_keyboard(opened):
    page = opened(CASES["convolution"]())
    button = page.get_by_role("button", name="Picture")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert violations(page, ".cnnbp") == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-panel=input] .cnnbp-chosen")).to_have_count(1)


def test_on_a_page_from_the_disk(browser, tmp_path):
    """No network, and a policy that allows pictures of the page itself alone."""
    shown = OfflinePage(
        browser,
        write_page(tmp_path, CASES["convolution"]()),
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = shown.page
    page.get_by_role("button", name="Picture").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    said = page.get_by_role("group", name="take the picture along").get_by_role("status")
    expect(said).to_contain_text("Copied")
    kinds = page.evaluate(
        "async () => (await navigator.clipboard.read()).flatMap(one => one.types)"
    )
    assert set(kinds) == {"image/png", "image/svg+xml"}
    root = ElementTree.fromstring(saved(page, "SVG")[0])
    size = page.evaluate(
        """async () => {
          const [one] = await navigator.clipboard.read();
          const image = await createImageBitmap(await one.getType("image/png"));
          return [image.width, image.height];
        }"""
    )
    assert size == [2 * int(root.get("width")), 2 * int(root.get("height"))]
    assert shown.errors == []
    shown.close()
