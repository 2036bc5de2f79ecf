"""Each mistake in the delta of a pool, made the way a learner makes it, is recognised."""

import numpy as np
import pytest
from mistake_layers import average_pool, max_pool, names

from cnnbp.mistakes import explain_value, input_gradient_mistakes

OVERLAPPING = {"size": 3, "stride": 2}


def windows(layer):
    """Each output with the slices of its window, for pools without padding."""
    size, stride = layer.options["size"], layer.options["stride"]
    for y, x in np.ndindex(layer.delta.shape):
        yield (y, x), np.s_[y * stride : y * stride + size, x * stride : x * stride + size]


def tied():
    """A ramp of equal pairs: every window has ties."""
    a = np.repeat(np.arange(24.0).reshape(6, 4) % 7, 2, axis=1)
    return max_pool(a[:6, :7], size=2, stride=1)


def last_maximum(window):
    return np.argwhere(window == window.max())[-1]


def test_ties():
    layer = tied()
    last, every, split = (np.zeros(layer.a.shape) for _ in range(3))
    for at, cells in windows(layer):
        window, delta = layer.a[cells], layer.delta[at]
        mask = window == window.max()
        last[cells][tuple(last_maximum(window))] += delta
        every[cells] += mask * delta
        split[cells] += mask * delta / mask.sum()
    assert names(last, layer) == ["tie_last"]
    assert names(every, layer) == ["tie_all"]
    assert names(split, layer) == ["tie_split"]


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
    assert names(window, layer) == ["window_overwritten"]
    assert names(cell, layer) == ["last_edge_only"]


def test_windows_laid_side_by_side():
    layer = max_pool(image=(7, 7), **OVERLAPPING)
    given = np.zeros(layer.a.shape)
    for (y, x), cells in windows(layer):
        u, v = np.unravel_index(layer.a[cells].argmax(), (3, 3))
        if 3 * y + u < 7 and 3 * x + v < 7:
            given[3 * y + u, 3 * x + v] += layer.delta[y, x]
    assert names(given, layer) == ["overlap_forgotten"]


def test_row_and_column_of_the_maximum_swapped():
    layer = max_pool(size=2, stride=2)
    given = np.zeros(layer.a.shape)
    for at, cells in windows(layer):
        u, v = np.unravel_index(layer.a[cells].argmax(), (2, 2))
        given[cells][v, u] += layer.delta[at]
    assert names(given, layer) == ["place_transposed"]


def padded_max(layer, fill):
    """Max pooling of a padded image, with its backward pass cropped to the image."""
    a = np.pad(layer.a, 1, constant_values=fill)
    dx = np.zeros(a.shape)
    for at, cells in windows(layer):
        u, v = np.unravel_index(a[cells].argmax(), (3, 3))
        dx[cells][u, v] += layer.delta[at]
    return dx


def test_padding_that_wins_and_padding_that_is_forgotten():
    negative = -1 - np.abs(np.random.default_rng(2).normal(size=(6, 7)))
    layer = max_pool(negative, padding=1, **OVERLAPPING)
    np.testing.assert_allclose(padded_max(layer, -np.inf)[1:-1, 1:-1], layer.right)
    assert names(padded_max(layer, 0)[1:-1, 1:-1], layer) == ["padding_wins"]
    assert names(padded_max(layer, -np.inf)[:6, :7], layer) == ["padding_forgotten"]


@pytest.mark.parametrize(
    ("name", "divisor"), [("not_divided", 1), ("divided_by_side", 3), ("divided_by_stride", 4)]
)
def test_the_wrong_share(name, divisor):
    layer = average_pool(**OVERLAPPING)
    given = np.zeros(layer.a.shape)
    for at, cells in windows(layer):
        given[cells] += layer.delta[at] / divisor
    assert names(given, layer) == [name]


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
    dx = np.zeros(real.shape)
    for at, cells in windows(layer):
        dx[cells] += layer.delta[at] / (9 if padded else real[cells].sum())
    return dx[1:-1, 1:-1]


@pytest.mark.parametrize("counted", [True, False])
def test_the_divisor_at_the_border(counted):
    layer = average_pool(padding=1, count_include_pad=counted, **OVERLAPPING)
    np.testing.assert_allclose(average_of_windows(layer, counted), layer.right)
    assert names(average_of_windows(layer, not counted), layer) == ["divisor_mixed_up"]


def test_sigma_prime_behind_a_pool_is_forgotten():
    layer = max_pool(activation="sigmoid", **OVERLAPPING)
    assert names(layer.input_gradient, layer) == ["sigma_prime_forgotten"]


def test_one_pixel_of_several_windows_where_two_mistakes_agree():
    layer = average_pool(size=2, stride=1)
    verdict = explain_value(layer, 8, float(layer.delta[1, 1]) / 4)
    assert {"last_edge_only", "mean_for_sum"} <= set(verdict.mistakes)
    assert "more than one way" in verdict.sentence
