"""What a training is fed with: examples with their targets, checked, and cut into mini-batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnbp import losses
from cnnbp._core import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnnbp._core.types import Array, ArrayLike
    from cnnbp.network import Network


def examples(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """x as numbers and y as an array, one target for each example, at least one of each."""
    x, y = checks.numbers("x", x), np.asarray(y)
    if x.ndim < 2 or not len(x):
        raise ValueError(f"x: got shape {x.shape}, expected at least one example, (N, ...)")
    if y.ndim < 1 or len(y) != len(x):
        raise ValueError(
            f"y: got shape {y.shape}, expected one target for each of {len(x)} examples"
        )
    return x, y


def prepared(network: Network, *pairs: tuple[ArrayLike, ArrayLike] | None) -> tuple[Array, Array]:
    """The first pair as arrays. Targets that the loss refuses are refused before the first step."""
    sets = [examples(*pair) for pair in pairs if pair is not None]
    for x, y in sets:
        _, *output = network.forward(x[:0]).shape
        losses.CHECKS[network.loss_name](np.zeros((len(y), *output)), y)
    return sets[0]


def batches(x: Array, y: Array, order: Array, size: int) -> Iterator[tuple[Array, Array]]:
    """The mini-batches of one epoch; sixteen are gathered at once, which is quicker than one."""
    for start in range(0, len(order), 16 * size):
        part = order[start : start + 16 * size]
        some, targets = x[part], y[part]
        for first in range(0, len(part), size):
            yield some[first : first + size], targets[first : first + size]
