"""Exercises about layers as lists of edges: forward, backward, matrix, shared weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnbp.exercises import cases, edge_ends, edge_lists
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import edges as forms
from cnnbp.mistakes import Layer, Mistake, answers


def _arguments(layer: Layer) -> dict[str, Any]:
    edges = layer.connections
    return {"source": edges.source, "target": edges.target, "weight": edges.weight}


def _label(layer: Layer) -> str:
    (inputs,), (outputs,) = layer.connections.input_shape, layer.connections.output_shape
    return f"{len(layer.connections)} edges from {inputs} inputs to {outputs} outputs"


def _case(
    layer: Layer, arguments: dict[str, Any], right: np.ndarray, known: tuple[Mistake, ...], at: str
) -> Case:
    """A case about something else than a gradient; `at` is the panel of its last axis."""
    return Case(
        _label(layer),
        arguments,
        (right,),
        lambda: (answers(known, layer, right),),
        lambda _, index: cases.open_unit(layer, at, index % right.shape[-1]),
    )


def _forward_cases() -> list[Case]:
    found = []
    for x in edge_lists.layers(312):
        more = {"a": x.a, "outputs": x.delta.size}
        known = edge_lists.FORWARD + edge_ends.FORWARD
        found.append(_case(x, _arguments(x) | more, x.output, known, "output"))
    return found


def backward_cases() -> list[Case]:
    """The input gradient of each list of edges."""
    found = []
    for x in edge_lists.layers(320):
        arguments = _arguments(x) | {"delta": x.delta, "inputs": x.a.size}
        found.append(cases.of_layer(_label(x), x, arguments, more=edge_ends.BACKWARD))
    return found


def _count_cases() -> list[Case]:
    found = []
    for layer in edge_lists.layers(330):
        ends = {"source": layer.connections.source, "target": layer.connections.target}
        arguments, right = ends | {"inputs": layer.a.size}, edge_lists.counts(layer)
        found.append(_case(layer, arguments, right, edge_lists.COUNT, "input"))
    return found


def _matrix_cases() -> list[Case]:
    found = []
    for layer in edge_lists.layers(340):
        arguments = _arguments(layer) | {"inputs": layer.a.size, "outputs": layer.delta.size}
        right = layer.connections.matrix()
        found.append(_case(layer, arguments, right, edge_lists.MATRIX, "input"))
    return found


def _shared_cases() -> list[Case]:
    found = []
    for layer in edge_lists.layers(350, shared=True):
        (weights,) = layer.parameter_shape
        arguments = {k: v for k, v in _arguments(layer).items() if k != "weight"}
        arguments |= {"number": layer.parameter, "a": layer.a, "delta": layer.delta}
        arguments["weights"] = weights
        label, more = f"{_label(layer)} with {weights} shared weights", edge_ends.SHARED
        found.append(cases.of_layer(label, layer, arguments, "weights", more=more))
    return found


LIST = "An edge starts at input source[i], ends at output target[i] and has weight[i].\n"

EXERCISES = (
    Exercise(
        name="edges.forward",
        title="Forward along a list of edges",
        statement=LIST + "Given the three lists, a (inputs,) and the number of outputs, return z.",
        function="edge_forward",
        imports="numpy as np",
        parts=("z",),
        solution=forms.edge_forward,
        half=forms.edge_forward_half,
        make_cases=_forward_cases,
    ),
    Exercise(
        name="edges.input_gradient",
        title="Backward along the same edges",
        statement=LIST + "Given delta = ∂C/∂z and the number of inputs, return ∂C/∂a (inputs,).",
        function="edge_backward",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.edge_backward,
        half=forms.edge_backward_half,
        make_cases=backward_cases,
    ),
    Exercise(
        name="edges.count",
        title="How many deltas come back?",
        statement=(
            "An edge starts at input source[i] and ends at output target[i].\n"
            "Return for each of the inputs how many deltas come back to it."
        ),
        function="edge_count",
        imports="numpy as np",
        parts=("counts",),
        solution=forms.edge_count,
        half=forms.edge_count_half,
        make_cases=_count_cases,
    ),
    Exercise(
        name="edges.matrix",
        title="From edges to a matrix",
        statement=LIST + "Return the matrix W with z = W a. Edges may join the same units twice.",
        function="edge_matrix",
        imports="numpy as np",
        parts=("matrix",),
        solution=forms.edge_matrix,
        half=forms.edge_matrix_half,
        make_cases=_matrix_cases,
    ),
    Exercise(
        name="edges.shared_weight_gradient",
        title="The gradient of shared weights",
        statement=(
            "An edge starts at input source[i], ends at output target[i] and uses the shared\n"
            "weight k[number[i]]. Given them, a, delta and how many weights, return ∂C/∂k."
        ),
        function="shared_gradient",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.shared_gradient,
        half=forms.shared_gradient_half,
        make_cases=_shared_cases,
    ),
)
