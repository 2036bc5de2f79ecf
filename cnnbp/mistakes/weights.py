"""Mistakes in ∂C/∂w, the sum of δ·a over the edges that use a weight."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnbp.connections import Connections
from cnnbp.mistakes.kernel_windows import kernel_meetings, kernels
from cnnbp.mistakes.layer import Layer
from cnnbp.mistakes.mistake import Mistake

Compute = Callable[[Layer], "np.ndarray | None"]


def right(layer: Layer) -> np.ndarray:
    """∂C/∂w of a layer with weights, summed over positions and batch."""
    return _over(layer, layer.connections)


def _over(layer: Layer, edges: Connections, **values: np.ndarray) -> np.ndarray:
    delta, a = values.get("delta", layer.delta), values.get("a", layer.a)
    return np.asarray(edges.parameter_gradient(delta, a))


def _uses(layer: Layer) -> np.ndarray:
    """How many edges use each weight."""
    size = int(np.prod(layer.connections.parameter_shape))
    counts = np.bincount(layer.connections.parameter, minlength=size)
    return np.maximum(counts.reshape(layer.connections.parameter_shape), 1)


def _examples(layer: Layer) -> int:
    return 1 if layer.delta.shape == layer.connections.output_shape else len(layer.delta)


def _last_use(layer: Layer) -> np.ndarray:
    parameter = layer.connections.parameter
    last = np.zeros(int(np.prod(layer.connections.parameter_shape)), dtype=int)
    last[parameter] = np.arange(len(parameter))
    return _over(layer, layer.kept(np.unique(last[parameter])))


def _turned(layer: Layer) -> np.ndarray | None:
    if layer.kind != "convolution":
        return None
    return right(layer)[..., ::-1, ::-1]


def _transposed(layer: Layer) -> np.ndarray:
    """For a matrix W its transpose; for a kernel its rows and columns swapped."""
    return right(layer).swapaxes(-1, -2)


def _moved(**options: int) -> Compute:
    """The gradient over windows that lie elsewhere, because an option was forgotten."""

    def compute(layer: Layer) -> np.ndarray | None:
        if layer.kind != "convolution":
            return None
        return _over(layer, kernel_meetings(layer, **options))  # type: ignore[arg-type]

    return compute


def _full(layer: Layer) -> np.ndarray | None:
    """The full cross-correlation of a with δ, one plane each: larger than the kernel."""
    if layer.kind != "convolution" or layer.a.ndim != 2 or layer.delta.ndim != 2:
        return None
    rows, columns = (n - 1 for n in layer.delta.shape)
    padded = np.pad(layer.a, ((rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, layer.delta.shape)
    return np.asarray(np.einsum("yxij,ij->yx", windows, layer.delta))


def _swapped_channels(layer: Layer) -> np.ndarray | None:
    if layer.kind != "convolution" or kernels(layer).shape[0] == kernels(layer).shape[1] == 1:
        return None
    return right(layer).swapaxes(0, 1)


def _at_z(layer: Layer) -> np.ndarray | None:
    return None if layer.z is None else _over(layer, layer.connections, a=layer.z)


VALID = "dw has one entry for each weight: only the places where the windows lie inside a."
SUM = "A shared weight changes every output it is used for, so its gradient is the sum over them."

MISTAKES = (
    Mistake(
        "mean_over_positions",
        "the mean over the positions is taken in place of the sum",
        SUM,
        lambda layer: right(layer) / _uses(layer),
    ),
    Mistake(
        "mean_over_batch",
        "the gradient is divided by the number of examples once more",
        "The mean over the batch belongs to the loss: it is in δ already. Add up the examples.",
        lambda layer: right(layer) / _examples(layer),
    ),
    Mistake(
        "last_use_only",
        "each position overwrites the one before (= where += belongs)",
        SUM,
        _last_use,
    ),
    Mistake(
        "gradient_rotated",
        "the kernel gradient is turned by 180°",
        "Entry (u, v) of dw belongs to weight (u, v): with a correlation nothing is turned here.",
        _turned,
    ),
    Mistake(
        "full_for_valid", "the full correlation is taken in place of the valid one", VALID, _full
    ),
    Mistake(
        "gradient_transposed",
        "the gradient's last two axes are swapped",
        "dw has the shape of w: first the output's index, then the input's; rows before columns.",
        _transposed,
    ),
    Mistake(
        "channels_swapped",
        "filters and channels of the gradient are swapped",
        "dw[f, c] joins input channel c with filter f, as w[f, c] does.",
        _swapped_channels,
    ),
    Mistake(
        "padding_forgotten",
        "the padding is forgotten, so that δ meets the image shifted by it",
        "Pad a with zeros as the forward pass did, then take the valid correlation with δ.",
        _moved(padding=0),
    ),
    Mistake(
        "stride_forgotten",
        "the stride is forgotten and δ lies on a without gaps",
        "Output (y, x) read the image from (y·s, x·s) on: its δ meets the values there.",
        _moved(stride=1),
    ),
    Mistake(
        "dilation_forgotten",
        "the dilation is forgotten",
        "Weight (u, v) read the image u·d rows and v·d columns further on.",
        _moved(dilation=1),
    ),
    Mistake(
        "z_for_a",
        "z is used in place of a = σ(z)",
        "A weight multiplies what the layer receives, a, so a stands in its gradient.",
        _at_z,
    ),
    Mistake(
        "deltas_forgotten",
        "the values a are added up without the deltas",
        "a says how z changes with the weight; times δ it says how C changes.",
        lambda layer: _over(layer, layer.connections, delta=np.ones_like(layer.delta)),
    ),
    Mistake(
        "values_forgotten",
        "the deltas are added up without the values a",
        "A weight is multiplied by a in the forward pass, so a is the factor beside δ.",
        lambda layer: _over(layer, layer.connections, a=np.ones_like(layer.a)),
    ),
    Mistake(
        "weight_multiplied_in",
        "the weight itself is multiplied in",
        "∂(w·a)/∂w is a; the weight has gone.",
        lambda layer: None if layer.w is None else right(layer) * layer.w,
    ),
    Mistake(
        "sign_turned",
        "the sign is the wrong way round",
        "The gradient points uphill; the minus belongs to the update w − η·dw.",
        lambda layer: -right(layer),
    ),
)
