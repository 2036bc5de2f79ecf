"""What a lesson asks, it answers, folded below the question; and its explorers ask as it does."""

import json
import re
from itertools import pairwise

from lesson_claims.reading import cells, numbered
from support.each import each

LESSONS = numbered()
ASKED, TOLD, CHANGE = "**Predict first.**", "Read the result", "**Change me:**"
FOLD = re.compile(r"<details><summary>.*?</details>", re.DOTALL)
# Explorers that a prediction leads to and that ask nothing: what one looks at is no sum of deltas.
LOOKED_AT = {
    ("00", "flow = DeltaFlow.convolution(digit, kernel"): "the first click",
    ("02", 'selection=("weights", 0, 0)'): "the gradient of a weight",
    ("02", 'views=["edges", "matrix"]'): "a column of the matrix",
    ("07", "DeltaFlow.network(seven, rows, **setting)"): "a row of layers",
}
# Questions that the lesson takes up itself: what it is about, and what the next cell prints.
TAKEN_UP = {
    ("01", 'Can a small network learn to say "this is a seven" from that?'),
    ("01", "*which quarter of the picture should have more ink, to make the loss smaller?*"),
    ("04", "**what is $\\partial C / \\partial a$ for each of the 64 pixels?**"),
}


def before_the_exercises(lesson):
    """(kind, text) of each cell."""
    for cell in json.loads(LESSONS[lesson].read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        if text.startswith("## Exercises"):
            return
        yield cell["cell_type"], text


def marks(lesson):
    """In their order: headings, predictions, answers, and the explorers between them."""
    wanted = "|".join([r"^#{1,3} .*", re.escape(ASKED), TOLD])
    for kind, text in before_the_exercises(lesson):
        if kind == "markdown":
            yield from re.findall(wanted, CHANGE_TO_END.sub("", text), re.MULTILINE)
        elif "DeltaFlow." in text:
            yield text


CHANGE_TO_END = re.compile(re.escape(CHANGE) + r"[\s\S]*")  # such a task has an answer of its own


@each("lesson", LESSONS)
def test_each_prediction_has_its_answer_before_the_next_one_or_the_next_section(lesson):
    told = [mark for mark in marks(lesson) if "DeltaFlow." not in mark]
    assert ASKED in told
    for mark, following in pairwise([*told, "the end"]):
        if mark == ASKED:
            assert following == TOLD, following


@each("lesson", LESSONS)
def test_an_explorer_below_a_prediction_asks_for_it(lesson):
    asked = ""
    for mark in marks(lesson):
        if "DeltaFlow." in mark and asked == ASKED:
            looked_at = any(code in mark for known, code in LOOKED_AT if known == lesson)
            assert looked_at != ('mode="predict"' in mark), mark
        elif "DeltaFlow." not in mark:
            asked = mark


@each(("lesson", "code"), LOOKED_AT)
def test_what_is_only_looked_at_still_stands_there(lesson, code):
    assert any(code in cell for cell in cells(lesson, "code"))


@each("lesson", LESSONS)
def test_a_task_to_change_something_has_its_answer_in_a_fold_or_in_the_solutions(lesson):
    tasks = [text for _, text in before_the_exercises(lesson) if CHANGE in text]
    for text in tasks:
        task = CHANGE_TO_END.search(text)[0]
        assert "?" in task
        assert TOLD in task or "`solutions.ipynb`" in task, task
        assert "?" in FOLD.sub("", task), "the question stands outside of its answer"
    heading = re.compile(rf"## Lesson {lesson.lstrip('0') or '0'}: ")
    texts = iter(cells("solutions", "markdown"))
    assert any(map(heading.match, texts))
    section = []
    for text in texts:
        if text.startswith("## "):
            break
        section += re.findall(r"^### Change me: ", text, re.MULTILINE)
    assert len(section) == len(tasks)


@each("lesson", LESSONS)
def test_no_cell_ends_in_a_question_that_nobody_answers(lesson):
    for kind, text in before_the_exercises(lesson):
        if kind == "markdown" and not text.startswith("> ") and text.endswith(("?", "?*", "?**")):
            last = text.rsplit("\n\n", 1)[-1]
            known = any(text.endswith(words) for name, words in TAKEN_UP if name == lesson)
            assert known or last.startswith(("#", "> ")), last
