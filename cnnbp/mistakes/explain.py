"""Why a learner's number, or set of outputs, is wrong: which mistakes would give just this.

First a number for one unit (or one weight), then the numbers that are almost right, then the set
of outputs that a learner has marked; last all these verdicts as rows, to be looked up where no
Python runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes import catalogue
from cnnbp.mistakes.catalogue.any_layer import SUMS
from cnnbp.mistakes.mistake import Answer, Mistake, Verdict, finite, one_example, unit
from cnnbp.mistakes.words import MOST, cell, count, number, product

PLAIN = (
    "weights_forgotten",
    "deltas_forgotten",
    "same_order",
    "opposite_order",
)  # said first when other mistakes fit as well
NUMBER = "This number is what comes out"
UNKNOWN = "This is not the number, and none of the known mistakes gives it."
ONE_TERM = (
    ("term_missing", -1, "is missing"),
    ("term_sign_turned", -2, "has the wrong sign"),
    ("term_counted_twice", 1, "is counted twice"),
)
UP_AND_DOWN = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1))
SAME_PLACE = "only the output at the same row and column as the pixel is marked"
ENDS = "An output has an edge to the pixel when its window covers the pixel."

Outputs = frozenset[int]
Forms = tuple[str, str, str]  # of a phrase with a number in it: none, one, many
ALL_FOUND: Forms = (
    "Right: no output sends anything back here.",
    "Right: 1 output.",
    "Right: {n} outputs.",
)
SOME_FOUND: dict[str, Forms] = {  # what is seen of marks that are not right
    "found": ("You marked 0", "You marked 1", "You marked {n}"),
    "needed": (" of 0", " of 1", " of {n}"),
    "idle": ("", ", 1 that sends 0", ", {n} that send 0"),
    "extra": ("", ", 1 without an edge to this unit", ", {n} without an edge to this unit"),
}


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
    fits = _fitting(_answers(layer, layer.asked), source, value, layer.right, tolerance)
    fits.sort(key=lambda mistake: mistake.name not in PLAIN)
    if abs(value) <= tolerance:
        return Verdict(False, _not_nothing(len(terms)), tuple(one.name for one in fits))
    if fits:
        return _blamed(fits, NUMBER)
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
    return _blamed(fits, NUMBER) if fits else Verdict(False, UNKNOWN)


def _blamed(fits: Iterable[Mistake], seen: str) -> Verdict:
    """The likeliest cause after what is seen; folded, what is right and the other causes."""
    fits = list(fits)
    sentence, remedy = fits[0].plain
    others = [one.plain[0] for one in fits[1:]]
    more = [remedy, *(f"Or when {other}." for other in others[: MOST - 1])]
    if len(fits) > MOST:
        more.append(f"And {count(len(fits) - MOST, 'more way')}.")
    names = tuple(one.name for one in fits)
    return Verdict(False, f"{seen} when {sentence}.", names, tuple(more))


@lru_cache(maxsize=16)
def _answers(layer: Layer, asked: str) -> tuple[Answer, ...]:
    """What each mistake gives, worked out once: a learner tries more than one number."""
    same = layer if asked == layer.asked else replace(layer, asked=asked)
    return tuple(catalogue.input_gradient_mistakes(same, in_code=False))


def _not_nothing(edges: int) -> str:
    """To an answer of 0, which many mistakes give, the plain fact says more than their list."""
    brings = "edge leads" if edges == 1 else "edges lead"
    return f"Not 0: {edges} {brings} from here to the outputs, and what comes back is not 0."


@lru_cache(maxsize=16)
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
    found = [a for a in _answers(layer, "input_gradient") if a.mistake.edges]
    fits = _fitting(found, source, value, layer.right, tolerance)
    if not fits:
        return None
    cause, remedy = fits[0].plain
    sentence = f"Two mistakes at once: σ′ is left out, and {cause}."
    return Verdict(False, sentence, (fits[0].name, "sigma_prime_forgotten"), (remedy,))


def _one_term(
    layer: Layer, source: int, error: float, terms: np.ndarray, tolerance: float
) -> Verdict | None:
    """One product of the sum left out, counted twice or with the wrong sign."""
    edges = layer.connections
    for name, times, words in ONE_TERM:
        for place, term in enumerate(terms.tolist()):
            if abs(term) > tolerance and abs(error - times * term) <= tolerance:
                edge = edges.from_source(source)[place]
                target = int(edges.target[edge])
                where = cell(target, edges.output_shape)
                term_text = product(edges.weight[edge], layer.delta.flat[target])
                sentence = f"The product {term_text}, which comes from output {where}, {words}."
                return Verdict(False, sentence, (name,))
    return None


def _other_unit(
    layer: Layer, source: int, value: float, right: float, tolerance: float
) -> Verdict | None:
    """The right number of another unit: row and column swapped, or a neighbour."""
    shape, answers = layer.connections.input_shape, layer.right
    for flat, name in _units_near(source, shape):
        other = float(answers.flat[flat])
        if abs(other - value) <= tolerance < abs(other - right):
            where = cell(flat, shape)
            return Verdict(False, f"This is the number of {where}, another unit.", (name,))
    return None


@lru_cache(maxsize=16)
def _units_near(source: int, shape: tuple[int, ...]) -> list[tuple[int, str]]:
    """The unit with row and column swapped, then the neighbours, each with the mistake's name."""
    at = [0, *(int(i) for i in np.unravel_index(source, shape))]
    front, row, column = at[1:-2], at[-2], at[-1]
    candidates = [(column, row, "row_and_column_swapped")] if len(shape) > 1 else []
    steps = ((0, 1), (0, -1), (1, 0), (-1, 0)) if len(shape) > 1 else ((0, 1), (0, -1))
    candidates += [(row + dy, column + dx, "neighbour") for dy, dx in steps]
    named = [((*front, y, x)[-len(shape) :], name) for y, x, name in candidates]
    inside = [
        (index, name)
        for index, name in named
        if all(0 <= i < n for i, n in zip(index, shape, strict=True))
    ]
    return [(int(np.ravel_multi_index(index, shape)), name) for index, name in inside]


