"""The window that slides over an image: shared by convolution, pooling and their edges."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnbp._core import checks

if TYPE_CHECKING:
    from cnnbp._core.types import Array, Pair, Shape, TwoInts

    Slices = tuple[slice, slice]


class Grid(NamedTuple):
    """A window that slides over an image; every entry is a (rows, columns) pair of ints.

    Place (u, v) of the window at output (y, x) reads the input at
    (y·stride − padding + u·dilation, x·stride − padding + v·dilation).
    """

    image: Shape
    size: Shape
    stride: TwoInts
    padding: TwoInts
    dilation: TwoInts
    output: Shape


@lru_cache(maxsize=256)  # on small images these checks would cost as much as the layer itself
def grid(
    image: Shape,
    size: Shape,
    stride: TwoInts,
    padding: TwoInts,
    dilation: TwoInts,
    names: tuple[str, str] = ("a", "w"),
) -> Grid:
    """The Grid for an image and a window. ValueError when the window does not fit."""
    (H, W), (kH, kW) = image, size
    (sy, sx), (py, px), (dy, dx) = stride, padding, dilation
    room = (H + 2 * py - dy * (kH - 1) - 1, W + 2 * px - dx * (kW - 1) - 1)
    if min(image) < 1:
        raise ValueError(f"{names[0]}: got an image of {H}×{W} pixels, expected at least one")
    if min(room) < 0:
        raise ValueError(
            f"{names[1]}: got size {size} with dilation {dilation}, "
            f"expected at most the padded image, {(H + 2 * py, W + 2 * px)}"
        )
    return Grid(image, size, stride, padding, dilation, (room[0] // sy + 1, room[1] // sx + 1))


def pool_grid(
    image: Shape, size: Pair, stride: Pair | None, padding: Pair, name: str = "a"
) -> Grid:
    """The Grid of a pooling window; the stride defaults to the size, so that windows just touch."""
    size = checks.pair("size", size, 1)
    stride = size if stride is None else checks.pair("stride", stride, 1)
    padding = checks.padding(padding)
    if 2 * padding[0] > size[0] or 2 * padding[1] > size[1]:
        raise ValueError(
            f"padding: got {padding}, expected at most half of the window's size {size}"
        )
    return grid(image, size, stride, padding, (1, 1), (name, "size"))


def meeting(offset: int, stride: int, length: int, start: int, stop: int) -> tuple[slice, slice]:
    """The outputs from start to stop that read the input along an axis, at one index of the window.

    Output y reads input y·stride + offset, which exists from 0 to length − 1.
    Returns the slice of inputs and the slice of the outputs that read them, entry by entry.
    """
    first = max(start, -(offset // stride))
    last = min(stop - 1, (length - 1 - offset) // stride)
    if last < first:
        return slice(0, 0), slice(0, 0)
    begin = first * stride + offset
    end = last * stride + offset + 1
    return slice(begin, end, stride), slice(first, last + 1)


def padded(images: Array, grid: Grid, value: float = 0) -> Array:
    """The images with `value` all around, (…, H + 2p, W + 2p), contiguous in memory."""
    (py, px), (H, W) = grid.padding, grid.image
    if (py, px) == (0, 0):
        return np.ascontiguousarray(images)
    result = np.full((*images.shape[:-2], H + 2 * py, W + 2 * px), value, images.dtype)
    result[..., py : py + H, px : px + W] = images
    return result


def windows(padded: Array, grid: Grid) -> Array:
    """All windows of the padded images as a view: (…, OH, OW, kH, kW). Nothing is copied.

    Entry (…, y, x, u, v) is padded[…, y·s + u·d, x·s + v·d]. NumPy itself checks that these strides
    stay inside the memory of `padded`.
    """
    *front, row, column = padded.strides
    (sy, sx), (dy, dx) = grid.stride, grid.dilation
    return np.ndarray(
        (*padded.shape[:-2], *grid.output, *grid.size),
        padded.dtype,
        padded,
        strides=(*front, sy * row, sx * column, dy * row, dx * column),
    )


@lru_cache(maxsize=256)
def places(grid: Grid) -> tuple[tuple[int, Slices, Slices], ...]:
    """For each place of a pooling window, row-major: its pixels and the outputs that read them.

    A tuple of (place, pixels, outputs); the last two are slices of rows and of columns. At a place
    that is in the padding for some windows, the outputs are those of the others.
    """
    (H, W), (kH, kW) = grid.image, grid.size
    found: list[tuple[int, Slices, Slices]] = []
    for u in range(kH):
        in_rows, out_rows = meeting(u - grid.padding[0], grid.stride[0], H, 0, grid.output[0])
        for v in range(kW):
            offset = v - grid.padding[1]
            in_columns, out_columns = meeting(offset, grid.stride[1], W, 0, grid.output[1])
            found.append((u * kW + v, (in_rows, in_columns), (out_rows, out_columns)))
    return tuple(found)


@lru_cache(maxsize=256)
def first_real_place(grid: Grid) -> Array:
    """Per window, its first place that is not in the padding: (OH, OW)."""
    y, x = np.ogrid[: grid.output[0], : grid.output[1]]
    u = np.maximum(grid.padding[0] - y * grid.stride[0], 0)
    v = np.maximum(grid.padding[1] - x * grid.stride[1], 0)
    return u * grid.size[1] + v


@lru_cache(maxsize=256)
def place_type(grid: Grid) -> np.dtype[np.unsignedinteger]:
    """The smallest dtype that numbers the places of a window; as a rule one byte."""
    return np.min_scalar_type(grid.size[0] * grid.size[1] - 1)


def divisor(grid: Grid, count_include_pad: bool) -> Array:
    """What an average pool divides each window's sum by: (OH, OW).

    The number of its places, or of the pixels in it when the padding does not count.
    """
    if not isinstance(count_include_pad, (bool, np.bool_)):
        raise TypeError(f"count_include_pad: got {count_include_pad!r}, expected True or False")
    count = np.zeros(grid.output)
    if count_include_pad:
        return count + grid.size[0] * grid.size[1]
    for _, _, outputs in places(grid):
        count[outputs] += 1
    return count
