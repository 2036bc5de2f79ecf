"""Where a sliding window lies: shared by convolution, pooling and their edges."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnbp._core import checks

if TYPE_CHECKING:
    from types import EllipsisType

    from cnnbp._core.types import Array, Pair, Shape, TwoInts

    Index = EllipsisType | tuple[EllipsisType, slice, slice, slice]


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
    """The Grid for an image and a window, once it is sure that the window fits."""
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
    """The Grid of a pooling window; without a stride the windows touch and do not overlap."""
    size = checks.pair("size", size, 1)
    stride = size if stride is None else checks.pair("stride", stride, 1)
    padding = checks.pair("padding", padding, 0)
    if 2 * padding[0] > size[0] or 2 * padding[1] > size[1]:
        raise ValueError(
            f"padding: got {padding}, expected at most half of the window's size {size}"
        )
    return grid(image, size, stride, padding, (1, 1), (name, "size"))


def meeting(offset: int, stride: int, length: int, start: int, stop: int) -> tuple[slice, slice]:
    """Which outputs from start to stop meet the input along one axis, at one place of the window.

    Output y reads input y·stride + offset, which exists from 0 to length − 1.
    Returns the slice of inputs and the slice of outputs, in step with each other.
    """
    first = max(start, -(offset // stride))
    last = min(stop - 1, (length - 1 - offset) // stride)
    if last < first:
        return slice(0, 0), slice(0, 0)
    begin = first * stride + offset
    end = last * stride + offset + 1
    return slice(begin, end, stride), slice(first, last + 1)


@lru_cache(maxsize=256)
def places(grid: Grid) -> tuple[tuple[int, Index, Index], ...]:
    """For each place of a pooling window, row-major: its inputs and the outputs that read them.

    A tuple of (place, inputs, outputs); both index (…, H, W, B). Outputs are `...` where every
    window has a real pixel at this place.
    """
    (H, W), (kH, kW) = grid.image, grid.size
    everywhere = (..., slice(0, grid.output[0]), slice(0, grid.output[1]), slice(None))
    found: list[tuple[int, Index, Index]] = []
    for u in range(kH):
        in_rows, out_rows = meeting(u - grid.padding[0], grid.stride[0], H, 0, grid.output[0])
        for v in range(kW):
            offset = v - grid.padding[1]
            in_columns, out_columns = meeting(offset, grid.stride[1], W, 0, grid.output[1])
            inputs = (..., in_rows, in_columns, slice(None))
            outputs = (..., out_rows, out_columns, slice(None))
            found.append((u * kW + v, inputs, ... if outputs == everywhere else outputs))
    return tuple(found)


def divisor(grid: Grid, count_include_pad: bool) -> Array:
    """By how much an average pool divides each window's sum: (OH, OW, 1).

    Its number of places, or of real pixels in it if the padding does not count.
    """
    if not isinstance(count_include_pad, (bool, np.bool_)):
        raise TypeError(f"count_include_pad: got {count_include_pad!r}, expected True or False")
    count = np.zeros((*grid.output, 1))
    if count_include_pad:
        return count + grid.size[0] * grid.size[1]
    for _, _, outputs in places(grid):
        count[outputs] += 1
    return count
