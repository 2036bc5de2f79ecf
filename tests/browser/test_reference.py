"""The API reference, opened from the disk with the network switched off."""

import re

import pytest
from playwright.sync_api import expect
from support.axe import violations

from tools.site.assemble import page as assembled
from tools.site.build import ARTICLE
from tools.site.reference import reference


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("reference") / "reference.html"
    text = assembled("Reference", reference(), neighbours="", kind=ARTICLE, entry="reference.js")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(params=["light", "dark"])
def page(written, browser, collect_errors, request):
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, color_scheme=request.param, offline=True
    )
    page = context.new_page()
    collect_errors(page)
    page.goto(written.as_uri())
    yield page
    assert page.console_errors == []
    context.close()


def test_the_search_leaves_entries_with_all_words(page):
    entries = page.locator(".entry")
    field, said = page.get_by_label("Search"), page.get_by_role("search").locator("output")
    every = entries.count()
    field.fill("Kernel_gradient")
    expect(said).to_have_text(re.compile(rf"^\d+ of {every}$"))
    shown = page.locator(".entry:visible")
    assert 0 < shown.count() < every
    assert all("kernel_gradient" in text for text in shown.all_text_contents())
    expect(page.locator("[id='convolution.kernel_gradient']")).to_be_visible()
    expect(page.locator("#activations")).to_be_hidden()
    field.fill("momentum  step")
    expect(page.locator("[id='network.Network.step']")).to_be_visible()
    expect(page.locator("[id='convolution.kernel_gradient']")).to_be_hidden()
    field.fill("no such words")
    expect(said).to_have_text(f"0 of {every}")
    field.fill("")
    expect(said).to_be_empty()
    assert page.locator(".entry:visible").count() == every


def test_the_page_is_in_reach_and_fits_a_phone(page):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("[id='convolution.bias_gradient'] mjx-container").count() == 1
