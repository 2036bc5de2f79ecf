"""Mistakes about the rotation behind a true convolution, where each turn is the mistake itself."""

from __future__ import annotations

from cnnbp.mistakes.catalogue.rotation import Turn, behind, exchanged, of_turns
from cnnbp.mistakes.mistake import Mistake

AS_IT_IS = "A true convolution turns the kernel in the forward pass: correlate δ with w as it is."

TURNS: tuple[tuple[str, str, Turn, bool], ...] = (
    (
        "rotated_behind_true",
        "the kernel is rotated, as it is behind a cross-correlation",
        lambda w: w[..., ::-1, ::-1],
        False,
    ),
    (
        "rows_turned_behind_true",
        "the kernel has its rows turned round",
        lambda w: w[..., ::-1, :],
        False,
    ),
    (
        "columns_turned_behind_true",
        "the kernel has its columns turned round",
        lambda w: w[..., ::-1],
        False,
    ),
    ("transposed_behind_true", "the kernel is transposed", lambda w: w.swapaxes(-1, -2), True),
)

MISTAKES = (
    *of_turns(TURNS, AS_IT_IS, "convolution"),
    Mistake.of_edges(
        "opposite_order",
        "the weights are taken in the opposite order to the deltas",
        "Behind a true convolution both run in the same order.",
        behind("convolution", exchanged),
    ),
)
