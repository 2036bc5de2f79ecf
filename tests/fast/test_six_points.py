"""Six products along a row are the twelve: sums and gradients, for any numbers."""

import numpy as np
from hypothesis import given
from strategies import arrays

from cnnbp._fast import six_points as six


@given(arrays(3), arrays(6))
def test_four_outputs_of_a_tile(w, a):
    z = six.OF_OUTPUTS.T @ ((six.OF_WEIGHTS @ w) * (six.OF_PIXELS @ a))
    np.testing.assert_allclose(z, np.correlate(a, w), rtol=1e-12, atol=1e-10)


@given(arrays(4), arrays(6))
def test_the_kernel_gradient_of_a_tile(delta, a):
    dw = six.OF_WEIGHTS.T @ ((six.OF_OUTPUTS @ delta) * (six.OF_PIXELS @ a))
    np.testing.assert_allclose(dw, np.correlate(a, delta), rtol=1e-12, atol=1e-10)


def test_what_float32_holds_is_not_rounded():
    """Only the transformed weights are; they are computed in float64 first."""
    for matrix in (six.OF_PIXELS, six.OF_OUTPUTS):
        assert matrix.dtype == np.float32
        np.testing.assert_array_equal(matrix, matrix.round())
    assert six.OF_WEIGHTS.dtype == np.float64
