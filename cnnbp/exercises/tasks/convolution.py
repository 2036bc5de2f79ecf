"""Exercises about convolutions: δ by edges, by rotation, with stride, channels and dilation; the
gradients of kernel and bias; both conventions; im2col. Forward is a cross-correlation mostly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from cnnbp.exercises import layers
from cnnbp.exercises.exercise import exercise
from cnnbp.mistakes import (
    Answer,
    Layer,
    bias_gradient_mistakes,
    input_gradient_mistakes,
    weight_gradient_mistakes,
)

WINDOW = "z[y, x] = Σ w[u, v]·a[y + u, x + v] + b, for every window that fits into the image.\n"
PLANES = (((2, 3), (2, 2)), ((4, 4), (3, 3)), ((3, 5), (2, 3)), ((6, 5), (3, 2)))
THROUGH = (
    "Output (y, x) read pixel (y + u, x + v) through w[u, v], and its δ goes back there through "
    "the same w[u, v]. The kernel is turned only where it slides over the padded δ."
)
# In a sum over the padded δ a kernel is turned or not. In a loop over the edges nothing is to be
# turned, and "the kernel is not turned" would be untrue of the same wrong numbers.
IN_A_LOOP = {
    "not_rotated": "each δ meets the weights in the opposite order, as if the kernel were turned",
    "rows_turned_only": "each δ meets the columns of the kernel in the opposite order",
    "columns_turned_only": "each δ meets the rows of the kernel in the opposite order",
    "transposed_for_rotated": "each δ meets the kernel transposed and turned",
    "transposed_and_rotated": "the weights are taken as w[v, u], rows and columns swapped",
    "rotated_by_90": "each δ meets the kernel turned by 90°",
    "rotated_by_90_clockwise": "each δ meets the kernel turned by 90°, clockwise",
}


def edge_by_edge(layer: Layer) -> list[Answer]:
    """The mistakes in ∂C/∂a, with the words of a loop for every turn."""
    return [
        replace(answer, mistake=replace(mistake, sentence=IN_A_LOOP[mistake.name], remedy=THROUGH))
        if (mistake := answer.mistake).name in IN_A_LOOP
        else answer
        for answer in input_gradient_mistakes(layer)
    ]


def _layers(
    seed: int, shapes: Iterable[tuple[Any, ...]], *options: str, **more: Any
) -> Iterator[tuple[str, Layer]]:
    """A label and a layer for each row of image, kernel and further options."""
    for i, (image, kernel, *values) in enumerate(shapes):
        named = dict(zip(options, values, strict=True))
        sizes = [" × ".join(map(str, shape)) for shape in (image, kernel)]
        label = f"a {sizes[0]} image with a {sizes[1]} kernel"
        label += "".join(f" and {name} {value}" for name, value in named.items())
        yield label, layers.convolution(seed + i, image, kernel, **named, **more)


@exercise(
    "convolution.input_gradient_by_edges",
    title="Back through a convolution, edge by edge",
    statement=(
        WINDOW + "Given delta (OH, OW), w (kH, kW) and input_shape (H, W), return ∂C/∂a (H, W)."
    ),
    parts=("gradient",),
)
def delta_by_edges(delta, w, input_shape):
    """∂C/∂a: send each delta back along the edges of its window."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    # blank: y + u | x + v | delta[y, x]  # which pixel, which delta?
                    da[y + u, x + v] += w[u, v] * delta[y, x]
    return da


@delta_by_edges.cases
def _():
    for label, layer in _layers(130, PLANES):
        yield label, {"delta": layer.delta, "w": layer.w, "input_shape": layer.a.shape}, layer


delta_by_edges.also(edge_by_edge)


