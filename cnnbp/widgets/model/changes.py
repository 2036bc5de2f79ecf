"""What a person can change about a layer: the fields that offer it, and what each change gives.

The browser draws the fields as plain controls. A change gives a new layer, checked like any other,
or a ValueError that says why not. A layer kind of your own has no fields.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from cnnbp import datasets
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Layer
from cnnbp.widgets.model.layer import build

LARGEST = 1e6  # beyond it no cell could show the number
UNREAD = "got {}, expected a number such as 0.5 or -1.2"
TOO_LARGE = "got {}, expected a number between -1000000 and 1000000"
MOST = 16  # of a stride, padding or the like: beyond it a slip of the finger would fill the memory
LARGEST_KERNEL = 5  # that is offered
SIDE = 8  # rows and columns of a shipped digit
# Panels whose numbers are given; the others are computed from them.
GIVEN = {"input": "z", "z_in": "z", "weights": "w", "delta": "delta"}
SIZES = ("stride", "padding", "dilation", "size")
POOLS = {"max_pool": "max", "average_pool": "average"}
CONVENTIONS = {"correlation": "cross-correlation", "convolution": "true convolution"}
COUNTED = {"true": "the window's size", "false": "the pixels inside"}


def controls(layer: Layer) -> list[dict[str, Any]]:
    """The fields for this layer: name, label, and either choices or the range of a number."""
    fields = [*_of_kind(layer)]
    if layer.builder is None:
        fields += [_choice("activation", "activation in front", layer.activation, ACTIVATIONS)]
        if _holds_a_digit(layer.z.shape):
            choices = ["", *map(str, range(10))]
            fields.append(_choice("digit", "digit", which_digit(layer.z), choices))
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


def _number(name: str, label: str, value: Any, low: int, high: int) -> dict[str, Any]:
    if isinstance(value, (tuple, list)):
        value = value[0] if len(set(value)) == 1 else " × ".join(map(str, value))
    return {"name": name, "label": label, "value": value, "low": low, "high": high}


def _choice(name: str, label: str, value: str, choices: Any) -> dict[str, Any]:
    labels = choices if isinstance(choices, dict) else {c: c or "choose" for c in choices}
    options = [[key, labels[key] if isinstance(labels[key], str) else key] for key in labels]
    return {"name": name, "label": label, "value": value, "choices": options}


def rebuilt(layer: Layer, **new: Any) -> Layer:
    """The layer with some of its numbers or options replaced, checked like a new one."""
    options = {**layer.options, **new.pop("options", {})}
    given: dict[str, Any] = {
        "kind": layer.kind,
        "z": layer.z,
        "w": layer.w,
        "delta": layer.given_delta,
        "b": layer.b,
        "activation": layer.activation,
        "builder": layer.builder,
    } | new
    try:
        return build(**given, **options)
    except ValueError:
        if "delta" in new or layer.given_delta is None:
            raise
        # The output has another shape, which the given delta does not fit any more.
        return rebuilt(layer, **new, options=options, delta=None)


def with_option(layer: Layer, name: str, value: Any) -> Layer:
    """One control changed."""
    if name in CHANGES:
        return CHANGES[name](layer, str(value))
    if name not in layer.options:
        raise ValueError(f"{name}: this layer has no such option")
    if name in SIZES:
        value = within(name, sizes(name, value), layer.options[name])
    elif name == "count_include_pad":
        value = str(value).lower() == "true"
    return rebuilt(layer, options={name: value})


def _kind(layer: Layer, value: str) -> Layer:
    """The other pool of the same windows; a max pool keeps the choice of divisor."""
    options = dict(layer.options)
    if value == "average_pool":
        options.setdefault("count_include_pad", True)
    return build(value, layer.z, None, layer.given_delta, activation=layer.activation, **options)


def _kernel_size(layer: Layer, value: str) -> Layer:
    if layer.w is None:
        raise ValueError("kernel_size: this layer has no kernel")
    given = within("kernel_size", sizes("kernel_size", value), layer.w.shape[-2:])
    side = np.broadcast_to(given, 2)
    if side.min() < 1:
        raise ValueError(f"kernel_size: got {side.min()}, expected at least 1")
    kernel = wave((*layer.w.shape[:-2], *side))  # of it, the old weights keep their place
    rows, columns = np.minimum(layer.w.shape[-2:], side)
    kernel[..., :rows, :columns] = layer.w[..., :rows, :columns]
    return rebuilt(layer, w=kernel)


def wave(shape: tuple[int, ...]) -> np.ndarray:
    """New weights: a wave without symmetry, to one decimal."""
    return np.round(np.sin(1.7 * np.arange(math.prod(shape)) + 1), 1).reshape(shape)


def _digit(layer: Layer, value: str) -> Layer:
    """One of the shipped digits as the input; ValueError for any other text or shape."""
    digit = str(value).strip()
    if not _holds_a_digit(layer.z.shape) or digit not in map(str, range(10)):
        raise ValueError(f"digit: got {value!r}, expected 0 to 9 and an 8 × 8 input")
    return rebuilt(layer, z=digits()[int(digit)].reshape(layer.z.shape))


CHANGES: dict[str, Callable[[Layer, str], Layer]] = {
    "kind": _kind,
    "kernel_size": _kernel_size,
    "digit": _digit,
    "activation": lambda layer, value: rebuilt(layer, activation=value),
}


@functools.cache
def digits() -> np.ndarray:
    """One 8 × 8 image for each of the digits 0 to 9."""
    images, labels = datasets.load_digits()
    return np.stack([images[np.flatnonzero(labels == digit)[0]] for digit in range(10)])


def _holds_a_digit(shape: tuple[int, ...]) -> bool:
    """Whether a digit fills an input of this shape: 8 × 8, with one channel or none."""
    return shape in ((SIDE, SIDE), (1, SIDE, SIDE))


def which_digit(a: np.ndarray) -> str:
    """Which of the offered digits an input is; "" for any other image, a drawing for example."""
    if not _holds_a_digit(a.shape):
        return ""
    found = np.flatnonzero((digits() == a.reshape(SIDE, SIDE)).all(axis=(1, 2)))
    return str(found[0]) if found.size else ""


def with_values(layer: Layer, panel: str, cells: Iterable[int], text: Any) -> Layer:
    """Cells of one panel set to a number; text is what the person typed."""
    name = GIVEN.get(panel)
    if name is None:
        raise ValueError(f"{panel}: these numbers are computed; edit the input, weights or delta")
    if panel == "input" and layer.activation != "identity":
        raise ValueError("input: a = σ(z) is computed; edit input z instead")
    old = {"z": layer.z, "w": layer.w, "delta": layer.delta}[name]
    if old is None:
        raise ValueError(f"{panel}: this layer has no weights")
    new, value = old.copy(), number(text)
    flat = np.array(list(cells), dtype=int)
    if flat.size and not (flat.min() >= 0 and flat.max() < new.size):
        raise ValueError(f"{panel}: got cell {flat.max()}, expected 0 to {new.size - 1}")
    new.reshape(-1)[flat] = value
    return rebuilt(layer, **{name: new})


def number(text: Any, unread: str = UNREAD) -> float:
    """What a person typed, as a number that a cell can show; ValueError, with `unread`, else."""
    shown = str(text).strip().replace("−", "-").replace(",", ".")
    try:
        value = float(shown)
    except ValueError:
        what = repr(text) if shown else "nothing"
        raise ValueError(unread.format(what)) from None
    if not abs(value) <= LARGEST:
        raise ValueError(TOO_LARGE.format(shown))
    return value


def sizes(name: str, value: Any) -> int | tuple[int, int]:
    """A whole number, or two for rows and columns, as a field gives them: "2", "1 × 2", "1, 2"."""
    if isinstance(value, int):
        return value
    try:
        found = [int(part) for part in re.split(r"\s*[×x,;\s]\s*", str(value).strip())]
    except ValueError:
        found = []
    if not 1 <= len(found) <= 2:
        raise ValueError(f"{name}: got {value!r}, expected a whole number, or two such as 1 × 2")
    return found[0] if len(found) == 1 else (found[0], found[1])


def within(name: str, value: int | tuple[int, int], now: Any) -> int | tuple[int, int]:
    """The value; ValueError above MOST, or above what the layer has now if that is more."""
    most = max(MOST, int(np.max(1 if now is None else now)))
    if np.max(value) > most:
        raise ValueError(f"{name}: got {np.max(value)}, expected at most {most}")
    return value
