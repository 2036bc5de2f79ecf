"""What learners get wrong in an output delta, for two losses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnbp.activations import sigmoid, sigmoid_derivative, softmax

NOT_LEFT = "δ is ∂C/∂z: the chain rule adds the factor that leads from a to z."
HALF = "The ½ in C cancels the 2 of the square's derivative."
SIGN = "The derivative of ½(a − y)² with respect to a is a − y."
INSIDE = "For softmax with cross-entropy, σ′ is inside already: everything cancels to a − y."
MEAN = "C is the mean over the N rows, so δ carries 1/N, and no other divisor."


@dataclass(frozen=True, eq=False)
class Output:
    """The outputs' pre-activation and targets, and the values of the activation."""

    z: np.ndarray
    y: np.ndarray
    a: np.ndarray

    @property
    def slope(self) -> np.ndarray:
        """The sigmoid's σ′(z)."""
        return np.asarray(sigmoid_derivative(self.z))


Rule = tuple[str, str, str, Callable[[Output], np.ndarray]]

SQUARED: tuple[Rule, ...] = (
    ("sigma_prime_forgotten", "σ′ is left out", NOT_LEFT, lambda o: o.a - o.y),
    (
        "sigma_prime_at_a",
        "σ′ is taken at a in place of z",
        "a has been through σ already; the slope that counts is the one at z.",
        lambda o: (o.a - o.y) * sigmoid_derivative(o.a),
    ),
    (
        "sigma_for_sigma_prime",
        "a = σ(z) is multiplied in place of σ′(z)",
        NOT_LEFT,
        lambda o: (o.a - o.y) * o.a,
    ),
    ("sign_turned", "y − a stands for a − y", SIGN, lambda o: (o.y - o.a) * o.slope),
    ("factor_two", "the ½ of C is forgotten", HALF, lambda o: 2 * (o.a - o.y) * o.slope),
    ("half_kept", "the ½ of C is kept", HALF, lambda o: (o.a - o.y) * o.slope / 2),
    (
        "mean_over_outputs",
        "the mean over the outputs is taken",
        "C adds up the squares of all outputs; nothing divides by their number.",
        lambda o: (o.a - o.y) * o.slope / len(o.y),
    ),
    ("z_for_a", "z is compared with y in place of a", SIGN, lambda o: (o.z - o.y) * o.slope),
    (
        "loss_returned",
        "the terms of C are returned, not their derivatives",
        SIGN,
        lambda o: (o.a - o.y) ** 2 / 2,
    ),
)

CROSS_ENTROPY: tuple[Rule, ...] = (
    (
        "sigma_prime_needless",
        "the result is multiplied by a·(1 − a) besides",
        INSIDE,
        lambda o: (o.a - o.y) * o.a * (1 - o.a) / len(o.z),
    ),
    ("batch_sum", "it is not divided by N", MEAN, lambda o: o.a - o.y),
    (
        "mean_over_everything",
        "it is divided by the number of all entries",
        MEAN,
        lambda o: (o.a - o.y) / o.z.size,
    ),
    (
        "mean_over_classes",
        "it is divided by the number of classes in place of N",
        MEAN,
        lambda o: (o.a - o.y) / o.z.shape[1],
    ),
    ("sign_turned", "y − a stands for a − y", INSIDE, lambda o: (o.y - o.a) / len(o.z)),
    (
        "sigmoid_for_softmax",
        "the sigmoid is used in place of softmax",
        "Softmax divides by the sum over the row, so that the row adds up to 1.",
        lambda o: (sigmoid(o.z) - o.y) / len(o.z),
    ),
    (
        "softmax_over_batch",
        "softmax runs over the examples, down the columns",
        "Each row is one example: softmax runs along it.",
        lambda o: (softmax(o.z.T).T - o.y) / len(o.z),
    ),
    (
        "softmax_over_everything",
        "softmax divides by the sum over all rows",
        "Each row is one example: softmax runs along it.",
        lambda o: (softmax(o.z.ravel()).reshape(o.z.shape) - o.y) / len(o.z),
    ),
    (
        "softmax_forgotten",
        "z is compared with y, without softmax",
        "δ compares probabilities with targets: a = softmax(z).",
        lambda o: (o.z - o.y) / len(o.z),
    ),
    (
        "stopped_at_a",
        "it stops at ∂C/∂a = −y/a",
        NOT_LEFT,
        lambda o: -o.y / o.a / len(o.z),
    ),
)
