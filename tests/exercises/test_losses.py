"""Wrong output deltas, written as learners write them."""

import numpy as np
import pytest

from cnnbp import exercises
from cnnbp.activations import sigmoid, sigmoid_derivative, softmax


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("sigma_prime_forgotten", lambda z, y: sigmoid(z) - y),
        ("sigma_prime_at_a", lambda z, y: (sigmoid(z) - y) * sigmoid_derivative(sigmoid(z))),
        ("sign_turned", lambda z, y: (y - sigmoid(z)) * sigmoid_derivative(z)),
        ("factor_two", lambda z, y: 2 * (sigmoid(z) - y) * sigmoid_derivative(z)),
        ("half_kept", lambda z, y: 0.5 * (sigmoid(z) - y) * sigmoid_derivative(z)),
        ("mean_over_outputs", lambda z, y: (sigmoid(z) - y) * sigmoid_derivative(z) / len(z)),
        ("z_for_a", lambda z, y: (z - y) * sigmoid_derivative(z)),
        ("loss_returned", lambda z, y: 0.5 * (sigmoid(z) - y) ** 2),
    ],
)
def test_squared_error(mistake, function):
    result = exercises.check("losses.squared_error_delta", function)
    assert mistake in result.mistakes


def with_slope(z, y):
    a = softmax(z)
    return (a - y) * a * (1 - a) / len(z)


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("batch_sum", lambda z, y: softmax(z) - y),
        ("mean_over_everything", lambda z, y: (softmax(z) - y) / y.size),
        ("sign_turned", lambda z, y: (y - softmax(z)) / len(z)),
        ("sigma_prime_needless", with_slope),
        ("sigmoid_for_softmax", lambda z, y: (sigmoid(z) - y) / len(z)),
        ("softmax_over_batch", lambda z, y: (np.exp(z) / np.exp(z).sum(axis=0) - y) / len(z)),
        ("softmax_over_everything", lambda z, y: (np.exp(z) / np.exp(z).sum() - y) / len(z)),
        ("stopped_at_a", lambda z, y: -y / softmax(z) / len(z)),
    ],
)
def test_cross_entropy(mistake, function):
    result = exercises.check("losses.cross_entropy_delta", function)
    assert mistake in result.mistakes


def test_softmax_written_by_hand_is_right():
    def mine(z, y):
        a = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return (a - y) / len(z)

    assert exercises.check("losses.cross_entropy_delta", mine)
