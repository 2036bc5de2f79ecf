"""The edges of a selection, for everything that is drawn or written in Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnbp.connections import Layer

UNITS = {"weights": "weights", "output": "output", "delta": "output"}
FEW = 12


def unit_of(panel: str) -> str:
    """Which end of an edge a panel's cells stand for: input, output or weights."""
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
        left = a if self.unit == "weights" else edges.weight
        right = a if self.unit == "output" else delta
        terms = [f"{left[e]:.2f}·{_factor(right[e])}" for e in self.edges[:FEW]]
        if len(self.edges) > FEW:
            terms.append(f"… {len(self.edges) - FEW} more")
        if self.unit == "output" and layer.b is not None:
            terms.append(f"b {layer.bias_of_output.ravel()[self.flat]:.2f}")
        name = {"input": "∂C/∂a", "output": "z", "weights": "∂C/∂w"}[self.unit]
        where = ",".join(map(str, self.index))
        parts = [" + ".join(terms)] if terms else []
        return " = ".join([f"{name}[{where}]", *parts, f"{self.total():.3f}"]).replace("-", "−")


def _factor(value: float) -> str:
    return f"({value:.2f})" if value < 0 else f"{value:.2f}"


def trace(
    layer: Layer, selection: Mapping[str, Any] | None, arrays: Mapping[str, np.ndarray]
) -> Trace | None:
    """The edges at the selected cell; arrays gives each panel's values."""
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
