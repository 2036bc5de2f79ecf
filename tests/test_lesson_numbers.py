"""The numbers that the lessons' text quotes, computed anew."""

import json
from pathlib import Path

import numpy as np
import pytest

from cnnbp import connections, convolution, datasets, pooling
from cnnbp.activations import sigmoid_derivative
from cnnbp.network import Conv2D, Dense

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
DIGITS = datasets.load_digits()
SEVEN = DIGITS.images[7]
KERNEL = np.ones((3, 3))
LAYER = connections.convolution(KERNEL, (8, 8))


def text(name):
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def edges_of(pixel, layer=LAYER):
    return len(layer.from_source(int(np.ravel_multi_index(pixel, layer.input_shape))))


def learned(layer):
    layer.start(np.random.default_rng(0), np.dtype(float))
    return sum(parameter.size for parameter in layer.parameters.values())


def winner(row, column):
    winners = pooling.max_forward(SEVEN, 2)[1]
    return divmod(int(winners.position[row, column]), 8)


WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
CHANNEL_EDGES = edges_of((0, 3, 4), connections.convolution(np.ones((3, 2, 3, 3)), (2, 8, 8)))
BIG = connections.convolution(np.ones((5, 5)), (28, 28))

# lesson, what its text says, with a computed number in it
QUOTES = {
    "digits": ("00_start_here", f"{len(DIGITS.labels):,} handwritten digits"),
    "runs of the check": ("00_start_here", f"{2 * SEVEN.size} runs of the forward pass"),
    "middle": ("00_start_here", f"took part in {WORDS[edges_of((3, 4))]} outputs"),
    "slope": ("01_fully_connected", f"it is {'¼' if sigmoid_derivative(0.0) == 0.25 else None}"),
    "dense edges": ("02_follow_the_edges", f"4 × 6 = {len(connections.dense(np.ones((4, 6))))}"),
    "weights": ("02_follow_the_edges", f"9 numbers to learn instead of {64 * 36:,}"),
    "position": (
        "03_pooling",
        f"Position {winner(0, 1)[0] * 8 + winner(0, 1)[1]} is row 0, column 3",
    ),
    "winner": ("03_pooling", "The winner is the pixel in row {}, column {}".format(*winner(0, 3))),
    "corner": ("04_convolution", f"From {edges_of((0, 0))} in the corners to 9 in the middle"),
    "kernel terms": (
        "05_derivation",
        f"{len(LAYER.of_parameter(2))} terms, one per output",
    ),
    "border terms": (
        "05_derivation",
        f"**Read the result.** {WORDS[edges_of((0, 1))].capitalize()} terms: $(x', y')",
    ),
    "padded corner": (
        "06_channels_stride_padding",
        "**Read the result.** "
        + WORDS[edges_of((0, 0), connections.convolution(KERNEL, (8, 8), padding=1))].capitalize(),
    ),
    "stride": (
        "06_channels_stride_padding",
        "{} × {} outputs. Most pixels".format(*convolution.forward(SEVEN, KERNEL, stride=2).shape),
    ),
    "channels": ("06_channels_stride_padding", f"So {CHANNEL_EDGES} deltas come back"),
    "six channels": (
        "07_train_a_cnn",
        "6 · 9 = {} edges leave".format(
            edges_of(
                (0, 3, 4), connections.convolution(np.ones((6, 1, 3, 3)), (1, 8, 8), padding=1)
            )
        ),
    ),
    "outputs on paper": ("solutions", f"24 · 24 = {np.prod(BIG.output_shape)} outputs"),
    "edges on paper": ("solutions", f"{len(BIG):,} edges in all"),
    "dense on paper": ("solutions", f"{28 * 28 * 24 * 24:,} weights"),
    "second convolution": ("solutions", f"12 · 6 · 9 + 12 = {learned(Conv2D(6, 12, 3))}"),
    "as a dense layer": ("solutions", f"{learned(Dense(96, 192)):,} numbers"),
}


@pytest.mark.parametrize("quote", QUOTES)
def test_the_text_quotes_what_is_computed(quote):
    lesson, words = QUOTES[quote]
    assert words in text(lesson)


def test_a_kernel_that_half_a_turn_leaves_alone_makes_all_eight_recipes_right():
    """What lesson 5 lets the reader try."""
    w = np.array([[0.25, -0.5, 1.0], [0.5, 1.25, -0.75], [-0.25, 0.75, -1.0]])
    assert "`w = (w + convolution.rot180(w)) / 2`" in text("05_derivation")
    w = (w + convolution.rot180(w)) / 2
    for forward in ("correlation", "convolution"):
        delta = convolution.forward(SEVEN, w, convention=forward)
        truth = connections.convolution(w, SEVEN.shape, convention=forward).backward(delta)
        for backward in ("correlation", "convolution"):
            for kernel in (w, convolution.rot180(w)):
                back = convolution.forward(np.pad(delta, 2), kernel, convention=backward)
                np.testing.assert_allclose(back, truth, atol=1e-12)


def test_every_lesson_has_goals_recap_exercises_and_reading():
    for path in sorted(NOTEBOOKS.glob("0*.ipynb")):
        lesson = text(path.stem)
        headings = ["## Recap", "## Exercises", "## Read next"]
        assert all(heading in lesson for heading in headings), path.name
        assert all(word in lesson for word in ("will see", "will do", "need", "minutes")), path.name


def test_a_recap_has_at_most_seven_lines():
    for path in sorted(NOTEBOOKS.glob("0*.ipynb")):
        recap = text(path.stem).split("## Recap\n")[1].split("\n## ")[0].split("\n#")[0]
        lines = [line for line in recap.splitlines() if line.startswith("- ")]
        assert 1 <= len(lines) <= 7, path.name


def test_every_lesson_asks_for_two_predictions_or_more():
    for path in sorted(NOTEBOOKS.glob("0*.ipynb")):
        assert text(path.stem).count("**Predict first.**") >= 2, path.name
