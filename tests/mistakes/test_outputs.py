"""What is said to a set of marked outputs: right, the mistake behind it, or how far off."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistake_layers import average_pool, convolution, dense, max_pool

from cnnbp.mistakes import explain_outputs


def flat(layer, *cells):
    return [int(np.ravel_multi_index(cell, layer.delta.shape)) for cell in cells]


def block(rows, columns):
    return [(y, x) for y in rows for x in columns]


# a 7 × 7 image with a 3 × 3 kernel: pixel (3, 3) is read by outputs (1, 1) to (3, 3)
PIXEL = 3 * 7 + 3


@pytest.mark.parametrize(
    ("options", "cells", "expected"),
    [
        ({}, block((3, 4), (3, 4)), ("window_at_the_pixel",)),
        ({"padding": 1}, block((1, 2, 3), (1, 2, 3)), ("padding_forgotten", "off_by_one")),
        ({}, block((1, 2, 3), (0, 1, 2)), ("off_by_one",)),
        ({}, [(3, 3)], ("same_place_only", "last_edge_only")),
        ({}, block((1, 2, 3), range(5)), ("whole_rows",)),
        ({}, block(range(5), (1, 2, 3)), ("whole_columns",)),
        ({}, block(range(5), range(5)), ("every_output",)),
    ],
)
def test_sets_that_mistakes_mark(options, cells, expected):
    layer = convolution(image=(7, 7), kernel=(3, 3), **options)
    verdict = explain_outputs(layer, PIXEL, flat(layer, *cells))
    assert not verdict.right
    assert set(verdict.mistakes) == set(expected)


def test_stride_and_dilation():
    strided = convolution(image=(9, 9), kernel=(3, 3), stride=2)
    pixel = 3 * 9 + 3
    assert explain_outputs(strided, pixel, flat(strided, (1, 1)))
    dense_block = flat(strided, *block((1, 2, 3), (1, 2, 3)))
    assert explain_outputs(strided, pixel, dense_block).mistakes == ("stride_forgotten",)
    spread = convolution(image=(9, 9), kernel=(3, 3), dilation=2)
    pixel = 4 * 9 + 4
    assert explain_outputs(spread, pixel, flat(spread, *block((0, 2, 4), (0, 2, 4))))
    given = flat(spread, *block((2, 3, 4), (2, 3, 4)))
    assert explain_outputs(spread, pixel, given).mistakes == ("dilation_forgotten",)


def test_filters():
    layer = convolution(image=(1, 5, 5), kernel=(2, 1, 2, 2))
    first = flat(layer, *[(0, y, x) for y, x in block((0, 1), (0, 1))])
    assert explain_outputs(layer, 6, first).mistakes == ("first_filter_only",)


def test_a_pixel_that_did_not_win():
    layer = max_pool(np.arange(16.0).reshape(4, 4), size=2)
    verdict = explain_outputs(layer, 0, [])
    assert verdict.right
    assert "no output" in verdict.sentence
    assert "every_cell" in explain_outputs(layer, 0, [0]).mistakes


def test_a_tie():
    layer = max_pool(np.ones((4, 4)), size=2)
    assert explain_outputs(layer, 0, [0])
    assert {"tie_all", "tie_split"} <= set(explain_outputs(layer, 1, [0]).mistakes)
    assert "tie_last" in explain_outputs(layer, 5, [0]).mistakes


def test_overlapping_average_windows():
    layer = average_pool(image=(5, 5), size=3, stride=1)
    assert explain_outputs(layer, 12, range(9))
    assert "last_edge_only" in explain_outputs(layer, 12, [8]).mistakes


def test_dense():
    layer = dense()
    assert explain_outputs(layer, 1, [0, 1, 2])
    assert "own_unit_only" in explain_outputs(layer, 1, [1]).mistakes


def test_outputs_that_send_nothing_may_be_left_out():
    layer = dense()
    layer.delta[1] = 0
    assert explain_outputs(layer, 1, [0, 2])
    assert explain_outputs(layer, 1, [0, 1, 2])
    assert not explain_outputs(layer, 1, [0])


def test_an_unknown_set_is_counted():
    layer = convolution(image=(7, 7), kernel=(3, 3))
    verdict = explain_outputs(layer, PIXEL, flat(layer, (1, 1), (1, 2), (0, 4)))
    assert verdict.mistakes == ()
    assert verdict.sentence == (
        "Not quite: 3 outputs marked, 2 right, 1 without an edge to this unit, 7 missing."
    )


def test_arguments_that_make_no_sense():
    with pytest.raises(ValueError, match="targets: got 99"):
        explain_outputs(dense(), 0, [99])
    with pytest.raises(TypeError, match="targets: got 'x'"):
        explain_outputs(dense(), 0, ["x"])
    with pytest.raises(ValueError, match="no batch"):
        explain_outputs(dense(batch=2), 0, [0])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), source=st.integers(0, 41), data=st.data())
def test_right_exactly_when_the_set_is_right(seed, source, data):
    layer = max_pool(seed=seed, size=3, stride=2, padding=1)
    edges = layer.connections
    joined = set(edges.target[edges.from_source(source)].tolist())
    marked = data.draw(st.sets(st.integers(0, layer.delta.size - 1), max_size=4))
    assert explain_outputs(layer, source, joined).right
    verdict = explain_outputs(layer, source, marked)
    assert verdict.right == (marked == joined)
    assert not (verdict.right and verdict.mistakes)
