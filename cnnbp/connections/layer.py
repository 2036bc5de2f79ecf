"""Layer: the edges of one layer with the numbers at both ends, forward and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from cnnbp.activations import ACTIVATIONS
from cnnbp.connections.edges import Connections

ASKED = ("delta", "input_gradient")

Builder = Callable[[np.ndarray, "np.ndarray | None", Mapping[str, Any]], Connections]


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer in the backward pass, as the learner meets it.

    kind: "dense", "convolution", "max_pool", "average_pool", or a name of your own.
    connections: the layer's edges. a: its input; delta: ∂C/∂z at its outputs, or None for the
    cost C = ½‖z‖², whose delta is z; both for one example or with a leading batch axis.
    w: its weights; b: its bias.
    z: the pre-activation of the layer before and `activation` the name of σ, so that a = σ(z);
    z is a where there is no σ. options: stride, padding, dilation, convention, size,
    count_include_pad, as the builder of the edges got them. builder: (a, w, options) -> edges, for
    a kind of your own whose numbers may change.
    asked: "delta" for δ = ∂C/∂a ⊙ σ′(z), "input_gradient" for ∂C/∂a. Without an activation the
    two are the same.
    ValueError when the arrays do not fit the edges or a name is unknown.
    """

    kind: str
    connections: Connections
    a: np.ndarray
    delta: np.ndarray = None  # type: ignore[assignment]  # an array from __post_init__ on
    w: np.ndarray | None = None
    z: np.ndarray = None  # type: ignore[assignment]  # the same
    activation: str = "identity"
    b: np.ndarray | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    asked: str = "delta"
    builder: Builder | None = None
    given_delta: np.ndarray | None = field(init=False)  # None where delta is z

    def __post_init__(self) -> None:
        for name, allowed in (("activation", ACTIVATIONS), ("asked", ASKED)):
            if getattr(self, name) not in allowed:
                raise ValueError(
                    f"{name}: got {getattr(self, name)!r}, expected one of {', '.join(allowed)}"
                )
        if self.activation != "identity" and self.z is None:
            raise ValueError("z: got None, expected the pre-activation that σ is applied to")
        for name in ("a", "delta", "w", "z", "b"):
            if getattr(self, name) is not None:
                self._keep(name, np.asarray(getattr(self, name), dtype=float))
        self._check("a", self.connections.input_shape)
        if self.z is None:
            self._keep("z", self.a)
        self._keep("given_delta", self.delta)
        if self.delta is None:
            self._keep("delta", self.output)
        self._check("delta", self.connections.output_shape)

    def _keep(self, name: str, array: np.ndarray) -> None:
        object.__setattr__(self, name, array)

    def _check(self, name: str, shape: tuple[int, ...]) -> None:
        got = getattr(self, name).shape
        if got not in (shape, (*got[:1], *shape)):
            raise ValueError(f"{name}: got shape {got}, expected {shape} or (N, …)")

    @cached_property
    def output(self) -> np.ndarray:
        """The layer's own z: the sum of w·a over the edges into each output, plus the bias."""
        z = self.connections.forward(self.a)
        return z if self.b is None else z + self.bias_of_output

    @cached_property
    def bias_of_output(self) -> np.ndarray:
        """The bias that each output adds: one per unit, or one per filter."""
        shape = self.connections.output_shape
        b = np.asarray(0.0 if self.b is None else self.b)
        if b.size > 1 and len(shape) > 1:
            b = b.reshape(-1, *[1] * (len(shape) - 1))
        return np.broadcast_to(b, shape)

    @cached_property
    def input_gradient(self) -> np.ndarray:
        """∂C/∂a: for each input the sum of w·δ over its edges."""
        return self.connections.backward(self.delta)

    @cached_property
    def parameter_gradient(self) -> np.ndarray | None:
        """∂C/∂w: for each weight the sum of δ·a over the edges that use it; None without any."""
        if self.connections.parameter is None:
            return None
        return self.connections.parameter_gradient(self.delta, self.a)

    @cached_property
    def sigma_prime(self) -> np.ndarray:
        """σ′(z) at the layer's input; ones where there is no σ."""
        return np.asarray(ACTIVATIONS[self.activation][1](self.z))

    @property
    def asks_for_sigma(self) -> bool:
        """Whether the input comes from a σ whose σ′ belongs to the answer."""
        return self.activation != "identity" and self.asked == "delta"

    @property
    def right(self) -> np.ndarray:
        """The right answer to what is asked."""
        return self.finish(self.input_gradient)

    def finish(self, input_gradient: np.ndarray) -> np.ndarray:
        """What is asked, from a (right or wrong) ∂C/∂a: times σ′ where that is δ."""
        return input_gradient * self.sigma_prime if self.asked == "delta" else input_gradient

    def through(self, edges: Connections) -> np.ndarray:
        """What other edges would give for the same deltas."""
        return self.finish(edges.backward(self.delta))

    @property
    def parameter(self) -> np.ndarray:
        """The weight that each edge uses. ValueError for a layer without weights."""
        if self.connections.parameter is None:
            raise ValueError(f"layer: got a {self.kind} layer, expected one with weights")
        return self.connections.parameter

    @property
    def parameter_shape(self) -> tuple[int, ...]:
        """The shape of the weights. ValueError for a layer without weights."""
        if self.connections.parameter_shape is None:
            raise ValueError(f"layer: got a {self.kind} layer, expected one with weights")
        return self.connections.parameter_shape

    def pair(self, name: str, default: Any) -> tuple[int, int]:
        """An option that is an int or a (rows, columns) pair, as a pair."""
        value = self.options.get(name)
        value = default if value is None else value
        rows, columns = np.broadcast_to(value, 2).tolist()
        return rows, columns

    def kept(self, edges: np.ndarray, **changes: np.ndarray) -> Connections:
        """Some of the layer's edges, chosen by a mask or by indices, with some fields replaced."""
        old = self.connections
        fields = {"source": old.source, "target": old.target, "weight": old.weight} | changes
        if old.parameter is not None:
            fields.setdefault("parameter", old.parameter)
        return replace(old, **{name: value[edges] for name, value in fields.items()})
