"""What to say about a turned kernel where the task goes edge by edge, and nothing is to be turned.

The same wrong numbers come out of a loop over the edges with a turned kernel and of a sum over the
padded δ with one that is not. Of a loop, "the kernel is not turned" would be untrue.
"""

from __future__ import annotations

from dataclasses import replace

from cnnbp.exercises.exercise import Case
from cnnbp.mistakes import Answer, Mistake

REMEDY = (
    "Output (y, x) read pixel (y + u, x + v) through w[u, v], and its δ goes back there through "
    "the same w[u, v]. The kernel is turned only where it slides over the padded δ."
)
WORDS = {
    "not_rotated": "each δ meets the weights in the opposite order, as if the kernel were turned",
    "rows_turned_only": "each δ meets the columns of the kernel in the opposite order",
    "columns_turned_only": "each δ meets the rows of the kernel in the opposite order",
    "transposed_for_rotated": "each δ meets the kernel transposed and turned",
    "transposed_and_rotated": "the weights are taken as w[v, u], rows and columns swapped",
    "rotated_by_90": "each δ meets the kernel turned by 90°",
    "rotated_by_90_clockwise": "each δ meets the kernel turned by 90°, clockwise",
}
OTHER_NAMES = ("rotated_twice", "convention_mixed_up")  # of the first one


def edge_by_edge(case: Case) -> Case:
    """The case with these words for every turn."""
    return replace(case, find_wrong=lambda: tuple(map(_reworded, case.wrong)))


def _reworded(answers: list[Answer]) -> list[Answer]:
    return [
        replace(answer, mistake=_in_other_words(answer))
        for answer in answers
        if answer.mistake.name not in OTHER_NAMES
    ]


def _in_other_words(answer: Answer) -> Mistake:
    words = WORDS.get(answer.mistake.name)
    return replace(answer.mistake, sentence=words, remedy=REMEDY) if words else answer.mistake
