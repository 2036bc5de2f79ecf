"""A known mistake: a wrong function with a name, a sentence and a remedy; how one is recognised.

DENSE = Mistakes()

@DENSE.edges("not_transposed", "W is used in place of Wᵀ", "Input j meets output i …")
def _(layer): ...the wrong edges...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnbp.connections import Connections, Layer

EXACT = 1e-8
TINY = 1e-6  # the size below which a largest entry counts as rounding

Compute = Callable[[Any], "np.ndarray | None"]
Edges = Callable[[Any], "Connections | None"]
Words = tuple[str, str]  # a sentence and its remedy


@dataclass(frozen=True)
class Mistake:
    """One way to go wrong.

    sentence: a clause that goes on after "when" ("the kernel is not turned by 180°").
    remedy: one sentence that says what is right, and why.
    compute(context) gives the wrong array, or None where the mistake cannot be made.
    edges(layer), for a mistake about which units are joined, gives the wrong edges.
    by_hand: sentence and remedy for who adds up or marks, where these speak of code.
    """

    name: str
    sentence: str
    remedy: str
    compute: Compute
    edges: Edges | None = None
    by_hand: Words | None = None

    @property
    def plain(self) -> Words:
        """Sentence and remedy without a word of code."""
        return self.by_hand or (self.sentence, self.remedy)

    @classmethod
    def of_edges(
        cls, name: str, sentence: str, remedy: str, edges: Edges, by_hand: Words | None = None
    ) -> Mistake:
        """A mistake that is a wrong set of edges; the wrong numbers are what they bring back."""

        def compute(layer: Layer) -> np.ndarray | None:
            wrong = edges(layer)
            return None if wrong is None else layer.through(wrong)

        return cls(name, sentence, remedy, compute, edges, by_hand)


class Mistakes(list[Mistake]):
    """A list of mistakes, each added by a decorator over its wrong function.

    where: says of a case whether the mistake can be made in it. The function may also return None.
    """

    def values(
        self,
        name: str,
        sentence: str,
        remedy: str,
        where: Callable[[Any], bool] | None = None,
        by_hand: Words | None = None,
    ) -> Callable[[Compute], Compute]:
        """Adds a mistake whose function gives the wrong array."""

        def add(compute: Compute) -> Compute:
            made = _only(where, compute)
            self.append(Mistake(name, sentence, remedy, made, by_hand=by_hand))
            return compute

        return add

    def edges(
        self,
        name: str,
        sentence: str,
        remedy: str,
        where: Callable[[Any], bool] | None = None,
        by_hand: Words | None = None,
    ) -> Callable[[Edges], Edges]:
        """Adds a mistake whose function gives the wrong edges."""

        def add(edges: Edges) -> Edges:
            self.append(Mistake.of_edges(name, sentence, remedy, _only(where, edges), by_hand))
            return edges

        return add


def _only(where: Callable[[Any], bool] | None, function: Callable[[Any], Any]) -> Any:
    if where is None:
        return function
    return lambda case: function(case) if where(case) else None


@dataclass(frozen=True, eq=False)
class Answer:
    """The wrong array that a mistake gives in one case."""

    mistake: Mistake
    value: np.ndarray


def answers(mistakes: Iterable[Mistake], context: Any, right: np.ndarray) -> list[Answer]:
    """What each mistake gives here, without those that cannot be made or give what is right."""
    found = []
    for mistake in mistakes:
        value = mistake.compute(context)
        if value is not None and not same(value, right):
            found.append(Answer(mistake, np.asarray(value)))
    return found


def same(given: Any, expected: Any, tolerance: float = EXACT) -> bool:
    """Whether two arrays have one shape and agree to within `tolerance` of their largest entry."""
    given, expected = np.asarray(given), np.asarray(expected)
    if given.shape != expected.shape or not np.isfinite(given).all():
        return False
    scale = max(TINY, float(np.max(np.abs(expected), initial=0)))
    return bool(np.max(np.abs(given - expected), initial=0) <= tolerance * scale)


def recognise(
    given: Any, right: Any, candidates: Iterable[Answer], tolerance: float = EXACT
) -> list[Mistake]:
    """The mistakes whose wrong array is the given one; none when the given one is right.

    A mistake that gives the right answer in this case is never named. ValueError for a
    tolerance that is not positive.
    """
    if not tolerance > 0:
        raise ValueError(f"tolerance: got {tolerance!r}, expected a number above 0")
    if same(given, right, tolerance):
        return []
    return [
        answer.mistake
        for answer in candidates
        if same(given, answer.value, tolerance) and not same(right, answer.value, tolerance)
    ]


@dataclass(frozen=True)
class Verdict:
    """right or not; a sentence for the learner; the names of the mistakes that fit, if any.

    The sentence says what is seen, and the likeliest cause; `more`, what is right in place of it,
    and the other ways to get there.
    """

    right: bool
    sentence: str
    mistakes: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return " ".join((self.sentence, *self.more))


def unit(name: str, flat: Any, shape: tuple[int, ...]) -> int:
    """A flat index into `shape`, or an error that says what came."""
    if isinstance(flat, bool) or not hasattr(flat, "__index__"):
        raise TypeError(f"{name}: got {flat!r}, expected a whole number")
    size = int(np.prod(shape))
    if not 0 <= flat < size:
        raise ValueError(f"{name}: got {flat}, expected 0 to {size - 1}")
    return int(flat)


def one_example(layer: Layer) -> None:
    """Refuse a batch: a place in the explorer belongs to one example."""
    if layer.delta.shape != layer.connections.output_shape:
        raise ValueError(f"delta: got shape {layer.delta.shape}, expected one example, no batch")


def finite(name: str, value: Any) -> float:
    """A learner's number as a float."""
    if isinstance(value, (bool, str, bytes)) or value is None:
        raise TypeError(f"{name}: got {value!r}, expected a number")
    number = float(value)
    if not np.isfinite(number):
        raise ValueError(f"{name}: got {number}, expected a finite number")
    return number
