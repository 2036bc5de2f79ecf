"""What the checker answers: a sentence, and the case that it is about."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cnnbp.exercises.exercise import Case

RIGHT = "right"
NOT_ATTEMPTED = "not attempted"
RAISES = "raises"
TOO_SLOW = "too slow"
WRONG_TYPE = "wrong type"
WRONG_SHAPE = "wrong shape"
MISCONCEPTION = "misconception"
NO_SUCH_NAME = "no such name"
CHANGES_ARGUMENTS = "changes its arguments"
WRONG = "wrong"
MARKS = {RIGHT: "✓", NOT_ATTEMPTED: "○"}  # any other one is a ✗
COLOURS = {"✓": "#2e7d32", "○": "#757575", "✗": "#c62828"}  # of the edge: the mark says it as well
READABLE = 24  # numbers
OPEN = "The result's .explorer() opens this case."
CELL = "padding: 1px 0.7em; text-align: right; font-variant-numeric: tabular-nums"
WRAPPED = "white-space: pre-wrap; word-break: normal; overflow-wrap: break-word"


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """The answer to one attempt. It prints as its sentence and is true when all is right.

    status: one of the names above. mistakes: the known mistakes that explain the answer.
    case: the smallest case that fails; expected and given: its arrays, one per result.
    at: flat index of the entry that the sentence is about, where it is about one.
    """

    exercise: str
    status: str
    sentence: str
    mistakes: tuple[str, ...] = ()
    case: Case | None = None
    given: tuple[Any, ...] = field(default=())
    part: int = 0
    at: int | None = None

    def __bool__(self) -> bool:
        return self.status == RIGHT

    @property
    def mark(self) -> str:
        """✓, ✗, or ○ for what has not been attempted."""
        return MARKS.get(self.status, "✗")

    def __repr__(self) -> str:
        """The sentence, and, where they are few, the numbers expected and yours side by side."""
        lines = [f"{self.mark} {self.exercise}: {self.sentence}"]
        if self._sides:
            lines += _beside(*(f"{name}\n{grid(array)}" for name, array in self._sides.items()))
        return "\n".join([*lines, OPEN] if self.case else lines)

    @property
    def _sides(self) -> dict[str, np.ndarray]:
        """The result in question of the case that fails, where its numbers are few enough."""
        if self.case is None or not self.given:
            return {}
        sides = {"expected": self.expected[self.part], "yours": np.asarray(self.given[self.part])}
        return sides if all(0 < array.size <= READABLE for array in sides.values()) else {}

    def _repr_html_(self) -> str:
        return self._html(OPEN if self.case else "")

    def _html(self, more: str = "") -> str:
        """The same for a browser; JupyterLab breaks plain text within words, this between them."""
        words = html.escape(f"{self.exercise}: {self.sentence}")
        said = f'<pre style="{WRAPPED}"><b>{self.mark}</b> {words}</pre>'
        if self._sides:
            expected, yours = self._sides.values()
            off = _differing(yours, expected)
            plain = np.zeros(expected.shape, dtype=bool)
            tables = _table("expected", expected, plain) + _table("yours", yours, off)
            said += f'<div style="display: flex; flex-wrap: wrap; gap: 2em">{tables}</div>'
        edge = f"border-left: 4px solid {COLOURS[self.mark]}; padding-left: 0.8em"
        return (
            f'<div style="{edge}">{said}{f"<pre>{html.escape(more)}</pre>" if more else ""}</div>'
        )

    def _ipython_display_(self) -> None:
        """In a notebook, a case that fails gets a button that opens it in the explorer."""
        if self.case is None:
            raise NotImplementedError  # IPython then shows the sentence alone
        from IPython.display import display

        from cnnbp.widgets import OnDemand  # drawing is loaded only when it is asked for

        display({"text/plain": repr(self), "text/html": self._html()}, raw=True)  # type: ignore[no-untyped-call]
        opener = OnDemand("open this case in the explorer", self.explorer)
        display(opener)  # type: ignore[no-untyped-call]

    @property
    def expected(self) -> tuple[np.ndarray, ...]:
        """The right arrays of the case that fails."""
        return self.case.expected if self.case else ()

    def explorer(self) -> Any:
        """The case that fails, in the explorer, at the unit that was named or is furthest off.

        ValueError when no case has failed.
        """
        if self.case is None:
            raise ValueError(f"{self.exercise}: no case has failed, so there is none to open")
        at = self._furthest_off() if self.at is None else self.at
        return self.case.explorer(self.part, at)

    def _furthest_off(self) -> int:
        """Flat index of the entry that is furthest from the right one; 0 if shapes differ."""
        if self.case is None or not self.given:
            return 0
        expected, given = self.case.expected[self.part], np.asarray(self.given[self.part])
        if expected.shape != given.shape:
            return 0
        off = np.abs(np.where(np.isfinite(given), given - expected, np.inf))
        return int(np.argmax(off))


def grid(array: np.ndarray) -> str:
    """An array with four decimals."""
    return np.array2string(_rounded(array), suppress_small=True, max_line_width=88)


def _rounded(array: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):  # numbers that have run away are not rounded
        return np.where(np.abs(array) < 1e9, np.round(array, 4) + 0.0, array)  # no −0


def _beside(left: str, right: str) -> list[str]:
    """The lines of two texts, side by side."""
    one, two = left.splitlines(), right.splitlines()
    wide = max(map(len, one)) + 4
    height = max(len(one), len(two))
    one, two = (lines + [""] * (height - len(lines)) for lines in (one, two))
    return [f"{a:{wide}}{b}".rstrip() for a, b in zip(one, two, strict=True)]


def _differing(yours: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Where two arrays differ as they are shown; nowhere in particular if their shapes do."""
    if yours.shape != expected.shape:
        return np.zeros(yours.shape, dtype=bool)
    return np.asarray(_rounded(yours) != _rounded(expected))


def _table(name: str, array: np.ndarray, off: np.ndarray) -> str:
    """A table for each plane of an array, in which the numbers that are off are underlined."""
    rows = array.shape[-2:] if array.ndim > 1 else (1, array.size)
    planes = zip(array.reshape(-1, *rows), off.reshape(-1, *rows), strict=True)
    tables = "".join(f"<table>{''.join(_rows(*plane))}</table>" for plane in planes)
    return f'<figure style="margin: 0"><figcaption>{name}</figcaption>{tables}</figure>'


def _rows(plane: np.ndarray, off: np.ndarray) -> Iterator[str]:
    for numbers, marks in zip(_rounded(plane), off, strict=True):
        words = [f"{number:.6g}".replace("-", "−") for number in numbers]
        pairs = zip(words, marks, strict=True)
        shown = [f"<b><u>{word}</u></b>" if marked else word for word, marked in pairs]
        cells = "".join(f'<td style="{CELL}">{cell}</td>' for cell in shown)
        yield f"<tr>{cells}</tr>"
