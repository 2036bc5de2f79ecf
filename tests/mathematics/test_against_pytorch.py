"""The same layers in PyTorch, gradients compared. Optional: skipped where PyTorch is missing."""

import numpy as np
import pytest
from hypothesis import given
from strategies import convolutions, pools

from cnnbp import convolution, losses, pooling
from cnnbp.activations import ACTIVATIONS

torch = pytest.importorskip("torch")
CLOSE = {"rtol": 1e-9, "atol": 1e-11}


def _tracked(array):
    return torch.tensor(array, requires_grad=True)


@given(convolutions(form="batch", max_batch=2))
def test_convolution(case):
    options = dict(case.options)
    if options.pop("convention") == "convolution" or case.shape[0] == 0:
        return
    a, w, b = (
        case.numbers(case.shape),
        case.numbers(case.kernel, 1),
        case.numbers(case.kernel[0], 2),
    )
    ours = convolution.forward(a, w, b, **options)
    delta = case.numbers(ours.shape, 3)
    x, kernel, bias = map(_tracked, (a, w, b))
    z = torch.nn.functional.conv2d(x, kernel, bias, **options)
    z.backward(torch.tensor(delta))
    np.testing.assert_allclose(ours, z.detach().numpy(), **CLOSE)
    da = convolution.input_gradient(delta, w, a.shape, **options)
    np.testing.assert_allclose(da, x.grad.numpy(), **CLOSE)
    dw = convolution.kernel_gradient(delta, a, w.shape, **options)
    np.testing.assert_allclose(dw, kernel.grad.numpy(), **CLOSE)
    np.testing.assert_allclose(convolution.bias_gradient(delta), bias.grad.numpy(), **CLOSE)


@given(pools())
def test_pools(case):
    a = case.numbers(case.shape).round(1)  # rounded: with ties
    if a.ndim < 3 or a.shape[0] == 0:
        return
    z, winners = pooling.max_forward(a, case.kernel, **case.options)
    delta = case.numbers(z.shape, 1)
    x = _tracked(a)
    theirs, where = torch.nn.functional.max_pool2d(
        x, case.kernel, **case.options, return_indices=True
    )
    theirs.backward(torch.tensor(delta))
    np.testing.assert_array_equal(z, theirs.detach().numpy())
    np.testing.assert_array_equal(winners.position, where.numpy())
    da = pooling.max_input_gradient(delta, winners)
    np.testing.assert_allclose(da, x.grad.numpy(), **CLOSE)
    for count in (True, False):
        x = _tracked(a)
        options = {**case.options, "count_include_pad": count}
        theirs = torch.nn.functional.avg_pool2d(x, case.kernel, **options)
        theirs.backward(torch.tensor(delta))
        ours = pooling.average_forward(a, case.kernel, **options)
        np.testing.assert_allclose(ours, theirs.detach().numpy(), **CLOSE)
        da = pooling.average_input_gradient(delta, a.shape, case.kernel, **options)
        np.testing.assert_allclose(da, x.grad.numpy(), **CLOSE)


def test_losses_and_activations():
    z, y = np.random.default_rng(0).normal(size=(4, 3)), np.array([0, 2, 1, 1])
    x = _tracked(z)
    loss = torch.nn.functional.cross_entropy(x, torch.tensor(y))
    loss.backward()
    assert losses.cross_entropy(z, y) == pytest.approx(loss.item())
    np.testing.assert_allclose(losses.cross_entropy_delta(z, y), x.grad.numpy(), **CLOSE)
    for name in ("sigmoid", "tanh", "relu"):
        x = _tracked(z)
        getattr(torch, name)(x).sum().backward()
        np.testing.assert_allclose(ACTIVATIONS[name][1](z), x.grad.numpy(), **CLOSE)
