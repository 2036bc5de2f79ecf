"""Places, numbers and lists of mistakes in plain words. Counting starts at 0, as in NumPy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from cnnbp.mistakes.mistake import Mistake

AXES = {1: ("unit",), 2: ("row", "column"), 3: ("channel", "row", "column")}
MOST = 3


def cell(flat: int, shape: tuple[int, ...]) -> str:
    """A flat index in words: "row 1, column 2"."""
    names = AXES.get(len(shape), tuple(f"index {axis}" for axis in range(len(shape))))
    index = np.unravel_index(flat, shape)
    return ", ".join(f"{name} {i}" for name, i in zip(names, index, strict=True))


def cells(flat: Iterable[int], shape: tuple[int, ...], most: int = 6) -> str:
    """Some flat indices in words, the first few named and the rest counted."""
    flat = list(flat)
    named = [f"({cell(i, shape)})" for i in flat[:most]]
    if len(flat) > most:
        named.append(f"{len(flat) - most} more")
    return join(named)


def join(parts: Sequence[str]) -> str:
    """a, b and c."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def number(value: float) -> str:
    """A number with at most four digits, a true minus sign, and no minus before zero."""
    text = f"{value:.4g}"
    return (text if float(text) else "0").replace("-", "−")


def product(weight: float, delta: float) -> str:
    """Two numbers with a × between them, negative ones in brackets."""
    return " × ".join(f"({number(x)})" if x < 0 else number(x) for x in (weight, delta))


def count(n: int, noun: str) -> str:
    """1 output, 2 outputs."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def blame(mistakes: Sequence[Mistake], *what: str) -> str:
    """One honest sentence for the mistakes that fit: all of them, if several do."""
    first, who = mistakes[0], join(what or ("This number",))
    if len(mistakes) == 1:
        verb = "are what comes out" if len(what) > 1 else "is what comes out"
        return f"{who} {verb} when {first.sentence}. {first.remedy}"
    clauses = "; ".join(f"({i}) {m.sentence}" for i, m in enumerate(mistakes[:MOST], start=1))
    rest = len(mistakes) - MOST
    more = f"; and {count(rest, 'more way')}" if rest > 0 else ""
    verb = "come out" if len(what) > 1 else "comes out"
    return f"{who} {verb} in more than one way: when {clauses}{more}. {first.remedy}"
