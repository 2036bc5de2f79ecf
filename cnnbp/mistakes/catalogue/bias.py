"""Mistakes in ∂C/∂b, the sum of δ over everything that the bias was added to."""

from __future__ import annotations

import numpy as np

from cnnbp.connections import Layer
from cnnbp.mistakes.mistake import Mistake


def right(layer: Layer) -> np.ndarray:
    """∂C/∂b: one number per unit, or per filter, summed over positions and batch."""
    return np.asarray(_planes(layer).sum(axis=(0, 2)))


def _planes(layer: Layer) -> np.ndarray:
    """δ as (examples, units or filters, positions)."""
    shape = layer.connections.output_shape
    filters = 1 if len(shape) == 2 else shape[0]
    return layer.delta.reshape(-1, filters, int(np.prod(shape)) // filters)


def _one_per_position(layer: Layer) -> np.ndarray:
    """Nothing summed but the examples."""
    summed = layer.delta.reshape(-1, *layer.connections.output_shape).sum(axis=0)
    return np.asarray(summed)


def _mean_over_everything(layer: Layer) -> np.ndarray | None:
    """Where an output has one position only, this is the mean over the batch."""
    planes = _planes(layer)
    return None if planes.shape[2] == 1 else np.asarray(planes.mean(axis=(0, 2)))


def _last(layer: Layer) -> np.ndarray:
    return _planes(layer)[-1, :, -1]


def _largest(layer: Layer) -> np.ndarray:
    return np.asarray(_planes(layer).max(axis=(0, 2)))


SUM = "Wherever the bias was added, its δ counts: in every example, in a kernel at every position."

MISTAKES = (
    Mistake(
        "mean_over_positions",
        "the mean over the positions is taken in place of the sum",
        SUM,
        lambda layer: _planes(layer).mean(axis=2).sum(axis=0),
    ),
    Mistake(
        "mean_over_batch",
        "the sum is divided by the number of examples once more",
        "The mean over the batch belongs to the loss: it is in δ already.",
        lambda layer: right(layer) / len(_planes(layer)),
    ),
    Mistake(
        "mean_over_everything",
        "the mean over positions and examples is taken in place of the sum",
        SUM,
        _mean_over_everything,
    ),
    Mistake(
        "one_bias_per_position",
        "the positions are not added up, as if each had a bias of its own",
        "A filter has one bias for all its positions.",
        _one_per_position,
    ),
    Mistake(
        "batch_not_summed",
        "the examples are not added up",
        SUM,
        lambda layer: _planes(layer).sum(axis=2),
    ),
    Mistake(
        "one_bias_for_all",
        "one sum is taken over everything",
        "Each output has its own bias, or each filter where there are filters: they stay apart.",
        lambda layer: np.asarray(layer.delta.sum()),
    ),
    Mistake(
        "filters_added_up",
        "the filters are added up and the examples are kept",
        "One number for each filter: add up over all axes but the filters' own, number 1.",
        lambda layer: _planes(layer).sum(axis=(1, 2)) if layer.delta.ndim == 4 else None,
    ),
    Mistake("last_only", "only the last delta is kept (= where += belongs)", SUM, _last),
    Mistake("largest_only", "the largest delta is taken in place of the sum", SUM, _largest),
    Mistake(
        "sign_turned",
        "the sign is the wrong way round",
        "The gradient points uphill; the minus belongs to the update b − η·db.",
        lambda layer: -right(layer),
    ),
)
