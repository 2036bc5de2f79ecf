"""A measurement: sixty wrong answers in ten styles of writing. How many are named, how many are
only wrong, how many are misnamed?

Each answer says itself what is wrong with it: the names that are true of it, or None for a slip
that no family knows. An answer is named when one of the true names is given and no untrue one;
misnamed when an untrue one is given, by itself or beside a true one.
"""

from collections import Counter

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d, fftconvolve
from scipy.special import expit, softmax

from cnnbp import exercises

ANSWERS = []  # (style, exercise, the names that are true of it, the function)


def answer(exercise, *true):
    def keep(function):
        ANSWERS.append((STYLE, exercise, true, function))
        return function

    return keep


# 1. Loops over every index.

STYLE = "loops over every index"


@answer("convolution.input_gradient_by_edges")  # swapped, and more where it is not square
def _(delta, w, shape):
    da = np.zeros(shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    da[y + u, x + v] += w[v % w.shape[0], u % w.shape[1]] * delta[y, x]
    return da


@answer("convolution.input_gradient_by_edges", "not_rotated")
def _(delta, w, shape):
    da = np.zeros(shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    da[y + u, x + v] += w[-1 - u, -1 - v] * delta[y, x]
    return da


@answer("convolution.input_gradient_by_edges", "last_edge_only")
def _(delta, w, shape):
    da = np.zeros(shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    da[y + u, x + v] = w[u, v] * delta[y, x]
    return da


@answer("convolution.input_gradient_by_edges")
def _(delta, w, shape):
    da = np.zeros(shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(1, w.shape[1]):  # the first column is left out
                    da[y + u, x + v] += w[u, v] * delta[y, x]
    return da


@answer("convolution.dilation", "as_many_zeros_as_the_dilation")
def _(delta, w, shape, dilation):
    da = np.zeros(shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    i, j = y + u * dilation + u, x + v * dilation + v
                    if i < shape[0] and j < shape[1]:
                        da[i, j] += w[u, v] * delta[y, x]
    return da


@answer("convolution.dilation", "dilation_forgotten_in_columns")
def _(delta, w, shape, dilation):
    da = np.zeros(shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    da[y + u * dilation, x + v] += w[u, v] * delta[y, x]
    return da


# 2. A slice for each window.

STYLE = "a slice for each window"


def windows_of(delta, w, stride=1):
    rows, columns = w.shape[-2:]
    for y, x in np.ndindex(delta.shape[-2:]):
        yield y, x, np.s_[..., y * stride : y * stride + rows, x * stride : x * stride + columns]


@answer("convolution.stride", "last_edge_only")
def _(delta, w, shape, stride):
    da = np.zeros(shape)
    for y, x, cells in windows_of(delta, w, stride):
        da[cells] = w * delta[y, x]
    return da


@answer("convolution.stride", "stride_forgotten")
def _(delta, w, shape, stride):
    da = np.zeros(shape)
    for y, x, cells in windows_of(delta, w):
        da[cells] += w * delta[y, x]
    return da


@answer("convolution.stride")
def _(delta, w, shape, stride):
    da = np.zeros(shape)
    for y, x, cells in windows_of(delta, w, stride):
        da[cells] += w * abs(delta[y, x])
    return da


@answer("convolution.stride", "mean_for_sum")
def _(delta, w, shape, stride):
    da, times = np.zeros(shape), np.zeros(shape)
    for y, x, cells in windows_of(delta, w, stride):
        da[cells] += w * delta[y, x]
        times[cells] += 1
    return da / np.maximum(times, 1)


@answer("convolution.channels", "first_kernel_for_all")
def _(delta, w, shape):
    da = np.zeros(shape)
    for y, x, cells in windows_of(delta, w):
        for f in range(len(w)):
            da[cells] += w[0] * delta[f, y, x]
    return da


@answer("convolution.channels")
def _(delta, w, shape):
    da = np.zeros(shape)
    for y, x, cells in windows_of(delta, w):
        for f in range(len(w) - 1):  # the last filter is left out
            da[cells] += w[f] * delta[f, y, x]
    return da


# 3. A slice for each place of the kernel.

STYLE = "a slice for each place in the kernel"


def places(w, delta, stride=1):
    rows, columns = delta.shape[-2:]
    for u, v in np.ndindex(w.shape[-2:]):
        yield u, v, np.s_[..., u : u + stride * rows : stride, v : v + stride * columns : stride]


@answer("convolution.stride", "first_window_only")
def _(delta, w, shape, stride):
    da = np.zeros(shape)
    for u, v, cells in places(w, delta, stride):
        da[cells] = w[u, v] * delta
    return da


@answer("convolution.stride", "weights_forgotten")
def _(delta, w, shape, stride):
    da = np.zeros(shape)
    for _, _, cells in places(w, delta, stride):
        da[cells] += delta
    return da


@answer("convolution.kernel_gradient", "mean_over_positions")
def _(delta, a, shape):
    dw = np.zeros(shape)
    for u, v, cells in places(dw, delta):
        dw[u, v] = np.mean(delta * a[cells])
    return dw


@answer("convolution.kernel_gradient")
def _(delta, a, shape):
    dw = np.zeros(shape)
    for u, v, cells in places(dw, delta):
        dw[u, v] = np.max(delta * a[cells])
    return dw


@answer("convolution.kernel_gradient", "window_not_moved")
def _(delta, a, shape):
    dw = np.zeros(shape)
    for u, v, _ in places(dw, delta):
        dw[u, v] = np.sum(delta * a[: delta.shape[0], : delta.shape[1]])
    return dw


@answer("convolution.channels", "last_filter_first_window")
def _(delta, w, shape):
    da = np.zeros(shape)
    for u, v, cells in places(w, delta):
        for f in range(len(w)):
            da[cells] = w[f, :, u, v][:, None, None] * delta[f]
    return da


# 4. SciPy.

STYLE = "SciPy"


@answer("convolution.input_gradient", "not_rotated")
def _(delta, w, padding):
    full = correlate2d(delta, w, mode="full")
    return full[padding : len(full) - padding, padding : full.shape[1] - padding]


@answer("convolution.input_gradient", "padding_not_cropped")
def _(delta, w, padding):
    return convolve2d(delta, w)


@answer("convolution.input_gradient")
def _(delta, w, padding):
    full = convolve2d(delta, w, boundary="symm")
    return full[padding : len(full) - padding, padding : full.shape[1] - padding]


@answer("convolution.kernel_gradient", "delta_turned")
def _(delta, a, shape):
    return convolve2d(a, delta, mode="valid")


@answer("convolution.kernel_gradient", "image_turned")
def _(delta, a, shape):
    return correlate2d(a[::-1, ::-1], delta, mode="valid")


@answer("convolution.true_input_gradient", "rotated_after_true")
def _(delta, w):
    return fftconvolve(delta, w)


# 5. einsum.

STYLE = "einsum"


@answer("dense.delta", "sigma_prime_forgotten")
def _(delta, w, z):
    return np.einsum("ij,i->j", w, delta)


@answer("dense.delta", "sigma_for_sigma_prime")
def _(delta, w, z):
    return np.einsum("ij,i,j->j", w, delta, expit(z))


@answer("dense.delta")
def _(delta, w, z):
    return np.einsum("ij,i,j->j", np.abs(w), delta, expit(z) * (1 - expit(z)))


@answer("dense.parameter_gradients", "mean_over_batch")
def _(delta, a):
    return np.einsum("ni,nj->ij", delta, a) / len(a), np.einsum("ni->i", delta) / len(a)


@answer("convolution.bias_gradient", "batch_not_summed")
def _(delta):
    return np.einsum("nfyx->nf", delta)


@answer("convolution.bias_gradient", "one_bias_per_position")
def _(delta):
    return np.einsum("nfyx->fyx", delta)


# 6. Views of sliding windows.

STYLE = "views of sliding windows"


def views(array, shape):
    return np.lib.stride_tricks.sliding_window_view(array, shape)


@answer("convolution.input_gradient", "delta_padded_as_the_image")
def _(delta, w, padding):
    return (views(np.pad(delta, padding), w.shape) * w[::-1, ::-1]).sum(axis=(2, 3))


@answer("convolution.input_gradient", "rows_turned_only")
def _(delta, w, padding):
    rows, columns = w.shape[0] - 1 - padding, w.shape[1] - 1 - padding
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    return (views(padded, w.shape) * w[::-1]).sum(axis=(2, 3))


@answer("convolution.input_gradient")
def _(delta, w, padding):
    rows, columns = w.shape[0] - 1 - padding, w.shape[1] - 1 - padding
    padded = np.pad(delta, ((rows, rows), (columns, columns)), mode="edge")  # not zeros
    return (views(padded, w.shape) * w[::-1, ::-1]).sum(axis=(2, 3))


@answer("convolution.kernel_gradient", "values_forgotten")
def _(delta, a, shape):
    return np.full(shape, delta.sum())


@answer("convolution.im2col", "windows_in_rows")
def _(a, kernel_shape, stride):
    return views(a, kernel_shape)[::stride, ::stride].reshape(-1, np.prod(kernel_shape))


@answer("convolution.im2col", "stride_forgotten")
def _(a, kernel_shape, stride):
    return views(a, kernel_shape).reshape(-1, np.prod(kernel_shape)).T


# 7. The layer's matrix.

STYLE = "the layer's matrix"


def matrix_of(w, shape, stride=1):
    down, across = ((n - k) // stride + 1 for n, k in zip(shape, w.shape, strict=True))
    matrix = np.zeros((down, across, *shape))
    for y, x in np.ndindex(down, across):
        top, left = y * stride, x * stride
        matrix[y, x, top : top + w.shape[0], left : left + w.shape[1]] = w
    return matrix.reshape(down * across, -1)


@answer("convolution.stride", "deltas_forgotten")
def _(delta, w, shape, stride):
    return matrix_of(w, shape, stride).sum(axis=0).reshape(shape)


@answer("convolution.stride", "weight_counted_twice")
def _(delta, w, shape, stride):
    return (delta.ravel() @ matrix_of(w, shape, stride) ** 2).reshape(shape)


@answer("convolution.stride")
def _(delta, w, shape, stride):
    return (delta.ravel(order="F") @ matrix_of(w, shape, stride)).reshape(shape)


@answer("convolution.stride")
def _(delta, w, shape, stride):
    return np.linalg.pinv(matrix_of(w, shape, stride)).dot(delta.ravel()).reshape(shape)


@answer("edges.convolution_matrix", "kernel_turned")
def _(k, inputs):
    return matrix_of(k[None, ::-1], (1, inputs))


@answer("edges.matrix", "transposed")
def _(source, target, weight, inputs, outputs):
    matrix = np.zeros((inputs, outputs))
    np.add.at(matrix, (source, target), weight)
    return matrix


# 8. Lists of edges, all at once.

STYLE = "lists of edges, all at once"


@answer("edges.input_gradient", "last_edge_only")
def _(source, target, weight, delta, inputs):
    back = np.zeros(inputs)
    back[source] += weight * delta[target]
    return back


@answer("edges.input_gradient", "weights_forgotten")
def _(source, target, weight, delta, inputs):
    return np.bincount(source, weights=delta[target], minlength=inputs)


@answer("edges.input_gradient")
def _(source, target, weight, delta, inputs):
    order = np.argsort(source)
    return np.bincount(source, weights=weight * delta[target[order]], minlength=inputs)


@answer("edges.forward", "mean_for_sum")
def _(source, target, weight, a, outputs):
    total = np.bincount(target, weights=weight * a[source], minlength=outputs)
    return total / np.bincount(target, minlength=outputs)


@answer("edges.shared_weight_gradient", "mean_over_positions")
def _(source, target, number, a, delta, weights):
    total = np.bincount(number, weights=a[source] * delta[target], minlength=weights)
    return total / np.bincount(number, minlength=weights)


@answer("edges.count", "one_short")
def _(source, target, inputs):
    return [np.sum(source == i) - 1 for i in range(inputs)]


# 9. A function for each unit.

STYLE = "a function for each unit"


@answer("losses.squared_error_delta", "factor_two")
def _(z, y):
    return [2 * (expit(s) - t) * expit(s) * (1 - expit(s)) for s, t in zip(z, y, strict=True)]


@answer("losses.squared_error_delta")
def _(z, y):
    return [(expit(s) - t) * expit(s) * expit(1 - s) for s, t in zip(z, y, strict=True)]


@answer("losses.cross_entropy_delta", "softmax_forgotten")
def _(z, y):
    return [
        [(s - t) / len(z) for s, t in zip(*rows, strict=True)] for rows in zip(z, y, strict=True)
    ]


@answer("losses.cross_entropy_delta", "diagonal_only")
def _(z, y):
    return [(-t + t * softmax(s)) / len(z) for s, t in zip(z, y, strict=True)]


@answer("network.relu_delta", "both_masks")
def _(back, z):
    return np.vectorize(lambda b, s: max(b, 0.0) if s > 0 else 0.0)(back, z)


@answer("network.relu_delta")
def _(back, z):
    return np.vectorize(lambda b, s: b if s > 0 else 0.01 * b)(back, z)  # a leaky ReLU


# 10. Masks and repeated arrays.

STYLE = "masks and repeated arrays"


def of_windows(send):
    def function(delta, a, size, stride):
        da = np.zeros(a.shape)
        for y, x in np.ndindex(delta.shape):
            cells = np.s_[y * stride : y * stride + size, x * stride : x * stride + size]
            da[cells] += send(a[cells]) * delta[y, x]
        return da

    return function


answer("pooling.max_input_gradient", "tie_all")(of_windows(lambda window: window == window.max()))
answer("pooling.max_input_gradient", "near_tie_split")(
    of_windows(
        lambda window: np.isclose(window, window.max()) / np.isclose(window, window.max()).sum()
    )
)
answer("pooling.max_input_gradient")(of_windows(lambda window: window > np.median(window)))
answer("pooling.max_input_gradient")(of_windows(lambda window: softmax(window)))


@answer("pooling.average_input_gradient", "not_divided")
def _(delta, shape, size, stride):
    return of_windows(np.ones_like)(delta, np.zeros(shape), size, stride)


@answer("pooling.average_input_gradient", "overlap_forgotten")
def _(delta, shape, size, stride):
    wide = np.kron(delta, np.ones((size, size))) / size**2
    return np.pad(wide, 9)[9 : 9 + shape[0], 9 : 9 + shape[1]]


def told(exercise, true, function):
    result = exercises.check(exercise, function)
    assert not result, (exercise, true)
    untrue = set(result.mistakes) - set(true)
    return "misnamed" if untrue else "named" if result.mistakes else "only wrong"


def test_no_answer_is_misnamed():
    counts, odd = Counter(), []
    for style, exercise, true, function in ANSWERS:
        said = told(exercise, true, function)
        counts[said] += 1
        if said != ("named" if true else "only wrong"):
            odd.append((style, exercise, true, said, exercises.check(exercise, function).sentence))
    assert odd == []
    assert counts == {"named": 45, "only wrong": 15}


def test_sixty_answers_in_ten_styles_are_sixty():
    assert Counter(style for style, *_ in ANSWERS) == dict.fromkeys(
        dict.fromkeys(style for style, *_ in ANSWERS), 6
    )
    assert len(ANSWERS) == 60


@pytest.mark.parametrize("exercise", sorted({exercise for _, exercise, *_ in ANSWERS}))
def test_no_two_of_them_give_the_same_numbers(exercise):
    """They are distinct answers, not the same one written twice, within a style."""
    found = [
        (style, [exercises._find(exercise).results(f, c.arguments, (IndexError, ValueError))
                 for c in exercises._find(exercise).case_list])
        for style, name, _, f in ANSWERS if name == exercise
    ]  # fmt: skip
    for n, (style, one) in enumerate(found):
        for other_style, other in found[:n]:
            same = all(
                len(a) == len(b) and all(map(np.array_equal, a, b))
                for a, b in zip(one, other, strict=True)
            )
            assert style != other_style or not same
