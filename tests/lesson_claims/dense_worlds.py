"""Numbers for the formulas of fully connected networks.

Derivatives ("∂C/∂z^2") are always measured. Deltas come from the package or from its edges.
"""

from functools import cache

import numpy as np

from cnnbp import connections, dense, losses
from cnnbp.activations import sigmoid, sigmoid_derivative
from cnnbp.gradient_check import central_difference
from lesson_claims.arithmetic import World

ROUTES = "package", "edges"
SLOPE = {"sigma": sigmoid, "sigma'": sigmoid_derivative}


def random(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def column(vector):
    return np.asarray(vector)[:, None]


class Chain:
    """Fully connected layers with a sigmoid behind each, and half the squared distance to y."""

    def __init__(self, *sizes):
        self.last = len(sizes) - 1
        self.a = {0: random(sizes[0], seed=9)}
        self.z, self.w, self.b = {}, {}, {}
        self.y = random(sizes[-1], seed=8)
        for n in range(1, self.last + 1):
            self.w[n], self.b[n] = random(sizes[n], sizes[n - 1], seed=n), random(sizes[n], seed=n)
            self.z[n] = dense.forward(self.a[n - 1], self.w[n], self.b[n])
            self.a[n] = sigmoid(self.z[n])

    def loss(self, n, a):
        """C, if layer n hands on a."""
        for m in range(n + 1, self.last + 1):
            a = sigmoid(dense.forward(a, self.w[m], self.b[m]))
        return losses.squared_error(a, self.y)

    def measured(self, n):
        """Central differences at layer n, and at what it is given."""
        a, w, b = self.a[n - 1], self.w[n], self.b[n]
        through = {
            f"z^{n}": (lambda z: self.loss(n, sigmoid(z)), self.z[n]),
            f"W^{n}": (lambda w: self.loss(n, sigmoid(dense.forward(a, w, b))), w),
            f"b^{n}": (lambda b: self.loss(n, sigmoid(dense.forward(a, w, b))), b),
            f"a^{n - 1}": (lambda a: self.loss(n - 1, a), a),
        }
        return {f"∂C/∂{name}": central_difference(*at) for name, at in through.items()}

    def deltas(self, route):
        slope = {n: sigmoid_derivative(z) for n, z in self.z.items()}
        found = {self.last: losses.squared_error_delta(self.a[self.last], self.y, slope[self.last])}
        for n in range(self.last - 1, 0, -1):
            w = self.w[n + 1]
            back = dense.input_gradient if route == "package" else self.by_edges
            found[n] = back(found[n + 1], w) * slope[n]
        return found

    @staticmethod
    def by_edges(delta, w):
        return connections.dense(w).backward(delta)

    def values(self, route):
        known = {"C": self.loss(0, self.a[0]), "y": self.y, "x": self.a[0], **SLOPE}
        for name in "azbw":
            known |= {f"{name.replace('w', 'W')}^{n}": v for n, v in getattr(self, name).items()}
        known |= {f"delta^{n}": delta for n, delta in self.deltas(route).items()}
        for n in range(1, self.last + 1):
            known |= self.measured(n)
        known["∂C/∂x"] = known["∂C/∂a^0"]
        return {name: column(v) if np.ndim(v) == 1 else v for name, v in known.items()}


@cache
def rows():
    """A dense layer with a batch, one example in each row; C = ½ Σ Z², so that Δ = Z."""
    a, w, b = random(5, 4), random(3, 4), random(3)
    z = dense.forward(a, w, b)

    def cost(a, w, b):
        return 0.5 * np.sum(dense.forward(a, w, b) ** 2)

    values = {
        "A": a, "W": w, "b": b, "Z": z, "Delta": z,
        "∂C/∂A": central_difference(lambda a: cost(a, w, b), a),
        "∂C/∂W": central_difference(lambda w: cost(a, w, b), w),
        "∂C/∂b": central_difference(lambda b: cost(a, w, b), b),
        "shape": np.shape, "N": 5, "m": 4, "n": 3,
    }  # fmt: skip
    return [World(values, {"n": 5})]


@cache
def turned_rows():
    """The same with the weights stored the other way round."""
    (world,) = rows()
    return [World({**world.values, "W": world.values["W"].T})]


@cache
def columns():
    """A dense layer with one example, in columns."""
    a, w, b = random(4), random(3, 4), random(3)
    z = dense.forward(a, w, b)

    def cost(a, w, b):
        return 0.5 * np.sum(dense.forward(a, w, b) ** 2)

    values = {
        "a": a, "b": b, "z": z, "delta": z,
        "∂C/∂a": central_difference(lambda a: cost(a, w, b), a),
        "∂C/∂b": central_difference(lambda b: cost(a, w, b), b),
    }  # fmt: skip
    values = {name: column(value) for name, value in values.items()}
    values |= {"W": w, "∂C/∂W": central_difference(lambda w: cost(a, w, b), w)}
    return [World({**values, "shape": np.shape, "m": 4, "n": 3})]


@cache
def two_layers():
    """Four inputs, three hidden units, two outputs; the vectors are columns."""
    return labelled(Chain(4, 3, 2), [2])


@cache
def every_layer():
    """l = 1..L of a network with three layers of weights."""
    return labelled(Chain(4, 3, 5, 2), [1, 2, 3])


@cache
def hidden_layers():
    """Those that have a layer behind them."""
    return labelled(Chain(4, 3, 5, 2), [1, 2])


def labelled(chain, layers):
    """With the labels l − 1, l, l + 1 and L for the layers that they mean."""
    worlds = []
    for values in map(chain.values, ROUTES):
        for n in layers:
            names = {str(n - 1): "l-1", str(n): "l", str(n + 1): "l+1"}
            worlds.append(World(relabelled(values, chain, names, n), {"i": len(chain.y)}))
    return worlds


def relabelled(values, chain, names, n):
    known = dict(values)
    for name, value in values.items():
        stem, _, label = name.rpartition("^")
        if label in names:
            known[f"{stem}^{names[label]}"] = value
        if label == str(chain.last):
            known[f"{stem}^L"] = value
    if n < chain.last:
        known["∂z^l+1/∂z^l"] = jacobian(chain, n)
        known["J"] = chain.w[n + 1] * sigmoid_derivative(chain.z[n])  # as the lesson computes it
    return known


def jacobian(chain, n):
    """One row for each entry of z^{l+1}, measured."""
    rows = range(len(chain.z[n + 1]))
    after = [
        lambda z, row=row: dense.forward(sigmoid(z), chain.w[n + 1], chain.b[n + 1])[row]
        for row in rows
    ]
    return np.array([central_difference(entry, chain.z[n]) for entry in after])
