"""Exercises about pools, with overlapping windows and ties."""

from __future__ import annotations

import numpy as np

from cnnbp.exercises import cases
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import pooling as forms
from cnnbp.mistakes import Layer

TIES = np.array([[3, 3, 1, 2], [0, 3, 2, 2], [5, 1, 4, 4], [5, 5, 4, 0.0]])


def _image(seed: int, rows: int, columns: int) -> np.ndarray:
    """Different numbers in every cell, so that there are no ties."""
    shuffled = np.random.default_rng(seed).permutation(rows * columns)
    return shuffled.reshape(rows, columns) / 10 - 1


def _label(image: tuple[int, ...], size: int, stride: int, more: str = "") -> str:
    return f"a {image[0]} × {image[1]} image with windows of size {size}, stride {stride}{more}"


def _max_case(a: np.ndarray, seed: int, size: int, stride: int, more: str = "") -> Case:
    layer = cases.max_pool(a, seed, size=size, stride=stride)
    arguments = {"delta": layer.delta, "a": layer.a, "size": size, "stride": stride}
    return cases.of_layer(_label(a.shape, size, stride, more), layer, arguments)


def max_cases() -> list[Case]:
    """Windows side by side, overlapping, with gaps, and with ties."""
    return [
        _max_case(_image(91, 3, 3), 92, 2, 1),
        _max_case(_image(93, 4, 4), 94, 2, 2),
        _max_case(TIES, 95, 2, 2, ", with ties"),
        _max_case(np.round(_image(96, 5, 6) / 2), 97, 3, 1, ", with ties"),
        _max_case(_image(98, 7, 9), 99, 3, 2),
        _max_case(_image(100, 7, 5), 101, 2, 3),
    ]


def _average_arguments(layer: Layer, size: int, stride: int) -> dict[str, object]:
    image = layer.connections.input_shape
    return {"delta": layer.delta, "input_shape": image, "size": size, "stride": stride}


def average_cases() -> list[Case]:
    """Windows side by side, overlapping, and with gaps."""
    found = []
    shapes = (((3, 4), 2, 1), ((4, 6), 2, 2), ((7, 5), 3, 2), ((6, 6), 3, 1), ((7, 5), 2, 3))
    for seed, (image, size, stride) in enumerate(shapes, start=110):
        layer = cases.average_pool(seed, image, size=size, stride=stride)
        arguments = _average_arguments(layer, size, stride)
        found.append(cases.of_layer(_label(image, size, stride), layer, arguments))
    return found


EXERCISES = (
    Exercise(
        name="pooling.max_input_gradient",
        title="Back through a max pool",
        statement=(
            "z[y, x] is the largest a of the window that starts at row y·stride, column x·stride.\n"
            "The first maximum in row-major order wins a tie. Windows may overlap.\n"
            "Given delta, a, size and stride, return ∂C/∂a with the shape of a."
        ),
        function="max_pool_gradient",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.max_pool_gradient,
        half=forms.max_pool_gradient_half,
        make_cases=max_cases,
    ),
    Exercise(
        name="pooling.average_input_gradient",
        title="Back through an average pool",
        statement=(
            "z[y, x] is the mean of the size × size window that starts at row y·stride, column\n"
            "x·stride. Windows may overlap.\n"
            "Given delta, input_shape, size and stride, return ∂C/∂a with that shape."
        ),
        function="average_pool_gradient",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.average_pool_gradient,
        half=forms.average_pool_gradient_half,
        make_cases=average_cases,
    ),
)
