"""Runs in a lesson's kernel: what its explorers would ask Python for, computed beforehand."""

import base64
import itertools
import json
from pathlib import Path
from typing import Any

from ipywidgets.widgets import widget

from cnnbp.widgets import DeltaFlow, answers, changes
from cnnbp.widgets.controls import controls
from cnnbp.widgets.layer import Layer
from cnnbp.widgets.scene import scene

# The settings that can be changed without Python, and their values.
CASES = {
    "convolution": {
        "stride": ["1", "2"],
        "padding": ["0", "1"],
        "convention": ["correlation", "convolution"],
    },
    "max_pool": {"kind": ["max_pool", "average_pool"]},
    "average_pool": {"kind": ["max_pool", "average_pool"]},
}
MOST_EDGES, MOST_UNITS = 700, 100


def packed(layer: Layer) -> dict[str, Any]:
    """A scene as the page keeps it: JSON, with each buffer apart as base64."""
    state, paths, buffers = widget._remove_buffers({"scene": {"layers": [scene(layer)]}})
    listed = [
        {"path": path, "data": base64.b64encode(buffer).decode()}
        for path, buffer in zip(paths, buffers, strict=True)
    ]
    return {"state": state, "buffers": listed}


def with_options(layer: Layer, wanted: dict[str, str]) -> Layer | None:
    """The layer with these settings, or None where they do not fit it."""
    now = {field["name"]: str(field["value"]) for field in controls(layer)}
    try:
        for name, value in wanted.items():
            if now[name] != value:
                layer = changes.with_option(layer, name, value)
    except ValueError:
        return None
    return layer


def prepared(layer: Layer) -> dict[str, Any]:
    """Cases and hints for one layer."""
    values = CASES.get(layer.kind, {}) if layer.builder is None else {}
    if len(layer.connections.source) > MOST_EDGES:
        values = {}
    now = {field["name"]: str(field["value"]) for field in controls(layer)}
    options = {name: now[name] for name in values}
    cases, scenes = {" ".join(options.values()): 0}, []
    for combination in itertools.product(*values.values()):
        other = with_options(layer, dict(zip(values, combination, strict=True)))
        if other is not None and " ".join(combination) not in cases:
            scenes.append(packed(other))
            cases[" ".join(combination)] = len(scenes)
    units = range(layer.a.size if layer.a.size <= MOST_UNITS else 0)
    hints = {unit: answers.hints(layer, unit) for unit in units}
    return {
        "names": list(values),
        "options": options,
        "cases": cases if values else {},
        "scenes": scenes,
        "hints": hints,
    }


def write(path: str) -> None:
    """Store what was prepared for every explorer of the lesson."""
    found = {
        model_id: prepared(flow.model)
        for model_id, flow in widget._instances.items()
        if isinstance(flow, DeltaFlow) and isinstance(flow.model, Layer)
    }
    Path(path).write_text(json.dumps(found))
