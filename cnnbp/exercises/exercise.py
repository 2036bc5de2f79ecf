"""What an exercise is: a function with a statement, its cases, and the mistakes that it invites.

    @exercise("dense.delta", title=…, statement=…, parts=("delta",))
    def dense_delta(delta, w, z): …         the solution; what it returns is what is expected

    @dense_delta.cases
    def _(): yield label, arguments, layer  the smallest first; the layer only where there is one

    dense_delta.also(…)                     mistakes of the catalogue, made with that layer
    @dense_delta.mistake(name, sentence, remedy)
    def _(delta, w, z): …                   a wrong function

The half-finished form is the solution with blanks. A comment above a line names what is blank in
it, from left to right, and may add a hint that the learner sees:

    # blank: s | delta[t]  # which input, which delta?
    back[s] += w * delta[t]
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from cnnbp.exercises.layers import open_layer
from cnnbp.mistakes import Answer, Layer, Mistake, answers

FORMS = ("statement", "starter", "half", "solution")
BLANK = re.compile(r" *# blank: (?P<pieces>.*?)(?P<hint>  # .*)?")
BROKEN = (
    "It runs and the shape is right, but the numbers are wrong: one mistake is in it.\n"
    "Name it, by one of the words below, or mend the function and check that."
)
IMPOSSIBLE = (IndexError, ValueError)  # what NumPy raises where a mistake cannot be made

Function = Callable[..., Any]
Catalogue = Callable[[Layer], list[Answer]]


@dataclass(frozen=True, eq=False)
class Case:
    """One case: what the function gets, and in words what kind of case it is.

    layer: the layer that the arguments belong to, where there is one.
    """

    exercise: Exercise
    label: str
    arguments: Mapping[str, Any]
    layer: Layer | None = None

    def __post_init__(self) -> None:
        """A case is kept and shown, so its arrays cannot be written to."""
        _lock(self.arguments.values())

    @cached_property
    def expected(self) -> tuple[np.ndarray, ...]:
        """What the solution returns."""
        right = self.exercise.results(self.exercise.solution, self.arguments)
        _lock(right)
        return right

    @cached_property
    def wrong(self) -> tuple[list[Answer], ...]:
        """For each result, what the known mistakes give; worked out on the first wrong answer."""
        parts = range(len(self.expected))
        return tuple([a for find in self.exercise.known for a in find(self, i)] for i in parts)

    def explorer(self, part: int, index: int) -> Any:
        """The case as a widget, with that entry of that result chosen."""
        return self.exercise.open_case(self, part, index)


@dataclass(frozen=True)
class Sheet:
    """Text that prints as it is."""

    text: str

    def __repr__(self) -> str:
        return self.text


def exercise(
    name: str,
    *,
    title: str,
    statement: str,
    parts: Sequence[str],
    panels: Sequence[str] = ("input",),
    imports: str = "numpy as np",
) -> Callable[[Function], Exercise]:
    """Make a function, with the docstring that a learner sees, the solution of an exercise.

    parts: the names of its results. panels: for each of them, the part of a layer in the explorer
    that its entries belong to: "input", "output", "weights" or "bias".
    """
    return lambda solution: Exercise(name, solution, title, statement, parts, panels, imports)


class Exercise:
    """One exercise; called, it is its solution.

    known: for a case and the number of a result, what the known mistakes give there. flaw: in
    "find the broken backward", the mistake's name; why: one more sentence for who has found it.
    """

    def __init__(
        self,
        name: str,
        solution: Function,
        title: str,
        statement: str,
        parts: Sequence[str],
        panels: Sequence[str],
        imports: str,
    ) -> None:
        self.name, self.solution, self.function = name, solution, solution.__name__
        self.title, self.statement, self.imports = title, statement, imports
        self.parts, self.panels = tuple(parts), tuple(panels)
        self.known: list[Callable[[Case, int], list[Answer]]] = []
        self.flaw, self.why = "", ""
        self.rows: Callable[[], Iterable[Sequence[Any]]] = tuple
        self._open: Callable[[Case, int, int], Any] | None = None
        self._broken = solution
        self._choices: tuple[str, ...] = ()
        self._flaw_sentence = ""

    def __call__(self, *arguments: Any) -> Any:
        return self.solution(*arguments)

    # What the author adds

    def cases(self, rows: Function) -> Function:
        """A function that yields (label, arguments by name) or (label, arguments, layer)."""
        self.rows = rows
        return rows

    def mistake(
        self, name: str, sentence: str, remedy: str, wrong: Function | None = None
    ) -> Function:
        """A wrong function, which takes and returns what the solution does.

        sentence: a clause that goes on after "when"; remedy: a sentence that says what is right.
        Where it raises an IndexError or ValueError, the mistake cannot be made.
        """
        if wrong is None:
            return lambda function: self.mistake(name, sentence, remedy, function)

        def find(case: Case, part: int) -> list[Answer]:
            def compute(arguments: Mapping[str, Any]) -> np.ndarray | None:
                values = self.results(wrong, arguments, forgiven=IMPOSSIBLE)
                return values[part] if values else None

            return answers(
                [Mistake(name, sentence, remedy, compute)], case.arguments, case.expected[part]
            )

        self.known.append(find)
        return wrong

    def also(self, catalogue: Catalogue, part: str = "") -> None:
        """The catalogue's mistakes, made with a case's layer, in one of several results."""
        number = self.parts.index(part) if part else 0

        def find(case: Case, asked: int) -> list[Answer]:
            return catalogue(case.layer) if asked == number and case.layer else []

        self.known.append(find)

    def like(self, other: Exercise) -> None:
        """The cases, the mistakes and the explorer of another exercise."""
        self.rows, self._open, self.panels = other.rows, other._open, other.panels
        self.known += other.known

    def explorer(self, opened: Function) -> Function:
        """A function of a case, a part and an index that makes the widget for a wrong answer."""
        self._open = opened
        return opened

    def broken(
        self, flaw: str, *, choices: Sequence[str], sentence: str = "", why: str = ""
    ) -> Callable[[Function], Function]:
        """Make it "find the broken backward", with a function that has one of the mistakes.

        choices: the names to choose from. sentence: what the learner reads about this mistake,
        if not what the checker says of it.
        """

        def shown(function: Function) -> Function:
            self._broken = function
            return function

        self.flaw, self.why = flaw, why
        self.statement = f"{self.statement}\n{BROKEN}"
        self._choices, self._flaw_sentence = tuple(choices), sentence
        return shown

    # What the checker and the learner see

    @cached_property
    def case_list(self) -> list[Case]:
        """The cases, smallest first. They are kept: a learner's function only sees copies."""
        return [Case(self, *row) for row in self.rows()]

    @cached_property
    def choices(self) -> dict[str, str]:
        """In "find the broken backward", what might be wrong: a clause for each name."""
        every = [a.mistake for case in self.case_list for found in case.wrong for a in found]
        said = {mistake.name: mistake.sentence for mistake in every}
        if self._flaw_sentence:
            said[self.flaw] = self._flaw_sentence
        return {name: said[name] for name in self._choices}

    def results(
        self,
        function: Function,
        arguments: Mapping[str, Any],
        forgiven: tuple[type[Exception], ...] = (),
    ) -> tuple[np.ndarray, ...]:
        """What a function of ours returns, as one array for each part; nothing if it may fail."""
        try:
            value = function(*[copy(argument) for argument in arguments.values()])
        except forgiven:
            return ()
        values = value if len(self.parts) > 1 else (value,)
        pairs = zip(self.parts, values, strict=True)
        return tuple(np.asarray(one, dtype=float) for _, one in pairs)

    def open_case(self, case: Case, part: int, index: int) -> Any:
        """A case in the explorer, at one entry of one result. ValueError if nothing can show it."""
        if self._open is not None:
            return self._open(case, part, index)
        if case.layer is None:
            raise ValueError(f"{self.name}: its cases have neither a layer nor an explorer")
        return open_layer(case.layer, self.panels[part], index)

    @property
    def signature(self) -> str:
        """The first line of the function, without def and colon."""
        return f"{self.function}{inspect.signature(self.solution)}"

    def text(self, form: str) -> str:
        """The code of the exercise in one form, as text for a notebook."""
        if form == "solution":
            return _solution(_source(self.solution, self.function))
        if self.flaw:
            return _source(self._broken, self.function)
        if form == "half":
            return _half(_source(self.solution, self.function))
        return f'def {self.signature}:\n    """{inspect.getdoc(self.solution)}"""\n    ...\n'

    def sheet(self, form: str) -> Sheet:
        """One form of an exercise: its statement, or its code. ValueError for an unknown form."""
        if form not in FORMS:
            raise ValueError(f"form: got {form!r}, expected one of {', '.join(FORMS)}")
        if form != "statement":
            return Sheet(self.text(form).rstrip())
        lines = [self.title, "", self.statement, "", f"Write: {self.signature}"]
        lines.append(f"You may use: {self.imports}")
        lines += [f'  "{name}": {clause}' for name, clause in self.choices.items()]
        lines.append(f'Check: exercises.check("{self.name}", {self.function})')
        return Sheet("\n".join(lines))


