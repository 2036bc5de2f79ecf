"""Mistakes that a convolution invites: the rotation, the shape, the windows, the channels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.mistake import Mistakes

CONVOLUTION = Mistakes()


def kernels(layer: Layer) -> np.ndarray:
    """The layer's w as (F, C, kH, kW)."""
    if layer.w is None:
        raise ValueError("w: got None, expected the kernel of a convolution")
    return layer.w.reshape((1,) * (4 - layer.w.ndim) + layer.w.shape)


def correlates(layer: Layer) -> bool:
    """Whether the forward pass is a cross-correlation; else it is a true convolution."""
    return bool(layer.options.get("convention", "correlation") == "correlation")


def convolves(layer: Layer) -> bool:
    return not correlates(layer)


def is_square(layer: Layer) -> bool:
    """Whether the kernel has as many rows as columns, so that they can be swapped."""
    return kernels(layer).shape[-2] == kernels(layer).shape[-1]


def with_kernel(layer: Layer, w: np.ndarray) -> Connections:
    """The right edges with the weights of another kernel (F, C, kH, kW)."""
    return replace(layer.connections, weight=w.ravel()[layer.parameter])


# The rotation: the right edges with the weights of a wrongly turned kernel. An edge joins the
# same units with the same weight both ways; only a window over δ sees the kernel turned by 180°.

ROTATION = (
    "Each edge keeps its weight. Read from the pixel, that is the kernel turned by 180°, once."
)
AS_IT_IS = "A true convolution turns the kernel in the forward pass: correlate δ with w as it is."


@CONVOLUTION.edges(
    "not_rotated",
    "the kernel is not turned by 180° on the way back, or is turned twice (by hand, and again by "
    "a library's convolve), which comes to the same",
    ROTATION,
    where=correlates,
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer)[..., ::-1, ::-1])


@CONVOLUTION.edges(
    "rows_turned_only",
    "only the kernel's rows are turned round, not its columns",
    ROTATION,
    where=correlates,
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer)[..., ::-1])


@CONVOLUTION.edges(
    "columns_turned_only",
    "only the kernel's columns are turned round, not its rows",
    ROTATION,
    where=correlates,
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer)[..., ::-1, :])


@CONVOLUTION.edges(
    "transposed_for_rotated",
    "the kernel is transposed instead of turned by 180°",
    ROTATION,
    where=lambda layer: correlates(layer) and is_square(layer),
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer).swapaxes(-1, -2)[..., ::-1, ::-1])


@CONVOLUTION.edges(
    "transposed_and_rotated",
    "the kernel's rows and columns are swapped on top of the turn",
    ROTATION,
    where=lambda layer: correlates(layer) and is_square(layer),
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer).swapaxes(-1, -2))


@CONVOLUTION.edges(
    "rotated_by_90",
    "the kernel is turned by 90° only",
    ROTATION,
    where=lambda layer: correlates(layer) and is_square(layer),
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, np.rot90(kernels(layer), 3, axes=(-2, -1)))


@CONVOLUTION.edges(
    "rotated_by_90_clockwise",
    "the kernel is turned by 90° only, clockwise",
    ROTATION,
    where=lambda layer: correlates(layer) and is_square(layer),
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, np.rot90(kernels(layer), 1, axes=(-2, -1)))


@CONVOLUTION.edges(
    "same_order",
    "the weights are taken in the same order as the deltas",
    "They run in opposite orders: the first of these deltas comes through the last weight.",
    where=correlates,
)
def _(layer: Layer) -> Connections:
    return reversed_at_the_border(layer)


@CONVOLUTION.edges(
    "rotated_after_true",
    "the kernel is rotated, as it is after a cross-correlation",
    AS_IT_IS,
    where=convolves,
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer)[..., ::-1, ::-1])


@CONVOLUTION.edges(
    "rows_turned_after_true",
    "the kernel has its rows turned round",
    AS_IT_IS,
    where=convolves,
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer)[..., ::-1, :])


@CONVOLUTION.edges(
    "columns_turned_after_true",
    "the kernel has its columns turned round",
    AS_IT_IS,
    where=convolves,
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer)[..., ::-1])


