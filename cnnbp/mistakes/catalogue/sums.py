"""Mistakes about the sum itself, possible in every layer: which terms, and what is in a term."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.mistake import Mistake


def _per_source(edges: Connections) -> np.ndarray:
    """For each edge, how many edges leave its input."""
    counts = np.bincount(edges.source, minlength=int(np.prod(edges.input_shape)))
    return np.asarray(counts[edges.source])


def _last(layer: Layer) -> Connections:
    """Only the edge that a loop over the outputs writes last into each input."""
    source = layer.connections.source
    order = np.lexsort((np.arange(len(source)), layer.connections.target, source))
    ends = np.append(source[order][1:] != source[order][:-1], True)
    return layer.kept(np.sort(order[ends])) if len(source) else layer.connections


def _largest(layer: Layer) -> Connections | None:
    """Only the edge with the largest product of each input; for one example."""
    edges = layer.connections
    if layer.delta.shape != edges.output_shape or not len(edges.source):
        return None
    size = np.abs(edges.weight * layer.delta.ravel()[edges.target])
    order = np.lexsort((-np.arange(len(size)), size, edges.source))
    ends = np.append(edges.source[order][1:] != edges.source[order][:-1], True)
    return layer.kept(np.sort(order[ends]))


def _mean(layer: Layer) -> Connections:
    edges = layer.connections
    return replace(edges, weight=edges.weight / _per_source(edges))


def _unweighted(layer: Layer) -> Connections:
    return replace(layer.connections, weight=np.ones(len(layer.connections.weight)))


def _squared(layer: Layer) -> Connections:
    return replace(layer.connections, weight=layer.connections.weight**2)


def _from(layer: Layer, at_outputs: np.ndarray) -> np.ndarray:
    """The edges' sum over other values at the outputs than δ."""
    values = np.broadcast_to(at_outputs, layer.delta.shape)
    return layer.finish(np.asarray(layer.connections.backward(values)))


def _bias_in_delta(layer: Layer) -> np.ndarray | None:
    return None if layer.b is None else _from(layer, layer.delta + layer.bias_of_output)


def _bias_added(layer: Layer) -> np.ndarray | None:
    if layer.b is None or layer.b.size != 1:
        return None
    return layer.finish(layer.input_gradient + layer.b.ravel()[0])


def _value_times_weights(layer: Layer) -> np.ndarray:
    return layer.a * np.asarray(layer.connections.backward(np.ones_like(layer.delta)))


ON_EDGES = (
    Mistake.of_edges(
        "last_edge_only",
        "each contribution overwrites the one before (= where += belongs), so that only the last "
        "one is left",
        "Every output that this input took part in sends something back: add it up with +=.",
        _last,
    ),
    Mistake.of_edges(
        "largest_term_only",
        "only one edge is followed, the one with the largest product",
        "Every edge out of the input carries something back, and C changes along all of them.",
        _largest,
    ),
    Mistake.of_edges(
        "mean_for_sum",
        "the mean over the edges is taken in place of the sum",
        "The chain rule adds the contributions of all edges; nothing divides by their number.",
        _mean,
    ),
    Mistake.of_edges(
        "weights_forgotten",
        "the deltas are added up without their weights",
        "A delta comes back through the same edge, so it is multiplied by that edge's weight.",
        _unweighted,
    ),
    Mistake.of_edges(
        "weight_counted_twice",
        "each delta is multiplied by its weight twice",
        "The forward pass multiplies by the weight once, so the backward pass does as well.",
        _squared,
    ),
)

ON_VALUES = (
    Mistake(
        "deltas_forgotten",
        "the weights are added up without the deltas",
        "A weight alone says how an output changes; times its δ it says how C changes.",
        lambda layer: _from(layer, np.ones(())),
    ),
    Mistake(
        "outputs_for_deltas",
        "the outputs' values z are sent back in place of their deltas",
        "What comes back is δ = ∂C/∂z, not z.",
        lambda layer: _from(layer, layer.output),
    ),
    Mistake(
        "value_times_weights",
        "the input's own value is multiplied by its weights and no delta is used",
        "That is what the input sends forward. Back comes weight times δ, whatever the value was.",
        _value_times_weights,
    ),
    Mistake(
        "bias_in_delta",
        "the bias is added to each delta before it goes back",
        "The bias is a constant in z: its derivative with respect to the input is 0.",
        _bias_in_delta,
    ),
    Mistake(
        "bias_added",
        "the bias is added to the sum, as in the forward pass",
        "The bias is a constant in z: its derivative with respect to the input is 0.",
        _bias_added,
    ),
    Mistake(
        "sign_turned",
        "the sign is the wrong way round, as when δ starts from y − a",
        "δ starts from a − y, the derivative of ½(a − y)²; the minus belongs to the update.",
        lambda layer: -layer.right,
    ),
)
