"""Mistakes in the delta of a convolution that show in the shape: how far δ is padded."""

from __future__ import annotations

import numpy as np

from cnnbp.connections import Layer
from cnnbp.mistakes.catalogue.kernel_windows import kernels
from cnnbp.mistakes.mistake import Mistake

PAD = "A kernel of k rows and an image padded by p need k − 1 − p rows of zeros around δ."


def _padded_by(layer: Layer, before: tuple[int, int], after: tuple[int, int]) -> np.ndarray | None:
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
    if layer.options.get("convention", "correlation") == "correlation":
        w = w[..., ::-1, ::-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[-2:], axis=(-2, -1))
    result = np.einsum("fyxuv,fcuv->cyx", windows, w)
    return np.asarray(result.reshape(*layer.a.shape[:-2], *result.shape[-2:]))


def _as_the_image(layer: Layer) -> np.ndarray | None:
    padding = layer.pair("padding", 0)
    return _padded_by(layer, padding, padding)


def _not_cropped(layer: Layer) -> np.ndarray | None:
    rows, columns = kernels(layer).shape[-2:]
    return _padded_by(layer, (rows - 1, columns - 1), (rows - 1, columns - 1))


def _same_size(layer: Layer) -> np.ndarray | None:
    """The mode "same" of a library: the full result, cropped to the shape of δ."""
    rows, columns = (n - 1 for n in kernels(layer).shape[-2:])
    after = rows // 2, columns // 2
    return _padded_by(layer, (rows - after[0], columns - after[1]), after)


MISTAKES = (
    Mistake(
        "delta_padded_as_the_image",
        "δ gets the forward pass's padding p in place of kernel size − 1 − p",
        PAD,
        _as_the_image,
    ),
    Mistake(
        "padding_not_cropped",
        "δ is padded by kernel size − 1 on each side, and what lies in the image's own padding "
        "is not cut off",
        PAD,
        _not_cropped,
    ),
    Mistake(
        "same_size_as_delta",
        "the result is cropped to the shape of δ (mode “same”), not of the image",
        "∂C/∂a has the shape of a: one number for each pixel.",
        _same_size,
    ),
)
