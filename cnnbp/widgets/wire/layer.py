"""What the browser receives: panels of numbers, and the edges between their cells.

The browser decides nothing about a layer. It gets every value and every edge from here, as binary
buffers; it lays them out, colours them and adds up what it shows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnbp import convolution
from cnnbp.connections import Layer
from cnnbp.widgets.model.changes import controls

KERNEL_NAMES = {"dense": "weights W", "convolution": "kernel w"}
SUBTITLES = {"delta": "∂C/∂z of this layer", "gradient": "∂C/∂a, what flows back"}
OWN_COST = "δ\u00a0=\u00a0z, as for C\u00a0=\u00a0½‖z‖²"


def pack(array: np.ndarray) -> dict[str, Any]:
    """An array as dtype, shape and bytes: one binary buffer on the wire."""
    array = np.ascontiguousarray(array)
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": array.tobytes()}


def unpack(packed: dict[str, Any]) -> np.ndarray:
    """The array that `pack` packed; read-only."""
    return np.frombuffer(packed["data"], packed["dtype"]).reshape(packed["shape"])


def pack_indices(indices: np.ndarray) -> dict[str, Any]:
    """Indices in the smallest unsigned type that holds them, to keep the message small."""
    top = int(indices.max(initial=0))
    dtype = np.uint8 if top < 2**8 else np.uint16 if top < 2**16 else np.uint32
    return pack(indices.astype(dtype))


def is_picture(values: np.ndarray) -> bool:
    """Whether the values are drawn in grey, as an image: from 0 (paper) to 1 (ink), in rows."""
    return bool(values.ndim >= 2 and values.min() >= 0 and values.max() <= 1)


def scene(layer: Layer) -> dict[str, Any]:
    """All panels and edges of one layer."""
    return {
        "kind": layer.kind,
        "activation": layer.activation,
        "options": {name: _plain(value) for name, value in layer.options.items()},
        "given": _given(layer),
        "panels": _panels(layer),
        "edges": _edges(layer),
        "bias": None if layer.b is None else pack(layer.bias_of_output),
        "rotated": _rotated(layer),
        "controls": controls(layer),
    }


def _given(layer: Layer) -> list[str]:
    """What came from outside, and is not worked out from the rest when that changes."""
    given = {"delta": layer.given_delta is not None, "edges": layer.builder is not None}
    return [name for name, came in given.items() if came]


def panel(ident: str, symbol: str, name: str, values: np.ndarray, unit: str) -> dict[str, Any]:
    shape = " × ".join(str(n) for n in values.shape)
    grey = ident == "input" and is_picture(values)
    return {
        "id": ident,
        "symbol": symbol,
        "name": name,
        "subtitle": f"{shape} · {SUBTITLES[ident]}" if ident in SUBTITLES else shape,
        "unit": unit,
        "scale": "image" if grey else "signed",
        "values": pack(values.astype(float)),
    }


def _panels(layer: Layer) -> list[dict[str, Any]]:
    panels = [panel("input", "a", "input a", layer.a, "input")]
    if layer.w is not None:
        name = KERNEL_NAMES.get(layer.kind, "weights w")
        panels.append(panel("weights", "w", name, layer.w, "weights"))
        if convention := layer.options.get("convention"):
            text = {"correlation": "cross-correlation", "convolution": "true convolution"}
            panels[-1]["subtitle"] += f" · {text[convention]}"
    panels += [
        panel("output", "z", "output z", layer.output, "output"),
        panel("delta", "δ", "output delta δ", layer.delta, "output"),
        panel("gradient", "∂C/∂a", "input gradient", layer.input_gradient, "input"),
    ]
    if layer.given_delta is None:
        size = " × ".join(str(n) for n in layer.delta.shape)
        next(p for p in panels if p["id"] == "delta")["subtitle"] = f"{size} · {OWN_COST}"
    if layer.activation != "identity":
        panels += [
            panel("z_in", "z", "input z", layer.z, "input"),
            # A slope of 1 passes everything: the scale ends there.
            panel("sigma_prime", "σ′(z)", "slope σ′(z)", layer.sigma_prime, "input") | {"top": 1},
            panel("input_delta", "δ", "input delta", layer.right, "input"),
        ]
    return panels


def _edges(layer: Layer) -> dict[str, Any]:
    edges = layer.connections
    packed = {"source": pack_indices(edges.source), "target": pack_indices(edges.target)}
    if edges.parameter is None:
        return packed | {"weight": pack(np.asarray(edges.weight, dtype=float))}
    gradient = pack(np.asarray(layer.parameter_gradient, dtype=float))
    return packed | {"parameter": pack_indices(edges.parameter), "parameter_gradient": gradient}


def _rotated(layer: Layer) -> dict[str, Any] | None:
    """The padded output delta, and where each output unit lies in it (convolution only)."""
    if layer.kind != "convolution" or layer.w is None:
        return None
    options = dict(layer.options)
    kernel = layer.w
    # In a true convolution the forward pass has rotated the kernel already.
    convention = options.pop("convention", "correlation")
    numbers = np.arange(kernel.size).reshape(kernel.shape)
    turned = convolution.rot180(numbers) if convention == "correlation" else numbers
    padded = convolution.padded_delta(layer.delta, kernel.shape, layer.a.shape, **options)
    # The units' own numbers, padded in the same manner, tell where each one went.
    count = np.arange(1, layer.delta.size + 1, dtype=float).reshape(layer.delta.shape)
    places = convolution.padded_delta(count, kernel.shape, layer.a.shape, **options).ravel()
    place = np.zeros(layer.delta.size, dtype=np.int64)
    kept = np.flatnonzero(places)
    place[places[kept].astype(np.int64) - 1] = kept + 1
    return {
        "values": pack(padded.astype(float)),
        "place": pack_indices(place),  # 0: the unit touches no input pixel, else position + 1
        "kernel": pack_indices(turned),
        "dilation": _plain(options.get("dilation", 1)),
    }


def _plain(value: Any) -> Any:
    """Options as JSON knows them."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
