"""Runs a learner's function on the cases of an exercise and says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cnnbp.exercises import result as status
from cnnbp.exercises import source
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.judging import judge
from cnnbp.exercises.result import Result
from cnnbp.exercises.running import Outcome, call

BLANK = "not attempted yet. Fill in the blanks (...) and check again."
NO_RETURN = "returns nothing. Is a return missing at the end of your function?"


@dataclass(frozen=True, eq=False)
class Attempt:
    """What one call gave: its results as arrays, and the arguments that it changed."""

    case: Case
    given: tuple[np.ndarray, ...]
    changed: tuple[str, ...]


def check_function(exercise: Exercise, function: Callable[..., Any], seconds: float) -> Result:
    """The answer to a learner's function. It gets copies of all arrays."""
    attempts: list[Attempt] = []
    for case in exercise.cases:
        arguments = {name: _copy(value) for name, value in case.arguments.items()}
        outcome = call(function, list(arguments.values()), seconds)
        problem = _stopped(exercise, function, outcome, seconds, case)
        if problem is not None:
            return _with_suspicion(problem, exercise, attempts)
        given = _arrays(outcome.value, exercise.parts)
        if isinstance(given, str):
            return Result(exercise.name, status.WRONG_TYPE, given, case=case)
        changed = tuple(
            name for name, value in case.arguments.items() if not _equal(value, arguments[name])
        )
        attempts.append(Attempt(case, given, changed))
    return _judged(exercise, function, attempts)


def _judged(exercise: Exercise, function: Callable[..., Any], attempts: list[Attempt]) -> Result:
    verdict = judge(exercise, [(attempt.case, attempt.given) for attempt in attempts])
    changed = sorted({name for attempt in attempts for name in attempt.changed})
    if verdict.status not in (status.RIGHT, status.MISCONCEPTION) and source.blanks(function):
        return _not_attempted(exercise, function)
    if not changed:
        return verdict
    names = " and ".join(changed)
    if verdict.status == status.RIGHT:
        sentence = (
            f"the numbers are right, but your function changes its argument {names} in place. "
            "Whoever called it still needs that array: make a new one."
        )
        return Result(exercise.name, status.CHANGES_ARGUMENTS, sentence)
    sentence = f"{verdict.sentence} Besides, your function changes its argument {names} in place."
    return replace(verdict, sentence=sentence)


def _stopped(
    exercise: Exercise, function: Callable[..., Any], outcome: Outcome, seconds: float, case: Case
) -> Result | None:
    """The answer when there are no numbers to judge, else None."""
    if outcome.too_slow:
        sentence = f"stopped after {seconds:g} s in {case.label}. Does its loop never end?"
        if outcome.still_running:
            sentence += " It could not be ended and still runs: restart the kernel."
        return Result(exercise.name, status.TOO_SLOW, sentence, case=case)
    error = outcome.error
    if error is None:
        empty = _is_blank(outcome.value) or (
            isinstance(outcome.value, tuple) and any(map(_is_blank, outcome.value))
        )
        if outcome.value is None and source.returns_nothing(function):
            return Result(exercise.name, status.WRONG_TYPE, NO_RETURN)
        return _not_attempted(exercise, function) if empty else None
    if isinstance(error, NotImplementedError) or source.blanks(function):
        return _not_attempted(exercise, function)
    place = source.where(error)
    if not place:
        place = f"expected a function {exercise.signature}"
    sentence = f"raises {type(error).__name__}: {error} ({place})"
    return Result(exercise.name, status.RAISES, sentence, case=case)


def _with_suspicion(problem: Result, exercise: Exercise, attempts: list[Attempt]) -> Result:
    """A call that failed, with the mistake that explains the smaller cases before it, if any."""
    if problem.status != status.RAISES or not attempts:
        return problem
    before = judge(exercise, [(attempt.case, attempt.given) for attempt in attempts])
    if before.status != status.MISCONCEPTION:
        return problem
    sentence = f"{problem.sentence}. Smaller cases run, but are {before.sentence}"
    return replace(problem, sentence=sentence, mistakes=before.mistakes)


def _not_attempted(exercise: Exercise, function: Callable[..., Any]) -> Result:
    return Result(exercise.name, status.NOT_ATTEMPTED, BLANK)


def _is_blank(value: Any) -> bool:
    return value is None or value is Ellipsis


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else value


def _equal(before: Any, after: Any) -> bool:
    if not isinstance(before, np.ndarray):
        return True
    return before.shape == after.shape and bool(np.array_equal(before, after, equal_nan=True))


def _arrays(value: Any, parts: tuple[str, ...]) -> tuple[np.ndarray, ...] | str:
    """The results as arrays, copied, or a sentence that says why they are none."""
    if len(parts) == 1:
        values = (value,)
    elif isinstance(value, (tuple, list)) and len(value) == len(parts):
        values = tuple(value)
    else:
        got = f"{len(value)} values" if isinstance(value, (tuple, list)) else _kind(value)
        return f"returns {got}, expected {len(parts)} results: {', '.join(parts)}."
    arrays = []
    for part, one in zip(parts, values, strict=True):
        try:
            array = np.array(one)
        except ValueError:
            return f"returns rows of different lengths for {part}, expected an array of numbers."
        except Exception:  # some libraries' arrays refuse to become NumPy's
            return f"returns {_kind(one)} for {part}, which cannot be read as an array."
        if array.dtype.kind not in "biuf":
            return f"returns {_kind(one)} for {part}, expected an array of real numbers."
        arrays.append(array.astype(float))
    return tuple(arrays)


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of type {value.dtype}"
    return f"a value of type {type(value).__name__}"
