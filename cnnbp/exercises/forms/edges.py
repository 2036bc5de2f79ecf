"""Lists of edges: the code of the exercises."""
# The blanks of the half-finished forms are ... where a value belongs.
# mypy: ignore-errors

import numpy as np


def edge_forward(source, target, weight, a, outputs):
    """z: each edge takes the value at its source, times its weight, to its target."""
    z = np.zeros(outputs)
    for s, t, w in zip(source, target, weight, strict=True):
        z[t] += w * a[s]
    return z


def edge_forward_half(source, target, weight, a, outputs):
    """z: each edge takes the value at its source, times its weight, to its target."""
    z = np.zeros(outputs)
    for s, t, w in zip(source, target, weight, strict=True):
        z[...] += w * ...
    return z


def edge_backward(source, target, weight, delta, inputs):
    """∂C/∂a: each edge takes the delta at its target, times its weight, to its source."""
    back = np.zeros(inputs)
    for s, t, w in zip(source, target, weight, strict=True):
        back[s] += w * delta[t]
    return back


def edge_backward_half(source, target, weight, delta, inputs):
    """∂C/∂a: each edge takes the delta at its target, times its weight, to its source."""
    back = np.zeros(inputs)
    for s, t, w in zip(source, target, weight, strict=True):
        back[...] += w * ...  # which input, which delta?
    return back


def edge_count(source, target, inputs):
    """How many deltas come back to each input: one along each of its edges."""
    counts = np.zeros(inputs)
    for s in source:
        counts[s] += 1
    return counts


def edge_count_half(source, target, inputs):
    """How many deltas come back to each input: one along each of its edges."""
    counts = np.zeros(inputs)
    for s in source:
        counts[...] += ...
    return counts


def edge_matrix(source, target, weight, inputs, outputs):
    """The matrix of the layer: a row for each output, a column for each input."""
    matrix = np.zeros((outputs, inputs))
    for s, t, w in zip(source, target, weight, strict=True):
        matrix[t, s] += w
    return matrix


def edge_matrix_half(source, target, weight, inputs, outputs):
    """The matrix of the layer: a row for each output, a column for each input."""
    matrix = np.zeros((outputs, inputs))
    for s, t, w in zip(source, target, weight, strict=True):
        matrix[..., ...] += w
    return matrix


def shared_gradient(source, target, number, a, delta, weights):
    """∂C/∂k: each weight adds up δ at the target times a at the source, over all its edges."""
    dk = np.zeros(weights)
    for s, t, n in zip(source, target, number, strict=True):
        dk[n] += delta[t] * a[s]
    return dk


def shared_gradient_half(source, target, number, a, delta, weights):
    """∂C/∂k: each weight adds up δ at the target times a at the source, over all its edges."""
    dk = np.zeros(weights)
    for s, t, n in zip(source, target, number, strict=True):
        dk[...] += ...
    return dk


def row_matrix(k, inputs):
    """The matrix of a convolution of one row of pixels: a dense layer, cut and shared."""
    outputs = inputs - len(k) + 1
    matrix = np.zeros((outputs, inputs))
    for t in range(outputs):
        matrix[t, t : t + len(k)] = k
    return matrix


def row_matrix_half(k, inputs):
    """The matrix of a convolution of one row of pixels: a dense layer, cut and shared."""
    outputs = ...  # at how many places does the kernel lie wholly on the row?
    matrix = np.zeros((outputs, inputs))
    for t in range(outputs):
        matrix[t, ...] = ...
    return matrix


def broken_edges(source, target, weight, delta, inputs):
    """∂C/∂a, all edges at once. It runs, the shape is right, the numbers are not."""
    back = np.zeros(inputs)
    back[source] += weight * delta[target]
    return back


def fixed_edges(source, target, weight, delta, inputs):
    """∂C/∂a: np.add.at adds for every edge, also where inputs occur more than once."""
    back = np.zeros(inputs)
    np.add.at(back, source, weight * delta[target])
    return back
