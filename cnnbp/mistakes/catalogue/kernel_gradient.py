"""Mistakes in the kernel gradient of a convolution: turned, too large, in the wrong places."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.catalogue.kernel_windows import kernel_meetings, kernels
from cnnbp.mistakes.mistake import Mistake

Compute = Callable[[Layer], "np.ndarray | None"]


def over(layer: Layer, edges: Connections, **values: np.ndarray) -> np.ndarray:
    """Σ δ·a over the edges of each weight, perhaps with other values than δ and a."""
    delta, a = values.get("delta", layer.delta), values.get("a", layer.a)
    return np.asarray(edges.parameter_gradient(delta, a))


def right(layer: Layer) -> np.ndarray:
    """∂C/∂w of a layer with weights, summed over positions and batch."""
    return over(layer, layer.connections)


def _turned(layer: Layer) -> np.ndarray | None:
    if layer.kind != "convolution":
        return None
    return right(layer)[..., ::-1, ::-1]


def _against(turn_result: bool) -> Compute:
    """δ turned by 180° against the image; the image turned against δ gives the same, turned."""

    def compute(layer: Layer) -> np.ndarray | None:
        if layer.kind != "convolution":
            return None
        found = over(layer, layer.connections, delta=layer.delta[..., ::-1, ::-1])
        return found[..., ::-1, ::-1] if turn_result else found

    return compute


def _moved(**options: int) -> Compute:
    """The gradient over windows that lie elsewhere, because an option was forgotten."""

    def compute(layer: Layer) -> np.ndarray | None:
        if layer.kind != "convolution":
            return None
        return over(layer, kernel_meetings(layer, **options))  # type: ignore[arg-type]

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


AS_IT_IS = (
    "With a correlation forward, δ slides over the image, both as they are: nothing is turned."
)
VALID = "dw has one entry for each weight: only the places where the windows lie inside a."

MISTAKES = (
    Mistake(
        "gradient_rotated",
        "the kernel gradient is turned by 180°",
        "Entry (u, v) of dw belongs to weight (u, v): with a correlation nothing is turned here.",
        _turned,
    ),
    Mistake(
        "delta_turned",
        "δ is turned by 180° before it is laid on the image",
        AS_IT_IS,
        _against(False),
    ),
    Mistake("image_turned", "the image is turned by 180°, and δ is not", AS_IT_IS, _against(True)),
    Mistake(
        "window_not_moved",
        "every weight gets the same number, because the window does not move with (u, v)",
        "Weight (u, v) met the pixels from (u, v) on: δ lies on that part of the image.",
        _moved(dilation=0),
    ),
    Mistake(
        "full_for_valid", "the full correlation is taken in place of the valid one", VALID, _full
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
)
