"""The numbers that the lessons' text quotes, computed anew."""

import json
import math
from pathlib import Path

import numpy as np
from lesson_claims.numerals import ARITHMETIC, ASKED, CHOSEN, quotes, unquoted
from lesson_claims.reading import cells, lessons
from support.each import each

from cnnbp import connections, convolution, datasets

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SEVEN = datasets.load_digits().images[7]


def text(name):
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


@each("lesson", lessons())
def test_the_text_quotes_what_is_computed(lesson):
    said = "\n\n".join(cells(lesson, "markdown"))
    assert [words for words in quotes(lesson) if words not in said] == []


@each("lesson", [lesson for lesson in lessons() if lesson != "teaching_guide"])
def test_no_number_in_the_text_comes_from_nowhere(lesson):
    """Each is computed by a quote, chosen by the code, asked for, or names a place."""
    assert unquoted(lesson) == [], "compute it in tests/lesson_claims/quotes_*.py"


@each(("lesson", "words"), CHOSEN)
def test_what_the_text_has_chosen_is_what_the_code_uses(lesson, words):
    assert any(words in cell for cell in cells(lesson, "markdown"))
    assert any(CHOSEN[lesson, words] in cell for cell in cells(lesson, "code"))


@each(("lesson", "words"), ASKED)
def test_what_is_asked_still_stands_in_the_text(lesson, words):
    assert any(words in cell for cell in cells(lesson, "markdown"))


def test_arithmetic_in_the_text_is_right():
    found = [
        equation
        for lesson in lessons()
        for cell in cells(lesson, "markdown")
        for equation in ARITHMETIC.findall(cell)
    ]
    assert len(found) >= 7
    for left, right in found:
        products = [
            term.split(" · ") for term in left.replace("×", "·").replace(",", "").split(" + ")
        ]
        assert sum(math.prod(map(int, factors)) for factors in products) == int(
            right.replace(",", "")
        )


def test_a_kernel_that_half_a_turn_leaves_alone_makes_all_eight_recipes_right():
    """What lesson 5b lets the reader try."""
    w = np.array([[0.25, -0.5, 1.0], [0.5, 1.25, -0.75], [-0.25, 0.75, -1.0]])
    assert "`w = (w + convolution.rot180(w)) / 2`" in text("05b_two_conventions")
    w = (w + convolution.rot180(w)) / 2
    for forward in ("correlation", "convolution"):
        delta = convolution.forward(SEVEN, w, convention=forward)
        truth = connections.convolution(w, SEVEN.shape, convention=forward).backward(delta)
        for backward in ("correlation", "convolution"):
            for kernel in (w, convolution.rot180(w)):
                back = convolution.forward(np.pad(delta, 2), kernel, convention=backward)
                np.testing.assert_allclose(back, truth, atol=1e-12)


def test_every_lesson_has_goals_recap_exercises_and_reading():
    for path in sorted(NOTEBOOKS.glob("0*.ipynb")):
        lesson = text(path.stem)
        headings = ["## Recap", "## Exercises", "## Read next"]
        assert all(heading in lesson for heading in headings), path.name
        assert all(word in lesson for word in ("will see", "will do", "need", "minutes")), path.name


def test_a_recap_has_at_most_seven_lines():
    for path in sorted(NOTEBOOKS.glob("0*.ipynb")):
        recap = text(path.stem).split("## Recap\n")[1].split("\n## ")[0].split("\n#")[0]
        lines = [line for line in recap.splitlines() if line.startswith("- ")]
        assert 1 <= len(lines) <= 7, path.name


def test_every_lesson_asks_for_two_predictions_or_more():
    for path in sorted(NOTEBOOKS.glob("0*.ipynb")):
        assert text(path.stem).count("**Predict first.**") >= 2, path.name
