"""The exercise about the delta of a convolution with dilation."""

from __future__ import annotations

from cnnbp.exercises import cases
from cnnbp.exercises.edge_words import edge_by_edge
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import convolution as forms


def _cases() -> list[Case]:
    found = []
    shapes = (((3, 4), (2, 2), 2), ((5, 6), (3, 3), 2), ((6, 5), (2, 3), 2), ((7, 8), (3, 2), 3))
    for seed, (image, kernel, dilation) in enumerate(shapes, start=250):
        layer = cases.convolution(seed, image, kernel, dilation=dilation)
        arguments = {"delta": layer.delta, "w": layer.w, "input_shape": image}
        label = f"a {image[0]} × {image[1]} image with a {kernel[0]} × {kernel[1]} kernel"
        found.append(
            edge_by_edge(
                cases.of_layer(
                    f"{label} and dilation {dilation}", layer, arguments | {"dilation": dilation}
                )
            )
        )
    return found


EXERCISES = (
    Exercise(
        name="convolution.dilation",
        title="Back through a convolution with dilation",
        statement=(
            "z[y, x] = Σ w[u, v]·a[y + u·d, x + v·d] + b, with d = dilation.\n"
            "Given delta (OH, OW), w (kH, kW), input_shape (H, W) and d, return ∂C/∂a (H, W)."
        ),
        function="delta_with_dilation",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.delta_with_dilation,
        half=forms.delta_with_dilation_half,
        make_cases=_cases,
    ),
)
