"""Changes a person asks for in the explorer: each gives a new layer, or says why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from cnnbp.connections import Layer
from cnnbp.widgets.layer import build
from cnnbp.widgets.model import digits

LARGEST = 1e6  # beyond it no cell could show the number
MOST = 16  # of a stride, padding or the like: beyond it a slip of the finger would fill the memory
# Panels whose numbers are given; the others are computed from them.
GIVEN = {"input": "z_in", "z_in": "z_in", "weights": "weights", "delta": "delta"}
SIZES = ("stride", "padding", "dilation", "size")


def rebuilt(layer: Layer, **new: Any) -> Layer:
    """The layer with some of its numbers or options replaced, checked like a new one."""
    options = {**layer.options, **new.pop("options", {})}
    given = {
        "kind": layer.kind,
        "z_in": layer.z,
        "weights": layer.w,
        "delta": layer.given_delta,
        "bias": layer.b,
        "activation": layer.activation,
        "builder": layer.builder,
    } | new
    kind, z_in = given.pop("kind"), given.pop("z_in")
    try:
        return build(kind, z_in, given.pop("weights"), given.pop("delta"), **given, **options)
    except ValueError:
        if "delta" in new or layer.given_delta is None:
            raise
        # The output has another shape: the delta that was given has no place in it any more.
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
    shared = {name: layer.options[name] for name in ("size", "stride", "padding")}
    if value == "average_pool":
        shared["count_include_pad"] = True
    return build(value, layer.z, None, layer.given_delta, activation=layer.activation, **shared)


def _kernel_size(layer: Layer, value: str) -> Layer:
    if layer.w is None:
        raise ValueError("kernel_size: this layer has no kernel")
    given = within("kernel_size", sizes("kernel_size", value), layer.w.shape[-2:])
    side = np.broadcast_to(given, 2)
    if side.min() < 1:
        raise ValueError(f"kernel_size: got {side.min()}, expected at least 1")
    kernel = np.zeros((*layer.w.shape[:-2], *side))
    # New weights follow a wave with no symmetry; old ones keep their place.
    kernel[...] = np.round(np.sin(1.7 * np.arange(kernel.size) + 1), 1).reshape(kernel.shape)
    rows, columns = np.minimum(layer.w.shape[-2:], side)
    kernel[..., :rows, :columns] = layer.w[..., :rows, :columns]
    return rebuilt(layer, weights=kernel)


def _digit(layer: Layer, value: str) -> Layer:
    return rebuilt(layer, z_in=digits.image(value, layer.z.shape))


CHANGES: dict[str, Callable[[Layer, str], Layer]] = {
    "kind": _kind,
    "kernel_size": _kernel_size,
    "digit": _digit,
    "activation": lambda layer, value: rebuilt(layer, activation=value),
}


def with_values(layer: Layer, panel: str, cells: Iterable[int], text: Any) -> Layer:
    """Cells of one panel set to a number; text is what the person typed."""
    name = GIVEN.get(panel)
    if name is None:
        raise ValueError(f"{panel}: these numbers are computed; edit the input, weights or delta")
    if panel == "input" and layer.activation != "identity":
        raise ValueError("input: a = σ(z) is computed; edit input z instead")
    old = {"z_in": layer.z, "weights": layer.w, "delta": layer.delta}[name]
    if old is None:
        raise ValueError(f"{panel}: this layer has no weights")
    new, value = old.copy(), number(text)
    flat = np.array(list(cells), dtype=int)
    if flat.size and not (flat.min() >= 0 and flat.max() < new.size):
        raise ValueError(f"{panel}: got cell {flat.max()}, expected 0 to {new.size - 1}")
    new.reshape(-1)[flat] = value
    return rebuilt(layer, **{name: new})


def number(text: Any) -> float:
    """What a person typed, as a number that a cell can show."""
    shown = str(text).strip().replace("−", "-").replace(",", ".")
    try:
        value = float(shown)
    except ValueError:
        what = repr(text) if shown else "nothing"
        raise ValueError(f"got {what}, expected a number such as 0.5 or -1.2") from None
    if not abs(value) <= LARGEST:
        raise ValueError(f"got {shown}, expected a number between -1000000 and 1000000")
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
    """The value, unless it is larger than anything one can look at; what the layer has may stay."""
    most = max(MOST, int(np.max(1 if now is None else now)))
    if np.max(value) > most:
        raise ValueError(f"{name}: got {np.max(value)}, expected at most {most}")
    return value
