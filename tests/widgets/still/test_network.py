"""The still picture of several layers in a row: the paths of the chosen unit, in every stage."""

import io

import numpy as np
import pytest
from explorer_layers import NETWORKS, digits
from PIL import Image

from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.model.chain import Chain
from cnnbp.widgets.still.canvas import SCALE
from cnnbp.widgets.still.network import ROWS, SIDE, Block, reached


def test_the_still_picture_follows_the_edges_as_the_explorer_does():
    found = Chain.of(*NETWORKS["digits"])
    marks = reached(found, 1, 100)
    dense_ = [layer.connections.matrix() for layer in found.layers]
    np.testing.assert_array_equal(marks[0], dense_[0][100] != 0)
    np.testing.assert_array_equal(marks[2], dense_[1][:, 100] != 0)
    np.testing.assert_array_equal(marks[4], np.linalg.multi_dot(dense_[:0:-1])[:, 100] != 0)


@pytest.mark.parametrize("given", ["two convolutions", "vector"])
def test_any_network_has_a_still_picture(given):
    image, layers, y, loss = NETWORKS[given]
    flow = DeltaFlow.network(image, layers, y=y, loss=loss)
    assert flow._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")
    flow.stage = len(layers) - 1
    flow.selection = ("delta", *[0] * len(flow.shapes["delta"]))
    assert flow._repr_mimebundle_()[0]["image/png"].startswith(b"\x89PNG")


def test_a_long_vector_is_drawn_as_a_square_in_reading_order():
    values = np.arange(30.0)
    block = Block(values, False, SIDE)
    block.left = block.top = 0
    assert (block.height, block.columns) == (6, 6)
    np.testing.assert_array_equal(block.flat[:30], values)
    assert not block.flat[30:].any()
    (x, y), (right, same), (left, below) = (block.centre(flat) for flat in (0, 5, 6))
    assert right > x
    assert same == y
    assert (left, below > y) == (x, True)
    short = Block(np.arange(24.0), False, SIDE)
    assert (short.height, short.columns) == (24, 1)


@pytest.mark.parametrize("stage", range(4))
@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_every_stage_has_a_still_picture(stage, direction):
    flow = digits(stage=stage, direction=direction)
    flow.selection = ("input", *[0] * len(flow.shapes["input"]))
    data, _ = flow._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")


def test_lines_run_through_the_row_of_their_direction_in_the_colour_of_what_they_carry():
    """One path: a = 1 goes forward through w = 2; z = 2 against y = 3 sends back δ = −1."""
    pictures = {}
    for direction in ("backward", "forward"):
        flow = DeltaFlow.network(
            [1.0], [("dense", [[2.0]])], y=[3.0], selection=("input", 0), direction=direction
        )
        png = flow._repr_mimebundle_()[0]["image/png"]
        pictures[direction] = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    for direction, top, sign in (("forward", ROWS[0], 1), ("backward", ROWS[1], -1)):
        one, other = (
            pictures[direction],
            pictures[{"forward": "backward"}.get(direction, "forward")],
        )
        rows, columns = np.nonzero(np.abs(one - other).max(axis=2) > 40)
        here = (rows > top * SCALE) & (rows < (top + SIDE) * SCALE)
        colours = one[rows[here], columns[here]]
        assert len(colours) > 50
        assert (sign * (colours[:, 0] - colours[:, 2]) > 0).all()
