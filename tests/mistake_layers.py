"""Layers for the tests of mistakes: asymmetric numbers, so that no mistake hides."""

import numpy as np

from cnnbp import connections, mistakes, pooling
from cnnbp.activations import ACTIVATIONS


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
