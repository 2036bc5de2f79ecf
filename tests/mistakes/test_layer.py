"""The layer that mistakes are made with refuses numbers that do not fit together."""

import numpy as np
import pytest
from mistake_layers import average_pool, convolution, dense, max_pool

from cnnbp import connections, mistakes
from cnnbp.mistakes import Layer


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"activation": "step"}, "activation: got 'step', expected one of identity, sigmoid"),
        ({"asked": "loss"}, "asked: got 'loss', expected one of delta, input_gradient"),
        ({"a": np.zeros(5)}, r"a: got shape \(5,\), expected \(4,\) or \(N, …\)"),
        ({"delta": np.zeros((2, 2, 3))}, "delta: got shape"),
    ],
)
def test_what_does_not_fit_is_refused(changes, words):
    layer = dense()
    numbers = {"a": layer.a, "delta": layer.delta} | changes
    with pytest.raises(ValueError, match=words):
        Layer("dense", layer.connections, **numbers)


def test_a_convolution_without_its_kernel_is_refused():
    layer = convolution()
    with pytest.raises(ValueError, match="w: got None"):
        mistakes.input_gradient_mistakes(
            Layer("convolution", layer.connections, layer.a, layer.delta)
        )


def test_the_numbers_around_the_edges():
    layer = dense(activation="tanh", b=np.array([1.0, 2.0, 3.0]))
    np.testing.assert_allclose(layer.output, layer.w @ layer.a + layer.b)
    np.testing.assert_allclose(layer.input_gradient, layer.w.T @ layer.delta)
    np.testing.assert_allclose(layer.right, layer.w.T @ layer.delta * (1 - layer.a**2))
    filters = convolution(image=(1, 4, 4), kernel=(2, 1, 2, 2), b=np.array([1.0, 2.0]))
    assert filters.bias_of_output[0].tolist() == np.ones((3, 3)).tolist()
    assert filters.bias_of_output[1, 2, 2] == 2


def test_a_kind_of_ones_own_gets_the_mistakes_that_every_layer_has():
    every_second = connections.Connections(
        np.array([0, 2, 4]), np.arange(3), np.full(3, 2.0), None, (6,), (3,)
    )
    layer = Layer("every_second", every_second, np.arange(6.0), np.array([1.0, -2.0, 3.0]))
    names = {answer.mistake.name for answer in mistakes.input_gradient_mistakes(layer)}
    assert {"weights_forgotten", "deltas_forgotten", "sign_turned"} <= names
    assert mistakes.explain_value(layer, 2, -2.0).mistakes == ("weights_forgotten",)
    assert mistakes.explain_outputs(layer, 2, [1])


@pytest.mark.parametrize("pool", [max_pool, average_pool])
def test_pools_with_several_planes(pool):
    layer = pool(image=(2, 4, 6), size=2)
    found = mistakes.input_gradient_mistakes(layer)
    assert {"largest_term_only", "every_cell", "not_divided"} & {a.mistake.name for a in found}
    assert all(answer.value.shape == layer.a.shape for answer in found)


def test_a_batch_of_pools_skips_what_needs_one_example():
    layer = average_pool(size=2)
    pair = Layer(
        "average_pool", layer.connections, np.stack([layer.a] * 2), np.stack([layer.delta] * 2),
        options=layer.options,
    )  # fmt: skip
    names = {answer.mistake.name for answer in mistakes.input_gradient_mistakes(pair)}
    assert "not_divided" in names
    assert "largest_gets_all" not in names


def test_recognition_needs_a_tolerance():
    layer = dense()
    with pytest.raises(ValueError, match="tolerance: got 0"):
        mistakes.recognise(layer.right, layer.right, [], tolerance=0)
