"""Layers in a row: forward, backward, and a step down the gradient.

Sources: LeCun et al., Gradient-based learning applied to document recognition (1998); Nielsen
(2015), chapters 1 and 2. a⁰ = x is the input; layer l = 1..L turns outputs[l − 1] into outputs[l].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbp import losses
from cnnbp._core import checks
from cnnbp.network import saving, training
from cnnbp.network.layers import Layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnnbp._core.types import Array, ArrayLike
    from cnnbp.connections import Connections

LOSSES = tuple(losses.WITH_DELTA)


class Network:
    """A network of layers with a loss.

    layers: a list of layer objects of this module. loss: "cross_entropy" (softmax included: the
    last layer gives z) or "squared_error". seed: of the first weights and of the shuffling, so
    that the same seed trains the same network. dtype: np.float64 or np.float32.

    After `forward`, outputs[l] is the output of layer l, outputs[0] the input. After `backward`,
    deltas[l] = ∂C/∂outputs[l], which is δ^l for a layer with weights; each layer's `gradients`
    hold ∂C/∂w and ∂C/∂b, its `parameters` w and b.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        loss: str = "cross_entropy",
        *,
        seed: int = 0,
        dtype: Any = np.float64,
    ) -> None:
        self.layers = list(layers)
        if not self.layers or not all(isinstance(layer, Layer) for layer in self.layers):
            raise TypeError(f"layers: got {layers!r}, expected a list of at least one layer")
        checks.choice("loss", loss, LOSSES)
        self.loss_name, self.dtype = loss, np.dtype(dtype)
        if self.dtype not in (np.float32, np.float64):
            raise TypeError(f"dtype: got {dtype!r}, expected np.float32 or np.float64")
        self.rng = np.random.default_rng(checks.whole("seed", seed))
        for layer in self.layers:
            layer.start(self.rng, self.dtype)
        self.velocity: list[dict[str, Array]] = [
            {name: np.zeros_like(value) for name, value in layer.parameters.items()}
            for layer in self.layers
        ]
        self.outputs: list[Array] = []
        self.deltas: list[Any] = []
        self._output_delta: Array | None = None

    def __repr__(self) -> str:
        return "Network(\n" + "".join(f"    {layer!r},\n" for layer in self.layers) + ")"

    def forward(self, x: ArrayLike) -> Array:
        """The output of the last layer for a batch x: (N, C, H, W) or (N, m).

        ValueError that names the layer when a shape does not fit.
        """
        a = checks.numbers("x", x).astype(self.dtype, copy=False)
        if a.ndim < 2:
            raise ValueError(f"x: got shape {a.shape}, expected a batch, (N, C, H, W) or (N, m)")
        # the batch becomes the last axis in memory, which is the order that is fast in every layer
        a = np.ascontiguousarray(a.transpose(*range(1, a.ndim), 0))
        self.outputs = [a.transpose(-1, *range(a.ndim - 1))]
        self.deltas, self._output_delta = [], None
        for number, layer in enumerate(self.layers, 1):
            try:
                self.outputs.append(layer.forward(self.outputs[-1]))
            except ValueError as problem:
                raise ValueError(f"layer {number}, {layer!r}: {problem}") from problem
        return self.outputs[-1]

    def loss(self, y: ArrayLike) -> float:
        """C, the mean over the batch of the last forward pass. y as in `losses`."""
        loss, delta = losses.WITH_DELTA[self.loss_name](self._output(), y)
        self._output_delta = delta.astype(self.dtype, copy=False)
        return float(loss)

    def backward(self, y: ArrayLike | None = None, *, to_input: bool = False) -> list[Any]:
        """δ of all layers for the batch of the last forward pass, and the gradients behind them.

        Follows the edges back from the loss. After loss(y), y need not be given again. Returns
        `deltas`. deltas[0] = ∂C/∂x is left out, as no step needs it, unless to_input is true.
        """
        if y is not None:
            self.loss(y)
        if self._output_delta is None:
            raise ValueError("y: got None, expected targets here, or loss(y) before it")
        self.deltas = [None] * len(self.layers) + [self._output_delta]
        for number in range(len(self.layers), 0, -1):
            layer, delta = self.layers[number - 1], self.deltas[number]
            self.deltas[number - 1] = layer.backward(delta, number > 1 or to_input)
        return self.deltas

    def step(self, learning_rate: float, momentum: float = 0.0) -> None:
        """w ← w + v with v ← momentum·v − η·∂C/∂w, in every layer. Without momentum: −η·∂C/∂w."""
        if not self.deltas:
            raise ValueError("step: no gradients yet, expected forward and backward before it")
        eta, momentum = float(learning_rate), float(momentum)
        for layer, velocity in zip(self.layers, self.velocity, strict=True):
            for name, w in layer.parameters.items():
                v = -eta * layer.gradients[name]
                velocity[name] = v = momentum * velocity[name] + v if momentum else v
                w += v

    def _output(self) -> Array:
        if not self.outputs:
            raise ValueError("network: no forward pass yet, expected forward(x) before it")
        return self.outputs[-1]

    def predict(self, x: ArrayLike) -> Array:
        """The class with the largest output, for each example."""
        return self.forward(x).argmax(axis=1)

    def edges(self, n: int = 0) -> list[Connections]:
        """The edges of every layer for example n of the last forward pass: `then` chains them."""
        self._output()
        return [layer.edges(n) for layer in self.layers]

    fit = training.fit
    evaluate = training.evaluate
    save = saving.save
    load = classmethod(saving.load)
