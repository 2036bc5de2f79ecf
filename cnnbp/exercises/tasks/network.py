"""Exercises about a whole network: back through ReLU, from the dense layer to the kernel, and a
step with momentum."""

from __future__ import annotations

import numpy as np

from cnnbp import connections, convolution, dense, pooling
from cnnbp.activations import relu, relu_derivative
from cnnbp.exercises import layers
from cnnbp.exercises.exercise import exercise
from cnnbp.exercises.layers import sample
from cnnbp.mistakes.catalogue import RELU, SIGMA_PRIME
from cnnbp.mistakes.words import count

# ReLU's slope is the same at z and at a, the same when it is squared, and no formula of a or z.
OF_RELU = [
    known
    for known in SIGMA_PRIME
    if known.name in ("sigma_prime_forgotten", "sigma_prime_at_the_error", "sigma_for_sigma_prime")
]
OF_RELU += RELU


@exercise(
    "network.relu_delta",
    title="Back through ReLU",
    statement=(
        "a = relu(z) = max(0, z). Given back = ∂C/∂a and z, of any one shape, return ∂C/∂z.\n"
        "At z = 0 the slope counts as 0."
    ),
    parts=("delta",),
)
def relu_delta(back, z):
    """∂C/∂z from back = ∂C/∂a, for a = relu(z): what came back passes where z was above 0."""
    # blank: z > 0
    return back * (z > 0)


@relu_delta.cases
def _():
    for seed, shape in enumerate(((3,), (2, 3), (2, 3, 4)), start=390):
        back, z = sample(seed, *shape), sample(seed + 2, *shape)
        z.flat[-1] = 0
        label = f"{' × '.join(map(str, shape))} units, one of them with z = 0"
        yield label, {"back": back, "z": z}


@relu_delta.explorer
def _(case, part, index):
    from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

    back, z = case.arguments["back"], case.arguments["z"]
    edges = connections.elementwise(relu_derivative(z))
    at = [int(i) for i in np.unravel_index(index, z.shape)]
    return DeltaFlow.from_connections(
        edges, z, back, kind="slope of ReLU", selection={"panel": "input", "index": at}
    )


KINK = "ReLU's slope is 1 where z > 0 and 0 elsewhere; at z = 0 it counts as 0, by convention."
for known in OF_RELU:
    relu_delta.mistake(
        known.name,
        known.sentence,
        known.remedy,
        lambda back, z, known=known: known.compute(layers.activation("relu", back, z)),
    )
relu_delta.mistake(
    "slope_returned", "the slope is returned without the delta", KINK, lambda back, z: z > 0
)
relu_delta.mistake(
    "sign_turned", "the sign is the wrong way round", KINK, lambda back, z: -back * (z > 0)
)

PATH = "x → convolution → z → ReLU → 2 × 2 max pool → flattened → dense layer with weights w.\n"


@exercise(
    "network.backward",
    title="Back through a whole small network",
    statement=(
        PATH + "Given delta = ∂C/∂(dense output) (n,), w (n, m), z and x of one image, and\n"
        "kernel_shape, return dz = ∂C/∂z and dw = ∂C/∂kernel."
    ),
    parts=("dz", "dw"),
    imports="convolution, pooling; relu and relu_derivative from cnnbp.activations",
)
def network_backward(delta, w, z, x, kernel_shape):
    """∂C/∂z and ∂C/∂kernel of the convolution in x → convolution → ReLU → max pool → dense."""
    a = relu(z)
    _, winners = pooling.max_forward(a, 2)
    # blank: w.T @ delta  # through the dense layer
    back = (w.T @ delta).reshape(winners.position.shape)
    da = pooling.max_input_gradient(back, winners, a.shape)
    # blank: relu_derivative(z)  # through ReLU
    dz = da * relu_derivative(z)
    # blank: dz | x
    dw = convolution.kernel_gradient(dz, x, kernel_shape)
    return dz, dw


