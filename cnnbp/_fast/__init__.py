"""The door to the fast room: it alone decides, from sizes and dtype, how a sum is computed.

Each function here takes the arguments of the plain line in `convolution` or `pooling` and returns
its result, up to rounding, or None where the line itself is to be run. Each algorithm has a file
under its name in the literature. `CNNBP_PLAIN=1` in the environment shuts the door, and so does
`shut()`; the package works with this folder deleted, too.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._fast import im2col, max_pool, mec, winograd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType
    from typing import Any

    from cnnbp._core.types import Array, Shape
    from cnnbp._core.windows import Grid

FEW = 2**13  # products up to which the plain line runs: every layer of the lessons on one image
FEW_NUMBERS = 2**10  # the same for the numbers in a or δ of a max pool
HIGH = 4  # rows of a kernel from which MEC is faster than im2col, measured on 25 shapes
# winograd against im2col, measured on 45 shapes:
DEEP = 8  # channels and filters it needs
ENOUGH = 2**17  # products at each point and row that make up for its other work

# The algorithms have the batch as the last axis, (C, H, W, N): then each copy runs along memory,
# which the layer before has left in this order.
LAST, FIRST = (1, 2, 3, 0), (3, 0, 1, 2)

_open = os.environ.get("CNNBP_PLAIN", "0") in ("", "0")


@contextmanager
def shut() -> Iterator[None]:
    """Within this context, every layer is computed by its plain line."""
    global _open
    before, _open = _open, False
    try:
        yield
    finally:
        _open = before


def forward(a: Array, w: Array, b: Array | None, grid: Grid) -> Array | None:
    """z = w ⋆ a + b for a (N, C, H, W) and w (F, C, kH, kW)."""
    algorithm = _algorithm(grid, w.shape, len(a), a.dtype)
    return algorithm and algorithm.forward(a.transpose(LAST), w, b, grid).transpose(FIRST)


def input_gradient(delta: Array, w: Array, grid: Grid) -> Array | None:
    """∂C/∂a for δ (N, F, OH, OW) and w (F, C, kH, kW)."""
    algorithm = _algorithm(grid, w.shape, len(delta), delta.dtype)
    return algorithm and algorithm.input_gradient(delta.transpose(LAST), w, grid).transpose(FIRST)


def kernel_gradient(delta: Array, a: Array, grid: Grid) -> Array | None:
    """∂C/∂w for δ (N, F, OH, OW) and a (N, C, H, W)."""
    kernel = (delta.shape[1], a.shape[1], *grid.size)
    algorithm = _algorithm(grid, kernel, len(a), a.dtype)
    return algorithm and algorithm.kernel_gradient(delta.transpose(LAST), a.transpose(LAST), grid)


def max_forward(a: Array, grid: Grid) -> tuple[Array, Array] | None:
    """z of a max pool over the last two axes of a, and the place of each maximum."""
    return max_pool.forward(a, grid) if _open and a.size > FEW_NUMBERS else None


def max_input_gradient(delta: Array, place: Array, grid: Grid) -> Array | None:
    """∂C/∂a of a max pool, with the places that `max_forward` found."""
    if _open and delta.size > FEW_NUMBERS:
        return max_pool.input_gradient(delta, place, grid)
    return None


def _algorithm(grid: Grid, kernel: Shape, examples: int, dtype: np.dtype[Any]) -> Any:
    return _choose(grid, kernel, examples, dtype) if _open else None


@lru_cache(maxsize=256)
def _choose(grid: Grid, kernel: Shape, examples: int, dtype: np.dtype[Any]) -> ModuleType | None:
    """The algorithm for a kernel (F, C, kH, kW) and so many examples; None for the plain line."""
    F, C, kH, _ = kernel
    columns = prod(kernel[1:]) * prod(grid.output) * examples
    if F * columns <= FEW:
        return None
    tiles = min(winograd.tiles(grid) * examples, winograd.WIDE)
    # float32 is for speed; float64 is for checking, and is summed as the formula says
    if (
        dtype == np.float32
        and winograd.fits(grid)
        and min(F, C) >= DEEP
        and F * C * tiles >= ENOUGH
    ):
        return winograd
    return mec if kH >= HIGH and columns > im2col.BLOCK else im2col
