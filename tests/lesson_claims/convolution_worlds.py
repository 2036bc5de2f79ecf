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


def plane(route, convention="correlation", bias=0.3, kernel=KERNEL):
    """Layer l, a picture behind a sigmoid, and layer l + 1, its convolution with a target."""
    z, w = random(*PICTURE), random(*kernel)
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
    sums = {"u": w.shape[0], "v": w.shape[1], "y": out.shape[0], "x": out.shape[1]}
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
    """Both routes; free indices run over the picture (i, j), outputs (y, x) or w (u, v)."""
    worlds = [plane(route) for route in ROUTES]
    rows, columns = PICTURE
    lengths = {"i": rows, "j": columns, **worlds[0].sums}
    return [replace(world, free={index: lengths[index] for index in free}) for world in worlds]


@cache
def turned(*free):
    """The forward pass is a true convolution with a kernel of k × k."""
    worlds = [plane(route, "convolution", bias=0.0, kernel=(3, 3)) for route in ROUTES]
    lengths = {"i": PICTURE[0], "j": PICTURE[1], **worlds[0].sums}
    free = {index: lengths[index] for index in free}
    return [
        replace(world, values={**world.values, "z": world.values["z^l+1"], "k": 3}, free=free)
        for world in worlds
    ]


@cache
def outputs():
    """z_{y,x} of one layer, with and without a bias."""
    worlds = []
    for bias in (0.3, 0.0):
        world = plane("package", bias=bias)
        values = dict(world.values) | {"z": world.values["z^l+1"]}
        free = dict(zip("yx", values["z"].shape, strict=True))
        worlds.append(replace(world, values=values, free=free))
    return worlds


@cache
def responses():
    """Every output and every pixel: indices i, j, y, x."""
    return planes("i", "j", "y", "x")


