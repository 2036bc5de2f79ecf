"""Each mistake of the catalogue, made the way a learner makes it, is recognised as itself."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mistake_layers import (
    any_layer,
    average_pool,
    bias_names,
    convolution,
    dense,
    max_pool,
    names,
    of_sigma,
    weight_names,
)
from scipy.signal import convolve2d, correlate2d
from scipy.special import expit
from strategies import convolutions

from cnnbp import connections, mistakes
from cnnbp.mistakes import answers, input_gradient_mistakes, recognise, same
from cnnbp.mistakes.catalogue import OF_KIND, bias_gradient, weight_gradient
from cnnbp.mistakes.catalogue.parameters import BIAS, WEIGHTS, WEIGHTS_IN_CODE

OVERLAPPING = {"size": 3, "stride": 2}


# Any layer: the sum over the edges.


def by_input(layer, choose):
    """For each input, one number from its products w·δ, in the order of the outputs."""
    edges = layer.connections
    products = edges.weight * layer.delta.ravel()[edges.target]
    of_input = [products[edges.source == i] for i in range(layer.a.size)]
    return np.reshape([choose(terms) if len(terms) else 0 for terms in of_input], layer.a.shape)


def test_the_wrong_way_to_sum():
    layer = convolution()
    for name, choose in {
        "last_edge_only": lambda products: products[-1],
        "largest_term_only": lambda products: products[np.abs(products).argmax()],
        "mean_for_sum": np.mean,
    }.items():
        assert names(by_input(layer, choose), layer) == [name]


def test_the_wrong_factor():
    layer = dense(b=np.array([0.3, -0.2, 0.7]))
    w, a, b, delta = layer.w, layer.a, layer.b, layer.delta
    for name, wrong in {
        "weights_forgotten": np.full(4, delta.sum()),
        "weight_counted_twice": (w**2).T @ delta,
        "deltas_forgotten": w.sum(axis=0),
        "outputs_for_deltas": w.T @ (w @ a + b),
        "value_times_weights": a * w.sum(axis=0),
        "bias_in_delta": w.T @ (delta + b),
        "sign_turned": -(w.T @ delta),
    }.items():
        assert names(wrong, layer) == [name]


def test_a_bias_added_to_the_sum():
    layer = convolution(b=np.array([0.4]))
    assert names(layer.right + 0.4, layer) == ["bias_added"]


def test_a_mistake_that_cannot_be_made_here_is_left_out():
    layer = max_pool(size=2)
    here = [answer.mistake.name for answer in input_gradient_mistakes(layer)]
    assert "weights_forgotten" not in here  # all weights are 1
    assert "bias_added" not in here
    assert answers((), layer, layer.right) == []


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), scale=st.floats(1e-6, 1e6))
def test_recognition_does_not_depend_on_the_size_of_the_deltas(seed, scale):
    layer = dense(seed, inputs=3, outputs=3)
    big = replace(layer, delta=layer.delta * scale)
    assert "not_transposed" in names(big.w @ big.delta, big)
    assert names(big.w.T @ big.delta, big) == []


def test_recognition_needs_a_tolerance():
    layer = dense()
    with pytest.raises(ValueError, match="tolerance: got 0"):
        recognise(layer.right, layer.right, [], tolerance=0)


# Any layer: σ′.


def slope(z):
    return expit(z) * (1 - expit(z))


def test_sigma_prime():
    layer = dense(activation="sigmoid", b=np.array([0.3, -0.2, 0.7]))
    w, z, a, delta, b = layer.w, layer.z, layer.a, layer.delta, layer.b
    back = w.T @ delta
    np.testing.assert_allclose(layer.right, back * slope(z))
    for name, wrong in {
        "sigma_prime_forgotten": back,
        "sigma_prime_at_a": back * slope(a),
        "sigma_prime_at_the_error": back * slope(back),
        "sigma_for_sigma_prime": back * expit(z),
        "sigma_prime_twice": back * slope(z) ** 2,
        "slope_formula_at_z": back * z * (1 - z),
        "slope_of_tanh": back * (1 - a**2),
        "sigma_prime_at_the_outputs": w.T @ (delta * slope(w @ a + b)),
    }.items():
        assert names(wrong, layer) == [name]


def test_the_sigmoids_slope_is_mistaken_where_the_sigmoid_stands():
    layer = dense(activation="tanh")
    assert names(layer.input_gradient * layer.z * (1 - layer.z), layer) == []
    assert names(layer.input_gradient * (1 - layer.a**2), layer) == []  # it is right there


def test_sigma_prime_before_the_sum_needs_equal_shapes():
    layer = dense(inputs=3, outputs=3, activation="sigmoid")
    wrong = layer.w.T @ (layer.delta * slope(layer.z))
    assert names(wrong, layer) == ["sigma_prime_before_the_sum"]
    assert convolution(activation="tanh").right.shape == (6, 5)


def test_sigma_prime_that_was_not_asked_for():
    layer = dense(activation="sigmoid", asked="input_gradient")
    assert names(layer.w.T @ layer.delta, layer) == []
    assert names(layer.w.T @ layer.delta * slope(layer.z), layer) == ["sigma_prime_not_asked"]


def test_the_outputs_of_a_max_pool_are_its_winners_so_that_one_mistake_is_named():
    layer = max_pool(activation="sigmoid", **OVERLAPPING)
    assert names(layer.input_gradient, layer) == ["sigma_prime_forgotten"]
    assert names(layer.input_gradient * slope(layer.a), layer) == ["sigma_prime_at_a"]


# Dense.


def test_w_in_place_of_its_transpose():
    layer = dense(inputs=3, outputs=3)
    assert names(layer.w @ layer.delta, layer) == ["not_transposed"]
    batch = dense(inputs=3, outputs=3, batch=4)
    assert names(batch.delta @ batch.w.T, batch) == ["not_transposed"]
    assert names(batch.delta @ batch.w, batch) == []


def test_w_reshaped_in_place_of_transposed():
    layer = dense(inputs=4, outputs=3)
    assert names(layer.w.reshape(4, 3) @ layer.delta, layer) == ["reshaped_not_transposed"]


def test_only_the_own_unit():
    layer = dense(inputs=4, outputs=3)
    wrong = np.append(np.diag(layer.w) * layer.delta, 0)
    assert names(wrong, layer) == ["own_unit_only"]


# Convolution.


def scatter(layer, into, wrapped=False):
    """A learner's loop over the outputs and the kernel; `into` says where each product lands.

    Places outside the image are skipped; wrapped: negative ones are what NumPy takes them for.
    """
    da = np.zeros(layer.a.shape)
    for y, x in np.ndindex(layer.delta.shape):
        for u, v in np.ndindex(layer.w.shape):
            row, column = into(y, x, u, v)
            if row < da.shape[0] and column < da.shape[1] and (wrapped or min(row, column) >= 0):
                da[row, column] += layer.w[u, v] * layer.delta[y, x]
    return da


def test_the_kernel_that_is_not_rotated_and_the_one_rotated_twice_are_one_mistake():
    layer = convolution()
    assert names(correlate2d(layer.delta, layer.w, mode="full"), layer) == ["not_rotated"]
    twice = convolve2d(layer.delta, layer.w[::-1, ::-1], mode="full")
    assert names(twice, layer) == ["not_rotated"]


def test_with_a_true_convolution_forward_the_other_kernel_is_the_wrong_one():
    layer = convolution(kernel=(3, 3), convention="convolution")
    assert names(correlate2d(layer.delta, layer.w, mode="full"), layer) == []
    for name, laid in {
        "rotated_after_true": lambda w: w[::-1, ::-1],
        "rows_turned_after_true": lambda w: w[::-1],
        "columns_turned_after_true": lambda w: w[:, ::-1],
        "transposed_after_true": lambda w: w.T,
    }.items():
        assert names(correlate2d(layer.delta, laid(layer.w), mode="full"), layer) == [name]


def test_a_kernel_laid_wrongly_on_the_padded_delta():
    layer = convolution(kernel=(3, 3))
    for name, laid in {
        "rows_turned_only": lambda w: w[::-1],
        "columns_turned_only": lambda w: w[:, ::-1],
        "transposed_for_rotated": lambda w: w.T,
        "transposed_and_rotated": lambda w: np.rot90(w, 2).T,
        "rotated_by_90": lambda w: np.rot90(w),
        "rotated_by_90_clockwise": lambda w: np.rot90(w, -1),
    }.items():
        assert names(correlate2d(layer.delta, laid(layer.w), mode="full"), layer) == [name]


def test_a_symmetric_kernel_is_never_called_unrotated():
    layer = convolution(kernel=(3, 3))
    w = layer.w + layer.w[::-1, ::-1]
    edges = replace(layer.connections, weight=w.ravel()[layer.connections.parameter])
    symmetric = replace(layer, w=w, connections=edges)
    assert names(correlate2d(layer.delta, w, mode="full"), symmetric) == []


def test_the_forward_window_laid_at_the_pixel():
    layer = convolution(image=(5, 5), kernel=(2, 2))
    padded = np.pad(layer.delta, ((0, 2), (0, 2)))
    assert names(correlate2d(padded, layer.w, mode="valid"), layer) == ["window_at_the_pixel"]
    for name, into in {
        "rows_at_the_pixel": lambda y, x, u, v: (y - u, x + v),
        "columns_at_the_pixel": lambda y, x, u, v: (y + u, x - v),
        "place_in_the_kernel_forgotten": lambda y, x, u, v: (y, x),
    }.items():
        assert names(scatter(layer, into), layer) == [name]


def test_options_that_are_forgotten():
    strided = convolution(image=(8, 7), stride=2, padding=1)
    for name, into in {
        "padding_forgotten": lambda y, x, u, v: (2 * y + u, 2 * x + v),
        "stride_forgotten": lambda y, x, u, v: (y + u - 1, x + v - 1),
        "stride_forgotten_in_rows": lambda y, x, u, v: (y + u - 1, 2 * x + v - 1),
        "stride_forgotten_in_columns": lambda y, x, u, v: (2 * y + u - 1, x + v - 1),
    }.items():
        assert names(scatter(strided, into), strided) == [name]
    into = lambda y, x, u, v: (2 * y + u - 1, 2 * x + v - 1)  # noqa: E731
    assert names(scatter(strided, into), strided) == []
    assert names(scatter(strided, into, wrapped=True), strided) == ["padding_wraps_round"]
    dilated = convolution(image=(8, 7), dilation=2)
    for name, into in {
        "dilation_forgotten": lambda y, x, u, v: (y + u, x + v),
        "dilation_forgotten_in_rows": lambda y, x, u, v: (y + u, x + 2 * v),
        "dilation_forgotten_in_columns": lambda y, x, u, v: (y + 2 * u, x + v),
    }.items():
        assert names(scatter(dilated, into), dilated) == [name]


def test_border_pixels_that_get_nothing():
    layer = convolution(image=(6, 6), kernel=(3, 3))
    wrong = np.zeros((6, 6))
    wrong[2:-2, 2:-2] = convolve2d(layer.delta, layer.w, mode="valid")
    assert names(wrong, layer) == ["border_dropped"]


def test_results_of_another_shape():
    layer = convolution(image=(6, 6), kernel=(3, 3), padding=1)
    full = convolve2d(layer.delta, layer.w, mode="full")
    assert names(full[1:-1, 1:-1], layer) == []
    assert names(full, layer) == ["padding_not_cropped"]
    layer = convolution(image=(6, 6), kernel=(4, 3))
    assert names(convolve2d(layer.delta, layer.w, mode="same"), layer) == ["same_size_as_delta"]
    layer = convolution(image=(6, 6), kernel=(2, 2), padding=2)
    wrong = convolve2d(np.pad(layer.delta, 2), layer.w, mode="valid")
    assert names(wrong, layer) == ["delta_padded_as_the_image"]


def test_the_wrong_plane_of_a_kernel_with_channels():
    layer = convolution(image=(3, 5, 6), kernel=(3, 3, 2, 3))
    w, delta = layer.w, layer.delta
    for name, plane in {
        "first_kernel_for_all": lambda f, c: w[0, c],
        "first_channel_for_all": lambda f, c: w[f, 0],
        "filters_and_channels_swapped": lambda f, c: w[c, f],
        "all_axes_turned": lambda f, c: w[::-1, ::-1][f, c],
        "wrong_axes_turned": lambda f, c: w[::-1, ::-1, ::-1, ::-1][f, c],
    }.items():
        wrong = [sum(convolve2d(delta[f], plane(f, c)) for f in range(3)) for c in range(3)]
        assert names(np.stack(wrong), layer) == [name]


def test_filters_that_are_not_summed():
    layer = convolution(image=(2, 5, 6), kernel=(3, 2, 2, 3))
    first = [convolve2d(layer.delta[0], layer.w[0, c]) for c in range(2)]
    assert names(np.stack(first), layer) == ["first_filter_only"]
    assert names(layer.right / 3, layer) == ["mean_over_filters"]


# Pools.


def windows(layer):
    """Each output with the slices of its window, for pools without padding."""
    size, stride = layer.options["size"], layer.options["stride"]
    for y, x in np.ndindex(layer.delta.shape):
        yield (y, x), np.s_[y * stride : y * stride + size, x * stride : x * stride + size]


def test_ties():
    a = np.repeat(np.arange(24.0).reshape(6, 4) % 7, 2, axis=1)  # equal pairs in every window
    layer = max_pool(a[:6, :7], size=2, stride=1)
    last, every, split = (np.zeros(layer.a.shape) for _ in range(3))
    for at, cells in windows(layer):
        window, delta = layer.a[cells], layer.delta[at]
        mask = window == window.max()
        last[cells][tuple(np.argwhere(mask)[-1])] += delta
        every[cells] += mask * delta
        split[cells] += mask * delta / mask.sum()
    assert names(last, layer) == ["tie_last"]
    # where no values are nearly equal, it does not matter that these count as ties, too
    assert names(every, layer) == ["tie_all", "near_tie_all"]
    assert names(split, layer) == ["tie_split", "near_tie_split"]


def test_without_ties_no_tie_is_blamed():
    found = input_gradient_mistakes(max_pool(**OVERLAPPING))
    assert not any(answer.mistake.name.startswith("tie") for answer in found)


def test_who_gets_the_delta():
    layer = max_pool(**OVERLAPPING)
    every, spread, least = (np.zeros(layer.a.shape) for _ in range(3))
    for at, cells in windows(layer):
        every[cells] += layer.delta[at]
        spread[cells] += layer.delta[at] / 9
        window = layer.a[cells]
        least[cells] += (window == window.min()) * layer.delta[at]
    assert names(every, layer) == ["every_cell"]
    assert names(spread, layer) == ["spread_over_window"]
    assert names(least, layer) == ["minimum"]


def test_overlapping_windows_that_overwrite():
    layer = max_pool(seed=3, image=(7, 9), **OVERLAPPING)
    cell, window = np.zeros(layer.a.shape), np.zeros(layer.a.shape)
    for at, cells in windows(layer):
        mask = layer.a[cells] == layer.a[cells].max()
        cell[cells][mask] = layer.delta[at]
        window[cells] = mask * layer.delta[at]
    # without ties, it does not matter which of the maxima the mask has
    assert names(window, layer) == ["window_overwritten", "ties_overwritten"]
    assert names(cell, layer) == ["last_edge_only"]


def test_windows_that_lie_elsewhere():
    layer = max_pool(image=(7, 7), **OVERLAPPING)
    for moved, looked_for, step in (
        ("overlap_forgotten", "looked_for_apart", 3),
        ("stride_forgotten", "looked_for_by_ones", 1),
    ):
        wrong, anew = np.zeros(layer.a.shape), np.zeros(layer.a.shape)
        for (y, x), cells in windows(layer):
            row, column = step * y, step * x
            u, v = np.unravel_index(layer.a[cells].argmax(), (3, 3))
            if row + u < 7 and column + v < 7:
                wrong[row + u, column + v] += layer.delta[y, x]
            window = layer.a[row : row + 3, column : column + 3]
            if window.size:
                u, v = np.unravel_index(window.argmax(), window.shape)
                anew[row + u, column + v] += layer.delta[y, x]
        assert names(wrong, layer) == [moved]
        assert names(anew, layer) == [looked_for]


def test_row_and_column_of_the_maximum_swapped():
    layer = max_pool(size=2, stride=2)
    wrong = np.zeros(layer.a.shape)
    for at, cells in windows(layer):
        u, v = np.unravel_index(layer.a[cells].argmax(), (2, 2))
        wrong[cells][v, u] += layer.delta[at]
    assert names(wrong, layer) == ["place_transposed"]


def padded_max(layer, fill):
    """Max pooling of a padded image, with its backward pass cropped to the image."""
    a = np.pad(layer.a, 1, constant_values=fill)
    da = np.zeros(a.shape)
    for at, cells in windows(layer):
        u, v = np.unravel_index(a[cells].argmax(), (3, 3))
        da[cells][u, v] += layer.delta[at]
    return da


def test_padding_that_wins_and_padding_that_is_forgotten():
    negative = -1 - np.abs(np.random.default_rng(2).normal(size=(6, 7)))
    layer = max_pool(negative, padding=1, **OVERLAPPING)
    np.testing.assert_allclose(padded_max(layer, -np.inf)[1:-1, 1:-1], layer.right)
    assert names(padded_max(layer, 0)[1:-1, 1:-1], layer) == ["padding_wins"]
    assert names(padded_max(layer, -np.inf)[:6, :7], layer) == ["padding_forgotten"]


def test_the_wrong_share():
    layer = average_pool(**OVERLAPPING)
    for name, divisor in {"not_divided": 1, "divided_by_side": 3, "divided_by_stride": 4}.items():
        wrong = np.zeros(layer.a.shape)
        for at, cells in windows(layer):
            wrong[cells] += layer.delta[at] / divisor
        assert names(wrong, layer) == [name]


def test_an_average_that_goes_to_the_maximum_or_overwrites():
    layer = average_pool(**OVERLAPPING)
    largest, last = np.zeros(layer.a.shape), np.zeros(layer.a.shape)
    for at, cells in windows(layer):
        largest[cells] += (layer.a[cells] == layer.a[cells].max()) * layer.delta[at]
        last[cells] = layer.delta[at] / 9
    assert names(largest, layer) == ["largest_gets_all"]
    assert names(last, layer) == ["last_edge_only"]


def average_of_windows(layer, padded):
    """Each δ divided by the window's real pixels, or by its size, and cropped."""
    real = np.pad(np.ones(layer.a.shape), 1)
    da = np.zeros(real.shape)
    for at, cells in windows(layer):
        da[cells] += layer.delta[at] / (9 if padded else real[cells].sum())
    return da[1:-1, 1:-1]


