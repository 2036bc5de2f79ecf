"""Copied rows instead of columns: the same numbers as the edges, wherever a block ends."""

from unittest import mock

import numpy as np
import pytest
from convolution_ways import way
from hypothesis import given
from hypothesis import strategies as st
from strategies import convolutions

from cnnbp import connections, convolution
from cnnbp._core.windows import grid
from cnnbp._fast import im2col as blocks
from cnnbp._fast import mec as rows

CLOSE = {"rtol": 1e-10, "atol": 1e-11}


@given(convolutions(form="batch"), st.integers(1, 400))
def test_rows_give_the_sums_over_edges(case, block):
    a, w, b = (
        case.numbers(case.shape),
        case.numbers(case.kernel, 1),
        case.numbers(case.kernel[0], 2),
    )
    edges = connections.convolution(w, case.shape[1:], **case.options)
    with way("rows"), mock.patch.object(rows, "BLOCK", block):
        z = convolution.forward(a, w, b, **case.options)
        delta = case.numbers(z.shape, 3)
        dw = convolution.kernel_gradient(delta, a, case.kernel, **case.options)
    np.testing.assert_allclose(z, edges.forward(a) + b[:, None, None], **CLOSE)
    np.testing.assert_allclose(dw, edges.parameter_gradient(delta, a), **CLOSE)


def test_axes_of_length_one():
    """NumPy gives them any stride it likes, if it calls the view contiguous as it is."""
    lies = grid((1, 2), (1, 1), (1, 1), (0, 0), (1, 1))
    batch_last = np.array([[[[3.0, 4.0]]]]).transpose(1, 2, 3, 0)
    ((_, _, windows),) = rows._windows(batch_last, lies)
    np.testing.assert_array_equal(windows, [[[3, 4]]])


@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("block", [1, 100, 600, 2000, 10**5])
def test_a_block_holds_little_more_than_it_may(block, dilation):
    padded = np.random.default_rng(1).normal(size=(2, 17, 19, 3))
    lies = grid((17, 19), (5, 4), (1, 1), (0, 0), (dilation, dilation))
    seen, one_row = np.zeros((lies.output[0], lies.output[1] * 3), int), 2 * 4 * 3
    with mock.patch.object(rows, "BLOCK", block):
        for part, columns, windows in rows._windows(padded, lies):
            seen[part, columns] += 1
            assert windows.shape == (*seen[part, columns].shape[:1], 2 * 5 * 4, windows.shape[2])
            width = (columns.stop - columns.start) // 3
            copied = (part.stop - part.start + 4 * dilation) * one_row * width
            assert copied <= block or (width, part.stop - part.start) == (1, 1)
    assert (seen == 1).all()


def test_windows_of_a_plain_kernel_are_not_copied_once_more():
    lies = grid((40, 12), (5, 5), (1, 1), (0, 0), (1, 1))
    (_, _, windows), *_ = rows._windows(np.ones((2, 40, 12, 8)), lies)
    row = 2 * 5 * lies.output[1] * 8 * 8
    assert windows.strides[0] == row  # the next output row's window begins a row of pixels later
    assert windows.shape[1] * windows.strides[1] == 5 * row
    copied = windows
    while copied.base is not None:
        copied = copied.base
    assert copied.nbytes == (len(windows) + 4) * row  # no row that none of them sees


@pytest.mark.parametrize(
    ("image", "kernel", "examples", "expected"),
    [
        ((12, 12), (16, 6, 5, 5), 64, True),
        ((12, 12), (16, 6, 4, 5), 64, True),
        ((12, 12), (16, 6, 3, 5), 64, False),  # low kernels: columns are as fast
        ((36, 35), (1, 4, 4, 1), 248, True),  # 4 · 4 · 33 · 35 · 248, more than 2¹⁷
        ((8 + 3, 64), (1, 4, 4, 1), 16, False),  # 4 · 4 · 8 · 64 · 16 = 2¹⁷: one block of columns
        ((8 + 3, 65), (1, 4, 4, 1), 16, True),
        ((12, 12), (16, 6, 5, 5), 0, False),
    ],
)
def test_which_layers_are_worth_it(image, kernel, examples, expected):
    lies = grid(image, kernel[2:], (1, 1), (0, 0), (1, 1))
    assert rows.worth(lies, kernel, examples) == expected
    assert blocks.BLOCK == 2**17


@pytest.mark.parametrize("name", ["correlate", "kernel_sum"])
def test_high_kernels_on_large_layers_take_rows(name, monkeypatch):
    class Taken(Exception):
        pass

    rng = np.random.default_rng(2)
    a, w, delta = (
        rng.normal(size=(64, 6, 12, 12)),
        rng.normal(size=(16, 6, 5, 5)),
        np.ones((64, 16, 8, 8)),
    )
    sums = {
        "correlate": lambda a, w, delta: convolution.forward(a, w),
        "kernel_sum": lambda a, w, delta: convolution.kernel_gradient(delta, a, w.shape),
    }[name]
    plain = sums(a, w, delta)
    with way("spread"):
        np.testing.assert_allclose(sums(a, w, delta), plain, **CLOSE)
    monkeypatch.setattr(rows, name, mock.Mock(side_effect=Taken))
    with pytest.raises(Taken):
        sums(a, w, delta)
    sums(a[:5], w, delta[:5])
