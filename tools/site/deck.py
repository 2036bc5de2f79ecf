"""A lesson's cells as slides: where one begins is written in each cell's `slideshow.slide_type`."""

import html
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from tools.site.render import Page

SECTION = re.compile(r"^## (\d+)\. ", re.MULTILINE)
PLACE = re.compile(r"\blesson (\d\w?), section (\d+)", re.IGNORECASE)
ANSWER = re.compile(r"^<details>(?=<summary><b>)")
# A row of the guide: question, expected wrong answer, what it reveals, what helps.
QUESTION = re.compile(r"^\| ([^|]+\?) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def slide_type(cell: Any) -> str:
    """As JupyterLab writes it; a cell without one goes on the slide before it."""
    return str(cell.metadata.get("slideshow", {}).get("slide_type", "-"))


def questions(guide: str, lesson: str) -> dict[int, list[str]]:
    """The guide's questions about one lesson, as notes for the slides of a section."""
    found = defaultdict(list)
    for question, answer, reveals, helps in QUESTION.findall(guide):
        for number, section in PLACE.findall(helps):
            if number == lesson:
                note = f"**Ask:** {question} Expect: {answer} {reveals} **Then:** {helps}"
                found[int(section)].append(note)
    return found


class Deck(Page):
    """The slides of one lesson: a row of stacks, each of one slide and those below it."""

    playground = None  # a deck goes about alone

    def __init__(self, lessons: set[str], notes: dict[int, list[str]] | None = None) -> None:
        super().__init__()
        self.lessons, self.notes = lessons, dict(notes or {})
        self.heading = ""

    def add_notebook(self, notebook: Any, explorers: dict[str, Any]) -> None:
        for cell in notebook.cells:
            kind = slide_type(cell)
            if kind == "skip" or not cell.source.strip():
                continue
            self._turn(cell, kind)
            around = {"fragment": '<div class="fragment">', "notes": '<aside class="notes">'}
            self.parts.append(around.get(kind, "<div>"))
            if cell.cell_type == "markdown":
                # An answer with a slide of its own has waited for that: it is not asked for twice.
                own = kind == "subslide"
                self.add_markdown(ANSWER.sub("<details open>", cell.source) if own else cell.source)
            else:
                self._add_run(cell, explorers)
            self.parts.append("</aside>" if kind == "notes" else "</div>")
            self._add_questions(cell.source)
        self.parts.append("</section></section>")

    def _turn(self, cell: Any, kind: str) -> None:
        """Begin the next slide where this cell does; one below a heading repeats its words."""
        if kind == "slide":
            self.parts.append(f"{'</section></section>' if self.parts else ''}<section><section>")
        elif kind == "subslide":
            self.parts.append("</section><section>")
        title = re.match(r"^#+ (.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and title:
            self.heading = title[1]
        elif kind == "subslide":
            self.parts.append('<div class="running">')
            self.add_markdown(re.sub(r"^(\d+)\.", r"\1\\.", self.heading))  # no list
            self.parts.append("</div>")

    def _add_run(self, cell: Any, explorers: dict[str, Any]) -> None:
        """Code beside what it prints; where it draws, the code waits under the drawing."""
        first = len(self.parts)
        self._add_code(cell, explorers)
        code, *shown = self.parts[first:]
        if any('class="explorer"' in part or "<img" in part for part in shown):
            folded = code if code.startswith("<details") else _folded(code)
            self.parts[first:] = [*shown, folded]
        else:
            self.parts[first:] = ['<div class="run">', code, *shown, "</div>"]

    def _add_questions(self, source: str) -> None:
        section = SECTION.match(source)
        for note in self.notes.pop(int(section[1]), []) if section else []:
            self.parts.append('<aside class="notes">')
            self.add_markdown(note)
            self.parts.append("</aside>")

    def html(self, formulas: list[str]) -> str:
        """Links lead to other decks and to the world; other pages are no part of a deck."""

        def keep(match: re.Match[str]) -> str:
            target = html.unescape(match[1]).partition("#")[0]
            known = re.match(r"https?:", target) or Path(target).stem in self.lessons
            return match[0] if known else match[2]

        linked = re.sub(
            r'<a href="([^"]+)"[^>]*>(.*?)</a>', keep, super().html(formulas), flags=re.DOTALL
        )
        return linked.replace('<div class="explorer"', '<div class="explorer" data-prevent-swipe')


def _folded(code: str) -> str:
    return f"<details><summary>Code</summary>{code}</details>"
