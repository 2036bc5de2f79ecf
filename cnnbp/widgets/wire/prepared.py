"""What a page without Python needs to judge predictions and to change a few settings.

Computed by the package when a page is built (the environment variable CNNBP_PREPARE is set) and
sent along: for each known mistake its numbers and its edges, the hints, and the layer under a
small set of other options. The browser then compares and looks up; it still computes no layer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from cnnbp import mistakes
from cnnbp.connections import Layer
from cnnbp.widgets.model.changes import rebuilt, with_option
from cnnbp.widgets.wire.layer import pack, pack_indices, scene

LARGEST = 400  # input units; beyond it the answers would be megabytes
MOST_EDGES = 700  # of a layer whose cases are prepared before its settings are on view
CASES: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "convolution": {
        "stride": (1, 2),
        "padding": (0, 1),
        "convention": ("correlation", "convolution"),
    },
    "max_pool": {"stride": (1, 2), "padding": (0, 1)},
    "average_pool": {"stride": (1, 2), "padding": (0, 1)},
}


def wanted() -> bool:
    """Whether widgets made now will be read without Python."""
    return bool(os.environ.get("CNNBP_PREPARE"))


def equip(packed: dict[str, Any], layers: list[Layer], views: list[str]) -> dict[str, Any]:
    """The scene with the answers of its layers, and the cases of a single layer.

    Those of a large layer only where its settings are on view from the start.
    """
    equipped = [
        s | {"answers": answers(la)} for s, la in zip(packed["layers"], layers, strict=True)
    ]
    first = layers[0]
    fits = len(layers) == 1 and first.kind in CASES and first.builder is None
    if not fits or (len(first.connections.source) > MOST_EDGES and "controls" not in views):
        return packed | {"layers": equipped, "cases": []}
    others = [scene(case) | {"answers": answers(case)} for case in cases(first)]
    return packed | {"layers": equipped, "cases": [*equipped, *others]}


def answers(layer: Layer) -> dict[str, Any] | None:
    """The right numbers and those of the known mistakes, for every input unit."""
    if layer.a.size > LARGEST:
        return None
    units = range(layer.a.size)
    found = mistakes.input_gradient_mistakes(layer, in_code=False)
    return {
        "right": pack(layer.right),
        "tolerance": pack(np.array([mistakes.tolerance(layer, source) for source in units])),
        "mistakes": [_known(answer, layer) for answer in found if answer.value.size == len(units)],
        "hints": [mistakes.hints(layer, source) for source in units],
    }


def _known(answer: mistakes.Answer, layer: Layer) -> dict[str, Any]:
    mistake = answer.mistake
    edges = mistake.edges(layer) if mistake.edges else None
    joined = edges and {"source": pack_indices(edges.source), "target": pack_indices(edges.target)}
    return {
        "name": mistake.name,
        "sentence": mistake.sentence,
        "remedy": mistake.remedy,
        "values": pack(answer.value.astype(float)),
        "edges": joined or None,
    }


def cases(layer: Layer) -> Iterator[Layer]:
    """The layer under each combination of the prepared options that is possible."""
    for kind in ("max_pool", "average_pool") if layer.kind.endswith("pool") else (layer.kind,):
        base = layer if kind == layer.kind else with_option(layer, "kind", kind)
        choices = CASES[kind]
        for values in product(*choices.values()):
            try:
                yield rebuilt(base, options=dict(zip(choices, values, strict=True)))
            except ValueError:
                continue
