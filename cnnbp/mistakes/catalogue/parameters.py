"""Mistakes in the gradients of a layer's parameters.

∂C/∂w is the sum of δ·a over the edges that use a weight, ∂C/∂b the sum of δ over all places that
a bias was added at; both over positions and batch.
"""

from __future__ import annotations

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.catalogue.convolution import kernels, with_options
from cnnbp.mistakes.mistake import Mistakes

WEIGHTS = Mistakes()
WEIGHTS_IN_CODE = Mistakes()  # reshaping and loops: nobody who adds up by hand makes these
BIAS = Mistakes()


def is_single(layer: Layer) -> bool:
    """Whether it is one example, without a batch axis."""
    return layer.delta.shape == layer.connections.output_shape


# ∂C/∂w of a convolution: turned, too large, in the wrong places.

AS_IT_IS = (
    "With a correlation forward, δ slides over the image, both as they are: nothing is turned."
)


def is_convolution(layer: Layer) -> bool:
    return layer.kind == "convolution"


def over(layer: Layer, edges: Connections | None = None, **values: np.ndarray) -> np.ndarray:
    """Σ δ·a over the edges of each weight, perhaps with other edges, or other values for δ or a."""
    edges = layer.connections if edges is None else edges
    return edges.parameter_gradient(values.get("delta", layer.delta), values.get("a", layer.a))


def weight_gradient(layer: Layer) -> np.ndarray:
    """∂C/∂w, what is right. ValueError for a layer without weights."""
    return over(layer)


@WEIGHTS.values(
    "gradient_rotated",
    "the kernel gradient is turned by 180°",
    "Entry (u, v) of dw belongs to weight (u, v): with a correlation nothing is turned here.",
    where=is_convolution,
)
def _(layer: Layer) -> np.ndarray:
    return over(layer)[..., ::-1, ::-1]


@WEIGHTS.values(
    "delta_turned",
    "δ is turned by 180° before it is laid on the image",
    AS_IT_IS,
    where=is_convolution,
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, delta=layer.delta[..., ::-1, ::-1])


@WEIGHTS.values(
    "image_turned",
    "the image is turned by 180°, and δ is not",
    AS_IT_IS,
    where=is_convolution,
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, delta=layer.delta[..., ::-1, ::-1])[..., ::-1, ::-1]  # the same, turned


@WEIGHTS.values(
    "window_not_moved",
    "every weight gets the same number, because the window does not move with (u, v)",
    "Weight (u, v) met the pixels from (u, v) on: δ lies on that part of the image.",
    where=is_convolution,
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, with_options(layer, dilation=0))


