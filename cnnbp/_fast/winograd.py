"""The three sums of a convolution with a kernel 3 wide, with half of the products.

Along a row, 4 neighbouring outputs see 6 pixels through 3 weights: 4 · 3 products. Six are enough,
as `_six_points` shows. Summing over kernel rows, channels and examples makes a matrix product at
each point out of them. The numbers are those of the plain sum but for rounding: in float32 its
error grows 2 to 8 times. A NaN or an infinity reaches all outputs of the tiles that see it.
Source: Lavin & Gray, Fast algorithms for convolutional neural networks (2016), who take tiles along
both axes; rows here lie in memory as in Cho & Brand, MEC (2017).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core.windows import Grid, meeting
from cnnbp._fast.six_points import KERNEL, OF_OUTPUTS, OF_PIXELS, OF_WEIGHTS, PIXELS, TILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnbp._core.types import Array, Shape

ROWS = 2  # rows of outputs in one step
WIDE = 512  # columns of the matrices in one step, where the image has so many
ENOUGH = 2**17  # products at each point and row that make up for a step's other work


def fit(grid: Grid) -> bool:
    """Whether the kernel is one that tiles can compute."""
    return grid.size[1] == KERNEL and grid.stride == grid.dilation == (1, 1)


def worth(grid: Grid, kernel: Shape, examples: int) -> bool:
    """Whether tiles compute this layer faster than blocks do, measured on 45 shapes."""
    F, C = kernel[:2]
    columns = -(-grid.output[1] // TILE) * examples
    return fit(grid) and min(F, C) >= 8 and F * C * min(columns, WIDE) >= ENOUGH


def correlate(a: Array, w: Array, b: Array | None, grid: Grid) -> Array:
    """z[f, y, x] = Σ_{c,u,v} w[f, c, u, v] · a[c, y − p + u, x − p + v] + b[f], (F, OH, OW, N)."""
    F, C, kH, _ = w.shape
    of_weights = np.tensordot(OF_WEIGHTS, w.transpose(3, 0, 2, 1), 1).astype(a.dtype)
    of_weights = of_weights.reshape(PIXELS, 1, F, kH * C)
    z = np.empty((F, *grid.output, a.shape[3]), a.dtype)
    for tiles in _blocks(grid, a.shape[3]):
        of_outputs, four = _buffers(tiles, F, a)
        for y, of_pixels in _steps(a, grid, tiles):
            np.matmul(of_weights, of_pixels, out=of_outputs)
            np.matmul(OF_OUTPUTS.T, of_outputs.reshape(PIXELS, -1), out=four.reshape(TILE, -1))
            if b is not None:
                four += b[:, None, None]
            for outputs, mine in _apart(z, y, tiles, four):
                outputs[...] = mine
    return z


def kernel_sum(delta: Array, a: Array, grid: Grid) -> Array:
    """∂C/∂w[f, c, u, v] = Σ_{y,x,n} δ[f, y, x] · a[c, y − p + u, x − p + v], (F, C, kH, kW)."""
    F, C, kH = len(delta), len(a), grid.size[0]
    total = np.zeros((PIXELS, kH * C, F), a.dtype)
    for tiles in _blocks(grid, a.shape[3]):
        of_deltas, four = _buffers(tiles, F, a)
        for y, of_pixels in _steps(a, grid, tiles):
            four[:, grid.output[0] - y :] = 0  # below the last row of outputs
            for deltas, mine in _apart(delta, y, tiles, four):
                mine[...] = deltas
            np.matmul(OF_OUTPUTS, four.reshape(TILE, -1), out=of_deltas.reshape(PIXELS, -1))
            for row in range(ROWS):
                total += of_pixels[:, row] @ of_deltas[:, row].transpose(0, 2, 1)
    weights = np.tensordot(total.reshape(PIXELS, kH, C, F), OF_WEIGHTS.astype(a.dtype), (0, 0))
    return weights.transpose(2, 1, 0, 3)


def spread(delta: Array, w: Array, grid: Grid) -> Array:
    """∂C/∂a as `input_gradient_rotated` has it: δ amid zeros under the rotated kernel."""
    around = grid.size[0] - 1 - grid.padding[0], grid.size[1] - 1 - grid.padding[1]
    back = Grid(grid.output, grid.size, (1, 1), around, (1, 1), grid.image)
    return correlate(delta, w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3), None, back)


def _blocks(grid: Grid, examples: int) -> Iterator[slice]:
    """Which tiles of a row are computed together."""
    tiles, wide = -(-grid.output[1] // TILE), max(WIDE // examples, 1)
    for first in range(0, tiles, wide):
        yield slice(first, min(first + wide, tiles))


def _buffers(tiles: slice, F: int, a: Array) -> tuple[Array, Array]:
    """Room for a step's outputs: their values at the six points, and the four of each tile."""
    wide, N = tiles.stop - tiles.start, a.shape[3]
    at_points = np.empty((PIXELS, ROWS, F, wide * N), a.dtype)
    return at_points, np.zeros((TILE, ROWS, F, wide, N), a.dtype)


