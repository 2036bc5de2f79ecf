"""Each mistake in a weight or bias gradient, made the way a learner makes it, is recognised."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistake_layers import convolution, dense, max_pool
from scipy.signal import convolve2d, correlate2d

from cnnbp import mistakes
from cnnbp.mistakes.catalogue import bias, weights


def names(given, layer):
    found = mistakes.weight_gradient_mistakes(layer)
    return [m.name for m in mistakes.recognise(given, weights.right(layer), found)]


def bias_names(given, layer):
    found = mistakes.bias_gradient_mistakes(layer)
    return [m.name for m in mistakes.recognise(given, bias.right(layer), found)]


def loop(layer, product):
    """A learner's loop over positions: what each adds to dw, in order."""
    return [product(y, x) for y, x in np.ndindex(layer.delta.shape)]


def test_the_right_gradients_are_those_of_the_formulas():
    layer = convolution()
    np.testing.assert_allclose(weights.right(layer), correlate2d(layer.a, layer.delta, "valid"))
    np.testing.assert_allclose(bias.right(layer), [layer.delta.sum()])
    batch = dense(batch=5)
    np.testing.assert_allclose(weights.right(batch), batch.delta.T @ batch.a)
    np.testing.assert_allclose(bias.right(batch), batch.delta.sum(axis=0))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("mean_over_positions", lambda a, d, w: correlate2d(a, d, "valid") / d.size),
        ("gradient_rotated", lambda a, d, w: correlate2d(a, d, "valid")[::-1, ::-1]),
        ("gradient_rotated", lambda a, d, w: convolve2d(a[::-1, ::-1], d, "valid")),
        ("full_for_valid", lambda a, d, w: correlate2d(a, d, "full")),
        ("gradient_transposed", lambda a, d, w: correlate2d(a, d, "valid").T),
        ("deltas_forgotten", lambda a, d, w: correlate2d(a, np.ones(d.shape), "valid")),
        ("values_forgotten", lambda a, d, w: np.full(w.shape, d.sum())),
        ("weight_multiplied_in", lambda a, d, w: w * correlate2d(a, d, "valid")),
        ("sign_turned", lambda a, d, w: -correlate2d(a, d, "valid")),
        ("last_use_only", lambda a, d, w: a[-w.shape[0] :, -w.shape[1] :] * d[-1, -1]),
    ],
)
def test_the_kernel_gradient(name, wrong):
    layer = convolution()
    assert names(wrong(layer.a, layer.delta, layer.w), layer) == [name]


@pytest.mark.parametrize(
    ("name", "options", "step", "shift", "gap"),
    [
        ("padding_forgotten", {"padding": 1}, 1, 0, 1),
        ("stride_forgotten", {"stride": 2}, 1, 0, 1),
        ("dilation_forgotten", {"dilation": 2}, 1, 0, 1),
    ],
)
def test_options_that_are_forgotten(name, options, step, shift, gap):
    layer = convolution(image=(8, 7), **options)
    given = np.zeros(layer.w.shape)
    for y, x in np.ndindex(layer.delta.shape):
        for u, v in np.ndindex(layer.w.shape):
            row, column = y * step - shift + u * gap, x * step - shift + v * gap
            if 0 <= row < 8 and 0 <= column < 7:
                given[u, v] += layer.delta[y, x] * layer.a[row, column]
    assert names(given, layer) == [name]


def test_channels_and_activation():
    layer = convolution(image=(2, 5, 6), kernel=(2, 2, 3, 2), activation="sigmoid")
    assert names(weights.right(layer).swapaxes(0, 1), layer) == ["channels_swapped"]
    planes = [
        [correlate2d(layer.z[c], layer.delta[f], "valid") for c in range(2)] for f in range(2)
    ]
    assert names(planes, layer) == ["z_for_a"]


def test_dense_gradients():
    layer = dense(batch=5, activation="tanh")
    a, delta = layer.a, layer.delta
    assert names(a.T @ delta, layer) == ["gradient_transposed"]
    assert names(delta.T @ a / 5, layer) == ["mean_over_batch"]
    assert names(delta.T @ layer.z, layer) == ["z_for_a"]
    assert bias_names(delta.mean(axis=0), layer) == ["mean_over_batch"]  # there are no positions
    assert bias_names(delta, layer) == ["batch_not_summed"]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("mean_over_positions", lambda d: d.mean(axis=(1, 2))),
        ("one_bias_per_position", lambda d: d),
        ("one_bias_for_all", lambda d: d.sum()),
        ("last_only", lambda d: d[:, -1, -1]),
        ("largest_only", lambda d: d.max(axis=(1, 2))),
        ("sign_turned", lambda d: -d.sum(axis=(1, 2))),
    ],
)
def test_the_bias_gradient_of_a_convolution(name, wrong):
    layer = convolution(image=(2, 5, 6), kernel=(3, 2, 3, 2))
    assert name in bias_names(wrong(layer.delta), layer)
    assert bias_names(layer.delta.sum(axis=(1, 2)), layer) == []


def test_pools_have_no_weights():
    with pytest.raises(ValueError, match="expected connections with parameters"):
        mistakes.weight_gradient_mistakes(max_pool(size=2))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), padding=st.integers(0, 1), stride=st.integers(1, 2))
def test_every_mistake_is_recognised_and_the_right_answer_never_is(seed, padding, stride):
    layer = convolution(seed, activation="sigmoid", padding=padding, stride=stride)
    for right, found in (
        (weights.right(layer), mistakes.weight_gradient_mistakes(layer)),
        (bias.right(layer), mistakes.bias_gradient_mistakes(layer)),
    ):
        assert mistakes.recognise(right, right, found) == []
        for answer in found:
            assert answer.mistake in mistakes.recognise(answer.value, right, found)
