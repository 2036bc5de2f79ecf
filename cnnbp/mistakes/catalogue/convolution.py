"""Mistakes that a convolution invites: the rotation, the shape, the windows, the channels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnbp import connections
from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.mistake import Mistakes

CONVOLUTION = Mistakes()
IN_CODE = Mistakes()  # loops, reshaping, library calls: nobody who adds up by hand makes these


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


def filter_of(layer: Layer) -> np.ndarray:
    """For each edge, the filter of its output."""
    return layer.connections.target // int(np.prod(layer.connections.output_shape[-2:]))


def window_of(layer: Layer) -> np.ndarray:
    """For each edge, the flat position of its output in the filter's plane."""
    return layer.connections.target % int(np.prod(layer.connections.output_shape[-2:]))


def has_filters(layer: Layer) -> bool:
    return len(kernels(layer)) > 1


def has_channels(layer: Layer) -> bool:
    return kernels(layer).shape[1] > 1


def strides_of(layer: Layer) -> tuple[int, int]:
    return layer.pair("stride", 1)


def dilations_of(layer: Layer) -> tuple[int, int]:
    return layer.pair("dilation", 1)


def has_stride(layer: Layer) -> bool:
    return strides_of(layer) != (1, 1)


def has_dilation(layer: Layer) -> bool:
    return dilations_of(layer) != (1, 1)


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
    by_hand=(
        "the kernel is not turned by 180° on the way back",
        f"{ROTATION} Turned twice, it lies as before.",
    ),
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
    if has_stride(layer) or has_dilation(layer) or layer.asks_for_sigma:
        return None
    if layer.delta.shape != layer.connections.output_shape:
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
    by_hand=(
        "what comes back to the padding lands on the far side of the image",
        "What comes back to the padding is dropped: no pixel stands there.",
    ),
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
    where=lambda layer: not has_stride(layer) and not has_dilation(layer),
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
    return layer.kept(filter_of(layer) == 0)


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
    by_hand=(
        "filters and channels are turned round in place of the kernels' rows and columns",
        "Each kernel is turned in itself; filters and channels keep their order.",
    ),
)
def _(layer: Layer) -> Connections:
    return with_kernel(layer, kernels(layer)[::-1, ::-1, ::-1, ::-1])


@CONVOLUTION.edges(
    "all_axes_turned",
    "filters and channels are turned round as well, as np.flip(w) does",
    "Only rows and columns are turned, the last two axes: w[..., ::-1, ::-1].",
    by_hand=(
        "filters and channels are turned round as well",
        "Each kernel is turned in itself; filters and channels keep their order.",
    ),
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


@IN_CODE.edges(
    "filter_for_channel",
    "filter f's delta goes to channel f, counted round where there are fewer channels, in place "
    "of every channel c",
    "Filter f reads every channel c through w[f, c], and its delta goes back to all of them.",
    where=has_channels,
)
def _(layer: Layer) -> Connections:
    edges = layer.connections
    plane = int(np.prod(edges.input_shape[-2:]))
    channel = filter_of(layer) % kernels(layer).shape[1]
    return replace(edges, source=channel * plane + edges.source % plane)


@CONVOLUTION.edges(
    "own_filter_only",
    "channel c hears from filter c alone, as in a depthwise convolution",
    "Every filter f reads every channel c through w[f, c]: the sum runs over all filters.",
    where=has_filters,
)
def _(layer: Layer) -> Connections:
    edges = layer.connections
    channel = edges.source // int(np.prod(edges.input_shape[-2:]))
    return layer.kept(filter_of(layer) == channel)


@CONVOLUTION.edges(
    "deltas_summed_over_filters",
    "the deltas of all filters are added up first, and then sent through every kernel",
    "Each filter's delta comes back through that filter's own kernel: multiply, then add up.",
    where=has_filters,
)
def _(layer: Layer) -> Connections:
    w = kernels(layer)
    return with_kernel(layer, np.broadcast_to(w.sum(axis=0), w.shape))


@CONVOLUTION.values(
    "channels_added_up",
    "the channels are added up, and each of them gets the sum",
    "Each channel c has kernels of its own, w[f, c]: the sum runs over the filters alone.",
    where=has_channels,
)
def _(layer: Layer) -> np.ndarray:
    total = layer.input_gradient.sum(axis=-3, keepdims=True)
    return layer.finish(np.broadcast_to(total, layer.a.shape))


@CONVOLUTION.values(
    "mean_over_channels",
    "the mean over the channels is taken, and each of them gets it",
    "Each channel c has kernels of its own, w[f, c]: the sum runs over the filters alone.",
    where=has_channels,
)
def _(layer: Layer) -> np.ndarray:
    mean = layer.input_gradient.mean(axis=-3, keepdims=True)
    return layer.finish(np.broadcast_to(mean, layer.a.shape))


# Strides, and what they leave over.

SPACED = "Between two deltas stand s − 1 zeros, since neighbouring outputs read s pixels apart."
LEFTOVER = "Pixels that no window reaches get 0, at the end of ∂C/∂a: it has the shape of a."


def one_more(steps: tuple[int, int]) -> tuple[int, int]:
    """A stride or dilation that is taken for the number of zeros; 1 needs none."""
    rows, columns = (n + 1 if n > 1 else 1 for n in steps)
    return rows, columns


def repeated(layer: Layer, rows: int, columns: int) -> Connections:
    """The edges, and their copies that end at pixels further down and to the right."""
    down, right = layer.pair("padding", 0)
    copies = [
        with_options(layer, padding=(down - i, right - j)) for i, j in np.ndindex(rows, columns)
    ]

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(copy, name) for copy in copies])

    return replace(
        layer.connections,
        source=joined("source"),
        target=joined("target"),
        weight=joined("weight"),
        parameter=joined("parameter"),
    )


