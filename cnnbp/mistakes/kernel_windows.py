"""Where a kernel would meet the image if an option were forgotten: edges with wrong places."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cnnbp.connections import Connections
from cnnbp.mistakes.layer import Layer


def kernels(layer: Layer) -> np.ndarray:
    """The layer's w as (F, C, kH, kW)."""
    if layer.w is None:
        raise ValueError("w: got None, expected the kernel of a convolution")
    return layer.w.reshape((1,) * (4 - layer.w.ndim) + layer.w.shape)


def kernel_meetings(
    layer: Layer,
    *,
    stride: int | None = None,
    padding: int | None = None,
    dilation: int | None = None,
    wrap: bool = False,
    at_pixel: bool = False,
    other_convention: bool = False,
) -> Connections:
    """The edges of a convolution, with some options replaced by what a mistake takes them for.

    wrap: places outside the image wrap round to its far side. at_pixel: weight (u, v) joins a
    pixel with the output u rows below and v columns right of it.
    """
    w = kernels(layer)
    image, outputs = layer.connections.input_shape, layer.connections.output_shape
    F, C, kH, kW = w.shape
    steps = {
        "stride": layer.pair("stride", 1) if stride is None else (stride, stride),
        "padding": layer.pair("padding", 0) if padding is None else (padding, padding),
        "dilation": layer.pair("dilation", 1) if dilation is None else (dilation, dilation),
    }
    shape = (F, *outputs[-2:], C, kH, kW)
    f, y, x, c, u, v = np.ogrid[tuple(map(slice, shape))]
    row = places(y, u, 0, steps, at_pixel)
    column = places(x, v, 1, steps, at_pixel)
    if wrap:
        row, column = wrapped(row, image[-2]), wrapped(column, image[-1])
    inside = np.broadcast_to(within(row, image[-2]) & within(column, image[-1]), shape)
    flipped = (layer.options.get("convention", "correlation") == "convolution") != other_convention
    number = np.arange(w.size).reshape(w.shape)
    parameter = (number[..., ::-1, ::-1] if flipped else number)[f, c, u, v]
    fields = {
        "source": (c * image[-2] + row) * image[-1] + column,
        "target": (f * outputs[-2] + y) * outputs[-1] + x,
        "parameter": parameter,
        "weight": w.ravel()[parameter],
    }
    kept = {name: np.broadcast_to(value, shape)[inside] for name, value in fields.items()}
    return replace(layer.connections, **kept)


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
