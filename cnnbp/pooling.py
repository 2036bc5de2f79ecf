"""Max and average pooling: each output summarises one window of one channel; nothing is learned.

A pool works on the last two axes: a is (H, W), (C, H, W) or (N, C, H, W), and z and delta keep the
other axes. size, stride and padding are an int or a (rows, columns) pair; the stride defaults to
the size, and padding is at most half of the size. All functions raise ValueError for
shapes and options that do not fit together and TypeError for values of the wrong kind.
Sources: Scherer, Müller & Behnke, Evaluation of pooling operations in convolutional architectures
for object recognition (2010); Goodfellow et al., Deep Learning (2016), section 9.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core import checks
from cnnbp._core.windows import (
    Grid,
    divisor,
    first_real_place,
    padded,
    place_type,
    places,
    pool_grid,
    windows,
)
from cnnbp._fast_room import fast

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike, Pair, Shape, TwoInts

__all__ = [
    "Winners",
    "average_forward",
    "average_input_gradient",
    "max_forward",
    "max_input_gradient",
]

IMAGES = {4: "(N, C, H, W)", 3: "(C, H, W)", 2: "(H, W)"}


@dataclass(frozen=True, eq=False)
class Winners:
    """What a max pool remembers: where the maximum of every window was, since δ goes back there.

    place: index in the window, row-major, with the shape of z (one byte each as a rule).
    input_shape: the shape of a; grid: how the windows slide over it.
    """

    place: Array
    input_shape: Shape
    grid: Grid

    @property
    def shape(self) -> Shape:
        """The shape of z."""
        return self.place.shape

    @property
    def size(self) -> Shape:
        """The window's (rows, columns)."""
        return self.grid.size

    @property
    def stride(self) -> TwoInts:
        """From one window to the next, (rows, columns)."""
        return self.grid.stride

    @property
    def padding(self) -> TwoInts:
        """Empty rows above and below, and columns left and right, of the image."""
        return self.grid.padding

    @property
    def position(self) -> Array:
        """Row-major index of each winner in its (H, W) input plane, with the shape of z."""
        grid = self.grid
        u, v = np.divmod(self.place.astype(np.int64), grid.size[1])
        y, x = np.ogrid[: grid.output[0], : grid.output[1]]
        row = y * grid.stride[0] - grid.padding[0] + u
        column = x * grid.stride[1] - grid.padding[1] + v
        return row * grid.image[1] + column

    def __getitem__(self, example: int) -> Winners:
        """The winners of one example of a batch."""
        if len(self.input_shape) != 4:
            raise ValueError(f"winners: got shape {self.shape}, expected a batch (N, C, OH, OW)")
        return Winners(self.place[example], self.input_shape[1:], self.grid)


def max_forward(
    a: ArrayLike, size: Pair, *, stride: Pair | None = None, padding: Pair = 0
) -> tuple[Array, Winners]:
    """z[y, x] = max_{u,v} a[y·s − p + u, x·s − p + v], and where each maximum was.

    The first maximum in row-major order wins a tie. Padding never wins: it counts as −∞, and where
    all pixels are −∞ the first of them wins. A NaN counts as larger than every number, as in
    `np.argmax` and PyTorch: z is NaN, and δ goes back to that pixel (the first, of several).
    Returns z and Winners, which `max_input_gradient` needs.
    """
    a = _images(a)
    grid = pool_grid(a.shape[-2:], size, stride, padding)
    found = fast and fast.max_forward(a, grid)
    if found is None:
        seen = windows(padded(a, grid, -np.inf), grid)
        seen = seen.reshape(*seen.shape[:-2], prod(grid.size))
        z, place = seen.max(axis=-1), seen.argmax(axis=-1)
        place = np.where(z == -np.inf, first_real_place(grid), place).astype(place_type(grid))
        found = z, place
    z, place = found
    return z, Winners(place, a.shape, grid)


def max_input_gradient(
    delta: ArrayLike, winners: Winners, input_shape: Shape | None = None
) -> Array:
    """∂C/∂a[i, j] = Σ δ[y, x] over the windows whose maximum is (i, j); 0 where there are none.
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
    gradient = fast and fast.max_input_gradient(delta, winners.place, winners.grid)
    if gradient is None:
        planes, pixels = prod(winners.input_shape[:-2]), prod(winners.grid.image)
        outputs = planes, prod(winners.grid.output)
        gradient = np.zeros((planes, pixels), delta.dtype)
        plane, pixel = np.arange(planes)[:, None], winners.position.reshape(outputs)
        np.add.at(gradient, (plane, pixel), delta.reshape(outputs))
    return gradient.reshape(winners.input_shape)


def average_forward(
    a: ArrayLike,
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
    count_include_pad: bool = True,
) -> Array:
    """z[y, x] = Σ_{u,v} a[y·s − p + u, x·s − p + v] / number of places in the window.

    count_include_pad: whether the padding's zeros count as places, as they do by default in
    deep-learning libraries; else the divisor is the number of pixels in the window.
    """
    a = _images(a)
    grid = pool_grid(a.shape[-2:], size, stride, padding)
    z = np.zeros_like(a, shape=(*a.shape[:-2], *grid.output))
    for _, pixels, outputs in places(grid):
        z[..., *outputs] += a[..., *pixels]
    z /= divisor(grid, count_include_pad).astype(a.dtype)
    return z


def average_input_gradient(
    delta: ArrayLike,
    input_shape: Shape,
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
    count_include_pad: bool = True,
) -> Array:
    """∂C/∂a[i, j] = Σ δ[y, x] / number of places, over the windows that (i, j) is in.

    delta: the shape of z; input_shape: the shape of a; the options as in `average_forward`.
    Returns an array with the shape of a.
    """
    input_shape = checks.shape("input_shape", input_shape, IMAGES)
    grid = pool_grid(input_shape[-2:], size, stride, padding, "input_shape")
    delta = checks.numbers("delta", delta)
    checks.same_shape("delta", delta, input_shape[:-2] + grid.output, "this pool's output")
    share = delta / divisor(grid, count_include_pad).astype(delta.dtype)
    gradient = np.zeros_like(delta, shape=input_shape)
    for _, pixels, outputs in places(grid):
        gradient[..., *pixels] += share[..., *outputs]
    return gradient


def _images(a: ArrayLike) -> Array:
    a = checks.numbers("a", a)
    checks.dimensions("a", a.shape, IMAGES)
    return a
