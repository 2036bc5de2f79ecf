"""Networks: the code of the exercises."""
# The blanks of the half-finished forms are ... where a value belongs.
# mypy: ignore-errors

from cnnbp import convolution, pooling
from cnnbp.activations import relu, relu_derivative


def relu_delta(back, z):
    """∂C/∂z from back = ∂C/∂a, for a = relu(z): what came back passes where z was above 0."""
    return back * (z > 0)


def relu_delta_half(back, z):
    """∂C/∂z from back = ∂C/∂a, for a = relu(z): what came back passes where z was above 0."""
    return back * ...


def network_backward(delta, w, z, x, kernel_shape):
    """∂C/∂z and ∂C/∂kernel of the convolution in x → convolution → ReLU → max pool → dense."""
    a = relu(z)
    _, winners = pooling.max_forward(a, 2)
    back = (w.T @ delta).reshape(winners.position.shape)
    da = pooling.max_input_gradient(back, winners, a.shape)
    dz = da * relu_derivative(z)
    dw = convolution.kernel_gradient(dz, x, kernel_shape)
    return dz, dw


def network_backward_half(delta, w, z, x, kernel_shape):
    """∂C/∂z and ∂C/∂kernel of the convolution in x → convolution → ReLU → max pool → dense."""
    a = relu(z)
    _, winners = pooling.max_forward(a, 2)
    back = (...).reshape(winners.position.shape)  # through the dense layer
    da = pooling.max_input_gradient(back, winners, a.shape)
    dz = da * ...  # through ReLU
    dw = convolution.kernel_gradient(..., ..., kernel_shape)
    return dz, dw


def momentum_step(w, gradient, velocity, learning_rate, momentum):
    """One step with momentum: the new w and the new velocity."""
    velocity = momentum * velocity - learning_rate * gradient
    return w + velocity, velocity


def momentum_step_half(w, gradient, velocity, learning_rate, momentum):
    """One step with momentum: the new w and the new velocity."""
    velocity = momentum * ... - learning_rate * ...
    return ..., velocity
