"""What a max pool remembers: for each window, which of its places held the maximum."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._windows import Grid, places, pool_grid

if TYPE_CHECKING:
    from cnnbp._types import Array, Shape, TwoInts


@dataclass(frozen=True, eq=False)
class Winners:
    """The winning place of every window, as the way back for δ.

    place: index in the window, row-major, with the shape of z (one byte each as a rule).
    input_shape, size, stride, padding: of the pool that made it.
    """

    place: Array
    input_shape: Shape
    size: Shape
    stride: TwoInts
    padding: TwoInts

    @property
    def shape(self) -> Shape:
        """The shape of z."""
        return self.place.shape

    @property
    def grid(self) -> Grid:
        """Where the windows lie."""
        return pool_grid(self.input_shape[-2:], self.size, self.stride, self.padding)

    @property
    def position(self) -> Array:
        """Row-major index of each winner in its (H, W) input plane, with the shape of z."""
        grid = self.grid
        u, v = np.divmod(self.place.astype(np.int64), grid.size[1])
        y, x = np.ogrid[: grid.output[0], : grid.output[1]]
        row = y * grid.stride[0] - grid.padding[0] + u
        column = x * grid.stride[1] - grid.padding[1] + v
        return row * grid.image[1] + column

    def __getitem__(self, example: int) -> Winners:
        """The winners of one example of a batch."""
        if len(self.input_shape) != 4:
            raise ValueError(f"winners: got shape {self.shape}, expected a batch (N, C, OH, OW)")
        return Winners(
            self.place[example], self.input_shape[1:], self.size, self.stride, self.padding
        )


def largest(a: Array, grid: Grid) -> tuple[Array, Array]:
    """The maximum of every window and its place: one strided slice of `a` for each place.

    Only a strictly larger value takes over, so that the first maximum keeps a tie. With padding,
    every window starts from −∞ at its first real pixel, so that padding never wins.
    """
    steps = places(grid)
    if grid.padding == (0, 0):
        z, steps = a[steps[0][1]].copy(order="K"), steps[1:]
        best = np.zeros_like(z, dtype=_number_type(grid))
    else:
        z = np.full_like(a, -np.inf, shape=a.shape[:-2] + grid.output)
        best = np.zeros_like(z, dtype=_number_type(grid))
        best += _first_real_place(grid).astype(best.dtype)
    for place, inputs, outputs in steps:
        # a copy without gaps pays off at once: it is read twice
        values, so_far, winner = a[inputs].copy(order="K"), z[outputs], best[outputs]
        won = (values > so_far).view(np.uint8)
        np.maximum(so_far, values, out=so_far)
        # places come in rising order, so the later winner is the larger number: no slow masking
        np.maximum(winner, np.multiply(won, place, dtype=best.dtype), out=winner)
    return z, best


def _first_real_place(grid: Grid) -> Array:
    """Per window, its first place that is not padding: (OH, OW)."""
    first = []
    for axis in (0, 1):
        start = np.arange(grid.output[axis]) * grid.stride[axis] - grid.padding[axis]
        first.append(np.maximum(-start, 0))
    return first[0][:, None] * grid.size[1] + first[1]


def spread(delta: Array, winners: Winners) -> Array:
    """Each δ at the place of its winner; where windows overlap, the sum. All others are 0."""
    grid = winners.grid
    # δ · [won] is the fast way to write "δ where it won, else 0", but ∞ · 0 is no number
    only = np.multiply if np.isfinite(delta).all() else _where
    if _cover(grid):
        gradient = np.empty_like(delta, shape=winners.input_shape)
        only(delta, winners.place == _numbers(grid, delta.ndim), out=_tiles(gradient, grid))
        return gradient
    gradient = np.zeros_like(delta, shape=winners.input_shape)
    overlap = grid.stride[0] < grid.size[0] or grid.stride[1] < grid.size[1]
    for place, inputs, outputs in places(grid):
        won = winners.place[outputs] == place
        if overlap:
            gradient[inputs] += only(delta[outputs], won)
        else:
            only(delta[outputs], won, out=gradient[inputs])
    return gradient


def _cover(grid: Grid) -> bool:
    """Whether the windows cover the image exactly, without gap, overlap or padding."""
    covered = (grid.output[0] * grid.size[0], grid.output[1] * grid.size[1])
    return grid.stride == grid.size and grid.padding == (0, 0) and grid.image == covered


def _tiles(image: Array, grid: Grid) -> Array:
    """Windows that cover the image exactly, as a view: (kH, kW, ..., OH, OW)."""
    *front, _, _ = image.shape
    (OH, OW), (kH, kW), n = grid.output, grid.size, image.ndim
    return image.reshape(*front, OH, kH, OW, kW).transpose(n - 1, n + 1, *range(n - 1), n)


@lru_cache(maxsize=256)
def _numbers(grid: Grid, axes: int) -> Array:
    """0, 1, 2, … for the places of a window, row-major: (kH, kW, 1, …, 1)."""
    numbers = np.arange(grid.size[0] * grid.size[1], dtype=_number_type(grid))
    return numbers.reshape(*grid.size, *[1] * axes)


def _number_type(grid: Grid) -> np.dtype[np.unsignedinteger]:
    """One byte, as a rule, is enough to number the places of a window."""
    return np.min_scalar_type(grid.size[0] * grid.size[1] - 1)


def _where(delta: Array, won: Array, out: Array | None = None) -> Array:
    result = np.empty_like(delta) if out is None else out
    result[...] = 0
    np.copyto(result, delta, where=won)
    return result