@CONVOLUTION.edges(
    "as_many_zeros_as_the_stride",
    "s zeros in place of s − 1 stand between the deltas",
    SPACED,
    where=has_stride,
)
def _(layer: Layer) -> Connections:
    return with_options(layer, stride=one_more(strides_of(layer)))


@IN_CODE.edges(
    "delta_repeated",
    "each delta is repeated s times in place of being spaced with zeros",
    SPACED,
    where=has_stride,
)
def _(layer: Layer) -> Connections:
    return repeated(layer, *strides_of(layer))


@CONVOLUTION.edges(
    "kernel_size_for_stride",
    "the windows are laid side by side, as if the stride were the kernel's size",
    "A window begins at (y·s, x·s), whatever its size.",
    where=has_stride,
)
def _(layer: Layer) -> Connections:
    rows, columns = kernels(layer).shape[-2:]
    return with_options(layer, stride=(rows, columns))


def reached(layer: Layer) -> tuple[int, int]:
    """Rows and columns that are left of what all windows cover, when the padding is cut off."""
    axes = zip(
        layer.connections.output_shape[-2:], strides_of(layer), dilations_of(layer),
        kernels(layer).shape[-2:], layer.pair("padding", 0), strict=True,
    )  # fmt: skip
    rows, columns = ((n - 1) * s + d * (k - 1) + 1 - 2 * p for n, s, d, k, p in axes)
    return rows, columns


def leaves_pixels_over(layer: Layer) -> bool:
    return min(reached(layer)) > 0 and reached(layer) != layer.connections.input_shape[-2:]


@IN_CODE.values(
    "leftover_missing",
    "the last rows or columns of the image, which no window reaches, are missing",
    LEFTOVER,
    where=lambda layer: leaves_pixels_over(layer) and not layer.asks_for_sigma,
)
def _(layer: Layer) -> np.ndarray:
    rows, columns = reached(layer)
    return layer.input_gradient[..., :rows, :columns]


@CONVOLUTION.edges(
    "leftover_in_front",
    "the pixels that no window reaches are taken for the first ones, and everything is shifted",
    LEFTOVER,
    # with padding, that may be `padding_forgotten`
    where=lambda layer: leaves_pixels_over(layer) and layer.pair("padding", 0) == (0, 0),
    by_hand=(
        "the windows are taken to end at the last pixel, with what is left over in front",
        "The first window begins at the first pixel. Pixels that no window reaches get 0.",
    ),
)
def _(layer: Layer) -> Connections:
    top, left = np.subtract(reached(layer), layer.connections.input_shape[-2:])
    return with_options(layer, padding=(int(top), int(left)))


# Dilation.

GAPS = "With dilation d, d − 1 zeros stand between two weights: they read d pixels apart."
COUNTED = f"{GAPS} Where a program counts the zeros, that is its dilation d − 1."


@CONVOLUTION.edges(
    "as_many_zeros_as_the_dilation",
    "d zeros in place of d − 1 stand between the weights",
    COUNTED,
    where=has_dilation,
)
def _(layer: Layer) -> Connections:
    return with_options(layer, dilation=one_more(dilations_of(layer)))


