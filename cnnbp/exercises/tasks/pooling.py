"""Exercises about pools, with overlapping windows and ties."""

from __future__ import annotations

import numpy as np

from cnnbp.exercises import layers
from cnnbp.exercises.exercise import exercise
from cnnbp.mistakes import input_gradient_mistakes

NEAR_TIES = np.array([[0.6, 0.6 + 5e-7, 0.1], [-0.5, 0.4, 0.6 + 1e-6], [0.9, 0.9 + 5e-7, 0.2]])
TIES = np.array([[3, 3, 1, 2], [0, 3, 2, 2], [5, 1, 4, 4], [5, 5, 4, 0.0]])


def _image(seed: int, rows: int, columns: int) -> np.ndarray:
    """Different numbers in every cell, so that there are no ties."""
    shuffled = np.random.default_rng(seed).permutation(rows * columns)
    return shuffled.reshape(rows, columns) / 10 - 1


def _label(image: tuple[int, ...], size: int, stride: int, more: str = "") -> str:
    return f"a {image[0]} × {image[1]} image with windows of size {size}, stride {stride}{more}"


@exercise(
    "pooling.max_input_gradient",
    title="Back through a max pool",
    statement=(
        "z[y, x] is the largest a of the window that starts at row y·stride, column x·stride.\n"
        "The first maximum in row-major order wins a tie. Windows may overlap.\n"
        "Given delta, a, size and stride, return ∂C/∂a with the shape of a."
    ),
    parts=("gradient",),
)
def max_pool_gradient(delta, a, size, stride):
    """∂C/∂a: each delta goes whole to the first maximum of its window."""
    da = np.zeros(a.shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            # blank: y * stride | x * stride
            top, left = y * stride, x * stride
            window = a[top : top + size, left : left + size]
            u, v = np.unravel_index(np.argmax(window), window.shape)
            # blank: delta[y, x]
            da[top + u, left + v] += delta[y, x]
    return da


@max_pool_gradient.cases
def _():
    for a, seed, size, stride, more in (
        (_image(91, 3, 3), 92, 2, 1, ""),
        (NEAR_TIES, 102, 2, 1, ", with numbers that are nearly equal"),
        (_image(93, 4, 4), 94, 2, 2, ""),
        (TIES, 95, 2, 2, ", with ties"),
        (np.round(_image(96, 5, 6) / 2), 97, 3, 1, ", with ties"),
        (_image(98, 7, 9), 99, 3, 2, ""),
        (_image(100, 7, 5), 101, 2, 3, ""),
    ):
        layer = layers.max_pool(a, seed, size=size, stride=stride)
        arguments = {"delta": layer.delta, "a": layer.a, "size": size, "stride": stride}
        yield _label(a.shape, size, stride, more), arguments, layer


max_pool_gradient.also(input_gradient_mistakes)


@exercise(
    "pooling.average_input_gradient",
    title="Back through an average pool",
    statement=(
        "z[y, x] is the mean of the size × size window that starts at row y·stride, column\n"
        "x·stride. Windows may overlap.\n"
        "Given delta, input_shape, size and stride, return ∂C/∂a with that shape."
    ),
    parts=("gradient",),
)
def average_pool_gradient(delta, input_shape, size, stride):
    """∂C/∂a: each delta is shared equally by all cells of its window."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = y * stride, x * stride
            # blank: delta[y, x] / size**2
            da[top : top + size, left : left + size] += delta[y, x] / size**2
    return da


@average_pool_gradient.cases
def _():
    shapes = (((3, 4), 2, 1), ((4, 6), 2, 2), ((7, 5), 3, 2), ((6, 6), 3, 1), ((7, 5), 2, 3))
    for seed, (image, size, stride) in enumerate(shapes, start=110):
        layer = layers.average_pool(seed, image, size=size, stride=stride)
        arguments = {"delta": layer.delta, "input_shape": image, "size": size, "stride": stride}
        yield _label(image, size, stride), arguments, layer


average_pool_gradient.also(input_gradient_mistakes)


@exercise(
    "broken.max_pool",
    title="Find the broken backward: a max pool",
    statement="∂C/∂a of a max pool whose windows may overlap.",
    parts=("gradient",),
)
def broken_max_pool(delta, a, size, stride):
    """∂C/∂a of a max pool: a cell that won several windows adds up what they send."""
    da = np.zeros(a.shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = y * stride, x * stride
            window = a[top : top + size, left : left + size]
            u, v = np.unravel_index(np.argmax(window), window.shape)
            da[top + u, left + v] += delta[y, x]
    return da


@broken_max_pool.broken(
    "last_edge_only", choices=("tie_last", "last_edge_only", "overlap_forgotten", "every_cell")
)
def _(delta, a, size, stride):
    """∂C/∂a of a max pool. It runs, the shape is right, the numbers are not."""
    da = np.zeros(a.shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = y * stride, x * stride
            window = a[top : top + size, left : left + size]
            u, v = np.unravel_index(np.argmax(window), window.shape)
            da[top + u, left + v] = delta[y, x]
    return da


broken_max_pool.like(max_pool_gradient)
