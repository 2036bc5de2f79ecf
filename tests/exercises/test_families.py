"""Wrong code of families that people report is named in exercises, whatever the cases are."""

import numpy as np
from scipy.signal import convolve2d, correlate2d

from cnnbp import exercises


def spaced(delta, gap):
    """δ with gap − 1 zeros between its rows and columns."""
    wide = np.zeros([gap * (n - 1) + 1 for n in delta.shape])
    wide[::gap, ::gap] = delta
    return wide


def fitted(full, shape):
    """A result cut or filled up with zeros to the shape of the image."""
    return np.pad(full, 9)[9 : 9 + shape[0], 9 : 9 + shape[1]]


def back_through(delta, w, f, c):
    return convolve2d(delta[f], w[f, c])


def by_places(delta, w, shape, stride=1):
    da, (rows, columns) = np.zeros(shape), delta.shape
    for u, v in np.ndindex(w.shape):
        da[u : u + stride * rows : stride, v : v + stride * columns : stride] = w[u, v] * delta
    return da


def into_channel_f(delta, w, shape):
    da = np.zeros(shape)
    for f, c in np.ndindex(w.shape[:2]):
        da[f % shape[0]] += back_through(delta, w, f, c)
    return da


def new_zeros_for_each_filter(delta, w, shape):
    for f in range(len(w)):
        da = np.zeros(shape)
        for c in range(w.shape[1]):
            da[c] += back_through(delta, w, f, c)
    return da


def channels(delta, w, shape):
    F, C = w.shape[:2]
    return np.stack([sum(back_through(delta, w, f, c) for f in range(F)) for c in range(C)])


def mean_by_places(delta, shape, size, stride):
    return by_places(delta, np.full((size, size), 1 / size**2), shape, stride)


FAMILIES = {
    "convolution.input_gradient_by_edges": {"first_window_only": by_places},
    "convolution.stride": {
        "first_window_only": by_places,
        "leftover_missing": lambda d, w, shape, s: convolve2d(spaced(d, s), w),
        "leftover_in_front": lambda d, w, shape, s: np.pad(
            full := convolve2d(spaced(d, s), w),
            [(n - m, 0) for n, m in zip(shape, full.shape, strict=True)],
        ),
        "as_many_zeros_as_the_stride": lambda d, w, shape, s: fitted(
            convolve2d(spaced(d, s + 1), w), shape
        ),
        "delta_repeated": lambda d, w, shape, s: fitted(
            convolve2d(np.kron(d, np.ones((s, s))), w), shape
        ),
    },
    "convolution.channels": {
        "filter_for_channel": into_channel_f,
        "last_filter_only": new_zeros_for_each_filter,
        "deltas_summed_over_filters": lambda d, w, shape: channels(
            np.broadcast_to(d.sum(axis=0), d.shape), w, shape
        ),
        "channels_last": lambda *given: np.moveaxis(channels(*given), 0, -1),
    },
    "pooling.average_input_gradient": {"first_window_only": mean_by_places},
    "convolution.kernel_gradient": {
        "unflattened_by_columns": lambda d, a, shape: (
            correlate2d(a, d, "valid").ravel().reshape(shape, order="F")
        ),
    },
    "convolution.bias_gradient": {"axes_kept": lambda d: d.sum(axis=(0, 2, 3), keepdims=True)},
}


def test_each_family_is_named_alone():
    for exercise, wrong in FAMILIES.items():
        for name, function in wrong.items():
            assert exercises.check(exercise, function).mistakes == (name,), exercise


def test_their_right_neighbours_are_right():
    assert exercises.check("convolution.channels", channels)
    assert exercises.check(
        "convolution.stride", lambda d, w, shape, s: fitted(convolve2d(spaced(d, s), w), shape)
    )
