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

from cnnbp.exercises import (
    broken,
    conventions,
    convolution,
    dense,
    dilation,
    edges,
    gradients,
    losses,
    momentum,
    network,
    pooling,
    rows,
)
from cnnbp.exercises.checking import BLANK, check_function
from cnnbp.exercises.exercise import Case, Exercise, Sheet, sheet
from cnnbp.exercises.naming import check_name
from cnnbp.exercises.result import NOT_ATTEMPTED, Result

__all__ = ["Case", "Exercise", "Result", "Sheet", "available", "check", "show", "solution"]

SECONDS = 5.0

_MODULES = (
    edges,
    rows,
    dense,
    losses,
    pooling,
    convolution,
    dilation,
    gradients,
    conventions,
    network,
    momentum,
    broken,
)
_EXERCISES = {exercise.name: exercise for module in _MODULES for exercise in module.EXERCISES}


def available() -> tuple[str, ...]:
    """The names of all exercises, in the order of the lessons."""
    return tuple(_EXERCISES)


def show(name: str, form: str = "statement") -> Sheet:
    """The text of an exercise: its "statement", "starter", "half" or "solution".

    It prints as it is. ValueError for a name or form that does not exist.
    """
    return sheet(_find(name), form)


def solution(name: str) -> Callable[..., Any]:
    """The reference solution, as a function. ValueError for a name that does not exist."""
    return _find(name).solution


def check(name: str, answer: Any, *, seconds: float = SECONDS) -> Result:
    """What to say to an answer: a function, or, for "broken" exercises, the mistake's name.

    seconds: how long one call may take. The function gets copies of all arrays and runs in a
    thread of its own. None and ... count as not attempted.
    ValueError for a name that does not exist; TypeError for an answer that is no function.
    """
    exercise = _find(name)
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not seconds > 0:
        raise ValueError(f"seconds: got {seconds!r}, expected a number above 0")
    if answer is None or answer is Ellipsis:
        return Result(name, NOT_ATTEMPTED, BLANK)
    if isinstance(answer, str):
        return check_name(exercise, answer)
    if not callable(answer):
        raise TypeError(
            f"answer: got a value of type {type(answer).__name__}, expected the function itself "
            f"(without calling it): {exercise.signature}"
        )
    return check_function(exercise, answer, float(seconds))


def _find(name: str) -> Exercise:
    if name not in _EXERCISES:
        raise ValueError(f"name: got {name!r}, expected one of {', '.join(_EXERCISES)}")
    return _EXERCISES[name]
