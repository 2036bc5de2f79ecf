"""Text that a user can set is shown as text: as a label, a trait, an answer, a name, a message."""

import re

import nbformat
import numpy as np
import pytest
from explorer_layers import IMAGE, KERNEL, every_second
from playwright.sync_api import expect
from support.each import each
from support.explorer_page import ExplorerPage
from support.offline_page import state_of

from cnnbp import connections
from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.delta_flow import VIEWS
from tools.site import build
from tools.site.assemble import page as assembled
from tools.site.lesson import Widgets, widgets_of
from tools.site.render import Page

HOSTILE = [
    '<img src=x onerror="window.ran=1">',
    "</script><script>window.ran=1</script>",
    "=1+1",
    "$\\frac{x}$",
    "&lt;b&gt; %(x)s {0}",
]
each_text = pytest.mark.parametrize("text", HOSTILE)
SOURCES = [
    *build.ROOT.glob("cnnbp/widgets/frontend/*/*.ts"),
    *build.ROOT.glob("tools/site/*.js"),
]


@each("path", SOURCES, ids=lambda path: path.name)
def test_no_script_makes_markup_from_text(path):
    makes = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    makes += r"|srcdoc|DOMParser|createContextualFragment|setHTML"
    assert re.findall(makes, path.read_text(encoding="utf-8")) == []


def safe(page, texts):
    """Nothing ran, nothing became an element, and each text can be read as it was given."""
    assert page.evaluate("window.ran") is None
    assert page.locator(".cnnbp :is(img, script)").count() == 0
    shown = page.locator(".cnnbp").all_inner_texts()
    for text in texts:
        assert any(text in words for words in shown), text


@each_text
def test_traits_attempts_and_messages(browser, text):
    flow = DeltaFlow.convolution(IMAGE, KERNEL, views=list(VIEWS))
    flow.scene["layers"][0]["panels"][0] |= {"name": text, "subtitle": text, "symbol": text}
    page = browser.new_page()
    explorer = ExplorerPage(page, flow)
    flow.message = {"text": text}
    safe(page, [text])
    flow.mode, flow.selection = "predict", ("input", 1, 1)
    flow.attempts = [{"question": text, "answer": text, "reason": text}]
    flow.verdict, flow.hints = {"reason": text, "right": False}, [text]
    explorer.settle()
    safe(page, [f"✗ {text}"])
    page.get_by_label("your number").fill(text)
    page.get_by_role("button", name="Check the number").click()
    expect(page.get_by_role("alert").first).to_contain_text("expected a number")
    safe(page, [])
    assert explorer.errors == []
    page.close()


@each_text
def test_names_of_layers_and_kinds(browser, text):
    def builder(image):
        return every_second(image).model.connections

    builder.__name__ = text
    network = DeltaFlow.network(IMAGE, [builder, "relu"], views=list(VIEWS))
    kind = DeltaFlow.from_connections(connections.dense(np.eye(3)), np.ones(3), kind=text)
    for flow in (network, kind):
        page = browser.new_page()
        explorer = ExplorerPage(page, flow)
        explorer.settle()
        safe(page, [text] if flow is network else [])
        assert explorer.errors == []
        page.close()
        assert flow._repr_mimebundle_()[0]["image/png"]


@each_text
def test_a_lessons_name_and_outputs_in_a_page(browser, tmp_path, text):
    flow = DeltaFlow.convolution(IMAGE, KERNEL)
    flow.message = {"text": text}
    name = f"{text.replace('/', '')}.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(repr(text))])
    data = {"text/plain": text, "image/png": "iVBORw0KGgo="}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "one"}}
    outputs = notebook.cells[0].outputs
    outputs.append(nbformat.v4.new_output("display_data", data | view))
    outputs.append(nbformat.v4.new_output("stream", text=text))
    content, widgets = Page(name), Widgets()
    widgets.add("one", state_of(flow))
    content.add_notebook(notebook, widgets.models)
    around = build.neighbours({name: text, "after": text}, name)
    made = assembled(text, content, widgets, neighbours=around, kind="")
    (tmp_path / "page.html").write_text(made, encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    expect(page.locator(".answers")).to_have_count(1)
    safe(page, [text])
    assert page.locator("img").count() == 1
    assert page.title() == " ".join(text.split())
    page.close()
    assert widgets_of(notebook).models == {}
