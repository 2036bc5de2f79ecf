"""Mistakes that can be made in every layer: about the sum itself, and about σ′ after it, which in
a network is a layer of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.mistake import Mistakes

SIGMA_PRIME = Mistakes()  # δ = ∂C/∂a ⊙ σ′(z) with another factor: the edges do not matter
RELU = Mistakes()  # the same for a slope that is a mask
SUMS = Mistakes()
SIGMOID = "The sigmoid's slope is σ′(z) = a·(1 − a), with a = σ(z)."


def asks_for_sigma(layer: Layer) -> bool:
    return layer.asks_for_sigma


def asks_for_sigmoid(layer: Layer) -> bool:
    return layer.asks_for_sigma and layer.activation == "sigmoid"


def asks_for_relu(layer: Layer) -> bool:
    return layer.asks_for_sigma and layer.activation == "relu"


def slope(layer: Layer, z: np.ndarray) -> np.ndarray:
    """σ′ of the layer's activation, wherever it is taken."""
    return np.asarray(ACTIVATIONS[layer.activation][1](z))


def last_of_each_input(edges: Connections, *keys: np.ndarray) -> np.ndarray:
    """Of the edges of each input the last one, sorted by the keys as in np.lexsort."""
    order = np.lexsort((np.arange(len(edges)), *keys, edges.source))
    ends = np.append(edges.source[order][1:] != edges.source[order][:-1], True)
    return np.sort(order[ends[: len(order)]])


@SIGMA_PRIME.values(
    "sigma_prime_forgotten",
    "σ′ is left out",
    "δ is the derivative at z, and σ lies between a and z: multiply ∂C/∂a by σ′(z).",
    where=asks_for_sigma,
)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient


@SIGMA_PRIME.values(
    "sigma_prime_at_a",
    "σ′ is taken at a in place of z",
    "a = σ(z) has already been through σ; the slope that counts is the one at z.",
    where=asks_for_sigma,
)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient * slope(layer, layer.a)


@SIGMA_PRIME.values(
    "sigma_prime_at_the_error",
    "σ′ is taken at the sum that came back in place of z",
    "σ′ is the slope where the forward pass stood, at z; then it is multiplied.",
    where=asks_for_sigma,
)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient * slope(layer, layer.input_gradient)


@SIGMA_PRIME.values(
    "sigma_for_sigma_prime",
    "the sum is multiplied by σ(z) in place of σ′(z)",
    "The chain rule needs the derivative of σ, not its value.",
    where=asks_for_sigma,
)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient * layer.a


@SIGMA_PRIME.values(
    "sigma_prime_twice",
    "σ′ is multiplied in twice",
    "σ is passed once on the way forward, so its slope counts once on the way back.",
    where=asks_for_sigma,
)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient * layer.sigma_prime**2


@SIGMA_PRIME.values(
    "slope_formula_at_z",
    "z·(1 − z) is taken for σ′(z)",
    SIGMOID,
    where=asks_for_sigmoid,
)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient * layer.z * (1 - layer.z)


@SIGMA_PRIME.values(
    "slope_of_tanh",
    "1 − a² is taken for σ′(z): that is the slope of tanh",
    SIGMOID,
    where=asks_for_sigmoid,
)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient * (1 - layer.a**2)


KINK = "ReLU's slope is 1 where z > 0 and 0 elsewhere; at z = 0 it counts as 0, by convention."


@RELU.values("both_masks", "negative deltas are stopped as well", KINK, where=asks_for_relu)
def _(layer: Layer) -> np.ndarray:
    return layer.right * (layer.input_gradient > 0)


@RELU.values("kink_passes", "z = 0 counts as above 0", KINK, where=asks_for_relu)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient * (layer.z >= 0)


@RELU.values("mask_turned", "what came back passes where z is below 0", KINK, where=asks_for_relu)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient * (layer.z < 0)


@SUMS.values(
    "sigma_prime_before_the_sum",
    "the output deltas are multiplied by σ′(z) before the sum",
    "First add up what comes back to this input, then multiply by σ′ at this input's z.",
    where=asks_for_sigma,
)
def _(layer: Layer) -> np.ndarray | None:
    if layer.a.shape != layer.delta.shape:
        return None
    return layer.connections.backward(layer.delta * layer.sigma_prime)


@SUMS.values(
    "sigma_prime_at_the_outputs",
    "σ′ is taken at the z of the outputs, one layer too far",
    "The output deltas are already at z; what is missing is σ′ at the input's own z.",
    where=asks_for_sigma,
)
def _(layer: Layer) -> np.ndarray | None:
    if layer.kind == "max_pool":
        return None  # an output is its winner's a: this is σ′ at a
    return layer.connections.backward(layer.delta * slope(layer, layer.output))


@SUMS.values(
    "sigma_prime_not_asked",
    "σ′ is multiplied in, although ∂C/∂a was asked for",
    "∂C/∂a is the plain sum over the edges; σ′ is the step after it.",
    where=lambda layer: layer.activation != "identity" and layer.asked == "input_gradient",
)
def _(layer: Layer) -> np.ndarray:
    return layer.input_gradient * layer.sigma_prime


