"""Back-propagation through a convolution as the textbooks draw it: pad, rotate, convolve.

`convolution` re-exports the public functions. They are for reading and for drawing; the same sums
are computed faster by `convolution.input_gradient`, and the tests prove that the numbers are equal.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnbp._core import checks
from cnnbp._core import geometry as shapes
from cnnbp._core.windows import Grid, meeting
from cnnbp._fast import im2col as blocks

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike, Pair, Shape


def rot180(w: ArrayLike) -> Array:
    """The kernel turned by 180° in its last two axes: entry (u, v) is w[..., kH−1−u, kW−1−v].

    w: any array with at least 2 axes. Returns a new array of the same shape.
    """
    w = checks.numbers("w", w)
    if w.ndim < 2:
        raise ValueError(f"w: got shape {w.shape}, expected at least 2 axes, (kH, kW)")
    return shapes.rot180(w).copy()


def padded_delta(
    delta: ArrayLike,
    kernel_shape: Shape,
    input_shape: Shape,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
) -> Array:
    """δ with s − 1 zeros between its entries and d·(k − 1) − p zeros around it.

    A kernel of `kernel_shape` that slides over the result with stride 1 and dilation d visits
    exactly the pixels of the input. Where p > d·(k − 1), the outermost deltas touch padding alone
    and are cut off; where a stride skipped the last pixels, more zeros follow at the end.
    Returns (..., H + d·(kH − 1), W + d·(kW − 1)), the other axes as in delta.
    Errors as in `convolution.input_gradient`.
    """
    input_shape = checks.ints("input_shape", input_shape, shapes.IMAGES)
    kernel_shape = checks.ints("kernel_shape", kernel_shape, shapes.KERNELS)
    names = ("input_shape", "kernel_shape")
    layer = shapes.layer(input_shape, kernel_shape, stride, padding, dilation, "correlation", names)
    delta = shapes.output_delta(delta, layer)
    return shapes.batch_first(
        _padded(shapes.delta_last(delta, layer), layer.grid),
        (*delta.shape[:-2], *_places(layer.grid).sliding.image),
    )


def input_gradient_rotated(
    delta: ArrayLike,
    w: ArrayLike,
    input_shape: Shape,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    convention: str = "correlation",
) -> Array:
    """∂C/∂a = padded_delta(δ) ⋆ rot180(w), with stride 1, summed over the filters.

    A correlation in the forward pass is followed by a correlation with the rotated kernel, a true
    convolution by a true convolution with the rotated kernel. Mixing the two is the usual mistake.
    Arguments, result and errors as in `convolution.input_gradient`.
    """
    w = checks.numbers("w", w)
    input_shape = checks.ints("input_shape", input_shape, shapes.IMAGES)
    layer = shapes.layer(
        input_shape, w.shape, stride, padding, dilation, convention, ("input_shape", "w")
    )
    delta, w = shapes.with_delta(delta, w, layer)
    gradient = correlate_rotated(shapes.delta_last(delta, layer), w, layer)
    return shapes.batch_first(gradient, layer.images[-len(input_shape) :])


def correlate_rotated(delta: Array, w: Array, layer: shapes.Layer) -> Array:
    """The same for a checked layer, with the batch as the last axis: (C, H, W, N)."""
    rotated = shapes.rot180(shapes.lying(w, layer))
    filters_summed = rotated.transpose(1, 0, 2, 3)  # filters are the channels of δ
    return blocks.correlate(
        _padded(delta, layer.grid), filters_summed, None, _places(layer.grid).sliding
    )


class _Places(NamedTuple):
    """Where δ lies among its zeros, (rows, columns), and how the kernel slides over both."""

    sliding: Grid
    inside: tuple[slice, slice]
    outputs: tuple[slice, slice]


@lru_cache(maxsize=256)  # on small images this would cost as much as the sums themselves
def _places(grid: Grid) -> _Places:
    size = tuple(grid.image[i] + grid.dilation[i] * (grid.size[i] - 1) for i in (0, 1))
    before = [grid.dilation[i] * (grid.size[i] - 1) - grid.padding[i] for i in (0, 1)]
    rows, columns = (meeting(before[i], grid.stride[i], size[i], 0, grid.output[i]) for i in (0, 1))
    sliding = Grid(size, grid.size, (1, 1), (0, 0), grid.dilation, grid.image)
    return _Places(sliding, (rows[0], columns[0]), (rows[1], columns[1]))


def _padded(delta: Array, grid: Grid) -> Array:
    places = _places(grid)
    result = np.zeros((len(delta), *places.sliding.image, delta.shape[3]), delta.dtype)
    result[:, *places.inside] = delta[:, *places.outputs]
    return result
