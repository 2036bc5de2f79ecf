"""What an exercise is: its forms, its cases and its mistakes, with one that is made here."""

import numpy as np
import pytest

from cnnbp.exercises import checker
from cnnbp.exercises.exercise import exercise


def scaled():
    """A new exercise with two results: s·x, and the sum of x."""

    @exercise(
        "scale.and_add",
        title="Scale and add",
        statement="Given x and s, return s·x and the sum of x.",
        parts=("scaled", "total"),
    )
    def scale_and_add(x, s):
        """s·x and Σ x."""
        # blank: x | s  # σ or s?
        scaled = x * s
        # blank: sum(x[1:]) | x[0]
        total = sum(x[1:]) + x[0]
        return scaled, total

    @scale_and_add.cases
    def _():
        yield "two numbers", {"x": np.array([3.0, 4.0]), "s": 2.0}
        yield "three numbers", {"x": np.array([3.0, 4.0, 5.0]), "s": 1.0}

    @scale_and_add.mistake("not_scaled", "s is left out", "Multiply by s.")
    def _(x, s):
        return x, np.sum(x)

    scale_and_add.mistake("one_less", "the last is lost", "Add all.", lambda x, s: (s * x, x[:2]))
    scale_and_add.mistake("third_only", "…", "…", lambda x, s: (s * x, x[2]))
    return scale_and_add


SOLUTION = '''def scale_and_add(x, s):
    """s·x and Σ x."""
    scaled = x * s
    total = sum(x[1:]) + x[0]
    return scaled, total
'''
HALF = '''def scale_and_add(x, s):
    """s·x and Σ x."""
    scaled = ... * ...  # σ or s?
    total = ... + ...
    return scaled, total
'''
STARTER = '''def scale_and_add(x, s):
    """s·x and Σ x."""
    ...
'''
STATEMENT = """Scale and add

Given x and s, return s·x and the sum of x.

Write: scale_and_add(x, s)
You may use: numpy as np
Check: exercises.check("scale.and_add", scale_and_add)"""


def test_every_form_comes_from_the_one_source():
    made = scaled()
    assert made.text("solution") == SOLUTION
    assert made.text("half") == HALF
    assert made.text("starter") == STARTER
    assert repr(made.sheet("statement")) == STATEMENT
    assert repr(made.sheet("half")) == HALF.rstrip()
    with pytest.raises(ValueError, match="form: got 'answer'"):
        made.sheet("answer")


@pytest.mark.parametrize("piece", ["y", "scaled", "x * "])
def test_a_blank_that_is_not_in_its_line(piece):
    """What is assigned to is no blank either."""
    made = scaled()
    source = made.text("solution").replace("    scaled =", f"    # blank: {piece}\n    scaled =")

    from cnnbp.exercises.exercise import _half

    with pytest.raises(ValueError, match=r"blank: got .*, expected an expression in 'scaled = x"):
        _half(source)


def test_what_is_expected_is_what_the_solution_returns():
    one, two = scaled().case_list
    np.testing.assert_array_equal(one.expected[0], [6, 8])
    assert [float(case.expected[1]) for case in (one, two)] == [7, 12]
    assert scaled()(np.ones(2), 3)[1] == 2  # called, it is its solution


def test_a_mistake_is_known_where_it_is_wrong_and_can_be_made():
    one, two = scaled().case_list

    def names(case):
        return [[answer.mistake.name for answer in answers] for answers in case.wrong]

    assert names(one) == [["not_scaled"], ["one_less"]]  # there is no third number
    assert names(two) == [[], ["one_less", "third_only"]]  # times 1 changes nothing


def test_an_error_in_a_mistake_is_not_swallowed():
    made = scaled()
    made.mistake("odd", "…", "…", lambda x, s: x.nothing)
    with pytest.raises(AttributeError, match="nothing"):
        made.case_list[0].wrong  # noqa: B018
    made = scaled()
    made.mistake("short", "…", "…", lambda x, s: (x,))
    with pytest.raises(ValueError, match="zip"):
        made.case_list[0].wrong  # noqa: B018


def test_functions_get_copies_and_cases_cannot_be_written_to():
    made = scaled()
    made.mistake("in_place", "…", "…", lambda x, s: (x.__imul__(3), x.sum()))
    case = made.case_list[0]
    assert [a.value.tolist() for a in case.wrong[0]] == [[3, 4], [9, 12]]
    for array in (case.arguments["x"], case.expected[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_part_of_its_own_for_what_the_catalogue_knows():
    asked = []
    made = scaled()
    made.also(lambda layer: asked.append(layer) or [], "total")
    made.cases(lambda: [("one", {"x": np.ones(1), "s": 1.0}, "a layer")])
    (case,) = made.case_list
    assert case.wrong  # nothing goes wrong without a layer, and it is asked for one part only
    assert asked == ["a layer"]
    with pytest.raises(ValueError, match="not in tuple"):
        made.also(lambda layer: [], "nothing")


def test_a_broken_form_is_the_source_of_a_mistake():
    made = scaled()

    @made.broken("not_scaled", choices=("one_less", "not_scaled"), sentence="no s", why="So be it.")
    def _(x, s):
        """It runs."""
        return x, np.sum(x)

    broken = 'def scale_and_add(x, s):\n    """It runs."""\n    return x, np.sum(x)\n'
    for form in ("starter", "half"):
        assert made.text(form) == broken
    assert made.text("solution") == SOLUTION
    assert '  "one_less": the last is lost\n  "not_scaled": no s\nCheck' in repr(
        made.sheet("statement")
    )
    assert checker.check(made, "not scaled").sentence == (
        "right: no s. So be it. Now mend it, and check the function."
    )
    told = checker.check(made, "one_less")
    assert told.sentence == (
        "no. For two numbers, that mistake would give 8 at unit 1, and this code gives 4."
    )
    assert (told.part, told.at) == (0, 1)


def test_one_exercise_like_another():
    made, other = scaled(), scaled()
    other.known.clear()
    other.like(made)
    assert [case.label for case in other.case_list] == [case.label for case in made.case_list]
    assert checker.check(other, lambda x, s: (x, sum(x))).mistakes == ("not_scaled",)


def test_a_case_that_nothing_can_show():
    result = checker.check(scaled(), lambda x, s: (x + 1, sum(x)))
    with pytest.raises(ValueError, match="neither a layer nor an explorer"):
        result.explorer()
    made = scaled()
    made.explorer(lambda case, part, index: (case.label, part, index))
    result = checker.check(made, lambda x, s: (s * x + [0, 9, 0][: len(x)], sum(x)))
    assert result.explorer() == ("two numbers", 0, 1)