def explain_outputs(layer: Layer, source: int, targets: Iterable[int]) -> Verdict:
    """Judge the outputs (flat indices) marked as sending something back to one input.

    An edge with weight 0 or to an output with δ = 0 sends nothing: such outputs may be marked or
    left out. TypeError or ValueError for indices that make no sense, or a batch.
    """
    one_example(layer)
    edges = layer.connections
    source = unit("source", source, edges.input_shape)
    marked = frozenset(unit("targets", target, edges.output_shape) for target in targets)
    return _judged(marked, *joined_outputs(layer, source), _wrong_outputs(layer, source))


def _judged(
    marked: Outputs, joined: Outputs, sending: Outputs, wrong: Iterable[tuple[Mistake, Outputs]]
) -> Verdict:
    """The verdict on marked outputs, from what is right and from what each mistake would mark."""
    if sending <= marked <= joined:
        return Verdict(True, in_words(ALL_FOUND, len(marked)))
    fits: dict[str, Mistake] = {}
    for mistake, outputs in wrong:
        if outputs == marked:
            fits.setdefault(mistake.name, mistake)
    seen = _counts(marked, joined, sending)
    return _blamed(fits.values(), f"{seen}, as") if fits else Verdict(False, f"{seen}.")


def _wrong_outputs(layer: Layer, source: int) -> list[tuple[Mistake, Outputs]]:
    """What each mistake would mark, the likeliest first.

    Those of this kind of layer, then what a glance at the picture suggests, last the sums that
    leave out edges: who marks does not add up yet.
    """
    joined, _ = joined_outputs(layer, source)
    of_kind: list[tuple[Mistake, Outputs]] = []
    of_sums: list[tuple[Mistake, Outputs]] = []
    for mistake, edges in _wrong_edges(layer):
        outputs = frozenset(edges.target[edges.from_source(source)].tolist())
        if outputs != joined:
            (of_sums if mistake in SUMS else of_kind).append((mistake, outputs))
    drawn = ((mistake, outputs) for outputs, mistake in _drawn(layer, source, joined))
    return [*of_kind, *drawn, *of_sums]