@CONVOLUTION.edges(
    "transposed_after_true",
    "the kernel is transposed",
    AS_IT_IS,
    where=lambda layer: convolves(layer) and is_square(layer),
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer).swapaxes(-1, -2))


@CONVOLUTION.edges(
    "opposite_order",
    "the weights are taken in the opposite order to the deltas",
    "After a true convolution both run in the same order.",
    where=convolves,
)
def _(layer: Layer) -> Connections:
    return reversed_at_the_border(layer)


def reversed_at_the_border(layer: Layer) -> Connections:
    """At the border, the weights of each input in the other order. Inside, that is a turn."""
    edges, full = layer.connections, int(np.prod(kernels(layer).shape[-2:]))
    filters = edges.target // int(np.prod(edges.output_shape[-2:]))
    order = np.lexsort((edges.target, filters, edges.source))
    ends = np.flatnonzero(np.diff(edges.source[order]) | np.diff(filters[order])) + 1
    weight = edges.weight.copy()
    for group in np.split(order, ends):  # the edges of one input and one filter
        if len(group) < full:
            weight[group] = edges.weight[group[::-1]]
    return replace(edges, weight=weight)


# The shape: how far δ is padded with zeros.

PAD = "A kernel of k rows and an image padded by p need k − 1 − p rows of zeros around δ."


def slid_over_delta(
    layer: Layer, before: tuple[int, int], after: tuple[int, int]
) -> np.ndarray | None:
    """The turned kernel at every place of δ, padded by this many rows and columns of zeros.

    None where it needs more than one example, stride or dilation, an empty result, or σ′.
    """
    plain = layer.pair("stride", 1) == layer.pair("dilation", 1) == (1, 1)
    if not plain or layer.asks_for_sigma or layer.delta.shape != layer.connections.output_shape:
        return None
    w = kernels(layer)
    delta = layer.delta.reshape(len(w), *layer.delta.shape[-2:])
    padded = np.pad(delta, ((0, 0), *zip(before, after, strict=True)))
    if min(n - k for n, k in zip(padded.shape[-2:], w.shape[-2:], strict=True)) < 0:
        return None
    if correlates(layer):
        w = w[..., ::-1, ::-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[-2:], axis=(-2, -1))
    result = np.einsum("fyxuv,fcuv->cyx", windows, w)
    return np.asarray(result.reshape(*layer.a.shape[:-2], *result.shape[-2:]))


@CONVOLUTION.values(
    "delta_padded_as_the_image",
    "δ gets the forward pass's padding p in place of kernel size − 1 − p",
    PAD,
)
def _(layer: Layer) -> np.ndarray | None:
    padding = layer.pair("padding", 0)
    return slid_over_delta(layer, padding, padding)


@CONVOLUTION.values(
    "padding_not_cropped",
    "δ is padded by kernel size − 1 on each side, and what lies in the image's own padding "
    "is not cut off",
    PAD,
)
def _(layer: Layer) -> np.ndarray | None:
    rows, columns = (n - 1 for n in kernels(layer).shape[-2:])
    return slid_over_delta(layer, (rows, columns), (rows, columns))


@CONVOLUTION.values(
    "same_size_as_delta",
    "the result is cropped to the shape of δ (mode “same”), not of the image",
    "∂C/∂a has the shape of a: one number for each pixel.",
)
def _(layer: Layer) -> np.ndarray | None:
    rows, columns = (n - 1 for n in kernels(layer).shape[-2:])
    after = rows // 2, columns // 2
    return slid_over_delta(layer, (rows - after[0], columns - after[1]), after)


# Where the windows lie: edges as they would be if an option were something else.

STRIDE = "A window begins at (y·s, x·s): rows and columns both move by s."
DILATION = "Weight (u, v) reads u·d rows and v·d columns further on: both have gaps."
SIGN = "A pixel lies in windows that begin above it and to its left: a minus for rows and columns."

Step = int | tuple[int | None, int | None] | None  # for both axes, or for each; None: the layer's