@CONVOLUTION.edges(
    "dilation_for_stride",
    "the dilation is taken for the stride: the deltas are spaced, and not the weights",
    GAPS,
    where=lambda layer: has_dilation(layer) and not has_stride(layer),
)
def _(layer: Layer) -> Connections:
    return with_options(layer, stride=dilations_of(layer), dilation=1)


@IN_CODE.edges(
    "kernel_repeated",
    "each weight is repeated d times in place of being spaced with zeros",
    GAPS,
    where=has_dilation,
)
def _(layer: Layer) -> Connections:
    return repeated(layer, *dilations_of(layer))


@IN_CODE.values(
    "padded_by_the_undilated_kernel",
    "δ is padded by k − 1 in place of d·(k − 1), so that the result is too small",
    "A dilated kernel covers d·(k − 1) + 1 rows, and it slides over the border by d·(k − 1).",
    where=lambda layer: has_dilation(layer) and not layer.asks_for_sigma,
)
def _(layer: Layer) -> np.ndarray | None:
    padding, sizes = layer.pair("padding", 0), kernels(layer).shape[-2:]
    covered = [n + 2 * p for n, p in zip(reached(layer), padding, strict=True)]
    unpadded = {**layer.options, "padding": 0}
    image = (*layer.connections.input_shape[:-2], *covered)
    full = connections.convolution(layer.w, image, **unpadded).backward(layer.delta)
    steps = zip(dilations_of(layer), sizes, padding, strict=True)
    top, left = ((d - 1) * (k - 1) + p for d, k, p in steps)
    rows, columns = covered[0] - 2 * top, covered[1] - 2 * left
    if min(rows, columns) < 1:
        return None
    return full[..., top : top + rows, left : left + columns]


# What is overwritten.


def first_window(layer: Layer) -> np.ndarray:
    """For each edge, whether no earlier window reads its input."""
    source, window = layer.connections.source, window_of(layer)
    first = np.full(int(np.prod(layer.connections.input_shape)), window.max(initial=0))
    np.minimum.at(first, source, window)
    return window == first[source]


def last_window(layer: Layer) -> np.ndarray:
    """For each edge, whether no later window reads its input."""
    source, window = layer.connections.source, window_of(layer)
    last = np.zeros(int(np.prod(layer.connections.input_shape)), dtype=np.int64)
    np.maximum.at(last, source, window)
    return window == last[source]


ADD = "Every output that this pixel took part in sends something back: add it up with +=."
ADD_BY_HAND = "Every output that this pixel took part in sends something back: add up all of them."


@CONVOLUTION.edges(
    "first_window_only",
    "a loop over the kernel's places overwrites (= where += belongs), so that of each pixel's "
    "windows only the first one counts",
    ADD,
    by_hand=("only the first window over the pixel is counted", ADD_BY_HAND),
)
def _(layer: Layer) -> Connections:
    return layer.kept(first_window(layer))


@CONVOLUTION.edges(
    "last_window_only",
    "a loop over the windows overwrites (= where += belongs), so that of each pixel's windows "
    "only the last one counts, with all its filters",
    ADD,
    where=has_filters,  # with one filter, that is `last_edge_only`
    by_hand=("only the last window over the pixel is counted, in all filters", ADD_BY_HAND),
)
def _(layer: Layer) -> Connections:
    return layer.kept(last_window(layer))


@CONVOLUTION.edges(
    "last_filter_only",
    "each filter overwrites the one before (= where += belongs), so that only the last one counts",
    "Every filter reads the pixel: set ∂C/∂a to zeros once, before the loop over the filters.",
    where=has_filters,
    by_hand=(
        "only the last filter's deltas come back",
        "Every filter reads the pixel, so the sum runs over all filters.",
    ),
)
def _(layer: Layer) -> Connections:
    return layer.kept(filter_of(layer) == len(kernels(layer)) - 1)


@IN_CODE.edges(
    "last_filter_first_window",
    "a loop over filters and the kernel's places overwrites (= where += belongs), so that the "
    "last filter counts alone, and of its windows the first one",
    ADD,
    where=has_filters,
)
def _(layer: Layer) -> Connections:
    return layer.kept(first_window(layer) & (filter_of(layer) == len(kernels(layer)) - 1))


# Right by another convention.


@IN_CODE.values(
    "channels_last",
    "the channels stand last, (H, W, C), as in TensorFlow",
    "The numbers are right by that convention. Here channels stand first, (C, H, W), as in "
    "PyTorch: np.moveaxis(…, -1, -3).",
    where=lambda layer: len(layer.connections.input_shape) == 3,
)
def _(layer: Layer) -> np.ndarray:
    return np.moveaxis(layer.right, -3, -1)
