"""What a page without Python needs to judge predictions and to change a few settings.

Computed by the package when a page is built (the environment variable CNNBP_PREPARE is set) and
sent along: the verdicts on predictions, the hints, and the layer under a small set of other
options. The browser only looks up: it computes no layer, decides no verdict, words none.

The verdicts of a layer, in the scene's "answers"; input units and outputs by their flat index:

    verdicts   [right, sentence, names of the mistakes, what is folded], each once; the others
               say which
    values     for each input unit rows [number, tolerance, verdict]: a typed number gets the first
               row with |typed − number| ≤ tolerance; where there is none,
    unknown    this verdict
    sets       for each input unit rows [outputs, verdict]: the marked outputs, in rising order,
               get the verdict of the row that has exactly these; where there is none, they are
               counted against
    joined     for each input unit the outputs that have an edge to it, and
    sending    those of them through which something comes back: they have to be marked, the other
               joined ones may be. With all of `sending` marked and nothing outside `joined`,
    all_found  is the sentence for right, else the four phrases of
    some_found one after the other, with a full stop: how many of `sending` are marked, of how
               many, how many more of `joined`, and how many without an edge. A phrase has three
               forms, for none, one and {n}
    refused    what is said to a text that is no number, or too large a one
    hints      for each input unit three hints
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from cnnbp import mistakes
from cnnbp.connections import Layer
from cnnbp.widgets.model.changes import LARGEST as LARGEST_NUMBER
from cnnbp.widgets.model.changes import TOO_LARGE, rebuilt, with_option
from cnnbp.widgets.wire.layer import scene
from cnnbp.widgets.wire.requests import UNREAD

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
    """The verdicts and hints for every input unit; None for a layer that has too many."""
    if layer.a.size > LARGEST:
        return None
    units = range(layer.a.size)
    known: dict[mistakes.Verdict, int] = {}

    def number_of(verdict: mistakes.Verdict) -> int:
        return known.setdefault(verdict, len(known))

    found = {
        "unknown": number_of(mistakes.Verdict(False, mistakes.UNKNOWN)),
        "values": [
            [[*_short(number, near), number_of(verdict)] for number, near, verdict in rows]
            for rows in (mistakes.value_rows(layer, source) for source in units)
        ],
        "sets": [
            [[sorted(outputs), number_of(verdict)] for outputs, verdict in rows]
            for rows in (mistakes.output_rows(layer, source) for source in units)
        ],
    }
    ends = [mistakes.joined_outputs(layer, source) for source in units]
    return found | {
        "verdicts": [[v.right, v.sentence, list(v.mistakes), list(v.more)] for v in known],
        "joined": [sorted(joined) for joined, _ in ends],
        "sending": [sorted(sending) for _, sending in ends],
        "all_found": list(mistakes.ALL_FOUND),
        "some_found": [list(forms) for forms in mistakes.SOME_FOUND.values()],
        "refused": {"unread": UNREAD, "too_large": TOO_LARGE, "largest": LARGEST_NUMBER},
        "hints": [mistakes.hints(layer, source) for source in units],
    }


def _short(number: float, near: float) -> tuple[float, float]:
    """Both to a ten-thousandth of the tolerance: a page has thousands of them."""
    digits = 4 - math.floor(math.log10(near))
    return round(number, digits), round(near, digits)


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
