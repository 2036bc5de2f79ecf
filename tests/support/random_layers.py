"""Layers of every kind with everything that may come with them, drawn at random."""

from typing import Any

import numpy as np

from cnnbp.connections import Layer
from cnnbp.widgets.model.layer import build


def random_layer(random: np.random.Generator) -> Layer:
    """Any kind, with what may come with it."""
    kind = random.choice(["convolution", "max_pool", "average_pool", "dense"])
    side = (8, 8) if random.random() < 0.3 else tuple(map(int, random.integers(3, 8, 2)))
    channels = int(random.integers(0, 3))
    shape = (channels, *side) if channels else side
    z = np.round(random.normal(size=shape), 2) if random.random() < 0.7 else random.random(shape)
    given: dict[str, Any] = {
        "activation": str(random.choice(["identity", "identity", "sigmoid", "tanh", "relu"]))
    }

    def pair(low: int, high: int) -> Any:
        both = tuple(map(int, random.integers(low, high + 1, 2)))
        return both if random.random() < 0.3 else both[0]

    w = None
    if kind == "convolution":
        filters = int(random.integers(1, 4))
        size = (int(random.integers(1, 4)), int(random.integers(1, 4)))
        flat = not channels and random.random() < 0.5
        w = np.round(random.normal(size=size if flat else (filters, channels or 1, *size)), 1)
        given |= {"stride": pair(1, 3), "padding": pair(0, 2), "dilation": pair(1, 2)}
        given["convention"] = str(random.choice(["correlation", "convolution"]))
        if random.random() < 0.5:
            given["b"] = random.normal(size=1 if flat else filters)
    elif kind == "dense":
        w = random.normal(size=(int(random.integers(1, 5)), z.size))
        if random.random() < 0.5:
            given["b"] = random.normal(size=len(w))
    else:
        given |= {"size": pair(1, 3), "padding": 0, "stride": pair(1, 3)}
        if random.random() < 0.3:
            given["stride"] = None
        if kind == "average_pool":
            given["count_include_pad"] = bool(random.integers(2))
    try:
        layer = build(kind, z, w, **given)
    except ValueError:
        return random_layer(random)
    if random.random() < 0.5:
        layer = build(kind, z, w, random.normal(size=layer.delta.shape), **given)
    return layer
