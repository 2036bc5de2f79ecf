"""Index arithmetic for `Connections`: sums over edges, paths, and the checks of its arguments."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core import checks

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike, Shape


def sums(index: Array, terms: Array, shape: Shape) -> Array:
    """Adds up the terms with the same index, in float64: an array of `shape`, in the terms' type.

    terms: one per edge, or rows of them, one row per example.
    """
    rows = [np.bincount(index, row, prod(shape)) for row in np.atleast_2d(terms)]
    return np.array(rows, terms.dtype).reshape(terms.shape[:-1] + tuple(shape))


def paths(target: Array, source: Array) -> tuple[Array, Array]:
    """All pairs (i, j) with target[i] = source[j], as two arrays."""
    order = np.argsort(source, kind="stable")
    start, stop = (np.searchsorted(source[order], target, side) for side in ("left", "right"))
    count = stop - start
    first = np.repeat(np.arange(len(target)), count)
    step = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    return first, order[np.repeat(start, count) + step]


def examples(name: str, value: ArrayLike, shape: Shape) -> tuple[Array, Shape]:
    """The examples as rows, and the batch axis as it came: () for a single one, else (N,)."""
    value = checks.numbers(name, value)
    if value.shape != shape and value.shape[1:] != shape:
        raise ValueError(f"{name}: got shape {value.shape}, expected {shape} or a batch of them")
    batch = () if value.shape == shape else value.shape[:1]
    return value.reshape(*(batch or (1,)), prod(shape)), batch


def indices(name: str, value: ArrayLike, edges: Shape, shape: Shape) -> Array:
    value = np.asarray(value)
    if value.dtype.kind not in "iu" and value.size:
        raise TypeError(f"{name}: got values of type {value.dtype}, expected whole numbers")
    if value.shape != edges:
        raise ValueError(f"{name}: got shape {value.shape}, expected {edges}, one per weight")
    if value.size and not 0 <= value.min() <= value.max() < prod(shape):
        raise ValueError(
            f"{name}: got indices from {value.min()} to {value.max()}, "
            f"expected 0 to {prod(shape) - 1} for shape {shape}"
        )
    return value.astype(np.int64)


def unit(i: int, shape: Shape) -> int:
    i = checks.whole("i", i)
    if not 0 <= i < prod(shape):
        raise ValueError(f"i: got {i}, expected 0 to {prod(shape) - 1}")
    return i
