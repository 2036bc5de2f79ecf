"""Numbers for formulas of single units and edges, of losses, of batches and of steps."""

from functools import cache

import numpy as np
from scipy.special import expit

from cnnbp import connections, convolution, dense, losses, network
from cnnbp.activations import (
    identity,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    softmax,
    tanh,
)
from cnnbp.gradient_check import central_difference, relative_error
from lesson_claims.arithmetic import World
from lesson_claims.dense_worlds import SLOPE, random


@cache
def one_unit():
    w, x, b = random(4), random(4, seed=1), 0.3
    return [World({"w": w, "x": x, "b": b, "z": dense.forward(x, w[None], [b])[0]})]


@cache
def activation():
    z = random(7)
    return [World({"z": z, "a": expit(z), "sigma": sigmoid})]


@cache
def transposed():
    w = random(3, 4)
    return [World({"W": w, "t": [[w[row, j] for row in range(3)] for j in range(4)]})]


@cache
def through():
    """g: what comes back through a dense layer."""
    w, delta = random(3, 4), random(3)
    found = dense.input_gradient(delta, w), connections.dense(w).backward(delta)
    return [World({"W": w, "delta": delta, "g": g}) for g in found]


@cache
def steepest():
    """The z at which the slope of the sigmoid is largest."""
    z = np.linspace(-6, 6, 121)
    measured = [central_difference(lambda v: sigmoid(v)[0], [value])[0] for value in z]
    return [World({"z": z[np.argmax(slopes)]}) for slopes in (sigmoid_derivative(z), measured)]


@cache
def no_activation():
    """σ′ of the function that does nothing, measured."""
    return [
        World({"sigma'": central_difference(lambda v: identity(v)[0], [z])[0]}) for z in (-2, 3)
    ]


@cache
def blank_paper():
    """z of a convolution with bias 0 of a picture of zeros."""
    z = convolution.forward(np.zeros((1, 4, 5)), random(2, 1, 3, 2), np.zeros(2))
    return [World({}, free=[{"z": value} for value in z.ravel()])]


@cache
def one_edge():
    """Node a has one edge, to node b; g is ∂C/∂a, measured; behind a there is a sigmoid."""
    z_a, w, bias, y = 0.4, -1.7, 0.2, 0.9
    layer = connections.dense([[w]])
    a = sigmoid([z_a])
    g = central_difference(lambda a: 0.5 * np.sum((layer.forward(a) + bias - y) ** 2), a)[0]
    delta_b = (layer.forward(a) + bias - y)[0]
    assert relative_error(layer.backward([delta_b]), [g]) < 1e-6
    values = {"w": w, "delta_b": delta_b, "delta_a": g * sigmoid_derivative(z_a), "g": g}
    return [World(values)]


@cache
def half_square():
    """C of the squared distance of the plane z to t, and to nothing."""
    z, y = random(3, 4), random(3, 4, seed=1)
    return [squared_error(z, y), squared_error(z, 0 * y)]


@cache
def sum_of_squares():
    return half_square()[1:]


def squared_error(z, y):
    def cost(z):
        return losses.squared_error(z.ravel(), y.ravel())

    delta = losses.squared_error_delta(z.ravel(), y.ravel(), np.ones(z.size)).reshape(z.shape)
    values = {"z": z, "t": y, "C": cost(z), "∂C/∂z": central_difference(cost, z), "delta": delta}
    values |= {r"a_\text{pool}": z, r"∂C/∂a_\text{pool}": values["∂C/∂z"]}  # what a pool hands on
    return World(values)


@cache
def sigmoid_and_distance():
    z, y = random(5), random(5, seed=1)
    slope = central_difference(lambda z: losses.squared_error(sigmoid(z), y), z)
    delta = losses.squared_error_delta(sigmoid(z), y, sigmoid_derivative(z))
    values = {"z": z, "y": y, "C": losses.squared_error(sigmoid(z), y), "∂C/∂z": slope}
    return [World(values | SLOPE | {"delta": delta})]


@cache
def behind_an_activation():
    (world,) = sigmoid_and_distance()
    z, y = world.values["z"], world.values["y"]
    back = central_difference(lambda a: losses.squared_error(a, y), sigmoid(z))
    return [World({**world.values, "delta": world.values["∂C/∂z"], "∂C/∂a": back})]


@cache
def nudges():
    """Each entry of a moved alone: C is a function of its value."""
    image, kernel, h = random(4, 5), random(2, 3), 1e-3

    def cost(i, value):
        moved = image.ravel().copy()
        moved[i] = value
        return 0.5 * np.sum(convolution.forward(moved.reshape(image.shape), kernel) ** 2)

    z = convolution.forward(image, kernel)
    flowed = convolution.input_gradient(z, kernel, image.shape).ravel()
    places = [{"i": i, "C": lambda v, i=i: cost(i, v)} for i in range(image.size)]
    return [World({"a": image.ravel(), "h": h, "C": cost, "∂C/∂a": flowed}, free=places)]


