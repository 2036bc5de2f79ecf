"""What a max pool remembers: for each window, which of its places held the maximum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnnbp._core.types import Array, Shape, TwoInts
    from cnnbp._core.windows import Grid


@dataclass(frozen=True, eq=False)
class Winners:
    """The winning place of every window, as the way back for δ.

    place: index in the window, row-major, with the shape of z (one byte each as a rule).
    input_shape, and grid, where the windows lie: of the pool that made it.
    """

    place: Array
    input_shape: Shape
    grid: Grid

    @property
    def shape(self) -> Shape:
        """The shape of z."""
        return self.place.shape

    @property
    def size(self) -> Shape:
        """The window's (rows, columns)."""
        return self.grid.size

    @property
    def stride(self) -> TwoInts:
        """How far apart windows are, (rows, columns)."""
        return self.grid.stride

    @property
    def padding(self) -> TwoInts:
        """Rows above and below, columns left and right, that no pixel is in."""
        return self.grid.padding

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
        return Winners(self.place[example], self.input_shape[1:], self.grid)