def test_the_divisor_at_the_border():
    for counted in (True, False):
        layer = average_pool(padding=1, count_include_pad=counted, **OVERLAPPING)
        np.testing.assert_allclose(average_of_windows(layer, counted), layer.right)
        assert names(average_of_windows(layer, not counted), layer) == ["divisor_mixed_up"]


def test_pools_with_several_planes():
    for pool in (max_pool, average_pool):
        layer = pool(image=(2, 4, 6), size=2)
        found = input_gradient_mistakes(layer)
        assert {"every_cell", "not_divided"} & {a.mistake.name for a in found}
        assert all(answer.value.shape == layer.a.shape for answer in found)


def test_a_batch_of_pools_skips_what_needs_one_example():
    layer = average_pool(size=2)
    pair = replace(layer, a=np.stack([layer.a] * 2), z=None, delta=np.stack([layer.delta] * 2))
    here = {answer.mistake.name for answer in input_gradient_mistakes(pair)}
    assert "not_divided" in here
    assert "largest_gets_all" not in here


# Families of mistakes that people report, with numbers small enough to be worked out on paper.


def of_numbers(w, delta, image, **options):
    """A convolution of given numbers; the image's own values do not matter for ∂C/∂a."""
    w, delta = np.array(w), np.array(delta)
    a = np.arange(1.0, 1 + np.prod(image)).reshape(image)
    edges = connections.convolution(w, image, **options)
    return mistakes.Layer("convolution", edges, a, delta, w=w, options=options)


