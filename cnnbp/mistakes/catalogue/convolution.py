"""Mistakes that a convolution layer invites: places, filters and channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.catalogue import one_direction, rotation, shapes, true_convolution
from cnnbp.mistakes.catalogue.kernel_windows import kernel_meetings, kernels
from cnnbp.mistakes.catalogue.rotation import reweighed
from cnnbp.mistakes.mistake import Mistake


def _moved(**options: int) -> Callable[[Layer], Connections | None]:
    return lambda layer: kernel_meetings(layer, **options)  # type: ignore[arg-type]


def _filter_of(layer: Layer) -> np.ndarray:
    plane = int(np.prod(layer.connections.output_shape[-2:]))
    return np.asarray(layer.connections.target // plane)


def _first_filter(layer: Layer) -> Connections:
    return layer.kept(_filter_of(layer) == 0)


def _mean_of_filters(layer: Layer) -> Connections:
    return replace(layer.connections, weight=layer.connections.weight / len(kernels(layer)))


def _inside_only(layer: Layer) -> Connections | None:
    """Pixels of the border, which fewer outputs read than a full kernel, get nothing."""
    if layer.pair("stride", 1) != (1, 1) or layer.pair("dilation", 1) != (1, 1):
        return None
    w, edges = kernels(layer), layer.connections
    counts = np.bincount(edges.source, minlength=int(np.prod(edges.input_shape)))
    return layer.kept(counts[edges.source] == w.size // w.shape[1])


def _swapped_channels(layer: Layer) -> Connections | None:
    w = kernels(layer)
    if w.shape[0] != w.shape[1]:
        return None
    return replace(layer.connections, weight=w.swapaxes(0, 1).ravel()[layer.parameter])


def _all_axes_turned(layer: Layer) -> Connections | None:
    """w[::-1, ::-1] on (F, C, kH, kW): filters and channels change places, not the weights."""
    if kernels(layer).shape[:2] == (1, 1):
        return None  # there it cannot be told from a kernel that is not turned
    return reweighed(lambda w: w[::-1, ::-1, ::-1, ::-1])(layer)


MISTAKES = (
    *rotation.MISTAKES,
    *true_convolution.MISTAKES,
    *shapes.MISTAKES,
    *one_direction.MISTAKES,
    Mistake.of_edges(
        "convention_mixed_up",
        "the two conventions are mixed up, correlation one way and true convolution the other",
        "Both passes use the same edges: decide for one convention and keep to it.",
        rotation.behind("correlation", _moved(other_convention=True)),
    ),
    Mistake.of_edges(
        "window_at_the_pixel",
        "the kernel's window is laid on the deltas from the pixel on, as in the forward pass",
        "The pixel was read by the windows that cover it, and they start before it, not after it.",
        lambda layer: kernel_meetings(layer, at_pixel=(True, True)),
    ),
    Mistake.of_edges(
        "padding_forgotten",
        "the padding is forgotten, so that everything comes back shifted by it",
        "Output (y, x) reads from row y·s − p on; the −p belongs in the backward pass too.",
        _moved(padding=0),
    ),
    Mistake.of_edges(
        "padding_wraps_round",
        "negative indices wrap round to the far side of the image",
        "An index below 0 means padding: what comes back there is dropped.",
        _moved(wrap=True),
    ),
    Mistake.of_edges(
        "stride_forgotten",
        "the stride is forgotten and no zeros stand between the deltas",
        "Neighbouring outputs read s pixels apart: put s − 1 zeros between their deltas.",
        _moved(stride=1),
    ),
    Mistake.of_edges(
        "dilation_forgotten",
        "the dilation is forgotten and the kernel is laid on without its gaps",
        "Neighbouring weights read d pixels apart, on the way back too.",
        _moved(dilation=1),
    ),
    Mistake.of_edges(
        "border_dropped",
        "the deltas are not padded with zeros and the pixels of the border get nothing",
        "A border pixel was read by fewer outputs, but it was read.",
        _inside_only,
    ),
    Mistake.of_edges(
        "first_filter_only",
        "only the first filter's deltas come back",
        "Every filter reads the pixel, so the sum runs over all filters.",
        _first_filter,
    ),
    Mistake.of_edges(
        "mean_over_filters",
        "the mean over the filters is taken in place of the sum",
        "Every filter reads the pixel, so the sum runs over all filters, undivided.",
        _mean_of_filters,
    ),
    Mistake.of_edges(
        "first_kernel_for_all",
        "the first filter's kernel is used for the deltas of all filters",
        "Each filter's delta comes back through that filter's own kernel.",
        reweighed(lambda w: np.broadcast_to(w[:1], w.shape)),
    ),
    Mistake.of_edges(
        "first_channel_for_all",
        "the kernel of the first channel is used for all input channels",
        "Channel c was read through w[f, c], and its delta comes back through w[f, c].",
        reweighed(lambda w: np.broadcast_to(w[:, :1], w.shape)),
    ),
    Mistake.of_edges(
        "wrong_axes_turned",
        "filters and channels are turned round in place of the kernels' rows and columns",
        "Rows and columns are the last two axes of w (F, C, kH, kW): w[..., ::-1, ::-1].",
        _all_axes_turned,
    ),
    Mistake.of_edges(
        "all_axes_turned",
        "filters and channels are turned round as well, as np.flip(w) does",
        "Only rows and columns are turned, the last two axes: w[..., ::-1, ::-1].",
        reweighed(lambda w: w[::-1, ::-1]),
    ),
    Mistake.of_edges(
        "filters_and_channels_swapped",
        "filters and channels of the kernel are swapped",
        "w[f, c] joins input channel c with output channel f, on the way back as well.",
        _swapped_channels,
    ),
)
