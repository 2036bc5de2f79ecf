"""One layer as the explorer sees it: the numbers around its edges, computed once by the package.

A layer of any kind is built by a function that returns its edges; everything else follows from
them (or from the fast functions that the tests prove equal to them).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from cnnbp import connections, pooling
from cnnbp._core import checks
from cnnbp._core import geometry as shapes
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections

ONE_IMAGE = {2: "(H, W)", 3: "(C, H, W)"}
KERNELS = {2: "(kH, kW)", 4: "(F, C, kH, kW)"}
CONVOLUTION = {"stride": 1, "padding": 0, "dilation": 1, "convention": "correlation"}

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
    builder: Builder | None = None

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
    w = _weights("w", w)
    checks.dimensions("w", w.shape, {2: "(n, m)"})
    if a.size != w.shape[1]:
        raise ValueError(
            f"a: got shape {a.shape} with {a.size} units, expected {w.shape[1]} as w {w.shape} has"
        )
    return connections.dense(w, **options)


def _convolution(a: np.ndarray, w: np.ndarray | None, options: Mapping[str, Any]) -> Connections:
    w = _weights("kernel", w)
    checks.dimensions("image", a.shape, ONE_IMAGE)
    checks.dimensions("kernel", w.shape, KERNELS)
    # Checked here first, so that a message speaks of image and kernel.
    shapes.layer(a.shape, w.shape, **{**CONVOLUTION, **options}, names=("image", "kernel"))
    return connections.convolution(w, a.shape, **options)


def _max_pool(a: np.ndarray, w: np.ndarray | None, options: Mapping[str, Any]) -> Connections:
    checks.dimensions("image", a.shape, ONE_IMAGE)
    _, winners = pooling.max_forward(a, **options)
    return connections.max_pool(winners, a.shape)


def _average_pool(a: np.ndarray, w: np.ndarray | None, options: Mapping[str, Any]) -> Connections:
    checks.dimensions("image", a.shape, ONE_IMAGE)
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
    checks.choice("activation", activation, tuple(sorted(ACTIVATIONS)))
    image, kernel = ("image", "kernel") if kind in BUILDERS and kind != "dense" else ("a", "w")
    z_in = numbers(image, z_in)
    weights = None if weights is None else numbers(kernel, weights)
    a = ACTIVATIONS[activation][0](z_in)
    edges = (builder or BUILDERS[kind])(a, weights, options)
    if builder is not None:
        weights = _check_edges(edges, a, weights)
    if delta is not None:
        delta = numbers("delta", delta)
        checks.same_shape("delta", delta, edges.output_shape, "this layer's output")
    if bias is not None:
        bias = numbers("b", bias)
        allowed = {1, edges.output_shape[0]} if len(edges.output_shape) != 2 else {1}
        if bias.size not in allowed:
            raise ValueError(f"b: got {bias.size} values, expected {max(allowed)}")
    return Layer(kind, z_in, weights, bias, options, activation, edges, delta, builder)


def _weights(name: str, weights: np.ndarray | None) -> np.ndarray:
    """A layer with weights needs them."""
    if weights is None:
        raise TypeError(f"{name}: got None, expected an array of real numbers")
    return weights


def _check_edges(
    edges: Connections, a: np.ndarray, weights: np.ndarray | None
) -> np.ndarray | None:
    """Edges from outside must fit the numbers; returns their weights, read from the edges."""
    if not isinstance(edges, Connections):
        raise TypeError(f"connections: got a {type(edges).__name__}, expected Connections")
    if math.prod(edges.input_shape) != a.size:
        raise ValueError(
            f"a: got shape {a.shape}, expected {edges.input_shape}, which the connections read"
        )
    if edges.parameter is None or edges.parameter_shape is None:
        if weights is not None:
            raise ValueError("weights: got an array, expected None: these edges use no weights")
        return None
    if weights is None:
        weights = np.zeros(edges.parameter_shape)
        weights.flat[edges.parameter] = edges.weight
    checks.same_shape("weights", weights, edges.parameter_shape, "the connections' parameters")
    if not np.allclose(weights.ravel()[edges.parameter], edges.weight):
        raise ValueError("weights: got other values than the edges have, expected the same")
    return weights


def numbers(name: str, value: Any) -> np.ndarray:
    """value as a float64 array of finite numbers of its own, or an error naming the argument."""
    array = np.array(checks.numbers(name, value), dtype=float)
    if array.size == 0:
        raise ValueError(f"{name}: got shape {array.shape}, expected at least one number")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: got NaN or infinity, expected finite numbers")
    return array
