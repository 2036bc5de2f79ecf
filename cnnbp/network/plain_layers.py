"""Layer objects without weights: pools, activations, flatten."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbp import connections, pooling
from cnnbp._core import checks
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections
from cnnbp.network.layers import Layer

if TYPE_CHECKING:
    from cnnbp._core.types import Array, Pair
    from cnnbp.pooling import Winners


class MaxPool2D(Layer):
    """The largest value of each window; remembers the winners, not the values."""

    winners: Winners

    def __init__(self, size: Pair, *, stride: Pair | None = None, padding: Pair = 0) -> None:
        super().__init__(**_pool(size, stride, padding))

    def forward(self, a: Array) -> Array:
        z, self.winners = pooling.max_forward(a, **self.settings)
        return z

    def backward(self, delta: Array, to_input: bool = True) -> Array | None:
        return pooling.max_input_gradient(delta, self.winners) if to_input else None

    def edges(self, n: int) -> Connections:
        return connections.max_pool(self.winners[n])


class AveragePool2D(Layer):
    """The mean of each window."""

    input_shape: tuple[int, ...]

    def __init__(
        self,
        size: Pair,
        *,
        stride: Pair | None = None,
        padding: Pair = 0,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__(**_pool(size, stride, padding), count_include_pad=bool(count_include_pad))

    def forward(self, a: Array) -> Array:
        self.input_shape = a.shape
        return pooling.average_forward(a, **self.settings)

    def backward(self, delta: Array, to_input: bool = True) -> Array | None:
        if not to_input:
            return None
        return pooling.average_input_gradient(delta, self.input_shape, **self.settings)

    def edges(self, n: int) -> Connections:
        return connections.average_pool(self.input_shape[1:], **self.settings)


class Activation(Layer):
    """a = σ(z) for each number alone: "relu", "sigmoid", "tanh" or "identity"."""

    z: Array

    def __init__(self, name: str) -> None:
        checks.choice("name", name, tuple(ACTIVATIONS))
        super().__init__(name=name)
        self.function, self.derivative = ACTIVATIONS[name]

    def forward(self, a: Array) -> Array:
        self.z = a
        return self.function(a)

    def backward(self, delta: Array, to_input: bool = True) -> Array | None:
        if not to_input:
            return None
        slope = self.derivative(self.z)
        slope *= delta  # a new array, so there is no need for one more
        return slope

    def edges(self, n: int) -> Connections:
        return connections.elementwise(self.derivative(self.z[n]))


class Flatten(Layer):
    """(N, C, H, W) -> (N, C·H·W): the same numbers in a row; δ goes back into the old shape."""

    input_shape: tuple[int, ...]

    def __init__(self) -> None:
        super().__init__()

    def forward(self, a: Array) -> Array:
        self.input_shape = a.shape
        return a.reshape(len(a), math.prod(a.shape[1:]))

    def backward(self, delta: Array, to_input: bool = True) -> Array | None:
        return delta.reshape(self.input_shape) if to_input else None

    def edges(self, n: int) -> Connections:
        shape = self.input_shape[1:]
        units = np.arange(math.prod(shape))
        return Connections(units, units, np.ones(len(units)), None, shape, (len(units),))


def _pool(size: Pair, stride: Pair | None, padding: Pair) -> dict[str, Any]:
    size = checks.pair("size", size, 1)
    return {
        "size": size,
        "stride": size if stride is None else checks.pair("stride", stride, 1),
        "padding": checks.pair("padding", padding, 0),
    }