def joined_outputs(layer: Layer, source: int) -> tuple[Outputs, Outputs]:
    """The outputs that have an edge to the input, and those of them that send more than 0."""
    edges, out = layer.connections, layer.connections.from_source(source)
    target = edges.target[out]
    sends = (edges.weight[out] != 0) & (layer.delta.ravel()[target] != 0)
    return frozenset(target.tolist()), frozenset(target[sends].tolist())


@lru_cache(maxsize=16)
def _wrong_edges(layer: Layer) -> tuple[tuple[Mistake, Connections], ...]:
    """The edges of each mistake that has some here, worked out once for a layer."""
    known = catalogue.of_input_gradient(layer.kind)
    found = ((mistake, mistake.edges(layer)) for mistake in known if mistake.edges is not None)
    return tuple((mistake, edges) for mistake, edges in found if edges is not None)


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


def _counts(marked: Outputs, joined: Outputs, sending: Outputs) -> str:
    numbers = {
        "found": len(marked & sending),
        "needed": len(sending),
        "idle": len(marked & joined - sending),
        "extra": len(marked - joined),
    }
    return "".join(in_words(SOME_FOUND[name], n) for name, n in numbers.items())


def in_words(forms: Forms, n: int) -> str:
    """The form for none, for one or for n."""
    return forms[min(n, 2)].replace("{n}", str(n))


def value_rows(layer: Layer, source: int) -> list[tuple[float, float, Verdict]]:
    """All that `explain_value` says about one input: rows of (number, tolerance, verdict).

    A number gets the verdict of the first row that it is near enough to; to a number far from all
    of them it says UNKNOWN. Between two ends of the intervals that it compares with, the verdict
    is the same everywhere, so that asking once in each gap tells all.
    """
    near, right = tolerance(layer, source), float(layer.right.flat[source])
    found = explain_value(layer, source, right)
    gaps: list[tuple[float, float, Verdict]] = []
    for low, high in pairwise(_ends(layer, source, near)):
        verdict = explain_value(layer, source, (low + high) / 2)
        if gaps and gaps[-1][1:] == (low, verdict):
            gaps[-1] = (gaps[-1][0], high, verdict)
        else:
            gaps.append((low, high, verdict))
    rows = (((low + high) / 2, (high - low) / 2, verdict) for low, high, verdict in gaps)
    told = [row for row in rows if not row[2].right and row[2].sentence != UNKNOWN]
    return [(right, near, found), *told]


def _ends(layer: Layer, source: int, near: float) -> list[float]:
    """Where a verdict may change: the numbers that are compared with, less and plus `near`."""
    right, terms = float(layer.right.flat[source]), _terms(layer, source)
    numbers = [right, 0.0]
    for asked in ("delta", "input_gradient") if layer.asks_for_sigma else (layer.asked,):
        for answer in _answers(layer, asked):
            if answer.value.shape == layer.right.shape:
                numbers.append(float(answer.value.flat[source]))
    numbers += [right + times * float(term) for _, times, _ in ONE_TERM for term in terms]
    others = _units_near(source, layer.connections.input_shape)
    numbers += [float(layer.right.flat[flat]) for flat, _ in others]
    ends = {number + sign * near for number in numbers for sign in (-1, 1)}
    if right == 0:  # there the tolerance grows with the number that was given
        ends |= {number + sign * 0.005 for number in numbers for sign in (-1, 1)}
        ends |= {factor * number for number in numbers for factor in (1 / 1.1, 1 / 0.9, 10, -10)}
        ends |= {-0.05, 0.05}
    found: list[float] = []
    for end in sorted(ends):
        if not found or end - found[-1] > 1e-4 * near:
            found.append(end)
    return found


def output_rows(layer: Layer, source: int) -> list[tuple[Outputs, Verdict]]:
    """All sets of outputs that `explain_outputs` knows as wrong, each with its verdict.

    To another set it says what of it is right: ALL_FOUND, or SOME_FOUND by the counts.
    """
    right, wrong = joined_outputs(layer, source), _wrong_outputs(layer, source)
    sets = dict.fromkeys(outputs for _, outputs in wrong)
    rows = ((outputs, _judged(outputs, *right, wrong)) for outputs in sets)
    return [(outputs, verdict) for outputs, verdict in rows if verdict.mistakes]
