"""The still picture of a prediction gives nothing away; every picture has a text."""

import io
import re

import numpy as np
import pytest
from explorer_layers import IMAGE, KERNEL, LAYERS, digits
from nbconvert import HTMLExporter
from nbformat import v4
from PIL import Image
from support.each import each

from cnnbp.connections import Connections
from cnnbp.widgets import DeltaFlow, Derivation, Training
from cnnbp.widgets.still.canvas import SCALE
from cnnbp.widgets.still.layer import placed


def bundle(widget):
    data, metadata = widget._repr_mimebundle_()
    return data["image/png"], metadata["image/png"]["alt"]


def pixels(widget):
    return np.asarray(Image.open(io.BytesIO(bundle(widget)[0])).convert("RGB")).astype(int)


def at_the_input(flow):
    flow.selection = ("input", *[n // 2 for n in flow.shapes["input"]])
    return flow


@each("kind", LAYERS)
def test_a_covered_picture_has_question_marks_and_neither_lines_nor_numbers(kind):
    flow = at_the_input(LAYERS[kind](mode="predict"))
    chosen = int(np.ravel_multi_index(tuple(flow.selection["index"]), flow.layer.a.shape))
    image = pixels(flow)
    sheets = {s.name: s for s in placed(flow.current_scene["panels"], "backward", True)}
    cells = []
    for flat in range(sheets["gradient"].values.size):
        left, top, right, bottom = (int(v) for v in sheets["gradient"].box(flat))
        if flat != chosen:
            cells.append(image[top + 6 : bottom - 6, left + 6 : right - 6])
    assert all((cell == cells[0]).all() for cell in cells), "each cell looks like every other"
    assert (cells[0] < 128).any(), "a question mark"
    # Between the sheets, where lines would run, there is nothing.
    first, second = list(sheets.values())[:2]
    left = int(first.left + first.columns * first.cell) * SCALE + 8
    down = np.s_[first.top * SCALE : int(first.top + first.rows * first.cell) * SCALE]
    assert (image[down, left : int(second.left) * SCALE - 8] == 255).all()
    opened = pixels(at_the_input(LAYERS[kind]()))
    assert opened.shape != image.shape or (opened != image).any()


def test_two_layers_that_differ_in_the_answer_alone_have_the_same_picture():
    one, two = (
        DeltaFlow.from_connections(
            edges, [0.2, 0.4], [1.0, -1.0], mode="predict", selection=("input", 0)
        )
        for edges in (_edges([0, 1], [0, 1]), _edges([0, 0], [0, 1]))
    )
    assert one.layer.input_gradient.tolist() != two.layer.input_gradient.tolist()
    assert bundle(one) == bundle(two)


def _edges(source, target):
    return Connections(np.array(source), np.array(target), np.ones(2), None, (2,), (2,))


def test_the_text_asks_and_does_not_tell():
    flow = DeltaFlow.convolution(IMAGE, KERNEL, mode="predict", selection=("input", 2, 3))
    _, words = bundle(flow)
    assert words == (
        "Explorer of one layer, convolution: input a (6 × 7), kernel w (3 × 3), "
        "output delta δ (4 × 5), input gradient (6 × 7, covered with question marks). "
        "Predict: which outputs send something back to a[2,3], and what is ∂C/∂a[2,3]?"
    )
    flow.selection = None
    assert bundle(flow)[1].endswith("Predict: choose an input, then say what flows back to it.")


def test_behind_an_activation_delta_is_asked_for():
    flow = LAYERS["behind a sigmoid"](mode="predict", selection=("input", 2, 3))
    assert bundle(flow)[1].endswith("and what is δ[2,3]?")


def test_in_a_network_the_layer_in_question_is_shown_and_not_the_strip():
    flow = digits(mode="predict", stage=1, selection=("input", 0, 3, 4))
    _, words = bundle(flow)
    assert words.endswith("which outputs send something back to z¹[0,3,4], and what is δ¹[0,3,4]?")
    assert "input delta δ¹ (4 × 8 × 8, covered with question marks)" in words
    delta = flow.model.deltas[1][0, 3, 4]
    assert f"{delta:.4f}" in bundle(digits(stage=1, selection=("input", 0, 3, 4)))[1]


@pytest.mark.parametrize(
    ("verdict", "covered"),
    [
        ({}, True),
        ({"right": False, "question": "value"}, True),
        ({"right": True, "question": "outputs"}, True),
        ({"right": True, "question": "value"}, False),
        ({"revealed": True}, False),
    ],
)
def test_the_answer_is_shown_once_it_was_found_or_revealed(verdict, covered):
    flow = DeltaFlow.convolution(IMAGE, KERNEL, mode="predict", selection=("input", 2, 3))
    flow.verdict = verdict
    assert ("question marks" in bundle(flow)[1]) == covered
    total = f"{flow.layer.input_gradient[2, 3]:.3f}".replace("-", "−")
    end = bundle(flow)[1].endswith((f"= {total}", f"≈ {total}"))
    assert end != covered


def test_without_a_prediction_the_text_has_the_sum():
    flow = LAYERS["max pool"]()
    assert bundle(flow)[1].endswith("Choose a cell: its edges light up.")
    flow.selection = ("output", 1, 1)
    assert bundle(flow)[1].endswith(f"= {flow.layer.output[1, 1]:.3f}")


def test_the_derivation_is_told_line_by_line():
    shown = Derivation(IMAGE[:4, :5], KERNEL[:2, :2], gradient="bias")
    _, words = bundle(shown)
    lines = shown.scene["lines"]["correlation"]["bias"]
    assert [int(n) for n in re.findall(r"(?:^| )(\d+)\. [a-z]", words)] == [1, 2, 3, 4]
    assert all(line["rule"] in words for line in lines)
    assert f"= {shown.layer.delta.sum():.4f}".replace("-", "−") in words


def test_the_training_panel_says_what_its_curves_are():
    data = np.zeros((1, 2)), np.zeros(1, dtype=int)
    panel = Training({"one": (lambda: None, 0.1)}, *data, validation=data)
    panel.losses, panel.scores = [2.0, 1.0], [0.5]
    _, metadata = panel._repr_mimebundle_()
    words = "The loss of 2 steps and the accuracy after 1 epoch of training."
    assert metadata["image/png"]["alt"] == words


def test_a_converted_notebook_carries_the_text():
    flow = DeltaFlow.convolution(IMAGE, KERNEL, mode="predict", selection=("input", 2, 3))
    data, metadata = flow._repr_mimebundle_()
    picture = {"image/png": "iVBORw0KGgo="}
    output = v4.new_output("display_data", picture, metadata=metadata)
    notebook = v4.new_notebook(cells=[v4.new_code_cell("flow", outputs=[output])])
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    assert f'alt="{metadata["image/png"]["alt"]}"' in page
    assert data["image/png"]
