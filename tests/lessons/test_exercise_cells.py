"""The exercises' cells in the lessons and in the solutions show the code that the package has."""

import ast
import copy
import re
from pathlib import Path

import nbformat
from support.each import each

from cnnbp import exercises
from tools import solutions

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("0*.ipynb"))
# Lesson 5 works an exercise in a second way, as a program for one line of the derivation.
OTHER_WAYS = {("05", "convolution.input_gradient_by_edges")}
BLANK = re.compile(r"\n    return \.\.\.\n")


def cells(path):
    """(name of the exercise, answer as written, source) of each cell that checks a function."""
    for cell in nbformat.read(path, as_version=4).cells:
        found = re.search(r'exercises\.check\("([\w.]+)", (.+)\)$', cell.source)
        if cell.cell_type == "code" and found and cell.source.startswith("def "):
            yield found[1], found[2], cell.source


def without_hints(source):
    return ast.unparse(ast.parse(source))


@each("path", LESSONS, ids=lambda path: path.stem[:2])
def test_a_lesson_shows_an_exercise_in_one_of_its_forms(path):
    """Word by word where it is worked or broken; without the hints where it has blanks."""
    worked = 0
    for name, answer, source in cells(path):
        if name.startswith("broken."):
            assert source == solutions.code(name, "half", "...")
        elif BLANK.search(source):
            head = re.match(r"def \w+(\(.*\)):\n", source)[1]
            assert head == re.search(r"\(.*\)", exercises.show(name, "starter").text)[0]
        elif "..." in source:
            assert without_hints(source) == without_hints(solutions.code(name, "half"))
        elif (path.stem[:2], name) in OTHER_WAYS:
            assert source != solutions.code(name)
        else:
            worked += 1
            assert source == solutions.code(name, answer=answer)
    assert worked or path.stem[:2] == "05"


def test_the_solutions_are_written_from_the_exercises():
    stored = nbformat.read(solutions.SOLUTIONS, as_version=4)
    written = copy.deepcopy(stored)
    solutions.write(written)
    assert written == stored, "python -m tools.solutions"
    found = [name for name, _, _ in cells(solutions.SOLUTIONS)]
    assert set(found) == set(exercises.available())


def test_a_solution_that_differs_is_written_anew_and_a_missing_one_is_added():
    stored = nbformat.read(solutions.SOLUTIONS, as_version=4)
    changed = copy.deepcopy(stored)
    at = next(i for i, c in enumerate(changed.cells) if c.source.startswith("def dense_delta("))
    changed.cells[at].source = changed.cells[at].source.replace("w.T", "w")
    solutions.write(changed)
    assert changed == stored
    del changed.cells[at]
    solutions.write(changed)
    heading, code = changed.cells[-2:]
    assert heading.source == "### Delta through a fully connected layer"
    assert code.source == stored.cells[at].source
