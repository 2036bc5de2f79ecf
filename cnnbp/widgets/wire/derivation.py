"""What the browser receives of a derivation: the layer in both conventions, lines and lights.

Every number comes from the package: values and edges from `Connections`, the measured gradients
from central differences of the loss. The bias is one more parameter whose edges all come from a
constant 1, so that its gradient is a sum over edges like the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnbp import convolution, gradient_check, losses
from cnnbp._core import checks
from cnnbp._core.geometry import CONVENTIONS
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections, Layer
from cnnbp.widgets.layer import CONVOLUTION, build, numbers
from cnnbp.widgets.wire.formulas import indices, lines
from cnnbp.widgets.wire.layer import pack, panel, scene

LARGEST = 16  # rows and columns: more cells have no room for their numbers
# The panels of each derivation, in their order.
PANELS = {
    "delta": ("z_in", "delta", "input_delta", "weights"),
    "kernel": ("input", "delta", "parameter_gradient", "weights"),
    "bias": ("delta", "weights", "parameter_gradient"),
}
NAMES = {"z_in": "zˡ", "input": "aˡ", "delta": "δˡ⁺¹", "input_delta": "δˡ"}
ABOUT = {
    "z_in": "layer l",
    "input": "layer l, a = σ(z)",
    "delta": "layer l + 1, given",
    "input_delta": "layer l, wanted",
    "parameter_gradient": "wanted",
}

# What a symbol lights up: for each derivation, panel -> which of its cells. `term` is one cell,
# `terms` all that take part, `window` what one output reads, `chosen` the place asked about.
LIGHTS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "delta": {
        "all": {"z_in": "chosen", "input_delta": "chosen", "delta": "terms", "weights": "terms"},
        "term": {"z_in": "chosen", "weights": "term", "delta": "term"},
        "result": {"input_delta": "chosen"},
        "delta": {"delta": "terms"},
        "w": {"weights": "terms"},
        "slope": {"z_in": "chosen"},
        "z": {"z_in": "chosen"},
        "window": {"z_in": "window", "weights": "whole", "delta": "term"},
        "out": {"z_in": "window", "delta": "term"},
        "factor": {"z_in": "chosen", "weights": "term", "delta": "term"},
        "sum": {"delta": "terms", "weights": "terms"},
        "x": {"z_in": "row", "input_delta": "row"},
        "y": {"z_in": "column", "input_delta": "column"},
        "x′": {"delta": "term", "weights": "term"},
        "y′": {"delta": "term", "weights": "term"},
        "p": {"delta": "term", "weights": "term"},
        "q": {"delta": "term", "weights": "term"},
        "b": {},
    },
    "kernel": {
        "all": {
            "weights": "chosen",
            "parameter_gradient": "chosen",
            "input": "terms",
            "delta": "terms",
        },
        "term": {"input": "term", "weights": "chosen", "delta": "term"},
        "result": {"parameter_gradient": "chosen"},
        "delta": {"delta": "terms"},
        "w": {"weights": "chosen"},
        "a": {"input": "terms"},
        "window": {"input": "window", "weights": "whole", "delta": "term"},
        "out": {"input": "window", "delta": "term"},
        "factor": {"input": "term", "weights": "chosen", "delta": "term"},
        "sum": {"delta": "terms", "input": "terms"},
        "x′": {"delta": "term", "input": "term"},
        "y′": {"delta": "term", "input": "term"},
        "p": {"weights": "row", "parameter_gradient": "row"},
        "q": {"weights": "column", "parameter_gradient": "column"},
        "b": {},
    },
    "bias": {
        "all": {"weights": "chosen", "parameter_gradient": "chosen", "delta": "terms"},
        "term": {"delta": "term"},
        "result": {"parameter_gradient": "chosen"},
        "delta": {"delta": "terms"},
        "b": {"weights": "chosen"},
        "out": {"delta": "term"},
        "factor": {"weights": "chosen", "delta": "term"},
        "sum": {"delta": "terms"},
        "x′": {"delta": "term"},
        "y′": {"delta": "term"},
    },
}


def derivation_layers(
    z: Any, w: Any, delta: Any, target: Any, b: Any, activation: str
) -> dict[str, Layer]:
    """The convolution in each convention; raises ValueError or TypeError before any work.

    With a target the cost is C = ½ Σ (z − target)², with a delta C = Σ δ·z, else C = ½ Σ z².
    """
    z, w = numbers("z", z), numbers("w", w)
    checks.dimensions("z", z.shape, {2: "(H, W)"})
    checks.dimensions("w", w.shape, {2: "(kH, kW)"})
    if max(z.shape) > LARGEST:
        limit = f"{LARGEST} × {LARGEST}, so that every number can be read"
        raise ValueError(f"z: got shape {z.shape}, expected at most {limit}")
    if any(k > n for k, n in zip(w.shape, z.shape, strict=True)):
        raise ValueError(f"w: got shape {w.shape}, expected at most {z.shape} as z has")
    if delta is not None and target is not None:
        raise ValueError("target: got both delta and target, expected one: a target gives a delta")
    found = {}
    for convention in CONVENTIONS:
        options = CONVOLUTION | {"convention": convention}
        given: dict[str, Any] = {"bias": b, "activation": activation, **options}
        layer = build("convolution", z, w, delta, **given)
        if target is not None:
            target = numbers("target", target)
            checks.same_shape("target", target, layer.output.shape, "this layer's output")
            error = losses.squared_error_delta(layer.output[None], target[None], 1)[0]
            layer = build("convolution", z, w, error, **given)
        found[convention] = layer
    return found


def derivation_scene(layers: Mapping[str, Layer], target: np.ndarray | None) -> dict[str, Any]:
    """All that the browser needs: two scenes for each convention, the lines, what lights up."""
    some = layers["correlation"]
    kernel = np.asarray(some.w).shape
    return {
        "conventions": list(CONVENTIONS),
        "layers": [_layer_scene(layers[name]) for name in CONVENTIONS]
        + [_bias_scene(layers[name]) for name in CONVENTIONS],
        "lines": {name: lines(name, (kernel[0], kernel[1])) for name in CONVENTIONS},
        "indices": {name: indices(name, (kernel[0], kernel[1])) for name in CONVENTIONS},
        "panels": {name: list(ids) for name, ids in PANELS.items()},
        "lights": LIGHTS,
        "measured": {name: measured(layers[name], target) for name in CONVENTIONS},
    }


def measured(layer: Layer, target: np.ndarray | None) -> dict[str, Any]:
    """∂C/∂z, ∂C/∂w and ∂C/∂b by central differences of the whole forward pass, packed."""
    sigma, options = ACTIVATIONS[layer.activation][0], dict(layer.options)
    w, bias = np.asarray(layer.w), np.zeros(1) if layer.b is None else layer.b.ravel()

    def cost(z: Any, w: Any, b: Any) -> float:
        out = convolution.forward(sigma(z), w, b, **options)
        if target is not None:
            return float(losses.squared_error(out[None], target[None]))
        if layer.given_delta is not None:
            return float(np.sum(layer.given_delta * out))
        return float(np.sum(out**2) / 2)

    slope = gradient_check.central_difference
    return {
        "delta": pack(slope(lambda z: cost(z, w, bias), layer.z)),
        "kernel": pack(slope(lambda k: cost(layer.z, k, bias), w)),
        "bias": pack(slope(lambda b: cost(layer.z, w, b), bias)),
    }


def bias_connections(layer: Layer) -> Connections:
    """One edge from a constant 1 to every output, all with the same weight b."""
    count, b = layer.output.size, 0.0 if layer.b is None else float(layer.b.ravel()[0])
    zeros = np.zeros(count, dtype=np.int64)
    outputs = np.arange(count)
    return Connections(zeros, outputs, np.full(count, b), zeros, (1,), layer.output.shape, (1,))


def _layer_scene(layer: Layer) -> dict[str, Any]:
    packed = scene(layer)
    known = {p["id"] for p in packed["panels"]}
    more = [
        panel("z_in", "z", "z", layer.z, "input"),
        panel("sigma_prime", "σ′", "σ′", layer.sigma_prime, "input"),
        panel("input_delta", "δ", "δ", layer.right, "input"),
        _gradient_panel("∂C/∂w", layer),
    ]
    packed["panels"] += [p for p in more if p["id"] not in known]
    return _named(packed)


def _bias_scene(layer: Layer) -> dict[str, Any]:
    edges = bias_connections(layer)
    one = build("bias", np.ones(1), None, layer.delta, builder=lambda *_: edges)
    packed = scene(one)
    packed["panels"].append(_gradient_panel("∂C/∂b", one))
    next(p for p in packed["panels"] if p["id"] == "weights")["name"] = "b"
    return _named(packed)


def _gradient_panel(name: str, layer: Layer) -> dict[str, Any]:
    gradient = np.asarray(layer.parameter_gradient)
    return panel("parameter_gradient", name, name, gradient, "weights")


def _named(packed: dict[str, Any]) -> dict[str, Any]:
    """The derivation's own names and words for the panels that it shows."""
    for one in packed["panels"]:
        if one["id"] in ABOUT:
            size = " × ".join(map(str, one["values"]["shape"]))
            one["name"] = NAMES.get(one["id"], one["name"])
            one["subtitle"] = f"{size} · {ABOUT[one['id']]}"
    return packed
