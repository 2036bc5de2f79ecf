"""Mistakes about the rotation: the right edges with the weights of a wrongly turned kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.catalogue.kernel_windows import kernels
from cnnbp.mistakes.mistake import Mistake

Turn = Callable[[np.ndarray], np.ndarray]
Edges = Callable[[Layer], "Connections | None"]


def reweighed(turn: Turn, square: bool = False) -> Callable[[Layer], Connections | None]:
    """The right edges with the weights of another kernel, made by `turn` from w (F, C, kH, kW)."""

    def edges(layer: Layer) -> Connections | None:
        w = kernels(layer)
        if square and w.shape[-1] != w.shape[-2]:
            return None
        weight = turn(w).ravel()[layer.parameter]
        return replace(layer.connections, weight=weight)

    return edges


def behind(convention: str, edges: Edges) -> Edges:
    """These edges for layers of one convention: behind the other they may be the right ones."""
    return lambda layer: edges(layer) if _convention(layer) == convention else None


def _convention(layer: Layer) -> str:
    return str(layer.options.get("convention", "correlation"))


ROTATION = (
    "Each edge keeps its weight. Read from the pixel, that is the kernel turned by 180°, once."
)

TURNS: tuple[tuple[str, str, Turn, bool], ...] = (
    (
        "not_rotated",
        "the kernel is not turned by 180° on the way back",
        lambda w: w[..., ::-1, ::-1],
        False,
    ),
    (
        "rotated_twice",
        "the kernel is turned twice, for instance by hand and again by a library's convolve",
        lambda w: w[..., ::-1, ::-1],
        False,
    ),
    (
        "rows_turned_only",
        "only the kernel's rows are turned round, not its columns",
        lambda w: w[..., ::-1],
        False,
    ),
    (
        "columns_turned_only",
        "only the kernel's columns are turned round, not its rows",
        lambda w: w[..., ::-1, :],
        False,
    ),
    (
        "transposed_for_rotated",
        "the kernel is transposed instead of turned by 180°",
        lambda w: w.swapaxes(-1, -2)[..., ::-1, ::-1],
        True,
    ),
    (
        "transposed_and_rotated",
        "the kernel's rows and columns are swapped on top of the turn",
        lambda w: w.swapaxes(-1, -2),
        True,
    ),
    (
        "rotated_by_90",
        "the kernel is turned by 90° only",
        lambda w: np.rot90(w, 3, axes=(-2, -1)),
        True,
    ),
    (
        "rotated_by_90_clockwise",
        "the kernel is turned by 90° only, clockwise",
        lambda w: np.rot90(w, 1, axes=(-2, -1)),
        True,
    ),
)


def exchanged(layer: Layer) -> Connections:
    """At the border, the weights of each input in the other order. Inside, that is a turn."""
    edges, full = layer.connections, int(np.prod(kernels(layer).shape[-2:]))
    filters = edges.target // int(np.prod(edges.output_shape[-2:]))
    order = np.lexsort((edges.target, filters, edges.source))
    ends = np.flatnonzero(np.diff(edges.source[order]) | np.diff(filters[order])) + 1
    weight = edges.weight.copy()
    for group in np.split(order, ends):  # the edges of one input and one filter
        if len(group) < full:
            weight[group] = edges.weight[group[::-1]]
    return replace(edges, weight=weight)


def of_turns(
    turns: tuple[tuple[str, str, Turn, bool], ...], remedy: str, convention: str
) -> Iterator[Mistake]:
    """One mistake for each turn of the kernel, behind layers of one convention."""
    for name, sentence, turn, square in turns:
        edges = behind(convention, reweighed(turn, square))
        yield Mistake.of_edges(name, sentence, remedy, edges)


MISTAKES = (
    *of_turns(TURNS, ROTATION, "correlation"),
    Mistake.of_edges(
        "same_order",
        "the weights are taken in the same order as the deltas",
        "They run in opposite orders: the first of these deltas comes through the last weight.",
        behind("correlation", exchanged),
    ),
)
