"""Each mistake about σ′, made the way a learner makes it, is recognised."""

import numpy as np
import pytest
from mistake_layers import convolution, dense, names
from scipy.special import expit

from cnnbp.mistakes import Layer, explain_value


def slope(z):
    return expit(z) * (1 - expit(z))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("sigma_prime_forgotten", lambda layer, back: back),
        ("sigma_prime_at_a", lambda layer, back: back * slope(layer.a)),
        ("sigma_prime_at_the_error", lambda layer, back: back * slope(back)),
        ("sigma_for_sigma_prime", lambda layer, back: back * expit(layer.z)),
        ("sigma_prime_twice", lambda layer, back: back * slope(layer.z) ** 2),
        (
            "sigma_prime_at_the_outputs",
            lambda layer, back: layer.w.T @ (layer.delta * slope(layer.w @ layer.a + layer.b)),
        ),
    ],
)
def test_sigma_prime(name, wrong):
    layer = dense(activation="sigmoid", b=np.array([0.3, -0.2, 0.7]))
    back = layer.w.T @ layer.delta
    np.testing.assert_allclose(layer.right, back * slope(layer.z))
    assert names(wrong(layer, back), layer) == [name]


def test_sigma_prime_before_the_sum_needs_equal_shapes():
    layer = dense(inputs=3, outputs=3, activation="sigmoid")
    given = layer.w.T @ (layer.delta * slope(layer.z))
    assert names(given, layer) == ["sigma_prime_before_the_sum"]
    assert convolution(activation="tanh").right.shape == (6, 5)


def test_sigma_prime_that_was_not_asked_for():
    layer = dense(activation="sigmoid", asked="input_gradient")
    assert names(layer.w.T @ layer.delta, layer) == []
    assert names(layer.w.T @ layer.delta * slope(layer.z), layer) == ["sigma_prime_not_asked"]


def test_where_no_sigma_stands_none_is_missed():
    layer = dense()
    assert explain_value(layer, 0, layer.right[0]).right
    assert not any("sigma" in name for name in names(layer.right * 2, layer))


def test_relu_lets_nothing_back_where_it_was_off():
    layer = dense(seed=1, activation="relu")
    off = int(np.flatnonzero(layer.z < 0)[0])
    verdict = explain_value(layer, off, (layer.w.T @ layer.delta)[off])
    assert verdict.mistakes[0] == "sigma_prime_forgotten"


def test_a_sigma_without_its_z_is_refused():
    layer = dense()
    with pytest.raises(ValueError, match="z: got None"):
        Layer("dense", layer.connections, layer.a, layer.delta, activation="sigmoid")
