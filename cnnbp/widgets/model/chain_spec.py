"""How a network is written down for the explorer: one short tuple per layer.

[("convolution", kernel, {"b": b, "padding": 1}), "relu", ("max_pool", 2), ("dense", w)]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cnnbp import network
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Layer
from cnnbp.connections.layer import Builder
from cnnbp.widgets.layer import BUILDERS, build

EXAMPLE = '("convolution", kernel, {"b": b, "padding": 1}), ("max_pool", 2), "relu"'
CONVOLUTION = {"stride": 1, "padding": 0, "dilation": 1, "convention": "correlation"}
POOL = {"stride": None, "padding": 0}
POOLS = {"max_pool": network.MaxPool2D, "average_pool": network.AveragePool2D}
OPTIONS: dict[str, dict[str, Any]] = {
    "dense": {},
    "convolution": CONVOLUTION,
    "max_pool": POOL,
    "average_pool": POOL | {"count_include_pad": True},
}


@dataclass(frozen=True)
class Spec:
    """One layer before it has met its input. A kind of your own brings its builder of edges."""

    kind: str
    weights: Any = None
    bias: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)
    builder: Builder | None = None

    def build(self, a: np.ndarray) -> Layer:
        """The layer on what it receives."""
        given = {"bias": self.bias, "builder": self.builder}
        return build(self.kind, a, self.weights, **given, **self.options)


def specs(layers: Any) -> tuple[Spec, ...]:
    """All layers read; TypeError or ValueError names the one that cannot be."""
    if isinstance(layers, network.Network):
        kept = [la for la in layers.layers if not isinstance(la, network.Flatten)]
        return tuple(_trained(f"layers[{i}]", layer) for i, layer in enumerate(kept))
    if isinstance(layers, str) or not isinstance(layers, Sequence):
        got = type(layers).__name__
        raise TypeError(f"layers: got a {got}, expected a list such as [{EXAMPLE}]")
    if not layers:
        raise ValueError("layers: got an empty list, expected at least one layer")
    return tuple(_spec(f"layers[{place}]", item) for place, item in enumerate(layers))


def _spec(name: str, item: Any) -> Spec:
    if isinstance(item, Spec):
        return item
    if callable(item):
        words = getattr(item, "__name__", "layer").strip("_").replace("_", " ")
        return Spec(words, builder=lambda a, *_: item(a))
    parts: Any = [item] if isinstance(item, str) else item
    if not isinstance(parts, Sequence) or not parts or not isinstance(parts[0], str):
        raise TypeError(f"{name}: got {item!r}, expected a layer such as {EXAMPLE}")
    kind, *rest = parts
    options = dict(rest.pop()) if rest and isinstance(rest[-1], Mapping) else {}
    if kind in ACTIVATIONS:
        return _plain(name, kind, rest, options)
    if kind not in BUILDERS:
        known = ", ".join([*BUILDERS, *ACTIVATIONS])
        raise ValueError(f"{name}: got {kind!r}, expected one of {known}, or a builder of edges")
    return _with_options(name, kind, rest, options)


def _trained(name: str, layer: network.Layer) -> Spec:
    """A layer of a Network, with its weights as they are now. A dense layer needs no Flatten."""
    w, b = layer.parameters.get("w"), layer.parameters.get("b")
    if isinstance(layer, network.Activation):
        return Spec(layer.settings["name"])
    if isinstance(layer, network.Dense):
        return Spec("dense", copy(w), copy(b))
    if isinstance(layer, network.Conv2D):
        return Spec("convolution", copy(w), copy(b), layer.options)
    for kind, pool in POOLS.items():
        if isinstance(layer, pool):
            return Spec(kind, options=layer.settings)
    raise TypeError(f"{name}: got {layer!r}, expected a layer of cnnbp.network")


def _plain(name: str, kind: str, rest: list[Any], options: dict[str, Any]) -> Spec:
    if rest or options:
        raise ValueError(f"{name}: got {kind} with {rest or options}, expected {kind!r} alone")
    return Spec(kind)


def _with_options(name: str, kind: str, rest: list[Any], options: dict[str, Any]) -> Spec:
    """A layer with weights has them in second place, a pool its size."""
    pool = kind.endswith("_pool")
    what = "size" if pool else "kernel" if kind == "convolution" else "w"
    if len(rest) != 1:
        raise TypeError(f"{name}: got {len(rest)} values, expected ({kind!r}, {what})")
    bias = None if pool else options.pop("b", None)
    known = OPTIONS[kind]
    if strange := sorted(set(options) - set(known)):
        allowed = ", ".join([*known, *([] if pool else ["b"])])
        raise TypeError(f"{name}: got option {strange[0]!r}, expected one of {allowed}")
    options = known | options
    if pool:
        return Spec(kind, options={"size": rest[0]} | options)
    return Spec(kind, copy(rest[0]), copy(bias), options)
