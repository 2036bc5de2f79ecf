"""Wrong code of the families that people report: each mistake in three pieces of code that are
named, and beside each family what is near it and must not be named."""

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d
from scipy.special import expit, softmax

from cnnbp import convolution, exercises, pooling
from cnnbp.activations import relu


def spaced(delta, gap):
    """δ with gap − 1 zeros between its rows and columns."""
    wide = np.zeros([gap * (n - 1) + 1 for n in delta.shape])
    wide[::gap, ::gap] = delta
    return wide


def with_zeros(delta, zeros):
    """The same with np.insert."""
    for axis, n in enumerate(delta.shape):
        places = np.repeat(np.arange(1, n), zeros)
        delta = np.insert(delta, places, 0, axis=axis)
    return delta


def fitted(full, shape, top=0, left=0):
    """A result cut or filled up with zeros to the shape of the image, shifted down and right."""
    return np.pad(full, 20)[20 - top : 20 - top + shape[0], 20 - left : 20 - left + shape[1]]


def scattered(shape, terms, add=True):
    """Terms (row, column, value), added or written where they lie inside the image."""
    da = np.zeros(shape)
    for row, column, value in terms:
        if 0 <= row < shape[0] and 0 <= column < shape[1]:
            da[row, column] = value + (da[row, column] if add else 0)
    return da


def products(delta, w, place):
    """Every product with the place that `place` gives it, output after output."""
    for y, x in np.ndindex(delta.shape):
        for u, v in np.ndindex(w.shape):
            yield *place(y, x, u, v), w[u, v] * delta[y, x]


def by_places(delta, w, shape, stride=1):
    da, (rows, columns) = np.zeros(shape), delta.shape
    for u, v in np.ndindex(w.shape):
        da[u : u + stride * rows : stride, v : v + stride * columns : stride] = w[u, v] * delta
    return da


def backwards(delta, w, shape, stride=1):
    """Windows from the last to the first, each over the one before."""
    da = np.zeros(shape)
    for y, x in reversed(list(np.ndindex(delta.shape))):
        da[y * stride : y * stride + w.shape[0], x * stride : x * stride + w.shape[1]] = (
            w * delta[y, x]
        )
    return da


def forwards(delta, w, shape, stride=1):
    da = np.zeros(shape)
    for y, x in np.ndindex(delta.shape):
        da[y * stride : y * stride + w.shape[0], x * stride : x * stride + w.shape[1]] = (
            w * delta[y, x]
        )
    return da


def found(delta, w, shape, stride=1, which=0):
    """For each pixel the first or the last of the products that lead to it."""
    da = np.zeros(shape)
    for i, j in np.ndindex(shape):
        terms = [
            w[i - y * stride, j - x * stride] * delta[y, x]
            for y, x in np.ndindex(delta.shape)
            if 0 <= i - y * stride < w.shape[0] and 0 <= j - x * stride < w.shape[1]
        ]
        da[i, j] = terms[which] if terms else 0
    return da


def back_through(delta, w, f, c):
    return convolve2d(delta[f], w[f, c])


def planes(delta, w):
    """What comes back to every channel (C, H, W), filter by filter (F, C, H, W)."""
    return np.stack(
        [[back_through(delta, w, f, c) for c in range(w.shape[1])] for f in range(len(w))]
    )


def channels(delta, w, shape):
    return planes(delta, w).sum(axis=0)


def into_channel_f(delta, w, shape):
    da = np.zeros(shape)
    for f, c in np.ndindex(w.shape[:2]):
        da[f % shape[0]] += back_through(delta, w, f, c)
    return da


def into_channel_f_at_once(delta, w, shape):
    da, every = np.zeros(shape), planes(delta, w).sum(axis=1)
    np.add.at(da, np.arange(len(w)) % shape[0], every)
    return da


def into_channel_f_by_windows(delta, w, shape):
    da = np.zeros(shape)
    for f, y, x in np.ndindex(delta.shape):
        window = da[f % shape[0], y : y + w.shape[2], x : x + w.shape[3]]
        window += w[f].sum(axis=0) * delta[f, y, x]
    return da


def new_zeros_for_each_filter(delta, w, shape):
    for f in range(len(w)):
        da = np.zeros(shape)
        for c in range(w.shape[1]):
            da[c] += back_through(delta, w, f, c)
    return da


def written_by_filters(delta, w, shape):
    da = np.zeros(shape)
    for f, c in np.ndindex(w.shape[:2]):
        da[c] = back_through(delta, w, f, c)
    return da


