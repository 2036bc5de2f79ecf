"""The whole state of an explorer as the part of an address after `#`, for the playground page.

    1.conv.8x8.k3.p1.cinput,3,4.ad4.wmkPo…

Fields stand between dots: the version; the kind of layer; the shape of its input; then, each behind
its letter and left out where it is as usual:

    k size   f filters, or outputs of a dense layer   s stride   p padding   d dilation
    x true convolution   e a mean over the pixels inside alone   t activation in front
    c chosen: panel, index   v views   m mode   r forward   n numbers did not fit in
    a input (in front of the activation)   w weights   b bias   g delta, where it was given

Numbers are whole multiples of 1/16 behind an `h`, or of 1/1000 behind an `m`, each as digits of
base 32, the lowest first, in the alphabet of base64url; a digit plus 32 says that more follow.
Their sign is the last bit: 2·n or −2·n − 1. `d4` is the shipped digit 4. Weights that are left out
follow a wave. The browser reads and writes the same (frontend/pages/link.ts); a test compares.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnbp.connections import Layer
from cnnbp.widgets.model.changes import wave, which_digit

LONGEST = 2000
VERSION = "1"
KINDS = {"convolution": "conv", "dense": "dense", "max_pool": "max", "average_pool": "mean"}
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
DROPPED = ("g", "b", "w", "a")  # where all is too long, in this order


def fragment(layer: Layer, view: Mapping[str, Any]) -> str:
    """The state of one layer and its view; ValueError for a layer kind that is no page's."""
    if layer.builder is not None or layer.kind not in KINDS:
        known = ", ".join(KINDS)
        raise ValueError(f"link: got a {layer.kind} layer, expected one alone of {known}")
    fields = _sizes(layer) | _view(view)
    given = {"a": _input(layer.z), "w": _weights(layer.w), "b": _given(layer.b)}
    given["g"] = _given(layer.given_delta)
    numbers = {name: text for name, text in given.items() if text is not None}
    head = [VERSION, KINDS[layer.kind], "x".join(map(str, layer.z.shape))]
    written = _joined(head, fields, numbers)
    for name in DROPPED:
        if len(written) > LONGEST and name in numbers:
            del numbers[name]
            written = _joined(head, fields | {"n": ""}, numbers)
    return written


def _joined(head: list[str], fields: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    both = [*fields.items(), *numbers.items()]
    return ".".join([*head, *(name + text for name, text in both)])


def _sizes(layer: Layer) -> dict[str, str]:
    """The options, without those that are as usual."""
    options, fields = layer.options, {}
    if layer.w is not None:
        if layer.kind == "convolution":
            fields["k"] = _pair(layer.w.shape[-2:])
        if layer.w.ndim == 4 or layer.kind == "dense":
            fields["f"] = str(len(layer.w))
    else:
        fields["k"] = _pair(options["size"])
    usual = {"s": ("stride", 1), "p": ("padding", 0), "d": ("dilation", 1)}
    for letter, (name, value) in usual.items():
        given = options.get(name)
        pool_stride = layer.w is None and name == "stride"
        if given is not None and (pool_stride or _pair(given) != _pair(value)):
            fields[letter] = _pair(given)
    if options.get("convention") == "convolution":
        fields["x"] = ""
    if options.get("count_include_pad") is False:
        fields["e"] = ""
    if layer.activation != "identity":
        fields["t"] = layer.activation
    return fields


def _pair(value: Any) -> str:
    rows, columns = np.broadcast_to(value, 2).tolist()
    return str(rows) if rows == columns else f"{rows}x{columns}"


def _view(view: Mapping[str, Any]) -> dict[str, str]:
    fields = {}
    if chosen := view["selection"]:
        fields["c"] = ",".join(map(str, [chosen["panel"], *chosen["index"]]))
    if views := [name for name in view["views"] if name != "edges"]:
        fields["v"] = ",".join(views)
    if view["mode"] != "explore":
        fields["m"] = view["mode"]
    if view["direction"] == "forward":
        fields["r"] = ""
    return fields


def _input(z: np.ndarray) -> str:
    digit = which_digit(z)
    return f"d{digit}" if digit else _packed(z)


def _weights(w: np.ndarray | None) -> str | None:
    if w is None or _carried(w) == wave(w.shape).ravel().tolist():
        return None
    return _packed(w)


def _given(array: np.ndarray | None) -> str | None:
    return None if array is None else _packed(array)


def _packed(array: np.ndarray) -> str:
    values = _carried(array)
    unit, letter = (16, "h") if _in_sixteenths(values) else (1000, "m")
    return letter + "".join(_digits(math.floor(value * unit + 0.5)) for value in values)


def _carried(array: np.ndarray) -> list[float]:
    """The numbers as the link carries them."""
    values: list[float] = array.ravel().tolist()
    if _in_sixteenths(values):
        return values
    return [math.floor(value * 1000 + 0.5) / 1000 for value in values]


def _in_sixteenths(values: list[float]) -> bool:
    return all((16 * value).is_integer() for value in values)


def _digits(number: int) -> str:
    rest, text = (2 * number if number >= 0 else -2 * number - 1), ""
    while True:
        rest, digit = divmod(rest, 32)
        text += ALPHABET[digit + 32 * (rest > 0)]
        if not rest:
            return text
