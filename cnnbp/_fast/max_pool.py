"""Max pooling on (P, H, W, B): the largest of each window, and the way back for its δ.

See `_planes` for the order of the axes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core.windows import places

if TYPE_CHECKING:
    from cnnbp._core.types import Array
    from cnnbp._core.windows import Grid


def largest(images: Array, grid: Grid) -> tuple[Array, Array]:
    """The maximum of every window and its place: one strided slice of (P, H, W, B) for each place.

    Only a strictly larger value takes over, so that the first maximum keeps a tie. With padding,
    every window starts from −∞ at its first real pixel, so that padding never wins.
    """
    steps, number = places(grid), _number_type(grid)
    shape = (len(images), *grid.output, images.shape[3])
    if grid.padding == (0, 0):
        z, best = images[steps[0][1]].copy(), None
        steps = steps[1:]
    else:
        z, best = np.full(shape, -np.inf, images.dtype), np.empty(shape, number)
        best[...] = _first_real_place(grid)
    for place, inputs, outputs in steps:
        # a copy without gaps pays off at once: it is read twice
        values, so_far = images[inputs].copy(), z[outputs]
        won = (values > so_far).view(np.uint8)
        np.maximum(so_far, values, out=so_far)
        if best is None:  # place 1 against place 0: the answer is the winner's number
            best = won.astype(number, copy=False)
            continue
        # places come in rising order, so the later winner is the larger number: no slow masking
        winner = best[outputs]
        np.maximum(winner, np.multiply(won, place, dtype=number), out=winner)
    return z, np.zeros(shape, number) if best is None else best


def _first_real_place(grid: Grid) -> Array:
    """Per window, its first place that is not padding: (OH, OW, 1)."""
    first = []
    for axis in (0, 1):
        start = np.arange(grid.output[axis]) * grid.stride[axis] - grid.padding[axis]
        first.append(np.maximum(-start, 0))
    return (first[0][:, None] * grid.size[1] + first[1])[..., None]


def spread(delta: Array, winners: Array, grid: Grid) -> Array:
    """Each δ at the place of its winner; where windows overlap, the sum. All others are 0.

    delta and winners: (P, OH, OW, B). Returns (P, H, W, B).
    """
    shape = (len(delta), *grid.image, delta.shape[3])
    if _cover(grid):
        gradient = np.empty(shape, delta.dtype)
        _keep(delta, winners == _numbers(grid), _tiles(gradient, grid))
        return gradient
    gradient = np.zeros(shape, delta.dtype)
    overlap = grid.stride[0] < grid.size[0] or grid.stride[1] < grid.size[1]
    for place, inputs, outputs in places(grid):
        arriving, to = delta[outputs], gradient[inputs]
        won = winners[outputs] == place
        if overlap:
            to += _keep(arriving, won, np.empty_like(arriving))
        else:
            _keep(arriving, won, to)
    return gradient


def _keep(delta: Array, won: Array, out: Array) -> Array:
    """δ where it won, else 0, into `out`.

    δ · [won] would do, but ∞ · 0 is no number; 0 and 1 times the bits of δ, read as an integer, is
    exact for every δ, and several times faster than a mask.
    """
    bits = np.dtype(f"u{delta.itemsize}")
    np.multiply(delta.view(bits), won, out=out.view(bits))
    return out


def _cover(grid: Grid) -> bool:
    """Whether the windows cover the image exactly, without gap, overlap or padding."""
    covered = (grid.output[0] * grid.size[0], grid.output[1] * grid.size[1])
    return grid.stride == grid.size and grid.padding == (0, 0) and grid.image == covered


def _tiles(image: Array, grid: Grid) -> Array:
    """Windows that cover the image exactly, as a view: (kH, kW, P, OH, OW, B)."""
    P, _, _, B = image.shape
    (OH, OW), (kH, kW) = grid.output, grid.size
    return image.reshape(P, OH, kH, OW, kW, B).transpose(2, 4, 0, 1, 3, 5)


@lru_cache(maxsize=256)
def _numbers(grid: Grid) -> Array:
    """0, 1, 2, … for the places of a window, row-major: (kH, kW, 1, 1, 1, 1)."""
    numbers = np.arange(grid.size[0] * grid.size[1], dtype=_number_type(grid))
    return numbers.reshape(*grid.size, 1, 1, 1, 1)


@lru_cache(maxsize=256)
def _number_type(grid: Grid) -> np.dtype[np.unsignedinteger]:
    """One byte, as a rule, is enough to number the places of a window."""
    return np.min_scalar_type(grid.size[0] * grid.size[1] - 1)
