"""Exercises about fully connected layers: δ, the parameter gradients, one step of descent."""

from __future__ import annotations

import numpy as np

from cnnbp.activations import sigmoid, sigmoid_derivative
from cnnbp.exercises import layers
from cnnbp.exercises.exercise import exercise
from cnnbp.exercises.layers import sample
from cnnbp.mistakes import (
    bias_gradient_mistakes,
    input_gradient_mistakes,
    weight_gradient_mistakes,
)


@exercise(
    "dense.delta",
    title="Delta through a fully connected layer",
    statement=(
        "z = W σ(z⁻) + b, where z⁻ is the pre-activation in front and σ the sigmoid.\n"
        "Given delta = ∂C/∂z (n,), w (n, m) and z, which here is z⁻ (m,), return ∂C/∂z⁻ (m,)."
    ),
    parts=("delta",),
    imports="numpy as np, sigmoid_derivative from cnnbp.activations",
)
def dense_delta(delta, w, z):
    """δ of the layer in front: (Wᵀ δ) ⊙ σ′(z), with the sigmoid σ."""
    # blank: w.T @ delta  # one number for each input
    back = w.T @ delta
    return back * sigmoid_derivative(z)


@dense_delta.cases
def _():
    for seed, (inputs, outputs) in enumerate(((2, 2), (3, 2), (3, 3), (2, 5), (6, 4)), start=10):
        layer = layers.dense(seed, inputs, outputs, activation="sigmoid")
        label = f"a layer with {inputs} inputs and {outputs} outputs"
        yield label, {"delta": layer.delta, "w": layer.w, "z": layer.z}, layer


dense_delta.also(input_gradient_mistakes)


@exercise(
    "dense.parameter_gradients",
    title="The gradients of W and b",
    statement=(
        "z = W a + b for each example. Given delta (N, n) and a (N, m), one example per row,\n"
        "return dw (n, m) and db (n,). The mean over the batch is in delta already: add up."
    ),
    parts=("dw", "db"),
    panels=("weights", "bias"),
)
def dense_gradients(delta, a):
    """dw (n, m) and db (n,), summed over the examples in the rows of delta and a."""
    dw = np.zeros((delta.shape[1], a.shape[1]))
    db = np.zeros(delta.shape[1])
    for example in range(len(delta)):
        # blank: a[example]
        dw += np.outer(delta[example], a[example])
        # blank: delta[example]
        db += delta[example]
    return dw, db


@dense_gradients.cases
def _():
    for seed, (inputs, outputs, batch) in enumerate(((2, 2, 1), (3, 2, 2), (3, 3, 4)), start=30):
        layer = layers.dense(seed, inputs, outputs, batch=batch, activation="identity")
        label = f"a batch of {batch} with {inputs} inputs and {outputs} outputs"
        yield label, {"delta": layer.delta, "a": layer.a}, layer


dense_gradients.also(weight_gradient_mistakes, "dw")
dense_gradients.also(bias_gradient_mistakes, "db")
dense_gradients.mistake(
    "outputs_added_up",
    "the outputs are added up and the examples are kept",
    "One number for each output: add up over the examples, axis 0.",
    lambda delta, a: (dense_gradients(delta, a)[0], delta.sum(axis=1)),
)


@exercise(
    "network.mini_batch_step",
    title="One step of mini-batch gradient descent",
    statement=(
        "C is the mean of the losses of the N examples. Each row of delta (N, n) is ∂Cₙ/∂z of\n"
        "one example's own loss, each row of a (N, m) its input to the layer.\n"
        "Return the new w (n, m) and b (n,) after one step with the learning rate."
    ),
    parts=("w", "b"),
    panels=("weights", "bias"),
)
def mini_batch_step(w, b, a, delta, learning_rate):
    """One step of gradient descent on the mean loss of the batch: the new w and b."""
    examples = len(delta)
    # blank: examples
    dw = delta.T @ a / examples
    # blank: delta.sum(axis=0) / examples
    db = delta.sum(axis=0) / examples
    return w - learning_rate * dw, b - learning_rate * db


