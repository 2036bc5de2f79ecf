"""normalise: what a selection may be, and what is said about anything else."""

import numpy as np
import pytest

from cnnbp.widgets.model.selection import normalise

SHAPES = {"input": (3, 4), "weights": (2, 3, 3), "output": (5,)}


@pytest.mark.parametrize("nothing", [None, {}])
def test_nothing_is_a_selection(nothing):
    assert normalise(nothing, SHAPES) is None


@pytest.mark.parametrize(
    "value",
    [
        ("input", 2, 3),
        ["input", 2, 3],
        ("input", np.int64(2), np.uint8(3)),
        {"panel": "input", "index": [2, 3]},
        {"panel": "input", "index": (2, 3)},
        {"panel": "input", "index": np.array([2, 3])},
    ],
)
def test_a_cell_may_be_written_in_several_ways(value):
    got = normalise(value, SHAPES)
    assert got == {"panel": "input", "index": [2, 3]}
    assert all(type(i) is int for i in got["index"])


def test_one_axis_and_three():
    assert normalise(("output", 4), SHAPES) == {"panel": "output", "index": [4]}
    assert normalise(("weights", 1, 2, 0), SHAPES) == {"panel": "weights", "index": [1, 2, 0]}


BAD = [
    (5, TypeError, r"selection: got 5, expected None or a cell such as \(\"input\", 2, 3\)"),
    ("input", TypeError, "selection: got 'input', expected None or a cell"),
    ((), TypeError, r"selection: got \(\), expected None or a cell"),
    (("imput", 0, 0), ValueError, "got panel 'imput', expected one of input, weights, output"),
    ((0, 1), ValueError, "got panel 0, expected one of input, weights, output"),
    ({"index": [0, 0]}, ValueError, "got panel None, expected one of"),
    ({"panel": "input"}, TypeError, "got index None, expected 2 whole numbers for input"),
    ({"panel": "input", "index": 3}, TypeError, "got index 3, expected 2 whole numbers"),
    ({"panel": "input", "index": "23"}, TypeError, "got index '23', expected 2 whole numbers"),
    (("input", 1), ValueError, r"got index \[1\], expected 2 whole numbers for input"),
    (("output", 1, 1), ValueError, r"got index \[1, 1\], expected 1 whole number for output"),
    (("input", 1.0, 2), ValueError, r"got index \[1\.0, 2\], expected 2 whole numbers"),
    (("input", True, 2), ValueError, r"got index \[True, 2\], expected 2 whole numbers"),
    (("input", None, 2), ValueError, r"got index \[None, 2\], expected 2 whole numbers"),
    (("input", 3, 0), ValueError, r"got index \[3, 0\], which lies outside input \(3 × 4\)"),
    (("input", 0, -1), ValueError, r"got index \[0, -1\], which lies outside input \(3 × 4\)"),
]


@pytest.mark.parametrize(("value", "error", "message"), BAD)
def test_a_selection_that_makes_no_sense_is_explained(value, error, message):
    with pytest.raises(error, match=message):
        normalise(value, SHAPES)
