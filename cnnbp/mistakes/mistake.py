"""A known mistake, as the wrong numbers that it computes, and how to recognise one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnbp.connections import Connections

EXACT = 1e-8
TINY = 1e-6  # the size below which a largest entry counts as rounding


@dataclass(frozen=True)
class Mistake:
    """One way to go wrong.

    sentence: a clause that goes on after "when" ("the kernel is not turned by 180°").
    remedy: one sentence that says what is right, and why.
    compute(context) gives the wrong array, or None where the mistake cannot be made.
    edges(layer), for a mistake about which units are joined, gives the wrong edges.
    """

    name: str
    sentence: str
    remedy: str
    compute: Callable[[Any], np.ndarray | None]
    edges: Callable[[Any], Connections | None] | None = None

    @classmethod
    def of_edges(
        cls, name: str, sentence: str, remedy: str, edges: Callable[[Any], Connections | None]
    ) -> Mistake:
        """A mistake that is a wrong set of edges; the wrong numbers are what they bring back."""

        def compute(layer: Any) -> np.ndarray | None:
            wrong = edges(layer)
            return None if wrong is None else layer.through(wrong)

        return cls(name, sentence, remedy, compute, edges)


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
