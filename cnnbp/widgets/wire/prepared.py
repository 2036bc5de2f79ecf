"""What a page without Python gets from it: verdicts that name mistakes, and fixed texts.

A page builds edges and adds up by itself (frontend/pages). What it does not know are the mistakes:
when a page is built (the environment variable CNNBP_PREPARE is set), the verdicts on all
predictions about a layer's first numbers go along, in the scene's "answers". Input units and
outputs by their flat index:

    verdicts   [right, sentence, names of the mistakes, what is folded], each once; the others
               give its number
    values     for each input unit rows [number, tolerance, verdict]: a typed number gets the first
               row with |typed − number| ≤ tolerance; where there is none, "unknown" of the words
    sets       for each input unit rows [outputs, verdict]: the marked outputs, in rising order,
               get the verdict of the row that has exactly these; where there is none, they are
               counted against the edges

`words`, the fixed texts, are the same for all widgets of a page.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from typing import Any

from cnnbp import mistakes
from cnnbp.connections import Layer
from cnnbp.mistakes.hints import ANY, LOOK
from cnnbp.widgets.model import changes
from cnnbp.widgets.wire.requests import UNREAD

LARGEST = 400  # input units; beyond it the answers would be megabytes


def wanted() -> bool:
    """Whether widgets made now will be read without Python."""
    return bool(os.environ.get("CNNBP_PREPARE"))


def equip(packed: dict[str, Any], layers: Iterable[Layer]) -> dict[str, Any]:
    """The scene with the answers of its layers."""
    both = zip(packed["layers"], layers, strict=True)
    return packed | {"layers": [scene | {"answers": answers(layer)} for scene, layer in both]}


def answers(layer: Layer) -> dict[str, Any] | None:
    """The verdicts for every input unit; None for a layer that has too many."""
    if layer.a.size > LARGEST:
        return None
    units = range(layer.a.size)
    known: dict[mistakes.Verdict, int] = {}

    def number_of(verdict: mistakes.Verdict) -> int:
        return known.setdefault(verdict, len(known))

    found = {
        "values": [
            [[*_short(number, near), number_of(verdict)] for number, near, verdict in rows]
            for rows in (mistakes.value_rows(layer, source) for source in units)
        ],
        "sets": [
            [[sorted(outputs), number_of(verdict)] for outputs, verdict in rows]
            for rows in (mistakes.output_rows(layer, source) for source in units)
        ],
    }
    verdicts = [[v.right, v.sentence, list(v.mistakes), list(v.more)] for v in known]
    return found | {"verdicts": verdicts}


def _short(number: float, near: float) -> tuple[float, float]:
    """Both to a ten-thousandth of the tolerance: a page has thousands of them."""
    digits = 4 - math.floor(math.log10(near))
    return round(number, digits), round(near, digits)


def words() -> dict[str, Any]:
    """What is said whatever the numbers are, and the ten digits in sixteenths of full ink."""
    return {
        "cell_unread": changes.UNREAD,
        "unread": UNREAD,
        "too_large": changes.TOO_LARGE,
        "largest": changes.LARGEST,
        "all_found": list(mistakes.ALL_FOUND),
        "some_found": [list(forms) for forms in mistakes.SOME_FOUND.values()],
        "unknown": mistakes.UNKNOWN,
        "look": LOOK,
        "look_any": ANY,
        "digits": [(16 * image).round().astype(int).ravel().tolist() for image in changes.digits()],
    }
