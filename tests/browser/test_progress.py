"""Pages remember what is done, on the device alone, until they are told to forget it."""

import json

import nbformat
import numpy as np
import pytest
from playwright.sync_api import expect
from support.axe import violations
from support.offline_page import OfflinePage, state_of

from cnnbp.widgets import DeltaFlow
from tools.site import build, progress, project
from tools.site.assemble import page as assembled
from tools.site.index import index
from tools.site.lesson import Widgets
from tools.site.render import WIDGET_VIEW, Page

KERNEL = np.array([[0.8, -0.3, 0.1], [0.5, 1.0, -0.6], [-0.9, 0.2, 0.4]])
IMAGE = np.round(np.random.default_rng(3).random((6, 6)), 2)
LESSONS = [lesson.name for lesson in project.lessons()]


def question():
    return DeltaFlow.convolution(IMAGE, KERNEL, mode="predict", selection=("input", 2, 3))


def write_lesson(folder, name):
    """A small lesson under the name of a real one: one prediction and two exercises."""
    view = nbformat.v4.new_output("display_data", {WIDGET_VIEW: {"model_id": "one"}})
    said = nbformat.v4.new_output("stream", text="not yet")
    asked = 'DeltaFlow.convolution(a, w, mode="predict")'
    check = 'exercises.check("dense.delta", mine)'
    cells = [
        nbformat.v4.new_markdown_cell("# A lesson\n\n## 1. What flows back"),
        nbformat.v4.new_code_cell(asked, outputs=[view]),
        nbformat.v4.new_code_cell("print(1)", outputs=[said]),
        *(nbformat.v4.new_code_cell(check, outputs=[said]) for _ in range(2)),
    ]
    content, widgets = Page(f"{name}.ipynb"), Widgets()
    widgets.add("one", state_of(question()))
    content.add_notebook(nbformat.v4.new_notebook(cells=cells), widgets.models)
    content.add_contents()
    path = folder / f"{name}.html"
    path.write_text(assembled("A lesson", content, widgets, neighbours="", kind=""), "utf-8")
    return path


def write_index(folder):
    content, widgets = index(LESSONS, None)
    path = folder / "index.html"
    path.write_text(assembled("All", content, widgets, neighbours="", kind=build.COVER), "utf-8")
    return path


@pytest.fixture
def course(browser, tmp_path, monkeypatch):
    """Two lessons and the index in one folder; opens them one after another in one browser."""
    monkeypatch.setenv("CNNBP_PREPARE", "1")
    paths = {name: write_lesson(tmp_path, name) for name in ("03_pooling", "04_convolution")}
    paths["index"] = write_index(tmp_path)
    shown = OfflinePage(browser, paths["04_convolution"])

    def go(name):
        shown.page.goto(paths[name].as_uri())
        return shown.page

    yield go
    errors = shown.errors
    shown.close()
    assert errors == []


def box(page, words):
    return page.get_by_role("checkbox", name=f"{words} done", exact=True)


def line(page):
    return page.locator(".so-far").get_by_role("status")


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem('cnnbp done') ?? '[]'"))


def test_a_right_prediction_ticks_its_box_and_stays_done(course):
    page = course("04_convolution")
    expect(line(page)).to_have_text("0 of 3 predictions and exercises done.")
    expect(page.get_by_role("button", name="Forget")).to_be_hidden()
    right = question().layer.input_gradient[2, 3]
    for value, done in ((right + 1, False), (right, True)):
        page.get_by_label("your number").fill(f"{value:.4f}")
        page.get_by_role("button", name="Check the number").click()
        expect(page.locator(".cnnbp-verdict")).to_contain_text("✓" if done else "✗")
        expect(box(page, "Prediction 1")).to_be_checked(checked=done)
    expect(line(page)).to_contain_text("1 of 3 predictions and exercises done, kept on this device")
    page.reload()
    expect(box(page, "Prediction 1")).to_be_checked()
    assert kept(page) == ["04_convolution prediction 1"]


def test_an_answer_that_was_revealed_ticks_nothing(course):
    page = course("04_convolution")
    page.get_by_role("button", name="Reveal").click()
    expect(page.locator(".cnnbp-total").first).to_be_visible()
    assert kept(page) == []


def test_the_index_shows_the_whole_course_and_forgets_it(course):
    for name, boxes in (
        ("03_pooling", ["Exercise 2"]),
        ("04_convolution", ["Exercise 1", "Exercise 2"]),
    ):
        page = course(name)
        for words in boxes:
            box(page, words).press("Space")
    page = course("index")
    of = {name: progress.count(name) for name in LESSONS}
    expect(line(page)).to_contain_text(f"3 of {sum(of.values())} predictions and exercises done")
    card = page.get_by_role("navigation", name="lessons").get_by_role("listitem")
    for name, done in (("03_pooling", 1), ("04_convolution", 2)):
        expect(card.nth(LESSONS.index(name))).to_contain_text(f"{done} of {of[name]} done")
    expect(page.get_by_text("done", exact=False).and_(page.locator(".done:visible"))).to_have_count(
        2
    )
    page.get_by_role("button", name="Forget").press("Enter")
    expect(line(page)).to_contain_text("forgotten")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Bring back").click()
    assert len(kept(page)) == 3
    page.get_by_role("button", name="Forget").click()
    expect(box(course("04_convolution"), "Exercise 1")).not_to_be_checked()


def test_a_lesson_forgets_itself_alone(course):
    box(course("03_pooling"), "Exercise 1").check()
    page = course("04_convolution")
    box(page, "Exercise 1").check()
    box(page, "Exercise 2").check()
    box(page, "Exercise 2").uncheck()
    page.get_by_role("button", name="Forget").click()
    expect(box(page, "Exercise 1")).not_to_be_checked()
    assert kept(page) == ["03_pooling exercise 1"]


@pytest.mark.parametrize("there", ["no JSON", '{"a": 1}', '[1, null, "04_convolution exercise 1"]'])
def test_what_another_has_put_there_does_no_harm(course, there):
    page = course("04_convolution")
    page.evaluate("text => localStorage.setItem('cnnbp done', text)", there)
    page.reload()
    expect(line(page)).to_contain_text("1 of 3" if "exercise" in there else "0 of 3")
    box(page, "Exercise 2").check()
    assert kept(page)[-1] == "04_convolution exercise 2"


def test_where_nothing_may_be_kept_the_page_says_so(course):
    page = course("04_convolution")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    )
    page.reload()
    box(page, "Exercise 1").check()
    expect(line(page)).to_contain_text("until the page is closed")
    box(page, "Exercise 2").check()
    expect(line(page)).to_contain_text("2 of 3")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["04_convolution", "index"])
def test_nothing_is_out_of_reach(course, name, scheme):
    page = course("04_convolution")
    box(page, "Exercise 1").check()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    course(name)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