@cache
def true_convolutions(convention="correlation"):
    """∗ is SciPy's, over all places at which two arrays meet; the middle has the kernel's size."""
    (rows, columns), top, left = KERNEL, PICTURE[0] - KERNEL[0], PICTURE[1] - KERNEL[1]
    operations = {
        "*": lambda a, b: signal.convolve2d(a, b, "full"),
        "convolved with": lambda a, b: signal.convolve2d(a, b, "full"),
        "correlated with": lambda a, b: signal.correlate2d(a, b, "full"),
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
    sums = {"u": KERNEL[0], "v": KERNEL[1]}
    if kind == "correlation":
        found = [signal.correlate2d(a, w, "valid"), convolution.forward(a, w)]
    else:
        border = [n - 1 for n in KERNEL]
        package = convolution.forward(a, w, padding=border, convention="convolution")
        found = [signal.convolve2d(a, w, "full"), package]
    free = dict(zip("yx" if kind == "correlation" else "ij", found[0].shape, strict=True))
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
def slid_upwards():
    """The same without the sigmoid, in the lessons' letters."""
    a, w = random(4, 6), random(*KERNEL)
    full = signal.convolve2d(a, w, "full")
    places = [{"y": y, "x": x} for y in range(KERNEL[0] - 1, 4) for x in range(KERNEL[1] - 1, 6)]
    return [World({"a": a, "w": w, "c": full}, {"u": KERNEL[0], "v": KERNEL[1]}, places)]


@cache
def batch(*free, N=2, p=0):
    """Two channels in, three out; C = ½ Σ z², so that δ = z. Gradients are measured."""
    a, w, b = random(N, 2, 4, 5), random(3, 2, *KERNEL), random(3)
    z = convolution.forward(a, w, b, padding=p)
    values = {"a": a, "w": w, "b": b, "z": z, "delta": z, "p": p}
    values |= measured(a, w, b, padding=p)
    lengths = {"n": N, "c": 2, "f": 3, "i": 4, "j": 5, "u": KERNEL[0], "v": KERNEL[1]}
    lengths |= {"y": z.shape[2], "x": z.shape[3]}
    return [World(values, lengths, {index: lengths[index] for index in free})]


def measured(a, w, b, **options):
    def cost(a, w, b):
        return 0.5 * np.sum(convolution.forward(a, w, b, **options) ** 2)

    return {
        "∂C/∂a": central_difference(lambda a: cost(a, w, b), a),
        "∂C/∂w": central_difference(lambda w: cost(a, w, b), w),
        "∂C/∂b": central_difference(lambda b: cost(a, w, b), b),
    }


@cache
def one_example(*free):
    """The same without the axis of the batch."""
    (world,) = batch(*free, N=1)
    with_batch = ("a", "z", "delta", "∂C/∂a")
    values = {k: v[0] if k in with_batch else v for k, v in world.values.items()}
    return [replace(world, values=values)]


@cache
def settings(*free):
    """One channel: stride, dilation and padding, alone and together."""
    worlds = []
    for s, d, p in [(1, 1, 0), (2, 1, 1), (1, 2, 1), (2, 2, 2), (3, 1, 0)]:
        options = {"stride": s, "dilation": d, "padding": p}
        a, w = random(7, 6), random(*KERNEL)
        z = convolution.forward(a, w, **options)
        values = {"a": a, "w": w, "z": z, "delta": z, "s": s, "d": d, "p": p}
        found = measured(a[None], w[None, None], np.zeros(1), **options)
        values |= {"∂C/∂a": found["∂C/∂a"][0], "∂C/∂w": found["∂C/∂w"][0, 0]}
        lengths = dict(zip("uvyx", (*KERNEL, *z.shape), strict=True))
        chosen = {index: lengths[index] for index in free or ("u", "v")}
        worlds.append(World(values, lengths, chosen))
    return worlds


@cache
def columns(*free):
    """M: the windows, row (u, v) and column (y, x); C = ½ Σ z². Gradients are measured, of M too,
    as if its entries had nothing to do with each other."""
    a, w = random(*PICTURE), random(*KERNEL)
    z = convolution.forward(a, w)
    windows = np.lib.stride_tricks.sliding_window_view(a, KERNEL).transpose(2, 3, 0, 1)
    values = {"a": a, "w": w, "z": z, "delta": z, "M": windows}
    found = measured(a[None], w[None, None], np.zeros(1))
    values |= {"∂C/∂a": found["∂C/∂a"][0], "∂C/∂w": found["∂C/∂w"][0, 0]}
    values["∂C/∂M"] = central_difference(
        lambda m: 0.5 * np.sum(np.einsum("uv,uvyx->yx", w, m) ** 2), windows
    )
    lengths = dict(zip("ijuvyx", (*PICTURE, *KERNEL, *z.shape), strict=True))
    return [World(values, lengths, {index: lengths[index] for index in free})]


@cache
def shapes():
    """Arrays of a batch through a convolution and a dense layer; all lengths are different."""
    images, w = random(5, 11, 6, 9), random(7, 11, *KERNEL)
    delta = convolution.forward(images, w)
    lengths = {"N": 5, "C": 11, r"C_\text{in}": 11, "H": 6, "W": 9, "F": 7, "k_H": 3, "k_W": 2}
    arrays = {
        "a": images, "I": images[0], "w": w, "d": delta[0], "D": delta,
        "g": convolution.input_gradient(delta[0], w, images[0].shape),
        "x": random(5, 4), "y": dense.forward(random(5, 4), random(3, 4)),
        "v": random(4, 1), "s": random(3, 3), "l": np.moveaxis(images, 1, -1),
        "E": len(connections.convolution(w, images.shape[1:])),
    }  # fmt: skip
    return [
        World({**lengths, "H'": 4, "W'": 8, "m": 4, "n": 3, "k": 3, "shape": np.shape, **arrays})
    ]


@cache
def shares():
    """g: the share of one output's delta that each pixel of an average pool gets; k: its size."""
    worlds = []
    for k in (2, 3):
        back = pooling.average_input_gradient(np.ones((1, 1)), (k, k), k)
        (share,) = set(back.ravel())
        worlds.append(World({"k": k, "g": share}))
    return worlds


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
