"""What is selected: a panel and an index into it, and the edges that meet there.

A selection is written as a dict or as a tuple. Its edges serve everything that is drawn or
written in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnbp.connections import Layer

UNITS = {"weights": "weights", "output": "output", "delta": "output"}
FEW = 12  # terms of a sum that are written out
SHORT = 4  # few enough that more digits leave them on their line
EXAMPLE = '("input", 2, 3) or {"panel": "input", "index": [2, 3]}'


def normalise(value: Any, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any] | None:
    """The selection as {"panel": name, "index": [..]}; None and {} select nothing.

    shapes: the shape of every panel. TypeError or ValueError, with what came and what was expected,
    for anything that is not a cell.
    """
    if value is None or value == {}:
        return None
    if isinstance(value, Mapping):
        panel, index = value.get("panel"), value.get("index")
    elif isinstance(value, (tuple, list)) and value:
        panel, index = value[0], value[1:]
    else:
        raise TypeError(f"selection: got {value!r}, expected None or a cell such as {EXAMPLE}")
    if not isinstance(panel, str) or panel not in shapes:
        raise ValueError(f"selection: got panel {panel!r}, expected one of {', '.join(shapes)}")
    return {"panel": panel, "index": _index(index, panel, shapes[panel])}


def carried(
    selection: Mapping[str, Any] | None, old: int, new: int, direction: str
) -> dict[str, Any] | None:
    """The same unit as a cell of another layer of a chain; None where it has no such cell."""
    unit = unit_of(selection["panel"]) if selection else "weights"
    if selection is None or unit == "weights":
        return None
    after = old + (unit == "output") - new  # 0: before the new layer, 1: after it
    panels = {0: "input", 1: "delta" if direction == "backward" else "output"}
    return {"panel": panels[after], "index": selection["index"]} if after in panels else None


def _index(index: Any, panel: str, shape: tuple[int, ...]) -> list[int]:
    whole = f"{len(shape)} whole number{'s' if len(shape) > 1 else ''}"
    if not isinstance(index, Iterable) or isinstance(index, str):
        raise TypeError(f"selection: got index {index!r}, expected {whole} for {panel}")
    index = list(index)
    if len(index) != len(shape) or not all(_is_whole(i) for i in index):
        raise ValueError(f"selection: got index {index!r}, expected {whole} for {panel}")
    if not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
        size = " × ".join(map(str, shape))
        raise ValueError(f"selection: got index {index!r}, which lies outside {panel} ({size})")
    return [int(i) for i in index]


def _is_whole(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def unit_of(panel: str) -> str:
    """What a panel's cells are to an edge: input, output or weights."""
    return UNITS.get(panel, "input")


@dataclass(frozen=True)
class Trace:
    """One selected unit and its edges, in the order of their badges."""

    layer: Layer
    panel: str
    index: tuple[int, ...]
    unit: str
    flat: int
    edges: np.ndarray

    def stops(self, output: str) -> Iterator[list[tuple[str, int]]]:
        """Each edge as the cells it passes: input, weight if there is one, output."""
        all_edges = self.layer.connections
        for edge in self.edges:
            stops = [("input", int(all_edges.source[edge]))]
            if all_edges.parameter is not None:
                stops.append(("weights", int(all_edges.parameter[edge])))
            yield [*stops, (output, int(all_edges.target[edge]))]

    def total(self) -> float:
        """The package's own result for this unit: ∂C/∂a, z or ∂C/∂w."""
        layer = self.layer
        result = {
            "input": layer.input_gradient,
            "output": layer.output,
            "weights": layer.parameter_gradient,
        }[self.unit]
        return float(np.asarray(result).ravel()[self.flat])

    def sentence(self) -> str:
        """The sum in one line: ∂C/∂a[2,3] = 0.80·0.15 + … = 0.731."""
        edges, layer = self.layer.connections, self.layer
        a, delta = layer.a.ravel()[edges.source], layer.delta.ravel()[edges.target]
        left = (a if self.unit == "weights" else edges.weight)[self.edges].tolist()
        right = (a if self.unit == "output" else delta)[self.edges].tolist()
        bias = None
        if self.unit == "output" and layer.b is not None:
            bias = float(layer.bias_of_output.ravel()[self.flat])
        total = self.total()
        digits, sign = written([*zip(left, right, strict=True)], bias, total)
        products = [f"{x:.{digits}f}·{factor(y, digits)}" for x, y in zip(left, right, strict=True)]
        terms = products[:FEW]
        if len(products) > FEW:
            terms.append(f"… {len(products) - FEW} more")
        if bias is not None:
            terms.append(f"b {bias:.{digits}f}")
        name = {"input": "∂C/∂a", "output": "z", "weights": "∂C/∂w"}[self.unit]
        where = ",".join(map(str, self.index))
        parts = f" = {' + '.join(terms)}" if terms else ""
        return f"{name}[{where}]{parts} {sign} {total:.3f}".replace("-", "−")


def factor(value: float, digits: int = 2) -> str:
    """The second factor of a product, in parentheses where it is negative."""
    return f"({value:.{digits}f})" if value < 0 else f"{value:.{digits}f}"


def written(
    products: Sequence[tuple[float, float]], bias: float | None, total: float
) -> tuple[int, str]:
    """How a sum is written: the decimals of its factors, and the sign before the result.

    What is written adds up as written: "=" only where the factors shown give the result shown. A
    short sum takes the digits that it needs; a long one keeps two, with "≈" where rounding shows.
    The browser does the same (core/numbers.ts).
    """
    shown = float(f"{total:.3f}")
    for digits in range(2, 3 if len(products) > SHORT else 5):
        rounded = [float(f"{x:.{digits}f}") * float(f"{y:.{digits}f}") for x, y in products]
        by_hand = sum(rounded, float(f"{bias or 0:.{digits}f}"))
        if abs(by_hand - shown) <= 0.0005 + 1e-9 * (1 + abs(by_hand)):
            return digits, "="
    return 2, "≈"


def trace(
    layer: Layer, selection: Mapping[str, Any] | None, arrays: Mapping[str, np.ndarray]
) -> Trace | None:
    """The edges at the selected cell; arrays: the values of each panel."""
    if selection is None:
        return None
    panel, index = selection["panel"], tuple(selection["index"])
    flat = int(np.ravel_multi_index(index, arrays[panel].shape))
    unit, edges = unit_of(panel), layer.connections
    ends = {"input": edges.source, "output": edges.target, "weights": edges.parameter}[unit]
    found = np.flatnonzero(ends == flat)
    if unit != "weights" and edges.parameter is not None:
        found = found[np.argsort(edges.parameter[found], kind="stable")]
    return Trace(layer, panel, index, unit, flat, found)
