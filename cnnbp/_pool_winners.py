"""What a max pool remembers: for each window, which of its places held the maximum."""

from __future__ import annotations

from dataclasses import dataclass
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

    Starts from −∞ at the first real pixel of each window, so that padding never wins, and only a
    strictly larger value takes over, so that the first maximum keeps a tie.
    """
    z = np.full_like(a, -np.inf, shape=a.shape[:-2] + grid.output)
    best = np.zeros_like(z, dtype=np.min_scalar_type(grid.size[0] * grid.size[1] - 1))
    if grid.padding != (0, 0):
        best += _first_real_place(grid).astype(best.dtype)
    for place, inputs, outputs in places(grid):
        values, so_far, winner = a[inputs], z[outputs], best[outputs]
        won = values > so_far
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
