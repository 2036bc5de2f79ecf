"""Derivation: its numbers are Connections' and the measured ones, its indices are the edges'."""

import re

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st
from support.each import each

from cnnbp import connections, convolution
from cnnbp.activations import sigmoid, sigmoid_derivative
from cnnbp.widgets import Derivation
from cnnbp.widgets.wire.derivation import LIGHTS, PANELS, bias_connections, indices, lines, plain
from cnnbp.widgets.wire.layer import unpack

RNG = np.random.default_rng(7)
Z, W, TARGET = RNG.normal(size=(5, 6)), RNG.normal(size=(3, 2)), RNG.normal(size=(3, 5))
CONVENTIONS = ("correlation", "convolution")
sizes = st.integers(1, 4)


def derivation(**options):
    return Derivation(Z, W, target=TARGET, b=0.3, **options)


def panels(shown, convention, bias=False):
    stage = CONVENTIONS.index(convention) + 2 * bias
    return {p["id"]: unpack(p["values"]) for p in shown.scene["layers"][stage]["panels"]}


def worth(index, letters):
    """The value of an index such as y−i+2."""
    signed = re.findall(r"([+−]?)([ijyxuv]|\d+)", index)
    return sum((-1 if sign == "−" else 1) * int(letters.get(name, name)) for sign, name in signed)


@given(st.sampled_from(CONVENTIONS), sizes, sizes, st.integers(0, 3), st.integers(0, 3))
def test_the_index_arithmetic_is_that_of_the_edges(convention, rows, columns, more, wider):
    shape = (rows + more, columns + wider)
    edges = connections.convolution(np.ones((rows, columns)), shape, convention=convention)
    pixel = np.unravel_index(edges.source, edges.input_shape)
    output = np.unravel_index(edges.target, edges.output_shape)
    weight = np.unravel_index(edges.parameter, edges.parameter_shape)
    at = indices(convention, (rows, columns))
    for edge in range(len(edges)):
        (i, j), (y, x), (u, v) = ([int(axis[edge]) for axis in e] for e in (pixel, output, weight))
        letters = {"i": i, "j": j, "y": y, "x": x, "u": u, "v": v}
        assert [worth(index, letters) for index in at["pixel"]] == [i, j]
        assert [worth(index, letters) for index in at["output"]] == [y, x]
        assert [worth(index, letters) for index in at["weight"]] == [u, v]


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_results_are_the_packages_and_equal_central_differences(convention):
    shown = derivation()
    layer = connections.convolution(W, Z.shape, convention=convention)
    delta = convolution.forward(sigmoid(Z), W, 0.3, convention=convention) - TARGET
    values, bias = panels(shown, convention), panels(shown, convention, bias=True)
    measured = {k: unpack(v) for k, v in shown.scene["measured"][convention].items()}
    np.testing.assert_allclose(values["delta"], delta)
    wanted = {
        "delta": (values["input_delta"], layer.backward(delta) * sigmoid_derivative(Z)),
        "kernel": (values["parameter_gradient"], layer.parameter_gradient(delta, sigmoid(Z))),
        "bias": (bias["parameter_gradient"], convolution.bias_gradient(delta)),
    }
    for name, (got, expected) in wanted.items():
        np.testing.assert_allclose(got, expected, err_msg=name)
        np.testing.assert_allclose(got, measured[name], atol=1e-7, err_msg=name)


@pytest.mark.parametrize(
    ("given", "cost_delta"),
    [({"delta": TARGET}, lambda z: TARGET), ({}, lambda z: z)],
    ids=["a delta", "own cost"],
)
@pytest.mark.parametrize("activation", ["identity", "tanh"])
def test_other_costs_and_activations_are_measured_too(given, cost_delta, activation):
    shown = Derivation(Z, W, activation=activation, **given)
    for convention in CONVENTIONS:
        values = panels(shown, convention)
        np.testing.assert_allclose(values["delta"], cost_delta(values["output"]))
        measured = unpack(shown.scene["measured"][convention]["delta"])
        np.testing.assert_allclose(values["input_delta"], measured, atol=1e-7)


def test_what_is_measured_comes_from_the_loss_and_from_no_formula(monkeypatch):
    honest = derivation().scene["measured"]
    for name in ("backward", "parameter_gradient"):
        real = getattr(connections.Connections, name)
        monkeypatch.setattr(
            connections.Connections, name, lambda *given, real=real: 2 * real(*given)
        )
    for name in ("input_gradient", "kernel_gradient", "bias_gradient"):
        monkeypatch.delattr(convolution, name)
    wrong = derivation()
    assert wrong.scene["measured"] == honest
    values = panels(wrong, "correlation")
    measured = unpack(honest["correlation"]["kernel"])
    np.testing.assert_allclose(values["parameter_gradient"], 2 * measured, atol=1e-6)
    np.testing.assert_allclose(
        values["input_delta"], 2 * unpack(honest["correlation"]["delta"]), atol=1e-6
    )


