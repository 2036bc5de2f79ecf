"""Loss functions C and the output delta δ = ∂C/∂z that back-propagation starts from.

The mean over a batch belongs to the loss: C is the mean over the N examples, so the output
delta carries the factor 1/N, and every gradient that follows is a plain sum.
An array with one axis is one example; with more axes, the first one counts the examples.
An empty batch has loss 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core import checks

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike


def squared_error(a: ArrayLike, y: ArrayLike) -> np.floating:
    """C = 1/N Σ ½‖a − y‖², a number (Nielsen 2015, chapter 2, equation 26, for one example).

    a: outputs (m,) or (N, ...); y: targets of the same shape. ValueError when the shapes differ.
    """
    a, y = _outputs_and_targets(a, y)
    return np.sum((a - y) ** 2) / (2 * _examples(a))


def squared_error_delta(a: ArrayLike, y: ArrayLike, sigma_prime: ArrayLike) -> Array:
    """δ = (a − y) ⊙ σ′(z) / N: the output delta of the squared error (Nielsen 2015, BP1).

    a: outputs; y: targets; sigma_prime: σ′(z) at the output layer, all of one shape. Without an
    activation at the output σ′ is 1, and `sigma_prime` may be the number 1.
    ValueError when the shapes differ.
    """
    a, y = _outputs_and_targets(a, y)
    if not isinstance(sigma_prime, (int, float)):
        sigma_prime = checks.numbers("sigma_prime", sigma_prime)
        checks.same_shape("sigma_prime", sigma_prime, a.shape, "a")
        a, y, sigma_prime = checks.one_dtype(a, y, sigma_prime)
    return (a - y) * sigma_prime / _examples(a)


def cross_entropy(z: ArrayLike, y: ArrayLike) -> np.floating:
    """C = −1/N Σ y·log softmax(z), a number: softmax and cross-entropy in one step.

    z: pre-activations (m,) or (N, m). y: class labels, an int or (N,) ints from 0 to m − 1,
    or probabilities with the shape of z (one-hot rows), each row with sum 1.
    log softmax(z) = z − log Σ e^z is used directly, so a tiny probability costs no accuracy.
    ValueError for shapes that do not match, labels out of range or rows that do not sum to 1;
    TypeError for labels that are not whole numbers.
    """
    return cross_entropy_and_delta(z, y)[0]


def cross_entropy_delta(z: ArrayLike, y: ArrayLike) -> Array:
    """δ = (softmax(z) − y) / N, with y one-hot: the derivative of softmax is included.

    z, y and errors as in `cross_entropy`. No σ′ is to be multiplied: this is ∂C/∂z already
    (Bishop 2006, equation 4.109 and section 5.2).
    """
    return cross_entropy_and_delta(z, y)[1]


def cross_entropy_and_delta(z: ArrayLike, y: ArrayLike) -> tuple[np.floating, Array]:
    """C and δ of the two functions above at once, for training: they share the softmax."""
    z, y = _scores_and_probabilities(z, y)
    N = _examples(z)
    z = z - z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    total = e.sum(axis=-1, keepdims=True)
    log_a = z - np.log(total)
    # Σ y·log a; a class with y = 0 adds nothing, however unlikely the network thinks it is
    loss = -np.vdot(y.T, np.where(y, log_a, 0).T) / N
    return loss, (e / total - y) / N


def squared_error_and_delta(a: ArrayLike, y: ArrayLike) -> tuple[np.floating, Array]:
    """C and δ of the squared error, with σ′ = 1: a σ at the output is a layer of its own."""
    return squared_error(a, y), squared_error_delta(a, y, 1)


def _examples(array: Array) -> int:
    return 1 if array.ndim < 2 else max(len(array), 1)


def _outputs_and_targets(a: ArrayLike, y: ArrayLike) -> list[Array]:
    a, y = checks.numbers("a", a), checks.numbers("y", y)
    checks.same_shape("y", y, a.shape, "a")
    return checks.one_dtype(a, y)


def _scores_and_probabilities(z: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    z = checks.numbers("z", z)
    checks.dimensions("z", z.shape, {1: "(m,)", 2: "(N, m) with m at least 1"})
    if z.shape[-1] == 0:
        raise ValueError(f"z: got shape {z.shape}, expected (m,) or (N, m) with m at least 1")
    y = checks.as_array("y", y)
    if y.shape == z.shape[:-1]:
        return z, _one_hot(y, z)
    whole = y.dtype.kind in "biu"
    y = checks.numbers("y", y)
    if y.shape != z.shape:
        raise ValueError(
            f"y: got shape {y.shape}, expected labels {z.shape[:-1]} or probabilities {z.shape}"
        )
    if np.any(y < 0) or not np.allclose(y.sum(axis=-1), 1):
        raise ValueError(
            "y: got rows that are not probabilities, expected rows with sum 1, none < 0"
        )
    return (z, y.astype(z.dtype)) if whole else checks.one_dtype(z, y)


def _one_hot(labels: Array, z: Array) -> Array:
    if labels.dtype.kind not in "iu" and labels.size:
        raise TypeError(f"y: got labels of type {labels.dtype}, expected whole numbers")
    hot = np.equal.outer(np.arange(z.shape[-1]), labels)
    if np.count_nonzero(hot) < labels.size:  # a label outside the range meets no class
        raise ValueError(
            f"y: got labels from {labels.min()} to {labels.max()}, expected 0 to {len(hot) - 1}"
        )
    return hot.T.astype(z.dtype)


WITH_DELTA = {
    "cross_entropy": cross_entropy_and_delta,
    "squared_error": squared_error_and_delta,
}
# the same checks without the sums
CHECKS = {"cross_entropy": _scores_and_probabilities, "squared_error": _outputs_and_targets}
