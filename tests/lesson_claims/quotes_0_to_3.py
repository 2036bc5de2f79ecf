"""Sentences of lessons 0 to 3 with numbers in them, the numbers computed anew."""

import re

import numpy as np

from cnnbp import connections, losses, pooling
from cnnbp.activations import (
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    softmax,
    tanh,
)
from cnnbp.figures import EDGE_COLOURS
from cnnbp.gradient_check import central_difference, compare, relative_error
from lesson_claims import digit as d
from lesson_claims.digit import first_word, word
from lesson_claims.reading import cells, numbered


def lesson_00():
    images, z = d.DIGITS.images, d.forward(d.SEVEN)
    assert len(z) == len(z[0])  # as many places downwards as to the right
    numbers = sorted(d.badges((3, 4)))
    text = "".join(cells(lesson, "markdown")[0] for lesson in numbered())
    times = re.findall(r"\*\*Time:\*\* (\d+) minutes, and (\d+)", text)
    minutes, more = (list(map(int, column)) for column in zip(*times, strict=True))
    on, off = relu_derivative([1.0, -1.0])
    hot, p = np.eye(3)[1], softmax(np.array([0.5, -1.0, 2.0]))
    return [
        f"carries {len(images):,} handwritten digits",
        f"a small picture of {d.size(images[0].shape)} numbers: {images.min():g} is white paper, "
        f"{images.max():g} is full ink",
        f"adds up the {word(d.KERNEL.size)} products",
        f"Its {word(len(np.unique(d.KERNEL)))} weights are all different",
        f"The output has {len(z)} rows and {len(z[0])} columns: there are {word(len(z))} places",
        f"took part in {word(len(d.edges((3, 4))))} outputs, once with each weight",
        f"So {word(len(d.edges((3, 4))))} deltas come back to it",
        f"The corner took part in {word(len(d.edges((0, 0))))} output only",
        f"In the kernel they run {d.listed(numbers[:3], ', ')} from the upper left",
        f"come from {2 * d.SEVEN.size} runs of the forward pass",
        f"Do all {d.SEVEN.size} pixels still agree",
        f"{first_word(len(d.edges((0, 1))))} deltas come back. The kernel covers this pixel",
        f"The sum has {word(len(d.edges((0, 1))))} products",
        f"Each takes {min(minutes)} to {max(minutes)} minutes, and {min(more)} to {max(more)} more",
        f"with values between {sigmoid(-800.0):g} and {sigmoid(800.0):g}; its slope is "
        "`a * (1 - a)` |",
        f"its slope is {on:g} there and {off:g} elsewhere |",
        f"about as much as {word(1 + 2)} forward passes",
        f"probabilities that add up to {p.sum():g} |",
        f"with a single {hot.max():g}, at the right class, and {hot.min():g} elsewhere |",
    ]


