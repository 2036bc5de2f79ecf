"""`compare` tells wrong entries from kinks, and rounding in float32 from both."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import seeds

from cnnbp import convolution, pooling
from cnnbp.gradient_check import compare


def pooled(x):
    """The largest of a 2×2 window, and ∂C/∂a as the pool hands it back."""
    z, winners = pooling.max_forward(x, 2)
    return z, pooling.max_input_gradient(np.ones_like(z), winners)


def largest(x):
    return float(pooled(x)[0].sum())


@given(st.integers(1, 4), st.integers(1, 4), seeds, st.sampled_from([1e-3, 1.0, 1e4]))
def test_a_right_gradient_passes_and_the_entry_that_was_changed_is_named(rows, columns, seed, size):
    rng = np.random.default_rng(seed)
    x, m = rng.normal(size=(rows, columns)), size * rng.normal(size=(rows, rows))

    def f(x):
        return np.sum(x * (m @ x)) + size * np.sum(np.tanh(x))

    right = (m + m.T) @ x + size / np.cosh(x) ** 2
    found = compare(f, x, right)
    assert found, found
    assert (found.wrong, found.not_judged, found.float32) == ((), (), False)
    assert found.relative_error < 1e-6
    place = (int(rng.integers(rows)), int(rng.integers(columns)))
    changed = right.copy()
    changed[place] += 1e-3 * np.abs(right).max()
    found = compare(f, x, changed)
    assert not found
    assert found.wrong == (place,)
    assert f"worst at {list(place)}: gradient {changed[place]:.6g}, measured" in repr(found)


def test_the_worst_entry_is_named_first():
    found = compare(lambda x: np.sum(x**2), [1.0, 2.0, 3.0], [2.5, 4.0, 9.0])
    assert found.wrong == ((2,), (0,))
    assert repr(found) == (
        "✗ 2 of 3 entries judged are wrong, relative error 0.3\n"
        "  worst at [2]: gradient 9, measured 6"
    )


def test_a_tie_is_not_judged():
    """Central differences give ½, ½ there; the pool hands all to the first maximum."""
    a = np.array([[1, 1], [0.2, 0.3]])
    gradient = pooled(a)[1]
    assert gradient.tolist() == [[1, 0], [0, 0]]
    found = compare(largest, a, gradient)
    assert found, found
    np.testing.assert_allclose(found.measured, [[0.5, 0.5], [0, 0]], atol=1e-9)
    assert found.not_judged == ((0, 0), (0, 1))
    assert repr(found) == (
        "✓ 2 entries agree with the central differences, relative error 0\n"
        "  kink or tie at [0, 0], [0, 1]: not judged"
    )


def test_a_near_tie_is_not_judged_and_what_no_side_gives_is_wrong():
    a = np.array([[1, 1 - 5e-7], [0.2, 0.3]])
    found = compare(largest, a, pooled(a)[1])
    assert found, found
    np.testing.assert_allclose(found.measured[0], [0.75, 0.25], atol=1e-6)
    assert found.not_judged == ((0, 0), (0, 1))
    found = compare(largest, a, [[2.0, 0], [0, 0]])
    assert found.wrong == ((0, 0),)
    assert found.not_judged == ((0, 1),)
    found = compare(largest, a, [[1.0, 0], [0, 0.5]])
    assert found.wrong == ((1, 1),)


@pytest.mark.parametrize("claimed", [0.0, 1.0, 0.5, -1.0])
def test_the_kink_of_an_absolute_value_lets_every_slope_between_pass(claimed):
    found = compare(lambda x: np.sum(np.abs(x)), [0.0, 2.0], [claimed, 1.0])
    assert found, found
    assert found.not_judged == ((0,),)
    assert compare(lambda x: np.sum(np.abs(x)), [0.0, 2.0], [1.5, 1.0]).wrong == ((0,),)


def test_kinks_alone_prove_nothing():
    found = compare(lambda x: np.sum(np.abs(x)), np.zeros(6), np.zeros(6))
    assert not found
    assert repr(found) == (
        "✗ no entry could be judged: move x away from the kinks\n"
        "  kink or tie at [0], [1], [2], [3] and 2 more: not judged"
    )


def test_float32_inside_f_is_seen_and_judged_with_a_longer_step():
    rng = np.random.default_rng(3)
    a, w = rng.normal(size=(5, 5)), rng.normal(size=(3, 3)).astype(np.float32)

    def f(a):
        return float(np.sum(convolution.forward(a.astype(np.float32), w) ** 2, dtype=np.float32))

    z = convolution.forward(a, w.astype(float))
    right = convolution.input_gradient(2 * z, w.astype(float), a.shape)
    found = compare(f, a, right)
    assert found, found
    assert found.float32
    assert repr(found).endswith("\n  float32 inside f: expect 1e-3")
    wrong = right.copy()
    wrong[2, 3] *= -1
    assert compare(f, a, wrong).wrong == ((2, 3),)


def test_float32_ties_and_steps_that_rounding_swallows():
    def f(a):
        return np.float32(1000) + pooling.max_forward(a.astype(np.float32), 2)[0].sum()

    a = np.array([[1, 1], [0.2, 0.3]])
    found = compare(f, a, [[1.0, 0], [0, 0]])
    assert found, found
    assert found.float32
    assert found.not_judged == ((0, 0), (0, 1))


def test_a_constant_is_no_float32():
    found = compare(lambda x: 2.0, [1.0, 2.0], [0.0, 0.0])
    assert found
    assert not found.float32
    assert compare(lambda x: 2.0, [1.0, 2.0], [0.0, 1.0]).wrong == ((1,),)


def test_nan_is_wrong():
    assert compare(lambda x: np.nan, [1.0], [0.0]).wrong == ((0,),)
    assert compare(lambda x: x.sum(), [1.0, 2.0], [1.0, np.nan]).wrong == ((1,),)


def test_single_numbers_empty_arrays_and_an_x_that_is_only_read():
    assert compare(lambda x: 5 * x, 2.0, 5.0)
    assert compare(lambda x: 0.0, np.zeros((0, 3)), np.zeros((0, 3)))
    x = np.array([1.0, 2.0])
    x.flags.writeable = False
    assert compare(lambda x: x @ x, x, 2 * x)


@pytest.mark.parametrize(
    ("f", "gradient", "step", "kind", "words"),
    [
        (3, [1.0], 1e-6, TypeError, "^f: got 3, expected a function"),
        (np.sum, [1.0], 0, ValueError, "^step: got 0, expected"),
        (np.sum, [1.0, 2.0], 1e-6, ValueError, r"^gradient: got shape \(2,\)"),
        (np.sum, "no", 1e-6, TypeError, "^gradient: got"),
        (lambda x: x, [1.0], 1e-6, ValueError, r"^f: returned shape \(1,\)"),
    ],
)
def test_bad_arguments_are_named(f, gradient, step, kind, words):
    with pytest.raises(kind, match=words):
        compare(f, [1.0], gradient, step)
