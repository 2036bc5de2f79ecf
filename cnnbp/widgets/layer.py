"""One layer as the explorer sees it: the numbers around its edges, computed once by the package.

A layer of any kind is built by a function that returns its edges; everything else follows from
them (or from the fast functions that the tests prove equal to them).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from cnnbp import connections, pooling
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections

Builder = Callable[[np.ndarray, "np.ndarray | None", Mapping[str, Any]], Connections]


@dataclass(frozen=True)
class Layer:
    """The edges of one layer with the values at both ends.

    z_in is the pre-activation in front of the layer, a = σ(z_in) what the layer receives,
    z = Σ w·a + b what it gives, delta = ∂C/∂z. With the identity in front, a = z_in.
    """

    kind: str
    z_in: np.ndarray
    weights: np.ndarray | None
    bias: np.ndarray | None
    options: Mapping[str, Any]
    activation: str
    connections: Connections
    given_delta: np.ndarray | None = None

    @cached_property
    def a(self) -> np.ndarray:
        """What the layer receives: a = σ(z_in)."""
        return ACTIVATIONS[self.activation][0](self.z_in)

    @cached_property
    def sigma_prime(self) -> np.ndarray:
        """σ′(z_in), the factor between ∂C/∂a and δ of the layer in front."""
        return ACTIVATIONS[self.activation][1](self.z_in)

    @cached_property
    def output(self) -> np.ndarray:
        """z: the sum over the edges into each output unit, plus its bias."""
        edges = self.connections
        z = edges.forward(self.a.reshape(edges.input_shape))
        return z if self.bias is None else z + self.bias_of_output

    @cached_property
    def bias_of_output(self) -> np.ndarray:
        """The bias that each output unit adds: one per unit (dense) or per filter (convolution)."""
        bias = np.asarray(self.bias, dtype=float)
        shape = self.connections.output_shape
        if len(shape) > 1 and bias.size > 1:
            bias = bias.reshape(bias.size, *[1] * (len(shape) - 1))
        return np.broadcast_to(bias, shape)

    @cached_property
    def delta(self) -> np.ndarray:
        """∂C/∂z. Without a delta of its own the cost is C = ½‖z‖², whose delta is z itself."""
        return self.output if self.given_delta is None else self.given_delta

    @cached_property
    def gradient(self) -> np.ndarray:
        """∂C/∂a: for each input unit the sum of w·δ over its edges."""
        return self.connections.backward(self.delta).reshape(self.a.shape)

    @cached_property
    def parameter_gradient(self) -> np.ndarray | None:
        """∂C/∂w: for each weight the sum of a·δ over the edges that use it."""
        if self.connections.parameter is None:
            return None
        edges = self.connections
        return edges.parameter_gradient(self.delta, self.a.reshape(edges.input_shape))


def _dense(a: np.ndarray, w: np.ndarray | None, options: Mapping[str, Any]) -> Connections:
    return connections.dense(w)


def _convolution(a: np.ndarray, w: np.ndarray | None, options: Mapping[str, Any]) -> Connections:
    return connections.convolution(w, a.shape, **options)


def _max_pool(a: np.ndarray, w: np.ndarray | None, options: Mapping[str, Any]) -> Connections:
    _, winners = pooling.max_forward(a, **options)
    return connections.max_pool(winners, a.shape)


def _average_pool(a: np.ndarray, w: np.ndarray | None, options: Mapping[str, Any]) -> Connections:
    return connections.average_pool(a.shape, **options)


BUILDERS: dict[str, Builder] = {
    "dense": _dense,
    "convolution": _convolution,
    "max_pool": _max_pool,
    "average_pool": _average_pool,
}


def build(
    kind: str,
    z_in: Any,
    weights: Any = None,
    delta: Any = None,
    *,
    bias: Any = None,
    activation: str = "identity",
    builder: Builder | None = None,
    **options: Any,
) -> Layer:
    """Check the numbers and compute the layer; raises ValueError or TypeError before any work.

    kind names one of BUILDERS; any other kind brings its own builder of edges.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(
            f"activation: got {activation!r}, expected one of {', '.join(sorted(ACTIVATIONS))}"
        )
    z_in = numbers("a" if kind == "dense" else "image", z_in)
    weights = None if weights is None else numbers("w" if kind == "dense" else "kernel", weights)
    a = ACTIVATIONS[activation][0](z_in)
    edges = (builder or BUILDERS[kind])(a, weights, options)
    if int(np.prod(edges.input_shape)) != z_in.size:
        raise ValueError(
            f"image: got shape {z_in.shape}, expected {edges.input_shape} (what the edges read)"
        )
    if delta is not None:
        delta = numbers("delta", delta)
        if delta.shape != tuple(edges.output_shape):
            raise ValueError(f"delta: got shape {delta.shape}, expected {edges.output_shape}")
    if bias is not None:
        bias = numbers("b", bias, at_least=0)
        allowed = {1, edges.output_shape[0]} if len(edges.output_shape) != 2 else {1}
        if bias.size not in allowed:
            raise ValueError(f"b: got {bias.size} values, expected {max(allowed)}")
    return Layer(kind, z_in, weights, bias, options, activation, edges, delta)


def numbers(name: str, value: Any, at_least: int = 1) -> np.ndarray:
    """value as a float64 array of finite numbers, or an error that names the argument."""
    try:
        array = np.array(value, dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name}: got {type(value).__name__}, expected numbers") from error
    if array.ndim < at_least or array.size == 0:
        raise ValueError(f"{name}: got shape {array.shape}, expected at least one number")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: got NaN or infinity, expected finite numbers")
    return array
