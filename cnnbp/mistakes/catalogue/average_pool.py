"""Mistakes that average pooling invites: the share of the delta that each cell gets."""

from __future__ import annotations

from cnnbp import connections, pooling
from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.catalogue.pool_windows import BOTH, divided
from cnnbp.mistakes.mistake import Mistake


def _stride_area(layer: Layer) -> float:
    rows, columns = layer.pair("stride", layer.pair("size", 2))
    return rows * columns


def _other_divisor(layer: Layer) -> Connections:
    return connections.average_pool(
        layer.connections.input_shape,
        layer.pair("size", 2),
        stride=layer.options.get("stride"),
        padding=layer.options.get("padding", 0),
        count_include_pad=not layer.options.get("count_include_pad", True),
    )


def _as_max_pool(layer: Layer) -> Connections | None:
    """The first maximum of each window gets the whole delta; None for a batch."""
    if layer.a.shape != layer.connections.input_shape:
        return None
    options = {"stride": layer.options.get("stride"), "padding": layer.options.get("padding", 0)}
    _, winners = pooling.max_forward(layer.a, layer.pair("size", 2), **options)
    return connections.max_pool(winners)


SHARE = "Each of n cells entered the mean with weight 1/n, so each gets δ/n: n counts all cells."
DIVISOR = "The way back divides by the same number as the way forward did."

MISTAKES = (
    Mistake.of_edges(
        "not_divided",
        "the delta is not divided by the number of cells",
        SHARE,
        divided(lambda _: 1),
    ),
    Mistake.of_edges(
        "divisor_mixed_up",
        "the wrong divisor is used at the border: all cells are counted where only real pixels "
        "should be, or the other way round",
        DIVISOR,
        _other_divisor,
    ),
    Mistake.of_edges(
        "divided_by_side",
        "the delta is divided by the side of the window, not by its area",
        SHARE,
        divided(lambda layer: layer.pair("size", 2)[0]),
    ),
    Mistake.of_edges(
        "divided_by_stride",
        "the delta is divided by the area of the stride, not of the window",
        SHARE,
        divided(_stride_area),
    ),
    Mistake.of_edges(
        "largest_gets_all", "the largest value gets the whole delta", SHARE, _as_max_pool
    ),
    *BOTH,
)
