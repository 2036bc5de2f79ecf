"""im2col: columns are windows, and blocks of any size give the same sums."""

import numpy as np
import pytest
from doors import door

from cnnbp._core.windows import grid as window
from cnnbp._fast import im2col
from cnnbp.convolution import forward, input_gradient, kernel_gradient

RNG = np.random.default_rng(1)


@pytest.mark.parametrize("block", [1, 40, 200, 300, 500, 1000])
@pytest.mark.parametrize("options", [{}, {"stride": (2, 1), "padding": (2, 1), "dilation": (1, 2)}])
def test_blocks_of_any_size_give_the_same_numbers(monkeypatch, block, options):
    a, w, b = RNG.normal(size=(2, 3, 9, 8)), RNG.normal(size=(4, 3, 3, 2)), RNG.normal(size=4)
    delta = RNG.normal(size=forward(a, w, b, **options).shape)

    def results():
        return (
            forward(a, w, b, **options),
            input_gradient(delta, w, a.shape, **options),
            kernel_gradient(delta, a, w.shape, **options),
        )

    with door("im2col"):
        whole = results()
        monkeypatch.setattr(im2col, "BLOCK", block)
        for part, expected in zip(results(), whole, strict=True):
            np.testing.assert_allclose(part, expected, rtol=1e-12, atol=1e-12)
        a, w, b, delta = (x.astype(np.float32) for x in (a, w, b, delta))
        for part, expected in zip(results(), whole, strict=True):
            np.testing.assert_allclose(part, expected, rtol=1e-4, atol=1e-4)
            assert part.dtype == np.float32
        mixed = forward(a, w.astype(np.float64), b, **options)
        np.testing.assert_allclose(mixed, whole[0], rtol=1e-4, atol=1e-4)
        assert mixed.dtype == np.float64


def test_columns_are_the_windows():
    padded = RNG.normal(size=(2, 5, 6, 3))
    grid = window((5, 6), (2, 3), (2, 1), (0, 0), (1, 2))
    expected = [
        padded[c, 2 * y + u, x + 2 * v]
        for c, u, v in np.ndindex(2, 2, 3) for y, x in np.ndindex(grid.output)
    ]  # fmt: skip
    columns = im2col.windows(padded, grid).reshape(12, -1)
    np.testing.assert_array_equal(columns, np.reshape(expected, (12, -1)))


def test_a_block_holds_no_more_than_it_may():
    for numbers in (1, 7, 100, 10**6):
        seen = np.zeros((13, 17), int)
        for rows, columns in im2col.blocks((13, 17), numbers):
            part = seen[rows, columns]
            part += 1
            assert part.size * numbers <= im2col.BLOCK or part.size == 1
        assert (seen == 1).all()
    assert len(list(im2col.blocks((13, 17), 1))) == 1
