"""Exercises about the gradients of a convolution's kernel and bias."""

from __future__ import annotations

from cnnbp.exercises import cases
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import convolution as forms


def kernel_cases() -> list[Case]:
    found = []
    shapes = (((2, 3), (2, 2)), ((4, 4), (3, 3)), ((3, 5), (2, 3)), ((6, 5), (3, 2)))
    for seed, (image, kernel) in enumerate(shapes, start=210):
        layer = cases.convolution(seed, image, kernel)
        arguments = {"delta": layer.delta, "a": layer.a, "kernel_shape": kernel}
        label = f"a {image[0]} × {image[1]} image with a {kernel[0]} × {kernel[1]} kernel"
        found.append(cases.of_layer(label, layer, arguments, "weights"))
    return found


def _bias_cases() -> list[Case]:
    found = []
    for seed, (batch, filters, side) in enumerate(((1, 2, 2), (2, 3, 2), (3, 2, 4)), start=230):
        layer = cases.convolution(seed, (1, side, side + 1), (filters, 1, 1, 1), batch=batch)
        label = f"a batch of {batch} with {filters} filters, {side} × {side + 1} outputs each"
        found.append(cases.of_layer(label, layer, {"delta": layer.delta}, "bias"))
    return found


EXERCISES = (
    Exercise(
        name="convolution.kernel_gradient",
        title="The gradient of the kernel",
        statement=(
            "z[y, x] = Σ w[u, v]·a[y + u, x + v] + b, for every window that fits into the image.\n"
            "Given delta (OH, OW), a (H, W) and kernel_shape (kH, kW), return ∂C/∂w (kH, kW)."
        ),
        function="kernel_gradient",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.kernel_gradient,
        half=forms.kernel_gradient_half,
        make_cases=kernel_cases,
    ),
    Exercise(
        name="convolution.bias_gradient",
        title="The gradient of the bias",
        statement=(
            "Every output of filter f adds the same b[f]. Given delta (N, F, OH, OW) of a batch,\n"
            "return ∂C/∂b (F,). The mean over the batch is in delta already: add up."
        ),
        function="bias_gradient",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.bias_gradient,
        half=forms.bias_gradient_half,
        make_cases=_bias_cases,
    ),
)
