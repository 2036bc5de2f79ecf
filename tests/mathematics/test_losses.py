"""Losses and their output deltas: central differences, known values, what belongs to the mean."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import arrays
from support.each import each

from cnnbp import losses
from cnnbp.activations import ACTIVATIONS, softmax, softmax_derivative
from cnnbp.gradient_check import central_difference
from cnnbp.losses import (
    cross_entropy,
    cross_entropy_delta,
    squared_error,
    squared_error_delta,
)

SCORES = st.sampled_from([(1,), (4,), (1, 3), (3, 2), (2, 4)])


@pytest.mark.parametrize("name", ["identity", "sigmoid", "tanh"])
@given(st.data())
def test_squared_error_delta(name, data):
    function, derivative = ACTIVATIONS[name]
    z = data.draw(arrays(st.sampled_from([(3,), (2, 3), (2, 1, 2, 2)]), limit=3.0))
    y = data.draw(arrays(z.shape, limit=3.0))
    delta = squared_error_delta(function(z), y, derivative(z))
    expected = central_difference(lambda z: squared_error(function(z), y), z)
    np.testing.assert_allclose(delta, expected, rtol=0, atol=1e-7)


@given(st.data())
def test_cross_entropy_delta(data):
    z = data.draw(arrays(SCORES, limit=4.0))
    labels = data.draw(arrays(z.shape[:-1], limit=1.0))
    y = np.floor(np.abs(labels) * (z.shape[-1] - 1e-9)).astype(int)
    expected = central_difference(lambda z: cross_entropy(z, y), z)
    delta = cross_entropy_delta(z, y)
    np.testing.assert_allclose(delta, expected, rtol=0, atol=1e-8)
    one_hot = np.eye(z.shape[-1])[y]
    np.testing.assert_allclose(cross_entropy_delta(z, one_hot), delta, rtol=1e-15)
    assert cross_entropy(z, one_hot) == cross_entropy(z, y)
    # the long way round: the Jacobian of softmax times the derivative of −log a_y
    examples = 1 if z.ndim == 1 else len(z)
    outer = -one_hot / softmax(z) / examples
    long_way = np.einsum("...ij,...i->...j", softmax_derivative(z), outer)
    np.testing.assert_allclose(long_way, delta, rtol=1e-9, atol=1e-12)


def test_cross_entropy_with_soft_targets():
    z = np.array([[0.5, -1.0, 2.0], [0.0, 0.0, 1.0]])
    y = np.array([[0.2, 0.3, 0.5], [0.0, 1.0, 0.0]])
    expected = central_difference(lambda z: cross_entropy(z, y), z)
    np.testing.assert_allclose(cross_entropy_delta(z, y), expected, atol=1e-9)
    assert cross_entropy(z, y) == pytest.approx(-np.sum(y * np.log(softmax(z))) / 2)


def test_known_values_and_the_mean_over_the_batch():
    assert squared_error([3.0, 5.0], [1.0, 2.0]) == 6.5
    assert squared_error([[3.0, 5.0]], [[1.0, 2.0]]) == 6.5
    assert squared_error([[3.0, 5.0], [1.0, 2.0]], [[1.0, 2.0], [1.0, 2.0]]) == 3.25
    assert squared_error_delta([3.0, 5.0], [1.0, 2.0], [0.5, 2.0]).tolist() == [1, 6]
    batch = squared_error_delta([[3.0, 5.0], [1.0, 2.0]], np.zeros((2, 2)), np.ones((2, 2)))
    assert batch.tolist() == [[1.5, 2.5], [0.5, 1.0]]
    assert squared_error_delta([3.0], [1.0], 1).tolist() == [2]
    assert squared_error_delta([3.0], [1.0], 0.5).tolist() == [1]
    assert cross_entropy([0.0, 0.0], 1) == pytest.approx(np.log(2))
    assert cross_entropy([[0.0, 0.0], [0.0, np.log(3.0)]], [0, 1]) == pytest.approx(
        (np.log(2) - np.log(0.75)) / 2
    )
    assert cross_entropy_delta([0.0, 0.0], 1).tolist() == [0.5, -0.5]
    assert cross_entropy_delta([[0.0, 0.0], [0.0, 0.0]], [0, 1]).tolist() == [
        [-0.25, 0.25],
        [0.25, -0.25],
    ]


def test_certain_and_hopeless_scores_stay_finite():
    z = np.array([1000.0, 0.0])
    assert cross_entropy(z, 0) == 0
    assert cross_entropy(z, 1) == 1000
    assert cross_entropy_delta(z, 1).tolist() == [1, -1]
    # a score of −∞ is a class that cannot be; it costs nothing where it is not asked for
    assert cross_entropy(np.array([0.0, -np.inf]), 0) == 0


@pytest.mark.parametrize("far", [1000.0, -1000.0])
def test_rows_of_very_different_size_do_not_disturb_each_other(far):
    """Each row's own largest z is taken away: the batch's would make 0/0 or ∞ of the others."""
    z = np.array([[0.0, 1.0, -1.0], [far, far + 1, far - 1]])
    y = [1, 2]
    one_by_one = [cross_entropy(row, label) for row, label in zip(z, y, strict=True)]
    assert cross_entropy(z, y) == pytest.approx(np.mean(one_by_one), rel=1e-12)
    deltas = [cross_entropy_delta(row, label) / 2 for row, label in zip(z, y, strict=True)]
    np.testing.assert_allclose(cross_entropy_delta(z, y), deltas, rtol=1e-12)
    np.testing.assert_allclose(softmax(z)[0], softmax(z)[1], rtol=1e-12)


def test_rounded_probabilities_are_accepted():
    assert cross_entropy([0.0, 0.0], np.array([0.333333, 0.666663])) > 0
    with pytest.raises(ValueError, match=r"^y: got rows that are not probabilities"):
        cross_entropy([0.0, 0.0], [0.333, 0.666])


def test_an_empty_batch():
    empty = np.zeros((0, 3))
    assert squared_error(empty, empty) == 0
    assert cross_entropy(empty, np.zeros(0, int)) == 0
    assert cross_entropy(empty, empty) == 0
    assert squared_error_delta(empty, empty, empty).shape == (0, 3)
    assert cross_entropy_delta(empty, []).shape == (0, 3)


@pytest.mark.parametrize("name", losses.WITH_DELTA)
def test_loss_and_delta_at_once_are_those_of_the_single_functions(name):
    z, y = np.array([[0.3, -1.2, 2.0], [1.5, 0.2, -0.4]]), np.array([[0.0, 0, 1], [0.2, 0.7, 0.1]])
    both = {
        "cross_entropy": (cross_entropy(z, y), cross_entropy_delta(z, y)),
        "squared_error": (squared_error(z, y), squared_error_delta(z, y, 1.0)),
    }[name]
    for result, expected in zip(losses.WITH_DELTA[name](z, y), both, strict=True):
        np.testing.assert_array_equal(result, expected)


def test_types():
    a32, a64 = np.ones((2, 2), np.float32), np.ones((2, 2))
    labels, one_hot = np.array([0, 1], np.uint8), np.eye(2, dtype=int)
    for result in (
        squared_error(a32, a32),
        squared_error_delta(a32, a32, a32),
        squared_error_delta(a32, a32, 1.0),
        cross_entropy(a32, labels),
        cross_entropy_delta(a32, labels),
        cross_entropy(a32, one_hot),
        cross_entropy_delta(a32, one_hot.astype(np.float32)),
    ):
        assert result.dtype == np.float32
    for result in (
        squared_error(a32, a64),
        squared_error([[1, 2]], [[1, 2]]),
        squared_error_delta(a32, a32, a64),
        cross_entropy(a64, labels),
        cross_entropy_delta(a32, one_hot.astype(float)),
        cross_entropy_delta(one_hot, labels),
    ):
        assert result.dtype == np.float64


def test_inputs_stay_as_they_are():
    z, y = np.arange(6.0).reshape(2, 3)[:, ::-1], np.eye(3)[:2]
    kept = z.copy(), y.copy()
    for array in (z, y):
        array.flags.writeable = False
    cross_entropy(z, y), cross_entropy_delta(z, y)
    squared_error(z, y), squared_error_delta(z, y, y)
    np.testing.assert_array_equal(z, kept[0])
    np.testing.assert_array_equal(y, kept[1])


@each(
    ("call", "error", "words"),
    [
        (
            lambda: squared_error([1.0], [1.0, 2.0]),
            ValueError,
            r"^y: got shape \(2,\), expected \(1,\)",
        ),
        (lambda: squared_error("1", [1.0]), TypeError, "^a: got a str"),
        (lambda: squared_error([1.0], None), TypeError, "^y: got None"),
        (
            lambda: squared_error_delta([1.0], [1.0], [1.0, 2.0]),
            ValueError,
            r"^sigma_prime: got shape \(2,\), expected \(1,\), the shape of a",
        ),
        (lambda: squared_error_delta([1.0], [1.0], "1"), TypeError, "^sigma_prime: got a str"),
        (lambda: cross_entropy(1.0, 0), ValueError, r"^z: got shape \(\), expected \(m,\)"),
        (lambda: cross_entropy(np.zeros((2, 3, 4)), 0), ValueError, r"^z: got shape \(2, 3, 4\)"),
        (lambda: cross_entropy(np.zeros((2, 0)), [0, 0]), ValueError, "m at least 1$"),
        (lambda: cross_entropy("z", 0), TypeError, "^z: got a str"),
        (
            lambda: cross_entropy([1.0, 2.0, 3.0], [0.5, 0.5]),
            ValueError,
            r"^y: got shape \(2,\), expected labels \(\) or probabilities \(3,\)$",
        ),
        (
            lambda: cross_entropy([[1.0, 2.0], [1.0, 2.0]], [0]),
            ValueError,
            r"^y: got shape \(1,\), expected labels \(2,\) or probabilities \(2, 2\)$",
        ),
        (
            lambda: cross_entropy(np.zeros((2, 3, 4)), 0),
            ValueError,
            r"expected \(m,\) or \(N, m\) with m at least 1$",
        ),
        (lambda: squared_error([1.0], [[1.0]]), ValueError, r"expected \(1,\), the shape of a$"),
        (
            lambda: cross_entropy([1.0, 2.0], 2),
            ValueError,
            "^y: got labels from 2 to 2, expected 0 to 1",
        ),
        (lambda: cross_entropy([1.0, 2.0], -1), ValueError, "^y: got labels from -1 to -1"),
        (lambda: cross_entropy([[1.0, 2.0]], [0.0]), TypeError, "^y: got labels of type float64"),
        (lambda: cross_entropy([[1.0, 2.0]], [True]), TypeError, "^y: got labels of type bool"),
        (lambda: cross_entropy([[1.0, 2.0]], ["0"]), TypeError, "^y: got "),
        (lambda: cross_entropy([1.0, 2.0], "0"), TypeError, "^y: got "),
        (lambda: cross_entropy([1.0, 2.0], None), TypeError, "^y: got None"),
        (
            lambda: cross_entropy([[1.0, 2.0]], [0, 1]),
            ValueError,
            r"^y: got shape \(2,\), expected labels \(1,\)",
        ),
        (
            lambda: cross_entropy([1.0, 2.0], [0.5, 0.6]),
            ValueError,
            "^y: got rows that are not prob",
        ),
        (
            lambda: cross_entropy([1.0, 2.0], [1.5, -0.5]),
            ValueError,
            "^y: got rows that are not prob",
        ),
        (
            lambda: cross_entropy([1.0, 2.0], [np.nan, 1.0]),
            ValueError,
            "^y: got rows that are not prob",
        ),
        (
            lambda: cross_entropy_delta([1.0, 2.0], [1j, 0]),
            TypeError,
            "^y: got values of type complex",
        ),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
