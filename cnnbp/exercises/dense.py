"""Exercises about fully connected layers: δ, the parameter gradients, one step of descent."""

from __future__ import annotations

from cnnbp.exercises import cases, steps
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import dense as forms

SIZES = ((2, 2), (3, 2), (3, 3), (2, 5), (6, 4))


def delta_cases() -> list[Case]:
    found = []
    for seed, (inputs, outputs) in enumerate(SIZES, start=10):
        layer = cases.dense(seed, inputs, outputs, activation="sigmoid")
        arguments = {"delta": layer.delta, "w": layer.w, "z": layer.z}
        label = f"a layer with {inputs} inputs and {outputs} outputs"
        found.append(cases.of_layer(label, layer, arguments))
    return found


def _gradient_cases() -> list[Case]:
    found = []
    for seed, (inputs, outputs, batch) in enumerate(((2, 2, 1), (3, 2, 2), (3, 3, 4)), start=30):
        layer = cases.dense(seed, inputs, outputs, batch=batch, activation="identity")
        arguments = {"delta": layer.delta, "a": layer.a}
        label = f"a batch of {batch} with {inputs} inputs and {outputs} outputs"
        found.append(cases.of_layer(label, layer, arguments, "weights", "bias"))
    return found


EXERCISES = (
    Exercise(
        name="dense.delta",
        title="Delta through a fully connected layer",
        statement=(
            "z = W σ(z⁻) + b, where z⁻ is the pre-activation in front and σ the sigmoid.\n"
            "Given delta = ∂C/∂z (n,), w (n, m) and z, which here is z⁻ (m,), return ∂C/∂z⁻ (m,)."
        ),
        function="dense_delta",
        imports="numpy as np, sigmoid_derivative from cnnbp.activations",
        parts=("delta",),
        solution=forms.dense_delta,
        half=forms.dense_delta_half,
        make_cases=delta_cases,
    ),
    Exercise(
        name="dense.parameter_gradients",
        title="The gradients of W and b",
        statement=(
            "z = W a + b for each example. Given delta (N, n) and a (N, m), one example per row,\n"
            "return dw (n, m) and db (n,). The mean over the batch is in delta already: add up."
        ),
        function="dense_gradients",
        imports="numpy as np",
        parts=("dw", "db"),
        solution=forms.dense_gradients,
        half=forms.dense_gradients_half,
        make_cases=_gradient_cases,
    ),
    Exercise(
        name="network.mini_batch_step",
        title="One step of mini-batch gradient descent",
        statement=(
            "C is the mean of the losses of the N examples. Each row of delta (N, n) is ∂Cₙ/∂z of\n"
            "one example's own loss, each row of a (N, m) its input to the layer.\n"
            "Return the new w (n, m) and b (n,) after one step with the learning rate."
        ),
        function="mini_batch_step",
        imports="numpy as np",
        parts=("w", "b"),
        solution=forms.mini_batch_step,
        half=forms.mini_batch_step_half,
        make_cases=steps.cases,
    ),
)
