"""Winograd: a convolution with a kernel 3 wide, with half of the products.

Along a row, 4 neighbouring outputs see 6 pixels through 3 weights: 4 · 3 products. Six are enough.
Take the weights w as the coefficients of one polynomial, and 4 numbers y as those of another. Their
product has 6 coefficients. Its values at 6 points determine it as well, with one product each. With

    E[p, k] = (point p)ᵏ, and in the row of the point ∞ a 1 for the last coefficient,

and Eₖ for its first k columns, the coefficients are E⁻¹ · (E₃w ⊙ E₄y). This is linear in w and in
y, and the sums of a convolution are its transposes. For a tile of 4 outputs z with the deltas δ,
and the 6 pixels a that they see:

    z = E₄ᵀ · (E₃w ⊙ E⁻ᵀa)        ∂C/∂w = E₃ᵀ · (E₄δ ⊙ E⁻ᵀa)

Summing over kernel rows, channels and examples makes a matrix product at each point out of them.

For float32, a stride of 1 and many channels and filters: 64 of each take 70 % of im2col's time, 16
and 32 about 80 %; with few channels the transforms cost more than they save. Rounding errors grow
2 to 8 times, from 6·10⁻⁷ to 3·10⁻⁶ of the largest value. A NaN or an infinity reaches all outputs
of the tiles that see it. Arrays have the batch as their last axis.
Sources: Winograd, Arithmetic complexity of computations (1980), after Toom (1963) and Cook (1966);
Lavin & Gray, Fast algorithms for convolutional neural networks (2016), who take tiles along both
axes: in NumPy that passes over memory too often. Rows lie in memory as in Cho & Brand, MEC (2017).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core.windows import Grid, meeting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnbp._core.types import Array

POINTS = (0.0, 1.0, -1.0, 2.0, -2.0)  # and ∞; small ones, since their powers are rounded
KERNEL, TILE = 3, 4
PIXELS = KERNEL + TILE - 1


def _values(coefficients: int) -> Array:
    """Eₖ: what polynomials with k coefficients are at the six points."""
    at_infinity = np.eye(coefficients)[-1:]
    return np.concatenate([np.vander(POINTS, coefficients, increasing=True), at_infinity])


_WHOLE = np.array([[4.0], [-6.0], [-6.0], [24.0], [24.0], [1.0]])  # E⁻ᵀ times it is whole numbers
OF_PIXELS = (np.linalg.inv(_values(PIXELS)).T * _WHOLE).round().astype(np.float32)
OF_WEIGHTS = _values(KERNEL) / _WHOLE
OF_OUTPUTS = _values(TILE).astype(np.float32)

ROWS = 2  # rows of outputs in one step
WIDE = 512  # columns of the matrices in one step, where the image has so many


def fits(grid: Grid) -> bool:
    """Whether the tiles fit: a kernel 3 wide, stride and dilation 1."""
    return grid.size[1] == KERNEL and grid.stride == grid.dilation == (1, 1)


def tiles(grid: Grid) -> int:
    """How many tiles a row of outputs has; the last one may reach beyond it."""
    return -(-grid.output[1] // TILE)


def forward(a: Array, w: Array, b: Array | None, grid: Grid) -> Array:
    """z[f, y, x] = Σ_{c,u,v} w[f, c, u, v] · a[c, y − p + u, x − p + v] + b[f], (F, OH, OW, N)."""
    a, (F, C, kH, _) = np.ascontiguousarray(a), w.shape
    of_weights = np.tensordot(OF_WEIGHTS, w.transpose(3, 0, 2, 1), 1).astype(a.dtype)
    of_weights = of_weights.reshape(PIXELS, 1, F, kH * C)
    z = np.empty((F, *grid.output, a.shape[3]), a.dtype)
    for block in _blocks(grid, a.shape[3]):
        of_outputs, four = _buffers(block, F, a)
        for y, of_pixels in _steps(a, grid, block):
            np.matmul(of_weights, of_pixels, out=of_outputs)
            np.matmul(OF_OUTPUTS.T, of_outputs.reshape(PIXELS, -1), out=four.reshape(TILE, -1))
            if b is not None:
                four += b[:, None, None]
            for outputs, mine in _apart(z, y, block, four):
                outputs[...] = mine
    return z


def kernel_gradient(delta: Array, a: Array, grid: Grid) -> Array:
    """∂C/∂w[f, c, u, v] = Σ_{y,x,n} δ[f, y, x] · a[c, y − p + u, x − p + v], (F, C, kH, kW)."""
    delta, a = np.ascontiguousarray(delta), np.ascontiguousarray(a)
    F, C, kH = len(delta), len(a), grid.size[0]
    total = np.zeros((PIXELS, kH * C, F), a.dtype)
    for block in _blocks(grid, a.shape[3]):
        of_deltas, four = _buffers(block, F, a)
        for y, of_pixels in _steps(a, grid, block):
            four[:, grid.output[0] - y :] = 0  # below the last row of outputs
            for deltas, mine in _apart(delta, y, block, four):
                mine[...] = deltas
            np.matmul(OF_OUTPUTS, four.reshape(TILE, -1), out=of_deltas.reshape(PIXELS, -1))
            for row in range(ROWS):
                total += of_pixels[:, row] @ of_deltas[:, row].transpose(0, 2, 1)
    weights = np.tensordot(total.reshape(PIXELS, kH, C, F), OF_WEIGHTS.astype(a.dtype), (0, 0))
    return weights.transpose(2, 1, 0, 3)


def input_gradient(delta: Array, w: Array, grid: Grid) -> Array:
    """∂C/∂a as in `input_gradient_rotated`: the padded δ under the rotated kernel."""
    around = grid.size[0] - 1 - grid.padding[0], grid.size[1] - 1 - grid.padding[1]
    back = Grid(grid.output, grid.size, (1, 1), around, (1, 1), grid.image)
    return forward(delta, w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3), None, back)


def _blocks(grid: Grid, examples: int) -> Iterator[slice]:
    """Which tiles of a row are computed together."""
    wide = max(WIDE // examples, 1)
    for first in range(0, tiles(grid), wide):
        yield slice(first, min(first + wide, tiles(grid)))


def _buffers(block: slice, F: int, a: Array) -> tuple[Array, Array]:
    """Room for a step's outputs: their values at the six points, and the four of each tile."""
    wide, N = block.stop - block.start, a.shape[3]
    at_points = np.empty((PIXELS, ROWS, F, wide * N), a.dtype)
    return at_points, np.zeros((TILE, ROWS, F, wide, N), a.dtype)


