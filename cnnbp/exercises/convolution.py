"""Exercises about the delta of a convolution: by edges, by rotation, with stride, with channels."""

from __future__ import annotations

from typing import Any

from cnnbp.exercises import cases
from cnnbp.exercises.edge_words import edge_by_edge
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import convolution as forms


def _label(image: tuple[int, ...], kernel: tuple[int, ...], more: str = "") -> str:
    sizes = " × ".join(map(str, image)), " × ".join(map(str, kernel))
    return f"a {sizes[0]} image with a {sizes[1]} kernel{more}"


def edge_cases() -> list[Case]:
    """Planes and kernels that are not square, square, and as large as the image."""
    found = []
    shapes = (((2, 3), (2, 2)), ((4, 4), (3, 3)), ((3, 5), (2, 3)), ((6, 5), (3, 2)))
    for seed, (image, kernel) in enumerate(shapes, start=130):
        layer = cases.convolution(seed, image, kernel)
        arguments = {"delta": layer.delta, "w": layer.w, "input_shape": image}
        found.append(cases.of_layer(_label(image, kernel), layer, arguments))
    return found


def _rotation_cases() -> list[Case]:
    found = []
    shapes: tuple[Any, ...] = (
        ((3, 4), (2, 2), 0),
        ((4, 4), (3, 3), 1),
        ((4, 5), (3, 3), 1),
        ((5, 6), (2, 3), 0),
        ((4, 4), (3, 4), 2),
        ((6, 7), (5, 5), 2),
    )
    for seed, (image, kernel, padding) in enumerate(shapes, start=150):
        layer = cases.convolution(seed, image, kernel, padding=padding)
        arguments = {"delta": layer.delta, "w": layer.w, "padding": padding}
        label = _label(image, kernel, f" and padding {padding}")
        found.append(cases.of_layer(label, layer, arguments))
    return found


def _stride_cases() -> list[Case]:
    found = []
    shapes = (((4, 5), (2, 2), 2), ((5, 5), (3, 3), 2), ((6, 6), (3, 2), 2), ((7, 8), (2, 3), 3))
    for seed, (image, kernel, stride) in enumerate(shapes, start=170):
        layer = cases.convolution(seed, image, kernel, stride=stride)
        arguments = {"delta": layer.delta, "w": layer.w, "input_shape": image, "stride": stride}
        label = _label(image, kernel, f" and stride {stride}")
        found.append(cases.of_layer(label, layer, arguments))
    return found


def channel_cases() -> list[Case]:
    """One to three input channels, two to four filters."""
    found = []
    shapes = (
        ((1, 3, 3), (2, 1, 2, 2)),
        ((2, 3, 4), (2, 2, 2, 2)),
        ((3, 5, 4), (2, 3, 3, 2)),
        ((2, 4, 4), (4, 2, 3, 3)),
    )
    for seed, (image, kernel) in enumerate(shapes, start=190):
        layer = cases.convolution(seed, image, kernel)
        arguments = {"delta": layer.delta, "w": layer.w, "input_shape": image}
        found.append(cases.of_layer(_label(image, kernel), layer, arguments))
    return found


WINDOW = "z[y, x] = Σ w[u, v]·a[y + u, x + v] + b, for every window that fits into the image.\n"

EXERCISES = (
    Exercise(
        name="convolution.input_gradient_by_edges",
        title="Back through a convolution, edge by edge",
        statement=(
            WINDOW + "Given delta (OH, OW), w (kH, kW) and input_shape (H, W), return ∂C/∂a (H, W)."
        ),
        function="delta_by_edges",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.delta_by_edges,
        half=forms.delta_by_edges_half,
        make_cases=lambda: [edge_by_edge(case) for case in edge_cases()],
    ),
    Exercise(
        name="convolution.input_gradient",
        title="Back through a convolution, by rotation",
        statement=(
            "z[y, x] = Σ w[u, v]·a[y − p + u, x − p + v] + b, with p = padding zeros around a.\n"
            "Given delta (OH, OW), w (kH, kW) and p, return ∂C/∂a: pad δ with zeros, and lay the\n"
            "kernel, turned by 180°, on it at every pixel."
        ),
        function="delta_by_rotation",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.delta_by_rotation,
        half=forms.delta_by_rotation_half,
        make_cases=_rotation_cases,
    ),
    Exercise(
        name="convolution.stride",
        title="Back through a convolution with stride",
        statement=(
            "z[y, x] = Σ w[u, v]·a[y·s + u, x·s + v] + b, with s = stride.\n"
            "Given delta (OH, OW), w (kH, kW), input_shape (H, W) and s, return ∂C/∂a (H, W).\n"
            "Pixels that no window reaches get 0."
        ),
        function="delta_with_stride",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.delta_with_stride,
        half=forms.delta_with_stride_half,
        make_cases=lambda: [edge_by_edge(case) for case in _stride_cases()],
    ),
    Exercise(
        name="convolution.channels",
        title="Back through a convolution with channels",
        statement=(
            "z[f, y, x] = Σ w[f, c, u, v]·a[c, y + u, x + v] + b[f], the sum over c, u and v.\n"
            "Given delta (F, OH, OW), w (F, C, kH, kW) and input_shape (C, H, W), return ∂C/∂a."
        ),
        function="delta_with_channels",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.delta_with_channels,
        half=forms.delta_with_channels_half,
        make_cases=lambda: [edge_by_edge(case) for case in channel_cases()],
    ),
)
