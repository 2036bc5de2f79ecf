"""The three sums of a convolution on one small image, read by tables of places.

Where an image has a few hundred numbers, each of NumPy's steps costs more than what it moves. The
tables say once, for a layer's sizes, where the numbers are that belong together; each sum is then
two steps, one look into a table and one matrix product. Both tables hold the same edges: `seen`
goes from each output to the pixels that it sees, `felt` from each pixel to the deltas it feels.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from cnnbp._core.types import Array, Shape
    from cnnbp._core.windows import Grid

FEW = 2**13  # entries of a table up to which one look is faster than to slide windows


class Table(NamedTuple):
    """Places in an array that lies flat; the place behind its last number stands for a zero."""

    places: Array
    has_zeros: bool


class Tables(NamedTuple):
    """The edges of one layer on one image, and the shapes of the matrices in its products."""

    seen: Table  # (C·kH·kW, OH·OW): the pixel under each weight of a filter, for each output
    felt: Table  # (F·kH·kW, H·W): the delta behind each weight of a channel, for each pixel
    kernel: Shape  # (F, C, kH·kW)
    bias: Shape  # of one number if there is one filter: NumPy adds it in a third of the time


@lru_cache(maxsize=64)  # the three sums of a layer share its tables
def small_layer(grid: Grid, kernel: Shape, flipped: bool) -> Tables | None:
    """The Tables for a kernel (F, C, kH, kW), rotated or not; None if one had more than FEW."""
    F, C, kH, kW = kernel
    pixels, outputs, size = grid.image[0] * grid.image[1], grid.output[0] * grid.output[1], kH * kW
    if size * max(C * outputs, F * pixels) > FEW:
        return None
    seen = _pixels(grid)
    if flipped:  # place (u, v) counted from the end is place (kH−1−u, kW−1−v)
        seen = seen[::-1]
    felt = np.full((size, pixels + 1), outputs)
    felt[np.arange(size)[:, None], seen] = np.arange(outputs)  # the same edges, seen from the pixel
    return Tables(
        _table(seen, pixels, C),
        _table(felt[:, :pixels], outputs, F),
        (F, C, size),
        () if F == 1 else (F, 1),
    )


def _pixels(grid: Grid) -> Array:
    """(kH·kW, OH·OW): at which pixel each place of each window lies; H·W if in the padding."""
    (H, W), (kH, kW), (OH, OW) = grid.image, grid.size, grid.output
    u, v, y, x = np.ogrid[:kH, :kW, :OH, :OW]
    i = y * grid.stride[0] - grid.padding[0] + u * grid.dilation[0]
    j = x * grid.stride[1] - grid.padding[1] + v * grid.dilation[1]
    inside = (i >= 0) & (i < H) & (j >= 0) & (j < W)
    return np.where(inside, i * W + j, H * W).reshape(kH * kW, OH * OW)


def _table(places: Array, numbers: int, planes: int) -> Table:
    """The places of one plane of `numbers`, repeated for each of several planes."""
    outside = places == numbers
    each = [np.where(outside, planes * numbers, places + k * numbers) for k in range(planes)]
    return Table(np.concatenate(each), bool(outside.any()))


def _read(array: Array, table: Table) -> Array:
    places, has_zeros = table
    if not has_zeros:
        return array.take(places)
    flat = np.zeros(array.size + 1, array.dtype)
    flat[:-1] = array.ravel()
    return flat.take(places)


def forward(a: Array, w: Array, b: Array | None, tables: Tables) -> Array:
    """z[f, y·x] = Σ_{c,u,v} w[f, c, u, v] · a[the pixel seen] + b[f], as (F, OH·OW)."""
    z = w.reshape(tables.kernel[0], -1).dot(_read(a, tables.seen))
    if b is not None:
        z += b.reshape(tables.bias)
    return z


def kernel_gradient(delta: Array, a: Array, tables: Tables) -> Array:
    """∂C/∂w[f, c, u, v] = Σ_{y,x} δ[f, y, x] · a[the pixel seen], as (F, C·kH·kW)."""
    return delta.reshape(tables.kernel[0], -1).dot(_read(a, tables.seen).T)


def input_gradient(delta: Array, w: Array, tables: Tables) -> Array:
    """∂C/∂a[c, i·j] = Σ_{f,u,v} w[f, c, u, v] · δ[the output that feels it], as (C, H·W)."""
    F, C, _ = tables.kernel
    if F > 1 < C:
        w = w.reshape(tables.kernel).transpose(1, 0, 2)
    return w.reshape(C, -1).dot(_read(delta, tables.felt))
