"""Mistakes that a fully connected layer invites: which index of W is which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.mistake import Mistakes

DENSE = Mistakes()


def is_square(layer: Layer) -> bool:
    """Whether W has as many rows as columns, so that W and Wᵀ have one shape."""
    return layer.w is not None and layer.w.shape[0] == layer.w.shape[1]


def matrix(layer: Layer) -> np.ndarray:
    """W (n, m)."""
    return np.asarray(layer.w)


def with_matrix(layer: Layer, w: np.ndarray) -> Connections:
    """The layer's edges with the weights of another matrix (n, m)."""
    return replace(layer.connections, weight=w.ravel()[layer.parameter])


@DENSE.edges(
    "not_transposed",
    "W is used on the way back in place of Wᵀ",
    "Input j meets output i through W[i, j]: for input j, run down column j of W.",
    where=is_square,
)
def _(layer: Layer) -> Connections:
    return with_matrix(layer, matrix(layer).T)


@DENSE.edges(
    "reshaped_not_transposed",
    "W is reshaped to (m, n), which fits the shapes but scatters the weights",
    "reshape keeps the order of the numbers; the transpose W.T swaps the indices.",
    # a square W is not changed by it: that is `not_transposed`
    where=lambda layer: layer.w is not None and not is_square(layer),
    by_hand=(
        "the weights of W are put row by row into a table of another shape, which scatters them",
        "The transpose swaps row and column of each weight: for input j, run down column j of W.",
    ),
)
def _(layer: Layer) -> Connections:
    n, m = matrix(layer).shape
    return with_matrix(layer, matrix(layer).reshape(m, n).T)


@DENSE.edges(
    "own_unit_only",
    "input j gets something back from output j alone",
    "In a fully connected layer every input has an edge to every output.",
)
def _(layer: Layer) -> Connections:
    return layer.kept(layer.connections.source == layer.connections.target)


@DENSE.values(
    "examples_in_columns",
    "the examples stand in columns, (m, N), as in courses that write z = W a for a whole batch",
    "The numbers are right by that convention. Here each example is a row, (N, m): transpose.",
    where=lambda layer: layer.delta.ndim == 2,
)
def _(layer: Layer) -> np.ndarray:
    return layer.right.T