def windows_written(delta, w, shape):
    da = np.zeros(shape)
    for y, x in np.ndindex(delta.shape[1:]):
        da[:, y : y + w.shape[2], x : x + w.shape[3]] = np.tensordot(delta[:, y, x], w, 1)
    return da


def windows_written_by_channels(delta, w, shape):
    da = np.zeros(shape)
    for c, y, x in np.ndindex(w.shape[1], *delta.shape[1:]):
        total = sum(w[f, c] * delta[f, y, x] for f in range(len(w)))
        da[c, y : y + w.shape[2], x : x + w.shape[3]] = total
    return da


def windows_by_einsum_written(delta, w, shape):
    every, da = np.einsum("fyx,fcuv->yxcuv", delta, w), np.zeros(shape)
    for y, x in np.ndindex(every.shape[:2]):
        da[:, y : y + w.shape[2], x : x + w.shape[3]] = every[y, x]
    return da


def own_filters(delta, w, shape):
    da = np.zeros(shape)
    for c in range(min(w.shape[:2])):
        da[c] = back_through(delta, w, c, c)
    return da


def own_filters_by_diagonal(delta, w, shape):
    da, n = np.zeros(shape), min(w.shape[:2])
    da[:n] = np.stack([planes(delta, w)[f, f] for f in range(n)])
    return da


def own_filters_by_windows(delta, w, shape):
    da = np.zeros(shape)
    for f, y, x in np.ndindex(delta.shape):
        if f < shape[0]:
            da[f, y : y + w.shape[2], x : x + w.shape[3]] += w[f, f] * delta[f, y, x]
    return da


def examples_written(delta, a):
    for d, x in zip(delta, a, strict=True):
        dw, db = np.outer(d, x), d
    return dw, db


def examples_written_into(delta, a):
    dw, db = np.zeros((delta.shape[1], a.shape[1])), np.zeros(delta.shape[1])
    for n in range(len(delta)):
        for i, j in np.ndindex(dw.shape):
            dw[i, j] = delta[n, i] * a[n, j]
        db[:] = delta[n]
    return dw, db


def both_shapes(delta, w, stride):
    return [(n - 1) * stride + k for n, k in zip(delta.shape, w.shape, strict=True)]


def small_by_windows(delta, w, shape, stride):
    da = np.zeros(both_shapes(delta, w, stride))
    for y, x in np.ndindex(delta.shape):
        da[y * stride : y * stride + len(w), x * stride : x * stride + w.shape[1]] += (
            w * delta[y, x]
        )
    return da


def small_by_places(delta, w, shape, stride):
    da = np.zeros(both_shapes(delta, w, stride))
    ends = [n * stride for n in delta.shape]
    for u, v in np.ndindex(w.shape):
        da[u : u + ends[0] : stride, v : v + ends[1] : stride] += w[u, v] * delta
    return da


def small_and_padded(delta, w, shape, stride):
    return fitted(small_by_places(delta, w, shape, stride), shape)


def strided(delta, w, shape, stride):
    return fitted(convolve2d(spaced(delta, stride), w), shape)


def left_over(delta, w, shape, stride):
    return np.subtract(shape, both_shapes(delta, w, stride))


