"""What the browser receives of a derivation: the layer in both conventions, lines and lights.

Every number comes from the package: values and edges from `Connections`, the measured gradients
from central differences of the loss. The bias is one more parameter whose edges all come from a
constant 1, so that its gradient is a sum over edges like the others.

The lines are data too: every symbol and every index has a name of its own. A line is a row of
tokens. A string stands for itself; a dict is a symbol with `key` (what it lights up), `say` (how it
is read aloud), `sup` and `sub`, or a fraction with `over` and `under`. The browser sets them, the
still picture draws them, and tests compare the indices with the edges.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnbp import convolution, gradient_check, losses
from cnnbp._core import checks
from cnnbp._core.geometry import CONVENTIONS
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections, Layer
from cnnbp.widgets.model.layer import CONVOLUTION, build, numbers
from cnnbp.widgets.wire.layer import pack, panel, scene

Token = str | dict[str, Any]
Line = dict[str, Any]

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
        "i": {"z_in": "row", "input_delta": "row"},
        "j": {"z_in": "column", "input_delta": "column"},
        "y": {"delta": "term", "weights": "term"},
        "x": {"delta": "term", "weights": "term"},
        "u": {"delta": "term", "weights": "term"},
        "v": {"delta": "term", "weights": "term"},
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
        "y": {"delta": "term", "input": "term"},
        "x": {"delta": "term", "input": "term"},
        "u": {"weights": "row", "parameter_gradient": "row"},
        "v": {"weights": "column", "parameter_gradient": "column"},
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
        "y": {"delta": "term"},
        "x": {"delta": "term"},
    },
}


def derivation_layers(
    z: Any, w: Any, delta: Any, target: Any, b: Any, activation: str
) -> dict[str, Layer]:
    """The convolution in each convention. ValueError or TypeError before anything is computed.

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
        given: dict[str, Any] = {"b": b, "activation": activation, **options}
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


def lines(convention: str, kernel: tuple[int, int]) -> dict[str, list[Line]]:
    """The three derivations for one convention; kernel is (kH, kW)."""
    at = indices(convention, kernel)
    return {
        "delta": _delta_lines(convention, at),
        "kernel": _kernel_lines(convention, at),
        "bias": _bias_lines(at),
    }


def indices(convention: str, kernel: tuple[int, int]) -> dict[str, tuple[str, str]]:
    """The index arithmetic: which pixel, which weight and which output meet.

    `pixel` is what output (y, x) reads through weight (u, v); `weight` and `output` are the
    same equation solved for the other two. Arrays begin at 0, so that a true convolution, which
    reads backwards, carries the kernel's length less one.
    """
    if convention == "correlation":
        pixel, weight, output = "{o}+{k}", "{i}−{o}", "{i}−{k}"
    else:
        pixel, weight, output = "{o}{plus}−{k}", "{o}−{i}{plus}", "{i}+{k}{minus}"
    found = {"pixel": pixel, "weight": weight, "output": output}
    letters = (("i", "y", "u"), ("j", "x", "v"))
    filled = {}
    for name, pattern in found.items():
        axes = []
        for (i, o, k), length in zip(letters, kernel, strict=True):
            shift = {"plus": f"+{length - 1}", "minus": f"−{length - 1}"} if length > 1 else {}
            axes.append(pattern.format(i=i, o=o, k=k, **({"plus": "", "minus": ""} | shift)))
        filled[name] = (axes[0], axes[1])
    return filled


def plain(tokens: list[Token]) -> str:
    """A row of tokens as one line of text: δ[l+1][y,x]."""
    parts = []
    for token in tokens:
        if isinstance(token, str):
            parts.append(token)
        elif "over" in token:
            parts.append(f"{plain(token['over'])}/{plain(token['under'])}")
        else:
            sup = f"[{token['sup']}]" if token["sup"] else ""
            sub = f"[{plain(token['sub'])}]" if token["sub"] else ""
            parts.append(f"{token['text']}{sup}{sub}")
    return "".join(parts)


def _symbol(text: str, key: str, say: str, sup: str = "", sub: tuple[str, ...] = ()) -> Token:
    return {"text": text, "key": key, "say": say, "sup": sup, "sub": _index(",".join(sub))}


def _index(text: str) -> list[Token]:
    """Letters of an index become symbols; signs and numbers stay as they are."""
    parts = re.findall(r"[ijyxuv]|[^ijyxuv]+", text)
    return [_letter(part) if part in "ijyxuv" else part for part in parts]


def _letter(name: str) -> Token:
    return {"text": name, "key": name, "say": f"index {name}", "sup": "", "sub": []}


HERE, THERE, PLACE = ("i", "j"), ("y", "x"), ("u", "v")


def _delta(sub: tuple[str, str] = THERE) -> Token:
    return _symbol("δ", "delta", "delta of layer l plus 1", "l+1", sub)


def _w(sub: tuple[str, str] = PLACE) -> Token:
    return _symbol("w", "w", "weight w", "", sub)


def _over(first: str, second: str) -> list[Token]:
    return [_symbol("Σ", "sum", f"sum over {i}", "", (i,)) for i in (first, second)]


RESULT = _symbol("δ", "result", "delta of layer l", "l", HERE)
SLOPE: list[Token] = [
    _symbol("σ′", "slope", "slope sigma prime"),
    "(",
    _symbol("z", "z", "z of layer l", "l", HERE),
    ")",
]
OUT = _symbol("z", "out", "z of layer l plus 1", "l+1", THERE)
BIAS = _symbol("b", "b", "bias b")
SUMS = _over(*THERE)