def test_a_loop_over_the_kernel_that_overwrites():
    layer = of_numbers([[1.8, 0.3], [-0.4, 1.7]], [[-1.6, 2.0]], (2, 3))
    np.testing.assert_allclose(layer.right, [[-2.88, 3.12, 0.6], [0.64, -3.52, 3.4]])
    da = np.zeros((2, 3))
    for u, v in np.ndindex(2, 2):
        da[u : u + 1, v : v + 2] = layer.w[u, v] * layer.delta
    np.testing.assert_allclose(da, [[-2.88, -0.48, 0.6], [0.64, -2.72, 3.4]])
    assert names(da, layer) == ["first_window_only"]


def test_loops_that_overwrite_with_filters():
    layer = convolution(image=(2, 5, 6), kernel=(3, 2, 2, 3))
    w, delta = layer.w, layer.delta
    by_place, by_window, by_filter, nested, innermost = (np.zeros((2, 5, 6)) for _ in range(5))
    for u, v in np.ndindex(2, 3):
        by_place[:, u : u + 4, v : v + 4] = np.einsum("fc,fyx->cyx", w[..., u, v], delta)
    for y, x in np.ndindex(4, 4):
        by_window[:, y : y + 2, x : x + 3] = np.einsum("fcuv,f->cuv", w, delta[:, y, x])
    for f in range(3):
        by_filter[:] = [convolve2d(delta[f], w[f, c]) for c in range(2)]
        for u, v in np.ndindex(2, 3):
            nested[:, u : u + 4, v : v + 4] = w[f, :, u, v][:, None, None] * delta[f]
        for y, x in np.ndindex(4, 4):
            innermost[:, y : y + 2, x : x + 3] = w[f] * delta[f, y, x]
    assert names(by_place, layer) == ["first_window_only"]
    assert names(by_window, layer) == ["last_window_only"]
    assert names(by_filter, layer) == ["last_filter_only"]
    assert names(nested, layer) == ["last_filter_first_window"]
    assert names(innermost, layer) == ["last_edge_only"]


