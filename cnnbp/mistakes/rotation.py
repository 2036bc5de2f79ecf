"""Mistakes about the rotation: the right edges with the weights of a wrongly turned kernel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cnnbp.connections import Connections
from cnnbp.mistakes.kernel_windows import kernels
from cnnbp.mistakes.layer import Layer
from cnnbp.mistakes.mistake import Mistake

Turn = Callable[[np.ndarray], np.ndarray]


def reweighed(turn: Turn, square: bool = False) -> Callable[[Layer], Connections | None]:
    """The right edges with the weights of another kernel, made by `turn` from w (F, C, kH, kW)."""

    def edges(layer: Layer) -> Connections | None:
        w = kernels(layer)
        if square and w.shape[-1] != w.shape[-2]:
            return None
        weight = turn(w).ravel()[layer.parameter]
        return replace(layer.connections, weight=weight)

    return edges


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

MISTAKES = tuple(
    Mistake.of_edges(name, sentence, ROTATION, reweighed(turn, square))
    for name, sentence, turn, square in TURNS
)
