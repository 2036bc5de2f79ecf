"""Fully connected layers: the code of the exercises."""
# The blanks of the half-finished forms are ... where a value belongs.
# mypy: ignore-errors

import numpy as np

from cnnbp.activations import sigmoid, sigmoid_derivative


def dense_delta(delta, w, z):
    """δ of the layer in front: (Wᵀ δ) ⊙ σ′(z), with the sigmoid σ."""
    back = w.T @ delta
    return back * sigmoid_derivative(z)


def dense_delta_half(delta, w, z):
    """δ of the layer in front: (Wᵀ δ) ⊙ σ′(z), with the sigmoid σ."""
    back = ...  # one number for each input
    return back * sigmoid_derivative(z)


def dense_gradients(delta, a):
    """dw (n, m) and db (n,), summed over the examples in the rows of delta and a."""
    dw = np.zeros((delta.shape[1], a.shape[1]))
    db = np.zeros(delta.shape[1])
    for example in range(len(delta)):
        dw += np.outer(delta[example], a[example])
        db += delta[example]
    return dw, db


def dense_gradients_half(delta, a):
    """dw (n, m) and db (n,), summed over the examples in the rows of delta and a."""
    dw = np.zeros((delta.shape[1], a.shape[1]))
    db = np.zeros(delta.shape[1])
    for example in range(len(delta)):
        dw += np.outer(delta[example], ...)
        db += ...
    return dw, db


def mini_batch_step(w, b, a, delta, learning_rate):
    """One step of gradient descent on the mean loss of the batch: the new w and b."""
    examples = len(delta)
    dw = delta.T @ a / examples
    db = delta.sum(axis=0) / examples
    return w - learning_rate * dw, b - learning_rate * db


def mini_batch_step_half(w, b, a, delta, learning_rate):
    """One step of gradient descent on the mean loss of the batch: the new w and b."""
    examples = len(delta)
    dw = delta.T @ a / ...
    db = ...
    return w - learning_rate * dw, b - learning_rate * db


def broken_dense(delta, w, z):
    """δ of the layer in front. It runs, the shape is right, the numbers are not."""
    a = sigmoid(z)
    back = w.T @ delta
    return back * sigmoid_derivative(a)


def fixed_dense(delta, w, z):
    """δ of the layer in front, with σ′ taken at z."""
    back = w.T @ delta
    return back * sigmoid_derivative(z)