def test_an_average_that_overwrites_place_by_place():
    layer = average_pool(**OVERLAPPING)
    wrong = np.zeros(layer.a.shape)
    for u, v in np.ndindex(3, 3):
        wrong[u : u + 3 : 2, v : v + 5 : 2] = layer.delta / 9
    assert names(wrong, layer) == ["first_window_only"]


def spaced(delta, gap):
    """δ with gap − 1 zeros between its rows and columns."""
    rows, columns = (gap * (n - 1) + 1 for n in delta.shape)
    wide = np.zeros((rows, columns))
    wide[::gap, ::gap] = delta
    return wide


def test_strides_and_what_they_leave_over():
    layer = of_numbers([[1.0, 2.0], [3.0, 5.0]], [[1.0, -2.0], [4.0, 3.0]], (4, 5), stride=2)
    w, delta = layer.w, layer.delta
    full = convolve2d(spaced(delta, 2), w)
    np.testing.assert_allclose(layer.right, np.pad(full, ((0, 0), (0, 1))))
    assert names(full, layer) == ["leftover_missing"]
    assert names(np.pad(full, ((0, 0), (1, 0))), layer) == ["leftover_in_front"]
    too_many = np.pad(convolve2d(spaced(delta, 3), w), 5)[5:9, 5:10]
    assert names(too_many, layer) == ["as_many_zeros_as_the_stride"]
    twice = convolve2d(delta.repeat(2, axis=0).repeat(2, axis=1), w)
    assert names(twice[:4, :5], layer) == ["delta_repeated"]
    layer = convolution(image=(9, 9), kernel=(3, 3), stride=2)
    wrong = scatter(layer, lambda y, x, u, v: (3 * y + u, 3 * x + v))
    # for kernels of size s + 1, both mistakes put the windows s + 1 apart
    assert names(wrong, layer) == ["as_many_zeros_as_the_stride", "kernel_size_for_stride"]
    layer = convolution(image=(9, 9), kernel=(4, 4), stride=2)
    wrong = scatter(layer, lambda y, x, u, v: (4 * y + u, 4 * x + v))
    assert names(wrong, layer) == ["kernel_size_for_stride"]


