"""Which code sums up a convolution: by its sizes and its type. All of it gives the same numbers.

Arrays are checked, with the batch as their last axis: a (C, H, W, N), delta (F, OH, OW, N).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cnnbp import _convolution_blocks as blocks
from cnnbp import _convolution_shapes as shapes
from cnnbp import _convolution_tiles as tiles
from cnnbp import _rotated_form as rotated

if TYPE_CHECKING:
    from cnnbp._types import Array

SMALL = 2**15  # products up to which the rotated form has the fewest steps, and wins


def tiled(layer: shapes.Layer, array: Array) -> bool:
    """float32 is for speed. float64 is for checking: there, sums are as the formula has them."""
    if array.dtype != np.float32:
        return False
    return tiles.worth(layer.grid, layer.kernel, examples=layer.images[0])


def correlate(a: Array, w: Array, b: Array | None, layer: shapes.Layer) -> Array:
    """z = w ⋆ a + b, as (F, OH, OW, N)."""
    w = shapes.lying(w, layer)
    if tiled(layer, a):
        return tiles.correlate(np.ascontiguousarray(a), w, b, layer.grid)
    return blocks.correlate(shapes.padded(a, layer.grid), w, b, layer.grid)


def kernel_sum(delta: Array, a: Array, layer: shapes.Layer) -> Array:
    """∂C/∂w, as (F, C, kH, kW)."""
    if tiled(layer, a):
        delta, a = np.ascontiguousarray(delta), np.ascontiguousarray(a)
        return shapes.lying(tiles.kernel_sum(delta, a, layer.grid), layer)
    return shapes.lying(blocks.kernel_sum(delta, shapes.padded(a, layer.grid), layer.grid), layer)


def spread(delta: Array, w: Array, layer: shapes.Layer) -> Array:
    """∂C/∂a, as (C, H, W, N)."""
    if tiled(layer, delta):
        return tiles.spread(np.ascontiguousarray(delta), shapes.lying(w, layer), layer.grid)
    if w.size * math.prod(layer.images) <= SMALL:
        return rotated.correlate_rotated(delta, w, layer)
    return blocks.spread(delta, shapes.lying(w, layer), layer.grid)
