"""Which mistakes can be made where: the lists for each kind of layer and each gradient."""

from __future__ import annotations

from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Layer
from cnnbp.mistakes.catalogue import convolution, pooling
from cnnbp.mistakes.catalogue.any_layer import RELU, SIGMA, SIGMA_PRIME, SUMS
from cnnbp.mistakes.catalogue.convolution import CONVOLUTION
from cnnbp.mistakes.catalogue.dense import DENSE
from cnnbp.mistakes.catalogue.parameters import (
    BIAS,
    WEIGHTS,
    WEIGHTS_IN_CODE,
    bias_gradient,
    weight_gradient,
)
from cnnbp.mistakes.catalogue.pooling import AVERAGE_POOL, MAX_POOL
from cnnbp.mistakes.mistake import Answer, Mistake, answers

__all__ = [
    "RELU",
    "SIGMA_PRIME",
    "bias_gradient",
    "bias_gradient_mistakes",
    "input_gradient_mistakes",
    "of_input_gradient",
    "weight_gradient",
    "weight_gradient_mistakes",
]

OF_KIND = {
    "dense": DENSE,
    "convolution": CONVOLUTION,
    "max_pool": MAX_POOL,
    "average_pool": AVERAGE_POOL,
}
IN_CODE = {
    "convolution": convolution.IN_CODE,
    "max_pool": pooling.MAX_POOL_IN_CODE,
    "average_pool": pooling.AVERAGE_POOL_IN_CODE,
}


def of_input_gradient(kind: str, in_code: bool = False) -> tuple[Mistake, ...]:
    """All mistakes in ∂C/∂a or δ of a kind of layer; a kind of your own gets the common ones.

    in_code: those as well that only a program makes: loops that overwrite, reshaping, and so on.
    """
    if kind in ACTIVATIONS:
        return tuple(SIGMA)
    programs = IN_CODE.get(kind, ()) if in_code else ()
    return (*OF_KIND.get(kind, ()), *programs, *SIGMA_PRIME, *RELU, *SUMS)


def input_gradient_mistakes(layer: Layer, in_code: bool = True) -> list[Answer]:
    """What each mistake would give for this layer; those that give what is right are left out."""
    return answers(of_input_gradient(layer.kind, in_code), layer, layer.right)


def weight_gradient_mistakes(layer: Layer, in_code: bool = True) -> list[Answer]:
    """The same for ∂C/∂w. ValueError for a layer without weights."""
    known = (*WEIGHTS, *WEIGHTS_IN_CODE) if in_code else WEIGHTS
    return answers(known, layer, weight_gradient(layer))


def bias_gradient_mistakes(layer: Layer) -> list[Answer]:
    """The same for ∂C/∂b."""
    return answers(BIAS, layer, bias_gradient(layer))