def test_dilations():
    layer = of_numbers([[1.7, -1.2], [-1.9, 1.1]], [[-0.6, 0.9]], (3, 4), dilation=2)
    w, delta = layer.w, layer.delta
    np.testing.assert_allclose(layer.right[0], [-1.02, 1.53, 0.72, -1.08])
    zeros = convolve2d(delta, spaced(w, 3))[:3, :4]
    np.testing.assert_allclose(zeros[0], [-1.02, 1.53, 0, 0.72])
    assert names(zeros, layer) == ["as_many_zeros_as_the_dilation"]
    as_stride = np.pad(convolve2d(spaced(delta, 2), w), ((0, 1), (0, 0)))
    np.testing.assert_allclose(as_stride[0], [-1.02, 0.72, 1.53, -1.08])
    assert names(as_stride, layer) == ["dilation_for_stride"]
    twice = convolve2d(delta, w.repeat(2, axis=0).repeat(2, axis=1))[:3, :4]
    assert names(twice, layer) == ["kernel_repeated"]
    layer = convolution(image=(8, 9), kernel=(2, 3), dilation=2)
    wide = convolve2d(np.pad(layer.delta, ((1, 1), (2, 2))), spaced(layer.w, 2), mode="valid")
    assert names(wide, layer) == ["padded_by_the_undilated_kernel"]


def test_filters_and_channels_mixed_up():
    layer = convolution(image=(3, 5, 6), kernel=(2, 3, 2, 3))
    w, delta = layer.w, layer.delta
    wrong = np.zeros((3, 5, 6))
    for f, c in np.ndindex(2, 3):
        wrong[f] += convolve2d(delta[f], w[f, c])
    assert names(wrong, layer) == ["filter_for_channel"]
    added = [sum(convolve2d(delta.sum(axis=0), w[f, c]) for f in range(2)) for c in range(3)]
    assert names(added, layer) == ["deltas_summed_over_filters"]
    one = np.ones((3, 1, 1))
    assert names(layer.right.sum(axis=0) * one, layer) == ["channels_added_up"]
    assert names(layer.right.mean(axis=0) * one, layer) == ["mean_over_channels"]