def lesson_01():
    z = np.array(d.in_output("01", r"z2 = \[([\d.]+) ([\d.]+)\]"), float)
    y = np.array(d.in_code("01", r"y = np\.array\(\[([\d.]+), ([\d.]+)\]\)"), float)
    units, inputs = d.in_output("01", r"W1 \((\d), (\d)\)")
    delta = (sigmoid(z) - y) * sigmoid_derivative(z)
    errors = {power: step_error(z, y, delta, 10.0**power) for power in range(-11, 0)}
    good = sorted(sorted(errors, key=errors.get)[:2], reverse=True)
    steepest = {0.25: "¼"}[float(sigmoid_derivative(0.0))]
    double = central_difference(lambda x: x[0] ** 2, [1.0])[0]
    kink = next(at for at in (-1, 0, 1) if len({one_sided(relu, at, s) for s in (1, -1)}) == 2)
    on, off = relu_derivative([1.0, -1.0])
    thirsty = int(*d.in_output("01", r"more ink helps most in quarter (\d)"))
    quarters = ["upper left", "upper right", "lower left", "lower right"]
    means = pooling.average_forward(d.SEVEN, 4)
    z = np.array([-1.0, 0.0, 0.5, 2.0])
    right, flat = (
        compare(lambda z: np.sum(relu(z)), z, slope) for slope in (relu_derivative(z), np.ones(4))
    )
    at_a = compare(lambda z: np.sum(sigmoid(z)), z, sigmoid_derivative(sigmoid(z)))
    assert right
    assert not at_a
    assert not at_a.not_judged
    assert not flat
    (kinked,), (bad,) = right.not_judged, flat.wrong
    assert flat.not_judged == (kinked,)
    ink = means.ravel()
    return [
        f"A picture has {d.SEVEN.size} numbers",
        f"we describe our seven by {word(ink.size)} numbers",
        f"A quarter has {d.size(d.SEVEN[: len(means) * 2, :4].shape)} pixels",
        f"Our seven has most of its ink in the {quarters[int(ink.argmax())]} quarter",
        f"takes all {word(int(inputs))} inputs",
        f"{first_word(int(units))} such units make a layer",
        f"gives all {word(int(units))} sums",
        f"the sum for all {word(int(units))} units at once",
        f"a number between {sigmoid(-800.0):g} and {sigmoid(800.0):g}",
        f"where it is {steepest}, and it is nearly {sigmoid_derivative(-6.0):.0f} far outside",
        f"makes the others {relu([-1.0])[0]:g}. Its slope is {on:g} where $z > 0$, and {off:g} "
        "elsewhere",
        f"but between −{-tanh(-50.0):g} and {tanh(50.0):g}",
        f"At {kink} ReLU has a kink, and no slope. The package takes "
        f"{relu_derivative([0.0])[0]:g} there",
        f"The ½ is only there for comfort: it cancels the {double:.0f} when",
        f"The first output should be {y[0]:g}, and it is too small",
        f"for the second output, which should be {y[1]:g}?",
        f"near $10^{{{good[0]}}}$ or $10^{{{good[1]}}}$",
        f"numbers with {-np.log10(np.finfo(float).eps):.0f} digits",
        f"such as the one of ReLU at {kink}, spoils",
        f"With ReLU the slope is {off:g} or {on:g}",
        f"The slope of ReLU is {on:g} where $z > 0$, and {off:g} elsewhere",
        f"of the sigmoid is at most {steepest}",
        "We count the input as layer 0: $a^0 = x$. So layer 1 is the first layer with weights. "
        "(Texts that call the input layer 1 say",
        f"Quarter {thirsty} is the {quarters[thirsty]} one",
        f"A is right; its kink at {z[kinked]:g} is not judged. B is a mistake and has no kink. "
        f"C is both: wrong at −{-z[bad]:g}, and not judged at {z[kinked]:g}, because any slope "
        f"between {off:g} and {on:g} could be meant there",
    ]


def lesson_01b():
    units = [(4, 3), (3, 2)]
    learned = sum(m * n + n for m, n in units)
    label = np.array([1.0, 0.0, 0.0])
    pushed = central_difference(lambda z: -(label @ z), np.zeros(3))
    hits, tries = d.in_output("01b", r"right answers: (\d+) of (\d+)")
    pixels, classes = d.SEVEN.size, len(set(d.DIGITS.labels))
    examples, units_there = d.in_code("01b", r"images\[:(\d+)\][\s\S]*?0\.3, \((\d+), 64\)")
    hidden = connections.dense(np.ones((16, pixels))), connections.dense(np.ones((classes, 16)))
    assert sum(map(len, hidden)) == 64 * 16 + 16 * 10
    column, deltas, before = through_hidden_unit_1()
    return [
        f"with the same weights, −{-column[0]:g} and {column[1]:g}. Only the deltas are others: "
        f"−{-deltas[0]:.3f} and {deltas[1]:.3f}. Their sum, each times its weight, is "
        f"{column @ deltas:.3f}. In lesson 1 it was {before:.2f}: there",
        f"{word(units[0][0])} inputs, {word(units[0][1])} hidden units, "
        f"{word(units[1][1])} outputs",
        f"has {learned} numbers to learn, so its landscape has {learned} directions",
        f"Its derivative is −{-pushed[0]:g} for the right class and {pushed[1]:g} for all others",
        f"with {examples} digits, all {pixels} pixels, {units_there} hidden units and "
        f"{classes} classes",
        f"It is *one-hot*: a single {label.max():g}, at the right class",
        f"into a single row of {pixels} numbers",
        f"Row number {5} of $Z$ is what the left column says for example number {5}",
        f"or {np.zeros(1)[0]:g}?\n\n> **Predict first.** All weights of layer 1 are 0.1, and all "
        "weights of layer 2 are 0.1. What can you say about the 16 rows",
        "The 16 hidden units compute the same",
        "stay equal for ever: 16 units do the work of one",
        f"the slope of the sigmoid is nearly {sigmoid_derivative(-12.0):.0f} there",
        f"Biases may begin at {np.zeros(1)[0]:g}",
        f"= {sum(map(len, hidden)) + len(hidden[1]):,} are left",
        f"has learned {hits} of these {tries} digits by heart",
    ]


