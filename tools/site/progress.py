"""What a page remembers: a box for each prediction and each exercise of a lesson."""

import json
import re

from tools.site import project

KINDS = {
    "prediction": re.compile(r'mode="predict"'),
    "exercise": re.compile(r'exercises\.check\("'),
}


class Marks:
    """The boxes of one lesson, in its order; a guide or a sheet has none."""

    def __init__(self, notebook: str) -> None:
        self.lesson = notebook.removesuffix(".ipynb")
        self.counts = dict.fromkeys(KINDS, 0)
        self.known = self.lesson in {one.name for one in project.lessons()}

    def after(self, source: str) -> str:
        """The box below a cell that asks something, as HTML; the page's script shows it."""
        made = ""
        for kind, asks in KINDS.items():
            if self.known and asks.search(source):
                self.counts[kind] += 1
                name = f"{kind} {self.counts[kind]}"
                box = f'<input type="checkbox" data-mark="{self.lesson} {name}">'
                made += f'<p class="mark" hidden><label>{box} {name.capitalize()} done</label></p>'
        return made

    def line(self) -> str:
        """How much of the lesson is done, below its title."""
        return f'<div class="so-far" data-of="{self.lesson}" hidden></div>' if self.known else ""


def count(lesson: str) -> int:
    """How many boxes a lesson's page has."""
    path = project.ROOT / "notebooks" / f"{lesson}.ipynb"
    marks = Marks(path.name)
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            marks.after("".join(cell["source"]))
    return sum(marks.counts.values())
