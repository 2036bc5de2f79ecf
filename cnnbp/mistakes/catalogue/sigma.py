"""Mistakes about σ′: left out, taken at the wrong place, or multiplied at the wrong moment."""

from __future__ import annotations

import numpy as np

from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Layer
from cnnbp.mistakes.mistake import Mistake


def _times(layer: Layer, factor: np.ndarray | None) -> np.ndarray | None:
    """∂C/∂a times some other factor, where a σ stands in front and δ is asked for."""
    if not layer.asks_for_sigma or factor is None:
        return None
    return layer.input_gradient * factor


def _slope_at(layer: Layer, place: np.ndarray) -> np.ndarray:
    return np.asarray(ACTIVATIONS[layer.activation][1](place))


def _before_the_sum(layer: Layer) -> np.ndarray | None:
    """σ′(z) on δ cell by cell: possible where input and output have the same shape."""
    if not layer.asks_for_sigma or layer.a.shape != layer.delta.shape:
        return None
    return np.asarray(layer.connections.backward(layer.delta * layer.sigma_prime))


def _at_outputs(layer: Layer) -> np.ndarray | None:
    if not layer.asks_for_sigma:
        return None
    slope = _slope_at(layer, layer.output)
    return np.asarray(layer.connections.backward(layer.delta * slope))


def _not_asked(layer: Layer) -> np.ndarray | None:
    if layer.activation == "identity" or layer.asked == "delta":
        return None
    return layer.input_gradient * layer.sigma_prime


MISTAKES = (
    Mistake(
        "sigma_prime_forgotten",
        "σ′ is left out",
        "δ is the derivative at z, and σ lies between a and z: multiply ∂C/∂a by σ′(z).",
        lambda layer: _times(layer, np.ones_like(layer.a)),
    ),
    Mistake(
        "sigma_prime_at_a",
        "σ′ is taken at a in place of z",
        "a = σ(z) has already been through σ; the slope that counts is the one at z.",
        lambda layer: _times(layer, _slope_at(layer, layer.a)),
    ),
    Mistake(
        "sigma_prime_at_the_error",
        "σ′ is taken at the sum that came back in place of z",
        "σ′ is the slope where the forward pass stood, at z; then it is multiplied.",
        lambda layer: _times(layer, _slope_at(layer, layer.input_gradient)),
    ),
    Mistake(
        "sigma_for_sigma_prime",
        "the sum is multiplied by σ(z) in place of σ′(z)",
        "The chain rule needs the derivative of σ, not its value.",
        lambda layer: _times(layer, layer.a),
    ),
    Mistake(
        "sigma_prime_twice",
        "σ′ is multiplied in twice",
        "σ is passed once on the way forward, so its slope counts once on the way back.",
        lambda layer: _times(layer, layer.sigma_prime**2),
    ),
    Mistake(
        "sigma_prime_before_the_sum",
        "the output deltas are multiplied by σ′(z) before the sum",
        "First add up what comes back to this input, then multiply by σ′ at this input's z.",
        _before_the_sum,
    ),
    Mistake(
        "sigma_prime_at_the_outputs",
        "σ′ is taken at the z of the outputs, one layer too far",
        "The output deltas are already at z; what is missing is σ′ at the input's own z.",
        _at_outputs,
    ),
    Mistake(
        "sigma_prime_not_asked",
        "σ′ is multiplied in, although ∂C/∂a was asked for",
        "∂C/∂a is the plain sum over the edges; σ′ is the step after it.",
        _not_asked,
    ),
)
