"""The convolution in JAX, gradients compared. Optional: skipped where JAX is missing."""

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import convolutions

from cnnbp import convolution

jax = pytest.importorskip("jax")
jax.config.update("jax_enable_x64", True)
CLOSE = {"rtol": 1e-9, "atol": 1e-11}


@settings(max_examples=8)  # JAX compiles every shape anew
@given(convolutions(form="batch", max_batch=2))
def test_convolution(case):
    options = dict(case.options)
    if options.pop("convention") == "convolution" or case.shape[0] == 0:
        return
    a, w = case.numbers(case.shape), case.numbers(case.kernel, 1)
    z = convolution.forward(a, w, **options)
    delta = case.numbers(z.shape, 2)
    stride, padding, dilation = (
        tuple(np.broadcast_to(options[name], 2).tolist())
        for name in ("stride", "padding", "dilation")
    )

    def conv2d(a, w):
        around = [(p, p) for p in padding]
        return jax.lax.conv_general_dilated(a, w, stride, around, rhs_dilation=dilation)

    theirs, back = jax.vjp(conv2d, a, w)
    da, dw = back(delta)
    np.testing.assert_allclose(z, theirs, **CLOSE)
    np.testing.assert_allclose(
        convolution.input_gradient(delta, w, a.shape, **options), da, **CLOSE
    )
    np.testing.assert_allclose(
        convolution.kernel_gradient(delta, a, w.shape, **options), dw, **CLOSE
    )