def _apart(outputs: Array, y: int, block: slice, four: Array) -> Iterator[tuple[Array, Array]]:
    """(F, OH, OW, N) and a step's `four`: pairs of views of every fourth output, in both."""
    for x, mine in enumerate(four):
        part = outputs[:, y : y + ROWS, TILE * block.start + x : TILE * block.stop : TILE]
        yield (
            _whole_batch(part),
            _whole_batch(mine[: part.shape[1], :, : part.shape[2]]).transpose(1, 0, 2),
        )


def _whole_batch(array: Array) -> Array:
    """All examples of a pixel as one item, which NumPy copies twice as fast."""
    return array.view(np.dtype((np.void, array.shape[-1] * array.itemsize)))[..., 0]


def _steps(a: Array, grid: Grid, block: slice) -> Iterator[tuple[int, Array]]:
    """For ROWS rows of outputs at a time, from y on: E⁻ᵀa under them, (6, ROWS, kH·C, tiles·N).

    Pixel rows lie one under another in `values`, so the windows of all output rows are one view.
    """
    kH, C, wide, N = grid.size[0], len(a), block.stop - block.start, a.shape[3]
    pixels = np.zeros((PIXELS, ROWS, C, wide, N), a.dtype)
    values = np.empty((PIXELS, kH - 1 + ROWS, C, wide * N), a.dtype)
    windows = np.ndarray((PIXELS, ROWS, kH * C, wide * N), a.dtype, values, strides=values.strides)
    below = values.reshape(PIXELS, -1)[:, (kH - 1) * C * wide * N :]
    warming = -(-(kH - 1) // ROWS) * ROWS  # rows above the first window's last ones
    for y in range(-warming, grid.output[0], ROWS):
        values[:, : kH - 1] = values[:, ROWS:]
        _read(pixels, a, y + kH - 1 - grid.padding[0], grid, block)
        np.matmul(OF_PIXELS, pixels.reshape(PIXELS, -1), out=below)
        if y >= 0:
            yield y, windows


def _read(pixels: Array, a: Array, top: int, grid: Grid, block: slice) -> None:
    """Rows of a, from `top` on, into (6, ROWS, C, tiles, N): the six pixels of each tile."""
    first = min(max(-top, 0), ROWS)
    last = max(min(grid.image[0] - top, ROWS), first)
    pixels[:, :first] = pixels[:, last:] = 0
    rows = _whole_batch(a[:, top + first : top + last]).transpose(1, 0, 2)
    for x, mine in enumerate(_whole_batch(pixels[:, first:last])):
        offset = x - grid.padding[1]
        columns, of = meeting(offset, TILE, grid.image[1], block.start, block.stop)
        mine[:, :, of.start - block.start : of.stop - block.start] = rows[:, :, columns]
