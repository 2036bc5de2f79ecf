"""Which code sums up a convolution: by its sizes and its type. All of it gives the same numbers.

Arrays are checked, with the batch as their last axis: a (C, H, W, N), delta (F, OH, OW, N).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cnnbp import _rotated_form as rotated
from cnnbp._core.geometry import Layer, lying
from cnnbp._fast import im2col as blocks
from cnnbp._fast import mec as rows
from cnnbp._fast import winograd as tiles

if TYPE_CHECKING:
    from cnnbp._core.types import Array
    from cnnbp._core.windows import Grid

SMALL = 2**15  # products up to which the rotated form has the fewest steps, and wins
TILED = "f"  # float32 is for speed; float64 is for checking, and is summed as the formula says


def correlate(a: Array, w: Array, b: Array | None, layer: Layer) -> Array:
    """z = w ⋆ a + b, as (F, OH, OW, N)."""
    w = lying(w, layer)
    if layer.tiled and a.dtype.char in TILED:
        return tiles.correlate(np.ascontiguousarray(a), w, b, layer.grid)
    way = rows if layer.rowed else blocks
    return way.correlate(padded(a, layer.grid), w, b, layer.grid)


def kernel_sum(delta: Array, a: Array, layer: Layer) -> Array:
    """∂C/∂w, as (F, C, kH, kW)."""
    if layer.tiled and a.dtype.char in TILED:
        delta, a = np.ascontiguousarray(delta), np.ascontiguousarray(a)
        return lying(tiles.kernel_sum(delta, a, layer.grid), layer)
    way = rows if layer.rowed else blocks
    return lying(way.kernel_sum(delta, padded(a, layer.grid), layer.grid), layer)


def spread(delta: Array, w: Array, layer: Layer) -> Array:
    """∂C/∂a, as (C, H, W, N)."""
    if layer.tiled and delta.dtype.char in TILED:
        return tiles.spread(np.ascontiguousarray(delta), lying(w, layer), layer.grid)
    if w.size * math.prod(layer.images) <= SMALL:
        return rotated.correlate_rotated(delta, w, layer)
    return blocks.spread(delta, lying(w, layer), layer.grid)


def padded(images: Array, grid: Grid) -> Array:
    """Zeros all around (C, H, W, N), in memory without gaps, so that windows can be strided."""
    if grid.padding == (0, 0):
        return np.ascontiguousarray(images)
    (py, px), (H, W) = grid.padding, grid.image
    result = np.zeros((len(images), H + 2 * py, W + 2 * px, images.shape[3]), images.dtype)
    result[:, py : py + H, px : px + W] = images
    return result
