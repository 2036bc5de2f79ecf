"""Predictions: what a learner answered, and what the package says to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnbp import mistakes
from cnnbp.widgets.layer import Layer
from cnnbp.widgets.model.changes import number


def as_asked(layer: Layer) -> mistakes.Layer:
    """The layer as the mistakes know it."""
    return mistakes.Layer(
        layer.kind,
        layer.connections,
        layer.a.reshape(layer.connections.input_shape),
        layer.delta,
        w=layer.weights,
        z=layer.z_in.reshape(layer.connections.input_shape),
        activation=layer.activation,
        b=layer.bias,
        options=dict(layer.options),
    )


def judge(layer: Layer, request: Mapping[str, Any]) -> dict[str, Any]:
    """One answer, as an attempt: the question, the answer, right or not, and why.

    request["question"] is "value" (a number for one input unit) or "outputs" (a set of output
    units that send something back to it). ValueError for an answer that cannot be read.
    """
    asked, source = as_asked(layer), int(request["source"])
    question, answer = request["question"], request["answer"]
    if question == "value":
        answer = number(answer)
        verdict = mistakes.explain_value(asked, source, answer)
    else:
        answer = sorted(int(target) for target in answer)
        verdict = mistakes.explain_outputs(asked, source, answer)
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
    return mistakes.hints(as_asked(layer), source)
