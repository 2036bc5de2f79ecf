"""Wrong backward passes of pools, written as learners write them."""

import numpy as np
import pytest

from cnnbp import exercises

MAX, AVERAGE = "pooling.max_input_gradient", "pooling.average_input_gradient"


def max_pool(send, step=None):
    """A learner's loop; send(da, cells, window, d) does the wrong thing for one window."""

    def function(delta, a, size, stride):
        da = np.zeros(a.shape)
        for y, x in np.ndindex(delta.shape):
            top, left = y * stride, x * stride
            cells = np.s_[top : top + size, left : left + size]
            send(da, cells, a[cells], delta[y, x])
        return da

    return function


def whole_mask(da, cells, window, d):
    da[cells] += (window == window.max()) * d


def shared_mask(da, cells, window, d):
    mask = window == window.max()
    da[cells] += mask / mask.sum() * d


def last_place(da, cells, window, d):
    u, v = np.argwhere(window == window.max())[-1]
    da[cells][u, v] += d


def overwritten_window(da, cells, window, d):
    first = np.zeros(window.size)
    first[window.argmax()] = d
    da[cells] = first.reshape(window.shape)


def overwritten_cell(da, cells, window, d):
    da[cells][np.unravel_index(window.argmax(), window.shape)] = d


def every_cell(da, cells, window, d):
    da[cells] += d


def smallest(da, cells, window, d):
    da[cells] += (window == window.min()) * d


def swapped(da, cells, window, d):
    u, v = np.unravel_index(window.argmax(), window.shape)
    da[cells][v, u] += d


@pytest.mark.parametrize(
    ("mistake", "send"),
    [
        ("tie_all", whole_mask),
        ("tie_split", shared_mask),
        ("tie_last", last_place),
        ("window_overwritten", overwritten_window),
        ("last_edge_only", overwritten_cell),
        ("every_cell", every_cell),
        ("minimum", smallest),
        ("place_transposed", swapped),
    ],
)
def test_max_pool(mistake, send):
    result = exercises.check(MAX, max_pool(send))
    assert result.mistakes == (mistake,)


def test_max_pool_with_windows_side_by_side():
    def mine(delta, a, size, stride):
        da = np.zeros(a.shape)
        for y, x in np.ndindex(delta.shape):
            window = a[y * stride : y * stride + size, x * stride : x * stride + size]
            u, v = np.unravel_index(window.argmax(), window.shape)
            if y * size + u < len(da) and x * size + v < da.shape[1]:
                da[y * size + u, x * size + v] += delta[y, x]
        return da

    assert exercises.check(MAX, mine).mistakes == ("overlap_forgotten",)


@pytest.mark.parametrize(
    ("mistake", "step"),
    [
        ("looked_for_by_ones", lambda size, stride: 1),
        ("looked_for_apart", lambda size, stride: size),
    ],
)
def test_max_pool_that_looks_for_the_maximum_elsewhere(mistake, step):
    def mine(delta, a, size, stride):
        da = np.zeros(a.shape)
        for y, x in np.ndindex(delta.shape):
            top, left = y * step(size, stride), x * step(size, stride)
            window = a[top : top + size, left : left + size]
            u, v = np.unravel_index(np.argmax(window), window.shape)
            da[top + u, left + v] += delta[y, x]
        return da

    assert exercises.check(MAX, mine).mistakes == (mistake,)


def average(divisor, assign=False, step=None):
    def function(delta, input_shape, size, stride):
        da = np.zeros(input_shape)
        for y, x in np.ndindex(delta.shape):
            top, left = y * (step or stride), x * (step or stride)
            cells = np.s_[top : top + size, left : left + size]
            share = delta[y, x] / divisor(size, stride)
            da[cells] = share if assign else da[cells] + share
        return da

    return function


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("not_divided", average(lambda size, stride: 1)),
        ("divided_by_side", average(lambda size, stride: size)),
        ("divided_by_stride", average(lambda size, stride: stride**2)),
        ("last_edge_only", average(lambda size, stride: size**2, assign=True)),
        ("stride_forgotten", average(lambda size, stride: size**2, step=1)),
    ],
)
def test_average_pool(mistake, function):
    assert mistake in exercises.check(AVERAGE, function).mistakes


def test_the_side_of_a_window_is_not_called_its_size():
    """`size` is the side in this exercise: "divided by the size" would praise the mistake."""
    sentence = exercises.check(AVERAGE, average(lambda size, stride: size)).sentence
    assert "divided by the side of the window, not by its area" in sentence
    assert "divided by the size" not in sentence


def test_kron_works_only_without_overlap():
    def mine(delta, input_shape, size, stride):
        return np.kron(delta, np.ones((size, size))) / size**2

    result = exercises.check(AVERAGE, mine)
    assert result.status == "wrong shape"


def by_columns(da, cells, window, d):
    v, u = np.unravel_index(np.argmax(window.T), window.T.shape)
    da[cells][u, v] += d


def by_columns_in_loops(da, cells, window, d):
    best = None
    for v in range(window.shape[1]):
        for u in range(window.shape[0]):
            if best is None or window[u, v] > window[best]:
                best = u, v
    da[cells][best] += d


def by_columns_of_a_flat_window(da, cells, window, d):
    flat = int(window.ravel(order="F").argmax())
    da[cells][flat % len(window), flat // len(window)] += d


def mask_assigned(da, cells, window, d):
    da[cells] = np.where(window == window.max(), d, 0)


def mask_times_delta(da, cells, window, d):
    da[cells] = (window == window.max()) * d


def mask_in_loops(da, cells, window, d):
    for u, v in np.ndindex(window.shape):
        da[cells][u, v] = d if window[u, v] == window.max() else 0


def test_ties_down_the_columns_and_ties_that_are_overwritten():
    for mistake, sends in {
        "tie_by_columns": [by_columns, by_columns_in_loops, by_columns_of_a_flat_window],
        "ties_overwritten": [mask_times_delta, mask_assigned, mask_in_loops],
    }.items():
        for send in sends:
            assert exercises.check(MAX, max_pool(send)).mistakes == (mistake,)


def last_by_columns(da, cells, window, d):
    v, u = np.argwhere(window.max() == window.T)[-1]
    da[cells][u, v] += d


def half_of_each_maximum(da, cells, window, d):
    da[cells] += (window == window.max()) * d / 2


def test_what_is_near_those_ties_is_not_named():
    for send in (last_by_columns, half_of_each_maximum):
        assert exercises.check(MAX, max_pool(send)).mistakes == ()
