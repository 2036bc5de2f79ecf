"""Layers for the tests of mistakes: asymmetric numbers, so that no mistake hides."""

import numpy as np

from cnnbp import connections, mistakes, pooling
from cnnbp.activations import ACTIVATIONS
from cnnbp.mistakes.catalogue import bias_gradient, weight_gradient
from cnnbp.widgets.model.chain import ActivationLayer


def _front(z, activation):
    return ACTIVATIONS[activation][0](z)


def convolution(
    seed=0, image=(6, 5), kernel=(3, 2), activation="identity", b=None, asked="delta", **options
):
    rng = np.random.default_rng(seed)
    z, w = rng.normal(size=image), rng.normal(size=kernel)
    edges = connections.convolution(w, image, **options)
    return mistakes.Layer(
        "convolution", edges, _front(z, activation), rng.normal(size=edges.output_shape), w=w,
        z=z, activation=activation, b=b, options=options, asked=asked,
    )  # fmt: skip


def dense(seed=0, inputs=4, outputs=3, activation="identity", b=None, batch=None, asked="delta"):
    rng = np.random.default_rng(seed)
    lead = () if batch is None else (batch,)
    z, w = rng.normal(size=(*lead, inputs)), rng.normal(size=(outputs, inputs))
    return mistakes.Layer(
        "dense", connections.dense(w), _front(z, activation), rng.normal(size=(*lead, outputs)),
        w=w, z=z, activation=activation, b=b, asked=asked,
    )  # fmt: skip


def max_pool(a=None, seed=0, image=(6, 7), activation="identity", **options):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=image) if a is None else np.asarray(a, dtype=float)
    a = _front(z, activation)
    _, winners = pooling.max_forward(a, **options)
    edges = connections.max_pool(winners)
    delta = rng.normal(size=edges.output_shape)
    return mistakes.Layer("max_pool", edges, a, delta, z=z, activation=activation, options=options)


def average_pool(seed=0, image=(6, 7), activation="identity", **options):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=image)
    edges = connections.average_pool(image, **options)
    delta = rng.normal(size=edges.output_shape)
    a = _front(z, activation)
    return mistakes.Layer(
        "average_pool", edges, a, delta, z=z, activation=activation, options=options
    )


def names(given, layer):
    """The names of the mistakes that are recognised in a wrong input gradient."""
    found = mistakes.input_gradient_mistakes(layer)
    return [m.name for m in mistakes.recognise(given, layer.right, found)]


def weight_names(given, layer):
    """The same for ∂C/∂w."""
    found = mistakes.weight_gradient_mistakes(layer)
    return [m.name for m in mistakes.recognise(given, weight_gradient(layer), found)]


def bias_names(given, layer):
    """The same for ∂C/∂b."""
    found = mistakes.bias_gradient_mistakes(layer)
    return [m.name for m in mistakes.recognise(given, bias_gradient(layer), found)]


def any_layer(seed, batches=True):
    """A small layer of any kind, with any options, one example or a batch, from a seed."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(["dense", "convolution", "max_pool", "average_pool", "σ"])
    activation = rng.choice(["identity", "sigmoid", "tanh", "relu"])
    batch = () if not batches or rng.random() < 0.5 else (int(rng.integers(2, 4)),)
    while True:
        try:
            return _drawn(rng, str(kind), str(activation), batch)
        except ValueError:  # a window that does not fit the image: draw again
            continue


def of_sigma(z, activation, delta):
    """σ as a layer of its own, as a network has it."""
    slope = ACTIVATIONS[activation][1](z)
    return ActivationLayer(activation, connections.elementwise(slope), z, delta)


def _drawn(rng, kind, activation, batch):
    def pair(low, high):
        return tuple(rng.integers(low, high, 2).tolist())

    planes = tuple(rng.integers(1, 4, rng.integers(0, 2)).tolist())
    image, w, b, options = (*planes, *pair(3, 9)), None, None, {}
    if kind == "σ":
        z, delta = rng.normal(size=(2, *image))
        return of_sigma(z, activation if activation in ("sigmoid", "tanh") else "sigmoid", delta)
    if kind == "dense":
        w, image = rng.normal(size=pair(1, 5)), ()
        edges = connections.dense(w)
    elif kind == "convolution":
        filters = rng.integers(1, 4) if rng.random() < 0.5 else sum(planes)
        size = pair(1, 4) if rng.random() < 0.5 else (3, 3)
        w = rng.normal(size=(filters, *planes, *size) if planes else size)
        options = {"padding": pair(0, 3), "convention": rng.choice(["correlation", "convolution"])}
        if rng.random() < 0.7:
            options |= {"stride": pair(1, 4), "dilation": pair(1, 3)}
        edges = connections.convolution(w, image, **options)
    else:
        options = {"size": pair(1, 4), "padding": pair(0, 2), "stride": pair(1, 4)}
    if w is not None and rng.random() < 0.7:
        b = rng.normal(size=edges.output_shape[0] if len(edges.output_shape) != 2 else 1)
    if kind == "average_pool":
        options["count_include_pad"] = bool(rng.random() < 0.5)
        edges = connections.average_pool(image, **options)
    if kind == "max_pool":
        z, batch = np.round(rng.normal(size=image), int(rng.integers(0, 9))), ()  # with ties
        z += rng.choice([0, 1e-6]) * rng.integers(0, 2, image)  # some of them only nearly
        winners = pooling.max_forward(_front(z, activation), **options)[1]
        edges = connections.max_pool(winners)
    else:
        z = rng.normal(size=(*batch, *edges.input_shape))
        z.flat[0] = 0  # where ReLU has its kink
    delta = rng.normal(size=(*batch, *edges.output_shape))
    return mistakes.Layer(
        kind, edges, _front(z, activation), delta, w=w, z=z, activation=activation, b=b,
        options=options, asked="delta" if rng.random() < 0.8 else "input_gradient",
    )  # fmt: skip
