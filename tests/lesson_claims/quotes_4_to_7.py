"""Sentences of lessons 4 to 7, solutions and guide with numbers in them, computed anew."""

import numpy as np
import pytest

from cnnbp import connections, convolution, pooling
from cnnbp.activations import relu_derivative, sigmoid, sigmoid_derivative
from cnnbp.network import Activation, Conv2D, Dense, Flatten, MaxPool2D, Network
from lesson_claims import digit as d
from lesson_claims.digit import first_word, size, word
from lesson_claims.edge_worlds import frame
from lesson_claims.quotes_0_to_3 import differing, window
from lesson_claims.reading import cells


def lesson_04():
    counts, along = d.counts(d.LAYER), d.counts(d.LAYER)[0]
    meets = d.listed(sorted(set(along)), " or ")
    true = {pixel: d.badges(pixel) for pixel in [(0, 0), (0, 1), (3, 4)]}
    stretch, shift = d.in_code("04", r"z1 = (\d) \* digit - (\d)")
    z = int(stretch) * d.SEVEN - int(shift)
    total, kernel = d.SEVEN.size, size(d.KERNEL.shape)
    return [
        f"$(i, j)$ | the input: a **pixel** | 0 to {len(d.SEVEN) - 1} |",
        f"$(y, x)$ | the **output** | 0 to {len(counts) - len(d.KERNEL)} |",
        f"$(u, v)$ | the **kernel** | 0 to {len(d.KERNEL) - 1} |",
        f"for each of the {total} pixels",
        f"{d.listed(counts[at] for at in ((0, 4), (1, 1), (1, 4), (4, 4)))}. "
        f"From {counts[0, 0]} in the corners to {counts.max()} in the middle",
        f"brings back a {d.forward(np.ones((1, 1)), np.ones((1, 1)))[0, 0]:g}. What arrives",
        f"meets {meets} columns of the kernel; going down, {meets} of its rows",
        f"In the kernel they run {d.rows_of(sorted(true[3, 4]))}. "
        f"In the output delta the same numbers run {d.rows_of(true[3, 4])}",
        f"sends its delta back to the {word(len(d.LAYER.into_target(0)))} pixels of its window",
        f"from the {kernel} outputs around it",
        f"only {word(len(true[0, 0]))} true delta is covered, and weight {true[0, 0][0]} lies on",
        f"At pixel (0, 1) the weights {d.listed(true[0, 1])} lie on true deltas",
        f"At pixel (3, 4) all {word(len(true[3, 4]))} do",
        f"gives all {total} sums",
        f"to numbers from −{-z.min():g} to {z.max():g}",
        f"Next to it: {word(counts[0, 1])}. In the middle: {word(counts[3, 4])}, for a {kernel}",
    ]


def lesson_05():
    outputs = len(d.forward(d.SEVEN)) ** 2
    first, second = (output for output, _ in d.ends((0, 1)))
    lower = d.ends((7, 2))
    met = np.unravel_index(d.LAYER.source[d.LAYER.of_parameter(2)], d.SEVEN.shape)
    patch = [(int(axis.min()), int(axis.max())) for axis in met]
    out, places = d.LAYER.output_shape, d.forward(d.SEVEN, d.forward(d.SEVEN)).shape
    steps, rate = d.in_code("05", r"for _ in range\((\d+)\)[^#]*?kernel -= ([\d.]+) ")
    assert np.abs(trained(int(steps), float(rate))[0] - d.SOBEL).max() < 0.005
    assert np.all(np.diff(trained(50, 0.05)[1][10:]) > 0)  # the loss grows without end
    return [
        f"How many of the {outputs} outputs react",
        f"{first_word(len(d.edges((3, 4))))} outputs react",
        f"{first_word(len(d.edges((0, 1))))} terms: $(y, x) = {first}$ and ${second}$",
        f"This sum has {word(len(d.LAYER.into_target(0)))} terms",
        f"`divmod(n, {out[1]})` turns the number of an output",
        f"exists only for $u = {lower[0][1][0]}$: the outputs end at row {out[0] - 1}",
        f"{len(d.LAYER.of_parameter(2))} terms, one per output",
        f"form a {size(out)} patch of the picture: rows {patch[0][0]} to {patch[0][1]} and "
        f"columns {patch[1][0]} to {patch[1][1]}",
        f"as a {size(out)} kernel, on the picture and slide it over the {size(places)} possible",
        f"it is added to each of the {outputs} outputs",
        f"From {outputs} numbers of one output, {steps} small steps have found all "
        f"{word(d.KERNEL.size)} weights",
        f"replace the learning rate {rate} by 0.05",
        *terms_of_a_small_kernel("Four, for the pixel (3, 4)"),
    ]


