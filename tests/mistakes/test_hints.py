"""Hints go from general to nearly the answer, with the numbers of the case."""

import numpy as np
import pytest
from mistake_layers import average_pool, convolution, dense, max_pool

from cnnbp.mistakes import Layer, hints


def test_three_steps_for_a_corner_pixel():
    layer = convolution(image=(5, 5), kernel=(3, 3))
    general, outputs, products = hints(layer, 0)
    assert "windows cover this pixel" in general
    assert outputs == "Row 0, column 0 has edges to 1 output: (row 0, column 0)."
    assert products.startswith("Work out weight times delta: ")
    assert products.count("×") == 1


def test_the_products_come_with_sigma_prime():
    layer = dense(activation="sigmoid")
    products = hints(layer, 2)[2]
    assert products.startswith("Add up weight times delta: ")
    assert products.count("×") == 3
    assert f"σ′(z) = {layer.sigma_prime[2]:.4g}" in products


def test_many_edges_are_counted():
    layer = average_pool(image=(9, 9), size=5, stride=1)
    _, outputs, products = hints(layer, 40)
    assert "25 outputs" in outputs
    assert "19 more" in outputs
    assert "16 more products" in products


def test_a_pixel_without_edges():
    layer = max_pool(np.arange(16.0).reshape(4, 4), size=2)
    assert "no edge" in hints(layer, 0)[1]
    assert len(hints(layer, 5)) == 3


def test_a_kind_of_ones_own():
    layer = dense()
    own = Layer("every_second", layer.connections, layer.a, layer.delta)
    assert hints(own, 0)[0].startswith("Which outputs used this unit?")


def test_indices_are_checked():
    with pytest.raises(ValueError, match="source: got 4, expected 0 to 3"):
        hints(dense(), 4)
