"""What the browser receives of several layers in a row: their scenes, and what joins them."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections
from cnnbp.widgets.model.chain import Carriers, Chain, names
from cnnbp.widgets.wire.layer import pack, pack_indices, panel, scene

WORDS = {"squared_error": "squared error", "cross_entropy": "cross-entropy"}


def chain_scene(chain: Chain) -> dict[str, Any]:
    """The layers as the explorer knows them, and in "chain" the states between them.

    The values of state l are those of the input panel of layer l (of the last state: of the
    output panel of the last layer), so they are not sent twice.
    """
    symbols = names([spec.kind for spec in chain.specs])
    scenes = [_scene(chain, place, symbols) for place in range(len(chain.layers))]
    states = [{"symbol": s, "delta": delta_name(s)} for s in symbols]
    return {
        "layers": scenes,
        "chain": {
            "states": states,
            "kinds": [spec.kind.replace("_", " ") for spec in chain.specs],
            "paths": [None if p is None else _paths(p) for p in chain.paths],
            "carriers": [
                {str(state): _carriers(one) for state, one in row.items()} for row in chain.carriers
            ],
            "loss": _loss(chain),
        },
    }


def delta_name(symbol: str) -> str:
    """δ is ∂C/∂z and nothing else; every other gradient is written in full."""
    return symbol.replace("z", "δ") if symbol.startswith("z") else f"∂C/∂{symbol}"


def _word(symbol: str) -> str:
    return "delta" if symbol.startswith("z") else "gradient"


def _scene(chain: Chain, place: int, symbols: list[str]) -> dict[str, Any]:
    """One layer's scene; its panels are called by the names they have in the chain."""
    layer = chain.layers[place]
    packed = scene(layer)
    before, after = symbols[place], symbols[place + 1]
    titles = {
        "input": (before, "input"),
        "output": (after, "output"),
        "delta": (delta_name(after), f"output {_word(after)}"),
        "gradient": (delta_name(before), f"input {_word(before)}"),
    }
    for each in packed["panels"]:
        if each["id"] in titles:
            each["symbol"], each["word"] = titles[each["id"]]
            each["name"] = f"{each['word']} {each['symbol']}"
            size = " × ".join(map(str, each["values"]["shape"]))
            meaning = f" · ∂C/∂{before if each['id'] == 'gradient' else after}"
            told = each["name"].endswith(meaning[3:])
            each["subtitle"] = size + meaning * (each["id"] in ("delta", "gradient") and not told)
    if layer.kind in ACTIVATIONS:
        slopes = layer.connections.weight.reshape(layer.a.shape)
        slope = panel("sigma_prime", "σ′", f"slope σ′({before})", slopes, "input")
        packed["panels"].append(slope | {"top": 1})
        packed["function"] = layer.kind
    # The layers before compute the input, and an activation is a layer of the chain.
    fixed = ("activation",) if place == 0 else ("activation", "digit")
    packed["controls"] = [c for c in packed.get("controls", []) if c["name"] not in fixed]
    return packed


def _paths(edges: Connections) -> dict[str, Any]:
    weight = np.asarray(edges.weight, dtype=float)
    ends = {"source": pack_indices(edges.source), "target": pack_indices(edges.target)}
    return ends | {"weight": pack(weight)}


def _carriers(of: Carriers) -> dict[str, Any]:
    """Units count from 1: 0 where nothing comes."""
    return {"unit": pack_indices(of.unit + 1), "share": pack(of.share)}


def _loss(chain: Chain) -> dict[str, Any]:
    label = chain.y if np.ndim(chain.y) == 0 and chain.y is not None else None
    return {
        "name": WORDS[chain.loss],
        "symbol": "softmax(z)" if chain.loss == "cross_entropy" else "output",
        "value": chain.value,
        "label": None if label is None else int(label),
        "prediction": pack(np.asarray(chain.prediction, dtype=float)),
        "target": pack(np.asarray(chain.target, dtype=float)),
    }