def test_the_bias_has_one_edge_to_every_output():
    edges = bias_connections(derivation().layer)
    np.testing.assert_array_equal(edges.forward(np.ones(1)), np.full((3, 5), 0.3))


@pytest.mark.parametrize("kind", PANELS)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_every_symbol_lights_cells_that_are_there_and_none_is_forgotten(kind, convention):
    def keys(tokens):
        for token in tokens:
            if isinstance(token, dict):
                yield token.get("key", "")
                for part in ("sub", "over", "under"):
                    yield from keys(token.get(part, []))

    used = {key for line in lines(convention, (3, 2))[kind] for key in keys(line["tokens"])} - {""}
    lit = set(LIGHTS[kind])
    assert lit - {"all", "term"} <= used
    assert used - lit <= ({"w", "u", "v", "window"} if kind == "bias" else set())
    assert all(set(cells) <= set(PANELS[kind]) for cells in LIGHTS[kind].values())


def test_the_lines_name_what_the_conventions_differ_in():
    true, cross = (
        [plain(line["tokens"]) for line in lines(name, (3, 2))["delta"]]
        for name in ("convolution", "correlation")
    )
    assert cross[3].endswith("w[i−y,j−x] σ′(z[l][i,j])")
    assert true[3].endswith("w[y−i+2,x−j+1] σ′(z[l][i,j])")
    assert "δ[l+1][i−u,j−v] w[u,v]" in cross[5]
    assert "δ[l+1][i+u−2,j+v−1] w[u,v]" in true[5]
    assert "(δ[l+1] ⋆ rot180(w))[i,j]" in cross[6]
    assert "(δ[l+1] ∗ rot180(w))[i,j]" in true[6]
    assert true[:2] == cross[:2]


def test_what_is_chosen_can_be_set_and_observed():
    shown = derivation(place=(2, 3), convention="convolution")
    assert (shown.place, shown.weight, shown.output, shown.symbol) == ([2, 3], [1, 1], None, "")
    assert shown.layer.options["convention"] == "convolution"
    seen = []
    shown.observe(lambda change: seen.append(change["new"]), "output")
    shown.output = np.array([1, 2]).tolist()
    assert seen == [[1, 2]]
    assert repr(shown) == "Derivation(layer l 5 × 6, kernel 3 × 2, layer l+1 3 × 5)"


BAD = {
    "z has no rows": (lambda: Derivation(np.ones(5), W), "z: got shape (5,)"),
    "z too large": (lambda: Derivation(np.ones((17, 9)), W), "at most 16 × 16"),
    "a kernel stack": (lambda: Derivation(Z, np.ones((1, 1, 3, 3))), "w: got shape (1, 1, 3, 3)"),
    "kernel too large": (lambda: Derivation(Z, np.ones((6, 2))), "w: got shape (6, 2)"),
    "both costs": (lambda: Derivation(Z, W, TARGET, target=TARGET), "target: got both"),
    "target's shape": (lambda: Derivation(Z, W, target=Z), "target: got shape (5, 6)"),
    "delta's shape": (lambda: Derivation(Z, W, Z), "delta: got shape (5, 6)"),
    "activation": (lambda: Derivation(Z, W, activation="sine"), "activation: got 'sine'"),
    "outside": (lambda: derivation(place=(5, 0)), "place: got (5, 0), which lies outside 5 × 6"),
    "three numbers": (lambda: derivation(weight=(0, 0, 1)), "weight: got (0, 0, 1), expected two"),
    "no index": (lambda: derivation(place=None), "place: got None, expected two whole numbers"),
    "halves": (lambda: derivation(output=(0.5, 1)), "output: got (0.5, 1), expected two whole"),
    "symbol": (lambda: derivation(symbol="θ"), "symbol: got 'θ', expected one of"),
}


@pytest.mark.parametrize(
    ("name", "known"), [("gradient", list(PANELS)), ("convention", CONVENTIONS)]
)
def test_an_unknown_choice_is_named(name, known):
    expected = re.escape(f"{list(known)}, not the str 'z'")
    with pytest.raises(traitlets.TraitError, match=f"'{name}' trait of a Derivation.*{expected}"):
        derivation(**{name: "z"})


@each("case", BAD)
def test_bad_input_is_named(case):
    make, words = BAD[case]
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        make()