def with_options(
    layer: Layer,
    *,
    stride: Step = None,
    padding: Step = None,
    dilation: Step = None,
    wrap: bool = False,
    at_pixel: tuple[bool, bool] = (False, False),
) -> Connections:
    """The edges of a convolution, with some options replaced by what a mistake takes them for.

    wrap: negative indices wrap round to the far side of the image. at_pixel, for rows and for
    columns: weight (u, v) joins a pixel with the output u rows below, v columns right of it.
    """
    w = kernels(layer)
    image, outputs = layer.connections.input_shape, layer.connections.output_shape
    shape = (len(w), *outputs[-2:], *w.shape[1:])
    f, y, x, c, u, v = np.ogrid[tuple(map(slice, shape))]
    s, p, d = _steps(layer, stride=stride, padding=padding, dilation=dilation)
    row = y * s[0] - p[0] + u * d[0] * (-1 if at_pixel[0] else 1)
    column = x * s[1] - p[1] + v * d[1] * (-1 if at_pixel[1] else 1)
    if wrap:
        row = np.where(row < 0, row + image[-2], row)
        column = np.where(column < 0, column + image[-1], column)
    inside = (row >= 0) & (row < image[-2]) & (column >= 0) & (column < image[-1])
    number = np.arange(w.size).reshape(w.shape)
    parameter = (number if correlates(layer) else number[..., ::-1, ::-1])[f, c, u, v]
    fields = {
        "source": (c * image[-2] + row) * image[-1] + column,
        "target": (f * outputs[-2] + y) * outputs[-1] + x,
        "parameter": parameter,
        "weight": w.ravel()[parameter],
    }
    kept = np.broadcast_to(inside, shape)
    return replace(
        layer.connections, **{n: np.broadcast_to(value, shape)[kept] for n, value in fields.items()}
    )


def _steps(layer: Layer, **replaced: Step) -> list[tuple[int, ...]]:
    """The layer's own options by axis, but for those that a mistake takes for something else."""
    usual, found = {"stride": 1, "padding": 0, "dilation": 1}, []
    for name, value in replaced.items():
        both = value if isinstance(value, tuple) else (value, value)
        own = layer.pair(name, usual[name])
        found.append(tuple(o if n is None else n for o, n in zip(own, both, strict=True)))
    return found


@CONVOLUTION.edges(
    "stride_forgotten_in_rows",
    "the stride is used for the columns only",
    STRIDE,
)
def _(layer: Layer) -> Connections:
    return with_options(layer, stride=(1, None))


@CONVOLUTION.edges(
    "stride_forgotten_in_columns",
    "the stride is used for the rows only",
    STRIDE,
)
def _(layer: Layer) -> Connections:
    return with_options(layer, stride=(None, 1))


@CONVOLUTION.edges(
    "dilation_forgotten_in_rows",
    "the dilation is used for the columns only",
    DILATION,
)
def _(layer: Layer) -> Connections:
    return with_options(layer, dilation=(1, None))


@CONVOLUTION.edges(
    "dilation_forgotten_in_columns",
    "the dilation is used for the rows only",
    DILATION,
)
def _(layer: Layer) -> Connections:
    return with_options(layer, dilation=(None, 1))


@CONVOLUTION.edges(
    "rows_at_the_pixel",
    "the rows count the wrong way: each pixel looks at the outputs below it",
    SIGN,
)
def _(layer: Layer) -> Connections:
    return with_options(layer, at_pixel=(True, False))


@CONVOLUTION.edges(
    "columns_at_the_pixel",
    "the columns count the wrong way: each pixel looks at the outputs to the right of it",
    SIGN,
)
def _(layer: Layer) -> Connections:
    return with_options(layer, at_pixel=(False, True))


@CONVOLUTION.values(  # marked in the explorer, these outputs have words of their own
    "place_in_the_kernel_forgotten",
    "everything comes back to the first pixel of its window",
    "Weight (u, v) reads the pixel u rows and v columns further on, and sends back to it.",
)
def _(layer: Layer) -> np.ndarray:
    return layer.through(with_options(layer, dilation=0))