def through_hidden_unit_1():
    """Its weights, the deltas of softmax with cross-entropy, and what came back in lesson 1."""
    w2 = np.array([[0.7, -0.5, 0.2], [-0.3, 0.8, 0.6]])
    assert d.in_code("01b", r"w2, b2 = np\.array\((\[.+?\]\])\)") == (str(w2.tolist()),)
    z = np.array(d.in_output("01b", r"z \[([\d.]+) ([\d.]+)\] \| exp"), float)
    (by_hand,) = d.in_output("01", r"one unit, by hand: ([\d.]+)")
    return w2[:, 1], losses.cross_entropy_delta(z, 0), float(by_hand)


def one_sided(function, at, side):
    step = 1e-6 * side
    return round(float(function([at + step])[0] - function([at])[0]) / step)


def step_error(z, y, delta, step):
    measured = central_difference(lambda z: losses.squared_error(sigmoid(z), y), z, step)
    return relative_error(delta, measured)


def lesson_02():
    dense, row, nothing = connections.dense(np.ones((4, 6))), d.ROW, 0.0
    places = [int(v) for v in np.unique(row.source - row.target)]
    seen = [d.listed(row.source[row.into_target(t)], ", ") for t in (0, 1)]
    back = [word(len(row.from_source(i))) for i in range(3)]
    outputs, weights = zip(*d.ends((0, 2), row), strict=True)
    kernel = ", ".join(f"$k_{w[-1]}$" for w in weights[:-1]) + f" and $k_{weights[-1][-1]}$"
    big, small = len(connections.dense(np.ones((36, 64)))), d.KERNEL.size
    image, window = d.in_code("02", r"convolution\(np\.ones\((\(5, 5\))\), (\(28, 28\))\)")[::-1]
    corner, middle = (word(len(d.edges(p))) for p in ((0, 0), (3, 4)))
    uses = word(len(row.of_parameter(0)))
    return [
        f"with {word(row.input_shape[1])} pixels from one row of our seven, and a layer that makes "
        f"{word(row.output_shape[1])} outputs",
        f"{d.size((4, 6))} = {len(dense)} weights",
        f"so {word(len(dense.from_source(0)))} deltas come back to each pixel",
        f"An edge whose weight is {nothing:g} is still an edge; what it brings back is "
        f"{nothing * 0.5:g}",
        f"the edges with offset {d.listed(places, ' or ')}",
        f"for a place {d.listed([*places, places[0]], ', ')}, …",
        f"output 0 sees the pixels {seen[0]}; output 1 sees {seen[1]}; and so on",
        f"How many of the {len(dense)} edges are left",
        f"{first_word(len(row))} edges are left, {word(len(row.into_target(0)))} for each",
        f"Pixel 0 gets {back[0]} delta back, pixel 1 gets {back[1]}, and pixel 2 gets {back[2]}",
        f"{first_word(len(row))} edges, but only {word(row.parameter.max() + 1)} numbers",
        f"$k_0$ is used by {uses} edges. Is its gradient the sum of the {uses} products",
        f"The pixels {d.listed(row.source[row.of_parameter(0)])} take part",
        f"each of the {uses} outputs changes, and the loss feels all {uses} changes",
        f"Outputs {d.listed(o[-1] for o in outputs)} send back, through {kernel}",
        f"There are only {word(len(EDGE_COLOURS))} colours",
        f"{corner.capitalize()} in the corner, {middle} in the middle",
        f"it has only {small} numbers to learn instead of {big:,}",
        f"A picture of {image[1:-1].replace(', ', ' × ')} pixels, and a kernel of "
        f"{window[1:-1].replace(', ', ' × ')} that stays inside",
    ]


