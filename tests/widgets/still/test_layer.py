"""The still picture of the explorer, for places that show no widgets."""

import io

import numpy as np
import pytest
from explorer_layers import KERNEL, LAYERS
from PIL import Image
from support.each import each

from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.still.canvas import SCALE
from cnnbp.widgets.still.layer import placed


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


@each("kind", LAYERS)
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


def warmth(image, sheet, flat):
    """Red less blue at the upper left of a cell: above 0 for a positive value."""
    left, top = (int(v) + 3 * SCALE for v in sheet.box(flat)[:2])
    red, _, blue = image[top, left]
    return red - blue


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_the_output_side_shows_the_numbers_of_its_direction(direction):
    delta = np.where(np.arange(20).reshape(4, 5) % 2, 1.0, -1.0)
    flow = DeltaFlow.convolution(-np.ones((6, 7)), KERNEL, delta, direction=direction)
    assert (flow.layer.output < 0).all()
    wanted = delta if direction == "backward" else flow.layer.output
    sheet = placed(flow.current_scene["panels"], direction)[2]
    image = pixels(flow)
    warm = [warmth(image, sheet, flat) > 0 for flat in range(20)]
    assert warm == (wanted.ravel() > 0).tolist()


@pytest.mark.parametrize("direction", ["backward", "forward"])
@pytest.mark.parametrize("kind", ["convolution", "max pool"])
def test_lines_end_at_the_cells_of_the_edges_and_nowhere_else(kind, direction):
    plain = pixels(LAYERS[kind](direction=direction))
    flow = LAYERS[kind](direction=direction, selection=("input", 2, 3))
    marked = pixels(flow)
    edges = flow.layer.connections
    sheet = {s.name: s for s in placed(flow.current_scene["panels"], direction)}[
        "delta" if direction == "backward" else "output"
    ]
    framed = []
    for flat in range(sheet.values.size):
        left, _, right, bottom = (int(v) for v in sheet.box(flat))
        foot = np.s_[bottom - 2 : bottom, left + 16 : right - 16]  # of a frame; badges are above
        if (np.abs(marked[foot] - plain[foot]).max(axis=2) > 60).all():
            framed.append(flat)
    assert framed == sorted(edges.target[edges.from_source(2 * 7 + 3)].tolist())


@pytest.mark.parametrize(("largest", "picture"), [(1.0, True), (0.5, True), (1.01, False)])
def test_an_image_up_to_full_ink_is_grey(largest, picture):
    image = np.full((5, 5), 0.0)
    image[1, 2] = largest
    flow = DeltaFlow.convolution(image, KERNEL)
    colour = pixels(flow)[
        tuple(int(v) + 6 for v in placed(flow.current_scene["panels"], "backward")[0].box(7)[1::-1])
    ]
    assert (np.ptp(colour) < 12) == picture
