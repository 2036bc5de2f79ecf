"""Exercises about layers as lists of edges: forward, backward, matrix, shared weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from cnnbp.connections import Connections
from cnnbp.exercises.exercise import exercise
from cnnbp.exercises.layers import open_unit, sample
from cnnbp.mistakes import Layer, input_gradient_mistakes, weight_gradient_mistakes

LIST = "An edge starts at input source[i], ends at output target[i] and has weight[i].\n"

# inputs, outputs, and the edges by target: source, target, number of the shared weight
SHAPES: tuple[tuple[int, int, str], ...] = (
    (2, 2, "000 101 111"),  # as many inputs as outputs, so that swapping the two runs
    (3, 2, "000 101 110 211"),
    (4, 3, "001 100 110 211 312 022 300"),
    (4, 4, "000 101 111 210 222 331 032 130 002"),
    (5, 2, "000 101 202 210 311 412 011"),
    (5, 3, "000 101 112 302 320"),  # no edge starts at the inputs 2 and 4
)


def _layer(seed: int, inputs: int, outputs: int, edges: str, shared: bool) -> Layer:
    """A layer of the listed edges, by target; two of them may join the same two units."""
    listed = np.array([[int(digit) for digit in edge] for edge in edges.split()])
    listed = listed[np.lexsort((np.arange(len(listed)), listed[:, 1]))]
    source, target, number = listed.T
    size = int(number.max()) + 1
    weight = sample(seed, size)[number] if shared else sample(seed, len(listed))
    parameter = number if shared else None
    joined = Connections(
        source, target, weight, parameter, (inputs,), (outputs,), (size,) if shared else None
    )
    w = sample(seed, size) if shared else None
    return Layer("edges", joined, sample(seed + 2, inputs), sample(seed + 4, outputs), w=w)


def _layers(
    seed: int, *ends: str, shared: bool = False
) -> Iterator[tuple[str, Layer, dict[str, Any]]]:
    """One layer of each shape, with its label and its lists of these names."""
    for i, shape in enumerate(SHAPES):
        layer = _layer(seed + i, *shape, shared)
        edges = layer.connections
        label = f"{len(edges)} edges from {shape[0]} inputs to {shape[1]} outputs"
        yield label, layer, {name: getattr(edges, name) for name in ends}


def _add(at, terms, size):
    """The terms, added up at their places."""
    total = np.zeros(size)
    np.add.at(total, at, terms)
    return total


def _write(at, terms, size):
    """What is left when each term overwrites the one before."""
    written = np.zeros(size)
    written[at] = terms
    return written


@exercise(
    "edges.forward",
    title="Forward along a list of edges",
    statement=LIST + "Given the three lists, a (inputs,) and the number of outputs, return z.",
    parts=("z",),
    panels=("output",),
)
def edge_forward(source, target, weight, a, outputs):
    """z: each edge takes the value at its source, times its weight, to its target."""
    z = np.zeros(outputs)
    for start, end, w in zip(source, target, weight, strict=True):
        # blank: end | a[start]
        z[end] += w * a[start]
    return z


@edge_forward.cases
def _():
    for label, layer, lists in _layers(312, "source", "target", "weight"):
        yield label, lists | {"a": layer.a, "outputs": layer.delta.size}, layer


SUM = "An output is the sum of weight × value over all edges that end at it."
FORWARD = "Forward, an edge takes the value at its source and adds to its target."
edge_forward.mistake(
    "last_edge_only",
    "each edge overwrites the one before (= where += belongs)",
    SUM,
    lambda source, target, weight, a, outputs: _write(target, weight * a[source], outputs),
)
edge_forward.mistake(
    "mean_for_sum",
    "the mean over the edges is taken in place of the sum",
    SUM,
    lambda source, target, weight, a, outputs: (
        edge_forward(source, target, weight, a, outputs)
        / np.maximum(np.bincount(target, minlength=outputs), 1)
    ),
)
edge_forward.mistake(
    "weights_forgotten",
    "the values are added up without their weights",
    SUM,
    lambda source, target, weight, a, outputs: _add(target, a[source], outputs),
)
edge_forward.mistake(
    "values_forgotten",
    "the weights are added up without the values",
    SUM,
    lambda source, target, weight, a, outputs: _add(target, weight, outputs),
)
edge_forward.mistake(
    "ends_swapped",
    "the edges are followed backward, from target to source",
    FORWARD,
    lambda source, target, weight, a, outputs: _add(source, weight * a[target], outputs),
)
edge_forward.mistake(
    "value_at_the_target",
    "the value is taken at the edge's target, where it ends",
    FORWARD,
    lambda source, target, weight, a, outputs: _add(target, weight * a[target], outputs),
)
edge_forward.mistake(
    "added_at_the_source",
    "the product is added at the edge's source, where it starts",
    FORWARD,
    lambda source, target, weight, a, outputs: _add(source, weight * a[source], outputs),
)


@exercise(
    "edges.input_gradient",
    title="Backward along the same edges",
    statement=LIST + "Given delta = ∂C/∂z and the number of inputs, return ∂C/∂a (inputs,).",
    parts=("gradient",),
)
def edge_backward(source, target, weight, delta, inputs):
    """∂C/∂a: each edge takes the delta at its target, times its weight, to its source."""
    back = np.zeros(inputs)
    for start, end, w in zip(source, target, weight, strict=True):
        # blank: start | delta[end]  # which input, which delta?
        back[start] += w * delta[end]
    return back


@edge_backward.cases
def _():
    for label, layer, lists in _layers(320, "source", "target", "weight"):
        yield label, lists | {"delta": layer.delta, "inputs": layer.a.size}, layer


BACKWARD = "Backward, an edge takes the delta at its target and adds to its source."
edge_backward.also(input_gradient_mistakes)
edge_backward.mistake(
    "ends_not_swapped",
    "source and target stand as in the forward pass",
    BACKWARD,
    lambda source, target, weight, delta, inputs: _add(target, weight * delta[source], inputs),
)
edge_backward.mistake(
    "delta_at_the_source",
    "the delta is taken at the edge's source, where no output is",
    BACKWARD,
    lambda source, target, weight, delta, inputs: _add(source, weight * delta[source], inputs),
)
edge_backward.mistake(
    "added_at_the_target",
    "the product is added at the edge's target, where it came from",
    BACKWARD,
    lambda source, target, weight, delta, inputs: _add(target, weight * delta[target], inputs),
)


@exercise(
    "edges.count",
    title="How many deltas come back?",
    statement=(
        "An edge starts at input source[i] and ends at output target[i].\n"
        "Return for each of the inputs how many deltas come back to it."
    ),
    parts=("counts",),
)
def edge_count(source, target, inputs):
    """How many deltas come back to each input: one along each of its edges."""
    counts = np.zeros(inputs)
    for start in source:
        # blank: start | 1
        counts[start] += 1
    return counts


@edge_count.cases
def _():
    for label, layer, lists in _layers(330, "source", "target"):
        yield label, lists | {"inputs": layer.a.size}, layer


ONE = "One delta comes back to an input along each edge that starts there."
edge_count.mistake(
    "counted_at_the_outputs",
    "the edges are counted where they end",
    ONE,
    lambda source, target, inputs: np.bincount(target),
)
edge_count.mistake(
    "counted_at_their_ends",  # in an array of the right length
    "the edges are counted where they end",
    ONE,
    lambda source, target, inputs: np.bincount(target, minlength=inputs),
)
edge_count.mistake(
    "counted_once",
    "an input that has edges counts 1, however many there are",
    ONE,
    lambda source, target, inputs: np.isin(np.arange(inputs), source),
)
edge_count.mistake(
    "all_outputs",
    "every input is taken to be joined to every output",
    ONE,
    lambda source, target, inputs: np.full(inputs, target.max() + 1),
)
edge_count.mistake(
    "one_short",
    "one edge too few is counted for each input",
    ONE,
    lambda source, target, inputs: np.bincount(source, minlength=inputs) - 1,
)


@exercise(
    "edges.matrix",
    title="From edges to a matrix",
    statement=LIST + "Return the matrix W with z = W a. Edges may join the same units twice.",
    parts=("matrix",),
)
def edge_matrix(source, target, weight, inputs, outputs):
    """The matrix of the layer: a row for each output, a column for each input."""
    matrix = np.zeros((outputs, inputs))
    for start, end, w in zip(source, target, weight, strict=True):
        # blank: end | start
        matrix[end, start] += w
    return matrix


@edge_matrix.cases
def _():
    for label, layer, lists in _layers(340, "source", "target", "weight"):
        yield label, lists | {"inputs": layer.a.size, "outputs": layer.delta.size}, layer


@edge_matrix.explorer
def _(case, part, index):
    return open_unit(case.layer, "input", index % case.arguments["inputs"])


ENTRY = "z = W a: row t, column s holds the sum of the weights of all edges from s to t."
edge_matrix.mistake(
    "transposed",
    "rows and columns are swapped: that is the matrix of the way back",
    ENTRY,
    lambda *arguments: edge_matrix(*arguments).T,
)
edge_matrix.mistake(
    "last_edge_only",
    "an edge overwrites another one between the same two units (= where += belongs)",
    ENTRY,
    lambda source, target, weight, inputs, outputs: _write(
        (target, source), weight, (outputs, inputs)
    ),
)
edge_matrix.mistake(
    "weights_forgotten",
    "edges are marked or counted, without their weights",
    ENTRY,
    lambda *arguments: edge_matrix(*arguments) != 0,
)


@exercise(
    "edges.shared_weight_gradient",
    title="The gradient of shared weights",
    statement=(
        "An edge starts at input source[i], ends at output target[i] and uses the shared\n"
        "weight k[number[i]]. Given them, a, delta and how many weights, return ∂C/∂k."
    ),
    parts=("gradient",),
    panels=("weights",),
)
def shared_gradient(source, target, number, a, delta, weights):
    """∂C/∂k: each weight adds up δ at the target times a at the source, over all its edges."""
    dk = np.zeros(weights)
    for start, end, place in zip(source, target, number, strict=True):
        # blank: place | delta[end] * a[start]
        dk[place] += delta[end] * a[start]
    return dk


@shared_gradient.cases
def _():
    for label, layer, lists in _layers(350, "source", "target", shared=True):
        (weights,) = layer.parameter_shape
        more = {"number": layer.parameter, "a": layer.a, "delta": layer.delta, "weights": weights}
        yield f"{label} with {weights} shared weights", lists | more, layer


PRODUCT = "An edge's product is the delta at its target times the value at its source."
shared_gradient.also(weight_gradient_mistakes)
shared_gradient.mistake(
    "ends_swapped",
    "the delta is taken at the source and the value at the target",
    PRODUCT,
    lambda source, target, number, a, delta, weights: _add(
        number, delta[source] * a[target], weights
    ),
)
shared_gradient.mistake(
    "both_at_the_target",
    "delta and value are both taken at the target",
    PRODUCT,
    lambda source, target, number, a, delta, weights: _add(
        number, delta[target] * a[target], weights
    ),
)
shared_gradient.mistake(
    "both_at_the_source",
    "delta and value are both taken at the source",
    PRODUCT,
    lambda source, target, number, a, delta, weights: _add(
        number, delta[source] * a[source], weights
    ),
)


@exercise(
    "edges.convolution_matrix",
    title="Cut and share: the matrix of a convolution",
    statement=(
        "z[x] = Σ k[v]·a[x + v], for every place x at which k lies wholly on the row.\n"
        "Given k and the number of inputs, return the matrix W with which z = W a."
    ),
    parts=("matrix",),
)
def row_matrix(k, inputs):
    """The matrix of a convolution of one row of pixels: a dense layer, cut and shared."""
    # blank: inputs - len(k) + 1  # at how many places does the kernel lie wholly on the row?
    outputs = inputs - len(k) + 1
    matrix = np.zeros((outputs, inputs))
    for x in range(outputs):
        # blank: x : x + len(k) | k
        matrix[x, x : x + len(k)] = k
    return matrix


@row_matrix.cases
def _():
    for seed, (size, inputs) in enumerate(((2, 3), (3, 5), (2, 6), (4, 6)), start=360):
        label = f"{inputs} pixels and a kernel of {size} weights"
        yield label, {"k": sample(seed, size), "inputs": inputs}


@row_matrix.explorer
def _(case, part, index):
    from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

    k, inputs = case.arguments["k"], case.arguments["inputs"]
    return DeltaFlow.convolution(
        sample(len(k), 1, inputs),
        k[None],
        selection={"panel": "input", "index": [0, index % inputs]},
        views=["edges", "matrix"],
    )


ROWS = "A row is an output: output x sees the pixels x, x + 1, … through k[0], k[1], …"
FIT = "The kernel lies wholly on the row at inputs − len(k) + 1 places."
row_matrix.mistake(
    "transposed",
    "rows and columns are swapped: that is the matrix of the way back",
    ROWS,
    lambda k, inputs: row_matrix(k, inputs).T,
)
row_matrix.mistake(
    "kernel_turned",
    "the kernel is turned round, as a true convolution does",
    ROWS,
    lambda k, inputs: row_matrix(k[::-1], inputs),
)
row_matrix.mistake(
    "not_moved",
    "every output sees the same pixels, because the kernel does not move on",
    ROWS,
    lambda k, inputs: np.tile(row_matrix(k, inputs)[0], (inputs - len(k) + 1, 1)),
)
row_matrix.mistake(
    "one_weight_for_all",
    "all edges of an output have its first weight",
    ROWS,
    lambda k, inputs: row_matrix(np.full(len(k), k[0]), inputs),
)
row_matrix.mistake(
    "cut_off_at_the_end",
    "there are as many outputs as pixels, and the last ones see only a part of the kernel",
    FIT,
    lambda k, inputs: row_matrix(k, inputs + len(k) - 1)[:, :inputs],
)
row_matrix.mistake(
    "wrapped_round",
    "the last outputs go on at the beginning of the row",
    FIT,
    lambda k, inputs: np.stack(
        [np.roll(np.pad(k, (0, inputs - len(k))), t) for t in range(inputs)]
    ),
)
row_matrix.mistake(
    "one_output_short",
    "the last place of the kernel is missing",
    FIT,
    lambda k, inputs: row_matrix(k, inputs)[:-1],
)


@exercise(
    "broken.edges",
    title="Find the broken backward: a list of edges",
    statement="∂C/∂a of a layer given as edges, all of them in one line of NumPy.",
    parts=("gradient",),
)
def broken_edges(source, target, weight, delta, inputs):
    """∂C/∂a: np.add.at adds for every edge, also where inputs occur more than once."""
    back = np.zeros(inputs)
    np.add.at(back, source, weight * delta[target])
    return back


@broken_edges.broken(
    "last_edge_only",
    choices=("weights_forgotten", "last_edge_only", "largest_term_only", "mean_for_sum"),
    sentence="of the edges that start at one input, only the last one counts",
    why="With a list of places, NumPy's += adds only once at each place.",
)
def _(source, target, weight, delta, inputs):
    """∂C/∂a, all edges at once. It runs, the shape is right, the numbers are not."""
    back = np.zeros(inputs)
    back[source] += weight * delta[target]
    return back


broken_edges.like(edge_backward)
