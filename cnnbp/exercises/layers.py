"""Small layers for the cases, with asymmetric numbers, and how they open in the explorer."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnbp import connections, pooling
from cnnbp.activations import ACTIVATIONS
from cnnbp.mistakes import Layer


def sample(seed: int, *shape: int) -> np.ndarray:
    """Numbers with one decimal, from −2 to 2, none of them 0."""
    drawn = np.random.default_rng(seed).integers(1, 21, size=shape)
    signs = np.random.default_rng(seed + 1).choice([-1, 1], size=shape)
    return np.asarray(drawn * signs / 10)


def dense(seed: int, inputs: int, outputs: int, *, batch: int = 0, activation: str) -> Layer:
    """A fully connected layer after an activation."""
    lead = (batch,) if batch else ()
    z, w = sample(seed, *lead, inputs), sample(seed + 2, outputs, inputs)
    a, delta = ACTIVATIONS[activation][0](z), sample(seed + 4, *lead, outputs)
    return Layer("dense", connections.dense(w), a, delta, w=w, z=z, activation=activation)


def convolution(
    seed: int, image: tuple[int, ...], kernel: tuple[int, ...], *, batch: int = 0, **options: Any
) -> Layer:
    """A convolution of an image (H, W) or (C, H, W)."""
    lead = (batch,) if batch else ()
    w = sample(seed + 2, *kernel)
    edges = connections.convolution(w, image, **options)
    a, delta = sample(seed, *lead, *image), sample(seed + 4, *lead, *edges.output_shape)
    return Layer("convolution", edges, a, delta, w=w, options=options)


def max_pool(a: np.ndarray, seed: int, **options: Any) -> Layer:
    """A max pool of the given image."""
    _, winners = pooling.max_forward(a, **options)
    edges = connections.max_pool(winners)
    return Layer("max_pool", edges, a, sample(seed, *edges.output_shape), options=options)


def average_pool(seed: int, image: tuple[int, int], **options: Any) -> Layer:
    """An average pool."""
    edges = connections.average_pool(image, **options)
    delta = sample(seed, *edges.output_shape)
    return Layer("average_pool", edges, sample(seed + 2, *image), delta, options=options)


def activation(name: str, back: np.ndarray, z: np.ndarray) -> Layer:
    """What comes after a = σ(z), as far as σ is concerned: it brings back = ∂C/∂a."""
    edges = connections.elementwise(np.ones(z.shape))
    return Layer(name, edges, ACTIVATIONS[name][0](z), back, z=z, activation=name)


def open_layer(layer: Layer, part: str, index: int) -> Any:
    """The first example of a layer in the explorer, with one input unit or weight chosen."""
    from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

    if layer.kind not in ("dense", "convolution", "max_pool", "average_pool"):
        return open_unit(layer, part, index)
    batch = layer.delta.shape != layer.connections.output_shape
    z = layer.a if layer.z is None else layer.z
    image, delta = (z[0], layer.delta[0]) if batch else (z, layer.delta)
    view: dict[str, Any] = dict(layer.options, activation=layer.activation)
    shapes = {"input": image.shape, "weights": layer.connections.parameter_shape}
    if part in shapes:
        at = np.unravel_index(index, shapes[part] or ())
        view["selection"] = {"panel": part, "index": [int(i) for i in at]}
    if layer.kind in ("dense", "convolution"):
        return getattr(DeltaFlow, layer.kind)(image, layer.w, delta, **view)
    size = view.pop("size")
    return getattr(DeltaFlow, layer.kind)(image, size, delta, **view)


def open_unit(layer: Layer, panel: str, index: int) -> Any:
    """A layer that is a list of edges, with one unit or weight chosen."""
    from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

    return DeltaFlow.from_connections(
        layer.connections,
        layer.a,
        layer.delta,
        weights=layer.w,
        selection={"panel": panel, "index": [index]},
        direction="forward" if panel == "output" else "backward",
        views=["edges", "matrix"],
    )
