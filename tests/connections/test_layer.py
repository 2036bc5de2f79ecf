"""Layer: the numbers around the edges, and what does not fit together."""

import numpy as np
import pytest
from mistake_layers import convolution, dense, max_pool

from cnnbp.connections import Layer


def test_what_does_not_fit_is_refused():
    layer = dense()
    for changes, words in (
        ({"activation": "step"}, "activation: got 'step', expected one of identity, sigmoid"),
        ({"asked": "loss"}, "asked: got 'loss', expected one of delta, input_gradient"),
        ({"a": np.zeros(5)}, r"a: got shape \(5,\), expected \(4,\) or \(N, …\)"),
        ({"delta": np.zeros((2, 2, 3))}, "delta: got shape"),
        ({"activation": "sigmoid"}, "z: got None, expected the pre-activation that"),
    ):
        numbers = {"a": layer.a, "delta": layer.delta} | changes
        with pytest.raises(ValueError, match=words):
            Layer("dense", layer.connections, **numbers)


def test_the_numbers_around_the_edges():
    layer = dense(activation="tanh", b=np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose(layer.output, layer.w @ layer.a + layer.b)
    np.testing.assert_allclose(layer.input_gradient, layer.w.T @ layer.delta)
    np.testing.assert_allclose(layer.right, layer.w.T @ layer.delta * (1 - layer.a**2))
    filters = convolution(image=(1, 4, 4), kernel=(2, 1, 2, 2), b=np.array([1.0, 2.0]))
    assert filters.bias_of_output[0].tolist() == np.ones((3, 3)).tolist()
    assert filters.bias_of_output[1, 2, 2] == 2
    np.testing.assert_allclose(layer.parameter_gradient, np.outer(layer.delta, layer.a))


def test_without_a_delta_the_cost_is_half_the_squared_output():
    given = dense(b=np.array([1.0, 2.0, 3.0]))
    layer = Layer("dense", given.connections, given.a, w=given.w, b=given.b)
    np.testing.assert_array_equal(layer.delta, layer.output)
    np.testing.assert_allclose(layer.input_gradient, given.w.T @ (given.w @ given.a + given.b))
    assert layer.given_delta is None
    np.testing.assert_array_equal(given.given_delta, given.delta)


def test_without_an_activation_z_is_a():
    layer = Layer("dense", dense().connections, dense().a, dense().delta)
    np.testing.assert_array_equal(layer.z, layer.a)
    np.testing.assert_array_equal(layer.sigma_prime, np.ones(4))


def test_a_layer_without_weights_says_so():
    edges = dense().connections
    plain = Layer("mine", type(edges)([0], [0], [1.0], None, (1,), (1,)), np.ones(1))
    assert plain.parameter_gradient is None
    for ask in ("parameter", "parameter_shape"):
        with pytest.raises(ValueError, match="layer: got a mine layer, expected one with weights"):
            getattr(plain, ask)


def test_some_of_a_layers_edges():
    layer = dense(activation="tanh")
    first = layer.connections.target == 0
    w = np.where([[True], [False], [False]], layer.w, 0)
    kept = layer.kept(first)
    np.testing.assert_allclose(layer.through(kept), w.T @ layer.delta * (1 - layer.a**2))
    gradient = kept.parameter_gradient(layer.delta, layer.a)
    np.testing.assert_allclose(gradient[0], layer.delta[0] * layer.a)
    assert not gradient[1:].any()
    doubled = layer.kept(np.flatnonzero(first), weight=2 * layer.connections.weight)
    np.testing.assert_allclose(doubled.backward(layer.delta), 2 * w.T @ layer.delta)
    pool = max_pool(size=2)
    assert pool.kept(pool.connections.target == 0).parameter is None
