"""Small layers that are nothing but a list of edges, and what learners get wrong with them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnbp.connections import Connections
from cnnbp.exercises.cases import numbers
from cnnbp.mistakes import Layer, Mistake

# inputs, outputs, and the edges by target: source, target, number of the shared weight
SHAPES: tuple[tuple[int, int, str], ...] = (
    (2, 2, "000 101 111"),  # as many inputs as outputs, so that swapping the two runs
    (3, 2, "000 101 110 211"),
    (4, 3, "001 100 110 211 312 022 300"),
    (4, 4, "000 101 111 210 222 331 032 130 002"),
    (5, 2, "000 101 202 210 311 412 011"),
    (5, 3, "000 101 112 302 320"),  # no edge starts at the inputs 2 and 4
)


def layer(seed: int, inputs: int, outputs: int, edges: str, shared: bool) -> Layer:
    """A layer of the listed edges, by target; two of them may join the same two units."""
    listed = np.array([[int(digit) for digit in edge] for edge in edges.split()])
    listed = listed[np.lexsort((np.arange(len(listed)), listed[:, 1]))]
    source, target, number = listed.T
    size = int(number.max()) + 1
    weight = numbers(seed, size)[number] if shared else numbers(seed, len(listed))
    parameter = number if shared else None
    joined = Connections(
        source, target, weight, parameter, (inputs,), (outputs,), (size,) if shared else None
    )
    w = numbers(seed, size) if shared else None
    return Layer("edges", joined, numbers(seed + 2, inputs), numbers(seed + 4, outputs), w=w)


def layers(seed: int, shared: bool = False) -> list[Layer]:
    """One layer of each shape; with shared=True several edges use the same weight."""
    return [layer(seed + i, *shape, shared) for i, shape in enumerate(SHAPES)]


def counts(layer: Layer) -> np.ndarray:
    """How many edges start at each input."""
    size = int(np.prod(layer.connections.input_shape))
    return np.bincount(layer.connections.source, minlength=size).astype(float)


def _last(at: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """What is left when each edge writes over the one before."""
    written = np.zeros(size)
    for place, value in zip(at, values, strict=True):
        written[place] = value
    return written


def _overwritten(layer: Layer) -> np.ndarray:
    edges = layer.connections
    values = edges.weight * layer.a[edges.source]
    return _last(edges.target, values, *edges.output_shape)


def _overwritten_matrix(layer: Layer) -> np.ndarray:
    edges = layer.connections
    (inputs,), (outputs,) = edges.input_shape, edges.output_shape
    cells = edges.target * inputs + edges.source
    return _last(cells, edges.weight, outputs * inputs).reshape(outputs, inputs)


def _mean(layer: Layer) -> np.ndarray:
    arrived = np.bincount(layer.connections.target, minlength=layer.delta.size)
    return layer.output / np.maximum(arrived, 1)


def _of(weight: np.ndarray, a: np.ndarray, layer: Layer) -> np.ndarray:
    """The forward pass with other weights or other values."""
    edges = layer.connections
    terms = weight * a[edges.source]
    return np.bincount(edges.target, terms, minlength=layer.delta.size)


def _list(
    *rows: tuple[str, str, Callable[[Layer], np.ndarray]], remedy: str
) -> tuple[Mistake, ...]:
    return tuple(Mistake(name, sentence, remedy, compute) for name, sentence, compute in rows)


FORWARD = _list(
    ("last_edge_only", "each edge overwrites the one before (= where += belongs)", _overwritten),
    ("mean_for_sum", "the mean over the edges is taken in place of the sum", _mean),
    (
        "weights_forgotten",
        "the values are added up without their weights",
        lambda layer: _of(np.ones(len(layer.connections)), layer.a, layer),
    ),
    (
        "values_forgotten",
        "the weights are added up without the values",
        lambda layer: _of(layer.connections.weight, np.ones_like(layer.a), layer),
    ),
    remedy="An output is the sum of weight × value over all edges that end at it.",
)
COUNT = _list(
    (
        "counted_at_the_outputs",
        "the edges are counted where they end",
        lambda layer: np.bincount(layer.connections.target, minlength=layer.delta.size) * 1.0,
    ),
    (
        "counted_at_their_ends",  # in an array of the right length
        "the edges are counted where they end",
        lambda layer: np.bincount(layer.connections.target, minlength=layer.a.size) * 1.0,
    ),
    (
        "counted_once",
        "an input that has edges counts 1, however many there are",
        lambda layer: np.minimum(counts(layer), 1),
    ),
    (
        "all_outputs",
        "every input is taken to be joined to every output",
        lambda layer: np.full(layer.a.shape, float(layer.delta.size)),
    ),
    (
        "one_short",
        "one edge too few is counted for each input",
        lambda layer: counts(layer) - 1,
    ),
    remedy="One delta comes back to an input along each edge that starts there.",
)
MATRIX = _list(
    (
        "transposed",
        "rows and columns are swapped: that is the matrix of the way back",
        lambda layer: layer.connections.matrix().T,
    ),
    (
        "last_edge_only",
        "an edge overwrites another one between the same two units (= where += belongs)",
        _overwritten_matrix,
    ),
    (
        "weights_forgotten",
        "edges are marked or counted, without their weights",
        lambda layer: (layer.connections.matrix() != 0) * 1.0,
    ),
    remedy="z = W a: row t, column s holds the sum of the weights of all edges from s to t.",
)
