"""Output deltas: the code of the exercises."""
# The blanks of the half-finished forms are ... where a value belongs.
# mypy: ignore-errors

from cnnbp.activations import sigmoid, sigmoid_derivative, softmax


def squared_error_delta(z, y):
    """δ = ∂C/∂z for C = ½‖σ(z) − y‖², with the sigmoid σ and one example."""
    a = sigmoid(z)
    return (a - y) * sigmoid_derivative(z)


def squared_error_delta_half(z, y):
    """δ = ∂C/∂z for C = ½‖σ(z) − y‖², with the sigmoid σ and one example."""
    a = sigmoid(z)
    return (a - y) * ...


def cross_entropy_delta(z, y):
    """δ = ∂C/∂z for the mean over the rows of −Σ y·log softmax(z)."""
    return (softmax(z) - y) / len(z)


def cross_entropy_delta_half(z, y):
    """δ = ∂C/∂z for the mean over the rows of −Σ y·log softmax(z)."""
    return (softmax(z) - ...) / ...
