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


def squared_by_hand(slope):
    def mine(z, y):
        delta = np.zeros(len(z))
        for i in range(len(z)):
            a = 1 / (1 + np.exp(-z[i]))
            delta[i] = (a - y[i]) * slope(z[i], a)
        return delta

    return mine


def row_by_row(row):
    def mine(z, y):
        return np.stack([row(softmax(one), target) for one, target in zip(z, y, strict=True)])

    return lambda z, y: mine(z, y) / len(z)


FAMILIES = {
    ("losses.squared_error_delta", "slope_formula_at_z"): [
        lambda z, y: (sigmoid(z) - y) * z * (1 - z),
        lambda z, y: (sigmoid(z) - y) * (z - z**2),
        squared_by_hand(lambda z, a: z * (1 - z)),
    ],
    ("losses.squared_error_delta", "slope_of_tanh"): [
        lambda z, y: (sigmoid(z) - y) * (1 - sigmoid(z) ** 2),
        lambda z, y: (sigmoid(z) - y) * (1 - sigmoid(z)) * (1 + sigmoid(z)),
        squared_by_hand(lambda z, a: 1 - a**2),
    ],
    ("losses.cross_entropy_delta", "diagonal_only"): [
        lambda z, y: -y * (1 - softmax(z)) / len(z),
        lambda z, y: -y / softmax(z) / len(z) * softmax(z) * (1 - softmax(z)),
        row_by_row(lambda a, y: np.diag(np.diag(a) - np.outer(a, a)) * -y / a),
    ],
}
NEAR = {
    "losses.squared_error_delta": [
        lambda z, y: (sigmoid(z) - y) * sigmoid(z) * (1 - z),
        lambda z, y: (sigmoid(z) - y) * (1 - sigmoid(z)),
        lambda z, y: (sigmoid(z) - y) * (1 - np.tanh(z)),
    ],
    "losses.cross_entropy_delta": [
        lambda z, y: -y * (1 - softmax(z)),
        lambda z, y: (1 - y) * softmax(z) / len(z),
    ],
}


def test_a_family_is_named_however_it_is_written():
    for (name, mistake), functions in FAMILIES.items():
        for function in functions:
            assert exercises.check(name, function).mistakes == (mistake,)


def test_what_is_near_a_family_is_not_named():
    for name, functions in NEAR.items():
        for function in functions:
            result = exercises.check(name, function)
            assert result.status == "wrong"
            assert result.mistakes == ()


def test_the_diagonal_alone_in_numbers():
    """One example, z = −1.9, −1.5, −0.1, and the first class is right."""
    z, y = np.array([[-1.9, -1.5, -0.1]]), np.array([[1.0, 0, 0]])
    (first, *_) = FAMILIES["losses.cross_entropy_delta", "diagonal_only"]
    np.testing.assert_allclose(first(z, y), [[-0.8829, 0, 0]], atol=5e-5)
    right = exercises.solution("losses.cross_entropy_delta")(z, y)
    np.testing.assert_allclose(right, [[-0.8829, 0.1747, 0.7083]], atol=5e-5)
