"""Why a learner's number, or set of outputs, is wrong: which mistakes would give just this.

First a number for one unit (or one weight), then the numbers that are almost right, then the set
of outputs that a learner has marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from cnnbp.connections import Layer
from cnnbp.mistakes import catalogue
from cnnbp.mistakes.mistake import Answer, Mistake, Verdict, finite, one_example, unit
from cnnbp.mistakes.words import blame, count, number, place, product

PLAIN = (
    "weights_forgotten",
    "deltas_forgotten",
    "same_order",
    "opposite_order",
)  # said first when other mistakes fit as well
UNKNOWN = "This is not the number, and none of the known mistakes gives it."
UP_AND_DOWN = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1))
SAME_PLACE = "only the output at the same row and column as the pixel is marked"
ENDS = "An output has an edge to the pixel when its window covers the pixel."

Outputs = frozenset[int]


def explain_value(
    layer: Layer, source: int, value: float, tolerance: float | None = None
) -> Verdict:
    """Judge a number given for δ (or ∂C/∂a) of the input with flat index `source`.

    tolerance: how far off still counts as right; by default what comes of products rounded to a
    hundredth of their size, 0.01·√Σ(w·δ)², and half a unit of the second decimal where the
    products are larger than that.
    TypeError or ValueError for a source, value or tolerance that makes no sense, or a batch.
    """
    one_example(layer)
    source = unit("source", source, layer.connections.input_shape)
    value = finite("value", value)
    terms = _terms(layer, source)
    tolerance = _tolerance(tolerance, terms)
    right = float(layer.right.flat[source])
    if abs(value - right) <= tolerance:
        return Verdict(True, f"Right: {number(right)}.")
    found = catalogue.input_gradient_mistakes(layer, in_code=False)
    fits = _fitting(found, source, value, layer.right, tolerance)
    fits.sort(key=lambda mistake: mistake.name not in PLAIN)
    names = tuple(mistake.name for mistake in fits)
    if abs(value) <= tolerance:
        return Verdict(False, _not_nothing(len(terms)), names)
    if fits:
        return Verdict(False, blame(fits), names)
    explanations = (
        _one_term(layer, source, value - right, terms, tolerance),
        _other_unit(layer, source, value, right, tolerance),
        _and_no_sigma_prime(layer, source, value, tolerance),
    )
    # a wrong Verdict is false, so `or` would pass over it
    return next((v for v in explanations if v is not None), Verdict(False, UNKNOWN))


def explain_weight(
    layer: Layer, parameter: int, value: float, tolerance: float | None = None
) -> Verdict:
    """The same for ∂C/∂w of the weight with flat index `parameter`."""
    one_example(layer)
    parameter = unit("parameter", parameter, layer.parameter_shape)
    value = finite("value", value)
    edges, used = layer.connections, layer.connections.of_parameter(parameter)
    terms = layer.delta.ravel()[edges.target[used]] * layer.a.ravel()[edges.source[used]]
    tolerance = _tolerance(tolerance, terms)
    right = catalogue.weight_gradient(layer)
    if abs(value - right.flat[parameter]) <= tolerance:
        return Verdict(True, f"Right: {number(right.flat[parameter])}.")
    found = catalogue.weight_gradient_mistakes(layer, in_code=False)
    fits = _fitting(found, parameter, value, right, tolerance)
    if fits:
        return Verdict(False, blame(fits), tuple(m.name for m in fits))
    return Verdict(False, UNKNOWN)


def _not_nothing(edges: int) -> str:
    """To an answer of 0, which many mistakes give, the plain fact says more than their list."""
    brings = "edge leads" if edges == 1 else "edges lead"
    return f"Not 0: {edges} {brings} from here to the outputs, and what comes back is not 0."


def _terms(layer: Layer, source: int) -> np.ndarray:
    """The products w·δ (times σ′, when δ is asked for) over the edges of one input."""
    edges, out = layer.connections, layer.connections.from_source(source)
    terms = edges.weight[out] * layer.delta.ravel()[edges.target[out]]
    return np.asarray(terms * layer.finish(np.ones_like(layer.a)).flat[source])


def tolerance(layer: Layer, source: int) -> float:
    """How far off a number for one input may be and still count as right."""
    return _tolerance(None, _terms(layer, source))


def _tolerance(given: float | None, terms: np.ndarray) -> float:
    if given is None:
        # independent roundings of the products add up as their squares do
        rounding = 0.01 * float(np.sqrt(np.sum(terms**2)))
        return max(rounding, min(0.005, 0.1 * float(np.abs(terms).sum())), 1e-9)
    given = finite("tolerance", given)
    if given <= 0:
        raise ValueError(f"tolerance: got {given}, expected a number above 0")
    return given


def _fitting(
    found: Iterable[Answer], index: int, value: float, right: np.ndarray, tolerance: float
) -> list[Mistake]:
    """The mistakes that give this number at this index, and do not give the right one."""
    if right.flat[index] == 0:  # nothing comes back, so nothing says how the number was rounded
        tolerance = max(tolerance, min(0.005, 0.1 * abs(value)))
    fits = []
    for answer in found:
        if answer.value.shape != right.shape:
            continue  # where the shape is wrong, no entry belongs to this unit
        wrong = answer.value.flat[index]
        if abs(wrong - value) <= tolerance < abs(wrong - right.flat[index]):
            fits.append(answer.mistake)
    return fits


def _and_no_sigma_prime(
    layer: Layer, source: int, value: float, tolerance: float
) -> Verdict | None:
    """Two mistakes at once: σ′ left out besides wrong edges, the commonest pair."""
    if not layer.asks_for_sigma:
        return None
    bare = replace(layer, asked="input_gradient")
    found = catalogue.input_gradient_mistakes(bare, in_code=False)
    found = [answer for answer in found if answer.mistake.edges]
    fits = _fitting(found, source, value, layer.right, tolerance)
    if not fits:
        return None
    sentence = f"Two mistakes at once: σ′ is left out, and {fits[0].sentence}. {fits[0].remedy}"
    return Verdict(False, sentence, (fits[0].name, "sigma_prime_forgotten"))


def _one_term(
    layer: Layer, source: int, error: float, terms: np.ndarray, tolerance: float
) -> Verdict | None:
    """One product of the sum left out, counted twice or with the wrong sign."""
    edges, out = layer.connections, layer.connections.from_source(source)
    slips = (
        ("term_missing", -1, "is missing"),
        ("term_sign_turned", -2, "has the wrong sign"),
        ("term_counted_twice", 1, "is counted twice"),
    )
    for name, times, words in slips:
        for edge, term in zip(out, terms, strict=True):
            if abs(term) > tolerance and abs(error - times * term) <= tolerance:
                target = int(edges.target[edge])
                where = place(target, edges.output_shape)
                term_text = product(edges.weight[edge], layer.delta.flat[target])
                sentence = f"The product {term_text}, which comes from output {where}, {words}."
                return Verdict(False, sentence, (name,))
    return None


def _other_unit(
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


def explain_outputs(layer: Layer, source: int, targets: Iterable[int]) -> Verdict:
    """Judge the outputs (flat indices) marked as sending something back to one input.

    An edge with weight 0 or to an output with δ = 0 sends nothing: such outputs may be marked or
    left out. TypeError or ValueError for indices that make no sense, or a batch.
    """
    one_example(layer)
    edges = layer.connections
    source = unit("source", source, edges.input_shape)
    marked = frozenset(unit("targets", target, edges.output_shape) for target in targets)
    joined, sending = _joined(layer, source)
    if sending <= marked <= joined:
        return Verdict(True, _praise(len(marked)))
    fits = [m for m in _known(layer) if _marks(m, layer, source, joined) == marked]
    for outputs, mistake in _drawn(layer, source, joined):
        new = mistake.name not in {known.name for known in fits}
        if new and outputs == marked and not sending <= outputs <= joined:
            fits.append(mistake)
    if fits:
        sentence = blame(fits, "This set of outputs")
        return Verdict(False, sentence, tuple(mistake.name for mistake in fits))
    return Verdict(False, _counts(marked, joined, sending))


def _joined(layer: Layer, source: int) -> tuple[Outputs, Outputs]:
    """The outputs that have an edge to the input, and those of them that send more than 0."""
    edges, out = layer.connections, layer.connections.from_source(source)
    target = edges.target[out]
    sends = (edges.weight[out] != 0) & (layer.delta.ravel()[target] != 0)
    return frozenset(target.tolist()), frozenset(target[sends].tolist())


def _known(layer: Layer) -> Iterator[Mistake]:
    return (m for m in catalogue.of_input_gradient(layer.kind) if m.edges is not None)


def _marks(mistake: Mistake, layer: Layer, source: int, joined: Outputs) -> Outputs | None:
    """The outputs that a mistake would mark; None if that is what is right."""
    edges = mistake.edges(layer) if mistake.edges else None
    if edges is None:
        return None
    outputs = frozenset(edges.target[edges.from_source(source)].tolist())
    return None if outputs == joined else outputs


def _drawn(layer: Layer, source: int, joined: Outputs) -> Iterator[tuple[Outputs, Mistake]]:
    """Sets that come from looking at the picture: all, the same place, a row, shifted."""
    shape, image = layer.connections.output_shape, layer.connections.input_shape
    everything = np.arange(int(np.prod(shape))).reshape(shape)
    yield _set(everything), _look("every_output", "every output is marked")
    if min(len(shape), len(image)) == 1:
        return
    y, x = (int(i) for i in np.unravel_index(source, image)[-2:])
    if y < shape[-2] and x < shape[-1]:
        yield _set(everything[..., y, x]), _look("same_place_only", SAME_PLACE)
    if not joined:
        return
    index = np.array(np.unravel_index(sorted(joined), shape))
    for axis, word in ((-2, "rows"), (-1, "columns")):
        lines = everything.take(np.unique(index[axis]), axis=axis)
        yield _set(lines), _look(f"whole_{word}", f"whole {word} of the output are marked")
    for step in UP_AND_DOWN:
        yield _shifted(index, step, shape), _look("off_by_one", "the window lies one cell off")


def _set(outputs: np.ndarray) -> Outputs:
    return frozenset(outputs.ravel().tolist())


def _shifted(index: np.ndarray, step: tuple[int, int], shape: tuple[int, ...]) -> Outputs:
    moved = index.copy()
    moved[-2:] += np.array(step)[:, None]
    limits = np.array(shape)[:, None]
    inside = ((moved >= 0) & (moved < limits)).all(axis=0)
    return _set(np.asarray(np.ravel_multi_index(tuple(moved[:, inside]), shape)))


def _look(name: str, sentence: str) -> Mistake:
    return Mistake(name, sentence, ENDS, lambda _: None)


def _praise(n: int) -> str:
    return f"Right: {count(n, 'output')}." if n else "Right: no output sends anything back here."


def _counts(marked: Outputs, joined: Outputs, sending: Outputs) -> str:
    right, missing, extra = len(marked & joined), len(sending - marked), len(marked - joined)
    parts = [f"{right} right"]
    if extra:
        parts.append(f"{extra} without an edge to this unit")
    if missing:
        parts.append(f"{missing} missing")
    return f"Not quite: {count(len(marked), 'output')} marked, {', '.join(parts)}."
