"""Exercises about the two conventions: a true convolution's delta, a kernel gradient mixed up."""

from __future__ import annotations

from cnnbp.exercises import cases, gradients
from cnnbp.exercises.broken import TASK
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import conventions as forms
from cnnbp.mistakes.catalogue import weights


def _true_cases() -> list[Case]:
    found = []
    shapes = (((2, 3), (2, 2)), ((4, 4), (3, 3)), ((3, 5), (2, 3)), ((6, 5), (3, 2)))
    for seed, (image, kernel) in enumerate(shapes, start=250):
        layer = cases.convolution(seed, image, kernel, convention="convolution")
        label = f"a {image[0]} × {image[1]} image with a {kernel[0]} × {kernel[1]} kernel"
        found.append(cases.of_layer(label, layer, {"delta": layer.delta, "w": layer.w}))
    return found


def _choices(*names: str) -> dict[str, str]:
    sentences = {mistake.name: mistake.sentence for mistake in weights.MISTAKES}
    return {name: sentences[name] for name in names}


EXERCISES = (
    Exercise(
        name="convolution.true_input_gradient",
        title="Back through a true convolution",
        statement=(
            "z[y, x] = Σ w[u, v]·a[y + kH−1 − u, x + kW−1 − v] + b: the forward pass turns the\n"
            "kernel. Given delta (OH, OW) and w (kH, kW), return ∂C/∂a (OH + kH − 1, OW + kW − 1)."
        ),
        function="delta_of_true_convolution",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.delta_of_true_convolution,
        half=forms.delta_of_true_convolution_half,
        make_cases=_true_cases,
    ),
    Exercise(
        name="broken.kernel_gradient",
        title="Find the broken backward: the gradient of a kernel",
        statement=f"∂C/∂w of a convolution (cross-correlation forward, no padding).\n{TASK}",
        function="broken_kernel_gradient",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.fixed_kernel_gradient,
        half=forms.broken_kernel_gradient,
        make_cases=gradients.kernel_cases,
        choices=_choices(
            "gradient_rotated", "gradient_transposed", "mean_over_positions", "values_forgotten"
        ),
        flaw="gradient_rotated",
    ),
)
