"""What the checker answers: a sentence, and the case that it is about."""

from __future__ import annotations

import html
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

    def __repr__(self) -> str:
        return f"{self.exercise}: {self.sentence}"

    def _repr_html_(self) -> str:
        """The sentence, broken between words: JupyterLab breaks plain text within them."""
        return f'<pre style="{WRAPPED}">{html.escape(repr(self))}</pre>'

    def _ipython_display_(self) -> None:
        """In a notebook, a case that fails gets a button that opens it in the explorer."""
        if self.case is None:
            raise NotImplementedError  # IPython then shows the sentence alone
        from IPython.display import display

        from cnnbp.widgets import OnDemand  # drawing is loaded only when it is asked for

        display({"text/plain": repr(self), "text/html": self._repr_html_()}, raw=True)  # type: ignore[no-untyped-call]
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