@WEIGHTS.values(
    "full_for_valid",
    "the full correlation is taken in place of the valid one",
    "dw has one entry for each weight: only the places where the windows lie inside a.",
    where=lambda layer: is_convolution(layer) and layer.a.ndim == layer.delta.ndim == 2,
)
def _(layer: Layer) -> np.ndarray:
    rows, columns = (n - 1 for n in layer.delta.shape)
    padded = np.pad(layer.a, ((rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, layer.delta.shape)
    return np.asarray(np.einsum("yxij,ij->yx", windows, layer.delta))


@WEIGHTS.values(
    "channels_swapped",
    "filters and channels of the gradient are swapped",
    "dw[f, c] joins input channel c with filter f, as w[f, c] does.",
    where=lambda layer: is_convolution(layer) and kernels(layer).shape[:2] != (1, 1),
)
def _(layer: Layer) -> np.ndarray:
    return over(layer).swapaxes(0, 1)


@WEIGHTS.values(
    "padding_forgotten",
    "the padding is forgotten, so that δ meets the image shifted by it",
    "Pad a with zeros as the forward pass did, then take the valid correlation with δ.",
    where=is_convolution,
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, with_options(layer, padding=0))


@WEIGHTS.values(
    "stride_forgotten",
    "the stride is forgotten and δ lies on a without gaps",
    "Output (y, x) read the image from (y·s, x·s) on: its δ meets the values there.",
    where=is_convolution,
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, with_options(layer, stride=1))


@WEIGHTS.values(
    "dilation_forgotten",
    "the dilation is forgotten",
    "Weight (u, v) read the image u·d rows and v·d columns further on.",
    where=is_convolution,
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, with_options(layer, dilation=1))


# ∂C/∂w of any layer with weights.

SUM = "A shared weight changes every output it is used for, so its gradient is the sum over them."


@WEIGHTS.values(
    "mean_over_positions",
    "the mean over all uses of a weight is taken in place of the sum",
    SUM,
)
def _(layer: Layer) -> np.ndarray:
    right = over(layer)
    uses = np.bincount(layer.parameter, minlength=right.size).reshape(right.shape)
    return right / np.maximum(uses, 1)


@WEIGHTS.values(
    "mean_over_batch",
    "the gradient is divided by the number of examples once more",
    "The mean over the batch belongs to the loss: it is in δ already. Add up the examples.",
)
def _(layer: Layer) -> np.ndarray:
    return over(layer) / (1 if is_single(layer) else len(layer.delta))


@WEIGHTS.values(
    "last_use_only",
    "each use of a weight overwrites the one before (= where += belongs)",
    SUM,
    by_hand=("only the last use of the weight is counted", SUM),
)
def _(layer: Layer) -> np.ndarray:
    last = np.zeros(int(np.prod(layer.parameter_shape)), dtype=np.int64)
    last[layer.parameter] = np.arange(len(layer.parameter))
    edges = layer.kept(np.unique(last[layer.parameter]))
    if is_single(layer):
        return over(layer, edges)
    return over(layer, edges, delta=layer.delta[-1], a=layer.a[-1])


@WEIGHTS.values(
    "gradient_transposed",
    "the gradient's last two axes are swapped",
    "dw has the shape of w: rows before columns.",
    where=lambda layer: is_convolution(layer) and len(layer.parameter_shape) > 1,
)
@WEIGHTS.values(
    "gradient_transposed",
    "W has its inputs first, (m, n), with z = a W, as in Keras",
    "The numbers are right by that convention. Here z = W a, and dw is (n, m), as W: first the "
    "output's index, then the input's.",
    where=lambda layer: layer.kind == "dense",
)
def _(layer: Layer) -> np.ndarray:
    return over(layer).swapaxes(-1, -2)


@WEIGHTS_IN_CODE.values(
    "unflattened_by_columns",
    "the flat gradient is put back column by column",
    'NumPy flattens row by row: reshape without order="F".',
    where=lambda layer: len(layer.parameter_shape) > 1,
)
def _(layer: Layer) -> np.ndarray:
    right = over(layer)
    *front, rows, columns = right.shape
    return right.reshape(*front, columns, rows).swapaxes(-1, -2)


@WEIGHTS_IN_CODE.values(
    "flattened_channels_last",
    "the columns of an im2col matrix with the channel as last index are put back as if it came "
    "first",
    "Each row of the matrix is one filter's gradient in the order of its columns; here that is "
    "channel, row, column.",
    where=lambda layer: is_convolution(layer) and kernels(layer).shape[1] > 1,
)
def _(layer: Layer) -> np.ndarray:
    return np.moveaxis(over(layer), 1, -1).reshape(layer.parameter_shape)


@WEIGHTS_IN_CODE.values(
    "last_example_only",
    "each example overwrites the one before (= where += belongs)",
    "Every example of the batch adds to the gradient.",
    # where a weight is used once, that is `last_use_only`
    where=lambda layer: is_convolution(layer) and not is_single(layer),
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, delta=layer.delta[-1], a=layer.a[-1])


@WEIGHTS.values(
    "z_for_a",
    "z is used in place of a = σ(z)",
    "A weight multiplies what the layer receives, a, so a stands in its gradient.",
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, a=layer.z)


@WEIGHTS.values(
    "deltas_forgotten",
    "the values a are added up without the deltas",
    "a says how z changes with the weight; times δ it says how C changes.",
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, delta=np.ones_like(layer.delta))


@WEIGHTS.values(
    "values_forgotten",
    "the deltas are added up without the values a",
    "A weight is multiplied by a in the forward pass, so a is the factor beside δ.",
)
def _(layer: Layer) -> np.ndarray:
    return over(layer, a=np.ones_like(layer.a))


@WEIGHTS.values(
    "weight_multiplied_in",
    "the weight itself is multiplied in",
    "∂(w·a)/∂w is a; the weight has gone.",
    where=lambda layer: layer.w is not None,
)
def _(layer: Layer) -> np.ndarray:
    return over(layer) * np.asarray(layer.w)


@WEIGHTS.values(
    "sign_turned",
    "the sign is the wrong way round",
    "The gradient points uphill; the minus belongs to the update w − η·dw.",
)
def _(layer: Layer) -> np.ndarray:
    return -over(layer)


@WEIGHTS_IN_CODE.values(
    "kernel_axes_last",
    "the kernel's axes stand in the order (kH, kW, C, F), as in TensorFlow",
    "The numbers are right by that convention. Here filters stand first, (F, C, kH, kW), as in "
    "PyTorch: .transpose(3, 2, 0, 1).",
    where=lambda layer: len(layer.parameter_shape) == 4,
)
def _(layer: Layer) -> np.ndarray:
    return over(layer).transpose(2, 3, 1, 0)


# ∂C/∂b.

EVERYWHERE = (
    "Wherever the bias was added, its δ counts: in every example, in a kernel at every position."
)


def planes(layer: Layer) -> np.ndarray:
    """δ as (examples, units or filters, positions)."""
    shape = layer.connections.output_shape
    filters = 1 if len(shape) == 2 else shape[0]
    return layer.delta.reshape(-1, filters, int(np.prod(shape)) // filters)


def bias_gradient(layer: Layer) -> np.ndarray:
    """∂C/∂b, what is right: one number per unit, or per filter."""
    return np.asarray(planes(layer).sum(axis=(0, 2)))


@BIAS.values(
    "mean_over_positions", "the mean over the positions is taken in place of the sum", EVERYWHERE
)
def _(layer: Layer) -> np.ndarray:
    return planes(layer).mean(axis=2).sum(axis=0)


@BIAS.values(
    "mean_over_batch",
    "the sum is divided by the number of examples once more",
    "The mean over the batch belongs to the loss: it is in δ already.",
)
def _(layer: Layer) -> np.ndarray:
    return bias_gradient(layer) / len(planes(layer))


@BIAS.values(
    "mean_over_everything",
    "the mean over positions and examples is taken in place of the sum",
    EVERYWHERE,
    where=lambda layer: planes(layer).shape[2] > 1,  # of one position: the mean over the batch
)
def _(layer: Layer) -> np.ndarray:
    return np.asarray(planes(layer).mean(axis=(0, 2)))


@BIAS.values(
    "one_bias_per_position",
    "the positions are not added up, as if each had a bias of its own",
    "A filter has one bias for all its positions.",
)
def _(layer: Layer) -> np.ndarray:
    return layer.delta if is_single(layer) else np.asarray(layer.delta.sum(axis=0))


@BIAS.values("batch_not_summed", "the examples are not added up", EVERYWHERE)
def _(layer: Layer) -> np.ndarray:
    return np.asarray(planes(layer).sum(axis=2))


@BIAS.values(
    "one_bias_for_all",
    "one sum is taken over everything",
    "Each output has its own bias, or each filter where there are filters: they stay apart.",
)
def _(layer: Layer) -> np.ndarray:
    return np.asarray(layer.delta.sum())


@BIAS.values(
    "filters_added_up",
    "the filters are added up and the examples are kept",
    "One number for each filter: add up over all axes but the filters' own, number 1.",
    where=lambda layer: layer.delta.ndim == 4,
)
def _(layer: Layer) -> np.ndarray:
    return np.asarray(planes(layer).sum(axis=(1, 2)))


@BIAS.values("last_only", "only the last delta is kept (= where += belongs)", EVERYWHERE)
def _(layer: Layer) -> np.ndarray:
    return planes(layer)[-1, :, -1]


@BIAS.values("largest_only", "the largest delta is taken in place of the sum", EVERYWHERE)
def _(layer: Layer) -> np.ndarray:
    return np.asarray(planes(layer).max(axis=(0, 2)))


@BIAS.values(
    "sign_turned",
    "the sign is the wrong way round",
    "The gradient points uphill; the minus belongs to the update b − η·db.",
)
def _(layer: Layer) -> np.ndarray:
    return -bias_gradient(layer)


@BIAS.values(
    "axes_kept",
    "the axes that were added up are kept with length 1 (keepdims=True)",
    "The numbers are right; b is a vector here, one entry for each unit or filter.",
)
def _(layer: Layer) -> np.ndarray:
    shape, axes = layer.connections.output_shape, list(range(layer.delta.ndim))
    if len(shape) != 2:  # a plane without a filter axis has one bias
        axes.remove(layer.delta.ndim - len(shape))
    return np.asarray(layer.delta.sum(axis=tuple(axes), keepdims=True))