def test_pools_that_look_elsewhere():
    layer = max_pool(np.array([[1.0, 2.0, -9.0, 1.0], [2.0, 2.0, 3.0, 0.0]]), size=2)
    delta = layer.delta[0]
    by_columns = np.zeros((2, 4))
    by_columns[[1, 1], [0, 2]] = delta  # column by column, the 2 in row 1 comes first
    assert "tie_by_columns" in names(by_columns, layer)
    layer = max_pool(**OVERLAPPING)
    magnitude = np.zeros(layer.a.shape)
    for at, cells in windows(layer):
        u, v = np.unravel_index(np.abs(layer.a[cells]).argmax(), (3, 3))
        magnitude[cells][u, v] += layer.delta[at]
    assert names(magnitude, layer) == ["largest_magnitude"]
    assert names(layer.right * layer.a, layer) == ["value_times_delta"]
    layer = max_pool(image=(6, 7), size=2, stride=2)
    wrong = np.zeros(42)
    for at, cells in windows(layer):
        wrong[layer.a[cells].argmax()] += layer.delta[at]
    assert names(wrong.reshape(6, 7), layer) == ["place_in_the_window_for_the_image"]


def test_ties_that_are_overwritten():
    layer = max_pool(np.ones((3, 3)), size=2, stride=1)
    wrong = np.zeros((3, 3))
    for at, cells in windows(layer):
        wrong[cells] = (layer.a[cells] == layer.a[cells].max()) * layer.delta[at]
    assert names(wrong, layer) == ["ties_overwritten"]


def test_values_that_are_nearly_equal():
    a = np.array([[0.6, 0.6 + 5e-7, 0.1], [0.6 + 2e-7, 0.2, 0.9], [0.3, 0.9, 0.9 + 1e-6]])
    layer = max_pool(a, size=2, stride=1)
    first, every, shared = (np.zeros((3, 3)) for _ in range(3))
    for at, cells in windows(layer):
        mask = np.isclose(a[cells], a[cells].max())
        first[cells][tuple(np.argwhere(mask)[0])] += layer.delta[at]
        every[cells] += mask * layer.delta[at]
        shared[cells] += mask * layer.delta[at] / mask.sum()
    assert names(first, layer) == ["near_tie_first"]
    assert names(every, layer) == ["near_tie_all"]
    assert names(shared, layer) == ["near_tie_split"]


def test_the_share_by_the_number_of_outputs_or_of_overlaps():
    layer = average_pool(size=2)
    assert names(layer.right * 4 / 9, layer) == ["divided_by_outputs"]
    layer = average_pool(**OVERLAPPING)
    total, over = np.zeros(layer.a.shape), np.zeros(layer.a.shape)
    for at, cells in windows(layer):
        total[cells] += layer.delta[at]
        over[cells] += 1
    assert names(total / np.maximum(over, 1), layer) == ["divided_by_overlaps"]


@pytest.mark.parametrize("pool", [max_pool, average_pool])
def test_windows_of_pools_that_lie_elsewhere_or_leave_cells_over(pool):
    layer = pool(image=(6, 8), size=2, stride=4)
    right = layer.right
    assert names(right[:, :7], layer) == []  # two columns are left over, not one
    assert names(right[:, :6], layer) == ["leftover_missing"]
    assert names(np.roll(right, 2, axis=1), layer) == ["leftover_in_front"]
    for name, step in {
        "stride_forgotten_in_rows": (1, 4),
        "stride_forgotten_in_columns": (4, 1),
    }.items():
        wrong = np.zeros(right.shape)
        for y, x in np.ndindex(layer.delta.shape):
            window = right[4 * y : 4 * y + 2, 4 * x : 4 * x + 2]  # no two of them overlap
            wrong[step[0] * y : step[0] * y + 2, step[1] * x : step[1] * x + 2] += window
        assert names(wrong, layer) == [name]


def test_channels_that_hear_from_one_filter_each():
    layer = convolution(image=(3, 5, 6), kernel=(3, 3, 2, 3))
    wrong = np.stack([convolve2d(layer.delta[c], layer.w[c, c]) for c in range(3)])
    assert names(wrong, layer) == ["own_filter_only"]


def test_sigma_as_a_layer_of_its_own():
    z, back = np.array([-1.5, 0.4, 2.0]), np.array([0.7, -1.1, 0.6])
    layer, a = of_sigma(z, "sigmoid", back), expit(z)
    np.testing.assert_allclose(layer.right, back * slope(z))
    for name, wrong in {
        "sigma_prime_forgotten": back,
        "sigma_prime_at_a": back * slope(a),
        "slope_formula_at_z": back * z * (1 - z),
        "slope_of_tanh": back * (1 - a**2),
        "sigma_for_sigma_prime": back * a,
        "sign_turned": -layer.right,
    }.items():
        assert names(wrong, layer) == [name]
    layer = of_sigma(np.append(z, 0.0), "relu", np.append(back, 0.9))
    z, back = layer.z, layer.delta
    for name, wrong in {
        "both_masks": back * (z > 0) * (back > 0),
        "kink_passes": back * (z >= 0),
        "mask_turned": back * (z < 0),
        "sigma_prime_at_the_error": back * (back > 0),
    }.items():
        assert names(wrong, layer) == [name]


