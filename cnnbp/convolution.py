"""A convolution layer: each output has edges to a small window, all windows share one kernel.

With the default convention, cross-correlation, as in every deep-learning library:

    z[n, f, y, x] = b[f] + Σ_{c,u,v} w[f, c, u, v] · a[n, c, y·s − p + u·d, x·s − p + v·d]

with stride s, zero padding p and dilation d, each an int or a (rows, columns) pair.
`convention="convolution"` lays the kernel on the image rotated by 180° instead.

Shapes: a is (N, C, H, W), (C, H, W) or (H, W); w is (F, C, kH, kW), or (kH, kW) for one channel and
one filter; delta has the shape of z: (N, F, OH, OW), (F, OH, OW), and (OH, OW) for a plane and a
(kH, kW) kernel. All functions raise ValueError for shapes and options that do not fit together and
TypeError for values of the wrong kind, and name the argument. Sources: LeCun et al. (1998);
Dumoulin & Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnbp._core import geometry as shapes
from cnnbp._core.checks import dimensions, ints, numbers, one_dtype
from cnnbp._fast import tables, ways
from cnnbp._fast.sums import row_sums
from cnnbp._rotated_form import input_gradient_rotated, padded_delta, rot180

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
    layer = shapes.layer(a.shape, w.shape, stride, padding, dilation, convention)
    if b is not None:
        b = shapes.biases(b, layer)
    if not a.dtype is w.dtype is (w if b is None else b).dtype:
        a, w, b = one_dtype(a, w, b)
    if layer.small is not None:
        return tables.forward(a, w, b, layer.small).reshape(layer.output)
    z = ways.correlate(shapes.batch_last(a, layer.images), w, b, layer)
    return shapes.batch_first(z, layer.output)


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
    Written out in `input_gradient_rotated`; this function computes the same sums faster.
    input_shape: the shape of a, which δ alone does not tell when a stride skips the last pixels.
    Returns an array of that shape, before σ′ of the layer in front.
    """
    w = numbers("w", w)
    input_shape = ints("input_shape", input_shape, shapes.IMAGES)
    layer = shapes.layer(
        input_shape, w.shape, stride, padding, dilation, convention, ("input_shape", "w")
    )
    delta, w = shapes.with_delta(delta, w, layer)
    if layer.small is not None:
        return tables.input_gradient(delta, w, layer.small).reshape(input_shape)
    gradient = ways.spread(shapes.delta_last(delta, layer), w, layer)
    return shapes.batch_first(gradient, input_shape)


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
    kernel_shape = ints("kernel_shape", kernel_shape, shapes.KERNELS)
    layer = shapes.layer(
        a.shape, kernel_shape, stride, padding, dilation, convention, ("a", "kernel_shape")
    )
    delta, a = shapes.with_delta(delta, a, layer)
    if layer.small is not None:
        return tables.kernel_gradient(delta, a, layer.small).reshape(kernel_shape)
    image = shapes.batch_last(a, layer.images)
    return ways.kernel_sum(shapes.delta_last(delta, layer), image, layer).reshape(kernel_shape)


def bias_gradient(delta: ArrayLike) -> Array:
    """∂C/∂b[f] = Σ_{n,y,x} δ[n, f, y, x]: a filter has one bias, used at every position.

    delta: (N, F, OH, OW), (F, OH, OW), or (OH, OW) for one filter. Returns (F,): a sum, no mean.
    """
    delta = numbers("delta", delta)
    if delta.ndim == 4:
        return row_sums(delta.transpose(1, 2, 3, 0))
    dimensions("delta", delta.shape, shapes.DELTAS)
    return row_sums(delta if delta.ndim == 3 else delta[None])
