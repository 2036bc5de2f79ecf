"""Windows, padding and places: each entry is the pixel that the formula's index names."""

import numpy as np
import pytest
from hypothesis import given
from strategies import convolutions, pools

from cnnbp._core import geometry
from cnnbp._core.windows import (
    divisor,
    first_real_place,
    padded,
    place_type,
    places,
    pool_grid,
    windows,
)


@given(convolutions())
def test_an_entry_of_the_windows_is_the_pixel_of_the_formula(case):
    a = case.numbers(case.shape)
    grid = geometry.layer(case.shape, case.kernel, **case.options).grid
    around = padded(a, grid, 7.0)
    seen = windows(around, grid)
    assert seen.shape == (*case.shape[:-2], *grid.output, *grid.size)
    assert np.shares_memory(seen, around) or not a.size
    for y, x, u, v in np.ndindex(*grid.output, *grid.size):
        i = y * grid.stride[0] - grid.padding[0] + u * grid.dilation[0]
        j = x * grid.stride[1] - grid.padding[1] + v * grid.dilation[1]
        real = 0 <= i < grid.image[0] and 0 <= j < grid.image[1]
        expected = a[..., i, j] if real else np.full(case.shape[:-2], 7.0)
        np.testing.assert_array_equal(seen[..., y, x, u, v], expected)


@given(pools())
def test_places_are_the_windows_without_their_padding(case):
    grid = pool_grid(case.shape[-2:], case.kernel, **case.options)
    pixels = np.arange(1, 1 + grid.image[0] * grid.image[1]).reshape(grid.image)
    seen = windows(padded(pixels, grid), grid)
    again = np.zeros_like(seen)
    numbers = []
    for place, inputs, outputs in places(grid):
        numbers.append(place)
        again[(*outputs, *divmod(place, grid.size[1]))] = pixels[inputs]
    np.testing.assert_array_equal(again, seen)
    assert numbers == list(range(grid.size[0] * grid.size[1]))

    real = (seen > 0).reshape(*grid.output, -1)
    np.testing.assert_array_equal(first_real_place(grid), real.argmax(axis=-1))
    np.testing.assert_array_equal(divisor(grid, False), real.sum(axis=-1))
    np.testing.assert_array_equal(divisor(grid, True), np.full(grid.output, real.shape[-1]))


@pytest.mark.parametrize(
    ("size", "expected"), [(1, np.uint8), ((16, 16), np.uint8), ((1, 257), np.uint16)]
)
def test_one_byte_numbers_256_places(size, expected):
    assert place_type(pool_grid((16, 257), size, None, 0)) == expected


def test_images_without_padding_are_not_copied():
    a = np.ones((2, 5, 6))
    assert padded(a, pool_grid((5, 6), 2, None, 0)) is a
