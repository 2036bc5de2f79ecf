"""Tiles of four outputs: the same numbers as the edges, wherever tiles, rows and blocks end."""

from unittest import mock

import numpy as np
import pytest
from convolution_ways import way
from hypothesis import given
from hypothesis import strategies as st
from strategies import CONVENTIONS, seeds

from cnnbp import connections, convolution
from cnnbp._core.windows import grid
from cnnbp._fast import winograd as tiles

CLOSE = {"rtol": 1e-10, "atol": 1e-11}


@st.composite
def layers(draw):
    """Images and kernels 3 wide, whose padding may be wider than the kernel; and a seed."""
    rows = draw(st.integers(1, 4))
    padding = draw(st.tuples(st.integers(0, rows + 1), st.integers(0, 4)))
    height = draw(st.integers(max(1, rows - 2 * padding[0]), 7))
    width = draw(st.integers(max(1, 3 - 2 * padding[1]), 14))
    N, C, F = (draw(st.integers(1, 3)) for _ in range(3))
    options = {"padding": padding, "convention": draw(st.sampled_from(CONVENTIONS))}
    return (N, C, height, width), (F, C, rows, 3), options, draw(seeds)


@given(layers(), st.integers(1, 5), st.integers(1, 9))
def test_tiles_give_the_sums_over_edges(layer, rows, wide):
    image, kernel, options, seed = layer
    rng = np.random.default_rng(seed)
    a, w, b = rng.normal(size=image), rng.normal(size=kernel), rng.normal(size=kernel[0])
    edges = connections.convolution(w, image[1:], **options)
    with (
        way("tiles"),
        mock.patch.object(tiles, "ROWS", rows),
        mock.patch.object(tiles, "WIDE", wide),
    ):
        z = convolution.forward(a, w, b, **options)
        delta = rng.normal(size=z.shape)
        da = convolution.input_gradient(delta, w, image, **options)
        dw = convolution.kernel_gradient(delta, a, kernel, **options)
    np.testing.assert_allclose(z, edges.forward(a) + b[:, None, None], **CLOSE)
    np.testing.assert_allclose(da, edges.backward(delta), **CLOSE)
    np.testing.assert_allclose(dw, edges.parameter_gradient(delta, a), **CLOSE)


A = np.random.default_rng(4).normal(size=(13, 16, 9, 62)).astype(np.float32)
W = np.random.default_rng(5).normal(size=(48, 16, 3, 3)).astype(np.float32)
B = np.random.default_rng(6).normal(size=48).astype(np.float32)
D = np.random.default_rng(7).normal(size=(13, 48, 9, 62)).astype(np.float32)
SUMS = {
    "correlate": lambda a, w, b, delta: convolution.forward(a, w, b, padding=1),
    "kernel_sum": lambda a, w, b, delta: convolution.kernel_gradient(delta, a, w.shape, padding=1),
    "spread": lambda a, w, b, delta: convolution.input_gradient(delta, w, a.shape, padding=1),
}


@pytest.mark.parametrize("name", SUMS)
def test_float32_is_nearly_as_exact_as_the_plain_sum(name):
    exact = SUMS[name](*(x.astype(np.float64) for x in (A, W, B, D)))
    tiled = SUMS[name](A, W, B, D)
    with way("spread"):
        plain = SUMS[name](A, W, B, D)
    largest = np.abs(exact).max()
    assert tiled.dtype == np.float32
    assert 0 < np.abs(tiled - plain).max() < 5e-6 * largest  # two ways, and nearly one result
    assert np.abs(tiled - exact).max() < 5e-6 * largest


@pytest.mark.parametrize("name", SUMS)
def test_large_layers_take_tiles_in_float32_and_blocks_in_float64(name, monkeypatch):
    class Taken(Exception):
        pass

    monkeypatch.setattr(tiles, name, mock.Mock(side_effect=Taken))
    with pytest.raises(Taken):
        SUMS[name](A, W, B, D)
    SUMS[name](*(x.astype(np.float64) for x in (A, W, B, D)))
    SUMS[name](A, W.astype(np.float64), B, D.astype(np.float64))
    few = A[:, :1], W[:1, :1], B[:1], D[:, :1]
    SUMS[name](*few)


@pytest.mark.parametrize(
    ("image", "kernel", "examples", "expected"),
    [
        ((9, 65), (16, 16, 3, 3), 32, True),  # 16 · 16 · 512 = 2¹⁷: 63 outputs are 16 tiles
        ((9, 62), (16, 16, 3, 3), 32, False),  # 60 are 15
        ((9, 65), (16, 16, 3, 3), 31, False),
        ((9, 62), (16, 15, 3, 3), 99, False),  # a step has 512 columns at most
        ((9, 62), (32, 8, 3, 3), 99, True),
        ((9, 62), (64, 7, 3, 3), 64, False),
        ((9, 62), (7, 64, 3, 3), 64, False),
        ((9, 62), (64, 64, 3, 3), 0, False),
        ((9, 62), (64, 64, 3, 2), 64, False),
        ((9, 62), (64, 64, 5, 3), 64, True),
    ],
)
def test_which_layers_are_worth_it(image, kernel, examples, expected):
    lies = grid(image, kernel[2:], (1, 1), (0, 0), (1, 1))
    assert tiles.worth(lies, kernel, examples) == expected


@pytest.mark.parametrize("other", [{"stride": (2, 1)}, {"stride": (1, 2)}, {"dilation": (1, 2)}])
def test_strides_and_dilations_go_by_blocks(other):
    options = {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1), **other}
    lies = grid((40, 62), (3, 3), *options.values())
    assert not tiles.fit(lies)
    assert not tiles.worth(lies, (64, 64, 3, 3), 64)


def test_a_pixel_that_is_not_a_number_reaches_the_tiles_that_see_it_only():
    a = A.copy()
    a[2, 3, 4, 21] = np.nan
    z, without = SUMS["correlate"](a, W, B, D), SUMS["correlate"](A, W, B, D)
    seen = np.zeros(z.shape, bool)
    seen[2, :, 3:6, 20:24] = True  # outputs 20, 21, 22 see it; 20 to 23 are a tile
    assert np.isnan(z[2, :, 3:6, 20:23]).all()
    np.testing.assert_array_equal(z[~seen], without[~seen])


def test_inputs_in_any_order_stay_as_they_are():
    w = np.asfortranarray(W)
    images = [A, np.asfortranarray(A), A[::-1, :, ::-1][::-1, :, ::-1], A.transpose(1, 2, 3, 0)]
    images[3] = np.ascontiguousarray(images[3]).transpose(3, 0, 1, 2)  # the batch lies last
    deltas = [
        D,
        np.asfortranarray(D),
        D[:, ::-1][:, ::-1],
        np.moveaxis(np.moveaxis(D, 0, -1).copy(), -1, 0),
    ]
    for array in (*images, w, B, *deltas):
        array.flags.writeable = False
    for sums in SUMS.values():
        expected = sums(A, W, B, D)
        for a, delta in zip(images, deltas, strict=True):
            result = sums(a, w, B, delta)
            np.testing.assert_array_equal(result, expected)
            assert result.flags.writeable
