"""A convolution layer: each output has edges to a small window, all windows share one kernel.

With the default convention, cross-correlation, as in every deep-learning library:

    z[n, f, y, x] = b[f] + Σ_{c,u,v} w[f, c, u, v] · a[n, c, y·s − p + u·d, x·s − p + v·d]

with stride s, zero padding p and dilation d, each an int or a (rows, columns) pair.
With `convention="convolution"` the kernel is rotated by 180° first.

Each sum is one line of `einsum`, with the formula's own indices: `windows` holds
a[n, c, y·s − p + u·d, x·s − p + v·d] at [n, c, y, x, u, v]. On large layers `fast` computes the
same sums faster.

Shapes: a is (N, C, H, W), (C, H, W) or (H, W); w is (F, C, kH, kW), or (kH, kW) for one channel and
one filter; delta has the shape of z: (N, F, OH, OW), (F, OH, OW), and (OH, OW) for an (H, W)
image and a (kH, kW) kernel. All functions raise ValueError for shapes and options that do not fit
together and TypeError for values of the wrong kind, and name the argument.
Sources: LeCun et al., Gradient-based learning applied to document recognition (1998); Dumoulin &
Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnnbp._core import geometry
from cnnbp._core.checks import dimensions, ints, numbers, one_dtype
from cnnbp._core.windows import Grid, meeting, padded, windows
from cnnbp._fast_room import fast

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike, Pair, Shape

__all__ = [
    "bias_gradient",
    "forward",
    "input_gradient",
    "input_gradient_rotated",
    "kernel_gradient",
    "padded_delta",
    "rot180",
]


def forward(
    a: ArrayLike,
    w: ArrayLike,
    b: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    convention: str = "correlation",
) -> Array:
    """z = w ⋆ a + b: the weighted sum of each window. b is (F,), or None for no bias.

    Returns z with OH = ⌊(H + 2p − d·(kH − 1) − 1) / s⌋ + 1 rows, and OW columns likewise.
    """
    a, w = numbers("a", a), numbers("w", w)
    layer = geometry.layer(a.shape, w.shape, stride, padding, dilation, convention)
    b = None if b is None else geometry.biases(b, layer)
    a, w, b = one_dtype(a, w, b)
    a, w = a.reshape(layer.images), geometry.as_correlation(w, layer)
    z = fast and fast.forward(a, w, b, layer.grid)
    if z is None:
        z = np.einsum("fcuv,ncyxuv->nfyx", w, windows(padded(a, layer.grid), layer.grid))
        if b is not None:
            z += b[:, None, None]
    return z.reshape(layer.output)


def input_gradient(
    delta: ArrayLike,
    w: ArrayLike,
    input_shape: Shape,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    convention: str = "correlation",
) -> Array:
    """∂C/∂a: dilate δ by the stride, pad it with zeros, lay rot180(w) on it, sum over filters.

    ∂C/∂a[n, c, i, j] = Σ_{f,u,v} w[f, c, u, v] · δ[n, f, y, x] over the outputs (y, x) that (i, j)
    has an edge to: i = y·s − p + u·d, j = x·s − p + v·d. Seen from pixel (i, j), those outputs lie
    in the opposite order to the kernel's indices; that is the whole reason for the rotation.
    input_shape: the shape of a, which δ alone does not tell when a stride skips the last pixels.
    Returns an array of that shape, without the factor σ′(z) of a = σ(z).
    """
    delta, w, layer = _backward(delta, w, input_shape, stride, padding, dilation, convention)
    gradient = fast and fast.input_gradient(delta, w, layer.grid)
    if gradient is None:
        gradient = _pad_rotate_correlate(delta, w, layer.grid)
    return gradient.reshape(input_shape)


def input_gradient_rotated(
    delta: ArrayLike,
    w: ArrayLike,
    input_shape: Shape,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    convention: str = "correlation",
) -> Array:
    """∂C/∂a = padded_delta(δ) ⋆ rot180(w), with stride 1, summed over the filters.

    A correlation in the forward pass is followed by a correlation with the rotated kernel, a true
    convolution by a true convolution with the rotated kernel. Mixing the two is the usual mistake.
    Arguments, result and errors as in `input_gradient`, which on large layers computes the same
    sum in another order.
    """
    delta, w, layer = _backward(delta, w, input_shape, stride, padding, dilation, convention)
    return _pad_rotate_correlate(delta, w, layer.grid).reshape(input_shape)


def _backward(
    delta: ArrayLike,
    w: ArrayLike,
    input_shape: Shape,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    convention: str,
) -> tuple[Array, Array, geometry.ConvolutionSizes]:
    """δ and w, checked and in one dtype, with w as the kernel of a correlation."""
    w = numbers("w", w)
    input_shape = ints("input_shape", input_shape, geometry.IMAGES)
    layer = geometry.layer(
        input_shape, w.shape, stride, padding, dilation, convention, ("input_shape", "w")
    )
    delta, w = one_dtype(geometry.output_delta(delta, layer), w)
    return delta, geometry.as_correlation(w, layer), layer


def _pad_rotate_correlate(delta: Array, w: Array, grid: Grid) -> Array:
    """∂C/∂a[n, c, i, j] = Σ_{f,u,v} rot180(w)[f, c, u, v] · padded δ[n, f, i + u·d, j + v·d]."""
    seen = windows(_padded(delta, grid), _padded_grid(grid).window)
    return np.einsum("fcuv,nfijuv->ncij", geometry.rot180(w), seen)


def kernel_gradient(
    delta: ArrayLike,
    a: ArrayLike,
    kernel_shape: Shape,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    convention: str = "correlation",
) -> Array:
    """∂C/∂w[f, c, u, v] = Σ_{n,y,x} δ[n, f, y, x] · a[n, c, y·s − p + u·d, x·s − p + v·d].

    Each weight is shared by all windows, so its gradient is the sum over all of them and over the
    batch. Nothing is rotated for a correlation; for a true convolution the result is.
    Returns an array of kernel_shape: (F, C, kH, kW) or (kH, kW).
    """
    a = numbers("a", a)
    kernel_shape = ints("kernel_shape", kernel_shape, geometry.KERNELS)
    layer = geometry.layer(
        a.shape, kernel_shape, stride, padding, dilation, convention, ("a", "kernel_shape")
    )
    delta, a = one_dtype(geometry.output_delta(delta, layer), a)
    a = a.reshape(layer.images)
    dw = fast and fast.kernel_gradient(delta, a, layer.grid)
    if dw is None:
        dw = np.einsum("nfyx,ncyxuv->fcuv", delta, windows(padded(a, layer.grid), layer.grid))
    return geometry.as_correlation(dw, layer).reshape(kernel_shape)


def bias_gradient(delta: ArrayLike) -> Array:
    """∂C/∂b[f] = Σ_{n,y,x} δ[n, f, y, x]: a filter has one bias, used at every position.

    delta: (N, F, OH, OW), (F, OH, OW), or (OH, OW) for one filter. Returns (F,): a sum, no mean.
    """
    delta = numbers("delta", delta)
    dimensions("delta", delta.shape, geometry.DELTAS)
    if delta.ndim < 4:
        delta = delta.reshape((1,) * (4 - delta.ndim) + delta.shape)
    return np.einsum("nfyx->f", delta)


def rot180(w: ArrayLike) -> Array:
    """The kernel rotated by 180° in its last two axes: entry (u, v) is w[..., kH−1−u, kW−1−v].

    w: any array with at least 2 axes. Returns a new array of the same shape.
    """
    w = numbers("w", w)
    if w.ndim < 2:
        raise ValueError(f"w: got shape {w.shape}, expected at least 2 axes, (kH, kW)")
    return geometry.rot180(w).copy()


def padded_delta(
    delta: ArrayLike,
    kernel_shape: Shape,
    input_shape: Shape,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
) -> Array:
    """δ with s − 1 zeros between its entries and d·(k − 1) − p zeros around it.

    A kernel of `kernel_shape` that slides over the result with stride 1 and dilation d visits
    exactly the pixels of the input. Where p > d·(k − 1), the outermost deltas belong to windows
    that see padding alone, and are cut off; where a stride skipped the last pixels, more zeros
    follow at the end. Returns (..., H + d·(kH − 1), W + d·(kW − 1)), the other axes as in delta.
    Errors as in `input_gradient`.
    """
    input_shape = ints("input_shape", input_shape, geometry.IMAGES)
    kernel_shape = ints("kernel_shape", kernel_shape, geometry.KERNELS)
    names = ("input_shape", "kernel_shape")
    layer = geometry.layer(
        input_shape, kernel_shape, stride, padding, dilation, "correlation", names
    )
    result = _padded(geometry.output_delta(delta, layer), layer.grid)
    return result.reshape(*layer.output[:-2], *result.shape[2:])


def _padded(delta: Array, grid: Grid) -> Array:
    """δ dilated by the stride and padded with zeros: (N, F, H + d·(kH − 1), W + d·(kW − 1))."""
    window, inside, outputs = _padded_grid(grid)
    result = np.zeros((*delta.shape[:2], *window.image), delta.dtype)
    result[inside] = delta[outputs]
    return result


class _PaddedGrid(NamedTuple):
    """How the rotated kernel slides over the padded δ, and where each δ lies in it."""

    window: Grid
    inside: tuple[slice, slice, slice, slice]
    outputs: tuple[slice, slice, slice, slice]


@lru_cache(maxsize=256)  # on small images this would cost as much as the sums themselves
def _padded_grid(grid: Grid) -> _PaddedGrid:
    """δ[y, x] lies at (y·s + d·(kH − 1) − p, x·s + d·(kW − 1) − p)."""
    reach = [grid.dilation[i] * (grid.size[i] - 1) for i in (0, 1)]
    size = grid.image[0] + reach[0], grid.image[1] + reach[1]
    rows, columns = (
        meeting(reach[i] - grid.padding[i], grid.stride[i], size[i], 0, grid.output[i])
        for i in (0, 1)
    )
    window = Grid(size, grid.size, (1, 1), (0, 0), grid.dilation, grid.image)
    batch = slice(None), slice(None)  # all examples, all filters
    return _PaddedGrid(window, (*batch, rows[0], columns[0]), (*batch, rows[1], columns[1]))
