"""Wrong ways back through a network, and wrong steps, written as learners write them."""

import numpy as np
import pytest

from cnnbp import convolution, exercises, pooling
from cnnbp.activations import relu, relu_derivative

RELU, BACKWARD, MOMENTUM = "network.relu_delta", "network.backward", "network.momentum_step"


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("sigma_prime_forgotten", lambda back, z: back),
        ("sigma_prime_at_the_error", lambda back, z: np.maximum(back, 0)),
        ("both_masks", lambda back, z: np.where((back > 0) & (z > 0), back, 0)),
        ("sigma_for_sigma_prime", lambda back, z: back * relu(z)),
        ("kink_passes", lambda back, z: back * (z >= 0)),
        ("mask_turned", lambda back, z: back * (z < 0)),
        ("slope_returned", lambda back, z: z > 0),
        ("sign_turned", lambda back, z: -back * (z > 0)),
    ],
)
def test_relu(mistake, function):
    assert exercises.check(RELU, function).mistakes == (mistake,)


def backward(dense=None, pool=None, slope=None, kernel=None):
    """The whole way back, with one of its steps done wrong."""

    def function(delta, w, z, x, kernel_shape):
        a = relu(z)
        _, winners = pooling.max_forward(a, 2)
        back = w.T @ delta if dense is None else dense(delta, w)
        back = back.reshape(winners.position.shape)
        da = (pool or pooling.max_input_gradient)(back, winners, a.shape)
        dz = da * relu_derivative(z) if slope is None else slope(da, z)
        dw = convolution.kernel_gradient(dz, x, kernel_shape)
        return dz, dw if kernel is None else kernel(dz, dw)

    return function


def by_columns(back, winners, shape):
    turned = back.ravel().reshape(back.shape, order="F")
    return pooling.max_input_gradient(turned, winners, shape)


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("sigma_prime_forgotten", backward(slope=lambda da, z: da)),
        ("sigma_prime_at_the_error", backward(slope=lambda da, z: da * (da > 0))),
        ("sigma_for_sigma_prime", backward(slope=lambda da, z: da * relu(z))),
        ("every_cell", backward(pool=lambda b, *_: np.kron(b, np.ones((2, 2))))),
        ("spread_over_window", backward(pool=lambda b, *_: np.kron(b, np.full((2, 2), 0.25)))),
        ("reshaped_not_transposed", backward(dense=lambda d, w: w.reshape(w.shape[::-1]) @ d)),
        ("unflattened_by_columns", backward(pool=by_columns)),
        ("sign_turned", backward(dense=lambda d, w: -w.T @ d)),
        ("gradient_rotated", backward(kernel=lambda dz, dw: dw[::-1, ::-1])),
        ("mean_over_positions", backward(kernel=lambda dz, dw: dw / dz.size)),
        ("values_forgotten", backward(kernel=lambda dz, dw: np.full(dw.shape, dz.sum()))),
    ],
)
def test_the_whole_way_back(mistake, function):
    assert exercises.check(BACKWARD, function).mistakes == (mistake,)


def test_the_right_way_back_is_right():
    assert exercises.check(BACKWARD, backward())


def test_a_gradient_of_the_dense_weights_that_was_not_asked_for():
    result = exercises.check(BACKWARD, lambda delta, w, z, x, shape: w.T @ delta)
    assert result.status == "wrong type"
    assert "expected 2 results: dz, dw" in result.sentence


def moving(velocity, step=lambda w, v, old, rate: w + v, kept=lambda v, old: v):
    def function(w, gradient, old, rate, momentum):
        v = velocity(old, gradient, rate, momentum)
        return step(w, v, old, rate), kept(v, old)

    return function


