"""Runs a learner's function on the cases of an exercise and says what came of it: the verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cnnbp.exercises.checker import code, errors
from cnnbp.exercises.checker import result as status
from cnnbp.exercises.checker.judge import judge, judge_name
from cnnbp.exercises.checker.result import Result
from cnnbp.exercises.checker.run import Outcome, as_arrays, call
from cnnbp.exercises.exercise import Case, Exercise, copy
from cnnbp.mistakes.words import join

SECONDS = 5.0
BLANK = "not attempted yet. Fill in the blanks (...) and check again."
NO_RETURN = "returns nothing. Is a return missing at the end of your function?"


@dataclass(frozen=True, eq=False)
class Attempt:
    """What one call gave: its results as arrays, and the arguments that it changed."""

    case: Case
    given: tuple[np.ndarray, ...]
    changed: tuple[str, ...]


def check(exercise: Exercise, answer: Any, seconds: float = SECONDS) -> Result:
    """The verdict on an answer: a function, or, where something is broken, the mistake's name.

    seconds: how long one call may take. None and ... count as not attempted.
    TypeError for an answer that is no function.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not seconds > 0:
        raise ValueError(f"seconds: got {seconds!r}, expected a number above 0")
    if _is_blank(answer):
        return _not_attempted(exercise)
    if isinstance(answer, str):
        return judge_name(exercise, answer)
    if not callable(answer):
        raise TypeError(
            f"answer: got a value of type {type(answer).__name__}, expected the function itself "
            f"(without calling it): {exercise.signature}"
        )
    return _check_function(exercise, answer, float(seconds))


def _check_function(exercise: Exercise, function: Callable[..., Any], seconds: float) -> Result:
    """The answer to a learner's function. It gets copies of all arrays."""
    attempts: list[Attempt] = []
    for case in exercise.case_list:
        arguments = {name: copy(value) for name, value in case.arguments.items()}
        outcome = call(function, list(arguments.values()), seconds)
        changed = tuple(
            name for name, value in case.arguments.items() if not _equal(value, arguments[name])
        )
        problem = _stopped(exercise, function, outcome, seconds, case)
        if problem is not None:
            return _with_suspicion(problem, exercise, attempts, changed)
        given = as_arrays(outcome.value, exercise.parts)
        if isinstance(given, str):
            return Result(exercise.name, status.WRONG_TYPE, given, case=case)
        attempts.append(Attempt(case, given, changed))
    return _judged(exercise, function, attempts)


def _judged(exercise: Exercise, function: Callable[..., Any], attempts: list[Attempt]) -> Result:
    verdict = judge(exercise, [(attempt.case, attempt.given) for attempt in attempts])
    changed = list(dict.fromkeys(name for attempt in attempts for name in attempt.changed))
    if verdict.status not in (status.RIGHT, status.MISCONCEPTION) and code.blanks(function):
        return _not_attempted(exercise)
    if verdict.status == status.RIGHT:
        return _right_in_place(verdict, changed) if changed else verdict
    more = [code.early_return(function)]
    if changed:
        more.append(f"Besides, your function changes {_arguments(changed)} in place.")
    return replace(verdict, sentence=" ".join([verdict.sentence, *filter(None, more)]))


def _right_in_place(verdict: Result, changed: list[str]) -> Result:
    """Right numbers, from a function that spoils what its caller still needs."""
    what = "that array: make a new one" if len(changed) == 1 else "those arrays: make new ones"
    sentence = (
        f"the numbers are right, but your function changes {_arguments(changed)} in place. "
        f"Whoever called it still needs {what}."
    )
    return Result(verdict.exercise, status.CHANGES_ARGUMENTS, sentence)


def _arguments(names: Sequence[str]) -> str:
    quoted = join([f"`{name}`" for name in names])  # one of them is called back
    return f"its {'argument' if len(names) == 1 else 'arguments'} {quoted}"


def _stopped(
    exercise: Exercise, function: Callable[..., Any], outcome: Outcome, seconds: float, case: Case
) -> Result | None:
    """The answer when there are no numbers to judge, else None."""
    if outcome.too_slow:
        sentence = f"stopped after {seconds:g} s, for {case.label}. Does its loop never end?"
        if outcome.still_running:
            sentence += " It could not be ended and still runs: restart the kernel."
        return Result(exercise.name, status.TOO_SLOW, sentence, case=case)
    error = outcome.error
    if error is None:
        empty = _is_blank(outcome.value) or (
            isinstance(outcome.value, tuple) and any(map(_is_blank, outcome.value))
        )
        if outcome.value is None and code.returns_nothing(function):
            return Result(exercise.name, status.WRONG_TYPE, NO_RETURN)
        return _not_attempted(exercise) if empty else None
    if isinstance(error, NotImplementedError) or code.blanks(function):
        return _not_attempted(exercise)
    place = errors.where(error) or f"expected a function {exercise.signature}"
    sentence = f"raises {type(error).__name__}: {error} ({place})"
    if meaning := errors.explain(error, case):
        sentence = f"{sentence}. {meaning}"
    return Result(exercise.name, status.RAISES, sentence, case=case)


def _with_suspicion(
    problem: Result, exercise: Exercise, attempts: list[Attempt], changed: Sequence[str]
) -> Result:
    """A call that failed, with what explains it: the mistake in the smaller cases before it."""
    if problem.status == status.WRONG_TYPE and changed:
        sentence = f"{problem.sentence} It changes {_arguments(changed)} in place instead."
        return replace(problem, sentence=sentence)
    if problem.status != status.RAISES or not attempts:
        return problem
    before = judge(exercise, [(attempt.case, attempt.given) for attempt in attempts])
    if before.status != status.MISCONCEPTION or problem.case is None:
        return problem
    then = problem.sentence.rstrip(".")
    sentence = f"{before.sentence} For {problem.case.label} it even {then}."
    return replace(problem, sentence=sentence, mistakes=before.mistakes)


def _not_attempted(exercise: Exercise) -> Result:
    return Result(exercise.name, status.NOT_ATTEMPTED, BLANK)


def _is_blank(value: Any) -> bool:
    return value is None or value is Ellipsis


def _equal(before: Any, after: Any) -> bool:
    if not isinstance(before, np.ndarray):
        return True
    return before.shape == after.shape and bool(np.array_equal(before, after, equal_nan=True))
