"""Layers in a row: forward, backward, and a step down the gradient.

Sources: LeCun et al., Gradient-based learning applied to document recognition (1998); Nielsen
(2015), chapters 1 and 2. a⁰ = x is the input; layer l = 1..L turns outputs[l − 1] into outputs[l].
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbp import losses
from cnnbp._core import checks
from cnnbp.network import saving, training
from cnnbp.network.layers import KINDS, Layer
from cnnbp.network.training import History, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnnbp._core.types import Array, ArrayLike
    from cnnbp.connections import Connections

LOSSES = tuple(losses.WITH_DELTA)


class Network:
    """A network of layers with a loss.

    layers: a list of layers of `cnnbp.network`. loss: "cross_entropy" (softmax included: the
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
        """δ of all layers for the batch of the last forward pass, and the parameters' gradients.

        After loss(y), y need not be given again. Returns `deltas`. deltas[0] = ∂C/∂x is None, since
        no step needs it, unless to_input is true.
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

    def fit(
        self,
        x: ArrayLike,
        y: ArrayLike,
        epochs: int,
        batch_size: int = 32,
        learning_rate: float = 0.1,
        *,
        momentum: float = 0.0,
        validation: tuple[ArrayLike, ArrayLike] | None = None,
        callback: Callable[[Step], Any] | None = None,
        progress: bool = True,
    ) -> History:
        """Train with mini-batches: for each, forward, backward, one step of size learning_rate.

        Every epoch visits all examples once, in a new random order from the network's own
        generator; the last batch may be smaller. validation: (x, y), evaluated after each epoch.
        callback(step) is called after each step; training stops at once when it returns True.
        progress: whether to show a bar (with tqdm). Returns the History. FloatingPointError, which
        names the first layer concerned, when the loss is no longer a number or explodes.
        """
        training.check_options(
            epochs=epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            momentum=momentum,
            validation=validation,
            callback=callback,
        )
        x, y = self._examples(x, y)
        if validation is not None:
            self._examples(*validation)
        history, guard, steps = History(), training.Guard(), -(-len(x) // batch_size)
        bar = training.progress_bar(epochs * steps, progress)
        with bar as shown, np.errstate(all="ignore"):  # the guard says it more clearly
            for epoch in range(1, epochs + 1):
                batches = training.batches(x, y, self.rng.permutation(len(x)), batch_size)
                total = 0.0
                for step, (some, targets) in enumerate(batches, 1):
                    self.forward(some)
                    loss = self.loss(targets)
                    guard.check(loss, self.outputs, self.layers)
                    self.backward()
                    self.step(learning_rate, momentum)
                    total += loss * len(some)
                    shown.update()
                    if callback and callback(Step(epoch, step, steps, loss)) is True:
                        history.stopped = True
                        return history
                history.loss.append(total / len(x))
                if validation is not None:
                    loss, accuracy = self.evaluate(*validation)
                    history.validation_loss.append(loss)
                    history.validation_accuracy.append(accuracy)
        return history

    def _examples(self, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        """x and y as arrays. Targets that the loss refuses are refused before the first step."""
        x, y = training.examples(x, y)
        _, *output = self.forward(x[:0]).shape
        losses.CHECKS[self.loss_name](np.zeros((len(y), *output)), y)
        return x, y

    def evaluate(self, x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
        """Mean loss, and the share of examples whose largest output is the right class."""
        x, y = training.examples(x, y)
        labels = y if y.ndim == 1 else y.argmax(axis=1)
        total, right = 0.0, 0
        for start in range(0, len(x), 256):  # in parts, so that memory does not grow with the data
            part = slice(start, start + 256)
            right += int((self.predict(x[part]) == labels[part]).sum())
            total += self.loss(y[part]) * len(labels[part])
        return total / len(x), right / len(x)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write layers, weights, momentum and the state of the random generator to `path`.

        Training that continues from the loaded file gives, to the last bit, the weights of an
        uninterrupted training (save between two epochs). The file is complete or not there at
        all.
        """
        plan = {
            "layers": [[type(layer).__name__, layer.settings] for layer in self.layers],
            "loss": self.loss_name,
            "dtype": self.dtype.name,
            "random": self.rng.bit_generator.state,
        }
        saving.write(path, plan, self._arrays())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Network:
        """The network that `save` wrote. FileNotFoundError, or ValueError for any other file."""
        stored = saving.read(path)
        try:
            plan = json.loads(str(stored["plan"]))
            layers = [KINDS[kind](**settings) for kind, settings in plan["layers"]]
            network = cls(layers, plan["loss"], dtype=np.dtype(plan["dtype"]))
            network.rng.bit_generator.state = plan["random"]
        except (KeyError, TypeError, ValueError) as problem:
            broken = f"its plan of the layers is broken ({problem})"
            raise saving.foreign(path, broken) from problem
        saving.fill(network._arrays(), stored, path)
        return network

    def _arrays(self) -> dict[str, Array]:
        """Every array to be kept, by the name it has in a file: "weights 1 w", "velocity 1 w"."""
        weights = [layer.parameters for layer in self.layers]
        return {
            f"{kind} {number} {name}": array
            for kind, parts in (("weights", weights), ("velocity", self.velocity))
            for number, part in enumerate(parts, 1)
            for name, array in part.items()
        }
