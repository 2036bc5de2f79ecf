"""Where a kernel would meet the image if an option were forgotten: edges with wrong places."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cnnbp.connections import Connections, Layer

# One number for rows and columns, or one for each; None is the layer's own.
Step = int | tuple[int | None, int | None] | None


def kernels(layer: Layer) -> np.ndarray:
    """The layer's w as (F, C, kH, kW)."""
    if layer.w is None:
        raise ValueError("w: got None, expected the kernel of a convolution")
    return layer.w.reshape((1,) * (4 - layer.w.ndim) + layer.w.shape)


def kernel_meetings(
    layer: Layer,
    *,
    stride: Step = None,
    padding: Step = None,
    dilation: Step = None,
    wrap: bool = False,
    at_pixel: tuple[bool, bool] = (False, False),
    other_convention: bool = False,
) -> Connections:
    """The edges of a convolution, with some options replaced by what a mistake takes them for.

    wrap: places outside the image wrap round to its far side. at_pixel, for rows and for
    columns: weight (u, v) joins a pixel with the output u rows below, v columns right of it.
    """
    w = kernels(layer)
    image, outputs = layer.connections.input_shape, layer.connections.output_shape
    shape = (len(w), *outputs[-2:], *w.shape[1:])
    f, y, x, c, u, v = np.ogrid[tuple(map(slice, shape))]
    steps = _steps(layer, stride=stride, padding=padding, dilation=dilation)
    row = places(y, u, 0, steps, at_pixel[0])
    column = places(x, v, 1, steps, at_pixel[1])
    if wrap:
        row, column = wrapped(row, image[-2]), wrapped(column, image[-1])
    inside = np.broadcast_to(within(row, image[-2]) & within(column, image[-1]), shape)
    parameter = _numbers(layer, w, other_convention)[f, c, u, v]
    fields = {
        "source": (c * image[-2] + row) * image[-1] + column,
        "target": (f * outputs[-2] + y) * outputs[-1] + x,
        "parameter": parameter,
        "weight": w.ravel()[parameter],
    }
    kept = {name: np.broadcast_to(value, shape)[inside] for name, value in fields.items()}
    return replace(layer.connections, **kept)


def _steps(layer: Layer, **replaced: Step) -> dict[str, tuple[int, ...]]:
    """The layer's own options by axis, but for those that a mistake takes for something else."""
    usual = {"stride": 1, "padding": 0, "dilation": 1}
    found = {}
    for name, value in replaced.items():
        both = value if isinstance(value, tuple) else (value, value)
        own = layer.pair(name, usual[name])
        found[name] = tuple(o if n is None else n for o, n in zip(own, both, strict=True))
    return found


def _numbers(layer: Layer, w: np.ndarray, other_convention: bool) -> np.ndarray:
    """The number of each weight as the window meets it: turned by 180° in a true convolution."""
    number = np.arange(w.size).reshape(w.shape)
    turned = layer.options.get("convention", "correlation") == "convolution"
    return number[..., ::-1, ::-1] if turned != other_convention else number


def places(
    output: np.ndarray, inside: np.ndarray, axis: int, steps: dict[str, Any], at_pixel: bool = False
) -> np.ndarray:
    """Along one axis, the pixel that place `inside` of the window reads for each output."""
    offset = inside * steps["dilation"][axis]
    if at_pixel:
        offset = -offset
    return np.asarray(output * steps["stride"][axis] - steps["padding"][axis] + offset)


def within(index: np.ndarray, length: int) -> np.ndarray:
    """Which indices lie in the image."""
    return (index >= 0) & (index < length)


def wrapped(index: np.ndarray, length: int) -> np.ndarray:
    """Negative indices as NumPy reads them, from the end; those too large stay outside."""
    return np.where(index < 0, index + length, index)