def test_a_layer_that_is_only_called_sigmoid_is_not_taken_for_one():
    cut = connections.Connections([0, 2], [0, 1], [1.0, 2.0], None, (3,), (2,))
    layer = mistakes.Layer("sigmoid", cut, np.arange(3.0), np.array([1.0, -1.0]))
    assert not any("sigma" in name for name in names(layer.right * 2, layer))


def test_gradients_put_back_in_another_order():
    layer = convolution(image=(2, 5, 6), kernel=(3, 2, 2, 3))
    right = weight_gradient(layer)
    flat = right.reshape(3, 2, 6)
    by_columns = np.stack([[p.reshape(2, 3, order="F") for p in planes] for planes in flat])
    assert weight_names(by_columns, layer) == ["unflattened_by_columns"]
    columns = right.transpose(0, 2, 3, 1).reshape(3, 12)  # im2col with the channel as last index
    assert weight_names(columns.reshape(3, 2, 2, 3), layer) == ["flattened_channels_last"]
    a, delta = (np.stack([x, 1 + x[..., ::-1]]) for x in (layer.a, layer.delta))
    batch = replace(layer, a=a, z=None, delta=delta)
    last = replace(layer, a=a[1], z=None, delta=delta[1])
    assert weight_names(weight_gradient(last), batch) == ["last_example_only"]


def test_what_is_right_by_another_convention_is_called_so():
    layer = convolution(image=(2, 5, 6), kernel=(3, 2, 2, 3))
    last = np.moveaxis(layer.right, 0, -1)
    assert names(last, layer) == ["channels_last"]
    kernel = weight_gradient(layer).transpose(2, 3, 1, 0)
    assert weight_names(kernel, layer) == ["kernel_axes_last"]
    assert bias_names(layer.delta.sum(axis=(1, 2), keepdims=True), layer) == ["axes_kept"]
    batch = dense(batch=5)
    assert names(batch.right.T, batch) == ["examples_in_columns"]
    assert bias_names(batch.delta.sum(axis=0, keepdims=True), batch) == ["axes_kept"]
    plane = convolution()
    assert "axes_kept" in bias_names([[plane.delta.sum()]], plane)


# The gradients of the parameters.


def test_the_right_gradients_are_those_of_the_formulas():
    layer = convolution()
    np.testing.assert_allclose(weight_gradient(layer), correlate2d(layer.a, layer.delta, "valid"))
    np.testing.assert_allclose(bias_gradient(layer), [layer.delta.sum()])
    batch = dense(batch=5)
    np.testing.assert_allclose(weight_gradient(batch), batch.delta.T @ batch.a)
    np.testing.assert_allclose(bias_gradient(batch), batch.delta.sum(axis=0))


def test_the_kernel_gradient():
    layer = convolution()
    a, delta, w = layer.a, layer.delta, layer.w
    right = correlate2d(a, delta, "valid")
    for name, wrong in (
        ("mean_over_positions", right / delta.size),
        ("gradient_rotated", right[::-1, ::-1]),
        ("gradient_rotated", convolve2d(a[::-1, ::-1], delta, "valid")),
        ("delta_turned", convolve2d(a, delta, "valid")),
        ("image_turned", correlate2d(a[::-1, ::-1], delta, "valid")),
        ("window_not_moved", np.full(w.shape, right[0, 0])),
        ("full_for_valid", correlate2d(a, delta, "full")),
        ("gradient_transposed", right.T),
        ("deltas_forgotten", correlate2d(a, np.ones(delta.shape), "valid")),
        ("values_forgotten", np.full(w.shape, delta.sum())),
        ("weight_multiplied_in", w * right),
        ("sign_turned", -right),
        ("last_use_only", a[-w.shape[0] :, -w.shape[1] :] * delta[-1, -1]),
    ):
        assert weight_names(wrong, layer) == [name]


def test_options_that_are_forgotten_in_the_kernel_gradient():
    for option, value in {"padding": 1, "stride": 2, "dilation": 2}.items():
        layer = convolution(image=(8, 7), **{option: value})
        wrong = np.zeros(layer.w.shape)
        for y, x in np.ndindex(layer.delta.shape):
            for u, v in np.ndindex(layer.w.shape):
                if y + u < 8 and x + v < 7:
                    wrong[u, v] += layer.delta[y, x] * layer.a[y + u, x + v]
        assert weight_names(wrong, layer) == [f"{option}_forgotten"]


def test_channels_and_activation():
    layer = convolution(image=(2, 5, 6), kernel=(2, 2, 3, 2), activation="sigmoid")
    assert weight_names(weight_gradient(layer).swapaxes(0, 1), layer) == ["channels_swapped"]
    planes = [
        [correlate2d(layer.z[c], layer.delta[f], "valid") for c in range(2)] for f in range(2)
    ]
    assert weight_names(planes, layer) == ["z_for_a"]


def test_dense_gradients():
    layer = dense(batch=5, activation="tanh")
    a, delta = layer.a, layer.delta
    assert weight_names(a.T @ delta, layer) == ["gradient_transposed"]
    assert weight_names(delta.T @ a / 5, layer) == ["mean_over_batch"]
    assert weight_names(delta.T @ layer.z, layer) == ["z_for_a"]
    assert bias_names(delta.mean(axis=0), layer) == ["mean_over_batch"]  # there are no positions
    assert bias_names(delta, layer) == ["batch_not_summed"]


