"""Copied rows instead of columns: the same numbers as the edges, wherever a block ends."""

from unittest import mock

import numpy as np
import pytest
from doors import door
from hypothesis import given
from hypothesis import strategies as st
from strategies import convolutions

from cnnbp import connections, convolution
from cnnbp._core.windows import grid as window
from cnnbp._fast import mec

CLOSE = {"rtol": 1e-10, "atol": 1e-11}


@given(convolutions(form="batch"), st.integers(1, 400))
def test_the_sums_over_edges(case, block):
    a, w, b = (
        case.numbers(case.shape),
        case.numbers(case.kernel, 1),
        case.numbers(case.kernel[0], 2),
    )
    edges = connections.convolution(w, case.shape[1:], **case.options)
    with door("mec"), mock.patch.object(mec, "BLOCK", block):
        z = convolution.forward(a, w, b, **case.options)
        delta = case.numbers(z.shape, 3)
        dw = convolution.kernel_gradient(delta, a, case.kernel, **case.options)
    np.testing.assert_allclose(z, edges.forward(a) + b[:, None, None], **CLOSE)
    np.testing.assert_allclose(dw, edges.parameter_gradient(delta, a), **CLOSE)


def test_axes_of_length_one():
    """NumPy gives them any stride it likes, if it calls the view contiguous as it is."""
    grid = window((1, 2), (1, 1), (1, 1), (0, 0), (1, 1))
    batch_last = np.array([[[[3.0, 4.0]]]]).transpose(1, 2, 3, 0)
    ((_, _, windows),) = mec._windows(batch_last, grid)
    np.testing.assert_array_equal(windows, [[[3, 4]]])


@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("block", [1, 100, 600, 2000, 10**5])
def test_a_block_holds_little_more_than_it_may(block, dilation):
    padded = np.random.default_rng(1).normal(size=(2, 17, 19, 3))
    grid = window((17, 19), (5, 4), (1, 1), (0, 0), (dilation, dilation))
    seen, one_row = np.zeros((grid.output[0], grid.output[1] * 3), int), 2 * 4 * 3
    with mock.patch.object(mec, "BLOCK", block):
        for part, columns, windows in mec._windows(padded, grid):
            seen[part, columns] += 1
            assert windows.shape == (*seen[part, columns].shape[:1], 2 * 5 * 4, windows.shape[2])
            width = (columns.stop - columns.start) // 3
            copied = (part.stop - part.start + 4 * dilation) * one_row * width
            assert copied <= block or (width, part.stop - part.start) == (1, 1)
    assert (seen == 1).all()


def test_windows_of_a_plain_kernel_are_not_copied_once_more():
    grid = window((40, 12), (5, 5), (1, 1), (0, 0), (1, 1))
    (_, _, windows), *_ = mec._windows(np.ones((2, 40, 12, 8)), grid)
    row = 2 * 5 * grid.output[1] * 8 * 8
    assert windows.strides[0] == row  # the next output row's window begins a row of pixels later
    assert windows.shape[1] * windows.strides[1] == 5 * row
    copied = windows
    while copied.base is not None:
        copied = copied.base
    assert copied.nbytes == (len(windows) + 4) * row  # no row that none of them sees
