"""Why a learner's number for one unit is wrong: which mistakes would give just this number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from cnnbp.connections import Layer
from cnnbp.mistakes import catalogue
from cnnbp.mistakes.catalogue import weights
from cnnbp.mistakes.mistake import Answer, Mistake
from cnnbp.mistakes.near import one_term, other_unit
from cnnbp.mistakes.verdict import Verdict, finite, one_example, unit
from cnnbp.mistakes.words import blame, number

PLAIN = (
    "weights_forgotten",
    "deltas_forgotten",
    "same_order",
    "opposite_order",
)  # said first when other mistakes fit as well
UNKNOWN = "This is not the number, and none of the known mistakes gives it."


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
    found = catalogue.input_gradient_mistakes(layer)
    fits = _fitting(found, source, value, layer.right, tolerance)
    fits.sort(key=lambda mistake: mistake.name not in PLAIN)
    names = tuple(mistake.name for mistake in fits)
    if abs(value) <= tolerance:
        return Verdict(False, _not_nothing(len(terms)), names)
    if fits:
        return Verdict(False, blame(fits), names)
    explanations = (
        one_term(layer, source, value - right, terms, tolerance),
        other_unit(layer, source, value, right, tolerance),
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
    right = weights.right(layer)
    if abs(value - right.flat[parameter]) <= tolerance:
        return Verdict(True, f"Right: {number(right.flat[parameter])}.")
    found = catalogue.weight_gradient_mistakes(layer)
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
    found = [answer for answer in catalogue.input_gradient_mistakes(bare) if answer.mistake.edges]
    fits = _fitting(found, source, value, layer.right, tolerance)
    if not fits:
        return None
    sentence = f"Two mistakes at once: σ′ is left out, and {fits[0].sentence}. {fits[0].remedy}"
    return Verdict(False, sentence, (fits[0].name, "sigma_prime_forgotten"))
