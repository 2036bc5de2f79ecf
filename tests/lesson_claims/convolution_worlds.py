"""Numbers for the formulas of convolutions: asymmetric kernels on pictures that are not square.

Derivatives ("∂C/∂z^l") are always measured. Deltas come from the package or from its edges.
"""

from dataclasses import replace
from functools import cache

import numpy as np
from scipy import signal

from cnnbp import connections, convolution, dense, losses, pooling
from cnnbp.activations import sigmoid, sigmoid_derivative
from cnnbp.gradient_check import central_difference
from lesson_claims.arithmetic import World
from lesson_claims.dense_worlds import ROUTES, SLOPE, random

PICTURE, KERNEL = (5, 7), (3, 2)


def plane(route, convention="correlation", bias=0.3):
    """Layer l, a picture behind a sigmoid, and layer l + 1, its convolution with a target."""
    z, w = random(*PICTURE), random(*KERNEL)
    a, options = sigmoid(z), {"convention": convention}

    def forward(a, w=w, b=bias):
        return convolution.forward(a[None], w[None, None], [b], **options)[0]

    def cost(out):
        return losses.squared_error(out.ravel(), t.ravel())

    out = forward(a)
    t = random(*out.shape, seed=1)
    if route == "package":
        back = convolution.input_gradient(out - t, w, PICTURE, **options)
    else:
        back = connections.convolution(w, PICTURE, **options).backward(out - t)
    values = {
        "z^l": z, "a^l": a, "a": a, "z^l+1": out, "w": w, "b": bias, "t": t, "C": cost(out),
        "delta": out - t, "delta^l+1": out - t, "delta^l": back * sigmoid_derivative(z),
        "∂C/∂z^l": central_difference(lambda z: cost(forward(sigmoid(z))), z),
        "∂C/∂z^l+1": central_difference(cost, out),
        "∂C/∂a^l": central_difference(lambda a: cost(forward(a)), a),
        "∂C/∂w": central_difference(lambda w: cost(forward(a, w)), w),
        "∂C/∂b": central_difference(lambda b: cost(forward(a, b=b[0])), [bias])[0],
        "∂z^l+1/∂z^l": response(lambda z: forward(sigmoid(z)), z),
    }  # fmt: skip
    values |= {"∂C/∂a": values["∂C/∂a^l"], **SLOPE}
    sums = {"p": w.shape[0], "q": w.shape[1], "x'": out.shape[0], "y'": out.shape[1]}
    return World(values, sums)


def response(layer, z, step=1e-6):
    """∂ outputs / ∂ inputs, measured: output indices first."""
    found = np.empty((*layer(z).shape, *z.shape))
    for place in np.ndindex(z.shape):
        nudge = np.zeros(z.shape)
        nudge[place] = step
        found[(..., *place)] = (layer(z + nudge) - layer(z - nudge)) / (2 * step)
    return found


@cache
def planes(*free):
    """Both routes; free indices run over the picture (x, y, i, j), outputs (x', y') or w (p, q)."""
    worlds = [plane(route) for route in ROUTES]
    rows, columns = PICTURE
    lengths = {"x": rows, "y": columns, "i": rows, "j": columns, **worlds[0].sums}
    return [replace(world, free={index: lengths[index] for index in free}) for world in worlds]


@cache
def outputs():
    """z_{i,j} of one layer, with and without a bias."""
    worlds = []
    for bias in (0.3, 0.0):
        world = plane("package", bias=bias)
        values = dict(world.values) | {"z": world.values["z^l+1"]}
        free = dict(zip("ij", values["z"].shape, strict=True))
        worlds.append(replace(world, values=values, free=free))
    return worlds


@cache
def responses():
    """Every output and every pixel: indices x, y, x', y'."""
    return planes("x", "y", "x'", "y'")


@cache
def true_convolutions(convention="correlation"):
    """∗ is SciPy's, over all places at which two arrays meet; the middle has the kernel's size."""
    (rows, columns), top, left = KERNEL, PICTURE[0] - KERNEL[0], PICTURE[1] - KERNEL[1]
    operations = {
        "*": lambda a, b: signal.convolve2d(a, b, "full"),
        "middle of": lambda full: full[top : top + rows, left : left + columns],
        "rot180": convolution.rot180,
    }
    worlds = [plane(route, convention) for route in ROUTES]
    return [replace(w, values={**w.values, **operations, "z": w.values["z^l"]}) for w in worlds]