def terms_of_a_small_kernel(said):
    """What lesson 5 lets the reader try: line 5 for the pixel (3, 4), with a kernel of 2 × 2."""
    kernel = np.array([[0.0, 1.0], [2.0, 3.0]])
    assert d.in_text("05", r"kernel, for instance `np\.array\((.+?)\)`") == (str(kernel.tolist()),)
    small = connections.convolution(kernel, (8, 8))
    met = small.weight[small.from_source(3 * 8 + 4)]
    assert said.startswith(first_word(len(met)))
    return [
        f"{said}: {word(len(met))} windows of {size(kernel.shape)} cover it. One of them brings "
        f"{met.min():g}, because this kernel has a weight {met.min():g}",
    ]


def lesson_05b():
    turned = sorted(weight for _, weight in d.ends((0, 1), d.TRUE))
    out, right = d.LAYER.output_shape, recipes()
    assert sum(right["correlation"]) == sum(right["convolution"])
    skipped = np.convolve(np.ones(6), np.ones(3)).tolist().index(3) - (len(d.KERNEL) - 1)
    return [
        "the weights are ${}$ and ${}$".format(*(f"w_{{{u},{v}}}" for u, v in turned)),
        f"so this output becomes number {skipped}",
        f"There are {word(len(right))} kinds of forward pass",
        f"there are {word(len(right['correlation']))} recipes",
        f"{first_word(sum(map(sum, right.values())))} ticks, "
        f"{word(sum(right['correlation']))} in each row",
        f"{word(sum(map(sum, right.values())))} of the eight recipes are right",
        f"takes a {size(out)} grid to an {size(d.SEVEN.shape)} grid",
        *columns_of_windows(),
    ]


def columns_of_windows():
    top, rows, width = map(
        int, d.in_code("05b", r"np.arange\(1.0, (\d+)\.0\).reshape\((\d), (\d)\)")
    )
    pixels, kernel = np.arange(1, top).reshape(rows, width), np.ones((2, 2))
    layer = connections.convolution(kernel, pixels.shape)
    copies = np.bincount(layer.source).reshape(pixels.shape)
    windows, own = len(layer) // kernel.size, layer.source == width + 1
    for each in (layer.target, layer.parameter):  # other columns, other rows
        assert len(set(each[own].tolist())) == copies[1, 1]
    corners = set(copies[[0, 0, -1, -1], [0, -1, 0, -1]].tolist())
    return [
        f"Take a {size(pixels.shape)} image and a {size(kernel.shape)} kernel",
        f"has {word(windows)} places to stand, so there are {word(windows)} windows",
        f"{first_word(windows)} columns of {kernel.size} numbers: {len(layer)} numbers, "
        f"for {pixels.size} pixels. The {pixels[1, 1]} in row 1, column 1 stands in "
        f"{word(copies[1, 1])} columns, each time in another row. "
        f"A corner stands in {word(corners.pop())}.",
        f"has {word(copies[1, 1])} copies. Is its",
    ]


def formula_sheet():
    on, off = relu_derivative([1.0, -1.0])
    return [f"$z$ where $z > 0$, else {off:g} | {on:g} where $z > 0$, else {off:g} |"]


def reading_the_article():
    return [f"for a kernel of {size(d.KERNEL.shape)} |"]


def recipes():
    """Forward pass: which of correlate, correlate rotated, convolve, convolve rotated are right."""
    z = 4 * d.SEVEN - 2
    target, slope, right = d.forward(sigmoid(z), d.SOBEL), sigmoid_derivative(z), {}
    for forward in ("correlation", "convolution"):
        delta = d.forward(sigmoid(z), convention=forward) - target
        layer = connections.convolution(d.KERNEL, z.shape, convention=forward)
        truth, padded = layer.backward(delta) * slope, np.pad(delta, 2)
        right[forward] = [
            np.allclose(d.forward(padded, w, convention=way) * slope, truth)
            for way in ("correlation", "convolution")
            for w in (d.KERNEL, convolution.rot180(d.KERNEL))
        ]
    return right


def trained(steps, rate):
    kernel, target, history = d.KERNEL.copy(), d.forward(d.SEVEN, d.SOBEL), []
    for _ in range(steps):
        delta = d.forward(d.SEVEN, kernel) - target
        history.append(0.5 * np.sum(delta**2))
        kernel -= rate * convolution.kernel_gradient(delta, d.SEVEN, kernel.shape)
    return kernel, history