@SUMS.edges(
    "last_edge_only",
    "each contribution overwrites the one before (= where += belongs), so that only the last "
    "one is left",
    "Every output that this input took part in sends something back: add it up with +=.",
    by_hand=(
        "only the last edge is counted",
        "Every output that this input took part in sends something back: add up all of them.",
    ),
)
def _(layer: Layer) -> Connections:
    return layer.kept(last_of_each_input(layer.connections, layer.connections.target))


@SUMS.edges(
    "largest_term_only",
    "only one edge is followed, the one with the largest product",
    "Every edge out of the input carries something back, and C changes along all of them.",
)
def _(layer: Layer) -> Connections | None:
    edges = layer.connections
    if layer.delta.shape != edges.output_shape or not len(edges):
        return None  # of a batch, each example has its own largest product
    size = np.abs(edges.weight * layer.delta.ravel()[edges.target])
    earliest = -np.arange(len(edges))  # of two equal products the first one wins
    return layer.kept(last_of_each_input(edges, earliest, size))


@SUMS.edges(
    "mean_for_sum",
    "the mean over the edges is taken in place of the sum",
    "The chain rule adds the contributions of all edges; nothing divides by their number.",
)
def _(layer: Layer) -> Connections:
    edges = layer.connections
    return replace(edges, weight=edges.weight / np.bincount(edges.source)[edges.source])


@SUMS.edges(
    "weights_forgotten",
    "the deltas are added up without their weights",
    "A delta comes back through the same edge, so it is multiplied by that edge's weight.",
    where=lambda layer: layer.kind != "average_pool",  # there it is a division, `not_divided`
)
def _(layer: Layer) -> Connections:
    return replace(layer.connections, weight=np.ones(len(layer.connections)))


@SUMS.edges(
    "weight_counted_twice",
    "each delta is multiplied by its weight twice",
    "The forward pass multiplies by the weight once, so the backward pass does as well.",
)
def _(layer: Layer) -> Connections:
    return replace(layer.connections, weight=layer.connections.weight**2)


@SUMS.values(
    "deltas_forgotten",
    "the weights are added up without the deltas",
    "A weight alone says how an output changes; times its δ it says how C changes.",
)
def _(layer: Layer) -> np.ndarray:
    return layer.finish(layer.connections.backward(np.ones_like(layer.delta)))


@SUMS.values(
    "outputs_for_deltas",
    "the outputs' values z are sent back in place of their deltas",
    "What comes back is δ = ∂C/∂z, not z.",
)
def _(layer: Layer) -> np.ndarray:
    return layer.finish(layer.connections.backward(layer.output))


@SUMS.values(
    "value_times_weights",
    "the input's own value is multiplied by its weights and no delta is used",
    "That is what the input sends forward. Back comes weight times δ, whatever the value was.",
    where=lambda layer: layer.kind != "max_pool",  # there, an output is its winner's value
)
def _(layer: Layer) -> np.ndarray:
    return layer.a * layer.connections.backward(np.ones_like(layer.delta))


@SUMS.values(
    "bias_in_delta",
    "the bias is added to each delta before it goes back",
    "The bias is a constant in z: its derivative with respect to the input is 0.",
    where=lambda layer: layer.b is not None,
)
def _(layer: Layer) -> np.ndarray:
    return layer.finish(layer.connections.backward(layer.delta + layer.bias_of_output))


@SUMS.values(
    "bias_added",
    "the bias is added to the sum, as in the forward pass",
    "The bias is a constant in z: its derivative with respect to the input is 0.",
    where=lambda layer: layer.b is not None and layer.b.size == 1,
)
def _(layer: Layer) -> np.ndarray:
    return layer.finish(layer.input_gradient + np.asarray(layer.b).item())


@SUMS.values(
    "sign_turned",
    "the sign is the wrong way round, as when δ starts from y − a",
    "δ starts from a − y, the derivative of ½(a − y)²; the minus belongs to the update.",
)
def _(layer: Layer) -> np.ndarray:
    return -layer.right


# σ as a layer of its own, with one edge of weight σ′(z) for each unit.


def is_sigma(layer: Layer) -> bool:
    edges = layer.connections
    units = np.arange(int(np.prod(edges.input_shape)))
    return all(np.array_equal(ends, units) for ends in (edges.source, edges.target))


def in_front(layer: Layer) -> Layer:
    """The same σ in front of a layer that brings back the delta as it is."""
    a = ACTIVATIONS[layer.kind][0](layer.z)
    plain = replace(layer.connections, weight=np.ones(len(layer.connections)))
    return Layer(layer.kind, plain, a, layer.delta, z=layer.z, activation=layer.kind)


# There, these are `sigma_prime_forgotten` and `sigma_prime_twice`.
SAME_IN_SIGMA = ("weights_forgotten", "weight_counted_twice")
SIGMA = Mistakes(
    replace(
        known,
        compute=lambda layer, known=known: (
            known.compute(in_front(layer)) if is_sigma(layer) else None
        ),
    )
    for known in (*SIGMA_PRIME, *RELU)
)
SIGMA += [known for known in SUMS if known.name not in SAME_IN_SIGMA]
