"""The lines of the derivation as data: every symbol and every index with a name of its own.

A line is a row of tokens. A string stands for itself; a dict is a symbol with `key` (what it
lights up), `say` (how it is read aloud), `sup` and `sub`, or a fraction with `over` and `under`.
The browser sets them, the still picture draws them, and tests compare the indices with the edges.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Token = str | dict[str, Any]
Line = dict[str, Any]


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

    `pixel` is what output (x′, y′) reads through weight (p, q); `weight` and `output` are the
    same equation solved for the other two. Arrays begin at 0, so that a true convolution, which
    reads backwards, carries the kernel's length less one.
    """
    if convention == "correlation":
        pixel, weight, output = "{o}+{k}", "{i}−{o}", "{i}−{k}"
    else:
        pixel, weight, output = "{o}{plus}−{k}", "{o}−{i}{plus}", "{i}+{k}{minus}"
    found = {"pixel": pixel, "weight": weight, "output": output}
    letters = (("x", "x′", "p"), ("y", "y′", "q"))
    filled = {}
    for name, pattern in found.items():
        axes = []
        for (i, o, k), length in zip(letters, kernel, strict=True):
            shift = {"plus": f"+{length - 1}", "minus": f"−{length - 1}"} if length > 1 else {}
            axes.append(pattern.format(i=i, o=o, k=k, **({"plus": "", "minus": ""} | shift)))
        filled[name] = (axes[0], axes[1])
    return filled


def plain(tokens: list[Token]) -> str:
    """A row of tokens as one line of text: δ[l+1][x′,y′]."""
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
    parts = re.findall(r"[xypq]′?|[^xypq]+", text)
    return [_letter(part) if part[0] in "xypq" else part for part in parts]


def _letter(name: str) -> Token:
    say = f"index {name[0]}{' prime' if name.endswith('′') else ''}"
    return {"text": name, "key": name, "say": say, "sup": "", "sub": []}


HERE, THERE, PLACE = ("x", "y"), ("x′", "y′"), ("p", "q")


def _delta(sub: tuple[str, str] = THERE) -> Token:
    return _symbol("δ", "delta", "delta of layer l plus 1", "l+1", sub)


def _w(sub: tuple[str, str] = PLACE) -> Token:
    return _symbol("w", "w", "weight w", "", sub)


def _over(first: str, second: str) -> list[Token]:
    return [_symbol("Σ", "sum", f"sum over {_aloud(i)}", "", (i,)) for i in (first, second)]


def _aloud(name: str) -> str:
    return name.replace("′", " prime")


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
    """∂z of layer l+1 by something: both of its symbols stand for the one derivative."""
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
            "put in; the slope does not depend on x′ and y′",
            "sum",
            *(RESULT, " = ", SLOPE, " ", SUMS, " ", _delta(), " ", _w(at["weight"])),
        ),
        _line(
            "counted by p and q: the same sum",
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
    for sign, lying in forms:
        ends += [" = ", "(", delta, sign, *lying, _close(HERE), " ", *SLOPE]
    words = "δ padded with zeros; ∗ convolves, ⋆ correlates; σ′ comes after, entry by entry"
    return _line(words, "total", RESULT, ends)


def _close(sub: tuple[str, str]) -> Token:
    """A closing bracket with an index behind it."""
    return _symbol(")", "", "", "", sub)


def _kernel_lines(convention: str, at: Mapping[str, tuple[str, str]]) -> list[Line]:
    a = _symbol("a", "a", "activation a of layer l", "l", at["pixel"])
    result = _loss(_w())
    image, delta = _symbol("a", "a", "activation a", "l"), _symbol("δ", "delta", "delta", "l+1")
    forms: list[Token] = ["(", image, " ⋆ ", delta]
    words = "the delta slides over a like a kernel: nothing padded, nothing rotated"
    if convention == "convolution":
        forms = ["rot180(", image, " ⋆ ", delta, ") = (", delta, " ∗ rot180(", image, ")"]
        words = "the delta slides over a; the result lies rotated (only the part without padding)"
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
