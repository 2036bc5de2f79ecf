"""What learners get wrong about the two ends of an edge: swapped, or one end taken twice."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnbp.mistakes import Layer, Mistake


def _sum(at: np.ndarray, terms: np.ndarray, size: int) -> np.ndarray | None:
    """The terms added up at their places; None where a place is outside, and an error is raised."""
    return np.bincount(at, terms, minlength=size) if at.max(initial=0) < size else None


def _of(values: np.ndarray, at: np.ndarray) -> np.ndarray | None:
    return values[at] if at.max(initial=0) < len(values) else None


def _put(put: str, take: str, backward: bool) -> Callable[[Layer], np.ndarray | None]:
    """result[put] += weight · values[take], each of them "source" or "target"."""

    def wrong(layer: Layer) -> np.ndarray | None:
        edges = layer.connections
        taken = _of(layer.delta if backward else layer.a, getattr(edges, take))
        size = layer.a.size if backward else layer.delta.size
        return None if taken is None else _sum(getattr(edges, put), edges.weight * taken, size)

    return wrong


def _products(delta_at: str, a_at: str) -> Callable[[Layer], np.ndarray | None]:
    """dk[number] += delta[…] · a[…], each at the edge's "source" or "target"."""

    def wrong(layer: Layer) -> np.ndarray | None:
        edges = layer.connections
        delta, a = _of(layer.delta, getattr(edges, delta_at)), _of(layer.a, getattr(edges, a_at))
        if delta is None or a is None:
            return None
        return _sum(layer.parameter, delta * a, layer.parameter_shape[0])

    return wrong


def _list(
    remedy: str, *rows: tuple[str, str, Callable[[Layer], np.ndarray | None]]
) -> tuple[Mistake, ...]:
    return tuple(Mistake(name, sentence, remedy, wrong) for name, sentence, wrong in rows)


FORWARD = _list(
    "Forward, an edge takes the value at its source and adds to its target.",
    (
        "ends_swapped",
        "the edges are followed backward, from target to source",
        _put("source", "target", False),
    ),
    (
        "value_at_the_target",
        "the value is taken at the edge's target, where it ends",
        _put("target", "target", False),
    ),
    (
        "added_at_the_source",
        "the product is added at the edge's source, where it starts",
        _put("source", "source", False),
    ),
)
BACKWARD = _list(
    "Backward, an edge takes the delta at its target and adds to its source.",
    (
        "ends_not_swapped",
        "source and target stand as in the forward pass",
        _put("target", "source", True),
    ),
    (
        "delta_at_the_source",
        "the delta is taken at the edge's source, where no output is",
        _put("source", "source", True),
    ),
    (
        "added_at_the_target",
        "the product is added at the edge's target, where it came from",
        _put("target", "target", True),
    ),
)
SHARED = _list(
    "An edge's product is the delta at its target times the value at its source.",
    (
        "ends_swapped",
        "the delta is taken at the source and the value at the target",
        _products("source", "target"),
    ),
    (
        "both_at_the_target",
        "delta and value are both taken at the target",
        _products("target", "target"),
    ),
    (
        "both_at_the_source",
        "delta and value are both taken at the source",
        _products("source", "source"),
    ),
)
