"""Central differences against gradients that are known by heart, and the error measure."""

import numpy as np
import pytest

from cnnbp.gradient_check import central_difference, relative_error


def test_gradient_of_a_cubic():
    x = np.array([[1.0, -2.0, 0.5]])
    np.testing.assert_allclose(
        central_difference(lambda x: np.sum(x**3), x), 3 * x**2, rtol=0, atol=1e-8
    )


def test_every_entry_is_changed_alone():
    x = np.arange(6.0).reshape(2, 3)
    weights = np.arange(1.0, 7.0).reshape(2, 3)
    gradient = central_difference(lambda x: float(np.sum(weights * x)), x)
    np.testing.assert_allclose(gradient, weights, rtol=1e-8)


def test_the_step_is_used():
    seen = []
    central_difference(lambda x: seen.append(float(x)) or 0.0, np.float64(1.0), step=0.25)
    assert seen == [1.25, 0.75]


def test_the_difference_is_divided_by_two_steps():
    assert central_difference(lambda x: float(x) ** 3, 0.0, step=0.5) == 0.25


def test_x_is_not_changed_and_may_be_read_only():
    x = np.arange(4.0)[::2]
    x.flags.writeable = False
    np.testing.assert_allclose(central_difference(lambda x: x @ x, x), 2 * x, atol=1e-8)
    assert x.tolist() == [0, 2]


@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.float64])
def test_the_work_is_done_in_float64(dtype):
    gradient = central_difference(lambda x: np.sum(x * x), np.array([3, 4], dtype))
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, [6, 8], rtol=1e-8)


def test_an_empty_array_and_a_single_number():
    assert central_difference(lambda x: 0.0, np.zeros((0, 3))).shape == (0, 3)
    assert central_difference(lambda x: 5 * x, 2.0) == pytest.approx(5)


def test_relative_error():
    assert relative_error([1.0, 2.0], [1.0, 2.0]) == 0
    assert relative_error([0.0], [0.0]) == 0
    assert relative_error([3.0, -4.0], [3.0, -5.0]) == pytest.approx(0.2)
    assert relative_error([3.0, -5.0], [3.0, -4.0]) == pytest.approx(0.2)
    assert relative_error([], []) == 0
    assert relative_error([1e-9], [-1e-9]) == pytest.approx(2)
    assert isinstance(relative_error(np.ones(2, np.float32), np.ones(2)), float)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: central_difference(3, [1.0]), TypeError, "f: got 3, expected a function"),
        (lambda: central_difference(np.sum, "x"), TypeError, "x: got a str, expected an array"),
        (lambda: central_difference(np.sum, [1.0], 0), ValueError, "step: got 0, expected"),
        (lambda: central_difference(np.sum, [1.0], -1e-6), ValueError, "step: got -1e-06"),
        (lambda: central_difference(np.sum, [1.0], np.inf), ValueError, "step: got inf"),
        (lambda: central_difference(np.sum, [1.0], "1"), ValueError, "step: got '1'"),
        (
            lambda: central_difference(lambda x: x, [1.0, 2.0]),
            ValueError,
            r"f: returned shape \(2,\)",
        ),
        (lambda: relative_error([1.0], [1.0, 2.0]), ValueError, r"b: got shape \(2,\), expected"),
        (lambda: relative_error(None, [1.0]), TypeError, "a: got None"),
        (lambda: relative_error([1.0], [1j]), TypeError, "b: got values of type complex128"),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
