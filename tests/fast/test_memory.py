"""A forward pass takes little more memory than input and output: no whole-batch columns."""

import tracemalloc

import numpy as np
import pytest

from cnnbp import convolution

# examples, channels, side, filters, kernel, padding
LAYERS = [
    (64, 16, 32, 32, 3, 1),
    (16, 64, 56, 64, 3, 1),
    (1, 3, 224, 64, 3, 1),
    (64, 6, 12, 16, 5, 0),
]


@pytest.mark.parametrize("order", ["batch last", "batch first"])
@pytest.mark.parametrize("layer", LAYERS)
def test_peak_memory_of_the_forward_pass(layer, order):
    N, C, H, F, k, padding = layer
    a = np.ones((C, H, H, N), np.float32).transpose(3, 0, 1, 2)
    if order == "batch first":
        a = np.ascontiguousarray(a)
    w = np.ones((F, C, k, k), np.float32)
    tracemalloc.start()
    z = convolution.forward(a, w, padding=padding)
    peak = tracemalloc.get_traced_memory()[1]  # all that the call takes, its result included
    tracemalloc.stop()
    assert peak <= 1.2 * (a.nbytes + z.nbytes) + 4e6
