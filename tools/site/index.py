"""The index page: the one idea, a first explorer to click, the map of lessons, the set-up."""

import html
import re
from collections.abc import Sequence

from tools.site import progress, project
from tools.site.lesson import Widgets
from tools.site.render import PLAYGROUND, Page, shared

HERO = """
<h1>How does an error flow back through a CNN?</h1>
<p class="lead">A layer is a set of <strong>edges</strong>. The forward pass reads them one way;
back-propagation reads the same edges the other way, with the same weights.</p>
"""
TRY = '<p class="try"><strong>Try it:</strong> choose a pixel, with mouse, finger or keyboard.</p>'
OWN = f"""
<p class="try"><strong><a href="{PLAYGROUND}">Playground</a>:</strong> your own layer, digit and
numbers; its link has all of it.</p>
"""
OTHERS = {
    "formula_sheet": "Formula sheet: the whole course on one page, to print",
    "solutions": "Solutions of all exercises",
    "reading_the_article": "Reading the article: its letters and its slips",
    "teaching_guide": "Teaching guide: what to ask, and what the wrong answers mean",
    "reference": "Reference of the package",
}


def index(
    names: list[str], first: tuple[str, str, Widgets] | None, decks: Sequence[str] = ()
) -> tuple[Page, Widgets]:
    """The page and its widget: `first` is a picture, a model and all widgets of its lesson."""
    page, widgets = Page(), Widgets()
    page.parts.append(HERO)
    if first:
        picture, model_id, known = first
        widgets = known.only(model_id)
        live = f'<div class="explorer" data-model="{model_id}"><div class="live"></div>'
        page.parts.append(f"{TRY}{live}{picture}{shared(PLAYGROUND)}</div>")
    page.parts.append(OWN)
    cards = [_card(one) for one in project.lessons()]
    page.parts.append('<h2 id="lessons">Lessons</h2><div class="so-far" hidden></div>')
    page.parts.append('<nav aria-label="lessons"><ol class="map">')
    page.parts += [card for name, card in cards if name in names]
    page.parts.append("</ol></nav>")
    others = [f'<li><a href="{n}.html">{t}</a></li>' for n, t in OTHERS.items() if n in names]
    if decks:
        each = [f'<a href="slides/{name}">{_number(name)}</a>' for name in decks]
        others.append(f"<li>Slides of lesson {' '.join(each)}</li>")
    page.parts.append(f'<ul class="others">{"".join(others)}</ul>')
    page.add_markdown(
        "Every page is **one file** that works without a network and without Python: save it, mail "
        "it, carry it on a stick, print it. " + project.with_python("00_start_here.ipynb")
    )
    return page, widgets


def _number(name: str) -> str:
    """Of a lesson, from its file's name: "01b_losses_and_steps" is 1b."""
    return re.sub("^0", "", name.split("_")[0])


def _card(lesson: project.Lesson) -> tuple[str, str]:
    number, title = _number(lesson.name), html.escape(lesson.title.split(" ", 1)[1])
    of = f'data-of="{lesson.name}" data-count="{progress.count(lesson.name)}"'
    return lesson.name, (
        f'<li><a href="{lesson.name}.html"><span class="number" aria-hidden="true">{number}</span>'
        f'<strong>{title}</strong><span class="done" {of} hidden></span>'
        f"<span>{html.escape(lesson.idea)}</span></a></li>"
    )
