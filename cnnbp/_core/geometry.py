"""What a convolution's arguments mean: checks, and the way to the shapes the formulas use.

People pass (N, C, H, W), (C, H, W) or (H, W), and kernels (F, C, kH, kW) or (kH, kW). The formulas
see one form only: images with the batch as the last axis, (C, H, W, N), and 4-D kernels.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cnnbp._core import checks
from cnnbp._core.checks import numbers, one_dtype, same_shape
from cnnbp._core.windows import Grid, grid
from cnnbp._fast import mec as rows
from cnnbp._fast import tables
from cnnbp._fast import winograd as tiles

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike, Pair, Shape, TwoInts

IMAGES = {4: "(N, C, H, W)", 3: "(C, H, W)", 2: "(H, W)"}
DELTAS = {4: "(N, F, OH, OW)", 3: "(F, OH, OW)", 2: "(OH, OW)"}
KERNELS = {4: "(F, C, kH, kW)", 2: "(kH, kW)"}
CONVENTIONS = ("correlation", "convolution")


class Layer(NamedTuple):
    """The sizes of one convolution layer, checked against each other."""

    grid: Grid
    images: Shape  # (N, C, H, W)
    kernel: Shape  # (F, C, kH, kW)
    output: Shape  # the shape of z as a person sees it
    flipped: bool  # true convolution: the kernel lies on the image rotated by 180°
    biases: Shape  # (F,)
    small: tables.Tables | None  # if it is one small image
    tiled: bool  # whether tiles compute it faster than blocks do, in float32
    rowed: bool  # whether rows do


def layer(
    input_shape: Shape,
    kernel_shape: Shape,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    convention: str,
    names: tuple[str, str] = ("a", "w"),
) -> Layer:
    """The Layer for these arguments. ValueError or TypeError when they do not fit together."""
    if not type(stride) is type(padding) is type(dilation) is int or type(convention) is not str:
        # checked before they are looked up: True and 1.0 are equal to 1, but no sizes
        checks.choice("convention", convention, CONVENTIONS)
        stride, padding, dilation = _pairs(stride, padding, dilation)
    return _layer(input_shape, kernel_shape, stride, padding, dilation, convention, names)


@lru_cache(maxsize=256)  # on small images these checks would cost as much as the layer itself
def _layer(
    input_shape: Shape,
    kernel_shape: Shape,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    convention: str,
    names: tuple[str, str],
) -> Layer:
    checks.choice("convention", convention, CONVENTIONS)
    checks.shape(names[0], input_shape, IMAGES)
    checks.shape(names[1], kernel_shape, KERNELS)
    images = (1,) * (4 - len(input_shape)) + input_shape
    kernel = (1,) * (4 - len(kernel_shape)) + kernel_shape
    if 0 in kernel:
        raise ValueError(f"{names[1]}: got shape {kernel_shape}, expected no axis of length 0")
    if images[1] != kernel[1]:
        raise ValueError(
            f"{names[0]}: got shape {input_shape} with {images[1]} channels, "
            f"expected {kernel[1]} as {names[1]} {kernel_shape} has"
        )
    lies = grid(images[2:], kernel[2:], *_pairs(stride, padding, dilation), names)
    plane = len(input_shape) == len(kernel_shape) == 2
    output = input_shape[:-3] + (() if plane else kernel[:1]) + lies.output
    flipped = convention == "convolution"
    small = tables.small_layer(lies, kernel, flipped) if images[0] == 1 else None
    fast = tiles.worth(lies, kernel, images[0]), rows.worth(lies, kernel, images[0])
    return Layer(lies, images, kernel, output, flipped, kernel[:1], small, *fast)


def _pairs(stride: Pair, padding: Pair, dilation: Pair) -> tuple[TwoInts, TwoInts, TwoInts]:
    stride, padding = checks.pair("stride", stride, 1), checks.pair("padding", padding, 0)
    return stride, padding, checks.pair("dilation", dilation, 1)


def biases(b: ArrayLike, layer: Layer) -> Array:
    """b as numbers, (F,); for one filter a plain number will do."""
    b = numbers("b", b)
    if b.shape == layer.biases:
        return b
    b = b.reshape(1) if b.ndim == 0 and layer.biases == (1,) else b
    same_shape("b", b, layer.biases, "one bias per filter of w")
    return b


def output_delta(delta: ArrayLike, layer: Layer) -> Array:
    """δ as numbers, with the shape of the layer's z."""
    delta = numbers("delta", delta)
    if delta.shape != layer.output:  # asked first: a call costs more than the comparison
        same_shape("delta", delta, layer.output, "this layer's output")
    return delta


def with_delta(delta: ArrayLike, other: Array, layer: Layer) -> tuple[Array, Array]:
    """δ as output_delta gives it, and the array that it meets, in one type."""
    delta = output_delta(delta, layer)
    return (delta, other) if delta.dtype is other.dtype else one_dtype(delta, other)


def rot180(w: Array) -> Array:
    """The kernel turned by 180°: entry (u, v) comes from (kH−1−u, kW−1−v)."""
    return w[..., ::-1, ::-1]


def lying(w: Array, layer: Layer) -> Array:
    """The 4-D kernel as it lies on the image: rotated if the layer is a true convolution."""
    w = w.reshape(layer.kernel)
    return rot180(w) if layer.flipped else w


def batch_last(images: Array, shape: Shape) -> Array:
    """(N, C, H, W) or a shorter form -> the same numbers, batch as the last axis (C, H, W, N)."""
    return images.reshape(shape).transpose(1, 2, 3, 0)


def batch_first(images: Array, shape: Shape) -> Array:
    """Back from (C, H, W, N) to the form the person uses. The memory stays as it is."""
    return images.transpose(3, 0, 1, 2).reshape(shape)


def delta_last(delta: Array, layer: Layer) -> Array:
    """δ with the batch as its last axis: (F, OH, OW, N)."""
    N, F = layer.images[0], layer.kernel[0]
    return batch_last(delta, (N, F, *layer.grid.output))
