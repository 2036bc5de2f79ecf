"""One layer from given numbers: they are checked, and the edges are built from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from cnnbp import connections, pooling
from cnnbp._core import checks
from cnnbp._core import geometry as shapes
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections, Layer
from cnnbp.connections.layer import Builder

ONE_IMAGE = {2: "(H, W)", 3: "(C, H, W)"}
KERNELS = {2: "(kH, kW)", 4: "(F, C, kH, kW)"}
CONVOLUTION = {"stride": 1, "padding": 0, "dilation": 1, "convention": "correlation"}


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
    windows = {name: value for name, value in options.items() if name != "count_include_pad"}
    _, winners = pooling.max_forward(a, **windows)
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
    z: Any,
    w: Any = None,
    delta: Any = None,
    *,
    b: Any = None,
    activation: str = "identity",
    builder: Builder | None = None,
    **options: Any,
) -> Layer:
    """The layer of these numbers. ValueError or TypeError before anything is computed.

    kind: one of BUILDERS; any other kind needs a builder of edges. z: what σ, if there is one, is
    applied to; the layer's input is a = σ(z). The other arguments as in `connections.Layer`.
    """
    checks.choice("activation", activation, tuple(sorted(ACTIVATIONS)))
    image, kernel = ("image", "kernel") if kind in BUILDERS and kind != "dense" else ("a", "w")
    z = numbers(image, z)
    w = None if w is None else numbers(kernel, w)
    a = ACTIVATIONS[activation][0](z)
    edges = (builder or BUILDERS[kind])(a, w, options)
    if builder is not None:
        w = _check_edges(edges, a, w)
    if delta is not None:
        delta = numbers("delta", delta)
        checks.same_shape("delta", delta, edges.output_shape, "this layer's output")
    if b is not None:
        b = numbers("b", b)
        allowed = {1, edges.output_shape[0]} if len(edges.output_shape) != 2 else {1}
        if b.size not in allowed:
            raise ValueError(f"b: got {b.size} values, expected {max(allowed)}")
    if edges.input_shape != a.shape:  # a dense layer may read an image
        edges = replace(edges, input_shape=a.shape)
    return Layer(kind, edges, a, delta, w, z, activation, b, options, builder=builder)


def _weights(name: str, weights: np.ndarray | None) -> np.ndarray:
    """The weights; TypeError for None."""
    if weights is None:
        raise TypeError(f"{name}: got None, expected an array of real numbers")
    return weights


def _check_edges(
    edges: Connections, a: np.ndarray, weights: np.ndarray | None
) -> np.ndarray | None:
    """The weights of edges from outside, read from them; ValueError where they do not fit a."""
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
    """A float64 copy of value. ValueError unless it holds at least one number, all finite."""
    array = np.array(checks.numbers(name, value), dtype=float)
    if array.size == 0:
        raise ValueError(f"{name}: got shape {array.shape}, expected at least one number")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: got NaN or infinity, expected finite numbers")
    return array
