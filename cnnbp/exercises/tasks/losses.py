"""Exercises about the output delta, for two losses."""

from __future__ import annotations

import numpy as np

from cnnbp import connections
from cnnbp.activations import sigmoid, sigmoid_derivative, softmax, softmax_derivative
from cnnbp.exercises import layers
from cnnbp.exercises.exercise import exercise
from cnnbp.exercises.layers import sample
from cnnbp.mistakes.catalogue import SIGMA_PRIME


@exercise(
    "losses.squared_error_delta",
    title="The output delta of the squared error",
    statement=(
        "C = ½‖a − y‖² with a = σ(z), σ the sigmoid, for one example.\n"
        "Given z and y, both (m,), return δ = ∂C/∂z (m,)."
    ),
    parts=("delta",),
    imports="numpy as np, sigmoid and sigmoid_derivative from cnnbp.activations",
)
def squared_error_delta(z, y):
    """δ = ∂C/∂z for C = ½‖σ(z) − y‖², with the sigmoid σ and one example."""
    a = sigmoid(z)
    # blank: sigmoid_derivative(z)
    return (a - y) * sigmoid_derivative(z)


@squared_error_delta.cases
def _():
    for seed, size in enumerate((2, 3, 5), start=70):
        z, y = sample(seed, size), np.abs(sample(seed + 2, size)) / 2
        yield f"{size} outputs", {"z": z, "y": y}


@squared_error_delta.explorer
def _(case, part, index):
    """The edges of σ: one for each unit, with weight σ′(z); they bring back a − y."""
    from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

    z, y = case.arguments["z"], case.arguments["y"]
    edges = connections.elementwise(sigmoid_derivative(z))
    selection = {"panel": "input", "index": [index]}
    return DeltaFlow.from_connections(edges, z, sigmoid(z) - y, selection=selection)


SIGN = "The derivative of ½(a − y)² with respect to a is a − y."
HALF = "The ½ in C cancels the 2 of the square's derivative."
for known in SIGMA_PRIME:
    squared_error_delta.mistake(
        known.name,
        known.sentence,
        known.remedy,
        lambda z, y, known=known: known.compute(layers.activation("sigmoid", sigmoid(z) - y, z)),
    )
squared_error_delta.mistake(
    "sign_turned", "y − a stands for a − y", SIGN, lambda z, y: -squared_error_delta(z, y)
)
squared_error_delta.mistake(
    "factor_two", "the ½ of C is forgotten", HALF, lambda z, y: 2 * squared_error_delta(z, y)
)
squared_error_delta.mistake(
    "half_kept", "the ½ of C is kept", HALF, lambda z, y: squared_error_delta(z, y) / 2
)
squared_error_delta.mistake(
    "mean_over_outputs",
    "the mean over the outputs is taken",
    "C adds up the squares of all outputs; nothing divides by their number.",
    lambda z, y: squared_error_delta(z, y) / len(y),
)
squared_error_delta.mistake(
    "z_for_a",
    "z is compared with y in place of a",
    SIGN,
    lambda z, y: (z - y) * sigmoid_derivative(z),
)
squared_error_delta.mistake(
    "loss_returned",
    "the terms of C are returned, not their derivatives",
    SIGN,
    lambda z, y: (sigmoid(z) - y) ** 2 / 2,
)


@exercise(
    "losses.cross_entropy_delta",
    title="The output delta of softmax with cross-entropy",
    statement=(
        "C is the mean over the N rows of −Σ y·log softmax(z).\n"
        "Given z (N, m) and one-hot rows y (N, m), return δ = ∂C/∂z (N, m)."
    ),
    parts=("delta",),
    imports="numpy as np, softmax from cnnbp.activations",
)
def cross_entropy_delta(z, y):
    """δ = ∂C/∂z for the mean over the rows of −Σ y·log softmax(z)."""
    # blank: y | len(z)
    return (softmax(z) - y) / len(z)


@cross_entropy_delta.cases
def _():
    for seed, (rows, classes) in enumerate(((1, 3), (2, 3), (5, 4)), start=80):
        label = f"{rows} examples of {classes} classes" if rows > 1 else "one example of 3 classes"
        y = np.eye(classes)[np.arange(rows) * 2 % classes]
        yield label, {"z": sample(seed, rows, classes), "y": y}


@cross_entropy_delta.explorer
def _(case, part, index):
    """The edges of softmax for the row in question; they bring back ∂C/∂a = −y/a/N."""
    from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

    z, y = case.arguments["z"], case.arguments["y"]
    row, unit = divmod(index, z.shape[1])
    delta = -y[row] / softmax(z)[row] / len(z)
    selection = {"panel": "input", "index": [unit]}
    edges = connections.dense(softmax_derivative(z[row]))
    return DeltaFlow.from_connections(edges, z[row], delta, selection=selection)


INSIDE = "For softmax with cross-entropy, σ′ is inside already: everything cancels to a − y."
MEAN = "C is the mean over the N rows, so δ carries 1/N, and no other divisor."
ALONG = "Each row is one example: softmax runs along it."
cross_entropy_delta.mistake(
    "sigma_prime_needless",
    "the result is multiplied by a·(1 − a) besides",
    INSIDE,
    lambda z, y: cross_entropy_delta(z, y) * softmax(z) * (1 - softmax(z)),
)
cross_entropy_delta.mistake(
    "batch_sum", "it is not divided by N", MEAN, lambda z, y: softmax(z) - y
)
cross_entropy_delta.mistake(
    "mean_over_everything",
    "it is divided by the number of all entries",
    MEAN,
    lambda z, y: (softmax(z) - y) / z.size,
)
cross_entropy_delta.mistake(
    "mean_over_classes",
    "it is divided by the number of classes in place of N",
    MEAN,
    lambda z, y: (softmax(z) - y) / z.shape[1],
)
cross_entropy_delta.mistake(
    "sign_turned", "y − a stands for a − y", INSIDE, lambda z, y: -cross_entropy_delta(z, y)
)
cross_entropy_delta.mistake(
    "sigmoid_for_softmax",
    "the sigmoid is used in place of softmax",
    "Softmax divides by the sum over the row, so that the row adds up to 1.",
    lambda z, y: (sigmoid(z) - y) / len(z),
)
cross_entropy_delta.mistake(
    "softmax_over_batch",
    "softmax runs over the examples, down the columns",
    ALONG,
    lambda z, y: (softmax(z.T).T - y) / len(z),
)
cross_entropy_delta.mistake(
    "softmax_over_everything",
    "softmax divides by the sum over all rows",
    ALONG,
    lambda z, y: (softmax(z.ravel()).reshape(z.shape) - y) / len(z),
)
cross_entropy_delta.mistake(
    "softmax_forgotten",
    "z is compared with y, without softmax",
    "δ compares probabilities with targets: a = softmax(z).",
    lambda z, y: (z - y) / len(z),
)
cross_entropy_delta.mistake(
    "stopped_at_a",
    "it stops at ∂C/∂a = −y/a",
    "δ is ∂C/∂z: the chain rule adds the factor that leads from a to z.",
    lambda z, y: -y / softmax(z) / len(z),
)
cross_entropy_delta.mistake(
    "diagonal_only",
    "only the diagonal of softmax's Jacobian is used",
    "Every output of softmax depends on every z of its row, so the terms beside the diagonal, "
    "−a·a′, count as well.",
    lambda z, y: -y * (1 - softmax(z)) / len(z),
)
