"""Compares the results of all cases, or the name of a mistake, with what is right and what the
known mistakes give."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from cnnbp.exercises.checker import result as status
from cnnbp.exercises.checker.result import Result
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.mistakes import Answer, Mistake, recognise, same
from cnnbp.mistakes.words import blame, cell, count, number

TOLERANCE = 1e-6
BOUNDS = (1e-12, 1e-9, TOLERANCE)  # an error is reported as a bound, the same on every machine

Run = tuple[Case, tuple[np.ndarray, ...]]


def judge(exercise: Exercise, runs: list[Run]) -> Result:
    """The answer to the results of all cases: right, a known mistake, or the case that fails."""
    wrong = [(case, given) for case, given in runs if _bad_parts(case, given)]
    if not wrong:
        return _right(exercise, runs)
    case, given = wrong[0]  # the cases stand in order of size
    part = _bad_parts(case, given)[0]
    names, sentence = _known(exercise, runs)
    kept = status.MISCONCEPTION
    if len(given) == 2 and not any(_bad_parts(one, two[::-1]) for one, two in runs):
        names, kept = (), status.WRONG
        sentence = f"right numbers in the wrong order. Return {', '.join(exercise.parts)}."
    elif exercise.flaw in names:
        names, kept = (), status.WRONG  # naming it is the learner's task
        sentence = f"still broken, with the mistake that was in it. {_numbers(case, given, part)}"
    elif not names:
        kept, sentence = _unknown(exercise, wrong, part)
    return Result(exercise.name, kept, sentence, names, case, given, part)


def _bad_parts(case: Case, given: tuple[np.ndarray, ...]) -> list[int]:
    pairs = zip(given, case.expected, strict=True)
    return [i for i, (mine, right) in enumerate(pairs) if not same(mine, right, TOLERANCE)]


def _right(exercise: Exercise, runs: list[Run]) -> Result:
    error = max(
        float(np.max(np.abs(mine - right), initial=0))
        for case, given in runs
        for mine, right in zip(given, case.expected, strict=True)
    )
    bound = next((bound for bound in BOUNDS if error < bound), None)
    small = f"below {bound:.0e}".replace("e-0", "e-") if bound else "within rounding"
    sentence = f"right, in all {count(len(runs), 'case')} (worst error {small})."
    return Result(exercise.name, status.RIGHT, sentence)


def _known(exercise: Exercise, runs: list[Run]) -> tuple[tuple[str, ...], str]:
    """The mistakes that explain every wrong result in all cases, with a sentence; or nothing."""
    wrong = [case.wrong for case, _ in runs]
    bad = sorted({part for case, given in runs for part in _bad_parts(case, given)})
    fits = {part: _explaining(runs, [each[part] for each in wrong], part) for part in bad}
    if not all(fits.values()):
        return (), ""
    if common := set.intersection(*({m.name for m in found} for found in fits.values())):
        fits = {part: [m for m in found if m.name in common] for part, found in fits.items()}
    several, sentences = len(exercise.parts) > 1, []
    for _, alike in groupby(bad, lambda part: [mistake.name for mistake in fits[part]]):
        parts = list(alike)
        what = [f"your {exercise.parts[part] if several else 'result'}" for part in parts]
        sentences.append(blame(fits[parts[0]], *what) + "".join(_shapes(runs, p) for p in parts))
    names = dict.fromkeys(mistake.name for part in bad for mistake in fits[part])
    return tuple(names), "not right yet: " + " And ".join(sentences)


def _explaining(runs: list[Run], wrong: list[list[Answer]], part: int) -> list[Mistake]:
    """The mistakes that give one result in every case: the wrong one where they give a wrong
    one, and the right one where they cannot be told from right."""
    mistakes = {a.mistake.name: a.mistake for answers in wrong for a in answers}
    predicted = [{a.mistake.name: a.value for a in answers} for answers in wrong]
    return [
        mistake
        for name, mistake in mistakes.items()
        if all(
            same(given[part], values.get(name, case.expected[part]), TOLERANCE)
            for (case, given), values in zip(runs, predicted, strict=True)
        )
    ]


def _shapes(runs: list[Run], part: int) -> str:
    """A word about the first shape that is not the expected one."""
    for case, given in runs:
        mine, right = given[part].shape, case.expected[part].shape
        if mine != right:
            return f" For {case.label} its shape is {mine}, expected {right}."
    return ""


def _unknown(exercise: Exercise, wrong: list[Run], part: int) -> tuple[str, str]:
    """Status and sentence for a wrong result that no known mistake explains in all cases."""
    case, given = wrong[0]
    right, mine = case.expected[part], given[part]
    if mine.shape != right.shape:
        has = f"has shape {mine.shape}" if mine.ndim else "is a single number"
        name = exercise.parts[part]
        sentence = f"{name} {has}, expected shape {right.shape}, for {case.label}."
        hint = _shape_hint(case, mine, right) or _hint(wrong, part)
        return status.WRONG_SHAPE, f"{sentence} {hint}".strip()
    sentence = f"not right yet. {_numbers(case, given, part)}"
    hint = _hint(wrong, part) if mine.any() else "Your function gives 0 everywhere in this case."
    return status.WRONG, f"{sentence} {hint}".strip()


def _hint(wrong: list[Run], part: int) -> str:
    """What explains the smallest case that fails and as many others as possible, but not all."""
    explained = [
        recognise(given[part], case.expected[part], case.wrong[part], TOLERANCE)
        for case, given in wrong
    ]
    times = {m.name: sum(m.name in [o.name for o in e] for e in explained) for m in explained[0]}
    if not times:
        return ""
    most = max(times.values())
    best = [mistake for mistake in explained[0] if times[mistake.name] == most]
    where = "In this case alone" if most == 1 else f"In {most} of the {len(wrong)} cases that fail"
    others = "your result is right" if most == len(wrong) else "it is not"
    return f"{blame(best, f'{where}, your result')} In the others {others}: there is more to it."


def _shape_hint(case: Case, mine: np.ndarray, right: np.ndarray) -> str:
    """What one sees at once when the shape is not the expected one."""
    if not mine.size:
        kernel = case.layer is not None and case.layer.kind == "convolution"
        more = ", nor does a kernel fit on what is smaller than itself" if kernel else ""
        return f"It is empty: a slice such as a[0:-0] holds nothing{more}."
    if mine.ndim > 1 and same(mine.swapaxes(-1, -2), right, TOLERANCE):
        return "Its numbers are right, but rows and columns are swapped."
    if mine.size == right.size and same(mine.ravel(), right.ravel(), TOLERANCE):
        return "Its numbers are right, only the shape is not."
    if "input_shape" not in case.arguments or mine.ndim != right.ndim:
        return ""
    missing = np.subtract(right.shape, mine.shape)
    if (missing >= 0).all() and same(np.pad(mine, [(0, n) for n in missing]), right, TOLERANCE):
        return (
            "Its numbers are right, but the last rows or columns are missing: no window reaches "
            "them, so they get 0. input_shape tells how many there are."
        )
    return ""


def _numbers(case: Case, given: tuple[np.ndarray, ...], part: int) -> str:
    """The smallest case that fails, and where there are many numbers, the one that is furthest off.

    Few numbers are all shown by the result.
    """
    right, mine = case.expected[part], given[part]
    sentence = f"The smallest case that fails is {case.label}."
    if right.size <= status.READABLE:
        return sentence
    off = np.abs(np.where(np.isfinite(mine), mine - right, np.inf))
    at = int(np.argmax(off))
    there = f"At {cell(at, right.shape)}, expected {number(right.flat[at])}"
    return f"{sentence} {there}, given {number(mine.flat[at])}."


def judge_name(exercise: Exercise, name: str) -> Result:
    """Whether the named mistake is the one in the code. ValueError where nothing is broken.

    A wrong name is answered with a number: what that mistake would give, and what the code gives.
    """
    if not exercise.choices:
        raise ValueError(f"answer: got {name!r}, expected a function, since nothing is broken here")
    given, name = name, name.strip().lower().replace(" ", "_")
    if name not in exercise.choices:
        sentence = (
            f"{given!r} is none of the names. They are {', '.join(exercise.choices)}; "
            f'exercises.show("{exercise.name}") says what each of them means.'
        )
        return Result(exercise.name, status.NO_SUCH_NAME, sentence)
    if name == exercise.flaw:
        why = f" {exercise.why}" if exercise.why else ""
        clause = exercise.choices[name]
        sentence = f"right: {clause}.{why} Now mend it, and check the function."
        return Result(exercise.name, status.RIGHT, sentence)
    for case in exercise.case_list:
        for part, right in enumerate(case.expected):
            wrong = {answer.mistake.name: answer.value for answer in case.wrong[part]}
            broken, guessed = wrong.get(exercise.flaw, right), wrong.get(name, right)
            at = int(np.argmax(np.abs(broken - guessed)))
            if broken.flat[at] != guessed.flat[at]:
                sentence = (
                    f"no. For {case.label}, that mistake would give {number(guessed.flat[at])} at "
                    f"{cell(at, right.shape)}, and this code gives {number(broken.flat[at])}."
                )
                return Result(exercise.name, status.WRONG, sentence, case=case, part=part, at=at)
    raise AssertionError(f"{exercise.name}: no case tells {name} from {exercise.flaw}")