def right(v, g, rate, mu):
    return mu * v - rate * g


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("momentum_forgotten", moving(lambda v, g, rate, mu: -rate * g)),
        ("not_slowed_down", moving(lambda v, g, rate, mu: v - rate * g)),
        ("old_velocity", moving(right, step=lambda w, v, old, rate: w + old)),
        ("velocity_not_kept", moving(right, kept=lambda v, old: old)),
        ("uphill", moving(lambda v, g, rate, mu: mu * v + rate * g)),
        ("rate_forgotten", moving(lambda v, g, rate, mu: mu * v - g)),
        ("averaged", moving(lambda v, g, rate, mu: mu * v - (1 - mu) * rate * g)),
        ("rate_in_both_places", moving(lambda v, g, rate, mu: rate * right(v, g, rate, mu))),
        (
            "velocity_uphill",
            moving(lambda v, g, rate, mu: mu * v + rate * g, step=lambda w, v, old, rate: w - v),
        ),
    ],
)
def test_momentum(mistake, function):
    assert mistake in exercises.check(MOMENTUM, function).mistakes


def test_the_step_is_the_one_that_the_network_takes():
    from cnnbp.network import Dense, Network

    network = Network([Dense(3, 2)], seed=1)
    x, y = np.arange(6.0).reshape(2, 3), [0, 1]
    step = exercises.solution(MOMENTUM)
    w = network.layers[0].parameters["w"].copy()
    velocity = np.zeros_like(w)
    for _ in range(3):
        network.forward(x)
        network.backward(y)
        w, velocity = step(w, network.layers[0].gradients["w"], velocity, 0.1, 0.9)
        network.step(0.1, 0.9)
    np.testing.assert_allclose(network.layers[0].parameters["w"], w)


def remembering(velocity, step):
    """A step whose velocity is kept as it is made; entry by entry."""

    def function(w, gradient, old, rate, momentum):
        new, moved = np.zeros_like(w), np.zeros_like(w)
        for at, g in np.ndenumerate(gradient):
            new[at] = velocity(old[at], g, rate, momentum)
            moved[at] = w[at] + step(new[at], g, rate, momentum)
        return moved, new

    return function


OTHER_MOMENTUMS = {
    "rate_outside_velocity": [
        moving(lambda v, g, rate, mu: mu * v + g, step=lambda w, v, old, rate: w - rate * v),
        lambda w, g, v, rate, mu: (w - rate * mu * v - rate * g, mu * v + g),
        remembering(lambda v, g, rate, mu: mu * v + g, lambda v, g, rate, mu: -rate * v),
    ],
    "rate_outside_velocity_downhill": [
        moving(lambda v, g, rate, mu: mu * v - g, step=lambda w, v, old, rate: w + rate * v),
        lambda w, g, v, rate, mu: (w + rate * mu * v - rate * g, mu * v - g),
        remembering(lambda v, g, rate, mu: mu * v - g, lambda v, g, rate, mu: rate * v),
    ],
    "moving_average": [
        moving(
            lambda v, g, rate, mu: mu * v + (1 - mu) * g,
            step=lambda w, v, old, rate: w - rate * v,
        ),
        moving(
            lambda v, g, rate, mu: v + (1 - mu) * (g - v),
            step=lambda w, v, old, rate: w - rate * v,
        ),
        remembering(lambda v, g, rate, mu: mu * v + (1 - mu) * g, lambda v, g, rate, mu: -rate * v),
    ],
    "nesterov": [
        lambda w, g, v, rate, mu: (
            w + mu * (mu * v - rate * g) - rate * g,
            mu * v - rate * g,
        ),
        lambda w, g, v, rate, mu: (
            w - mu * v + (1 + mu) * (mu * v - rate * g),
            mu * v - rate * g,
        ),
        remembering(right, lambda v, g, rate, mu: mu * v - rate * g),
    ],
}
NEAR_MOMENTUMS = [
    moving(lambda v, g, rate, mu: mu * v + g, step=lambda w, v, old, rate: w - v),
    moving(right, step=lambda w, v, old, rate: w + 0.5 * v),
]


def test_momentum_as_other_libraries_have_it_is_said_to_be_another_convention():
    for mistake, functions in OTHER_MOMENTUMS.items():
        for function in functions:
            result = exercises.check(MOMENTUM, function)
            assert result.mistakes == (mistake,)
            assert "That is another convention" in result.sentence
    for function in NEAR_MOMENTUMS:
        assert exercises.check(MOMENTUM, function).mistakes == ()
