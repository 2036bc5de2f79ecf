"""One builder of edges for each kind of layer. `connections` re-exports them.

Edges are ordered by target, then by place in the window (or by source for a dense layer).
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core import checks
from cnnbp._core import geometry as shapes
from cnnbp._core.windows import Grid, divisor, pool_grid
from cnnbp.connections.edges import Connections
from cnnbp.pooling import Winners

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike, Pair, Shape

ONE_IMAGE = {3: "(C, H, W)", 2: "(H, W)"}


def dense(w: ArrayLike) -> Connections:
    """All edges between m inputs and n outputs; edge s → t has a weight of its own, w[t, s].

    w: (n, m). ValueError when w is not a matrix.
    """
    w = checks.numbers("w", w)
    checks.dimensions("w", w.shape, {2: "(n, m)"})
    n, m = w.shape
    target, source = np.divmod(np.arange(n * m), max(m, 1))
    return Connections(source, target, w.ravel(), np.arange(n * m), (m,), (n,), (n, m))


def convolution(
    w: ArrayLike,
    input_shape: Shape,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    convention: str = "correlation",
) -> Connections:
    """The edges of a convolution: few of those that a dense layer has, with shared weights.

    w: (F, C, kH, kW) or (kH, kW); input_shape: (C, H, W) or (H, W), one example; the options as in
    `convolution.forward`. Edges into the padding do not exist. Errors as in `convolution.forward`.
    """
    w = checks.numbers("w", w)
    input_shape = checks.shape("input_shape", input_shape, ONE_IMAGE)
    layer = shapes.layer(
        input_shape, w.shape, stride, padding, dilation, convention, ("input_shape", "w")
    )
    F, C, kH, kW = layer.kernel
    row, column, inside = _pixels(layer.grid)
    # axes: filter, output row, output column, channel, kernel row, kernel column
    full = (F, *layer.grid.output, C, kH, kW)
    channel = np.arange(C)[:, None, None] * prod(layer.grid.image)
    pixel = (row * layer.grid.image[1] + column)[:, :, None] + channel
    parameter = shapes.as_correlation(np.arange(w.size), layer)[:, None, None]
    target = np.arange(F * prod(layer.grid.output)).reshape(*full[:3], 1, 1, 1)
    kept = np.broadcast_to(inside[:, :, None], full)
    source, target, parameter = (np.broadcast_to(x, full)[kept] for x in (pixel, target, parameter))
    weight = w.ravel()[parameter]
    return Connections(source, target, weight, parameter, input_shape, layer.output, w.shape)


def max_pool(winners: Winners, input_shape: Shape | None = None) -> Connections:
    """One edge with weight 1 into each output, from the maximum of its window.

    winners: from `pooling.max_forward`, of one example (of a batch, take `winners[n]`).
    input_shape, if given, must be that of winners. Errors: TypeError and ValueError.
    """
    if not isinstance(winners, Winners):
        raise TypeError(f"winners: got a {type(winners).__name__}, expected Winners of max_forward")
    if len(winners.input_shape) == 4:
        if winners.input_shape[0] != 1:
            raise ValueError(
                f"winners: got a batch of {winners.input_shape[0]}, expected one example; "
                "take winners[n]"
            )
        winners = winners[0]
    if input_shape is not None:
        input_shape = checks.shape("input_shape", input_shape, ONE_IMAGE)
        _same_input(input_shape, winners)
    planes = prod(winners.input_shape[:-2])
    first = np.arange(planes) * prod(winners.input_shape[-2:])
    source = (winners.position.reshape(planes, -1) + first[:, None]).ravel()
    target = np.arange(len(source))
    return Connections(
        source, target, np.ones(len(source)), None, winners.input_shape, winners.shape
    )


def average_pool(
    input_shape: Shape,
    size: Pair,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
    count_include_pad: bool = True,
) -> Connections:
    """Edges from every pixel of a window, each with weight 1 / number of places.

    input_shape: (C, H, W) or (H, W), one example; the options as in `pooling.average_forward`.
    """
    input_shape = checks.shape("input_shape", input_shape, ONE_IMAGE)
    grid = pool_grid(input_shape[-2:], size, stride, padding, "input_shape")
    row, column, inside = _pixels(grid)
    full = (prod(input_shape[:-2]), *inside.shape)
    plane = np.arange(full[0]).reshape(-1, 1, 1, 1, 1)
    pixel = plane * prod(grid.image) + row * grid.image[1] + column
    output_shape = input_shape[:-2] + grid.output
    target = np.arange(prod(output_shape)).reshape(*full[:3], 1, 1)
    share = 1 / divisor(grid, count_include_pad)[..., None, None]
    kept = np.broadcast_to(inside, full)
    source, target, weight = (np.broadcast_to(x, full)[kept] for x in (pixel, target, share))
    return Connections(source, target, weight, None, input_shape, output_shape)


def elementwise(derivative: ArrayLike) -> Connections:
    """One edge per unit, with weight σ′(z): an activation function as δ meets it.

    derivative: σ′(z) of one example, any shape. `backward` multiplies δ by σ′(z).
    """
    derivative = checks.numbers("derivative", derivative)
    unit = np.arange(derivative.size)
    shape = derivative.shape
    return Connections(unit, unit, derivative.ravel(), None, shape, shape)


def _pixels(grid: Grid) -> tuple[Array, Array, Array]:
    """Row and column that each output (y, x) reads at each place (u, v), and whether they exist.

    Three arrays of shape (OH, OW, kH, kW); a place in the padding is not inside.
    """
    y, x, u, v = np.ogrid[tuple(slice(n) for n in (*grid.output, *grid.size))]
    row = y * grid.stride[0] - grid.padding[0] + u * grid.dilation[0]
    column = x * grid.stride[1] - grid.padding[1] + v * grid.dilation[1]
    inside = (row >= 0) & (row < grid.image[0]) & (column >= 0) & (column < grid.image[1])
    return *np.broadcast_arrays(row, column), inside


def _same_input(input_shape: Shape, winners: Winners) -> None:
    if input_shape != winners.input_shape:
        raise ValueError(
            f"input_shape: got shape {input_shape}, expected {winners.input_shape} of winners"
        )
