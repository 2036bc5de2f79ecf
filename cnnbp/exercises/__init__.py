"""Exercises with a checker that says what is wrong, and why.

    exercises.available()                  the names
    exercises.show("dense.delta")          the task; form="starter", "half" or "solution": code
    exercises.check("dense.delta", f)      runs f on all cases and answers in a sentence

The checker runs your function on small cases with asymmetric numbers. A wrong answer that one of
the known mistakes gives in every case is explained by it; any other wrong answer is shown with the
smallest case that fails, which the answer's explorer() opens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnnbp.exercises import checker
from cnnbp.exercises.checker.result import Result
from cnnbp.exercises.exercise import Case, Exercise, Sheet
from cnnbp.exercises.tasks import (
    convolution,
    dense,
    edges,
    gradient_check,
    losses,
    network,
    pooling,
)

__all__ = ["Case", "Exercise", "Result", "Sheet", "available", "check", "show", "solution"]

_EXERCISES = {
    found.name: found
    for subject in (edges, dense, gradient_check, losses, pooling, convolution, network)
    for found in vars(subject).values()
    if isinstance(found, Exercise)
}


def available() -> tuple[str, ...]:
    """The names of all exercises, by subject, in the order of the lessons."""
    return tuple(_EXERCISES)


def show(name: str, form: str = "statement") -> Sheet:
    """The text of an exercise: its "statement", "starter", "half" or "solution".

    It prints as it is. ValueError for a name or form that does not exist.
    """
    return _find(name).sheet(form)


def solution(name: str) -> Callable[..., Any]:
    """The reference solution, as a function. ValueError for a name that does not exist."""
    return _find(name).solution


def check(name: str, answer: Any, *, seconds: float = checker.SECONDS) -> Result:
    """What to say to an answer: a function, or, for "broken" exercises, the mistake's name.

    seconds: how long one call may take. The function gets copies of all arrays and runs in a
    thread of its own. None and ... count as not attempted.
    ValueError for a name that does not exist; TypeError for an answer that is no function.
    """
    return checker.check(_find(name), answer, seconds)


def _find(name: str) -> Exercise:
    if name not in _EXERCISES:
        raise ValueError(f"name: got {name!r}, expected one of {', '.join(_EXERCISES)}")
    return _EXERCISES[name]
