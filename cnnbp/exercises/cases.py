"""Cases for the checker: layers with asymmetric numbers, short enough to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from cnnbp import connections, mistakes, pooling
from cnnbp.activations import ACTIVATIONS
from cnnbp.exercises.exercise import Case
from cnnbp.mistakes import Answer, Layer, Mistake, answers
from cnnbp.mistakes.catalogue import bias as bias_mistakes
from cnnbp.mistakes.catalogue import weights as weight_mistakes

RIGHT: dict[str, Callable[[Layer], np.ndarray]] = {
    "input": lambda layer: layer.right,
    "weights": weight_mistakes.right,
    "bias": bias_mistakes.right,
}
WRONG: dict[str, Callable[[Layer], list[Answer]]] = {
    "input": mistakes.input_gradient_mistakes,
    "weights": mistakes.weight_gradient_mistakes,
    "bias": mistakes.bias_gradient_mistakes,
}


def numbers(seed: int, *shape: int) -> np.ndarray:
    """Numbers with one decimal, from −2 to 2, none of them 0."""
    drawn = np.random.default_rng(seed).integers(1, 21, size=shape)
    signs = np.random.default_rng(seed + 1).choice([-1, 1], size=shape)
    return np.asarray(drawn * signs / 10)


def dense(seed: int, inputs: int, outputs: int, *, batch: int = 0, activation: str) -> Layer:
    """A fully connected layer behind an activation."""
    lead = (batch,) if batch else ()
    z, w = numbers(seed, *lead, inputs), numbers(seed + 2, outputs, inputs)
    a, delta = ACTIVATIONS[activation][0](z), numbers(seed + 4, *lead, outputs)
    return Layer("dense", connections.dense(w), a, delta, w=w, z=z, activation=activation)


def convolution(
    seed: int, image: tuple[int, ...], kernel: tuple[int, ...], *, batch: int = 0, **options: Any
) -> Layer:
    """A convolution of an image (H, W) or (C, H, W)."""
    lead = (batch,) if batch else ()
    w = numbers(seed + 2, *kernel)
    edges = connections.convolution(w, image, **options)
    a, delta = numbers(seed, *lead, *image), numbers(seed + 4, *lead, *edges.output_shape)
    return Layer("convolution", edges, a, delta, w=w, options=options)


def max_pool(a: np.ndarray, seed: int, **options: Any) -> Layer:
    """A max pool of the given image."""
    _, winners = pooling.max_forward(a, **options)
    edges = connections.max_pool(winners)
    return Layer("max_pool", edges, a, numbers(seed, *edges.output_shape), options=options)


def average_pool(seed: int, image: tuple[int, int], **options: Any) -> Layer:
    """An average pool."""
    edges = connections.average_pool(image, **options)
    delta = numbers(seed, *edges.output_shape)
    return Layer("average_pool", edges, numbers(seed + 2, *image), delta, options=options)


def of_layer(
    label: str,
    layer: Layer,
    arguments: Mapping[str, Any],
    *parts: str,
    more: tuple[Mistake, ...] = (),
) -> Case:
    """A case about one layer; parts says which results it asks for: input, weights, bias.

    more: mistakes that only this exercise invites.
    """
    parts = parts or ("input",)
    right = tuple(RIGHT[part](layer) for part in parts)
    return Case(
        label,
        arguments,
        right,
        lambda: tuple(
            [*WRONG[part](layer), *answers(more, layer, value)]
            for part, value in zip(parts, right, strict=True)
        ),
        lambda part, index: open_layer(layer, parts[part], index),
    )


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
