"""The sizes of one convolution layer: what its arguments mean, checked against each other.

People pass (N, C, H, W), (C, H, W) or (H, W), and kernels (F, C, kH, kW) or (kH, kW). The formulas
see 4-D images and 4-D kernels only, and every layer as a correlation.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cnnbp._core import checks
from cnnbp._core.windows import Grid, grid

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike, Pair, Shape, TwoInts

IMAGES = {4: "(N, C, H, W)", 3: "(C, H, W)", 2: "(H, W)"}
DELTAS = {4: "(N, F, OH, OW)", 3: "(F, OH, OW)", 2: "(OH, OW)"}
KERNELS = {4: "(F, C, kH, kW)", 2: "(kH, kW)"}
CONVENTIONS = ("correlation", "convolution")


class ConvolutionSizes(NamedTuple):
    """The sizes of one convolution layer; every entry is a shape or made of shapes."""

    grid: Grid
    images: Shape  # (N, C, H, W)
    kernel: Shape  # (F, C, kH, kW)
    deltas: Shape  # (N, F, OH, OW)
    output: Shape  # the same, as the caller sees it
    flipped: bool  # true convolution: the kernel is rotated by 180° before it meets the image


def layer(
    input_shape: Shape,
    kernel_shape: Shape,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    convention: str,
    names: tuple[str, str] = ("a", "w"),
) -> ConvolutionSizes:
    """The sizes of the layer. ValueError or TypeError when the arguments do not fit together."""
    checks.choice("convention", convention, CONVENTIONS)
    pairs = (
        checks.pair("stride", stride, 1),
        checks.padding(padding),
        checks.pair("dilation", dilation, 1),
    )
    return _layer(input_shape, kernel_shape, pairs, convention, names)


@lru_cache(maxsize=256)  # on small images these checks would cost as much as the layer itself
def _layer(
    input_shape: Shape,
    kernel_shape: Shape,
    pairs: tuple[TwoInts, TwoInts, TwoInts],
    convention: str,
    names: tuple[str, str],
) -> ConvolutionSizes:
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
    window = grid(images[2:], kernel[2:], *pairs, names)
    deltas = (images[0], kernel[0], *window.output)
    plane = len(input_shape) == len(kernel_shape) == 2
    output = input_shape[:-3] + (() if plane else kernel[:1]) + window.output
    return ConvolutionSizes(window, images, kernel, deltas, output, convention == "convolution")


def biases(b: ArrayLike, layer: ConvolutionSizes) -> Array:
    """b as an array (F,); for one filter it may be a plain number."""
    b = checks.numbers("b", b)
    b = b.reshape(1) if b.ndim == 0 and layer.kernel[0] == 1 else b
    checks.same_shape("b", b, layer.kernel[:1], "one bias per filter of w")
    return b


def output_delta(delta: ArrayLike, layer: ConvolutionSizes) -> Array:
    """δ as an array (N, F, OH, OW). ValueError when it has not the shape of the layer's z."""
    delta = checks.numbers("delta", delta)
    checks.same_shape("delta", delta, layer.output, "this layer's output")
    return delta.reshape(layer.deltas)


def rot180(w: Array) -> Array:
    """The kernel rotated by 180°: entry (u, v) comes from (kH−1−u, kW−1−v)."""
    return w[..., ::-1, ::-1]


def as_correlation(w: Array, layer: ConvolutionSizes) -> Array:
    """The 4-D kernel with which this layer is a correlation: rotated for a true convolution."""
    w = w.reshape(layer.kernel)
    return rot180(w) if layer.flipped else w
