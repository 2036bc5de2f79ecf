"""Rules that the lessons state in words or as a line of code, each carried out as it is said."""

import re

import numpy as np
from lesson_claims.dense_worlds import random
from lesson_claims.reading import cells
from scipy import signal, special
from support.each import each

from cnnbp import connections, convolution, losses, pooling

KERNEL, IMAGE = random(3, 2), random(5, 7)
LAYER = connections.convolution(KERNEL, IMAGE.shape, stride=2)
DELTA = random(*LAYER.output_shape)


def run(lines):
    """The lines for every edge, as lesson 2 writes its loop."""
    names = {"a": IMAGE.ravel(), "delta": DELTA.ravel()}
    names |= {"z": np.zeros(DELTA.size), "back": np.zeros(IMAGE.size)}
    for start, end, weight in zip(LAYER.source, LAYER.target, LAYER.weight, strict=True):
        for line in lines:
            exec(line, names | {"start": start, "end": end, "weight": weight})
    return names


def test_the_two_lines_of_the_recap_are_the_layer():
    recap = next(cell for cell in cells("02", "markdown") if cell.startswith("## Recap"))
    lines = re.findall(r"`([^`]*\+=[^`]*)`", recap)
    assert len(lines) == 2
    found = run(lines)
    np.testing.assert_allclose(found["z"], convolution.forward(IMAGE, KERNEL, stride=2).ravel())
    back = convolution.input_gradient(DELTA, KERNEL, IMAGE.shape, stride=2)
    np.testing.assert_allclose(found["back"], back.ravel())


def rotate():
    last_first = [list(reversed(row)) for row in reversed(KERNEL.tolist())]
    return convolution.rot180(KERNEL), last_first


def true_convolution():
    turned = signal.correlate2d(IMAGE, KERNEL[::-1, ::-1], "valid")
    return convolution.forward(IMAGE, KERNEL, convention="convolution"), turned


def cross_correlation():
    return convolution.forward(IMAGE, KERNEL), signal.correlate2d(IMAGE, KERNEL, "valid")


def probability_minus_target():
    z, y = random(4), np.eye(4)[2]
    return losses.cross_entropy_delta(z, y), special.softmax(z) - y


def paths():
    first = connections.convolution(KERNEL, IMAGE.shape)
    winners = pooling.max_forward(first.forward(IMAGE), 2, stride=1)[1]
    second = connections.max_pool(winners)
    return first.then(second).matrix(), second.matrix() @ first.matrix()


def transposed():
    back = LAYER.matrix().T @ DELTA.ravel()
    return convolution.input_gradient(DELTA, KERNEL, IMAGE.shape, stride=2).ravel(), back


def swapped():
    """Three channels out, two in."""
    w = random(3, 2, 3, 2)
    delta = random(3, 3, 6)
    turned = w[:, :, ::-1, ::-1].swapaxes(0, 1)
    padded = np.pad(delta, ((0, 0), (2, 2), (1, 1)))
    return convolution.input_gradient(delta, w, (2, 5, 7)), convolution.forward(padded, turned)


def same_total():
    padded, turned = np.pad(DELTA, 2), convolution.rot180(KERNEL)
    kept, rotated = (convolution.forward(padded, w) for w in (KERNEL, turned))
    assert not np.allclose(kept, rotated)
    return kept.sum(), rotated.sum()


def half_a_turn_twice():
    return convolution.rot180(convolution.rot180(KERNEL)), KERNEL


def slid_with_everything():
    """The sheet's recipe, word by word, for settings alone and together."""
    recipe, edges = [], []
    for s, d, p in [(1, 1, 0), (2, 1, 1), (1, 2, 1), (2, 2, 2), (3, 1, 0), (3, 2, 1)]:
        options = {"stride": s, "dilation": d, "padding": p}
        k, H, W = 3, 9, 8
        w, a = random(4, 2, k, k), random(2, H, W)
        delta = random(*convolution.forward(a, w, **options).shape)
        frame = d * (k - 1) - p
        ends = [frame + (length + 2 * p - d * (k - 1) - 1) % s for length in (H, W)]
        spread = np.zeros((4, *(s * (n - 1) + 1 for n in delta.shape[1:])))
        spread[:, ::s, ::s] = delta
        framed = np.pad(spread, ((0, 0), (frame, ends[0]), (frame, ends[1])))
        kernels = np.zeros((4, 2, d * (k - 1) + 1, d * (k - 1) + 1))
        kernels[:, :, ::d, ::d] = w
        turned = kernels[:, :, ::-1, ::-1].swapaxes(0, 1)
        recipe.append(convolution.forward(framed, turned).ravel())
        layer = connections.convolution(w, a.shape, **options)
        edges.append(layer.backward(delta).ravel())
    return np.concatenate(recipe), np.concatenate(edges)


def added_to_its_window():
    """With stride 2: each delta times the kernel as it lies."""
    scattered = np.zeros(IMAGE.shape)
    for y, x in np.ndindex(DELTA.shape):
        scattered[2 * y : 2 * y + 3, 2 * x : 2 * x + 2] += DELTA[y, x] * KERNEL
    return scattered, LAYER.backward(DELTA).reshape(IMAGE.shape)


RULES = [
    ("00", "turned by half a turn: last row first, last column first", rotate),
    ("00", "slide the kernel turned by 180°", true_convolution),
    ("00", "slide the kernel as it is", cross_correlation),
    ("01b", "*probability minus target*", probability_minus_target),
    ("02", "backward is the transpose", transposed),
    ("02", "multiply along a path, add over paths", paths),
    ("04", "have the same total", same_total),
    ("05", "the same as a correlation with the kernel turned by 180°", true_convolution),
    ("05", '"rotate **and** convolve" turns the kernel twice', half_a_turn_twice),
    ("05b", "multiply by the transposed matrix of the layer", transposed),
    ("06", "by 180°, and swap the two channel axes", swapped),
    ("07", "*probability minus target*", probability_minus_target),
    ("formula_sheet", "**The second one by sliding (gather):**", slid_with_everything),
    ("formula_sheet", "each delta times the kernel as it lies, added", added_to_its_window),
]


@each(("lesson", "words", "sides"), RULES)
def test_the_rule_holds_as_it_is_said(lesson, words, sides):
    assert any(words in cell for cell in cells(lesson, "markdown"))
    left, right = sides()
    np.testing.assert_allclose(left, right, rtol=1e-9, atol=1e-12)
