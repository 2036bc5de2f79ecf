"""Layer objects: each keeps what its backward pass needs and calls the functions that do the work.

`network` re-exports the public ones. δ here is ∂C/∂(output of the layer); for a layer with weights
the output is z, so this is the δ of the formulas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbp import connections, convolution, dense
from cnnbp._core import checks
from cnnbp.connections import Connections

if TYPE_CHECKING:
    from cnnbp._core.types import Array, Pair


class Layer:
    """What all layers share. `settings` are the arguments that make the same layer again."""

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
        """Sets `gradients`; returns ∂C/∂a, or None where nobody needs it."""
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


def _size(name: str, value: int) -> int:
    value = checks.whole(name, value)
    if value < 1:
        raise ValueError(f"{name}: got {value}, expected at least 1")
    return value
