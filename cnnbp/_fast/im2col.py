"""The three sums of a convolution as matrix products, one block of output rows at a time.

Every array has the batch as its last axis: images (C, H, W, N), outputs (F, OH, OW, N). Then each
copy runs along memory. A block is small enough that its columns stay in the processor's cache;
that is faster than one product for the whole batch, and needs little memory.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core.windows import meeting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnbp._core.types import Array, Shape
    from cnnbp._core.windows import Grid

BLOCK = 2**17  # numbers in a block of columns: what fits in a second-level cache


def windows(padded: Array, grid: Grid) -> Array:
    """All windows of the padded images as a view: (C, kH, kW, OH, OW, N). Nothing is copied.

    NumPy itself checks that these strides stay inside the memory of `padded`.
    """
    channels, height, width, examples = padded.strides
    (sy, sx), (dy, dx) = grid.stride, grid.dilation
    return np.ndarray(
        (len(padded), *grid.size, *grid.output, padded.shape[3]),
        padded.dtype,
        padded,
        strides=(channels, dy * height, dx * width, sy * height, sx * width, examples),
    )


def as_columns(padded: Array, grid: Grid) -> Array | None:
    """Each window as a column of one matrix, (C·kH·kW, OH·OW·N); None for more than one block."""
    shape = len(padded) * math.prod(grid.size), math.prod(grid.output) * padded.shape[3]
    return windows(padded, grid).reshape(shape) if math.prod(shape) <= BLOCK else None


def blocks(size: Shape, numbers: int) -> Iterator[tuple[slice, slice]]:
    """Cut `size` (rows, columns) places into blocks, with `numbers` column entries for each place.

    Yields slices of rows and of columns; whole rows where at least one fits.
    """
    rows, columns = size
    if rows * columns * numbers <= BLOCK:
        yield slice(0, rows), slice(0, columns)
        return
    places = max(BLOCK // max(numbers, 1), 1)
    high, wide = max(places // columns, 1), min(places, columns)
    for y in range(0, rows, high):
        for x in range(0, columns, wide):
            yield slice(y, min(y + high, rows)), slice(x, min(x + wide, columns))


def correlate(padded: Array, w: Array, b: Array | None, grid: Grid) -> Array:
    """z[f, y, x] = Σ_{c,u,v} w[f, c, u, v] · a[c, y·s + u·d, x·s + v·d] + b[f]."""
    F, K, N = len(w), w[0].size, padded.shape[3]
    kernel = w.reshape(F, K)
    if (a := as_columns(padded, grid)) is not None:
        z = kernel.dot(a)  # `@` does the same, half a microsecond later
        if b is not None:
            z += b[:, None]
        return z.reshape(F, *grid.output, N)
    view = windows(padded, grid)
    z = np.empty((F, *grid.output, N), padded.dtype)
    for rows, columns in blocks(grid.output, K * N):
        part = z[:, rows, columns].reshape(F, -1)
        np.matmul(kernel, view[:, :, :, rows, columns].reshape(K, -1), out=part)
        if b is not None:
            part += b[:, None]
    return z


def kernel_sum(delta: Array, padded: Array, grid: Grid) -> Array:
    """∂C/∂w[f, c, u, v] = Σ_{y,x,n} δ[f, y, x] · a[c, y·s + u·d, x·s + v·d], (F, C, kH, kW)."""
    F, N, K = len(delta), padded.shape[3], len(padded) * grid.size[0] * grid.size[1]
    if (a := as_columns(padded, grid)) is not None:
        total = a.dot(delta.reshape(F, -1).T)
    else:
        view = windows(padded, grid)
        total = np.zeros((K, F), padded.dtype)
        for rows, columns in blocks(grid.output, K * N):
            a = view[:, :, :, rows, columns].reshape(K, -1)
            total += a @ delta[:, rows, columns].reshape(F, -1).T
    return total.T.reshape(F, len(padded), *grid.size)


def spread(delta: Array, w: Array, grid: Grid) -> Array:
    """∂C/∂a[c, i, j] = Σ w[f, c, u, v] · δ[f, y, x] over all edges with i = y·s + u·d − p, same j.

    Along the width the deltas are gathered, as the rotated kernel row does it: padded with zeros,
    s − 1 zeros between them. Along the height each kernel row adds its share where it belongs.
    """
    (H, W), (kH, kW), N = grid.image, grid.size, delta.shape[3]
    F, C = w.shape[:2]
    wide = _widened(delta, grid)
    kernel = w[:, :, :, ::-1].transpose(1, 2, 0, 3).reshape(C * kH, F * kW)
    result = np.zeros((C, H, W, N), delta.dtype)
    for rows, columns in blocks((grid.output[0], W), F * kW * N):
        gathered = wide[:, :, rows, columns]
        shares = (kernel @ gathered.reshape(F * kW, -1)).reshape(C, kH, *gathered.shape[2:])
        for u in range(kH):
            offset = u * grid.dilation[0] - grid.padding[0]
            to, of = meeting(offset, grid.stride[0], H, rows.start, rows.stop)
            of = slice(of.start - rows.start, of.stop - rows.start)
            result[:, to, columns] += shares[:, u, of]
    return result


def _widened(delta: Array, grid: Grid) -> Array:
    """The rows of δ, dilated by the stride and padded, as windows (F, kW, OH, W, N)."""
    F, rows, columns, N = delta.shape
    stride, reach = grid.stride[1], grid.dilation[1] * (grid.size[1] - 1)
    width = grid.image[1] + 2 * grid.padding[1] + reach
    wide = np.zeros((F, rows, width, N), delta.dtype)
    wide[:, :, reach : reach + (columns - 1) * stride + 1 : stride] = delta
    f, y, x, n = wide.strides
    every = np.ndarray(
        (F, grid.size[1], rows, width - reach, N),
        wide.dtype,
        wide,
        strides=(f, grid.dilation[1] * x, y, x, n),
    )
    return every[:, :, :, grid.padding[1] : grid.padding[1] + grid.image[1]]
