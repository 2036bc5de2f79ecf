"""What an exercise is: its text, its code in three forms, and the cases that judge an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from cnnbp.exercises import source
from cnnbp.mistakes import Answer

Wrong = Callable[[], tuple[list[Answer], ...]]
FORMS = ("statement", "starter", "half", "solution")


@dataclass(frozen=True, eq=False)
class Case:
    """One case: the arguments, the right results and the results of the known mistakes.

    label: what kind of case it is, in words. find_wrong() makes `wrong`.
    explorer(part, index): the case as a widget, with that entry of that result chosen.
    """

    label: str
    arguments: Mapping[str, Any]
    expected: tuple[np.ndarray, ...]
    find_wrong: Wrong
    explorer: Callable[[int, int], Any]

    def __post_init__(self) -> None:
        """A case is kept and shown, so its arrays cannot be written to."""
        for value in (*self.arguments.values(), *self.expected):
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @cached_property
    def wrong(self) -> tuple[list[Answer], ...]:
        """For each result, what the known mistakes give; worked out on the first wrong answer."""
        return self.find_wrong()


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise. `solution` and `half` are functions whose source is shown.

    parts: the names of the results. broken: for "find the broken backward", the code to mend;
    choices: what might be wrong with it, by name, and `flaw` the one that is; `why`, one more
    sentence for who has found it.
    """

    name: str
    title: str
    statement: str
    function: str
    imports: str
    parts: tuple[str, ...]
    solution: Callable[..., Any]
    half: Callable[..., Any]
    make_cases: Callable[[], list[Case]]
    choices: Mapping[str, str] = field(default_factory=dict)
    flaw: str = ""
    why: str = ""

    def text(self, form: str) -> str:
        """The statement or the code of the exercise, as text for a notebook."""
        if form == "solution":
            return source.text(self.solution, self.function)
        if form == "half" or self.flaw:
            return source.text(self.half, self.function)
        return source.starter(self.solution, self.function)

    @cached_property
    def cases(self) -> list[Case]:
        """The cases, smallest first. They are kept: a learner's function only sees copies."""
        return self.make_cases()

    @property
    def signature(self) -> str:
        """The first line of the function, without def and colon."""
        return source.starter(self.solution, self.function).splitlines()[0][4:-1]


@dataclass(frozen=True)
class Sheet:
    """Text that prints as it is."""

    text: str

    def __repr__(self) -> str:
        return self.text


def sheet(exercise: Exercise, form: str) -> Sheet:
    """One form of an exercise: its statement, or its code. ValueError for an unknown form."""
    if form not in FORMS:
        raise ValueError(f"form: got {form!r}, expected one of {', '.join(FORMS)}")
    if form != "statement":
        return Sheet(exercise.text(form).rstrip())
    lines = [exercise.title, "", exercise.statement, "", f"Write: {exercise.signature}"]
    if exercise.imports:
        lines.append(f"You may use: {exercise.imports}")
    for name, clause in exercise.choices.items():
        lines.append(f'  "{name}": {clause}')
    lines.append(f'Check: exercises.check("{exercise.name}", {exercise.function})')
    return Sheet("\n".join(lines))