@CONVOLUTION.edges(
    "window_at_the_pixel",
    "the kernel's window is laid on the deltas from the pixel on, as in the forward pass",
    "The pixel was read by the windows that cover it, and they start before it, not after it.",
)
def _(layer: Layer) -> Connections:
    return with_options(layer, at_pixel=(True, True))


@CONVOLUTION.edges(
    "padding_forgotten",
    "the padding is forgotten, so that everything comes back shifted by it",
    "Output (y, x) reads from row y·s − p on; the −p belongs in the backward pass too.",
)
def _(layer: Layer) -> Connections:
    return with_options(layer, padding=0)


@CONVOLUTION.edges(
    "padding_wraps_round",
    "negative indices wrap round to the far side of the image",
    "An index below 0 means padding: what comes back there is dropped.",
)
def _(layer: Layer) -> Connections:
    return with_options(layer, wrap=True)


@CONVOLUTION.edges(
    "stride_forgotten",
    "the stride is forgotten and no zeros stand between the deltas",
    "Neighbouring outputs read s pixels apart: put s − 1 zeros between their deltas.",
)
def _(layer: Layer) -> Connections:
    return with_options(layer, stride=1)


@CONVOLUTION.edges(
    "dilation_forgotten",
    "the dilation is forgotten and the kernel is laid on without its gaps",
    "Neighbouring weights read d pixels apart, on the way back too.",
)
def _(layer: Layer) -> Connections:
    return with_options(layer, dilation=1)


@CONVOLUTION.edges(
    "border_dropped",
    "the deltas are not padded with zeros and the pixels of the border get nothing",
    "A border pixel was read by fewer outputs, but it was read.",
    where=lambda layer: layer.pair("stride", 1) == layer.pair("dilation", 1) == (1, 1),
)
def _(layer: Layer) -> Connections:
    F, _, kH, kW = kernels(layer).shape
    edges = np.bincount(layer.connections.source)
    return layer.kept(edges[layer.connections.source] == F * kH * kW)


# Filters and channels.


@CONVOLUTION.edges(
    "first_filter_only",
    "only the first filter's deltas come back",
    "Every filter reads the pixel, so the sum runs over all filters.",
)
def _(layer: Layer) -> Connections:
    plane = int(np.prod(layer.connections.output_shape[-2:]))
    return layer.kept(layer.connections.target // plane == 0)


@CONVOLUTION.edges(
    "mean_over_filters",
    "the mean over the filters is taken in place of the sum",
    "Every filter reads the pixel, so the sum runs over all filters, undivided.",
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer) / len(kernels(layer)))


@CONVOLUTION.edges(
    "first_kernel_for_all",
    "the first filter's kernel is used for the deltas of all filters",
    "Each filter's delta comes back through that filter's own kernel.",
)
def _(layer: Layer) -> Connections:
    w = kernels(layer)
    return with_kernel(layer, np.broadcast_to(w[:1], w.shape))


@CONVOLUTION.edges(
    "first_channel_for_all",
    "the kernel of the first channel is used for all input channels",
    "Channel c was read through w[f, c], and its delta comes back through w[f, c].",
)
def _(layer: Layer) -> Connections:
    w = kernels(layer)
    return with_kernel(layer, np.broadcast_to(w[:, :1], w.shape))


@CONVOLUTION.edges(
    "wrong_axes_turned",
    "filters and channels are turned round in place of the kernels' rows and columns",
    "Rows and columns are the last two axes of w (F, C, kH, kW): w[..., ::-1, ::-1].",
    # with one filter and one channel, this is a kernel that is not turned
    where=lambda layer: kernels(layer).shape[:2] != (1, 1),
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer)[::-1, ::-1, ::-1, ::-1])


@CONVOLUTION.edges(
    "all_axes_turned",
    "filters and channels are turned round as well, as np.flip(w) does",
    "Only rows and columns are turned, the last two axes: w[..., ::-1, ::-1].",
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer)[::-1, ::-1])


@CONVOLUTION.edges(
    "filters_and_channels_swapped",
    "filters and channels of the kernel are swapped",
    "w[f, c] joins input channel c with output channel f, on the way back as well.",
    where=lambda layer: kernels(layer).shape[0] == kernels(layer).shape[1],
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer).swapaxes(0, 1))
