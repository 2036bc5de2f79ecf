"""Numbers that are almost right: one product of the sum amiss, or another unit's number."""

from __future__ import annotations

import numpy as np

from cnnbp.connections import Layer
from cnnbp.mistakes.verdict import Verdict
from cnnbp.mistakes.words import place, product


def one_term(
    layer: Layer, source: int, error: float, terms: np.ndarray, tolerance: float
) -> Verdict | None:
    """One product of the sum left out, counted twice or with the wrong sign."""
    edges, out = layer.connections, layer.connections.from_source(source)
    ways = (
        ("term_missing", -1, "is missing"),
        ("term_sign_turned", -2, "has the wrong sign"),
        ("term_counted_twice", 1, "is counted twice"),
    )
    for name, times, words in ways:
        for edge, term in zip(out, terms, strict=True):
            if abs(term) > tolerance and abs(error - times * term) <= tolerance:
                target = int(edges.target[edge])
                where = place(target, edges.output_shape)
                term_text = product(edges.weight[edge], layer.delta.flat[target])
                sentence = f"The product {term_text}, which comes from output {where}, {words}."
                return Verdict(False, sentence, (name,))
    return None


def other_unit(
    layer: Layer, source: int, value: float, right: float, tolerance: float
) -> Verdict | None:
    """The right number of another unit: row and column swapped, or a neighbour."""
    shape, answers = layer.connections.input_shape, layer.right
    at = [0, *(int(i) for i in np.unravel_index(source, shape))]
    front, row, column = at[1:-2], at[-2], at[-1]
    candidates = [(column, row, "row_and_column_swapped")] if len(shape) > 1 else []
    steps = ((0, 1), (0, -1), (1, 0), (-1, 0)) if len(shape) > 1 else ((0, 1), (0, -1))
    candidates += [(row + dy, column + dx, "neighbour") for dy, dx in steps]
    for y, x, name in candidates:
        index = (*front, y, x)[-len(shape) :]
        if not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
            continue
        other = float(answers[index])
        if abs(other - value) <= tolerance < abs(other - right):
            where = place(int(np.ravel_multi_index(index, shape)), shape)
            return Verdict(False, f"This is the number of {where}, another unit.", (name,))
    return None
