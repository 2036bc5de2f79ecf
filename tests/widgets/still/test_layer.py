"""The still picture of the explorer, for places that show no widgets."""

import io

import numpy as np
import pytest
from explorer_layers import KERNEL, LAYERS
from PIL import Image

from cnnbp.widgets import DeltaFlow


def png(flow):
    return flow._repr_mimebundle_()[0]["image/png"]


def pixels(flow):
    return np.asarray(Image.open(io.BytesIO(png(flow))).convert("RGB")).astype(int)


SELECTIONS = {
    "dense": ("input", 1),
    "dense with bias": ("output", 2),
    "convolution": ("input", 2, 3),
    "true convolution": ("weights", 0, 1),
    "stride, padding, dilation": ("delta", 1, 1),
    "channels": ("input", 1, 2, 3),
    "behind a sigmoid": ("gradient", 0, 0),
    "max pool": ("output", 1, 1),
    "own kind": ("input", 1, 1),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_every_layer_has_a_picture_and_a_selection_shows_in_it(kind):
    # Every other kind forward, so that both directions are seen.
    direction = ("backward", "forward")[list(LAYERS).index(kind) % 2]
    plain = pixels(LAYERS[kind](direction=direction))
    assert plain.shape[1] == 2 * 980
    assert plain.std() > 5
    if kind in SELECTIONS:
        marked = pixels(LAYERS[kind](direction=direction, selection=SELECTIONS[kind]))
        assert marked.shape == plain.shape
        assert (marked != plain).any()


def test_the_same_explorer_gives_the_same_bytes():
    one, two = (LAYERS["convolution"](selection=("input", 2, 3)) for _ in range(2))
    assert png(one) == png(two)


def test_the_picture_is_light_on_a_page():
    assert len(png(LAYERS["convolution"](selection=("input", 2, 3)))) < 60_000
    big = DeltaFlow.convolution(
        np.random.default_rng(0).random((64, 64)), KERNEL, selection=("input", 20, 30)
    )
    assert len(png(big)) < 150_000


def test_a_panel_of_zeros_is_drawn():
    assert pixels(DeltaFlow.convolution(np.zeros((5, 5)), KERNEL)).std() > 0
