"""Mistakes in ∂C/∂w, the sum of δ·a over the edges that use a weight."""

from __future__ import annotations

import numpy as np

from cnnbp.connections import Layer
from cnnbp.mistakes.catalogue import kernel_gradient
from cnnbp.mistakes.catalogue.kernel_gradient import over, right
from cnnbp.mistakes.mistake import Mistake

__all__ = ["MISTAKES", "right"]


def _uses(layer: Layer) -> np.ndarray:
    """How many edges use each weight."""
    size = int(np.prod(layer.parameter_shape))
    counts = np.bincount(layer.parameter, minlength=size)
    return np.maximum(counts.reshape(layer.parameter_shape), 1)


def _examples(layer: Layer) -> int:
    return 1 if layer.delta.shape == layer.connections.output_shape else len(layer.delta)


def _last_use(layer: Layer) -> np.ndarray:
    """Only the last position of the last example."""
    last = np.zeros(int(np.prod(layer.parameter_shape)), dtype=np.int64)
    last[layer.parameter] = np.arange(len(layer.parameter))
    edges = layer.kept(np.unique(last[layer.parameter]))
    if layer.delta.shape == layer.connections.output_shape:
        return over(layer, edges)
    return over(layer, edges, delta=layer.delta[-1], a=layer.a[-1])


def _transposed(layer: Layer) -> np.ndarray | None:
    """For a matrix W its transpose; for a kernel its rows and columns swapped."""
    gradient = right(layer)
    return None if gradient.ndim < 2 else gradient.swapaxes(-1, -2)


def _at_z(layer: Layer) -> np.ndarray | None:
    return None if layer.z is None else over(layer, layer.connections, a=layer.z)


SUM = "A shared weight changes every output it is used for, so its gradient is the sum over them."

MISTAKES = (
    *kernel_gradient.MISTAKES,
    Mistake(
        "mean_over_positions",
        "the mean over all uses of a weight is taken in place of the sum",
        SUM,
        lambda layer: right(layer) / _uses(layer),
    ),
    Mistake(
        "mean_over_batch",
        "the gradient is divided by the number of examples once more",
        "The mean over the batch belongs to the loss: it is in δ already. Add up the examples.",
        lambda layer: right(layer) / _examples(layer),
    ),
    Mistake(
        "last_use_only",
        "each use of a weight overwrites the one before (= where += belongs)",
        SUM,
        _last_use,
    ),
    Mistake(
        "gradient_transposed",
        "the gradient's last two axes are swapped",
        "dw has the shape of w: first the output's index, then the input's; rows before columns.",
        _transposed,
    ),
    Mistake(
        "z_for_a",
        "z is used in place of a = σ(z)",
        "A weight multiplies what the layer receives, a, so a stands in its gradient.",
        _at_z,
    ),
    Mistake(
        "deltas_forgotten",
        "the values a are added up without the deltas",
        "a says how z changes with the weight; times δ it says how C changes.",
        lambda layer: over(layer, layer.connections, delta=np.ones_like(layer.delta)),
    ),
    Mistake(
        "values_forgotten",
        "the deltas are added up without the values a",
        "A weight is multiplied by a in the forward pass, so a is the factor beside δ.",
        lambda layer: over(layer, layer.connections, a=np.ones_like(layer.a)),
    ),
    Mistake(
        "weight_multiplied_in",
        "the weight itself is multiplied in",
        "∂(w·a)/∂w is a; the weight has gone.",
        lambda layer: None if layer.w is None else right(layer) * layer.w,
    ),
    Mistake(
        "sign_turned",
        "the sign is the wrong way round",
        "The gradient points uphill; the minus belongs to the update w − η·dw.",
        lambda layer: -right(layer),
    ),
)
