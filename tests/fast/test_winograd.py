"""Winograd: six products along a row are the twelve, wherever tiles, rows and blocks end."""

from unittest import mock

import numpy as np
import pytest
from doors import door
from hypothesis import given
from hypothesis import strategies as st
from strategies import CONVENTIONS, arrays, seeds

from cnnbp import connections, convolution
from cnnbp._fast import winograd

CLOSE = {"rtol": 1e-10, "atol": 1e-11}


@given(arrays(3), arrays(6))
def test_four_outputs_of_a_tile(w, a):
    z = winograd.OF_OUTPUTS.T @ ((winograd.OF_WEIGHTS @ w) * (winograd.OF_PIXELS @ a))
    np.testing.assert_allclose(z, np.correlate(a, w), rtol=1e-12, atol=1e-10)


@given(arrays(4), arrays(6))
def test_the_kernel_gradient_of_a_tile(delta, a):
    dw = winograd.OF_WEIGHTS.T @ ((winograd.OF_OUTPUTS @ delta) * (winograd.OF_PIXELS @ a))
    np.testing.assert_allclose(dw, np.correlate(a, delta), rtol=1e-12, atol=1e-10)


def test_what_float32_holds_is_not_rounded():
    """Only the transformed weights are; they are computed in float64 first."""
    for matrix in (winograd.OF_PIXELS, winograd.OF_OUTPUTS):
        assert matrix.dtype == np.float32
        np.testing.assert_array_equal(matrix, matrix.round())
    assert winograd.OF_WEIGHTS.dtype == np.float64


@st.composite
def layers(draw):
    """Images and kernels 3 wide, whose padding may be wider than the kernel; and a seed."""
    rows = draw(st.integers(1, 4))
    padding = draw(st.tuples(st.integers(0, rows + 1), st.integers(0, 4)))
    height = draw(st.integers(max(1, rows - 2 * padding[0]), 7))
    width = draw(st.integers(max(1, 3 - 2 * padding[1]), 14))
    N, C, F = (draw(st.integers(1, 3)) for _ in range(3))
    options = {"padding": padding, "convention": draw(st.sampled_from(CONVENTIONS))}
    return (N, C, height, width), (F, C, rows, 3), options, draw(seeds)


@given(layers(), st.integers(1, 5), st.integers(1, 9))
def test_tiles_give_the_sums_over_edges(layer, rows, wide):
    image, kernel, options, seed = layer
    rng = np.random.default_rng(seed)
    a, w, b = rng.normal(size=image), rng.normal(size=kernel), rng.normal(size=kernel[0])
    edges = connections.convolution(w, image[1:], **options)
    with (
        door("winograd"),
        mock.patch.object(winograd, "ROWS", rows),
        mock.patch.object(winograd, "WIDE", wide),
    ):
        z = convolution.forward(a, w, b, **options)
        delta = rng.normal(size=z.shape)
        da = convolution.input_gradient(delta, w, image, **options)
        dw = convolution.kernel_gradient(delta, a, kernel, **options)
    np.testing.assert_allclose(z, edges.forward(a) + b[:, None, None], **CLOSE)
    np.testing.assert_allclose(da, edges.backward(delta), **CLOSE)
    np.testing.assert_allclose(dw, edges.parameter_gradient(delta, a), **CLOSE)


A = np.random.default_rng(4).normal(size=(13, 16, 9, 62)).astype(np.float32)
W = np.random.default_rng(5).normal(size=(48, 16, 3, 3)).astype(np.float32)
B = np.random.default_rng(6).normal(size=48).astype(np.float32)
D = np.random.default_rng(7).normal(size=(13, 48, 9, 62)).astype(np.float32)
SUMS = {
    "forward": lambda a, w, b, delta: convolution.forward(a, w, b, padding=1),
    "kernel_gradient": lambda a, w, b, delta: convolution.kernel_gradient(
        delta, a, w.shape, padding=1
    ),
    "input_gradient": lambda a, w, b, delta: convolution.input_gradient(
        delta, w, a.shape, padding=1
    ),
}


@pytest.mark.parametrize("name", SUMS)
def test_float32_is_nearly_as_exact_as_the_plain_sum(name):
    exact = SUMS[name](*(x.astype(np.float64) for x in (A, W, B, D)))
    tiled = SUMS[name](A, W, B, D)
    with door("im2col"):
        plain = SUMS[name](A, W, B, D)
    largest = np.abs(exact).max()
    assert tiled.dtype == np.float32
    assert 0 < np.abs(tiled - plain).max() < 5e-6 * largest  # not the same numbers, but nearly
    assert np.abs(tiled - exact).max() < 5e-6 * largest


def test_a_pixel_that_is_not_a_number_reaches_the_tiles_that_see_it_only():
    a = A.copy()
    a[2, 3, 4, 21] = np.nan
    z, without = SUMS["forward"](a, W, B, D), SUMS["forward"](A, W, B, D)
    seen = np.zeros(z.shape, bool)
    seen[2, :, 3:6, 20:24] = True  # outputs 20, 21, 22 see it; 20 to 23 are a tile
    assert np.isnan(z[2, :, 3:6, 20:23]).all()
    np.testing.assert_array_equal(z[~seen], without[~seen])


def test_inputs_in_any_order_stay_as_they_are():
    w = np.asfortranarray(W)
    images = [A, np.asfortranarray(A), A[::-1, :, ::-1][::-1, :, ::-1], A.transpose(1, 2, 3, 0)]
    images[3] = np.ascontiguousarray(images[3]).transpose(3, 0, 1, 2)  # the batch is the last axis
    deltas = [
        D,
        np.asfortranarray(D),
        D[:, ::-1][:, ::-1],
        np.moveaxis(np.moveaxis(D, 0, -1).copy(), -1, 0),
    ]
    for array in (*images, w, B, *deltas):
        array.flags.writeable = False
    for sums in SUMS.values():
        expected = sums(A, W, B, D)
        for a, delta in zip(images, deltas, strict=True):
            result = sums(a, w, B, delta)
            np.testing.assert_array_equal(result, expected)
            assert result.flags.writeable
