"""Max and average pooling: each output summarises one window of one channel; nothing is learned.

A pool works on the last two axes: a is (H, W), (C, H, W) or (N, C, H, W), and z and delta keep the
axes in front. size, stride and padding are an int or a (rows, columns) pair; the stride is the
size unless given, and padding is at most half of the size. All functions raise ValueError for
shapes and options that do not fit together and TypeError for values of the wrong kind.
Sources: Scherer, Müller & Behnke (2010); Goodfellow et al., Deep Learning (2016), section 9.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core import checks
from cnnbp._core.planes import from_planes, is_batch_last, to_planes
from cnnbp._core.windows import divisor, places, pool_grid
from cnnbp._fast.max_pool import largest, spread
from cnnbp._winners import Winners

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike, Pair, Shape

__all__ = [
    "Winners",
    "average_forward",
    "average_input_gradient",
    "max_forward",
    "max_input_gradient",
]

IMAGES = {4: "(N, C, H, W)", 3: "(C, H, W)", 2: "(H, W)"}


def max_forward(
    a: ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0
) -> tuple[Array, Winners]:
    """z[y, x] = the largest a of the window; `winners` remembers where it was.

    The first maximum in row-major order wins a tie. Padding never wins: it counts as −∞.
    A NaN makes its window's output NaN, and tells nothing about where δ goes.
    Returns z and Winners, which `max_input_gradient` needs: without it δ has no way back.
    """
    a = _images(a)
    grid = pool_grid(a.shape[-2:], size, stride, padding)
    shape, last = a.shape[:-2] + grid.output, is_batch_last(a)
    z, place = largest(to_planes(a, last), grid)
    winners = Winners(from_planes(place, shape, last), a.shape, grid)
    return from_planes(z, shape, last), winners


def max_input_gradient(
    delta: ArrayLike, winners: Winners, input_shape: Shape | None = None
) -> Array:
    """∂C/∂a: each δ goes whole to the place of its window's maximum; all others get 0.

    Where windows overlap, a place that won several of them gets the sum.
    delta: the shape of z; winners: from `max_forward`; input_shape, if given, must be the shape of
    a. Returns an array of that shape.
    """
    if not isinstance(winners, Winners):
        raise TypeError(f"winners: got a {type(winners).__name__}, expected Winners of max_forward")
    if input_shape is not None:
        input_shape = checks.shape("input_shape", input_shape, IMAGES)
        if input_shape != winners.input_shape:
            raise ValueError(
                f"input_shape: got shape {input_shape}, expected {winners.input_shape} of winners"
            )
    delta = checks.numbers("delta", delta)
    checks.same_shape("delta", delta, winners.shape, "winners")
    last = is_batch_last(winners.place)
    gradient = spread(to_planes(delta, last), to_planes(winners.place, last), winners.grid)
    return from_planes(gradient, winners.input_shape, last)


def average_forward(
    a: ArrayLike,
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
    count_include_pad: bool = True,
) -> Array:
    """z[y, x] = Σ of the window / number of places in it.

    count_include_pad: whether the padding's zeros count as places, as they do by default in
    deep-learning libraries; else the divisor is the number of real pixels in the window.
    """
    a = _images(a)
    grid = pool_grid(a.shape[-2:], size, stride, padding)
    last = is_batch_last(a)
    images = to_planes(a, last)
    z = np.zeros((len(images), *grid.output, images.shape[3]), a.dtype)
    for _, inputs, outputs in places(grid):
        z[outputs] += images[inputs]
    z /= divisor(grid, count_include_pad).astype(a.dtype)
    return from_planes(z, a.shape[:-2] + grid.output, last)


def average_input_gradient(
    delta: ArrayLike,
    input_shape: Shape,
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
    count_include_pad: bool = True,
) -> Array:
    """∂C/∂a: every place of the window gets δ / number of places; overlapping windows add up.

    delta: the shape of z; the other arguments as in `average_forward`, input_shape is the shape
    of a. Returns an array of that shape.
    """
    input_shape = checks.shape("input_shape", input_shape, IMAGES)
    grid = pool_grid(input_shape[-2:], size, stride, padding, "input_shape")
    delta = checks.numbers("delta", delta)
    checks.same_shape("delta", delta, input_shape[:-2] + grid.output, "this pool's output")
    last = is_batch_last(delta)
    share = to_planes(delta, last) / divisor(grid, count_include_pad).astype(delta.dtype)
    gradient = np.zeros((len(share), *grid.image, share.shape[3]), delta.dtype)
    for _, inputs, outputs in places(grid):
        gradient[inputs] += share[outputs]
    return from_planes(gradient, input_shape, last)


def _images(a: ArrayLike) -> Array:
    a = checks.numbers("a", a)
    checks.dimensions("a", a.shape, IMAGES)
    return a
