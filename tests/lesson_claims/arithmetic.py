"""What the signs between two symbols mean, and the numbers that the symbols stand for."""

import itertools
import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

TOLERANCE = 1e-6
RELATIONS = {"=": None, r"\approx": None, ">": operator.gt, "<": operator.lt}  # None: `same`


@dataclass(frozen=True)
class World:
    """Numbers for symbols ("z^l+1"), lengths for indices that are added over, free indices.

    free: the lengths of the indices that a statement holds for, or a list with their values.
    """

    values: Mapping[str, Any]
    sums: Mapping[str, int] = field(default_factory=dict)
    free: Mapping[str, int] | list[dict[str, int]] = field(default_factory=dict)

    def places(self):
        if not isinstance(self.free, Mapping):
            return self.free
        ranges = map(range, self.free.values())
        return [dict(zip(self.free, place, strict=True)) for place in itertools.product(*ranges)]


def both(function, left, right):
    return lambda env: function(left(env), right(env))


def same(left, right):
    """Equal numbers of equal shape; truth values count as 1 and 0."""
    left, right = np.asarray(left, float), np.asarray(right, float)
    return left.shape == right.shape and np.allclose(left, right, TOLERANCE, TOLERANCE)


def entry(array, index):
    """The entry at these indices, 0 outside of the array; fewer indices give a part of it."""
    array = np.asarray(array)
    if any(not 0 <= i < n for i, n in zip(index, array.shape, strict=False)):
        return 0.0
    found = array[tuple(index)]
    return found.item() if found.size == 1 else found


def beside(left, right):
    """Two factors without a sign between them: numbers multiply, arrays as matrices."""
    return left @ right if np.ndim(left) and np.ndim(right) else left * right


def hadamard(left, right):
    """Entry by entry, and only for arrays of one shape."""
    if np.shape(left) != np.shape(right):
        raise ValueError(f"⊙ between {np.shape(left)} and {np.shape(right)}")
    return np.multiply(left, right)
