"""Mistakes that max pooling invites: who gets the delta, and what overlapping windows do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.catalogue.pool_windows import BOTH, LOOKED_FOR, OVERLAP, area, cells, divided
from cnnbp.mistakes.mistake import Mistake


def _values(layer: Layer, edges: Connections) -> np.ndarray | None:
    """The value at the source of each edge; None for a batch, whose winners differ."""
    if layer.a.shape != edges.input_shape:
        return None
    return np.asarray(layer.a.ravel()[edges.source])


def _extreme(layer: Layer, edges: Connections, values: np.ndarray) -> np.ndarray:
    """For each edge, whether its source holds its window's maximum."""
    best = np.full(int(np.prod(edges.output_shape)), -np.inf)
    np.maximum.at(best, edges.target, values)
    return np.asarray(values == best[edges.target])


def _only(edges: Connections, kept: np.ndarray, weight: np.ndarray | None = None) -> Connections:
    weight = edges.weight if weight is None else weight
    return replace(edges, source=edges.source[kept], target=edges.target[kept], weight=weight[kept])


def _ties(last: bool = False, split: bool = False) -> Callable[[Layer], Connections | None]:
    """All maxima of a window get δ, or an equal share of it, or the last one gets it."""

    def edges(layer: Layer) -> Connections | None:
        window = cells(layer)
        values = _values(layer, window)
        if values is None:
            return None
        won = _only(window, _extreme(layer, window, values))
        if last:
            order = np.lexsort((won.source, won.target))
            ends = np.append(won.target[order][1:] != won.target[order][:-1], True)
            return _only(won, order[ends])
        if split:
            return replace(won, weight=1 / np.bincount(won.target)[won.target])
        return won

    return edges


def _smallest(layer: Layer) -> Connections | None:
    window = cells(layer)
    values = _values(layer, window)
    return None if values is None else _only(window, _extreme(layer, window, -values))


def _window_overwritten(layer: Layer) -> Connections:
    """dx[window] = mask·δ: the last window over a cell writes it, with 0 where it did not win."""
    window = cells(layer)
    last = np.full(int(np.prod(window.input_shape)), -1)
    np.maximum.at(last, window.source, window.target)
    edges = layer.connections
    return layer.kept(edges.target == last[edges.source])


def _padding_wins(layer: Layer) -> Connections | None:
    """Padding counted as 0 beats a window of negative values, and the delta is lost in it."""
    values = _values(layer, layer.connections)
    if values is None or layer.pair("padding", 0) == (0, 0):
        return None
    window = cells(layer)
    touched = np.bincount(window.target, minlength=int(np.prod(window.output_shape)))
    at_border = touched[layer.connections.target] < area(layer)
    return layer.kept(~(at_border & (values < 0)))


def _place_transposed(layer: Layer) -> Connections | None:
    """Row and column of the winner inside its window are swapped."""
    size, edges = layer.pair("size", 2), layer.connections
    if size[0] != size[1]:
        return None
    stride, padding = layer.pair("stride", size), layer.pair("padding", 0)
    *_, y, x = np.unravel_index(edges.target, edges.output_shape)
    *front, row, column = np.unravel_index(edges.source, edges.input_shape)
    top, left = y * stride[0] - padding[0], x * stride[1] - padding[1]
    row, column = top + column - left, left + row - top
    height, width = edges.input_shape[-2:]
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    kept = [axis[inside] for axis in (*front, row, column)]
    return replace(
        edges,
        source=np.ravel_multi_index(kept, edges.input_shape),
        target=edges.target[inside],
        weight=edges.weight[inside],
    )


WHOLE = "Only the maximum decided z, so its place gets all of δ and every other place gets 0."
TIE = "The first maximum in row-major order wins a tie and gets all of δ, here as in PyTorch."

MISTAKES = (
    Mistake.of_edges("tie_last", "the last maximum of a tie gets the delta", TIE, _ties(last=True)),
    Mistake.of_edges("tie_all", "every maximum of a tie gets the whole delta", TIE, _ties()),
    Mistake.of_edges(
        "tie_split", "the maxima of a tie share the delta equally", TIE, _ties(split=True)
    ),
    Mistake.of_edges(
        "every_cell", "every cell of the window gets the whole delta", WHOLE, divided(lambda _: 1)
    ),
    Mistake.of_edges(
        "spread_over_window",
        "the delta is spread over the window, as in average pooling",
        WHOLE,
        divided(area),
    ),
    Mistake.of_edges("minimum", "the smallest value gets the delta", WHOLE, _smallest),
    Mistake.of_edges(
        "window_overwritten",
        "each window overwrites the cells of the one before, zeros and all (= where += belongs)",
        OVERLAP,
        _window_overwritten,
    ),
    Mistake.of_edges(
        "place_transposed",
        "row and column of the maximum are swapped inside the window",
        "Place p of the window is row p // width, column p % width.",
        _place_transposed,
    ),
    Mistake.of_edges(
        "padding_wins",
        "padding counts as 0 and beats windows of negative values, so that their delta is lost",
        "Padding counts as −∞ in max pooling: it never wins.",
        _padding_wins,
    ),
    *BOTH,
    *LOOKED_FOR,
)
