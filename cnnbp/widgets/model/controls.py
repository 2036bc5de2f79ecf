"""What a person can change about a layer: described here, drawn by the browser as plain fields.

A layer kind of your own brings its edges alone and has no controls but the activation.
"""

from __future__ import annotations

from typing import Any

from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Layer
from cnnbp.widgets.model import digits

LARGEST_KERNEL = 5


def controls(layer: Layer) -> list[dict[str, Any]]:
    """The fields for this layer: name, label, and either choices or the range of a number."""
    fields = [*_of_kind(layer)]
    if layer.builder is None:
        fields += [_choice("activation", "activation in front", layer.activation, ACTIVATIONS)]
        if digits.fits(layer.z.shape):
            choices = ["", *map(str, range(10))]
            fields.append(_choice("digit", "digit", digits.label(layer.z), choices))
    return fields


def _of_kind(layer: Layer) -> list[dict[str, Any]]:
    options = layer.options
    if layer.kind == "convolution" and layer.w is not None:
        return [
            _number("kernel_size", "kernel size", layer.w.shape[-2:], 1, LARGEST_KERNEL),
            _number("stride", "stride", options["stride"], 1, 4),
            _number("padding", "padding", options["padding"], 0, 4),
            _number("dilation", "dilation", options["dilation"], 1, 3),
            _choice("convention", "forward pass", options["convention"], CONVENTIONS),
        ]
    if layer.kind in POOLS:
        stride = options["stride"]
        fields = [
            _choice("kind", "pooling", layer.kind, POOLS),
            _number("size", "window", options["size"], 1, 5),
            _number("stride", "stride", options["size"] if stride is None else stride, 1, 5),
            _number("padding", "padding", options["padding"], 0, 2),
        ]
        if layer.kind == "average_pool":
            counted = str(options["count_include_pad"]).lower()
            fields.append(_choice("count_include_pad", "divide by", counted, COUNTED))
        return fields
    return []


POOLS = {"max_pool": "max", "average_pool": "average"}
CONVENTIONS = {"correlation": "cross-correlation", "convolution": "true convolution"}
COUNTED = {"true": "the window's size", "false": "the pixels inside"}


def _number(name: str, label: str, value: Any, low: int, high: int) -> dict[str, Any]:
    if isinstance(value, (tuple, list)):
        value = value[0] if len(set(value)) == 1 else " × ".join(map(str, value))
    return {"name": name, "label": label, "value": value, "low": low, "high": high}


def _choice(name: str, label: str, value: str, choices: Any) -> dict[str, Any]:
    labels = choices if isinstance(choices, dict) else {c: c or "choose" for c in choices}
    options = [[key, labels[key] if isinstance(labels[key], str) else key] for key in labels]
    return {"name": name, "label": label, "value": value, "choices": options}
