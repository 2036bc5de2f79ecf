"""Each lesson says how long it takes: a sum over words, formulas, code and tasks.

The weights were fitted to a reader who knew calculus, matrices and a little Python, and who wrote
down how long each of eight lessons took to read and to click through, and with the exercises.
"""

import re

import pytest
from lesson_claims.reading import CODE, MATH, cells, numbered
from support.each import each

# Minutes for one of each.
WORD, SHOWN, INLINE, CELL, WIDGET, PREDICTION, CHANGE, PAPER = (
    1 / 110,
    0.8,
    0.05,
    0.5,
    1.3,
    1.2,
    2,
    4,
)
EXERCISE = {"worked": 2.5, "half": 5, "blank": 8, "broken": 5}
NEAR = 4  # the times are multiples of five


def parts(lesson):
    """The lesson's text, its exercises' text, its code and the exercises' code."""
    text = "\n\n".join(cells(lesson, "markdown"))
    lesson_text, exercises = text.split("## Read next")[0].split("## Exercises")
    code = cells(lesson, "code")
    first = next(n for n, cell in enumerate(code) if "exercises.check" in cell)
    return lesson_text, exercises, code[1:first], code[first:]


def words(text):
    return len(re.findall(r"[A-Za-z]{2,}", MATH.sub(" ", CODE.sub(" ", text))))


def minutes(text, code):
    shown = [displayed for displayed, _ in MATH.findall(CODE.sub("", text))]
    widgets = [cell for cell in code if re.search(r"DeltaFlow\.|Derivation\(|Training\(", cell)]
    return (
        WORD * words(text)
        + SHOWN * sum(map(bool, shown))
        + INLINE * (len(shown) - sum(map(bool, shown)))
        + CELL * len(code)
        + WIDGET * len(widgets)
        + PREDICTION * text.count("**Predict first.**")
        + CHANGE * text.count("**Change me:**")
    )


def exercise_minutes(text, code):
    total = WORD * words(text) + PAPER * len(re.findall(r"on paper|an experiment", text))
    for cell in code:
        if "exercises.check" in cell:
            total += EXERCISE[kind(cell)]
    return total


def kind(cell):
    if "broken." in cell:
        return "broken"
    if "\n    return ...\n" in cell:
        return "blank"
    return "half" if "..." in cell else "worked"


@each("lesson", numbered())
def test_the_stated_time_is_the_sum(lesson):
    text, exercises, code, answers = parts(lesson)
    stated = re.search(r"\*\*Time:\*\* (\d+) minutes, and (\d+) for the exercises\.", text)
    needed = minutes(text, code), exercise_minutes(exercises, answers)
    for said, computed in zip(map(int, stated.groups()), needed, strict=True):
        assert abs(said - computed) <= NEAR, needed


@each("lesson", numbered())
def test_a_lesson_fits_into_fifty_minutes(lesson):
    stated = int(re.search(r"\*\*Time:\*\* (\d+)", cells(lesson, "markdown")[0])[1])
    assert 20 <= stated <= 50


def test_longer_lessons_take_longer():
    text, _, code, _ = parts("04")
    assert minutes(text + " word" * 110, code) == pytest.approx(minutes(text, code) + 1)
    assert minutes(text, [*code, "DeltaFlow.dense(a, w)"]) > minutes(text, code) + CELL
