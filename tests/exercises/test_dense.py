"""Wrong answers about fully connected layers, written as learners write them."""

import numpy as np
import pytest

from cnnbp import exercises
from cnnbp.activations import sigmoid, sigmoid_derivative


def named(name, function):
    result = exercises.check(name, function)
    assert result.status in ("misconception", "raises"), result
    return result.mistakes


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("sigma_prime_forgotten", lambda d, w, z: w.T @ d),
        ("sigma_prime_at_a", lambda d, w, z: (w.T @ d) * sigmoid_derivative(sigmoid(z))),
        ("sigma_for_sigma_prime", lambda d, w, z: (w.T @ d) * sigmoid(z)),
        ("sigma_prime_at_the_error", lambda d, w, z: (w.T @ d) * sigmoid_derivative(w.T @ d)),
        ("not_transposed", lambda d, w, z: (w @ d) * sigmoid_derivative(z)),
        ("sign_turned", lambda d, w, z: -(w.T @ d) * sigmoid_derivative(z)),
        ("mean_for_sum", lambda d, w, z: (w.T @ d) / len(d) * sigmoid_derivative(z)),
        ("deltas_forgotten", lambda d, w, z: w.sum(axis=0) * sigmoid_derivative(z)),
        (
            "weights_forgotten",
            lambda d, w, z: np.full(len(z), d.sum()) * sigmoid_derivative(z),
        ),
    ],
)
def test_delta(mistake, function):
    assert mistake in named("dense.delta", function)


def test_a_reshape_in_place_of_the_transpose():
    def mine(delta, w, z):
        return (w.reshape(w.shape[::-1]) @ delta) * sigmoid_derivative(z)

    # for a square W reshaping changes nothing, which is another mistake: only the hint can tell
    result = exercises.check("dense.delta", mine)
    assert not result
    assert "W is used on the way back in place of Wᵀ" in result.sentence


@pytest.mark.parametrize(
    ("mistakes", "function"),
    [
        (("mean_over_batch",), lambda d, a: (d.T @ a / len(d), d.sum(axis=0))),
        (("batch_not_summed",), lambda d, a: (d.T @ a, d)),
        (("gradient_transposed",), lambda d, a: (a.T @ d, d.sum(axis=0))),
        (("last_use_only", "last_only"), lambda d, a: (np.outer(d[-1], a[-1]), d[-1])),
        (("sign_turned",), lambda d, a: (-d.T @ a, -d.sum(axis=0))),
    ],
)
def test_parameter_gradients(mistakes, function):
    found = named("dense.parameter_gradients", function)
    assert set(mistakes) <= set(found)


def test_two_results_with_two_mistakes_are_told_apart():
    result = exercises.check("dense.parameter_gradients", lambda d, a: (a.T @ d, d.mean(axis=0)))
    assert "your dw is what comes out when W has its inputs first" in result.sentence
    assert "your db is what comes out when the sum is divided by" in result.sentence


def test_two_results_with_one_mistake_hear_of_it_once():
    result = exercises.check(
        "dense.parameter_gradients", lambda d, a: (d.T @ a / len(a), d.mean(axis=0))
    )
    assert "your dw and your db are what comes out when the gradient is divided" in result.sentence
    assert result.sentence.count("once more") == 1


def step(dw, db):
    return lambda w, b, a, d, rate: (w - rate * dw(a, d), b - rate * db(d))


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("sum_over_batch", step(lambda a, d: d.T @ a, lambda d: d.sum(axis=0))),
        ("uphill", step(lambda a, d: -d.T @ a / len(d), lambda d: -d.mean(axis=0))),
        ("last_example_only", step(lambda a, d: np.outer(d[-1], a[-1]), lambda d: d[-1])),
        ("divided_twice", step(lambda a, d: d.T @ a / len(d) ** 2, lambda d: d.mean(axis=0))),
        ("rate_forgotten", lambda w, b, a, d, rate: (w - d.T @ a / len(d), b - d.mean(axis=0))),
        ("not_updated", lambda w, b, a, d, rate: (w - rate * d.T @ a / len(d), b)),
    ],
)
def test_a_mini_batch_step(mistake, function):
    assert mistake in named("network.mini_batch_step", function)


def test_a_step_in_place_is_told():
    def mine(w, b, a, delta, learning_rate):
        w -= learning_rate * delta.T @ a / len(delta)
        b -= learning_rate * delta.mean(axis=0)
        return w, b

    result = exercises.check("network.mini_batch_step", mine)
    assert result.status == "changes its arguments"
    assert "its arguments `w` and `b` in place" in result.sentence


def test_a_slope_by_the_wrong_formula():
    for mistake, slopes in {
        "slope_formula_at_z": [lambda z: z * (1 - z), lambda z: z - z * z],
        "slope_of_tanh": [
            lambda z: 1 - sigmoid(z) ** 2,
            lambda z: (1 + sigmoid(z)) * (1 - sigmoid(z)),
        ],
    }.items():
        for slope in slopes:
            assert named("dense.delta", lambda d, w, z, slope=slope: (w.T @ d) * slope(z)) == (
                mistake,
            )
    for slope in (lambda z: z * (1 - sigmoid(z)), lambda z: 1 - sigmoid(z)):
        result = exercises.check("dense.delta", lambda d, w, z, slope=slope: (w.T @ d) * slope(z))
        assert result.mistakes == ()


def test_the_examples_are_kept_and_the_outputs_added_up():
    found = named("dense.parameter_gradients", lambda d, a: (d.T @ a, d.sum(axis=1)))
    assert found == ("outputs_added_up",)


def by_example(divide):
    def mine(w, b, a, delta, rate):
        dw, db = np.zeros_like(w), np.zeros_like(b)
        for one, x in zip(delta, a, strict=True):
            dw += np.outer(one, x)
            db += one
        return w - rate * dw / divide(delta, a), b - rate * db / divide(delta, a)

    return mine


@pytest.mark.parametrize(
    ("mistake", "divide"),
    [
        ("mean_over_entries", lambda d, a: d.size),
        ("mean_over_outputs", lambda d, a: d.shape[1]),
        ("divided_twice", lambda d, a: len(d) ** 2),
    ],
)
def test_a_mean_over_the_wrong_number(mistake, divide):
    """In no case are there as many examples as outputs, so that these are told apart."""
    name = "network.mini_batch_step"
    for function in (
        by_example(divide),
        step(lambda a, d: d.T @ a / divide(d, a), lambda d: d.sum(axis=0) / divide(d, None)),
        lambda w, b, a, d, rate: exercises.solution(name)(w, b, a, d, rate * len(d) / divide(d, a)),
    ):
        assert named(name, function) == (mistake,)
    for near in (lambda d, a: a.size, lambda d, a: d.size + 1):
        assert exercises.check(name, by_example(near)).mistakes == ()
