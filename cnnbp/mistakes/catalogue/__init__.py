"""Which mistakes can be made where: the lists for each kind of layer and each gradient."""

from __future__ import annotations

from cnnbp.connections import Layer
from cnnbp.mistakes.catalogue import (
    average_pool,
    bias,
    convolution,
    dense,
    max_pool,
    sigma,
    sums,
    weights,
)
from cnnbp.mistakes.mistake import Answer, Mistake, answers

OF_KIND: dict[str, tuple[Mistake, ...]] = {
    "dense": dense.MISTAKES,
    "convolution": convolution.MISTAKES,
    "max_pool": max_pool.MISTAKES,
    "average_pool": average_pool.MISTAKES,
}


def of_input_gradient(kind: str) -> tuple[Mistake, ...]:
    """All mistakes in ∂C/∂a or δ of a kind of layer; a kind of your own gets the common ones."""
    common: tuple[Mistake, ...] = (*sigma.MISTAKES, *sums.ON_EDGES, *sums.ON_VALUES)
    special = OF_KIND.get(kind, ())
    if special is average_pool.MISTAKES:  # there, a forgotten weight is a forgotten division
        common = tuple(mistake for mistake in common if mistake.name != "weights_forgotten")
    return (*special, *common)


def input_gradient_mistakes(layer: Layer) -> list[Answer]:
    """What each mistake would give for this layer; those that give what is right are left out."""
    return answers(of_input_gradient(layer.kind), layer, layer.right)


def weight_gradient_mistakes(layer: Layer) -> list[Answer]:
    """The same for ∂C/∂w. ValueError for a layer without weights."""
    return answers(weights.MISTAKES, layer, weights.right(layer))


def bias_gradient_mistakes(layer: Layer) -> list[Answer]:
    """The same for ∂C/∂b."""
    return answers(bias.MISTAKES, layer, bias.right(layer))
