"""Hints in three steps for one unit: where to look, which outputs, which products."""

from __future__ import annotations

import numpy as np

from cnnbp.connections import Layer
from cnnbp.mistakes.mistake import one_example, unit
from cnnbp.mistakes.words import cell, cells, count, number, product

LOOK = {
    "dense": "Every output used this input: go along each of its edges, from the outputs back.",
    "max_pool": "In which windows is this pixel the maximum? Only those send their delta here.",
    "average_pool": "Which windows cover this pixel? Each sends an equal share to all its cells.",
    "convolution": "Which windows cover this pixel? Each used it through one weight.",
}
ANY = "Which outputs used this unit? Each sends its delta back through the same edge."
MOST = 9


def hints(layer: Layer, source: int) -> list[str]:
    """Three sentences for the input with flat index `source`, from general to nearly the answer.

    TypeError or ValueError for an index that makes no sense, or a batch.
    """
    one_example(layer)
    edges = layer.connections
    source = unit("source", source, edges.input_shape)
    out = edges.from_source(source)
    here = cell(source, edges.input_shape).capitalize()
    if not len(out):
        return [
            LOOK.get(layer.kind, ANY),
            f"{here} has no edge to any output: nothing it sent made it into z.",
            "A sum without terms: there is nothing to add up.",
        ]
    where = cells(edges.target[out].tolist(), edges.output_shape)
    return [
        LOOK.get(layer.kind, ANY),
        f"{here} has edges to {count(len(out), 'output')}: {where}.",
        _products(layer, source, out),
    ]


def _products(layer: Layer, source: int, out: np.ndarray) -> str:
    """The sum written out with its numbers, but not worked out."""
    edges = layer.connections
    deltas = layer.delta.ravel()[edges.target]
    terms = [product(edges.weight[edge], deltas[edge]) for edge in out[:MOST]]
    more = f" + {len(out) - MOST} more products" if len(out) > MOST else ""
    slope = ""
    if layer.asks_for_sigma:
        slope = f", and then multiply by σ′(z) = {number(float(layer.sigma_prime.flat[source]))}"
    verb = "Work out" if len(out) == 1 else "Add up"
    return f"{verb} weight times delta: {' + '.join(terms)}{more}{slope}."
