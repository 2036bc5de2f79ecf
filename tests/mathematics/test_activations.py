"""Every activation against central differences, known values and the far ends of its range."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from strategies import arrays
from support.each import each

from cnnbp import activations
from cnnbp.activations import ACTIVATIONS, softmax, softmax_derivative
from cnnbp.gradient_check import central_difference

SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, max_side=3)
by_name = pytest.mark.parametrize("name", sorted(ACTIVATIONS))
EVERY_FUNCTION = [f for pair in ACTIVATIONS.values() for f in pair] + [softmax, softmax_derivative]


def test_the_names():
    assert set(ACTIVATIONS) == {"identity", "sigmoid", "tanh", "relu"}
    for name, (function, derivative) in ACTIVATIONS.items():
        assert function is getattr(activations, name)
        assert derivative is getattr(activations, f"{name}_derivative")


@by_name
@given(st.data())
def test_derivatives_are_central_differences(name, data):
    function, derivative = ACTIVATIONS[name]
    z = data.draw(arrays(SHAPES, limit=6.0))
    if name == "relu":
        z = z + np.where(np.abs(z) < 1e-3, 0.01, 0.0)  # away from the kink
    expected = central_difference(lambda z: np.sum(function(z)), z)
    np.testing.assert_allclose(derivative(z), expected, rtol=0, atol=1e-7)
    assert derivative(z).shape == function(z).shape == z.shape


@pytest.mark.parametrize(
    ("name", "values", "slopes"),
    [
        ("identity", [-2.0, 0.0, 3.0], [1.0, 1.0, 1.0]),
        ("relu", [0.0, 0.0, 3.0], [0.0, 0.0, 1.0]),
        (
            "sigmoid",
            [0.11920292202211755, 0.5, 0.9525741268224334],
            [0.1049935854, 0.25, 0.0451766597],
        ),
        ("tanh", [-0.9640275800758169, 0.0, 0.9950547536867305], [0.0706508249, 1.0, 0.0098660372]),
    ],
)
def test_known_values(name, values, slopes):
    function, derivative = ACTIVATIONS[name]
    np.testing.assert_allclose(function([-2.0, 0.0, 3.0]), values, rtol=1e-12)
    np.testing.assert_allclose(derivative([-2.0, 0.0, 3.0]), slopes, rtol=1e-8)


def test_far_out_nothing_overflows_and_nothing_is_lost():
    ends = np.array([-1000.0, 1000.0])
    assert activations.sigmoid(ends).tolist() == [0, 1]
    assert activations.sigmoid_derivative(ends).tolist() == [0, 0]
    assert activations.tanh(ends).tolist() == [-1, 1]
    assert softmax(ends).tolist() == [0, 1]
    assert softmax(-ends).tolist() == [1, 0]
    # far below 0 the sigmoid is e^z, and its slope is the same on both sides
    np.testing.assert_allclose(activations.sigmoid(np.array([-40.0])), np.exp(-40.0), rtol=1e-12)
    slopes = activations.sigmoid_derivative(np.array([-40.0, 40.0]))
    np.testing.assert_allclose(slopes, np.exp(-40.0), rtol=1e-12)


@given(st.data())
def test_softmax_is_a_distribution_with_a_jacobian(data):
    z = data.draw(arrays(st.sampled_from([(1,), (4,), (2, 3), (0, 3)]), limit=5.0))
    a = softmax(z)
    np.testing.assert_allclose(a.sum(axis=-1), 1)
    np.testing.assert_allclose(softmax(z + 100), a, rtol=1e-9)
    jacobian = softmax_derivative(z)
    assert jacobian.shape == (*z.shape, z.shape[-1])
    for i in range(z.shape[-1]):
        row = central_difference(lambda z, i=i: np.sum(softmax(z)[..., i]), z)
        np.testing.assert_allclose(jacobian[..., i, :], row, rtol=0, atol=1e-8)


def test_softmax_known_values():
    np.testing.assert_allclose(softmax([0.0, np.log(3.0)]), [0.25, 0.75])
    np.testing.assert_allclose(
        softmax_derivative([0.0, np.log(3.0)]), [[0.1875, -0.1875], [-0.1875, 0.1875]]
    )


@pytest.mark.parametrize("function", EVERY_FUNCTION)
def test_types_and_inputs(function):
    for dtype, expected in [
        (np.float32, np.float32),
        (np.float64, np.float64),
        (np.int32, np.float64),
        (np.float16, np.float64),
        (bool, np.float64),
    ]:
        z = np.array([[1, 0, 1], [0, 1, 1]], dtype)
        z.flags.writeable = False
        result = function(z)
        assert result.dtype == expected
        assert not np.shares_memory(result, z)
        np.testing.assert_allclose(function(z.tolist()), result, rtol=1e-6)
        np.testing.assert_allclose(function(z[:, ::-1]), function(z[:, ::-1].copy()))


@each("bad", ["text", None, [1j], [[1], [1, 2]], np.array(["a"]), {"a": 1}, [None]])
@pytest.mark.parametrize("function", EVERY_FUNCTION)
def test_bad_input(function, bad):
    with pytest.raises((TypeError, ValueError), match=r"^z: got .*, expected"):
        function(bad)


@pytest.mark.parametrize("function", [softmax, softmax_derivative])
@pytest.mark.parametrize("bad", [3.0, [], np.zeros((2, 0))])
def test_softmax_needs_at_least_one_class(function, bad):
    with pytest.raises(ValueError, match=r"^z: got shape .*, expected .* with m at least 1"):
        function(bad)
