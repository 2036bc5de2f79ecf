"""Stops a training that has gone wrong, and says where it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnnbp.network import Network

EXPLODED = 1000  # times the first loss, or 1: far more than a network that learns ever shows


class Guard:
    """Watches the loss, and remembers how large the outputs of a healthy network were."""

    def __init__(self) -> None:
        self.limit = np.inf
        self.sizes: list[float] = []

    def check(self, network: Network, loss: float) -> None:
        if not self.sizes:
            self.sizes = [max(size, 1.0) for size in _sizes(network)]
            self.limit = EXPLODED * max(loss, 1.0)
        if loss <= self.limit:
            return
        sizes = _sizes(network)
        growth = [now / before for now, before in zip(sizes, self.sizes, strict=True)]
        wild = [number for number, times in enumerate(growth) if not times <= 100]
        first = wild[0] if wild else int(np.argmax(growth))
        where = f"layer {first}, {network.layers[first - 1]!r}" if first else "the input x"
        raise FloatingPointError(
            f"loss: got {loss:.3g}; the first to leave the range is {where}, "
            f"with outputs up to {sizes[first]:.3g}. Try a smaller learning rate"
        )


def _sizes(network: Network) -> list[float]:
    """The largest |a| of each layer."""
    return [float(max(a.max(initial=0), -a.min(initial=0))) for a in network.outputs]
