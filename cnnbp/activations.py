"""Activation functions a = σ(z), each with its derivative σ′(z) beside it.

All but softmax work on one number at a time, so σ′(z) has the shape of z.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core import checks

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike


def identity(z: ArrayLike) -> Array:
    """σ(z) = z, as a new array."""
    return checks.numbers("z", z).copy(order="K")


def identity_derivative(z: ArrayLike) -> Array:
    """σ′(z) = 1, an array of ones with the shape of z."""
    return np.ones_like(checks.numbers("z", z))


def sigmoid(z: ArrayLike) -> Array:
    """σ(z) = 1 / (1 + e^(−z)), between 0 and 1, without overflow for any z.

    z: any shape; the result has the same shape. TypeError when z does not hold real numbers.
    """
    z = checks.numbers("z", z)
    e = np.exp(-np.abs(z))  # at most 1, so it never overflows
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_derivative(z: ArrayLike) -> Array:
    """σ′(z) = σ(z)·(1 − σ(z)) = σ(z)·σ(−z), which stays exact where σ(z) is close to 1."""
    z = checks.numbers("z", z)
    return sigmoid(z) * sigmoid(-z)


def tanh(z: ArrayLike) -> Array:
    """σ(z) = tanh z, between −1 and 1."""
    return np.tanh(checks.numbers("z", z))


def tanh_derivative(z: ArrayLike) -> Array:
    """σ′(z) = 1 − tanh² z."""
    return 1 - tanh(z) ** 2


def relu(z: ArrayLike) -> Array:
    """σ(z) = max(0, z)."""
    # NumPy's clip is three times faster on large arrays than its maximum with 0
    return checks.numbers("z", z).clip(0, np.inf)


def relu_derivative(z: ArrayLike) -> Array:
    """σ′(z) = 1 where z > 0, else 0. At z = 0, where the slope jumps, the value is 0."""
    z = checks.numbers("z", z)
    return (z > 0).astype(z.dtype)


def softmax(z: ArrayLike) -> Array:
    """a_i = e^(z_i) / Σ_j e^(z_j), over the last axis: z is (m,) or (N, m).

    The largest z is subtracted first, which changes no ratio and keeps e^z finite.
    ValueError when z has no axis or an empty last axis.
    """
    z = _scores(z)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_derivative(z: ArrayLike) -> Array:
    """The Jacobian ∂a_i/∂z_j = a_i·([i = j] − a_j): (m, m) for z (m,), (N, m, m) for (N, m).

    Every output depends on every input, so there is no single σ′(z): δ at z is Jᵀ ∂C/∂a.
    """
    a = softmax(z)
    return a[..., :, None] * (np.eye(a.shape[-1], dtype=a.dtype) - a[..., None, :])


def _scores(z: ArrayLike) -> Array:
    z = checks.numbers("z", z)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z: got shape {z.shape}, expected (m,) or (N, m) with m at least 1")
    return z


ACTIVATIONS = {
    "identity": (identity, identity_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
    "tanh": (tanh, tanh_derivative),
    "relu": (relu, relu_derivative),
}