def lesson_06():
    out, thin = d.LAYER.output_shape, d.counts(d.STRIDE)
    common = sorted(set(thin[thin > 0]))
    assert np.mean(thin > 0) > 0.5
    assert set(thin[-1]) | set(thin[:, -1]) == {0}
    first = d.STRIDE.of_parameter(0)
    begins = [int(column) for column in d.STRIDE.source[first] if column < 8]
    left, across = d.SEVEN.shape[1] - len(d.KERNEL), d.STRIDE.output_shape[1]
    both = len(d.forward(d.SEVEN, stride=2, padding=1))
    around = 2 * (both - 1) + 1
    rows_there = around + 2 * frame(3, padding=1) + (8 + 2 - 3) % 2
    read = d.SPREAD.source[d.SPREAD.into_target(1 * d.SPREAD.output_shape[1] + 1)]
    down, along = (d.listed(sorted({int(i) for i in axis})) for axis in np.divmod(read, 8))
    rows = np.ptp(d.SPREAD.source[d.SPREAD.into_target(0)] // 8) + 1
    corners = sorted({p for _, p in d.ends((2, 2), d.STRIDE)})
    assert corners == [(0, 0), (0, 2), (2, 0), (2, 2)]
    assert [weight for _, weight in d.ends((3, 3), d.STRIDE)] == [(1, 1)]
    filters, channels = d.CHANNELS.parameter_shape[:2]
    products = len(d.CHANNELS.into_target(0))
    corner, middle = (d.edges((0, *at), d.CHANNELS) for at in ((0, 0), (3, 4)))
    outputs, weights = zip(*d.ends((2, 2), d.SPREAD), strict=True)
    met = ["$w_{{{},{}}}$".format(*weight) for weight in weights]
    refused_settings()
    return [
        f"an {size(d.SEVEN.shape)} picture shrinks to {size(out)}",
        f"{first_word(len(d.edges((0, 0), d.PADDED)))}. The kernel now reaches over",
        f"meets {word(len(d.edges((0, 0), d.PADDED)))} of its weights, one after the other",
        f"For $k = 3$ and $p = 1$ that is {frame(3, padding=1)}",
        f"of our {size(d.SEVEN.shape)} picture can a {size(d.KERNEL.shape)} kernel begin",
        f"The kernel begins at columns {d.listed(begins)}",
        f"Here: 8 + 0 − 3 is {left}, half of it rounded down is {left // 2}, and 2 + 1 = {across}.",
        f"{size(d.STRIDE.output_shape)} outputs. Most pixels have {d.listed(common, ' or ')} edges",
        f"It has {word(len(d.edges((2, 2), d.STRIDE)))} edges",
        f"The {word(len(corners))} weights in the corners of the kernel",
        f"Here it is {left % 2}.",
        f"pixels that took part in nothing get {thin[7, 7]}",
        f"8 + 2 − 3 is {8 + 2 - 3}, so there are {both} outputs in each direction, and the "
        f"remainder is {(8 + 2 - 3) % 2}. Spread, they take {around} rows. The frame is 3 − 1 − 1, "
        f"that is {frame(3, padding=1)}. Together",
        f"= {rows_there} rows, and a kernel with {len(d.KERNEL)} rows slides over them in "
        f"{rows_there - len(d.KERNEL) + 1} places: the rows of the picture",
        f"our delta, spread, is {2 * (across - 1) + 1} pixels wide",
        f"A {size(d.KERNEL.shape)} kernel then covers {rows} × {rows} pixels, but still has only "
        f"{word(d.KERNEL.size)} weights",
        f"The output is {size(d.SPREAD.output_shape)}, as for a {rows} × {rows} kernel. But each "
        f"output reads {word(len(d.SPREAD.into_target(0)))} pixels only. For output (1, 1) they "
        f"are in rows {down} and in columns {along}.",
        f"{first_word(filters)} output channels of {size(d.CHANNELS.output_shape[1:])}. "
        f"Each output adds {channels} · {d.KERNEL.size} = {products} products",
        f"in all *{word(filters)}* output channels",
        f"meets {word(len(corner) // filters)} weight of each kernel, so {word(len(corner))} "
        f"deltas come back. A pixel in the middle meets {word(len(middle) // filters)}. "
        f"So {len(middle)} deltas come back to it",
        f"is read by {word(len(outputs))} outputs, every second one: {d.listed(outputs)}. "
        f"Their weights are {d.listed(met)}: the turned order",
        "A stride of 0 raises one, and so do a negative padding",
        f"if the input has {channels} channels and the output has {filters}",
        f"there are {filters} · {channels} pairs",
        f"{too_small(4):.0f} times too small here, {too_small(64):.0f} times for a batch of 64",
    ]


def refused_settings():
    """What lesson 6 lets the reader look for; and a stride that is not too large."""
    for refused in ({"stride": 0}, {"padding": -1}, {"dilation": 4}):
        with pytest.raises(ValueError, match=next(iter(refused))):
            connections.convolution(d.KERNEL, (8, 8), **refused)
    assert connections.convolution(d.KERNEL, (8, 8), stride=99).output_shape == (1, 1)


def too_small(batch):
    """By dividing twice: in the loss and in the gradient."""
    delta = np.random.default_rng(0).normal(size=(batch, 1, 6, 6)) / batch
    images = np.broadcast_to(d.SEVEN, (batch, 1, 8, 8))
    once = convolution.kernel_gradient(delta, images, (1, 1, 3, 3))
    return float(np.max(np.abs(once)) / np.max(np.abs(once / batch)))


def lesson_07():
    net = Network(
        [
            Conv2D(1, 6, 3, padding=1), Activation("relu"), MaxPool2D(2),
            Conv2D(6, 12, 3, padding=1), Activation("relu"), Flatten(), Dense(192, 10),
        ]
    )  # fmt: skip
    net.forward(d.SEVEN[None, None])
    first, second = net.layers[0].parameters["w"].shape, net.layers[3].parameters["w"].shape
    before, after = (size(net.outputs[place].shape[1:]) for place in (3, 4))
    fits = r"x_train, y_train, (\d+), (\d+), learning_rate=(0\.2), \*\*test"
    epochs, batch, rate = d.in_code("07", fits)
    more, slower = d.in_code("07", r"x_train, y_train, (\d+), 32, learning_rate=(0\.05)")
    broken = d.in_code("07", r"net\.fit\(x_train, y_train, (\d+), (\d+)")
    classes = len(set(d.DIGITS.labels))
    edges = len(d.edges((0, 3, 4), connections.convolution(np.ones(first), (1, 8, 8), padding=1)))
    scores = {name: int(share) for name, share in d.all_in_output("07", r"(.+?) +(\d+) % right")}
    assert scores["right"] - scores["not rotated"] <= 5 < 50 < scores["not rotated"]
    assert scores["sum for mean"] < 20
    assert any("slope forgotten  stopped" in text for text in d.printed("07"))
    assert float(slower) < float(rate)
    on, off = relu_derivative([1.0, -1.0])
    return [
        f"we shuffle the {len(d.DIGITS.labels):,} digits",
        f"each picture becomes {net.outputs[0].shape[1:]}",
        f"There are {word(classes)} classes",
        f"gives each class the probability 1/{classes}",
        f"in mini-batches of {batch}: forward",
        f"{word(int(epochs))} epochs with $\\eta = {rate}$, and then {word(int(more))} with "
        f"smaller steps, $\\eta = {slower}$",
        f"The curves of the first {word(int(epochs))} epochs",
        f"The {word(first[0])} kernels of the first layer",
        f"each delta goes to {word(first[2] * first[3])} pixels of $x$",
        f"goes into {word(first[0])} channels",
        f"{first[0]} · {first[2] * first[3]} = {edges} edges leave the pixel",
        f"with weight {on:g} where $z > 0$ and {off:g} elsewhere",
        f"Where $z$ is not above 0, the edge has weight {off:g}: it is there, mark it, but what it "
        f"brings is {off * 0.5:g}",
        f"zeros (here {frame(3, padding=1)}), and the kernel slides over it",
        f"We train three networks for {word(int(broken[0]))} epochs",
        f"its steps are {broken[1]} times too long",
        f"{second[1]} channels in, {second[0]} out, kernels of {size(second[2:])}",
        f"the same input ({before}) to the same output ({after})",
    ]


def solutions():
    big = connections.convolution(np.ones((5, 5)), (28, 28))
    rows, columns = big.output_shape
    inputs, outputs = (int(np.prod(shape)) for shape in (big.input_shape, big.output_shape))
    second, dense = Conv2D(6, 12, 3), Dense(96, 192)
    on, off = relu_derivative([1.0, -1.0])
    return [
        f"pixels, kernel {size((5, 5))}\n\n{rows} · {columns} = {outputs} outputs. Each has "
        f"{len(big.into_target(0))} edges: {len(big):,} edges in all",
        f"{inputs} · {outputs} = {learned(Dense(inputs, outputs)) - outputs:,} weights. "
        f"The convolution has {big.parameter.max() + 1}",
        f"12 filters with 6 kernels of {3 * 3} weights each, and 12 biases: 12 · 6 · 9 + 12 = "
        f"{learned(second)}",
        f"from 96 to 192 units would have 96 · 192 + 192 = {learned(dense):,} numbers",
        f"The slope is {on:g} where $z > 0$, else {off:g}",
        *changed(),
    ]


def changed():
    """Answers to what the lessons let the reader change."""
    steps = {rate: after_a_step(rate) for rate in (0, 1, 10, 100)}
    assert np.allclose(steps[100], [1, 0], atol=1e-6)
    zero, one, ten = ("{:.2f} and {:.2f}".format(*steps[rate]) for rate in (0, 1, 10))
    picture = d.DIGITS.images[15]
    tied = [window(picture, at) for at in np.ndindex(4, 4)]
    tied = [pixels for pixels in tied if np.sum(pixels == pixels.max()) > 1]
    blank, full = (sum(pixels.max() == value for pixels in tied) for value in (0, 1))
    twin = np.array([[1, 2, 3], [4, 5, 4], [3, 2, 1]])
    assert np.array_equal(convolution.rot180(twin), twin)
    assert not np.array_equal(twin[:, ::-1], twin)
    assert np.all(np.diff(trained(50, 0.05)[1][10:]) > 0)
    refused_settings()
    four, two = one_convolution(4), one_convolution(2)
    return [
        f"for a zero are {zero}: it is just called",
        f"they are {one}, and the zero is called a seven",
        f"they are {ten}, and with $\\eta = 100$ almost exactly 1 and 0",
        f"has {len(tied)} windows with ties. {first_word(blank)} of them are blank paper, where "
        f"all {word(picture[:2, :2].size)} pixels are 0. In {word(full)} others the largest "
        "value is full ink, 1,",
        "A stride of 0, a negative padding",
        *terms_of_a_small_kernel("Four terms are left in line 5 for the pixel (3, 4)"),
        "### Change me: a kernel of 2 × 2",
        "### Change me: the learning rate 0.05",
        f"with 4 filters, ReLU, the pool and a dense layer learn {four[0]} numbers and read about "
        f"{four[1]} of 100. With 2 filters there are {two[0]} numbers and about {two[1]} of 100",
        "the smallest one that reads 95 lies",
    ]


def after_a_step(rate):
    """What the network of lesson 1b says of a zero, after one long step for a seven."""
    text = "\n".join(cells("01b", "code")).split("w1 = np.array(")[1].split("z1 =")[0]
    given = {"np": np}
    exec("w1 = np.array(" + text, given)
    w1, b1, w2, b2 = (given[name] for name in ("w1", "b1", "w2", "b2"))
    seven, zero = (pooling.average_forward(d.DIGITS.images[n], 4).ravel() for n in (7, 0))
    net = Network(
        [Dense(4, 3), Activation("sigmoid"), Dense(3, 2), Activation("sigmoid")],
        loss="squared_error",
    )
    for layer, w, b in ((net.layers[0], w1, b1), (net.layers[2], w2, b2)):
        layer.parameters.update(w=w.copy(), b=b.copy())
    net.forward(seven[None])
    net.backward(np.array([[1.0, 0.0]]))
    net.step(rate)
    return net.forward(zero[None])[0]


def one_convolution(filters):
    """How many numbers it learns, and how many of 100 digits it reads, as lesson 7 trains."""
    order = np.random.default_rng(0).permutation(len(d.DIGITS.labels))
    x, y = d.DIGITS.images[order][:, None], d.DIGITS.labels[order]
    layers = [Conv2D(1, filters, 3, padding=1), Activation("relu"), MaxPool2D(2)]
    net = Network([*layers, Flatten(), Dense(filters * 16, 10)], seed=1)
    for rate, epochs in ((0.2, 12), (0.05, 8)):
        net.fit(x[:1437], y[:1437], epochs, 32, learning_rate=rate, progress=False)
    learns = sum(p.size for layer in net.layers for p in layer.parameters.values())
    return learns, round(100 * net.evaluate(x[1437:], y[1437:])[1])


def learned(layer):
    layer.start(np.random.default_rng(0), np.dtype(float))
    return sum(parameter.size for parameter in layer.parameters.values())


def teaching_guide():
    guess = [len(d.edges(pixel)) for pixel in ((3, 4), (0, 1), (0, 0))]
    return [
        f"Guess the number of edges each time: {d.listed(guess, ', ')}",
        f"the check fails at {word(differing().sum())} pixels",
    ]
