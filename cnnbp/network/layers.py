"""The layers of a network: each calls the package's formulas, and keeps what they need to go back.

delta is ∂C/∂(output of the layer) here. The output of a layer with weights is z, so for those it
is the δ of the formulas.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbp import connections, convolution, dense, pooling
from cnnbp._core import checks
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections

if TYPE_CHECKING:
    from cnnbp._core.types import Array, Pair
    from cnnbp.pooling import Winners


class Layer:
    """What all layers share. settings: the arguments that make the same layer again."""

    def __init__(self, **settings: Any) -> None:
        self.settings = settings
        self.parameters: dict[str, Array] = {}
        self.gradients: dict[str, Array] = {}
        self.a: Array = np.zeros(0)

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.settings.items())
        return f"{type(self).__name__}({arguments})"

    def start(self, rng: np.random.Generator, dtype: np.dtype[Any]) -> None:
        """Draw the first weights: normal with variance 2 / inputs (He et al. 2015), biases 0."""

    def forward(self, a: Array) -> Array:
        """The output for the input `a`, which is kept for the backward pass."""
        raise NotImplementedError

    def backward(self, delta: Array, to_input: bool = True) -> Array | None:
        """Set `gradients`; return ∂C/∂a, or None when to_input is false."""
        raise NotImplementedError

    def edges(self, n: int) -> Connections:
        """The edges of this layer for example n of the last forward pass."""
        raise NotImplementedError


def _weights(rng: np.random.Generator, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    inputs = int(np.prod(shape[1:]))
    return (rng.normal(size=shape) * np.sqrt(2 / inputs)).astype(dtype)


class Dense(Layer):
    """z = W a + b with `outputs` × `inputs` weights."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs=_size("inputs", inputs), outputs=_size("outputs", outputs))

    def start(self, rng: np.random.Generator, dtype: np.dtype[Any]) -> None:
        shape = self.settings["outputs"], self.settings["inputs"]
        self.parameters = {"w": _weights(rng, shape, dtype), "b": np.zeros(shape[0], dtype)}

    def forward(self, a: Array) -> Array:
        self.a = a
        return dense.forward(a, self.parameters["w"], self.parameters["b"])

    def backward(self, delta: Array, to_input: bool = True) -> Array | None:
        dw, db = dense.parameter_gradients(delta, self.a)
        self.gradients = {"w": dw, "b": db}
        return dense.input_gradient(delta, self.parameters["w"]) if to_input else None

    def edges(self, n: int) -> Connections:
        return connections.dense(self.parameters["w"])


class Conv2D(Layer):
    """A convolution with `filters` kernels of `size`, on images with `channels` channels."""

    def __init__(
        self,
        channels: int,
        filters: int,
        size: Pair,
        *,
        stride: Pair = 1,
        padding: Pair = 0,
        dilation: Pair = 1,
        convention: str = "correlation",
    ) -> None:
        self.options: dict[str, Any] = {
            "stride": checks.pair("stride", stride, 1),
            "padding": checks.pair("padding", padding, 0),
            "dilation": checks.pair("dilation", dilation, 1),
            "convention": convention,
        }
        checks.choice("convention", convention, ("correlation", "convolution"))
        channels, filters = _size("channels", channels), _size("filters", filters)
        size = checks.pair("size", size, 1)
        super().__init__(channels=channels, filters=filters, size=size, **self.options)

    def start(self, rng: np.random.Generator, dtype: np.dtype[Any]) -> None:
        filters = self.settings["filters"]
        shape = filters, self.settings["channels"], *self.settings["size"]
        self.parameters = {"w": _weights(rng, shape, dtype), "b": np.zeros(filters, dtype)}

    def forward(self, a: Array) -> Array:
        self.a = a
        return convolution.forward(a, self.parameters["w"], self.parameters["b"], **self.options)

    def backward(self, delta: Array, to_input: bool = True) -> Array | None:
        w = self.parameters["w"]
        self.gradients = {
            "w": convolution.kernel_gradient(delta, self.a, w.shape, **self.options),
            "b": convolution.bias_gradient(delta),
        }
        if not to_input:
            return None
        return convolution.input_gradient(delta, w, self.a.shape, **self.options)

    def edges(self, n: int) -> Connections:
        return connections.convolution(self.parameters["w"], self.a.shape[1:], **self.options)


class MaxPool2D(Layer):
    """The maximum of each window; only its place is kept for the backward pass."""

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
    """a = σ(z), entry by entry: "relu", "sigmoid", "tanh" or "identity"."""

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


# The layers by their names, as files of networks hold them.
KINDS: dict[str, type[Layer]] = {
    kind.__name__: kind for kind in (Dense, Conv2D, MaxPool2D, AveragePool2D, Activation, Flatten)
}


def _size(name: str, value: int) -> int:
    value = checks.whole(name, value)
    if value < 1:
        raise ValueError(f"{name}: got {value}, expected at least 1")
    return value


def _pool(size: Pair, stride: Pair | None, padding: Pair) -> dict[str, Any]:
    size = checks.pair("size", size, 1)
    return {
        "size": size,
        "stride": size if stride is None else checks.pair("stride", stride, 1),
        "padding": checks.pair("padding", padding, 0),
    }
