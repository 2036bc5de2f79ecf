"""What every formula of the lessons says, and the numbers that it is evaluated with.

A file for each lesson has CLAIMS: the formula as it stands in the lesson, the worlds that it holds
in, and, where it is a part of a sentence only, the statement with "…" in place of the formula.
WRONG are formulas that the lesson quotes as mistakes. GIVEN are settings and conventions, with the
lesson and the code that uses them.
"""

from dataclasses import dataclass
from importlib import import_module

from lesson_claims.latex import holds
from lesson_claims.reading import lessons, module


@dataclass(frozen=True)
class Claim:
    lesson: str
    text: str
    worlds: object
    says: str = "…"

    def holds(self, text=None):
        """Whether it holds in all worlds, with another text in place of its own."""
        statement, worlds = self.says.replace("…", text or self.text), self.worlds()
        assert worlds, "no world to evaluate it in"
        return all(holds(statement, world) for world in worlds)

    def ever_holds(self):
        statement, worlds = self.says.replace("…", self.text), self.worlds()
        assert worlds, "no world to evaluate it in"
        return any(holds(statement, world) for world in worlds)

    def __str__(self):
        return f"{self.lesson} {self.text}"


def of_all_lessons(kind):
    for lesson in lessons():
        yield lesson, getattr(import_module(f"lesson_claims.{module(lesson)}"), kind, ())


CLAIMS = [Claim(lesson, *line) for lesson, lines in of_all_lessons("CLAIMS") for line in lines]
WRONG = [Claim(lesson, *line) for lesson, lines in of_all_lessons("WRONG") for line in lines]
GIVEN = {
    (lesson, text): use
    for lesson, uses in of_all_lessons("GIVEN")
    for text, use in dict(uses).items()
}