@exercise(
    "convolution.input_gradient",
    title="Back through a convolution, by rotation",
    statement=(
        "z[y, x] = Σ w[u, v]·a[y − p + u, x − p + v] + b, with p = padding zeros around a.\n"
        "Given delta (OH, OW), w (kH, kW) and p, return ∂C/∂a: pad δ with zeros, and lay the\n"
        "kernel, turned by 180°, on it at every pixel."
    ),
    parts=("gradient",),
)
def delta_by_rotation(delta, w, padding):
    """∂C/∂a: pad δ with zeros, lay the kernel turned by 180° on it, at every pixel."""
    rows, columns = w.shape[0] - 1 - padding, w.shape[1] - 1 - padding
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    # blank: w[::-1, ::-1]
    rotated = w[::-1, ::-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    # blank: (2, 3)  # over the two axes within a piece
    return (windows * rotated).sum(axis=(2, 3))


@delta_by_rotation.cases
def _():
    shapes = (
        ((3, 4), (2, 2), 0),
        ((4, 4), (3, 3), 1),
        ((4, 5), (3, 3), 1),
        ((5, 6), (2, 3), 0),
        ((4, 4), (3, 4), 2),
        ((6, 7), (5, 5), 2),
    )
    for label, layer in _layers(150, shapes, "padding"):
        yield label, {"delta": layer.delta, "w": layer.w, **layer.options}, layer


delta_by_rotation.also(input_gradient_mistakes)


@exercise(
    "convolution.stride",
    title="Back through a convolution with stride",
    statement=(
        "z[y, x] = Σ w[u, v]·a[y·s + u, x·s + v] + b, with s = stride.\n"
        "Given delta (OH, OW), w (kH, kW), input_shape (H, W) and s, return ∂C/∂a (H, W).\n"
        "Pixels that no window reaches get 0."
    ),
    parts=("gradient",),
)
def delta_with_stride(delta, w, input_shape, stride):
    """∂C/∂a of a convolution that moves `stride` pixels at a time."""
    da = np.zeros(input_shape)
    rows, columns = w.shape
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            # blank: y * stride | x * stride
            top, left = y * stride, x * stride
            da[top : top + rows, left : left + columns] += w * delta[y, x]
    return da


@delta_with_stride.cases
def _():
    shapes = (((4, 5), (2, 2), 2), ((5, 5), (3, 3), 2), ((6, 6), (3, 2), 2), ((7, 8), (2, 3), 3))
    for label, layer in _layers(170, shapes, "stride"):
        arguments = {"delta": layer.delta, "w": layer.w, "input_shape": layer.a.shape}
        yield label, {**arguments, **layer.options}, layer


delta_with_stride.also(edge_by_edge)


@exercise(
    "convolution.channels",
    title="Back through a convolution with channels",
    statement=(
        "z[f, y, x] = Σ w[f, c, u, v]·a[c, y + u, x + v] + b[f], the sum over c, u and v.\n"
        "Given delta (F, OH, OW), w (F, C, kH, kW) and input_shape (C, H, W), return ∂C/∂a."
    ),
    parts=("gradient",),
)
def delta_with_channels(delta, w, input_shape):
    """∂C/∂a (C, H, W) from delta (F, OH, OW) and w (F, C, kH, kW)."""
    da = np.zeros(input_shape)
    filters, channels, rows, columns = w.shape
    for y in range(delta.shape[1]):
        for x in range(delta.shape[2]):
            for f in range(filters):
                # blank: w[f] * delta[f, y, x]
                da[:, y : y + rows, x : x + columns] += w[f] * delta[f, y, x]
    return da


@delta_with_channels.cases
def _():
    shapes = (
        ((1, 3, 3), (2, 1, 2, 2)),
        ((2, 3, 4), (2, 2, 2, 2)),
        ((3, 5, 4), (2, 3, 3, 2)),
        ((2, 4, 4), (4, 2, 3, 3)),
    )
    for label, layer in _layers(190, shapes):
        yield label, {"delta": layer.delta, "w": layer.w, "input_shape": layer.a.shape}, layer


delta_with_channels.also(edge_by_edge)


@exercise(
    "convolution.dilation",
    title="Back through a convolution with dilation",
    statement=(
        "z[y, x] = Σ w[u, v]·a[y + u·d, x + v·d] + b, with d = dilation.\n"
        "Given delta (OH, OW), w (kH, kW), input_shape (H, W) and d, return ∂C/∂a (H, W)."
    ),
    parts=("gradient",),
)
def delta_with_dilation(delta, w, input_shape, dilation):
    """∂C/∂a of a convolution whose weights lie `dilation` pixels apart."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    # blank: y + u * dilation | x + v * dilation
                    i, j = y + u * dilation, x + v * dilation
                    da[i, j] += w[u, v] * delta[y, x]
    return da


@delta_with_dilation.cases
def _():
    shapes = (((3, 4), (2, 2), 2), ((5, 6), (3, 3), 2), ((6, 5), (2, 3), 2), ((7, 8), (3, 2), 3))
    for label, layer in _layers(250, shapes, "dilation"):
        arguments = {"delta": layer.delta, "w": layer.w, "input_shape": layer.a.shape}
        yield label, {**arguments, **layer.options}, layer


delta_with_dilation.also(edge_by_edge)


@exercise(
    "convolution.kernel_gradient",
    title="The gradient of the kernel",
    statement=(
        WINDOW + "Given delta (OH, OW), a (H, W) and kernel_shape (kH, kW), return ∂C/∂w (kH, kW)."
    ),
    parts=("gradient",),
    panels=("weights",),
)
def kernel_gradient(delta, a, kernel_shape):
    """∂C/∂w: each weight adds up δ times the pixel it met, over all positions."""
    dw = np.zeros(kernel_shape)
    rows, columns = delta.shape
    for u in range(kernel_shape[0]):
        for v in range(kernel_shape[1]):
            # blank: a[u : u + rows, v : v + columns]
            dw[u, v] = np.sum(delta * a[u : u + rows, v : v + columns])
    return dw


@kernel_gradient.cases
def _():
    for label, layer in _layers(210, PLANES):
        kernel_shape = layer.connections.parameter_shape
        yield label, {"delta": layer.delta, "a": layer.a, "kernel_shape": kernel_shape}, layer


kernel_gradient.also(weight_gradient_mistakes)


@exercise(
    "convolution.bias_gradient",
    title="The gradient of the bias",
    statement=(
        "Every output of filter f adds the same b[f]. Given delta (N, F, OH, OW) of a batch,\n"
        "return ∂C/∂b (F,). The mean over the batch is in delta already: add up."
    ),
    parts=("gradient",),
    panels=("bias",),
)
def bias_gradient(delta):
    """∂C/∂b (F,) from delta (N, F, OH, OW): one number for each filter."""
    # blank: (0, 2, 3)
    return delta.sum(axis=(0, 2, 3))


@bias_gradient.cases
def _():
    for seed, (batch, filters, side) in enumerate(((1, 2, 2), (2, 3, 2), (3, 2, 4)), start=230):
        image, kernel = (1, side, side + 1), (filters, 1, 1, 1)
        layer = layers.convolution(seed, image, kernel, batch=batch)
        label = f"a batch of {batch} with {filters} filters, {side} × {side + 1} outputs each"
        yield label, {"delta": layer.delta}, layer


bias_gradient.also(bias_gradient_mistakes)
FILTERS = "One number for each filter, and the filters are axis 1: add up over axes 0, 2 and 3."
bias_gradient.mistake(
    "rows_kept", "the rows are kept in place of the filters", FILTERS, lambda d: d.sum((0, 1, 3))
)
bias_gradient.mistake(
    "columns_kept",
    "the columns are kept in place of the filters",
    FILTERS,
    lambda d: d.sum((0, 1, 2)),
)


@exercise(
    "convolution.true_input_gradient",
    title="Back through a true convolution",
    statement=(
        "z[y, x] = Σ w[u, v]·a[y + kH−1 − u, x + kW−1 − v] + b: the forward pass turns the\n"
        "kernel. Given delta (OH, OW) and w (kH, kW), return ∂C/∂a (OH + kH − 1, OW + kW − 1)."
    ),
    parts=("gradient",),
)
def delta_of_true_convolution(delta, w):
    """∂C/∂a of a true convolution: pad δ with zeros, lay the kernel on it at every pixel."""
    rows, columns = w.shape[0] - 1, w.shape[1] - 1
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    # blank: w  # which way does the kernel lie?
    return (windows * w).sum(axis=(2, 3))


@delta_of_true_convolution.cases
def _():
    for label, layer in _layers(250, PLANES, convention="convolution"):
        yield label, {"delta": layer.delta, "w": layer.w}, layer


delta_of_true_convolution.also(input_gradient_mistakes)


@exercise(
    "convolution.im2col",
    title="im2col: every window a column",
    statement=(
        "The window of output (y, x) begins at pixel (y·s, x·s), with s = stride. Given a (H, W),\n"
        "kernel_shape (kH, kW) and s, return the matrix (kH·kW, OH·OW) with one window in each\n"
        "column. Windows and outputs are both written row after row."
    ),
    parts=("columns",),
)
def im2col(a, kernel_shape, stride):
    """The windows of a (H, W) as columns (kH·kW, OH·OW), row after row."""
    rows, columns = kernel_shape
    down = (a.shape[0] - rows) // stride + 1
    across = (a.shape[1] - columns) // stride + 1
    matrix = np.zeros((rows * columns, down * across))
    for y in range(down):
        for x in range(across):
            # blank: y * stride | x * stride  # where does the window begin?
            top, left = y * stride, x * stride
            window = a[top : top + rows, left : left + columns]
            # blank: window.ravel()
            matrix[:, y * across + x] = window.ravel()
    return matrix


WINDOWS = (((3, 4), (2, 2), 1), ((4, 5), (3, 2), 1), ((5, 7), (3, 3), 2), ((6, 8), (2, 3), 2))


@im2col.cases
def _():
    for label, layer in _layers(310, WINDOWS, "stride"):
        kernel_shape = layer.connections.parameter_shape
        arguments = {"a": layer.a, "kernel_shape": kernel_shape, **layer.options}
        yield label, arguments, layer


@im2col.explorer
def _(case, part, index):
    """The window that the wrong entry's column stands for."""
    flow = layers.open_layer(case.layer, "output", 0)
    shape = case.layer.connections.output_shape
    place = np.unravel_index(index % int(np.prod(shape)), shape)
    flow.selection = {"panel": "output", "index": [int(i) for i in place]}
    return flow


@exercise(
    "convolution.col2im",
    title="col2im: the columns back to the pixels",
    statement=(
        "im2col has copied the window of each output (y, x), which begins at pixel (y·s, x·s),\n"
        "into a column, row after row. Given the gradient of these columns (kH·kW, OH·OW),\n"
        "kernel_shape (kH, kW), input_shape (H, W) and s, return ∂C/∂a (H, W)."
    ),
    parts=("gradient",),
)
def col2im(columns, kernel_shape, input_shape, stride):
    """∂C/∂a: each column back to its window; where windows overlap, gradients add up."""
    da = np.zeros(input_shape)
    rows, width = kernel_shape
    across = (input_shape[1] - width) // stride + 1
    for number, column in enumerate(columns.T):
        y, x = divmod(number, across)
        # blank: y * stride | x * stride  # where does the window begin?
        top, left = y * stride, x * stride
        # blank: column.reshape(kernel_shape)
        window = column.reshape(kernel_shape)
        da[top : top + rows, left : left + width] += window
    return da


@col2im.cases
def _():
    for label, layer in _layers(330, WINDOWS, "stride"):
        columns = np.outer(layer.w, layer.delta)  # ∂C/∂(columns), as the lesson has it
        shapes = {"kernel_shape": layer.w.shape, "input_shape": layer.a.shape}
        yield label, {"columns": columns, **shapes, **layer.options}, layer


BY_ROWS = 'NumPy reads and writes row after row, without order="F": window and matrix alike.'
OUTPUTS_BY_ROWS = "Outputs are counted row after row: output (y, x) has column y·OW + x."
SPACED = "The window of output (y, x) begins at pixel (y·s, x·s)."
ONE_COLUMN = "One window, one column: kH·kW numbers below each other, OH·OW columns."
AS_IT_LIES = "A window is copied as it lies; under a cross-correlation nothing is turned."


def _by_columns(matrix: Any, kernel_shape: tuple[int, int]) -> Any:
    """The same columns, with the places in the kernel counted column after column."""
    return matrix.reshape(*kernel_shape, -1).swapaxes(0, 1).reshape(matrix.shape)


@im2col.mistake("window_by_columns", "each window is flattened column by column", BY_ROWS)
def _(a, kernel_shape, stride):
    return _by_columns(im2col(a, kernel_shape, stride), kernel_shape)


@im2col.mistake(
    "outputs_by_columns", "the outputs are counted column after column", OUTPUTS_BY_ROWS
)
def _(a, kernel_shape, stride):
    return _by_columns(im2col(a.T, kernel_shape[::-1], stride), kernel_shape[::-1])


@im2col.mistake(
    "all_by_columns", "windows and outputs are counted column after column, as in MATLAB", BY_ROWS
)
def _(a, kernel_shape, stride):
    return im2col(a.T, kernel_shape[::-1], stride)


@im2col.mistake(
    "windows_in_rows", "each window is a row, which is the other common layout", ONE_COLUMN
)
def _(a, kernel_shape, stride):
    return im2col(a, kernel_shape, stride).T


@im2col.mistake("window_turned", "each window is turned by 180°", AS_IT_LIES)
def _(a, kernel_shape, stride):
    return im2col(a, kernel_shape, stride)[::-1]


@im2col.mistake("stride_forgotten", "the stride is forgotten: there are too many windows", SPACED)
def _(a, kernel_shape, stride):
    return im2col(a, kernel_shape, 1)


@im2col.mistake(
    "stride_in_the_count_only",
    "the stride is in the number of windows, but each begins one pixel after the last",
    SPACED,
)
def _(a, kernel_shape, stride):
    ends = [(n - k) // stride + k for n, k in zip(a.shape, kernel_shape, strict=True)]
    return im2col(a[: ends[0], : ends[1]], kernel_shape, 1)


BOTH = "The window of output (y, x) begins at pixel (y·s, x·s): rows and columns both move by s."


@im2col.mistake("stride_forgotten_in_rows", "the stride is used for the columns only", BOTH)
def _(a, kernel_shape, stride):
    return _windows_at(a, kernel_shape, stride, (1, stride))


@im2col.mistake("stride_forgotten_in_columns", "the stride is used for the rows only", BOTH)
def _(a, kernel_shape, stride):
    return _windows_at(a, kernel_shape, stride, (stride, 1))


def _windows_at(a: Any, kernel_shape: tuple[int, int], stride: int, steps: tuple[int, int]) -> Any:
    """As many columns as there should be, of windows that begin elsewhere."""
    windows = np.lib.stride_tricks.sliding_window_view(a, kernel_shape)
    down, across = ((n - 1) // stride + 1 for n in windows.shape[:2])
    moved = windows[: down * steps[0] : steps[0], : across * steps[1] : steps[1]]
    return moved.reshape(down * across, -1).T


@col2im.mistake(
    "first_window_only",
    "a loop over the kernel's places overwrites (= where += belongs), so that of a pixel's copies "
    "only the first one counts",
    "Windows overlap: a pixel has a copy in several columns, and their gradients add up with +=.",
)
def _(columns, kernel_shape, input_shape, stride):
    da = np.zeros(input_shape)
    down, across = ((n - k) // stride + 1 for n, k in zip(input_shape, kernel_shape, strict=True))
    for (u, v), row in zip(np.ndindex(kernel_shape), columns, strict=True):
        at = np.s_[u : u + down * stride : stride, v : v + across * stride : stride]
        da[at] = row.reshape(down, across)
    return da


@col2im.mistake("stride_forgotten_in_rows", "the stride is used for the columns only", BOTH)
def _(columns, kernel_shape, input_shape, stride):
    return _put_at(columns, kernel_shape, input_shape, stride, (1, stride))


@col2im.mistake("stride_forgotten_in_columns", "the stride is used for the rows only", BOTH)
def _(columns, kernel_shape, input_shape, stride):
    return _put_at(columns, kernel_shape, input_shape, stride, (stride, 1))


def _put_at(
    columns: Any,
    kernel_shape: tuple[int, int],
    input_shape: tuple[int, int],
    stride: int,
    steps: tuple[int, int],
) -> Any:
    """The columns added to windows that begin elsewhere."""
    da = np.zeros(input_shape)
    rows, width = kernel_shape
    across = (input_shape[1] - width) // stride + 1
    for number, column in enumerate(columns.T):
        top, left = np.multiply(divmod(number, across), steps)
        da[top : top + rows, left : left + width] += column.reshape(kernel_shape)
    return da


@col2im.mistake(
    "last_window_only",
    "each window overwrites the one before (= where += belongs), so that of a pixel's copies "
    "only the last one counts",
    "Windows overlap: a pixel has a copy in several columns, and their gradients add up with +=.",
)
def _(columns, kernel_shape, input_shape, stride):
    da = np.zeros(input_shape)
    rows, width = kernel_shape
    across = (input_shape[1] - width) // stride + 1
    for number, column in enumerate(columns.T):
        top, left = (stride * n for n in divmod(number, across))
        da[top : top + rows, left : left + width] = column.reshape(kernel_shape)
    return da


@col2im.mistake(
    "mean_of_copies",
    "the copies of a pixel are averaged",
    "Each copy of the pixel has moved C on its own: the sum rule adds, nothing is divided.",
)
def _(columns, kernel_shape, input_shape, stride):
    copies = col2im(np.ones_like(columns), kernel_shape, input_shape, stride)
    return col2im(columns, kernel_shape, input_shape, stride) / np.maximum(copies, 1)


@col2im.mistake("window_by_columns", "each column is put back column by column", BY_ROWS)
def _(columns, kernel_shape, input_shape, stride):
    return col2im(_by_columns(columns, kernel_shape[::-1]), kernel_shape, input_shape, stride)


@col2im.mistake(
    "outputs_by_columns", "the outputs are counted column after column", OUTPUTS_BY_ROWS
)
def _(columns, kernel_shape, input_shape, stride):
    turned = _by_columns(columns, kernel_shape)
    return col2im(turned, kernel_shape[::-1], input_shape[::-1], stride).T


@col2im.mistake(
    "all_by_columns", "windows and outputs are counted column after column, as in MATLAB", BY_ROWS
)
def _(columns, kernel_shape, input_shape, stride):
    return col2im(columns, kernel_shape[::-1], input_shape[::-1], stride).T


@col2im.mistake(
    "reshaped_for_transposed",
    "the matrix is cut into rows of kH·kW numbers, as if `reshape` transposed it",
    ONE_COLUMN,
)
def _(columns, kernel_shape, input_shape, stride):
    return col2im(columns.reshape(columns.shape[::-1]).T, kernel_shape, input_shape, stride)


@col2im.mistake("window_turned", "each column is put back turned by 180°", AS_IT_LIES)
def _(columns, kernel_shape, input_shape, stride):
    return col2im(columns[::-1], kernel_shape, input_shape, stride)


@col2im.mistake("stride_forgotten", "each window begins one pixel after the last", SPACED)
def _(columns, kernel_shape, input_shape, stride):
    return _put_at(columns, kernel_shape, input_shape, stride, (1, 1))


@exercise(
    "broken.convolution",
    title="Find the broken backward: a convolution",
    statement="∂C/∂a of a convolution (cross-correlation forward, no padding).",
    parts=("gradient",),
)
def broken_convolution(delta, w):
    """∂C/∂a of a convolution, with the kernel turned by 180°."""
    rows, columns = w.shape[0] - 1, w.shape[1] - 1
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return (windows * w[::-1, ::-1]).sum(axis=(2, 3))


@broken_convolution.broken(
    "not_rotated",
    choices=("not_rotated", "transposed_for_rotated", "border_dropped", "mean_for_sum"),
)
def _(delta, w):
    """∂C/∂a of a convolution. It runs, the shape is right, the numbers are not."""
    rows, columns = w.shape[0] - 1, w.shape[1] - 1
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return (windows * w).sum(axis=(2, 3))


@broken_convolution.cases
def _():
    for label, layer in _layers(130, PLANES):
        yield label, {"delta": layer.delta, "w": layer.w}, layer


broken_convolution.also(input_gradient_mistakes)


@exercise(
    "broken.channels",
    title="Find the broken backward: a convolution with channels",
    statement="∂C/∂a (C, H, W) of a convolution with w (F, C, kH, kW), no padding.",
    parts=("gradient",),
)
def broken_channels(delta, w, input_shape):
    """∂C/∂a (C, H, W): the kernels' rows and columns are the last two axes of w."""
    rows, columns = w.shape[2:]
    frame = (0, 0), (rows - 1, rows - 1), (columns - 1, columns - 1)
    padded = np.pad(delta, frame)
    turned = w[:, :, ::-1, ::-1]
    da = np.zeros(input_shape)
    for c, i, j in np.ndindex(input_shape):
        window = padded[:, i : i + rows, j : j + columns]
        da[c, i, j] = np.sum(window * turned[:, c])
    return da


@broken_channels.broken(
    "wrong_axes_turned",
    choices=("first_kernel_for_all", "wrong_axes_turned", "mean_over_filters", "rows_turned_only"),
)
def _(delta, w, input_shape):
    """∂C/∂a (C, H, W). It runs, the shape is right, the numbers are not."""
    rows, columns = w.shape[2:]
    frame = (0, 0), (rows - 1, rows - 1), (columns - 1, columns - 1)
    padded = np.pad(delta, frame)
    turned = w[::-1, ::-1]
    da = np.zeros(input_shape)
    for c, i, j in np.ndindex(input_shape):
        window = padded[:, i : i + rows, j : j + columns]
        da[c, i, j] = np.sum(window * turned[:, c])
    return da


broken_channels.cases(delta_with_channels.rows)
broken_channels.also(input_gradient_mistakes)


@exercise(
    "broken.kernel_gradient",
    title="Find the broken backward: the gradient of a kernel",
    statement="∂C/∂w of a convolution (cross-correlation forward, no padding).",
    parts=("gradient",),
)
def broken_kernel_gradient(delta, a, kernel_shape):
    """∂C/∂w: the valid correlation of a with δ, nothing turned."""
    dw = np.zeros(kernel_shape)
    rows, columns = delta.shape
    for u in range(kernel_shape[0]):
        for v in range(kernel_shape[1]):
            window = a[u : u + rows, v : v + columns]
            dw[u, v] = np.sum(delta * window)
    return dw


@broken_kernel_gradient.broken(
    "gradient_rotated",
    choices=(
        "gradient_rotated",
        "gradient_transposed",
        "mean_over_positions",
        "values_forgotten",
    ),
)
def _(delta, a, kernel_shape):
    """∂C/∂w as δ ∗ rot180(a). It runs, the shape is right, the numbers are not."""
    dw = np.zeros(kernel_shape)
    rows, columns = delta.shape
    turned = a[::-1, ::-1]
    for u in range(kernel_shape[0]):
        for v in range(kernel_shape[1]):
            window = turned[u : u + rows, v : v + columns]
            dw[u, v] = np.sum(delta[::-1, ::-1] * window)
    return dw


broken_kernel_gradient.like(kernel_gradient)