def lesson_03():
    z, winners = pooling.max_forward(d.SEVEN, 2)
    delta = z - pooling.max_forward(d.ANOTHER, 2)[0]
    back = pooling.max_input_gradient(delta, winners, d.SEVEN.shape)
    largest, average = connections.max_pool(winners), connections.average_pool((8, 8), 2)
    each, rows = average.into_target(0), d.SEVEN.shape[1]
    one, quarter = float(*set(largest.weight)), {0.25: "¼"}[float(*set(average.weight))]
    shared = pooling.average_input_gradient(np.array([[0.8]]), (2, 2), 2)
    flat, rising = (slope_of_largest(value) for value in (0.25, 0.75))
    tie = central_difference(lambda a: pooling.max_forward(a, 2)[0].sum(), np.zeros((2, 2)))
    third, ninth, corner = (divmod(int(p), rows) for p in (3, 8, winners.position[0, 3]))
    assert np.mean(d.SEVEN[differing()] == 0) > 0.5  # most of those that differ are blank paper
    unseen = {float(delta[at]) for at in tied_windows() if not window(differing(), at).any()}
    assert winners.position[0, 1] == 3
    return [
        f"row × {rows} + column",
        f"Position 3 is row {third[0]}, column {third[1]}; "
        f"position 8 would be row {ninth[0]}, column {ninth[1]}",
        f"does nothing: the slope is **{flat}**",
        f"goes straight through: the slope is **{rising}**",
        f"It starts at the winner and has weight {one:g}",
        f"The winner is the pixel in row {corner[0]}, column {corner[1]}",
        f"Your pixel lost, so it receives {back[1, 6]:g}",
        f"Will all {d.SEVEN.size} pixels agree",
        f"it finds *{PARTS[round(tie[0, 0], 6)]}* of the delta at each of the tied pixels",
        f"With {word(tie.size)} tied pixels, that would be {PARTS[round(tie.sum(), 6)]} the delta",
        f"(A tied window with delta {unseen.pop():g} shows no such difference.",
        f"with {word(len(each))} weights of {quarter}",
        f"has {word(len(each))} edges, and each edge has weight {quarter}",
        f"a quarter of the delta ({float(*set(shared.ravel())):g} in the question above)",
        f"there is one for each output, and all weights are {one:g}. For average pooling there "
        f"are {word(len(each))}",
        f"from the winner, with weight {one:g}",
    ]


PARTS = {0.5: "half", 2.0: "twice"}


def slope_of_largest(value):
    """Of the window in section 3, by one of its losers."""
    others = [0.4375, 0.5, 0.4375]
    largest = central_difference(lambda x: np.max([*x, *others]), [value])
    return round(float(largest[0]))


def window(grid, at):
    row, column = at
    return grid[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]


def tied_windows():
    """Those whose maximum occurs more than once."""
    windows = {at: window(d.SEVEN, at) for at in np.ndindex(4, 4)}
    return [at for at, pixels in windows.items() if np.sum(pixels == pixels.max()) > 1]


def differing():
    """Pixels whose measured derivative is not what flows back through the max pool."""
    z, winners = pooling.max_forward(d.SEVEN, 2)
    y = pooling.max_forward(d.ANOTHER, 2)[0]
    measured = central_difference(
        lambda a: 0.5 * np.sum((pooling.max_forward(a, 2)[0] - y) ** 2), d.SEVEN
    )
    back = pooling.max_input_gradient(z - y, winners, d.SEVEN.shape)
    return ~np.isclose(back, measured, atol=1e-6)
