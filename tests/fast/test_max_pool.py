"""Max pooling by slices: what the plain line and the edges give, for any memory and any window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import pools, seeds

from cnnbp import _fast, connections, pooling
from cnnbp._core.windows import pool_grid
from cnnbp._fast import max_pool


def _batch_last(array):
    """The same numbers, with the batch as the last axis in memory."""
    return np.ascontiguousarray(np.moveaxis(array, 0, -1)).transpose(-1, *range(array.ndim - 1))


@given(pools(max_batch=3), seeds, st.sampled_from([np.array, _batch_last, np.asfortranarray]))
def test_slices_give_the_plain_line(case, seed, laid_out):
    a = laid_out(np.random.default_rng(seed).integers(-2, 3, size=case.shape).astype(float))
    grid = pool_grid(a.shape[-2:], case.kernel, **case.options)
    z, place = max_pool.forward(a, grid)
    with _fast.shut():
        expected, winners = pooling.max_forward(a, case.kernel, **case.options)
        delta = laid_out(case.numbers(z.shape, 1))
        gradient = pooling.max_input_gradient(delta, winners)
    np.testing.assert_array_equal(z, expected)
    np.testing.assert_array_equal(place, winners.place)
    assert place.dtype == winners.place.dtype
    ours = max_pool.input_gradient(delta, place, grid)
    np.testing.assert_allclose(ours, gradient, rtol=1e-12, atol=1e-12)
    if a.ndim == 3:
        edges = connections.max_pool(winners)
        np.testing.assert_allclose(ours, edges.backward(delta), rtol=1e-12, atol=1e-12)


def test_what_is_no_number_is_left_to_the_plain_line():
    grid = pool_grid((2, 4), 2, None, 0)
    a = np.array([[1.0, 3.0, 2.0, np.inf], [5.0, -np.inf, 8.0, 7.0]])
    z, place = max_pool.forward(a, grid)
    assert z.tolist() == [[5, np.inf]]
    a[0, 1] = np.nan
    assert max_pool.forward(a, grid) is None
    assert max_pool.input_gradient(np.array([[1.0, 2.0]]), place, grid) is not None
    for value in (np.nan, np.inf, -np.inf):
        assert max_pool.input_gradient(np.array([[1.0, value]]), place, grid) is None


@pytest.mark.parametrize("order", ["batch last", "batch first"])
def test_memory_stays_in_its_order(order):
    """What a batch-last layer gets and gives is passed on without a copy of the axes."""
    a = np.random.default_rng(0).normal(size=(3, 2, 8, 6))
    a = _batch_last(a) if order == "batch last" else a
    z, place = max_pool.forward(a, pool_grid((8, 6), 2, None, 0))
    for array in (z, place, max_pool.input_gradient(z, place, pool_grid((8, 6), 2, None, 0))):
        assert array.transpose(1, 2, 3, 0).flags.c_contiguous == (order == "batch last")
        assert array.flags.c_contiguous == (order == "batch first")