@mini_batch_step.cases
def _():
    for seed, (inputs, outputs, batch) in enumerate(((2, 2, 3), (3, 2, 4), (4, 3, 5)), start=50):
        layer = layers.dense(seed, inputs, outputs, batch=batch, activation="identity")
        step = {"w": layer.w, "b": sample(seed + 6, outputs), "a": layer.a, "delta": layer.delta}
        label = f"a batch of {batch} with {inputs} inputs and {outputs} outputs"
        yield label, step | {"learning_rate": 0.3}, layer


MEAN = "The gradient of a mean is the mean of the gradients: divide their sum by N, once."
mini_batch_step.mistake(
    "sum_over_batch",
    "the gradients of the examples are added up and not divided by N",
    MEAN,
    lambda w, b, a, delta, rate: (w - rate * delta.T @ a, b - rate * delta.sum(axis=0)),
)
mini_batch_step.mistake(
    "divided_twice",
    "the gradient is divided by N twice",
    MEAN,
    lambda w, b, a, delta, rate: mini_batch_step(w, b, a, delta, rate / len(a)),
)
mini_batch_step.mistake(
    "mean_over_entries",
    "the gradient is divided by the number of all entries of delta, N·n",
    MEAN,
    lambda w, b, a, delta, rate: mini_batch_step(w, b, a, delta, rate / delta.shape[1]),
)
mini_batch_step.mistake(
    "mean_over_outputs",
    "the gradient is divided by the number of outputs in place of N",
    MEAN,
    lambda w, b, a, delta, rate: mini_batch_step(
        w, b, a, delta, rate * len(delta) / delta.shape[1]
    ),
)
mini_batch_step.mistake(
    "uphill",
    "the step goes along the gradient, uphill",
    "The gradient points to where C grows, so the step is subtracted.",
    lambda w, b, a, delta, rate: mini_batch_step(w, b, a, delta, -rate),
)
mini_batch_step.mistake(
    "rate_forgotten",
    "the learning rate is left out",
    "The step is η times the gradient.",
    lambda w, b, a, delta, rate: mini_batch_step(w, b, a, delta, 1),
)
mini_batch_step.mistake(
    "last_example_only",
    "only the last example moves it (= where += belongs)",
    MEAN,
    lambda w, b, a, delta, rate: mini_batch_step(w, b, a[-1:], delta[-1:], rate),
)
mini_batch_step.mistake(
    "last_example_divided",
    "only the last example is left of the sum (= where += belongs)",
    MEAN,
    lambda w, b, a, delta, rate: mini_batch_step(w, b, a[-1:], delta[-1:], rate / len(a)),
)
mini_batch_step.mistake(
    "not_updated",
    "it is returned as it was",
    "Both w and b take the step.",
    lambda w, b, a, delta, rate: (w, b),
)
mini_batch_step.mistake(
    "gradient_returned",
    "the gradient is returned in place of the new value",
    "The new value is the old one minus η times the gradient.",
    lambda w, b, a, delta, rate: (delta.T @ a / len(a), delta.mean(axis=0)),
)


@exercise(
    "broken.dense",
    title="Find the broken backward: a fully connected layer",
    statement="delta_in should be (Wᵀ δ) ⊙ σ′(z), with the sigmoid σ.",
    parts=("delta",),
    imports="numpy as np, sigmoid and sigmoid_derivative from cnnbp.activations",
)
def broken_dense(delta, w, z):
    """δ of the layer in front, with σ′ taken at z."""
    back = w.T @ delta
    return back * sigmoid_derivative(z)


@broken_dense.broken(
    "sigma_prime_at_a",
    choices=("not_transposed", "sigma_prime_forgotten", "sigma_prime_at_a", "mean_for_sum"),
)
def _(delta, w, z):
    """δ of the layer in front. It runs, the shape is right, the numbers are not."""
    a = sigmoid(z)
    back = w.T @ delta
    return back * sigmoid_derivative(a)


broken_dense.like(dense_delta)
