"""Index arithmetic, read off the edges of convolutions: one place for each edge."""

from functools import cache

import numpy as np
from scipy import signal

from cnnbp import connections, convolution
from lesson_claims.arithmetic import World
from lesson_claims.dense_worlds import random


def edges(shape=(5, 7), kernel=(3, 2), **options):
    """(pixel, output, weight) of every edge."""
    layer = connections.convolution(random(*kernel), shape, **options)
    ends = (
        np.unravel_index(index, sizes)
        for index, sizes in [
            (layer.source, layer.input_shape),
            (layer.target, layer.output_shape),
            (layer.parameter, kernel),
        ]
    )
    return [tuple(map(tuple, end)) for end in zip(*(np.transpose(e) for e in ends), strict=True)]


@cache
def places():
    """i, j: pixel; y, x: output; u, v: weight; g: the value at the pixel."""
    a = random(5, 7, seed=2)
    return [World({"a": a, "g": a}, free=lettered(edges()))]


def lettered(found):
    return [{"i": i, "j": j, "y": y, "x": x, "u": u, "v": v} for (i, j), (y, x), (u, v) in found]


@cache
def turned_edges():
    """Of a true convolution with a kernel of 3 × 3."""
    found = edges((6, 8), (3, 3), convention="convolution")
    return [World({"k": 3}, free=lettered(found))]


@cache
def turned_in_its_letters():
    """The article's: x, y: pixel; x', y': output; a, b: weight."""
    return [
        World({}, free=[{"x": e["i"], "a": e["u"], "x'": e["y"]} for e in turned_edges()[0].free])
    ]


@cache
def its_weights():
    """g: by how much output x', y' grows with pixel x, y in a plane without borders, measured."""
    w, pixels = random(*(3, 2)), (4, 5)
    g = np.zeros((*pixels, pixels[0] + 2, pixels[1] + 1))
    for pixel in np.ndindex(pixels):
        g[pixel] = signal.convolve2d(np.eye(20)[5 * pixel[0] + pixel[1]].reshape(pixels), w)
    free = dict(zip(("x", "y", "x'", "y'"), g.shape, strict=True))
    return [World({"w": w, "g": g}, free=free)]


@cache
def lower_border():
    """The edges of the pixel (7, 2) of an 8 × 8 picture, kernel 3 × 3."""
    found = [edge for edge in edges((8, 8), (3, 3)) if edge[0] == (7, 2)]
    return [World({}, free=lettered(found))]


@cache
def second_pixel():
    """The first output of pixel (0, 1), kernel 3 × 3."""
    found = [edge for edge in edges((8, 8), (3, 3)) if edge[0] == (0, 1)]
    return [World({}, free=lettered(sorted(found))[:1])]


@cache
def first_outputs():
    """f, g: the first output of each pixel that has all nine."""
    places = []
    for i, j in np.ndindex(6, 8):
        own = [edge[1] for edge in edges((6, 8), (3, 3)) if edge[0] == (i, j)]
        if len(own) == 9:
            places.append({"i": i, "j": j, "f": min(own)[0], "g": min(own)[1]})
    return [World({}, free=places)]


@cache
def without_borders():
    """A true convolution over all places: pixel x with weight a, in one direction."""
    places = []
    for x, a in np.ndindex(5, 3):
        full = signal.convolve(np.eye(5)[x], np.eye(3)[a], "full")
        places.append({"x": x, "a": a, "x'": int(full.argmax())})
    return [World({}, free=places)]


@cache
def first_full_output():
    """Of a true convolution over all places: the first that has all its pixels; k = 3."""
    return [World({"x": int(np.argmax(np.convolve(np.ones(6), np.ones(3)) == 3)), "k": 3})]


@cache
def sizes():
    """n: how many outputs a row of H pixels has; m: how many padded pixels behind the last."""
    places = []
    for H, k, s, p in np.ndindex(9, 4, 4, 3):
        if k and s and H + 2 * p >= k and H:
            layer = connections.convolution(np.ones((1, k)), (1, H), stride=(1, s), padding=(0, p))
            outputs = layer.output_shape[1]
            wide = connections.convolution(np.ones((1, k)), (1, H + 2 * p), stride=(1, s))
            unseen = H + 2 * p - 1 - int(wide.source.max())
            places.append({"H": H, "k": k, "s": s, "p": p, "n": outputs, "m": unseen})
    return [World({}, free=places)]


