"""Selections: what one may be, what is said about anything else, and the edges that meet there.

The edges are those of Connections, their sum is the package's result.
"""

import math
import re
from fractions import Fraction

import numpy as np
import pytest
from explorer_layers import LAYERS, edges_at
from support.each import each

from cnnbp.widgets.model.selection import normalise, trace, written

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


@each(("value", "error", "message"), BAD)
def test_a_selection_that_makes_no_sense_is_explained(value, error, message):
    with pytest.raises(error, match=message):
        normalise(value, SHAPES)


def arrays(layer):
    found = {
        "input": layer.a,
        "weights": layer.w,
        "output": layer.output,
        "delta": layer.delta,
        "gradient": layer.input_gradient,
    }
    return {name: array for name, array in found.items() if array is not None}


def cells(flow):
    for panel, array in arrays(flow.layer).items():
        for flat in range(array.size):
            yield panel, flat, np.unravel_index(flat, array.shape)


@each("kind", LAYERS)
def test_every_cell_has_the_edges_of_connections_and_they_add_up(kind):
    flow = LAYERS[kind]()
    layer, edges = flow.layer, flow.layer.connections
    a, delta = layer.a.ravel()[edges.source], layer.delta.ravel()[edges.target]
    for panel, flat, index in cells(flow):
        found = trace(layer, {"panel": panel, "index": list(index)}, arrays(layer))
        assert sorted(found.edges) == sorted(edges_at(flow, panel, flat))
        terms = {
            "weights": a * delta,
            "output": edges.weight * a,
            "delta": edges.weight * a,
        }.get(panel, edges.weight * delta)
        bias = 0.0
        if panel in ("output", "delta") and layer.b is not None:
            bias = layer.bias_of_output.ravel()[flat]
        assert math.isclose(found.total(), terms[found.edges].sum() + bias, abs_tol=1e-12)


def test_an_edge_stops_at_input_weight_and_output():
    flow = LAYERS["convolution"]()
    edges = flow.layer.connections
    found = trace(flow.layer, {"panel": "input", "index": [2, 3]}, arrays(flow.layer))
    for edge, stops in zip(found.edges, found.stops("delta"), strict=True):
        assert stops == [
            ("input", edges.source[edge]),
            ("weights", edges.parameter[edge]),
            ("delta", edges.target[edge]),
        ]
    pool = LAYERS["max pool"]()
    found = trace(pool.layer, {"panel": "output", "index": [0, 0]}, arrays(pool.layer))
    assert [name for name, _ in next(found.stops("output"))] == ["input", "output"]


def test_badges_follow_the_kernel():
    flow = LAYERS["convolution"]()
    found = trace(flow.layer, {"panel": "input", "index": [3, 3]}, arrays(flow.layer))
    assert list(flow.layer.connections.parameter[found.edges]) == list(range(9))


def test_the_sentence_writes_the_sum_out():
    flow = LAYERS["dense with bias"]()
    found = trace(flow.layer, {"panel": "gradient", "index": [1]}, arrays(flow.layer))
    terms = [f"{w:.2f}·" for w in flow.layer.w[:, 1]]
    sentence = found.sentence()
    assert sentence.startswith("∂C/∂a[1] = ")
    assert all(term.replace("-", "−") in sentence for term in terms)
    assert sentence.endswith(f"= {flow.layer.input_gradient[1]:.3f}".replace("-", "−"))
    assert "·(−0.20)" in sentence, "a negative factor stands in parentheses"
    found = trace(flow.layer, {"panel": "output", "index": [2]}, arrays(flow.layer))
    assert "+ b 3.00 = " in found.sentence()


def test_a_long_sum_is_cut_and_says_so():
    flow = LAYERS["channels"]()
    found = trace(flow.layer, {"panel": "weights", "index": [0, 0, 0, 1]}, arrays(flow.layer))
    assert len(found.edges) > 12
    assert f"… {len(found.edges) - 12} more" in found.sentence()


def test_a_cell_without_edges_has_the_sum_zero():
    flow = LAYERS["own kind"]()
    found = trace(flow.layer, {"panel": "input", "index": [1, 1]}, arrays(flow.layer))
    assert re.fullmatch(r"∂C/∂a\[1,1\] = 0\.000", found.sentence())


def test_nothing_selected_has_no_trace():
    flow = LAYERS["dense"]()
    assert trace(flow.layer, None, arrays(flow.layer)) is None


def by_hand(line):
    """A written sum worked out exactly, its result, and the sign between them."""
    left, sign, result = re.split(r" ([=≈]) (?=[^=≈]*$)", line.replace("−", "-"))
    parts = left.split(" = ")[1].split(" + ")
    factors = [part.strip("b ").replace("(", "").replace(")", "").split("·") for part in parts]
    return sum(math.prod(map(Fraction, part)) for part in factors), Fraction(result), sign


@each("kind", LAYERS)
def test_what_is_written_adds_up_as_written(kind):
    layer = LAYERS[kind]().layer
    arrays = {"input": layer.a, "output": layer.output}
    for panel, array in arrays.items():
        for index in np.ndindex(array.shape):
            found = trace(layer, {"panel": panel, "index": index}, arrays)
            if 0 < len(found.edges) <= 12:
                sum_, result, sign = by_hand(found.sentence())
                assert (sign == "=") == (abs(sum_ - result) <= Fraction(1, 2000)), found.sentence()


def test_a_short_sum_takes_the_digits_it_needs_and_a_long_one_says_that_it_is_rounded():
    products = [(0.25, 0.8438), (-0.5, 0.4379)]
    total = sum(x * y for x, y in products)
    assert written(products, None, total) == (3, "=")
    assert written(products * 3, None, 3 * total) == (2, "≈")
    assert written([(0.5, 0.25)], 1.0, 1.125) == (2, "=")
    assert written([], None, 0.0) == (2, "=")