@network_backward.cases
def _():
    """Images and kernels that are not square; the smallest has a single pool window."""
    shapes = (((3, 3), (2, 2), 1), ((5, 6), (2, 3), 4), ((7, 6), (4, 3), 2), ((8, 8), (3, 5), 4))
    for seed, (image, kernel, outputs) in enumerate(shapes, start=400):
        layer = layers.convolution(seed, image, kernel)
        z = convolution.forward(layer.a, layer.w)
        arguments = {
            "delta": sample(seed + 6, outputs),
            "w": sample(seed + 4, outputs, z.size // 4),
            "z": z,
            "x": layer.a,
            "kernel_shape": kernel,
        }
        label = f"a {image[0]} × {image[1]} image, a {kernel[0]} × {kernel[1]} kernel"
        yield f"{label} and {count(outputs, 'output')}", arguments, layer


@network_backward.explorer
def _(case, part, index):
    """The network, with the unit of z or the weight chosen; its loss gives δ."""
    from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

    delta, w, z, x, shape = case.arguments.values()
    pooled = pooling.max_forward(relu(z), 2)[0]
    y = dense.forward(pooled.ravel(), w) - delta  # ½‖output − y‖² has the output delta `delta`
    rows = [("convolution", case.layer.w), "relu", ("max_pool", 2), ("dense", w)]
    at = [int(i) for i in np.unravel_index(index, (z.shape, shape)[part])]
    selection = {"panel": ("input", "weights")[part], "index": at}
    return DeltaFlow.network(x, rows, y=y, stage=1 - part, selection=selection)


def _carried_on(way_back):
    """A wrong way back to z, and the kernel gradient that follows from it."""

    def wrong(delta, w, z, x, kernel_shape):
        _, winners = pooling.max_forward(relu(z), 2)
        dz = way_back(delta, w, z, winners)
        return dz, convolution.kernel_gradient(dz, x, kernel_shape)

    return wrong


def _through_pool(back, z, winners):
    return pooling.max_input_gradient(back.reshape(winners.position.shape), winners, z.shape)


def _through_dense_and_pool(delta, w, z, winners):
    return _through_pool(w.T @ delta, z, winners)


def _in_window(delta, w, share, winners):
    """Every cell of a window gets this share of what came back."""
    back = (w.T @ delta).reshape(winners.position.shape)
    return np.kron(back, np.full((2, 2), share))


POOL = "Only the winner of a window decided the pool's output, so it gets the whole delta."
DENSE = "Through a dense layer back is Wᵀ δ, reshaped to the pool's rows and columns."
KERNEL = "A weight's gradient is the sum over the positions of ∂C/∂z times the pixel it met."


for known in OF_RELU:
    if known.name == "kink_passes":
        continue  # no z of its cases is 0

    @network_backward.mistake(known.name, known.sentence, known.remedy)
    @_carried_on
    def _(delta, w, z, winners, known=known):
        da = _through_dense_and_pool(delta, w, z, winners)
        return known.compute(layers.activation("relu", da, z))


@network_backward.mistake("every_cell", "every cell of a pool window gets the whole delta", POOL)
@_carried_on
def _(delta, w, z, winners):
    return _in_window(delta, w, 1, winners) * relu_derivative(z)


@network_backward.mistake(
    "spread_over_window",
    "the pool's delta is spread over the window, as in average pooling",
    POOL,
)
@_carried_on
def _(delta, w, z, winners):
    return _in_window(delta, w, 1 / 4, winners) * relu_derivative(z)


@network_backward.mistake("not_transposed", "W is used on the way back in place of Wᵀ", DENSE)
@_carried_on
def _(delta, w, z, winners):
    return _through_pool(w @ delta, z, winners) * relu_derivative(z)


@network_backward.mistake("reshaped_not_transposed", "W is reshaped in place of transposed", DENSE)
@_carried_on
def _(delta, w, z, winners):
    return _through_pool(w.reshape(w.shape[::-1]) @ delta, z, winners) * relu_derivative(z)


@network_backward.mistake(
    "unflattened_by_columns", "the dense layer's inputs are put back column by column", DENSE
)
@_carried_on
def _(delta, w, z, winners):
    back = (w.T @ delta).reshape(winners.position.shape, order="F")
    return _through_pool(back, z, winners) * relu_derivative(z)


@network_backward.mistake("sign_turned", "the sign is the wrong way round", DENSE)
@_carried_on
def _(delta, w, z, winners):
    return -_through_dense_and_pool(delta, w, z, winners) * relu_derivative(z)


@network_backward.mistake("gradient_rotated", "it is turned by 180°", KERNEL)
def _(*arguments):
    dz, dw = network_backward(*arguments)
    return dz, dw[::-1, ::-1]


@network_backward.mistake(
    "mean_over_positions", "the mean over the positions is taken in place of the sum", KERNEL
)
def _(*arguments):
    dz, dw = network_backward(*arguments)
    return dz, dw / dz.size


@network_backward.mistake("values_forgotten", "∂C/∂z is added up without the pixels", KERNEL)
def _(*arguments):
    dz, dw = network_backward(*arguments)
    return dz, np.full(dw.shape, dz.sum())


@exercise(
    "network.momentum_step",
    title="One step with momentum",
    statement=(
        "The velocity v remembers the steps before: v ← μ·v − η·∂C/∂w, then w ← w + v.\n"
        "Given w, gradient = ∂C/∂w, velocity, η = learning_rate and μ = momentum, return the\n"
        "new w and the new velocity."
    ),
    parts=("w", "velocity"),
    panels=("weights", "weights"),
)
def momentum_step(w, gradient, velocity, learning_rate, momentum):
    """One step with momentum: the new w and the new velocity."""
    # blank: velocity | gradient
    velocity = momentum * velocity - learning_rate * gradient
    # blank: w + velocity
    return w + velocity, velocity


@momentum_step.cases
def _():
    for seed, inputs, outputs, rate, momentum in (
        (420, 2, 1, 0.1, 0.9),
        (421, 2, 3, 0.3, 0.5),
        (422, 4, 3, 0.2, 0.8),
    ):
        layer = layers.dense(seed, inputs, outputs, activation="identity")
        arguments = {
            "w": layer.w,
            "gradient": np.outer(layer.delta, layer.a),
            "velocity": sample(seed + 6, outputs, inputs),
            "learning_rate": rate,
            "momentum": momentum,
        }
        size = f"a layer with {inputs} inputs and {count(outputs, 'output')}"
        yield f"{size}, η = {rate}, μ = {momentum}", arguments, layer


OTHER = (
    "That is another convention, and it trains as well; in this one v holds the steps themselves: "
    "v ← μ·v − η·∂C/∂w, and then w ← w + v."
)
BOTH = "v ← μ·v − η·∂C/∂w, and then w ← w + v with the new v."


def _moved(velocity):
    """The step with a wrong velocity."""

    def wrong(w, g, v, rate, mu):
        new = velocity(g, v, rate, mu)
        return w + new, new

    return wrong


momentum_step.mistake(
    "momentum_forgotten",
    "the old velocity is left out",
    BOTH,
    _moved(lambda g, v, rate, mu: -rate * g),
)
momentum_step.mistake(
    "not_slowed_down",
    "the old velocity is not multiplied by the momentum",
    BOTH,
    _moved(lambda g, v, rate, mu: v - rate * g),
)
momentum_step.mistake(
    "old_velocity",
    "w moves by the old velocity",
    BOTH,
    lambda w, g, v, rate, mu: (w + v, mu * v - rate * g),
)
momentum_step.mistake(
    "velocity_not_kept",
    "the old velocity is returned",
    BOTH,
    lambda w, g, v, rate, mu: (w + mu * v - rate * g, v),
)
momentum_step.mistake(
    "uphill",
    "the gradient is added, so that the step goes uphill",
    BOTH,
    _moved(lambda g, v, rate, mu: mu * v + rate * g),
)
momentum_step.mistake(
    "rate_forgotten",
    "the learning rate is left out",
    BOTH,
    _moved(lambda g, v, rate, mu: mu * v - g),
)
momentum_step.mistake(
    "averaged",
    "the gradient is multiplied by 1 − μ besides",
    BOTH,
    _moved(lambda g, v, rate, mu: mu * v - (1 - mu) * rate * g),
)
momentum_step.mistake(
    "rate_in_both_places",
    "the learning rate is multiplied in twice, in v and again in the step",
    BOTH,
    _moved(lambda g, v, rate, mu: rate * (mu * v - rate * g)),
)
momentum_step.mistake(
    "velocity_uphill",
    "v is kept with the opposite sign, and subtracted",
    BOTH,
    lambda w, g, v, rate, mu: (w - mu * v - rate * g, mu * v + rate * g),
)
momentum_step.mistake(
    "rate_outside_velocity",
    "v adds up the gradients, and the learning rate comes in with the step, as in PyTorch",
    OTHER,
    lambda w, g, v, rate, mu: (w - rate * (mu * v + g), mu * v + g),
)
momentum_step.mistake(
    "rate_outside_velocity_downhill",
    "v adds up the gradients with a minus, and the learning rate comes in with the step",
    OTHER,
    lambda w, g, v, rate, mu: (w + rate * (mu * v - g), mu * v - g),
)
momentum_step.mistake(
    "moving_average",
    "v is the moving average μ·v + (1 − μ)·∂C/∂w, and the step is −η·v",
    OTHER,
    lambda w, g, v, rate, mu: (
        w - rate * (mu * v + (1 - mu) * g),
        mu * v + (1 - mu) * g,
    ),
)
momentum_step.mistake(
    "nesterov",
    "the step looks ahead, w + μ·v − η·∂C/∂w with the new v, as Nesterov's does",
    OTHER,
    lambda w, g, v, rate, mu: (
        w + mu * (mu * v - rate * g) - rate * g,
        mu * v - rate * g,
    ),
)
momentum_step.mistake(
    "nesterov_outside_velocity",
    "v adds up the gradients, and the step −η·(∂C/∂w + μ·v) looks ahead, as PyTorch's "
    "nesterov=True does",
    OTHER,
    lambda w, g, v, rate, mu: (w - rate * (g + mu * (mu * v + g)), mu * v + g),
)


@exercise(
    "broken.network",
    title="Find the broken backward: a whole network",
    statement=f"{PATH}It should return ∂C/∂z and ∂C/∂kernel.",
    parts=("dz", "dw"),
    imports="convolution, pooling; relu and relu_derivative from cnnbp.activations",
)
def broken_network(delta, w, z, x, kernel_shape):
    """Back through dense, pool and ReLU, with ReLU's slope taken at z."""
    a = relu(z)
    _, winners = pooling.max_forward(a, 2)
    back = (w.T @ delta).reshape(winners.position.shape)
    da = pooling.max_input_gradient(back, winners, a.shape)
    dz = da * relu_derivative(z)
    dw = convolution.kernel_gradient(dz, x, kernel_shape)
    return dz, dw


@broken_network.broken(
    "sigma_prime_at_the_error",
    choices=(
        "sigma_prime_forgotten",
        "sigma_prime_at_the_error",
        "spread_over_window",
        "unflattened_by_columns",
    ),
    sentence="ReLU's σ′ is taken at the delta that came back in place of z",
)
def _(delta, w, z, x, kernel_shape):
    """Back through dense, pool and ReLU. It runs, the shapes are right, the numbers are not."""
    a = relu(z)
    _, winners = pooling.max_forward(a, 2)
    back = (w.T @ delta).reshape(winners.position.shape)
    da = pooling.max_input_gradient(back, winners, a.shape)
    dz = da * relu_derivative(da)
    dw = convolution.kernel_gradient(dz, x, kernel_shape)
    return dz, dw


broken_network.like(network_backward)
