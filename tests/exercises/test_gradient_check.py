"""The drill of the gradient check: right by `gradient_check.compare`, and wrong ways to judge."""

import numpy as np
import pytest

from cnnbp import exercises, gradient_check
from cnnbp.exercises.tasks.gradient_check import LOSSES

DRILL = "gradient_check.bug_or_kink"


def test_the_verdicts_are_those_of_compare():
    exercise = exercises._find(DRILL)
    for case, (_, function, places, gradient) in zip(exercise.case_list, LOSSES, strict=True):
        found = gradient_check.compare(lambda z, f=function: np.sum(f(z)), places, gradient)
        (verdicts,) = case.expected
        assert {i for (i,) in found.wrong} == set(np.flatnonzero(verdicts == 1))
        assert {i for (i,) in found.not_judged} == set(np.flatnonzero(verdicts == 2))
    every = np.concatenate([case.expected[0] for case in exercise.case_list])
    assert set(every) == {0, 1, 2}


def slopes(below, here, above, step):
    return (here - below) / step, (above - here) / step


def in_a_loop(below, here, above, gradient, step, tolerance):
    verdicts = []
    for b, a, g in zip(below, above, gradient, strict=True):
        down, up = slopes(b, here, a, step)
        if g > max(up, down) + tolerance or g < min(up, down) - tolerance:
            verdicts.append(1)
        elif abs(up - down) > tolerance:
            verdicts.append(2)
        else:
            verdicts.append(0)
    return verdicts


def by_sorting(below, here, above, gradient, step, tolerance):
    both = np.sort(slopes(below, here, above, step), axis=0)
    off = np.maximum(both[0] - gradient, gradient - both[1])
    return np.select([off > tolerance, np.ptp(both, axis=0) > tolerance], [1, 2], 0)


@pytest.mark.parametrize("function", [in_a_loop, by_sorting])
def test_other_ways_to_write_it_are_right(function):
    assert exercises.check(DRILL, function)


def central(below, here, above, gradient, step, tolerance):
    return (np.abs((above - below) / step / 2 - gradient) > tolerance).astype(int)


def mean_of_slopes(below, here, above, gradient, step, tolerance):
    down, up = slopes(below, here, above, step)
    return np.where(np.isclose((up + down) / 2, gradient, atol=tolerance), 0, 1)


def central_in_a_loop(below, here, above, gradient, step, tolerance):
    ends = zip(below, above, gradient, strict=True)
    return [int(abs(a - b - 2 * step * g) > 2 * step * tolerance) for b, a, g in ends]


def kink_first(below, here, above, gradient, step, tolerance):
    verdicts = []
    for b, a, g in zip(below, above, gradient, strict=True):
        down, up = slopes(b, here, a, step)
        differs = abs(up - g) > tolerance
        verdicts.append(2 if abs(up - down) > tolerance else 1 if differs else 0)
    return verdicts


def kinks_masked_last(below, here, above, gradient, step, tolerance):
    down, up = slopes(below, here, above, step)
    verdicts = np.where(np.abs(up - gradient) > tolerance, 1, 0)
    verdicts[np.abs(up - down) > tolerance] = 2
    return verdicts


def selected(below, here, above, gradient, step, tolerance):
    down, up = slopes(below, here, above, step)
    smooth = np.abs(up - down) <= tolerance
    return np.select([smooth & (np.abs(up - gradient) <= tolerance), smooth], [0, 1], 2)


def no_verdict_for_kinks(below, here, above, gradient, step, tolerance):
    down, up = slopes(below, here, above, step)
    low, high = np.minimum(up, down) - tolerance, np.maximum(up, down) + tolerance
    return ~((low <= gradient) & (gradient <= high))


@pytest.mark.parametrize(
    ("mistake", "functions"),
    [
        ("central_alone", [central, mean_of_slopes, central_in_a_loop]),
        ("every_kink_excused", [kink_first, kinks_masked_last, selected]),
        ("kinks_pass", [no_verdict_for_kinks]),
    ],
)
def test_ways_to_judge_wrongly_are_named(mistake, functions):
    for function in functions:
        assert exercises.check(DRILL, function).mistakes == (mistake,)


def right(below, here, above, gradient, step, tolerance):
    return in_a_loop(below, here, above, gradient, step, tolerance)


def strict(below, here, above, gradient, step, tolerance):
    """A bug wherever the gradient is not one of the two slopes: kinks between them as well."""
    down, up = slopes(below, here, above, step)
    off = np.minimum(np.abs(up - gradient), np.abs(down - gradient))
    return np.where(off > tolerance, 1, np.where(np.abs(up - down) > tolerance, 2, 0))


def never_right(*arguments):
    return np.maximum(right(*arguments), 1)


@pytest.mark.parametrize("function", [strict, never_right])
def test_what_is_near_is_not_named(function):
    result = exercises.check(DRILL, function)
    assert not result
    assert result.mistakes == ()
