"""Mistakes that a fully connected layer invites: which index of W is which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.mistake import Mistake


def _with_matrix(layer: Layer, matrix: np.ndarray) -> Connections:
    return replace(layer.connections, weight=matrix.ravel()[layer.parameter])


def _not_transposed(layer: Layer) -> Connections | None:
    w = layer.w
    if w is None or w.shape[0] != w.shape[1]:
        return None
    return _with_matrix(layer, w.T)


def _reshaped(layer: Layer) -> Connections | None:
    """W.reshape(m, n) δ: input s gets row s of the reshaped matrix."""
    if layer.w is None or layer.w.shape[0] == layer.w.shape[1]:
        return None  # a square W is not changed by it, which is `not_transposed`
    return _with_matrix(layer, layer.w.reshape(layer.w.shape[::-1]).T)


def _own_unit(layer: Layer) -> Connections:
    return layer.kept(layer.connections.source == layer.connections.target)


MISTAKES = (
    Mistake.of_edges(
        "not_transposed",
        "W is used on the way back in place of Wᵀ",
        "Input j meets output i through W[i, j]: for input j, run down column j of W.",
        _not_transposed,
    ),
    Mistake.of_edges(
        "reshaped_not_transposed",
        "W is reshaped to (m, n), which fits the shapes but scatters the weights",
        "reshape keeps the order of the numbers; the transpose W.T swaps the indices.",
        _reshaped,
    ),
    Mistake.of_edges(
        "own_unit_only",
        "input j gets something back from output j alone",
        "In a fully connected layer every input has an edge to every output.",
        _own_unit,
    ),
)
