"""Each mistake in the delta of a convolution, made the way a learner makes it, is recognised."""

from dataclasses import replace

import numpy as np
import pytest
from mistake_layers import convolution, names
from scipy.signal import convolve2d, correlate2d


def scatter(layer, into):
    """A learner's loop over the outputs and the kernel; `into` says where each product lands."""
    dx = np.zeros(layer.a.shape)
    for y, x in np.ndindex(layer.delta.shape):
        for u, v in np.ndindex(layer.w.shape):
            row, column = into(y, x, u, v)
            if -len(dx) <= row < len(dx) and -dx.shape[1] <= column < dx.shape[1]:
                dx[row, column] += layer.w[u, v] * layer.delta[y, x]
    return dx


def unpadded(layer, into):
    """The same, where places outside the image are skipped."""
    dx = np.zeros(layer.a.shape)
    for y, x in np.ndindex(layer.delta.shape):
        for u, v in np.ndindex(layer.w.shape):
            row, column = into(y, x, u, v)
            if 0 <= row < len(dx) and 0 <= column < dx.shape[1]:
                dx[row, column] += layer.w[u, v] * layer.delta[y, x]
    return dx


def test_the_kernel_that_is_not_rotated_and_its_two_twins_are_named_together():
    layer = convolution()
    given = correlate2d(layer.delta, layer.w, mode="full")
    assert names(given, layer) == ["not_rotated", "rotated_twice", "convention_mixed_up"]
    twice = convolve2d(layer.delta, layer.w[::-1, ::-1], mode="full")
    assert names(twice, layer) == ["not_rotated", "rotated_twice", "convention_mixed_up"]


def test_with_a_true_convolution_forward_the_other_kernel_is_the_wrong_one():
    layer = convolution(convention="convolution")
    assert names(correlate2d(layer.delta, layer.w, mode="full"), layer) == []
    assert "rotated_behind_true" in names(convolve2d(layer.delta, layer.w, mode="full"), layer)


@pytest.mark.parametrize(
    ("name", "laid"),
    [
        ("rows_turned_only", lambda w: w[::-1]),
        ("columns_turned_only", lambda w: w[:, ::-1]),
        ("transposed_for_rotated", lambda w: w.T),
        ("transposed_and_rotated", lambda w: np.rot90(w, 2).T),
        ("rotated_by_90", lambda w: np.rot90(w)),
        ("rotated_by_90_clockwise", lambda w: np.rot90(w, -1)),
    ],
)
def test_a_kernel_laid_wrongly_on_the_padded_delta(name, laid):
    layer = convolution(kernel=(3, 3))
    given = correlate2d(layer.delta, laid(layer.w), mode="full")
    assert names(given, layer) == [name]


def test_the_forward_window_laid_at_the_pixel():
    layer = convolution(image=(5, 5), kernel=(2, 2))
    padded = np.pad(layer.delta, ((0, 2), (0, 2)))
    given = correlate2d(padded, layer.w, mode="valid")
    assert names(given, layer) == ["window_at_the_pixel"]


def test_options_that_are_forgotten():
    layer = convolution(image=(8, 7), stride=2, padding=1)
    assert names(scatter(layer, lambda y, x, u, v: (2 * y + u, 2 * x + v)), layer) == [
        "padding_forgotten"
    ]
    assert names(unpadded(layer, lambda y, x, u, v: (y + u - 1, x + v - 1)), layer) == [
        "stride_forgotten"
    ]
    wrapped = scatter(layer, lambda y, x, u, v: (2 * y + u - 1, 2 * x + v - 1))
    assert names(wrapped, layer) == ["padding_wraps_round"]
    layer = convolution(image=(8, 7), dilation=2)
    given = unpadded(layer, lambda y, x, u, v: (y + u, x + v))
    assert names(given, layer) == ["dilation_forgotten"]


def test_border_pixels_that_get_nothing():
    layer = convolution(image=(6, 6), kernel=(3, 3))
    given = np.zeros((6, 6))
    given[2:-2, 2:-2] = convolve2d(layer.delta, layer.w, mode="valid")
    assert names(given, layer) == ["border_dropped"]


def planes(layer, join):
    """The right sum of full convolutions, with (f, c, plane) chosen by `join`."""
    F, C = layer.w.shape[:2]
    return np.stack(
        [sum(join(f, c) for f in range(F)) for c in range(C)],
    )


@pytest.mark.parametrize(
    ("name", "plane"),
    [
        ("first_kernel_for_all", lambda w, f, c: w[0, c]),
        ("first_channel_for_all", lambda w, f, c: w[f, 0]),
        ("filters_and_channels_swapped", lambda w, f, c: w[c, f]),
    ],
)
def test_the_wrong_plane_of_a_kernel_with_channels(name, plane):
    layer = convolution(image=(3, 5, 6), kernel=(3, 3, 2, 3))
    given = planes(layer, lambda f, c: convolve2d(layer.delta[f], plane(layer.w, f, c)))
    assert names(given, layer) == [name]


def test_filters_that_are_not_summed():
    layer = convolution(image=(2, 5, 6), kernel=(3, 2, 2, 3))
    first = [convolve2d(layer.delta[0], layer.w[0, c]) for c in range(2)]
    assert names(np.stack(first), layer) == ["first_filter_only"]
    assert names(layer.right / 3, layer) == ["mean_over_filters"]


def test_a_symmetric_kernel_is_never_called_unrotated():
    layer = convolution(kernel=(3, 3))
    w = layer.w + layer.w[::-1, ::-1]
    edges = replace(layer.connections, weight=w.ravel()[layer.connections.parameter])
    symmetric = replace(layer, w=w, connections=edges)
    assert names(correlate2d(layer.delta, w, mode="full"), symmetric) == []