def _apart(outputs: Array, y: int, tiles: slice, four: Array) -> Iterator[tuple[Array, Array]]:
    """(F, OH, OW, N) and a step's `four`: pairs of views of every fourth output, in both."""
    for x, mine in enumerate(four):
        part = outputs[:, y : y + ROWS, TILE * tiles.start + x : TILE * tiles.stop : TILE]
        yield _places(part), _places(mine[: part.shape[1], :, : part.shape[2]]).transpose(1, 0, 2)


def _places(array: Array) -> Array:
    """All examples of a place as one item: NumPy copies it at once, which is twice as fast."""
    return array.view(np.dtype((np.void, array.shape[-1] * array.itemsize)))[..., 0]


def _steps(a: Array, grid: Grid, tiles: slice) -> Iterator[tuple[int, Array]]:
    """For ROWS rows of outputs at a time, from y on: E⁻ᵀa under them, (6, ROWS, kH·C, tiles·N).

    Pixel rows lie one under another in `values`, so the windows of all output rows are one view.
    """
    kH, C, wide, N = grid.size[0], len(a), tiles.stop - tiles.start, a.shape[3]
    pixels = np.zeros((PIXELS, ROWS, C, wide, N), a.dtype)
    values = np.empty((PIXELS, kH - 1 + ROWS, C, wide * N), a.dtype)
    windows = np.ndarray((PIXELS, ROWS, kH * C, wide * N), a.dtype, values, strides=values.strides)
    below = values.reshape(PIXELS, -1)[:, (kH - 1) * C * wide * N :]
    warming = -(-(kH - 1) // ROWS) * ROWS  # rows above the first window's last ones
    for y in range(-warming, grid.output[0], ROWS):
        values[:, : kH - 1] = values[:, ROWS:]
        _read(pixels, a, y + kH - 1 - grid.padding[0], grid, tiles)
        np.matmul(OF_PIXELS, pixels.reshape(PIXELS, -1), out=below)
        if y >= 0:
            yield y, windows


def _read(pixels: Array, a: Array, top: int, grid: Grid, tiles: slice) -> None:
    """Rows of a, from `top` on, into (6, ROWS, C, tiles, N): the six pixels of each tile."""
    first = min(max(-top, 0), ROWS)
    last = max(min(grid.image[0] - top, ROWS), first)
    pixels[:, :first] = pixels[:, last:] = 0
    rows = _places(a[:, top + first : top + last]).transpose(1, 0, 2)
    for x, mine in enumerate(_places(pixels[:, first:last])):
        offset = x - grid.padding[1]
        columns, of = meeting(offset, TILE, grid.image[1], tiles.start, tiles.stop)
        mine[:, :, of.start - tiles.start : of.stop - tiles.start] = rows[:, :, columns]