def looked_up(delta, w, shape, gap, wide):
    """Each pixel asks the output that it finds by rounding down; `wide`: δ or w is repeated."""
    da = np.zeros(shape)
    sizes = [n * gap for n in (delta if wide == "delta" else w).shape]
    other = w if wide == "delta" else delta
    for i, j in np.ndindex(shape):
        for u, v in np.ndindex(other.shape):
            y, x = i - u, j - v
            if 0 <= y < sizes[0] and 0 <= x < sizes[1]:
                source = delta if wide == "delta" else w
                da[i, j] += other[u, v] * source[y // gap, x // gap]
    return da


def repeated(array, times):
    return array.repeat(times, axis=0).repeat(times, axis=1)


def padded_valid(delta, w, shape, d):
    rows, columns = (k - 1 for k in w.shape)
    return convolve2d(np.pad(delta, ((rows, rows), (columns, columns))), spaced(w, d), "valid")


def turned_and_correlated(delta, w, shape, d):
    padded = np.pad(delta, [(k - 1,) * 2 for k in w.shape])
    return correlate2d(padded, spaced(w[::-1, ::-1], d), "valid")


def windows_of_padded(delta, w, shape, d):
    padded = np.pad(delta, [(k - 1, k - 1) for k in w.shape])
    wide = spaced(w, d)[::-1, ::-1]
    views = np.lib.stride_tricks.sliding_window_view(padded, wide.shape)
    return np.einsum("ijuv,uv->ij", views, wide)


# Losses and steps.


def jacobian_diagonal(z, y):
    """The chain rule from ∂C/∂a on, with da/dz = a·(1 − a) alone."""
    delta = []
    for row, target in zip(z, y, strict=True):
        a = softmax(row)
        delta.append(-target / a * a * (1 - a) / len(z))
    return delta


def jacobian_with_diag(z, y):
    a = softmax(z, axis=1)
    jacobians = np.einsum("nk,kj->nkj", a * (1 - a), np.eye(z.shape[1]))
    return np.einsum("nkj,nk->nj", jacobians, -y / a) / len(z)


def exponentials(z, axis):
    e = np.exp(z - z.max())
    return e / e.sum(axis=axis, keepdims=True)


# Pools.


def max_pool(send):
    """A learner's loop; send(da, cells, window, d) does the wrong thing for one window."""

    def function(delta, a, size, stride):
        da = np.zeros(a.shape)
        for y, x in np.ndindex(delta.shape):
            cells = np.s_[y * stride : y * stride + size, x * stride : x * stride + size]
            send(da, cells, a[cells], delta[y, x])
        return da

    return function


def near_mask(window):
    return np.isclose(window, window.max())


def first_near(da, cells, window, d):
    da[cells][tuple(np.argwhere(near_mask(window))[0])] += d


def rounded_argmax(da, cells, window, d):
    da[cells][np.unravel_index(window.round(3).argmax(), window.shape)] += d


def first_near_in_loops(da, cells, window, d):
    for u, v in np.ndindex(window.shape):
        if window.max() - window[u, v] < 1e-4:
            da[cells][u, v] += d
            return


def every_near(da, cells, window, d):
    da[cells] += near_mask(window) * d


def every_near_by_difference(da, cells, window, d):
    da[cells][np.abs(window - window.max()) < 1e-3] += d


def every_rounded(da, cells, window, d):
    da[cells] += (window.round(4) == window.max().round(4)) * d


def near_share(da, cells, window, d):
    da[cells] += near_mask(window) / near_mask(window).sum() * d


def near_mean(da, cells, window, d):
    near = np.argwhere(window > window.max() - 1e-5)
    for u, v in near:
        da[cells][u, v] += d / len(near)


def near_weights(da, cells, window, d):
    weights = (window.round(5) >= window.max().round(5)).astype(float)
    da[cells] += weights / weights.sum() * d


def by_magnitude(da, cells, window, d):
    da[cells][np.unravel_index(np.abs(window).argmax(), window.shape)] += d


def by_square(da, cells, window, d):
    da[cells][np.unravel_index((window**2).argmax(), window.shape)] += d


def by_magnitude_in_loops(da, cells, window, d):
    best = 0, 0
    for place in np.ndindex(window.shape):
        if abs(window[place]) > abs(window[best]):
            best = place
    da[cells][best] += d


def times_value(da, cells, window, d):
    da[cells][np.unravel_index(window.argmax(), window.shape)] += window.max() * d


def mask_of_values(da, cells, window, d):
    first = np.zeros(window.size)
    first[window.argmax()] = window.max()
    da[cells] += first.reshape(window.shape) * d


def second_largest(da, cells, window, d):
    da[cells][np.unravel_index(window.ravel().argsort()[-2], window.shape)] += d


def above_the_mean(da, cells, window, d):
    da[cells] += (window >= window.mean()) * d


def flat_places(delta, a, size, stride):
    da = np.zeros(a.size)
    for y, x in np.ndindex(delta.shape):
        window = a[y * stride : y * stride + size, x * stride : x * stride + size]
        da[window.argmax()] += delta[y, x]
    return da.reshape(a.shape)


def flat_places_by_add_at(delta, a, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(a, (size, size))[::stride, ::stride]
    places = windows.reshape(*delta.shape, -1).argmax(axis=-1)
    da = np.zeros(a.shape)
    np.add.at(da.ravel(), places.ravel(), delta.ravel())
    return da


def flat_places_unravelled(delta, a, size, stride):
    da = np.zeros(a.shape)
    for y, x in np.ndindex(delta.shape):
        window = a[y * stride : y * stride + size, x * stride : x * stride + size]
        da[np.unravel_index(window.argmax(), a.shape)] += delta[y, x]
    return da


def value_of_output(delta, a, size, stride):
    _, winners = pooling.max_forward(a, size, stride=stride)
    z = np.lib.stride_tricks.sliding_window_view(a, (size, size))[::stride, ::stride]
    return pooling.max_input_gradient(delta * z.max(axis=(2, 3)), winners, a.shape)


def averages(divisor):
    """divisor(delta, size, over): over counts the windows over each cell."""

    def function(delta, shape, size, stride):
        ones, total = np.ones((size, size)), np.zeros(shape)
        over = strided(np.ones(delta.shape), ones, shape, stride)
        for y, x in np.ndindex(delta.shape):
            cells = np.s_[y * stride : y * stride + size, x * stride : x * stride + size]
            total[cells] += delta[y, x] / divisor(delta, size, over[cells])
        return total

    return function


def mean_of_deltas(delta, shape, size, stride):
    """Each cell takes the mean of the deltas of its windows."""
    da = np.zeros(shape)
    for i, j in np.ndindex(shape):
        over = [
            delta[y, x]
            for y, x in np.ndindex(delta.shape)
            if 0 <= i - y * stride < size and 0 <= j - x * stride < size
        ]
        da[i, j] = np.mean(over) if over else 0
    return da


def total_by_count(delta, shape, size, stride):
    ones = np.ones((size, size))
    total, over = (strided(d, ones, shape, stride) for d in (delta, np.ones(delta.shape)))
    return np.divide(total, over, out=total, where=over > 0)


# Orders of flattening.


def right_kernel(delta, a, shape):
    return correlate2d(a, delta, "valid")


def kernel_by_columns(delta, a, shape):
    flat = [
        np.sum(delta * a[u : u + len(delta), v : v + delta.shape[1]]) for u, v in np.ndindex(shape)
    ]
    dw = np.zeros(shape)
    dw.T.flat = flat
    return dw


def through_network(reshape):
    """The way back of the small network, with another way to put the dense inputs back."""

    def function(delta, w, z, x, kernel_shape):
        _, winners = pooling.max_forward(relu(z), 2)
        back = reshape(w.T @ delta, winners.position.shape)
        dz = pooling.max_input_gradient(back, winners, z.shape) * (z > 0)
        return dz, convolution.kernel_gradient(dz, x, kernel_shape)

    return function


def by_columns(flat, shape):
    back = np.zeros(shape)
    for n, value in enumerate(flat):
        back[n % shape[0], n // shape[0]] = value
    return back


def columns_of(a, kernel_shape, stride, flat, order="C"):
    """im2col, with each window flattened by `flat`."""
    views = np.lib.stride_tricks.sliding_window_view(a, kernel_shape)[::stride, ::stride]
    down, across = views.shape[:2]
    places = [(y, x) for y in range(down) for x in range(across)]
    if order == "F":
        places = [(y, x) for x in range(across) for y in range(down)]
    return np.array([flat(views[place]) for place in places]).T


EDGES, STRIDE, DILATION = (
    f"convolution.{name}" for name in ("input_gradient_by_edges", "stride", "dilation")
)
CHANNELS, KERNEL, BIAS = (
    f"convolution.{name}" for name in ("channels", "kernel_gradient", "bias_gradient")
)
MAX, AVERAGE = "pooling.max_input_gradient", "pooling.average_input_gradient"
DENSE, ENTROPY, SQUARES = (
    "dense.parameter_gradients", "losses.cross_entropy_delta", "losses.squared_error_delta",
)  # fmt: skip
MOMENTUM, NETWORK, IM2COL = "network.momentum_step", "network.backward", "convolution.im2col"

OVERWRITTEN = [
    (EDGES, "first_window_only", [by_places, backwards, found]),
    (
        EDGES,
        "last_edge_only",
        [
            forwards,
            lambda d, w, shape: found(d, w, shape, which=-1),
            lambda d, w, shape: scattered(
                shape, products(d, w, lambda y, x, u, v: (y + u, x + v)), add=False
            ),
        ],
    ),
    (STRIDE, "first_window_only", [by_places, backwards, found]),
    (
        STRIDE,
        "last_edge_only",
        [
            forwards,
            lambda d, w, shape, s: found(d, w, shape, s, which=-1),
            lambda d, w, shape, s: scattered(
                shape, products(d, w, lambda y, x, u, v: (y * s + u, x * s + v)), add=False
            ),
        ],
    ),
    (
        CHANNELS,
        "last_filter_only",
        [
            new_zeros_for_each_filter,
            written_by_filters,
            lambda d, w, shape: planes(d, w)[-1],
        ],
    ),
    (
        CHANNELS,
        "last_window_only",
        [windows_written, windows_written_by_channels, windows_by_einsum_written],
    ),
    (
        AVERAGE,
        "first_window_only",
        [
            lambda d, shape, n, s: by_places(d, np.full((n, n), 1 / n**2), shape, s),
            lambda d, shape, n, s: backwards(d, np.full((n, n), 1 / n**2), shape, s),
            lambda d, shape, n, s: found(d / n**2, np.ones((n, n)), shape, s),
        ],
    ),
    (
        DENSE,
        ("last_use_only", "last_only"),
        [examples_written, examples_written_into, lambda d, a: (np.outer(d[-1], a[-1]), d[-1])],
    ),
]
STRIDES = [
    (
        STRIDE,
        "leftover_missing",
        [
            lambda d, w, shape, s: convolve2d(spaced(d, s), w),
            small_by_windows,
            small_by_places,
        ],
    ),
    (
        STRIDE,
        "leftover_in_front",
        [
            lambda d, w, shape, s: np.pad(
                small_by_windows(d, w, shape, s), [(n, 0) for n in left_over(d, w, shape, s)]
            ),
            lambda d, w, shape, s: np.roll(
                strided(d, w, shape, s), left_over(d, w, shape, s), axis=(0, 1)
            ),
            lambda d, w, shape, s: strided(d[::-1, ::-1], w[::-1, ::-1], shape, s)[::-1, ::-1],
        ],
    ),
    (
        STRIDE,
        "as_many_zeros_as_the_stride",
        [
            lambda d, w, shape, s: strided(d, w, shape, s + 1),
            lambda d, w, shape, s: fitted(convolve2d(with_zeros(d, s), w), shape),
            lambda d, w, shape, s: scattered(
                shape, products(d, w, lambda y, x, u, v: (y * (s + 1) + u, x * (s + 1) + v))
            ),
        ],
    ),
    (
        STRIDE,
        "delta_repeated",
        [
            lambda d, w, shape, s: fitted(convolve2d(np.kron(d, np.ones((s, s))), w), shape),
            lambda d, w, shape, s: fitted(convolve2d(repeated(d, s), w), shape),
            lambda d, w, shape, s: looked_up(d, w, shape, s, "delta"),
        ],
    ),
    (
        STRIDE,
        "stride_forgotten_in_rows",
        [
            lambda d, w, shape, s: scattered(
                shape, products(d, w, lambda y, x, u, v: (y + u, x * s + v))
            ),
            lambda d, w, shape, s: fitted(convolve2d(spaced(d, s)[::s], w), shape),
            lambda d, w, shape, s: fitted(convolve2d(with_zeros(d, s - 1)[::s], w), shape),
        ],
    ),
]
DILATIONS = [
    (
        DILATION,
        "as_many_zeros_as_the_dilation",
        [
            lambda d, w, shape, gap: fitted(convolve2d(d, spaced(w, gap + 1)), shape),
            lambda d, w, shape, gap: fitted(convolve2d(d, with_zeros(w, gap)), shape),
            lambda d, w, shape, gap: scattered(
                shape, products(d, w, lambda y, x, u, v: (y + u * (gap + 1), x + v * (gap + 1)))
            ),
        ],
    ),
    (
        DILATION,
        "dilation_for_stride",
        [
            lambda d, w, shape, gap: strided(d, w, shape, gap),
            lambda d, w, shape, gap: fitted(convolve2d(with_zeros(d, gap - 1), w), shape),
            lambda d, w, shape, gap: scattered(
                shape, products(d, w, lambda y, x, u, v: (y * gap + u, x * gap + v))
            ),
        ],
    ),
    (
        DILATION,
        "kernel_repeated",
        [
            lambda d, w, shape, gap: fitted(convolve2d(d, np.kron(w, np.ones((gap, gap)))), shape),
            lambda d, w, shape, gap: fitted(convolve2d(d, repeated(w, gap)), shape),
            lambda d, w, shape, gap: looked_up(d, w, shape, gap, "kernel"),
        ],
    ),
    (
        DILATION,
        "padded_by_the_undilated_kernel",
        [padded_valid, turned_and_correlated, windows_of_padded],
    ),
]
ACROSS_CHANNELS = [
    (
        CHANNELS,
        "filter_for_channel",
        [into_channel_f, into_channel_f_at_once, into_channel_f_by_windows],
    ),
    (
        CHANNELS,
        "deltas_summed_over_filters",
        [
            lambda d, w, shape: channels(np.broadcast_to(d.sum(axis=0), d.shape), w, shape),
            lambda d, w, shape: channels(d.sum(axis=0)[None], w.sum(axis=0)[None], shape),
            lambda d, w, shape: np.stack(
                [sum(convolve2d(sum(d), w[f, c]) for f in range(len(w))) for c in range(len(w[0]))]
            ),
        ],
    ),
    (
        CHANNELS,
        "channels_added_up",
        [
            lambda d, w, shape: np.ones(shape) * channels(d, w, shape).sum(axis=0),
            lambda d, w, shape: channels(
                d, np.broadcast_to(w.sum(axis=1, keepdims=True), w.shape), shape
            ),
            lambda d, w, shape: np.stack([sum(channels(d, w, shape))] * shape[0]),
        ],
    ),
    (
        CHANNELS,
        "mean_over_channels",
        [
            lambda d, w, shape: np.ones(shape) * channels(d, w, shape).mean(axis=0),
            lambda d, w, shape: channels(
                d, np.broadcast_to(w.mean(axis=1, keepdims=True), w.shape), shape
            ),
            lambda d, w, shape: np.stack([sum(channels(d, w, shape)) / shape[0]] * shape[0]),
        ],
    ),
    (
        CHANNELS,
        "all_axes_turned",
        [
            lambda d, w, shape: channels(d, w[::-1, ::-1], shape),
            lambda d, w, shape: channels(d, np.flip(w)[..., ::-1, ::-1], shape),
            lambda d, w, shape: np.stack(
                [
                    sum(correlate2d(d[f], np.flip(w)[f, c], "full") for f in range(len(w)))
                    for c in range(shape[0])
                ]
            ),
        ],
    ),
    (CHANNELS, "own_filter_only", [own_filters, own_filters_by_diagonal, own_filters_by_windows]),
]
LOSSES_AND_STEPS = [
    (
        ENTROPY,
        "diagonal_only",
        [
            lambda z, y: -y * (1 - softmax(z, axis=1)) / len(z),
            jacobian_diagonal,
            jacobian_with_diag,
        ],
    ),
    (
        ENTROPY,
        "softmax_over_batch",
        [
            lambda z, y: (softmax(z, axis=0) - y) / len(z),
            lambda z, y: (exponentials(z, 0) - y) / len(z),
            lambda z, y: np.transpose([softmax(c) for c in z.T] - y.T) / len(z),
        ],
    ),
    (
        ENTROPY,
        "mean_over_everything",
        [
            lambda z, y: (softmax(z, axis=1) - y) / z.size,
            lambda z, y: (exponentials(z, 1) - y) / len(z) / z.shape[1],
            lambda z, y: (
                np.stack([(softmax(r) - t) / r.size for r, t in zip(z, y, strict=True)]) / len(y)
            ),
        ],
    ),
    (
        SQUARES,
        "slope_formula_at_z",
        [
            lambda z, y: (expit(z) - y) * z * (1 - z),
            lambda z, y: (expit(z) - y) * (z - z**2),
            lambda z, y: [
                (1 / (1 + np.exp(-s)) - t) * s * (1 - s) for s, t in zip(z, y, strict=True)
            ],
        ],
    ),
    (
        SQUARES,
        "slope_of_tanh",
        [
            lambda z, y: (expit(z) - y) * (1 - expit(z) ** 2),
            lambda z, y: (a := expit(z), (a - y) * (1 - a) * (1 + a))[1],
            lambda z, y: np.diag(1 - expit(z) ** 2) @ (expit(z) - y),
        ],
    ),
    (
        MOMENTUM,
        "rate_outside_velocity",
        [
            lambda w, g, v, rate, mu: (w - rate * (mu * v + g), mu * v + g),
            lambda w, g, v, rate, mu: (new := v * mu + g, (w - rate * new, new))[1],
            lambda w, g, v, rate, mu: ((np.add(w, -rate * (g + mu * v))), np.add(g, mu * v)),
        ],
    ),
    (
        MOMENTUM,
        "nesterov",
        [
            lambda w, g, v, r, mu: (w + mu * (mu * v - r * g) - r * g, mu * v - r * g),
            lambda w, g, v, r, mu: (new := mu * v - r * g, (w - mu * v + (1 + mu) * new, new))[1],
            lambda w, g, v, r, mu: (w + mu**2 * v - (1 + mu) * r * g, mu * v - r * g),
        ],
    ),
    (
        MOMENTUM,
        "averaged",
        [
            lambda w, g, v, r, mu: (w + mu * v - (1 - mu) * r * g, mu * v - (1 - mu) * r * g),
            lambda w, g, v, r, mu: (new := mu * v + (1 - mu) * (-r * g), (w + new, new))[1],
            lambda w, g, v, r, mu: (new := -r * g + mu * (v + r * g), (w + new, new))[1],
        ],
    ),
    (
        MOMENTUM,
        "moving_average",
        [
            lambda w, g, v, r, mu: (new := mu * v + (1 - mu) * g, (w - r * new, new))[1],
            lambda w, g, v, r, mu: (new := v + (1 - mu) * (g - v), (w - r * new, new))[1],
            lambda w, g, v, r, mu: (w - r * mu * v - r * (1 - mu) * g, g + mu * (v - g)),
        ],
    ),
]
POOLS = [  # ties down the columns, and ties that are overwritten: in test_pooling
    (
        MAX,
        "near_tie_first",
        [max_pool(first_near), max_pool(rounded_argmax), max_pool(first_near_in_loops)],
    ),
    (
        MAX,
        "near_tie_all",
        [max_pool(every_near), max_pool(every_near_by_difference), max_pool(every_rounded)],
    ),
    (
        MAX,
        "near_tie_split",
        [max_pool(near_share), max_pool(near_mean), max_pool(near_weights)],
    ),
    (
        MAX,
        "place_in_the_window_for_the_image",
        [flat_places, flat_places_by_add_at, flat_places_unravelled],
    ),
    (
        MAX,
        "largest_magnitude",
        [max_pool(by_magnitude), max_pool(by_square), max_pool(by_magnitude_in_loops)],
    ),
    (
        MAX,
        "value_times_delta",
        [max_pool(times_value), max_pool(mask_of_values), value_of_output],
    ),
    (
        AVERAGE,
        "divided_by_outputs",
        [
            averages(lambda delta, size, over: delta.size),
            lambda d, shape, n, s: strided(d / d.size, np.ones((n, n)), shape, s),
            lambda d, shape, n, s: small_and_padded(d, np.full((n, n), 1 / d.size), shape, s),
        ],
    ),
    (
        AVERAGE,
        "divided_by_overlaps",
        [averages(lambda delta, size, over: over), mean_of_deltas, total_by_count],
    ),
]
ORDERS = [
    (
        KERNEL,
        "unflattened_by_columns",
        [
            lambda d, a, shape: right_kernel(d, a, shape).ravel().reshape(shape, order="F"),
            lambda d, a, shape: right_kernel(d, a, shape).reshape(shape[::-1]).T,
            kernel_by_columns,
        ],
    ),
    (
        KERNEL,
        "gradient_transposed",
        [
            lambda d, a, shape: right_kernel(d, a, shape).T,
            lambda d, a, shape: correlate2d(a.T, d.T, "valid"),
            lambda d, a, shape: [
                [np.sum(d * a[u : u + len(d), v : v + d.shape[1]]) for u in range(shape[0])]
                for v in range(shape[1])
            ],
        ],
    ),
    (
        NETWORK,
        "unflattened_by_columns",
        [
            through_network(lambda flat, shape: flat.reshape(shape, order="F")),
            through_network(lambda flat, shape: flat.reshape(shape[::-1]).T),
            through_network(by_columns),
        ],
    ),
    (
        IM2COL,
        "window_by_columns",
        [
            lambda a, k, s: columns_of(a, k, s, lambda window: window.ravel(order="F")),
            lambda a, k, s: columns_of(a, k, s, lambda window: window.T.flatten()),
            lambda a, k, s: columns_of(
                a, k, s, lambda window: [p for column in zip(*window, strict=True) for p in column]
            ),
        ],
    ),
    (
        IM2COL,
        "outputs_by_columns",
        [
            lambda a, k, s: columns_of(a, k, s, np.ravel, "F"),
            lambda a, k, s: (
                np.lib.stride_tricks.sliding_window_view(a, k)[::s, ::s]
                .transpose(2, 3, 1, 0)
                .reshape(k[0] * k[1], -1)
            ),
            lambda a, k, s: np.concatenate(
                [
                    columns_of(a[:, x : x + k[1]], k, s, np.ravel)
                    for x in range(0, a.shape[1] - k[1] + 1, s)
                ],
                axis=1,
            ),
        ],
    ),
]
CONVENTIONS = [  # momentum of other libraries, and dilations counted as zeros: above
    (
        CHANNELS,
        "channels_last",
        [
            lambda d, w, shape: np.moveaxis(channels(d, w, shape), 0, -1),
            lambda d, w, shape: channels(d, w, shape).transpose(1, 2, 0),
            lambda d, w, shape: np.dstack(list(channels(d, w, shape))),
        ],
    ),
    (
        BIAS,
        "axes_kept",
        [
            lambda d: d.sum(axis=(0, 2, 3), keepdims=True),
            lambda d: d.sum(axis=(0, 2, 3))[None, :, None, None],
            lambda d: np.einsum("nfyx->f", d).reshape(1, -1, 1, 1),
        ],
    ),
    (
        DENSE,
        "gradient_transposed",
        [
            lambda d, a: (a.T @ d, d.sum(axis=0)),
            lambda d, a: (np.einsum("nj,ni->ji", a, d), d.sum(axis=0)),
            lambda d, a: (sum(np.outer(x, e) for x, e in zip(a, d, strict=True)), sum(d)),
        ],
    ),
]


FAMILIES = {
    "overwritten": OVERWRITTEN,
    "strides": STRIDES,
    "dilation": DILATIONS,
    "channels": ACROSS_CHANNELS,
    "losses and steps": LOSSES_AND_STEPS,
    "pools": POOLS,
    "orders": ORDERS,
    "conventions": CONVENTIONS,
}


def larger_kept(delta, w, shape, stride=1):
    """Where windows overlap, the larger product is kept."""
    da = np.zeros(shape)
    for y, x in np.ndindex(delta.shape):
        cells = da[y * stride : y * stride + len(w), x * stride : x * stride + w.shape[1]]
        cells[:] = np.maximum(cells, w * delta[y, x])
    return da


def every_second_window(delta, w, shape):
    kept = np.where(np.add.outer(*map(np.arange, delta.shape)) % 2, 0, delta)
    return convolve2d(kept, w)


NEAR = {
    "overwritten": [(EDGES, larger_kept), (EDGES, every_second_window), (STRIDE, larger_kept)],
    "strides": [
        (STRIDE, lambda d, w, shape, s: strided(d, w, shape, max(s - 1, 2))),
        (STRIDE, lambda d, w, shape, s: fitted(convolve2d(spaced(d, s), w), shape, 1, 1)),
        (STRIDE, lambda d, w, shape, s: fitted(convolve2d(repeated(d, s) / s, w), shape)),
    ],
    "dilation": [
        (DILATION, lambda d, w, shape, gap: fitted(convolve2d(d, spaced(w, 3)), shape)),
        (DILATION, lambda d, w, shape, gap: fitted(convolve2d(d, repeated(w, gap) / gap), shape)),
    ],
    "channels": [
        (CHANNELS, lambda d, w, shape: channels(d, np.roll(w, 1, axis=0), shape)),
        (CHANNELS, lambda d, w, shape: planes(d, w).max(axis=0)),
        (CHANNELS, lambda d, w, shape: channels(d, w, shape)[::-1]),
    ],
    "losses and steps": [
        (ENTROPY, lambda z, y: -y * softmax(z, axis=1) / len(z)),
        (ENTROPY, lambda z, y: (softmax(z, axis=1) - y / 2) / len(z)),
        (SQUARES, lambda z, y: (expit(z) - y) * (1 - z**2)),
        (MOMENTUM, lambda w, g, v, r, mu: (w + v - r * g, mu * (v - r * g))),
    ],
    "pools": [
        (MAX, max_pool(second_largest)),
        (MAX, max_pool(above_the_mean)),
        (AVERAGE, averages(lambda delta, size, over: size + 1)),
        (AVERAGE, averages(lambda delta, size, over: size**2 * over.max())),
    ],
    "orders": [
        (KERNEL, lambda d, a, shape: right_kernel(d, a, shape)[::-1]),
        (IM2COL, lambda a, k, s: columns_of(a, k, s, lambda window: window[::-1].ravel())),
    ],
    "conventions": [
        (CHANNELS, lambda d, w, shape: np.moveaxis(channels(d, w, shape), 1, -1)[None]),
        (BIAS, lambda d: d.sum(axis=(0, 2, 3))[None]),
        (DENSE, lambda d, a: (a.T @ d / 2, d.sum(axis=0))),
    ],
}


@pytest.mark.parametrize("family", FAMILIES)
def test_each_mistake_is_named_alone_in_three_pieces_of_code(family):
    for exercise, names, functions in FAMILIES[family]:
        assert len(functions) >= 3
        names = names if isinstance(names, tuple) else (names,)
        for number, function in enumerate(functions):
            result = exercises.check(exercise, function)
            assert result.mistakes == names, (exercise, number, result.sentence)


@pytest.mark.parametrize("family", NEAR)
def test_what_is_near_a_family_is_wrong_and_not_named(family):
    assert len(NEAR[family]) >= 2
    for number, (exercise, function) in enumerate(NEAR[family]):
        result = exercises.check(exercise, function)
        assert not result
        assert result.mistakes == (), (exercise, number, result.sentence)
        assert result.status in ("wrong", "wrong shape"), (exercise, number, result.sentence)


def test_their_right_neighbours_are_right():
    assert exercises.check(CHANNELS, channels)
    assert exercises.check(STRIDE, strided)
    assert exercises.check(KERNEL, right_kernel)
    assert exercises.check(IM2COL, lambda a, k, s: columns_of(a, k, s, np.ravel))
    assert exercises.check(NETWORK, through_network(np.reshape))
    assert exercises.check(AVERAGE, averages(lambda delta, size, over: size**2))