@cache
def slopes():
    """g: the slope, measured, of the sigmoid, of tanh (t) and of ReLU (r)."""
    values = {"sigma": expit, "exp": np.exp, "tanh": np.tanh, "sigma'": sigmoid_derivative}
    places = []
    for z in (-2.0, -0.3, 0.4, 1.7):
        one = {"z": z, "g": central_difference(lambda v: sigmoid(v)[0], [z])[0]}
        one["a"] = expit(z)
        one["t"] = central_difference(lambda v: tanh(v)[0], [z])[0]
        one["r"] = central_difference(lambda v: relu(v)[0], [z])[0]
        places.append(one)
    return [World(values, free=places)]


@cache
def softmax_and_cross_entropy():
    """q: softmax of z; y: one-hot. ∂C/∂z and ∂q/∂z are measured."""
    worlds = []
    for label in (0, 2):
        z, y = random(4), np.eye(4)[label]
        values = {
            "z": z, "y": y, "q": softmax(z), "exp": np.exp, r"z_\text{label}": z[label],
            r"q_\text{label}": softmax(z)[label], "C": losses.cross_entropy(z, label),
            "∂C/∂z": central_difference(lambda z, k=label: losses.cross_entropy(z, k), z),
        }  # fmt: skip
        values["delta"] = values["∂C/∂z"]
        worlds.append(World(values, {"j": 4}, {"i": 4}))
    return worlds


@cache
def mean_loss():
    """Squared error and softmax with cross-entropy; D: deltas of each example's own loss."""
    z, y = random(5, 3), np.eye(3)[[0, 2, 1, 1, 0]]
    squared = losses.squared_error_delta(z, y, np.ones_like(z))
    return [
        batch(losses.squared_error, squared, z, y),
        batch(losses.cross_entropy, losses.cross_entropy_delta(z, y), z, y),
    ]


def batch(loss, delta, z, y):
    """C_i counts from 1."""
    own = [np.nan] + [loss(row, target) for row, target in zip(z, y, strict=True)]
    slopes = [
        central_difference(lambda v, target=target: loss(v, target), row)
        for row, target in zip(z, y, strict=True)
    ]
    values = {"C": loss(z, y), "C_": np.array(own), "N": len(z), "delta": delta}
    return World(values | {"D": np.array(slopes)})


@cache
def other_momentum():
    """Another library's velocity: the same steps, in units of the learning rate."""
    (world,) = rolling_step()
    eta, values = world.values["eta"], dict(world.values)
    values |= {"v": -values["v"] / eta, "v^new": -values["v^new"] / eta}
    return [World(values)]


@cache
def moved_by_it():
    (world,) = other_momentum()
    return [World({**world.values, "v": world.values["v^new"]})]


@cache
def plain_step():
    return [step(momentum=0.0)]


@cache
def rolling_step():
    return [step(momentum=0.7)]


@cache
def moved_step():
    """After the new velocity is known, v is the new one."""
    values = step(momentum=0.7).values
    return [World({**values, "v": values["v^new"]})]


def step(momentum, eta=0.3):
    """The second step of `Network.step`, with gradients by central differences."""
    net = network.Network([network.Dense(4, 3)], loss="squared_error", seed=3)
    layer, x, y = net.layers[0], random(5, 4), random(5, 3)
    for _ in range(2):
        before = {name: value.copy() for name, value in layer.parameters.items()}
        speed = net.velocity[0]["w"].copy()
        slopes = {name: slope(net, name, x, y) for name in ("w", "b")}
        net.forward(x)
        net.backward(y)
        net.step(eta, momentum)
    after, now = layer.parameters, net.velocity[0]["w"]
    values = {"eta": eta, "mu": momentum, "v": speed, "v^new": now}
    for symbol, name in [("W", "w"), ("w", "w"), ("b", "b")]:
        values |= {symbol: before[name], f"{symbol}^new": after[name]}
        values[f"∂C/∂{symbol}"] = slopes[name]
    return World(values)


def slope(net, name, x, y):
    kept = net.layers[0].parameters[name]

    def loss(value):
        net.layers[0].parameters[name] = value
        net.forward(x)
        return net.loss(y)

    found = central_difference(loss, kept)
    net.layers[0].parameters[name] = kept
    return found


@cache
def even_guess():
    return [World({"C": losses.cross_entropy(np.zeros(10), label)}) for label in (0, 7)]


@cache
def relu_slopes():
    """g: the slope of ReLU at z, measured, and as the weight of its edge."""
    z = random(9)
    measured = [central_difference(lambda v: relu(v)[0], [value])[0] for value in z]
    weights = connections.elementwise(relu_derivative(z)).weight
    return [
        World({}, free=[{"z": value, "g": g} for value, g in zip(z, slopes, strict=True)])
        for slopes in (measured, weights)
    ]
