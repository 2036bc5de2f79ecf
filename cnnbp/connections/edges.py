"""Connections: the edges of one layer and the three sums over them."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core import checks

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike, Shape


@dataclass(frozen=True, eq=False, repr=False)
class Connections:
    """The edges of one layer, as read-only arrays with one entry per edge.

    source, target: flat row-major index into one example's input and output.
    weight: a float. parameter: flat index into the layer's weights, or None if it has none.
    input_shape, output_shape, parameter_shape: without a batch axis.
    Errors: ValueError for an index outside its shape or arrays of different lengths, TypeError for
    indices that are not whole numbers.
    """

    source: Array
    target: Array
    weight: Array
    parameter: Array | None
    input_shape: Shape
    output_shape: Shape
    parameter_shape: Shape | None = None

    def __post_init__(self) -> None:
        weight = checks.numbers("weight", self.weight)
        checks.dimensions("weight", weight.shape, {1: "(edges,)"})
        self._keep("weight", weight)
        limits = {"source": "input_shape", "target": "output_shape"}
        if self.parameter is not None or self.parameter_shape is not None:
            limits["parameter"] = "parameter_shape"
        for name, limit in limits.items():
            shape = checks.shape(limit, getattr(self, limit))
            object.__setattr__(self, limit, shape)
            self._keep(name, _indices(name, getattr(self, name), weight.shape, shape))

    def _keep(self, name: str, array: Array) -> None:
        array = array.copy()
        array.flags.writeable = False
        object.__setattr__(self, name, array)

    def __repr__(self) -> str:
        return f"Connections({len(self)} edges, {self.input_shape} -> {self.output_shape})"

    def __len__(self) -> int:
        return len(self.weight)

    def forward(self, a: ArrayLike) -> Array:
        """z_t = Σ w·a_s over the edges into t; no bias. a: input_shape, or a batch of them."""
        a, batch = _examples("a", a, self.input_shape)
        terms = self.weight * a[:, self.source]
        z = _sums(self.target, terms, self.output_shape)
        return z.reshape(batch + self.output_shape)

    def backward(self, delta: ArrayLike) -> Array:
        """∂C/∂a_s = Σ w·δ_t over the edges out of s. delta: output_shape, or a batch of them."""
        delta, batch = _examples("delta", delta, self.output_shape)
        terms = self.weight * delta[:, self.target]
        g = _sums(self.source, terms, self.input_shape)
        return g.reshape(batch + self.input_shape)

    def parameter_gradient(self, delta: ArrayLike, a: ArrayLike) -> Array:
        """∂C/∂w = Σ δ_t·a_s over the edges of each parameter and over the batch."""
        parameter, shape = self._parameters()
        delta, batch = _examples("delta", delta, self.output_shape)
        a, a_batch = _examples("a", a, self.input_shape)
        if batch != a_batch:
            raise ValueError(f"delta: got batch {batch}, expected {a_batch} as a has")
        terms = delta[:, self.target] * a[:, self.source]
        batch_sum = terms.sum(axis=0, dtype=float)
        return _sums(parameter, batch_sum, shape).astype(terms.dtype)

    def matrix(self) -> Array:
        """The layer as a matrix (outputs, inputs): its Jacobian. Backward is the transpose."""
        shape = prod(self.output_shape), prod(self.input_shape)
        entry = self.target * shape[1] + self.source
        return _sums(entry, self.weight, shape)

    def then(self, following: Connections) -> Connections:
        """The edges of this layer and of the one that follows, as one layer.

        Each path s → t → r has weight w·w′; paths with the same two ends add up to one edge.
        The shapes in between may differ (flatten), but not the number of units.
        """
        if not isinstance(following, Connections):
            got = type(following).__name__
            raise TypeError(f"following: got a {got}, expected Connections")
        if prod(following.input_shape) != prod(self.output_shape):
            raise ValueError(
                f"following: got input {following.input_shape}, "
                f"expected as many units as the output {self.output_shape} has"
            )
        first, second = _paths(self.target, following.source)
        inputs = prod(self.input_shape)
        ends = following.target[second] * inputs + self.source[first]
        weight = self.weight[first] * following.weight[second]
        ends, path = np.unique(ends, return_inverse=True)
        weight = np.bincount(path, weight, len(ends)).astype(weight.dtype)
        target, source = np.divmod(ends, max(inputs, 1))
        return Connections(source, target, weight, None, self.input_shape, following.output_shape)

    def from_source(self, i: int) -> Array:
        """Indices of the edges out of input unit i (flat)."""
        return np.flatnonzero(self.source == _unit(i, self.input_shape))

    def into_target(self, i: int) -> Array:
        """Indices of the edges into output unit i (flat)."""
        return np.flatnonzero(self.target == _unit(i, self.output_shape))

    def of_parameter(self, i: int) -> Array:
        """Indices of the edges that use parameter i (flat): the places where it is shared."""
        parameter, shape = self._parameters()
        return np.flatnonzero(parameter == _unit(i, shape))

    def _parameters(self) -> tuple[Array, Shape]:
        if self.parameter is None or self.parameter_shape is None:
            raise ValueError("parameter: got None, expected connections with parameters")
        return self.parameter, self.parameter_shape


def _sums(index: Array, terms: Array, shape: Shape) -> Array:
    """The sums of terms with the same index, added in float64: an array of `shape`.

    terms: one per edge, or rows of them, one row per example. The result has their dtype.
    """
    rows = [np.bincount(index, row, prod(shape)) for row in np.atleast_2d(terms)]
    return np.array(rows, terms.dtype).reshape(terms.shape[:-1] + tuple(shape))


def _paths(target: Array, source: Array) -> tuple[Array, Array]:
    """All pairs (i, j) with target[i] = source[j], as two arrays."""
    order = np.argsort(source, kind="stable")
    start, stop = (np.searchsorted(source[order], target, side) for side in ("left", "right"))
    count = stop - start
    first = np.repeat(np.arange(len(target)), count)
    step = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    return first, order[np.repeat(start, count) + step]


def _examples(name: str, value: ArrayLike, shape: Shape) -> tuple[Array, Shape]:
    """The examples as rows, and the batch axis as it came: () for a single one, else (N,)."""
    value = checks.numbers(name, value)
    if value.shape != shape and value.shape[1:] != shape:
        raise ValueError(f"{name}: got shape {value.shape}, expected {shape} or a batch of them")
    batch = () if value.shape == shape else value.shape[:1]
    return value.reshape(*(batch or (1,)), prod(shape)), batch


def _indices(name: str, value: ArrayLike, edges: Shape, shape: Shape) -> Array:
    value = np.asarray(value)
    if value.dtype.kind not in "iu" and value.size:
        raise TypeError(f"{name}: got values of type {value.dtype}, expected whole numbers")
    if value.shape != edges:
        raise ValueError(f"{name}: got shape {value.shape}, expected {edges}, one per weight")
    if value.size and not 0 <= value.min() <= value.max() < prod(shape):
        raise ValueError(
            f"{name}: got indices from {value.min()} to {value.max()}, "
            f"expected 0 to {prod(shape) - 1} for shape {shape}"
        )
    return value.astype(np.int64)


def _unit(i: int, shape: Shape) -> int:
    i = checks.whole("i", i)
    if not 0 <= i < prod(shape):
        raise ValueError(f"i: got {i}, expected 0 to {prod(shape) - 1}")
    return i
