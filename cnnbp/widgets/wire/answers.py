"""Predictions: what a learner answered, and what the package says to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnbp import mistakes
from cnnbp.connections import Layer
from cnnbp.widgets.model.changes import number


def judge(layer: Layer, request: Mapping[str, Any]) -> dict[str, Any]:
    """One answer, as an attempt: the question, the answer, right or not, and why.

    request["question"] is "value" (a number for one input unit) or "outputs" (a set of output
    units that send something back to it). ValueError for an answer that cannot be read.
    """
    source = int(request["source"])
    question, answer = request["question"], request["answer"]
    if question == "value":
        answer = number(answer)
        verdict = mistakes.explain_value(layer, source, answer)
    else:
        answer = sorted(int(target) for target in answer)
        verdict = mistakes.explain_outputs(layer, source, answer)
    return {
        "question": question,
        "panel": "input",
        "index": [int(i) for i in np.unravel_index(source, layer.a.shape)],
        "answer": answer,
        "right": bool(verdict.right),
        "reason": verdict.sentence,
        "mistakes": list(verdict.mistakes),
    }


def hints(layer: Layer, source: int) -> list[str]:
    """Hints for one input unit, from general to nearly the answer."""
    return mistakes.hints(layer, source)