@cache
def dilated_sizes():
    """H': how many outputs a row of H pixels has; m: how many padded pixels behind the last."""
    places = []
    for H, k, s, p, d in np.ndindex(9, 4, 4, 3, 4):
        if k and s and d and H and H + 2 * p >= d * (k - 1) + 1:
            options = {"stride": (1, s), "dilation": (1, d)}
            kernel = np.ones((1, k))
            layer = connections.convolution(kernel, (1, H), padding=(0, p), **options)
            wide = connections.convolution(kernel, (1, H + 2 * p), **options)
            sizes = {"H'": layer.output_shape[1], "m": H + 2 * p - 1 - int(wide.source.max())}
            places.append({"H": H, "k": k, "s": s, "p": p, "d": d, **sizes})
    return [World({}, free=places)]


@cache
def widths():
    """n: how many pixels an output looks over, from the first to the last."""
    places = []
    for k, d in np.ndindex(5, 4):
        if k and d:
            layer = connections.convolution(np.ones((1, k)), (1, 14), dilation=(1, d))
            seen = layer.source[layer.into_target(0)]
            gap = {int(step) - 1 for step in np.diff(np.sort(seen))} or {d - 1}
            places.append({"k": k, "d": d, "n": int(np.ptp(seen)) + 1, "g": gap.pop()})
    return [World({}, free=places)]


@cache
def frames(padding=True, dilation=True):
    """n: how many zeros around the delta give the edges' answer; below 0, how many are cut."""
    places = []
    for k, p, d in np.ndindex(5, 4, 4):
        if k and d and (padding or not p) and (dilation or d == 1):
            places.append({"k": k, "p": p, "d": d, "n": frame(k, p, d)})
    return [World({}, free=places)]


def frame(k, padding=0, dilation=1):
    options = {"padding": (0, padding), "dilation": (1, dilation)}
    layer = connections.convolution(random(1, k), (1, 12), **options)
    delta = random(*layer.output_shape)
    spread = np.zeros((1, dilation * (k - 1) + 1))
    spread[:, ::dilation] = convolution.rot180(random(1, k))
    right = []
    for n in range(-4, 14):
        inner = delta[:, max(-n, 0) : delta.shape[1] - max(-n, 0)]
        around = np.pad(inner, ((0, 0), (max(n, 0), max(n, 0))))
        if around.shape[1] >= spread.shape[1]:
            slid = convolution.forward(around, spread)
            fits = slid.shape == layer.input_shape
            right += [n] if fits and np.allclose(slid, layer.backward(delta)) else []
    (only,) = right
    return only


@cache
def square_frame():
    return [World({"k": 3, "n": frame(3)})]


@cache
def gaps():
    """n: how many zeros between the deltas give the edges' answer; remainders stay 0."""
    places = []
    for k, s in np.ndindex(4, 5):
        if k and s:
            places.append({"k": k, "s": s, "n": gap(k, s)})
    return [World({}, free=places)]


def gap(k, s):
    layer = connections.convolution(random(1, k), (1, 12), stride=(1, s))
    delta, right = random(*layer.output_shape), []
    for n in range(6):
        spread = np.zeros((1, (delta.size - 1) * (n + 1) + 1))
        spread[:, :: n + 1] = delta
        slid = signal.convolve(spread, random(1, k), "full")
        picture = np.zeros(layer.input_shape)
        if slid.size <= picture.size:
            picture[:, : slid.size] = slid
            right += [n] if np.allclose(picture, layer.backward(delta)) else []
    (only,) = right
    return only


@cache
def dilated():
    """r, c: pixel; y, x: output; u, v: weight; d: dilation."""
    places = []
    for d in (1, 2, 3):
        for (r, c), (y, x), (u, v) in edges((9, 8), (3, 2), dilation=d):
            places.append({"r": r, "c": c, "y": y, "x": x, "u": u, "v": v, "d": d})
    return [World({}, free=places)]


@cache
def settings(stride=None, padding=None, dilation=None):
    """i, j: pixel; y, x: output; u, v: weight, for every setting that is not fixed."""
    found = []
    for s, p, d in np.ndindex(4, 3, 4):
        fixed = zip((stride, padding, dilation), (s, p, d), strict=True)
        if s and d and all(wanted in (None, value) for wanted, value in fixed):
            options = {"stride": s, "padding": p, "dilation": d}
            places = lettered(edges((9, 8), (3, 2), **options))
            found += [{**place, "s": s, "p": p, "d": d} for place in places]
    return [World({}, free=found)]


@cache
def windows():
    """r, c: the first pixel of the window of output y, x; s: stride."""
    places = []
    for s in (1, 2, 3):
        found = edges((8, 9), (3, 2), stride=s)
        for y, x in {output for _, output, _ in found}:
            r, c = min(pixel for pixel, output, _ in found if output == (y, x))
            places.append({"r": r, "c": c, "y": y, "x": x, "s": s})
    return [World({}, free=places)]
