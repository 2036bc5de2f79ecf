"""MEC: a convolution with a tall kernel; pixels are copied for the kernel's width alone.

One output row further down, a window sees the same pixels but for one row. So each pixel row is
copied kW times, shifted as the kernel's columns see it, below the row above it: then the windows
of all output rows are one view. The columns of im2col hold each pixel kH·kW times.
With kernels of 5×5 on more pixels than one block of columns holds, forward and kernel gradient
take 60 to 90 % of im2col's time; with 3 rows or fewer nothing is saved. The rounding is that of
another order of the same sum. Arrays have the batch as their last axis.
Source: Cho & Brand, MEC: memory-efficient convolution for deep neural networks (2017).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnbp._fast.im2col import input_gradient, padded, windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnbp._core.types import Array
    from cnnbp._core.windows import Grid

# im2col copies δ for the kernel's width alone already.
__all__ = ["forward", "input_gradient", "kernel_gradient"]

BLOCK = 2**18  # numbers in a block of copied rows


def forward(a: Array, w: Array, b: Array | None, grid: Grid) -> Array:
    """z[f, y, x] = Σ_{u,c,v} w[f, c, u, v] · a[c, y·s − p + u·d, x·s − p + v·d] + b[f]."""
    F, (OH, OW), N = len(w), grid.output, a.shape[3]
    kernel = w.transpose(0, 2, 1, 3).reshape(F, -1)
    z = np.empty((F, OH, OW * N), a.dtype)
    for rows, columns, seen in _windows(padded(a, grid), grid):
        part = z[:, rows, columns]
        np.matmul(kernel, seen, out=part.transpose(1, 0, 2))
        if b is not None:
            part += b[:, None, None]
    return z.reshape(F, OH, OW, N)


def kernel_gradient(delta: Array, a: Array, grid: Grid) -> Array:
    """∂C/∂w[f, c, u, v] = Σ_{y,x,n} δ[f, y, x] · a[c, y·s − p + u·d, x·s − p + v·d]."""
    F, C, (kH, kW) = len(delta), len(a), grid.size
    delta = delta.reshape(F, len(delta[0]), -1)
    total = np.zeros((kH * C * kW, F), a.dtype)
    for rows, columns, seen in _windows(padded(a, grid), grid):
        part = delta[:, rows, columns]
        for y, window in enumerate(seen):
            total += window @ part[:, y].T
    return total.reshape(kH, C, kW, F).transpose(3, 1, 0, 2)


def _windows(padded: Array, grid: Grid) -> Iterator[tuple[slice, slice, Array]]:
    """Output rows, output columns with their examples, and what they see: (rows, K, columns)."""
    (OH, OW), kH, N = grid.output, grid.size[0], padded.shape[3]
    stride, dilation = grid.stride[0], grid.dilation[0]
    seen = dilation * (kH - 1) + 1  # rows of pixels that one output row sees
    view = _shifted(padded, grid)
    wide = min(max(BLOCK // (view[0, :, :, 0].size * (seen + stride)), 1), OW)
    high = max((BLOCK // view[0, :, :, :wide].size - seen) // stride + 1, 1)
    for x in range(0, OW, wide):
        for y in range(0, OH, high):
            rows, columns = slice(y, min(y + high, OH)), slice(x, min(x + wide, OW))
            last = (rows.stop - 1) * stride + seen
            copied = view[y * stride : last, :, :, columns].copy()
            yield rows, slice(x * N, columns.stop * N), _stacked(copied, rows, grid)


def _shifted(padded: Array, grid: Grid) -> Array:
    """A view of each pixel row as each column of the kernel sees it: (H, C, kW, OW, N)."""
    _, kW = grid.size
    row_by_row = grid._replace(
        size=(1, kW), stride=(1, grid.stride[1]), output=(padded.shape[1], grid.output[1])
    )
    return windows(padded, row_by_row)[:, 0].transpose(2, 0, 1, 3, 4)


def _stacked(copied: Array, rows: slice, grid: Grid) -> Array:
    """The windows of these output rows in the copied ones, (rows, kH·C·kW, OW·N); mostly a view."""
    _, C, kW, columns, N = copied.shape
    row, _, line, _, number = copied.strides
    shape = rows.stop - rows.start, grid.size[0], C * kW, columns * N
    strides = grid.stride[0] * row, grid.dilation[0] * row, line, number
    seen = np.ndarray(shape, copied.dtype, copied, strides=strides)
    return seen.reshape(shape[0], -1, shape[3])