def test_the_bias_gradient_of_a_convolution():
    layer = convolution(image=(2, 5, 6), kernel=(3, 2, 3, 2))
    delta = layer.delta
    assert bias_names(delta.sum(axis=(1, 2)), layer) == []
    for name, wrong in {
        "mean_over_positions": delta.mean(axis=(1, 2)),
        "one_bias_per_position": delta,
        "one_bias_for_all": delta.sum(),
        "last_only": delta[:, -1, -1],
        "largest_only": delta.max(axis=(1, 2)),
        "sign_turned": -delta.sum(axis=(1, 2)),
    }.items():
        # of one example, two means are the same
        assert bias_names(wrong, layer)[0] == name


def test_the_bias_gradient_of_a_batch():
    layer = convolution(image=(2, 5, 6), kernel=(3, 2, 3, 2))
    a, delta = (np.stack([x, 1 + x[..., ::-1]]) for x in (layer.a, layer.delta))
    batch = replace(layer, a=a, z=None, delta=delta)
    assert bias_names(delta.sum(axis=(0, 2, 3)), batch) == []
    for name, wrong in {
        "mean_over_everything": delta.mean(axis=(0, 2, 3)),
        "one_bias_per_position": delta.sum(axis=0),
        "batch_not_summed": delta.sum(axis=(2, 3)),
        "filters_added_up": delta.sum(axis=(1, 2, 3)),
    }.items():
        assert bias_names(wrong, batch) == [name]


def test_pools_have_no_weights():
    with pytest.raises(ValueError, match="expected connections with parameters"):
        mistakes.weight_gradient_mistakes(max_pool(size=2))


def test_a_convolution_without_its_kernel_is_refused():
    with pytest.raises(ValueError, match="w: got None"):
        input_gradient_mistakes(replace(convolution(), w=None))


# Whatever the layer.


def everything(layer):
    """What is right and what the mistakes give, for ∂C/∂a (or δ), ∂C/∂w and ∂C/∂b."""
    yield "input", layer.right, input_gradient_mistakes(layer)
    if layer.w is not None:
        yield "weights", weight_gradient(layer), mistakes.weight_gradient_mistakes(layer)
        yield "bias", bias_gradient(layer), mistakes.bias_gradient_mistakes(layer)


def test_every_mistake_can_be_made_and_no_two_agree_wherever_both_can():
    """In how many layers two mistakes were made, and in how many they gave the same numbers."""
    made, together, alike = set(), Counter(), Counter()
    for seed in range(300):
        layer = any_layer(seed)
        for asked, right, found in everything(layer):
            assert recognise(right, right, found) == []
            made |= {(asked, layer.kind, answer.mistake.name) for answer in found}
            for one, other in combinations(found, 2):
                pair = asked, layer.kind, one.mistake.name, other.mistake.name
                together[pair] += 1
                alike[pair] += same(one.value, other.value)
    assert [pair for pair, count in together.items() if alike[pair] == count] == []
    names_made = {(asked, name) for asked, _, name in made}
    for asked, catalogue in {
        "input": [m for kind in OF_KIND for m in mistakes.of_input_gradient(kind, in_code=True)],
        "weights": [*WEIGHTS, *WEIGHTS_IN_CODE],
        "bias": BIAS,
    }.items():
        assert {(asked, mistake.name) for mistake in catalogue} - names_made == set()


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_mistake_is_recognised_and_the_right_answer_never_is(seed):
    layer = any_layer(seed)
    before = [np.copy(x) for x in (layer.a, layer.delta, layer.connections.weight)]
    for _, right, found in everything(layer):
        assert recognise(right, right, found) == []
        for answer in found:
            assert not same(answer.value, right)
            assert answer.mistake in recognise(answer.value, right, found)
    for old, new in zip(before, (layer.a, layer.delta, layer.connections.weight), strict=True):
        np.testing.assert_array_equal(old, new)


@settings(max_examples=30, deadline=None)
@given(case=convolutions(form="batch"))
def test_gradients_of_a_batch(case):
    assume(case.shape[0] > 0)
    w = case.numbers(case.kernel, salt=1)
    edges = connections.convolution(w, case.shape[1:], **case.options)
    delta = case.numbers((case.shape[0], *edges.output_shape), salt=2)
    layer = mistakes.Layer(
        "convolution", edges, case.numbers(case.shape), delta, w=w, options=case.options
    )
    for _, right, found in everything(layer):
        assert recognise(right, right, found) == []
        for answer in found:
            assert answer.mistake in recognise(answer.value, right, found)


def test_a_kind_of_ones_own_gets_the_mistakes_that_every_layer_has():
    every_second = connections.Connections(
        np.array([0, 2, 4]), np.arange(3), np.full(3, 2.0), None, (6,), (3,)
    )
    layer = mistakes.Layer("every_second", every_second, np.arange(6.0), np.array([1.0, -2.0, 3.0]))
    here = {answer.mistake.name for answer in input_gradient_mistakes(layer)}
    assert {"weights_forgotten", "deltas_forgotten", "sign_turned"} <= here
    assert mistakes.explain_value(layer, 2, -2.0).mistakes == ("weights_forgotten",)
    assert mistakes.explain_outputs(layer, 2, [1])