def _fraction(over: Token, under: Token) -> Token:
    return {"over": ["∂", over], "under": ["∂", under]}


def _factor(under: Token) -> Token:
    """∂z of layer l+1 by something: both of its symbols light up the same cells."""
    over = {**OUT, "key": "factor"} if isinstance(OUT, dict) else OUT
    return _fraction(over, {**under, "key": "factor"} if isinstance(under, dict) else under)


def _loss(under: Token) -> Token:
    return _fraction("C", {**under, "key": "result"} if isinstance(under, dict) else under)


def _line(rule: str, numbers: str, *tokens: Token | list[Token]) -> Line:
    flat = [t for part in tokens for t in (part if isinstance(part, list) else [part])]
    return {"rule": rule, "numbers": numbers, "tokens": flat}


def _forward(at: Mapping[str, tuple[str, str]], of_z: bool) -> list[Token]:
    read = _symbol("z", "window", "z of layer l", "l", at["pixel"])
    a = _symbol("a", "window", "activation a of layer l", "l", at["pixel"])
    pixel: list[Token] = ["σ(", read, ")"] if of_z else [a]
    return [OUT, " = ", *_over(*PLACE), " ", _w(), " ", *pixel, " + ", BIAS]


def _delta_lines(convention: str, at: Mapping[str, tuple[str, str]]) -> list[Line]:
    z = _symbol("z", "z", "z of layer l", "l", HERE)
    return [
        _line("what is wanted", "measured", RESULT, " = ", _loss(z)),
        _line(
            "chain rule: over every output that the pixel reaches",
            "factors",
            *(RESULT, " = ", SUMS, " ", _delta(), " ", _factor(z)),
        ),
        _line("the forward pass: one of its terms holds our z", "window", _forward(at, True)),
        _line(
            "so one weight is left, and the slope",
            "one",
            *(_factor(z), " = ", _w(at["weight"]), " ", SLOPE),
        ),
        _line(
            "put in; the slope does not depend on y and x",
            "sum",
            *(RESULT, " = ", SLOPE, " ", SUMS, " ", _delta(), " ", _w(at["weight"])),
        ),
        _line(
            "counted by u and v: the same sum",
            "shifted",
            *(RESULT, " = ", SLOPE, " ", _over(*PLACE), " ", _delta(at["output"]), " ", _w()),
        ),
        _convolved(convention),
    ]


def _convolved(convention: str) -> Line:
    """The sum by its name: one operation with w, the other with w rotated."""
    turned: list[Token] = ["rot180(", _symbol("w", "w", "kernel w"), ")"]
    kernel: list[Token] = [_symbol("w", "w", "kernel w")]
    delta = _symbol("δ", "delta", "padded delta of layer l plus 1", "l+1")
    forms = [(" ∗ ", kernel), (" ⋆ ", turned)]
    if convention == "convolution":
        forms = [(" ⋆ ", kernel), (" ∗ ", turned)]
    ends: list[Token] = []
    for sign, factor in forms:
        ends += [" = ", "(", delta, sign, *factor, _close(HERE), " ", *SLOPE]
    words = "δ padded with zeros; ∗ convolves, ⋆ correlates; σ′ comes after, entry by entry"
    return _line(words, "total", RESULT, ends)


def _close(sub: tuple[str, str]) -> Token:
    """A closing bracket with an index after it."""
    return _symbol(")", "", "", "", sub)


def _kernel_lines(convention: str, at: Mapping[str, tuple[str, str]]) -> list[Line]:
    a = _symbol("a", "a", "activation a of layer l", "l", at["pixel"])
    result = _loss(_w())
    image, delta = _symbol("a", "a", "activation a", "l"), _symbol("δ", "delta", "delta", "l+1")
    forms: list[Token] = ["(", image, " ⋆ ", delta]
    words = "the delta slides over a like a kernel: nothing padded, nothing rotated"
    if convention == "convolution":
        forms = ["rot180(", image, " ⋆ ", delta, ") = (", delta, " ∗ rot180(", image, ")"]
        words = "the delta slides over a; the result is rotated (only the part without padding)"
    return [
        _line(
            "chain rule: the weight is used in every output",
            "factors",
            *(result, " = ", SUMS, " ", _delta(), " ", _factor(_w())),
        ),
        _line("the forward pass: one of its terms holds our w", "window", _forward(at, False)),
        _line("so the pixel that it meets is left", "one", _factor(_w()), " = ", a),
        _line("put in: a sum, not a mean", "sum", result, " = ", SUMS, " ", _delta(), " ", a),
        _line(words, "total", result, " = ", forms, _close(PLACE)),
    ]


def _bias_lines(at: Mapping[str, tuple[str, str]]) -> list[Line]:
    result = _loss(BIAS)
    return [
        _line(
            "chain rule: the one bias is added to every output",
            "factors",
            *(result, " = ", SUMS, " ", _delta(), " ", _factor(BIAS)),
        ),
        _line("the forward pass: b stands alone", "none", _forward(at, False)),
        _line("b grows by some amount: every z grows by the same", "one", _factor(BIAS), " = 1"),
        _line("put in: a sum, not a mean", "sum", result, " = ", SUMS, " ", _delta()),
    ]
