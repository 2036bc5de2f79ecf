"""Exercises about the output delta, for two losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnbp import connections, losses
from cnnbp.activations import sigmoid, softmax, softmax_derivative
from cnnbp.exercises.cases import numbers
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import losses as forms
from cnnbp.exercises.output_deltas import CROSS_ENTROPY, SQUARED, Output, Rule
from cnnbp.mistakes import Mistake, answers


def _case(
    label: str, output: Output, right: np.ndarray, rules: tuple[Rule, ...], widget: Any
) -> Case:
    found = [Mistake(*rule) for rule in rules]
    return Case(
        label,
        {"z": output.z, "y": output.y},
        (right,),
        lambda: (answers(found, output, right),),
        widget,
    )


def _squared_cases() -> list[Case]:
    found = []
    for seed, size in enumerate((2, 3, 5), start=70):
        z, y = numbers(seed, size), np.abs(numbers(seed + 2, size)) / 2
        output = Output(z, y, sigmoid(z))
        right = losses.squared_error_delta(output.a, y, output.slope)
        found.append(_case(f"{size} outputs", output, right, SQUARED, _sigmoid_widget(output)))
    return found


def _cross_entropy_cases() -> list[Case]:
    found = []
    for seed, (rows, classes) in enumerate(((1, 3), (2, 3), (5, 4)), start=80):
        z = numbers(seed, rows, classes)
        y = np.eye(classes)[np.arange(rows) * 2 % classes]
        output = Output(z, y, softmax(z))
        right = losses.cross_entropy_delta(z, y)
        label = f"{rows} examples of {classes} classes" if rows > 1 else "one example of 3 classes"
        found.append(_case(label, output, right, CROSS_ENTROPY, _softmax_widget(output)))
    return found


def _sigmoid_widget(output: Output) -> Callable[[int, int], Any]:
    """The edges of σ: one for each unit, with weight σ′(z); the delta behind it is a − y."""

    def widget(_: int, index: int) -> Any:
        from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

        edges = connections.elementwise(output.slope)
        selection = {"panel": "input", "index": [index]}
        return DeltaFlow.from_connections(edges, output.z, output.a - output.y, selection=selection)

    return widget


def _softmax_widget(output: Output) -> Callable[[int, int], Any]:
    """The edges of softmax for the row in question; the delta behind it is ∂C/∂a = −y/a/N."""

    def widget(_: int, index: int) -> Any:
        from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

        row, unit = divmod(index, output.z.shape[1])
        delta = -output.y[row] / output.a[row] / len(output.z)
        selection = {"panel": "input", "index": [unit]}
        edges = connections.dense(softmax_derivative(output.z[row]))
        return DeltaFlow.from_connections(edges, output.z[row], delta, selection=selection)

    return widget


EXERCISES = (
    Exercise(
        name="losses.squared_error_delta",
        title="The output delta of the squared error",
        statement=(
            "C = ½‖a − y‖² with a = σ(z), σ the sigmoid, for one example.\n"
            "Given z and y, both (m,), return δ = ∂C/∂z (m,)."
        ),
        function="squared_error_delta",
        imports="numpy as np, sigmoid and sigmoid_derivative from cnnbp.activations",
        parts=("delta",),
        solution=forms.squared_error_delta,
        half=forms.squared_error_delta_half,
        make_cases=_squared_cases,
    ),
    Exercise(
        name="losses.cross_entropy_delta",
        title="The output delta of softmax with cross-entropy",
        statement=(
            "C is the mean over the N rows of −Σ y·log softmax(z).\n"
            "Given z (N, m) and one-hot rows y (N, m), return δ = ∂C/∂z (N, m)."
        ),
        function="cross_entropy_delta",
        imports="numpy as np, softmax from cnnbp.activations",
        parts=("delta",),
        solution=forms.cross_entropy_delta,
        half=forms.cross_entropy_delta_half,
        make_cases=_cross_entropy_cases,
    ),
)
