"""The tables that small images are computed by: their places are the layer's edges."""

import numpy as np
import pytest
from hypothesis import given
from strategies import convolutions

from cnnbp import connections, convolution
from cnnbp._core import geometry as shapes
from cnnbp._core.windows import grid
from cnnbp._fast import tables


def _layer(input_shape, kernel_shape, **options):
    defaults = {"stride": 1, "padding": 0, "dilation": 1, "convention": "correlation"}
    return shapes.layer(input_shape, kernel_shape, **{**defaults, **options})


@given(convolutions(form="one"))
def test_places_are_the_edges(case):
    layer = _layer(case.shape, case.kernel, **case.options)
    edges = connections.convolution(case.numbers(case.kernel), case.shape, **case.options)
    F, C = layer.kernel[:2]
    outputs, pixels = np.prod(layer.grid.output), np.prod(layer.grid.image)
    size = np.prod(layer.grid.size)
    f, c, weight = np.unravel_index(edges.parameter, (F, C, size))

    seen = np.full((C * size, outputs), C * pixels)
    felt = np.full((F * size, pixels), F * outputs)
    seen[c * size + weight, edges.target % outputs] = edges.source
    felt[f * size + weight, edges.source % pixels] = edges.target
    for table, expected, last in (
        (layer.small.seen, seen, C * pixels),
        (layer.small.felt, felt, F * outputs),
    ):
        np.testing.assert_array_equal(table.places, expected)
        assert table.has_zeros == (expected == last).any()


@pytest.mark.parametrize(
    ("image", "kernel", "may"),
    [
        ((66, 66), (1, 1, 2, 1), False),  # 2 · 66 · 66 pixels, and 2 · 65 · 66 outputs
        ((64, 64), (1, 1, 2, 1), True),  # 2 · 64 · 64 = 2¹³
        ((64, 65), (1, 1, 2, 1), False),
        ((32, 32), (8, 8, 1, 1), True),
        ((32, 32), (9, 8, 1, 1), False),
        ((32, 32), (8, 9, 1, 1), False),
    ],
)
def test_only_small_layers_have_tables(image, kernel, may):
    made = tables.small_layer(grid(image, kernel[2:], (1, 1), (0, 0), (1, 1)), kernel, False)
    assert (made is not None) == may
    if may:
        assert max(made.seen.places.size, made.felt.places.size) <= tables.FEW


def test_padding_counts_too():
    """A wide padding has more outputs than pixels."""
    assert _layer((1, 1, 8, 8), (1, 1, 3, 3), padding=11).small is not None  # 9 · 28 · 28
    assert _layer((1, 1, 8, 8), (1, 1, 3, 3), padding=13).small is None  # 9 · 32 · 32


def test_only_single_images_have_tables():
    for shape in ((8, 8), (1, 8, 8), (1, 1, 8, 8)):
        assert _layer(shape, (3, 3)).small is not None
    for examples in (0, 2):
        assert _layer((examples, 1, 8, 8), (3, 3)).small is None


def test_small_images_slide_no_windows(monkeypatch):
    monkeypatch.setattr(convolution, "ways", None)
    a, w, b = np.ones((2, 8, 8)), np.ones((3, 2, 3, 3)), np.ones(3)
    z = convolution.forward(a, w, b)
    assert (z == 19).all()
    assert convolution.input_gradient(z, w, a.shape)[1, 0, 0] == 57
    assert (convolution.kernel_gradient(z, a, w.shape) == 19 * 36).all()