@cache
def padded():
    """ "With w": convolved, or correlated with the kernel turned by 180°."""
    border = [(n - 1, n - 1) for n in KERNEL]
    ways = (
        lambda a, w: signal.convolve2d(a, w, "valid"),
        lambda a, w: convolution.forward(a, convolution.rot180(w)),
    )
    worlds = [plane(route) for route in ROUTES]
    pad = {"padded": lambda a: np.pad(a, border)}
    return [replace(w, values={**w.values, **pad, "with": way}) for w in worlds for way in ways]


@cache
def slid(kind):
    """c: the two operations on A, by SciPy and by the package; and behind a sigmoid."""
    a, w = random(4, 6), random(*KERNEL)
    sums = {"p": KERNEL[0], "q": KERNEL[1]}
    if kind == "correlation":
        found = [signal.correlate2d(a, w, "valid"), convolution.forward(a, w)]
    else:
        border = [n - 1 for n in KERNEL]
        package = convolution.forward(a, w, padding=border, convention="convolution")
        found = [signal.convolve2d(a, w, "full"), package]
    free = dict(zip("xy", found[0].shape, strict=True))
    return [World({"A": a, "w": w, "c": c}, sums, free) for c in found]


@cache
def slid_behind_a_sigmoid():
    """The places of a full convolution at which all pixels exist."""
    z, w = random(4, 6), random(*KERNEL)
    full = signal.convolve2d(sigmoid(z), w, "full")
    places = [{"x": x, "y": y} for x in range(KERNEL[0] - 1, 4) for y in range(KERNEL[1] - 1, 6)]
    sums = {"a": KERNEL[0], "b": KERNEL[1]}
    return [World({"z": z, "w": w, "c": full, "sigma": sigmoid}, sums, places)]


@cache
def channels():
    """Two channels in, three out; "correlated with" is SciPy's."""
    a, w, b = random(2, *PICTURE), random(3, 2, *KERNEL), random(3)
    values = {"a": a, "w": w, "b": b, "z": convolution.forward(a, w, b)}
    values["correlated with"] = lambda kernel, plane: signal.correlate2d(plane, kernel, "valid")
    return [World(values, {"c": 2}, {"f": 3})]


@cache
def shapes():
    """Arrays of a batch through a convolution and a dense layer; all lengths are different."""
    batch, w = random(5, 11, 6, 9), random(7, 11, *KERNEL)
    delta = convolution.forward(batch, w)
    lengths = {"N": 5, "C": 11, r"C_\text{in}": 11, "H": 6, "W": 9, "F": 7, "k_H": 3, "k_W": 2}
    arrays = {
        "a": batch, "I": batch[0], "w": w, "d": delta[0],
        "e": convolution.forward(random(5, 11, 8, 10), w),  # a delta of the size of the pictures
        "g": convolution.input_gradient(delta[0], w, batch[0].shape),
        "x": random(5, 4), "y": dense.forward(random(5, 4), random(3, 4)),
        "v": random(4, 1), "s": random(3, 3),
    }  # fmt: skip
    return [
        World({**lengths, "H'": 4, "W'": 8, "m": 4, "n": 3, "k": 3, "shape": np.shape, **arrays})
    ]


@cache
def behind_a_pool():
    """Layer l is a sigmoid; behind it overlapping pools: to the maximum, and the mean."""
    z, options = random(6, 7), {"size": 3, "stride": 2}
    a = sigmoid(z)

    def largest(a):
        return pooling.max_forward(a, **options)[0]

    def mean(a):
        return pooling.average_forward(a, **options)

    winners = pooling.max_forward(a, **options)[1]
    edges = connections.max_pool(winners), connections.average_pool(a.shape, **options)
    flowed = [
        (largest, pooling.max_input_gradient(largest(a), winners, a.shape)),
        (largest, edges[0].backward(largest(a))),
        (mean, pooling.average_input_gradient(mean(a), a.shape, **options)),
        (mean, edges[1].backward(mean(a))),
    ]
    return [pooled(z, pool, back) for pool, back in flowed]


def pooled(z, pool, back):
    """C = ½ Σ of the squared outputs."""

    def cost(a):
        return 0.5 * np.sum(pool(a) ** 2)

    values = {"z^l": z, "a^l": sigmoid(z), "delta^l": back * sigmoid_derivative(z), **SLOPE}
    values["∂C/∂a^l"] = central_difference(cost, sigmoid(z))
    values["∂C/∂z^l"] = central_difference(lambda z: cost(sigmoid(z)), z)
    return World(values)
