"""The exercise that turns a dense layer into a convolution: cut, share, and write the matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnbp import connections
from cnnbp.exercises.cases import numbers
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import edges as forms
from cnnbp.mistakes import Mistake, answers


@dataclass(frozen=True, eq=False)
class Row:
    """A kernel k and a row of so many pixels."""

    k: np.ndarray
    inputs: int

    def matrix(self, k: np.ndarray) -> np.ndarray:
        """The matrix of the convolution with another kernel of the same length or shorter."""
        edges = connections.convolution(k[None], (1, self.inputs))
        return np.asarray(edges.matrix())

    def wrapped(self, outputs: int, cyclic: bool) -> np.ndarray:
        """The kernel in so many rows, going on at the left, or cut off, at the right end."""
        matrix = np.zeros((outputs, self.inputs + len(self.k)))
        for t in range(outputs):
            matrix[t, t : t + len(self.k)] = self.k
        inside = matrix[:, : self.inputs]
        if cyclic:
            inside[:, : len(self.k)] += matrix[:, self.inputs :]
        return inside


def _mistake(name: str, sentence: str, remedy: str, wrong: Callable[[Row], np.ndarray]) -> Mistake:
    return Mistake(name, sentence, remedy, wrong)


ROWS = "A row is an output: output t sees the pixels t, t + 1, … through k[0], k[1], …"
FIT = "The kernel lies wholly on the row at inputs − len(k) + 1 places."

MISTAKES = (
    _mistake(
        "transposed",
        "rows and columns are swapped: that is the matrix of the way back",
        ROWS,
        lambda row: row.matrix(row.k).T,
    ),
    _mistake(
        "kernel_turned",
        "the kernel is turned round, as a true convolution does",
        ROWS,
        lambda row: row.matrix(row.k[::-1]),
    ),
    _mistake(
        "not_moved",
        "every output sees the same pixels, because the kernel does not move on",
        ROWS,
        lambda row: np.tile(row.matrix(row.k)[0], (row.inputs - len(row.k) + 1, 1)),
    ),
    _mistake(
        "one_weight_for_all",
        "all edges of an output have its first weight",
        ROWS,
        lambda row: row.matrix(np.full(len(row.k), row.k[0])),
    ),
    _mistake(
        "cut_off_at_the_end",
        "there are as many outputs as pixels, and the last ones see only a part of the kernel",
        FIT,
        lambda row: row.wrapped(row.inputs, cyclic=False),
    ),
    _mistake(
        "wrapped_round",
        "the last outputs go on at the beginning of the row",
        FIT,
        lambda row: row.wrapped(row.inputs, cyclic=True),
    ),
    _mistake(
        "one_output_short",
        "the last place of the kernel is missing",
        FIT,
        lambda row: row.matrix(row.k)[:-1],
    ),
)


def _widget(row: Row) -> Callable[[int, int], Any]:
    def open_row(_: int, index: int) -> Any:
        from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

        selection = {"panel": "input", "index": [0, index % row.inputs]}
        image = numbers(len(row.k), 1, row.inputs)
        return DeltaFlow.convolution(
            image, row.k[None], selection=selection, views=["edges", "matrix"]
        )

    return open_row


def _cases() -> list[Case]:
    found = []
    for seed, (size, inputs) in enumerate(((2, 3), (3, 5), (2, 6), (4, 6)), start=360):
        row = Row(numbers(seed, size), inputs)
        right = row.matrix(row.k)
        found.append(
            Case(
                f"{inputs} pixels and a kernel of {size} weights",
                {"k": row.k, "inputs": inputs},
                (right,),
                lambda row=row, right=right: (answers(MISTAKES, row, right),),  # type: ignore[misc]
                _widget(row),
            )
        )
    return found


EXERCISES = (
    Exercise(
        name="edges.convolution_matrix",
        title="Cut and share: the matrix of a convolution",
        statement=(
            "z[t] = Σ k[u]·a[t + u], for every place t at which k lies wholly on the row.\n"
            "Given k and the number of inputs, return the matrix W with which z = W a."
        ),
        function="row_matrix",
        imports="numpy as np",
        parts=("matrix",),
        solution=forms.row_matrix,
        half=forms.row_matrix_half,
        make_cases=_cases,
    ),
)
