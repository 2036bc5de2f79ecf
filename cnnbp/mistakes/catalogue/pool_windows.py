"""The windows of a pool as edges, and the mistakes about them that every pool invites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from cnnbp import connections
from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.catalogue.kernel_windows import within
from cnnbp.mistakes.mistake import Mistake


def cells(layer: Layer) -> Connections:
    """All edges of a pool with weight 1: every cell of each window, padding left out."""
    edges = connections.average_pool(
        layer.connections.input_shape,
        layer.pair("size", 2),
        stride=layer.options.get("stride"),
        padding=layer.options.get("padding", 0),
    )
    return replace(edges, weight=np.ones(len(edges.weight)))


def moved_pool(
    layer: Layer, edges: Connections, *, stride: tuple[int, int], padding: tuple[int, int]
) -> Connections:
    """The given edges of a pool, each at the same place of a window that lies elsewhere.

    Edges that would leave the image are dropped.
    """
    image, outputs = edges.input_shape, edges.output_shape
    *_, y, x = np.unravel_index(edges.target, outputs)
    *front, row, column = np.unravel_index(edges.source, image)
    true_stride = layer.pair("stride", layer.pair("size", 2))
    true_padding = layer.pair("padding", 0)
    row = row + y * (stride[0] - true_stride[0]) + true_padding[0] - padding[0]
    column = column + x * (stride[1] - true_stride[1]) + true_padding[1] - padding[1]
    inside = within(row, image[-2]) & within(column, image[-1])
    kept = [axis[inside] for axis in (*front, row, column)]
    source = np.ravel_multi_index(kept, image)
    return replace(edges, source=source, target=edges.target[inside], weight=edges.weight[inside])


def divided(by: Callable[[Layer], float]) -> Callable[[Layer], Connections | None]:
    """Every cell of the window gets δ / by(layer)."""

    def edges(layer: Layer) -> Connections:
        window = cells(layer)
        return replace(window, weight=window.weight / by(layer))

    return edges


def area(layer: Layer) -> float:
    rows, columns = layer.pair("size", 2)
    return rows * columns


def found_at(step: Callable[[Layer], tuple[int, int]]) -> Callable[[Layer], Connections | None]:
    """The maximum of each window is looked for where the window would start with another stride."""

    def edges(layer: Layer) -> Connections | None:
        if layer.a.ndim != 2 or layer.pair("padding", 0) != (0, 0):
            return None
        size, (down, right) = layer.pair("size", 2), step(layer)
        joined = []
        for target, (y, x) in enumerate(np.ndindex(layer.connections.output_shape)):
            top, left = y * down, x * right
            window = layer.a[top : top + size[0], left : left + size[1]]
            if window.size:
                u, v = np.unravel_index(np.argmax(window), window.shape)
                joined.append(((top + u) * layer.a.shape[1] + left + v, target))
        source, target = np.array(joined).T
        return replace(layer.connections, source=source, target=target, weight=np.ones(len(joined)))

    return edges


def _overlap_forgotten(layer: Layer) -> Connections:
    size, padding = layer.pair("size", 2), layer.pair("padding", 0)
    return moved_pool(layer, layer.connections, stride=size, padding=padding)


def _stride_forgotten(layer: Layer) -> Connections:
    return moved_pool(layer, layer.connections, stride=(1, 1), padding=layer.pair("padding", 0))


def _padding_forgotten(layer: Layer) -> Connections:
    stride = layer.pair("stride", layer.pair("size", 2))
    return moved_pool(layer, layer.connections, stride=stride, padding=(0, 0))


OVERLAP = "A window starts every `stride` cells; a cell in several windows adds up what they send."

STEP = "the stride is forgotten: each window starts one cell after the one before"

BOTH = (
    Mistake.of_edges(
        "overlap_forgotten",
        "the windows are laid side by side, a whole size apart, as if the stride were the size",
        OVERLAP,
        _overlap_forgotten,
    ),
    Mistake.of_edges("stride_forgotten", STEP, OVERLAP, _stride_forgotten),
    Mistake.of_edges(
        "padding_forgotten",
        "the padding is forgotten, so that everything comes back shifted by it",
        "Window (y, x) starts at row y·s − p; the −p belongs in the backward pass too.",
        _padding_forgotten,
    ),
)

# For who looks for the maximum anew on the way back.
LOOKED_FOR = (
    Mistake.of_edges("looked_for_by_ones", STEP, OVERLAP, found_at(lambda _: (1, 1))),
    Mistake.of_edges(
        "looked_for_apart",
        "the maximum is looked for in windows a whole size apart, as if the stride were the size",
        OVERLAP,
        found_at(lambda layer: layer.pair("size", 2)),
    ),
)
