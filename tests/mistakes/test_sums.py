"""Mistakes about the sum over the edges, possible in every layer, are recognised as themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistake_layers import average_pool, convolution, dense, max_pool, names

from cnnbp.mistakes import answers, explain_value, input_gradient_mistakes, recognise
from cnnbp.mistakes.mistake import same

LAYERS = {
    "dense": lambda seed: dense(seed, activation="sigmoid", b=np.array([0.3, -0.2, 0.7])),
    "plane": lambda seed: convolution(seed, activation="tanh", b=np.array([0.4]), padding=1),
    "strided": lambda seed: convolution(seed, image=(2, 7, 6), kernel=(3, 2, 3, 3), stride=2),
    "dilated": lambda seed: convolution(seed, image=(8, 9), dilation=(2, 1), padding=(1, 2)),
    "true": lambda seed: convolution(seed, convention="convolution", padding=1),
    "max": lambda seed: max_pool(seed=seed, size=3, stride=2, padding=1, activation="relu"),
    "average": lambda seed: average_pool(seed, size=3, stride=2, padding=1, activation="tanh"),
}


def terms(layer):
    """(input, w·δ) for each edge, in the order of the outputs."""
    edges = layer.connections
    products = edges.weight * layer.delta.ravel()[edges.target]
    return edges.source, products


def by_input(layer, choose):
    source, products = terms(layer)
    result = np.array(
        [choose(products[source == i]) if (source == i).any() else 0 for i in range(layer.a.size)]
    )
    return result.reshape(layer.a.shape)


@pytest.mark.parametrize(
    ("name", "choose"),
    [
        ("last_edge_only", lambda products: products[-1]),
        ("largest_term_only", lambda products: products[np.abs(products).argmax()]),
        ("mean_for_sum", np.mean),
    ],
)
def test_the_wrong_way_to_sum(name, choose):
    layer = convolution()
    assert names(by_input(layer, choose), layer) == [name]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("weights_forgotten", lambda w, a, b, delta: np.full(4, delta.sum())),
        ("weight_counted_twice", lambda w, a, b, delta: (w**2).T @ delta),
        ("deltas_forgotten", lambda w, a, b, delta: w.sum(axis=0)),
        ("outputs_for_deltas", lambda w, a, b, delta: w.T @ (w @ a + b)),
        ("value_times_weights", lambda w, a, b, delta: a * w.sum(axis=0)),
        ("bias_in_delta", lambda w, a, b, delta: w.T @ (delta + b)),
        ("sign_turned", lambda w, a, b, delta: -(w.T @ delta)),
    ],
)
def test_the_wrong_factor(name, wrong):
    layer = dense(b=np.array([0.3, -0.2, 0.7]))
    assert names(wrong(layer.w, layer.a, layer.b, layer.delta), layer) == [name]


def test_a_bias_added_to_the_sum():
    layer = convolution(b=np.array([0.4]))
    assert names(layer.right + 0.4, layer) == ["bias_added"]


@pytest.mark.parametrize("kind", LAYERS)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_mistake_is_recognised_and_the_right_answer_never_is(kind, seed):
    layer = LAYERS[kind](seed)
    found = input_gradient_mistakes(layer)
    assert len(found) >= 8
    assert recognise(layer.right, layer.right, found) == []
    for answer in found:
        assert not same(answer.value, layer.right)
        assert answer.mistake in recognise(answer.value, layer.right, found)
    for source in range(0, layer.a.size, 5):
        verdict = explain_value(layer, source, layer.right.flat[source])
        assert verdict.right
        assert verdict.mistakes == ()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), scale=st.floats(1e-6, 1e6))
def test_recognition_does_not_depend_on_the_size_of_the_deltas(seed, scale):
    layer = dense(seed, inputs=3, outputs=3)
    big = type(layer)("dense", layer.connections, layer.a, layer.delta * scale, w=layer.w)
    assert "not_transposed" in names(big.w @ big.delta, big)
    assert names(big.w.T @ big.delta, big) == []


def test_a_mistake_that_cannot_be_made_here_is_left_out():
    layer = max_pool(size=2)
    here = [answer.mistake.name for answer in input_gradient_mistakes(layer)]
    assert "weights_forgotten" not in here  # all weights are 1
    assert "bias_added" not in here
    assert answers((), layer, layer.right) == []