def copy(value: Any) -> Any:
    """A copy of an array; anything else as it is."""
    return value.copy() if isinstance(value, np.ndarray) else value


def _lock(values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, np.ndarray):
            value.flags.writeable = False


def _source(function: Function, name: str) -> str:
    """The source of a function of ours, without decorators, under the learner's name for it."""
    source = textwrap.dedent(inspect.getsource(function))
    return re.sub(r"\A.*?^def \w+\(", f"def {name}(", source, count=1, flags=re.M | re.S)


def _solution(source: str) -> str:
    lines = source.splitlines(keepends=True)
    return "".join(line for line in lines if not BLANK.fullmatch(line.rstrip("\n")))


def _half(source: str) -> str:
    """The source with its blanks."""
    lines, mark = [], None
    for line in source.splitlines():
        if mark is not None:
            line = _blanked(line, mark["pieces"].split(" | ")) + (mark["hint"] or "")
        mark = BLANK.fullmatch(line)
        if mark is None:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _blanked(line: str, pieces: list[str]) -> str:
    """A line with some of its expressions, from left to right, replaced by dots.

    ValueError if one of them is not there. What is assigned to is never meant.
    """
    code = line.lstrip()
    indent, read, rest = line[: -len(code)], "", code
    for piece in pieces:
        found = [
            node.col_offset
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.expr)
            and not isinstance(getattr(node, "ctx", None), ast.Store)
            and ast.get_source_segment(code, node) == piece
            and node.col_offset >= len(code) - len(rest)
        ]
        if not found:
            raise ValueError(f"blank: got {piece!r}, expected an expression in {code!r}")
        start = min(found) - (len(code) - len(rest))
        read, rest = f"{read}{rest[:start]}...", rest[start + len(piece) :]
    return indent + read + rest
