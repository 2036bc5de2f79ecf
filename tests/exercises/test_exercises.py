"""The exercises as a whole: every form of each, and every known mistake recognised as itself."""

import subprocess
import sys

import numpy as np
import pytest

from cnnbp import exercises
from cnnbp.exercises import source
from cnnbp.mistakes import answers

NAMES = exercises.available()


def space_of_a_lesson():
    """What the lessons have imported where an exercise stands."""
    space = {"np": np}
    exec("from cnnbp import convolution, pooling", space)
    exec("from cnnbp.activations import relu, relu_derivative", space)
    exec("from cnnbp.activations import sigmoid, sigmoid_derivative, softmax", space)
    return space


def exercise(name):
    return exercises._find(name)


def replay(values):
    """A function that gives these results one after the other, whatever it is asked."""
    queue = iter(values)

    def function(*_):
        return next(queue)

    return function


def results(name, mistake, part):
    """For every case, the right results with one part as the mistake makes it."""
    for case in exercise(name).cases:
        wrong = {answer.mistake.name: answer.value for answer in case.wrong[part]}
        parts = list(case.expected)
        parts[part] = wrong.get(mistake, parts[part])
        yield tuple(parts) if len(parts) > 1 else parts[0]


def known(name):
    """Each (part, mistake) that some case of the exercise tells from what is right."""
    found = {}
    for case in exercise(name).cases:
        for part, list_of_answers in enumerate(case.wrong):
            found |= {(part, answer.mistake.name): None for answer in list_of_answers}
    return list(found)


def test_the_exercises_of_the_lessons_are_all_there():
    assert len(NAMES) == 31
    assert len(set(NAMES)) == 31
    assert "convolution.input_gradient" in NAMES
    assert sum(name.startswith("broken.") for name in NAMES) == 7


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_is_right_and_says_so_in_one_line(name):
    result = exercises.check(name, exercises.solution(name))
    assert result
    assert result.mistakes == ()
    cases = len(exercise(name).cases)
    assert repr(result) == f"{name}: right, in all {cases} cases (worst error below 1e-12)."


@pytest.mark.parametrize("name", NAMES)
def test_blank_and_half_finished_forms_run(name):
    for form in ("starter", "half"):
        space = space_of_a_lesson()
        exec(exercises.show(name, form).text, space)
        result = exercises.check(name, space[exercise(name).function])
        if name.startswith("broken."):
            assert result.status == "wrong"
            assert "still broken" in result.sentence
            assert result.mistakes == ()
        elif form == "starter":
            assert result.status == "not attempted"
    if not name.startswith("broken."):
        assert exercises.check(name, exercise(name).half).status == "not attempted"


@pytest.mark.parametrize("name", NAMES)
def test_the_shown_solution_works_as_it_is_shown(name):
    space = space_of_a_lesson()
    exec(exercises.show(name, "solution").text, space)
    assert exercises.check(name, space[exercise(name).function])


@pytest.mark.parametrize("name", NAMES)
def test_the_statement_names_the_function_and_how_to_check_it(name):
    text = repr(exercises.show(name))
    assert exercise(name).title in text
    assert f'exercises.check("{name}", {exercise(name).function})' in text
    assert f"Write: {exercise(name).function}(" in text


@pytest.mark.parametrize("name", NAMES)
def test_every_known_mistake_is_recognised(name):
    flaw = exercise(name).flaw
    for part, mistake in known(name):
        result = exercises.check(name, replay(results(name, mistake, part)))
        assert not result
        if mistake == flaw or flaw in _twins(name, mistake):
            assert "still broken" in result.sentence
            continue
        assert result.status == "misconception"
        assert mistake in result.mistakes


def _twins(name, mistake):
    """The mistakes that give the same numbers in all cases."""
    result = exercises.check(name, replay(results(name, mistake, 0)))
    if "still broken" in result.sentence:
        return {exercise(name).flaw}
    return set(result.mistakes)


def test_there_are_at_least_twenty_misconceptions_and_most_stand_alone():
    names = {mistake for name in NAMES for _, mistake in known(name)}
    assert len(names) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_the_cases_grow(name):
    sizes = [sum(part.size for part in case.expected) for case in exercise(name).cases]
    assert sizes[0] == min(sizes)
    assert len(sizes) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_the_cases_are_the_same_every_time(name):
    for one, two in zip(exercise(name).cases, exercise(name).make_cases(), strict=True):
        assert one.label == two.label
        for right, again in zip(one.expected, two.expected, strict=True):
            np.testing.assert_array_equal(right, again)


def test_wrong_names_and_forms_are_refused():
    with pytest.raises(ValueError, match=r"name: got 'dense'"):
        exercises.check("dense", len)
    with pytest.raises(ValueError, match=r"name: got 'x'"):
        exercises.show("x")
    with pytest.raises(ValueError, match=r"form: got 'answer'"):
        exercises.show("dense.delta", "answer")
    with pytest.raises(TypeError, match=r"answer: got a value of type ndarray"):
        exercises.check("dense.delta", np.zeros(3))
    with pytest.raises(ValueError, match="seconds: got 0"):
        exercises.check("dense.delta", len, seconds=0)


def test_nothing_to_check_is_not_attempted():
    assert exercises.check("dense.delta", None).status == "not attempted"
    assert exercises.check("dense.delta", ...).status == "not attempted"


def test_the_checker_loads_no_drawing():
    code = (
        "import sys; from cnnbp import exercises as e\n"
        "e.check('dense.delta', e.solution('dense.delta')); e.show('dense.delta')\n"
        "print([m for m in ('matplotlib', 'ipywidgets', 'anywidget') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_source_under_another_name():
    shown = source.text(exercises.solution("broken.dense"), "broken_dense")
    assert shown.startswith("def broken_dense(")
    assert answers((), None, np.zeros(1)) == []
