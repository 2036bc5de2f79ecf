"""Small layers of every kind and small networks, for the explorer's tests."""

import numpy as np

from cnnbp import connections, datasets
from cnnbp.widgets import DeltaFlow

IMAGE = np.round(np.random.default_rng(1).random((6, 7)), 2)
CUBE = np.round(np.random.default_rng(2).normal(size=(2, 5, 6)), 2)
KERNEL = np.array([[0.8, -0.3, 0.1], [0.5, 1.0, -0.6], [-0.9, 0.2, 0.4]])
FILTERS = np.round(np.random.default_rng(3).normal(size=(3, 2, 2, 3)), 1)
UNITS = np.array([0.2, 0.7, -0.5, 1.0])
W = np.round(np.random.default_rng(4).normal(size=(3, 4)), 2)


def every_second(image, **view):
    """A layer kind of one's own: every second pixel in each direction goes on, the others end."""
    rows, columns = image.shape
    source = np.arange(image.size).reshape(rows, columns)[::2, ::2]
    edges = connections.Connections(
        source.ravel(),
        np.arange(source.size),
        np.ones(source.size),
        None,
        image.shape,
        source.shape,
    )
    return DeltaFlow.from_connections(edges, image, kind="every second pixel", **view)


LAYERS = {
    "dense": lambda **view: DeltaFlow.dense(UNITS, W, **view),
    "dense with bias": lambda **view: DeltaFlow.dense(
        UNITS, W, [0.3, -0.2, 0.6], b=[1, 2, 3], **view
    ),
    "convolution": lambda **view: DeltaFlow.convolution(IMAGE, KERNEL, **view),
    "true convolution": lambda **view: DeltaFlow.convolution(
        IMAGE, KERNEL, convention="convolution", **view
    ),
    "stride, padding, dilation": lambda **view: DeltaFlow.convolution(
        IMAGE, KERNEL, stride=2, padding=(1, 2), dilation=(1, 2), b=0.5, **view
    ),
    "channels": lambda **view: DeltaFlow.convolution(
        CUBE, FILTERS, padding=1, b=[0.1, -0.2, 0.3], **view
    ),
    "filters on one plane": lambda **view: DeltaFlow.convolution(IMAGE, FILTERS[:, :1], **view),
    "behind a sigmoid": lambda **view: DeltaFlow.convolution(
        IMAGE, KERNEL, activation="sigmoid", **view
    ),
    "max pool": lambda **view: DeltaFlow.max_pool(IMAGE, 2, **view),
    "overlapping max pool": lambda **view: DeltaFlow.max_pool(CUBE, 3, stride=2, padding=1, **view),
    "average pool": lambda **view: DeltaFlow.average_pool(IMAGE, (2, 3), **view),
    "padded average pool": lambda **view: DeltaFlow.average_pool(
        IMAGE, 3, stride=2, padding=1, count_include_pad=False, **view
    ),
    "own kind": lambda **view: every_second(IMAGE, **view),
}


def edges_at(flow, panel, flat):
    """The edges that Connections names for a cell of a panel."""
    edges = flow.layer.connections
    if panel == "weights":
        return edges.of_parameter(flat)
    return edges.into_target(flat) if panel in ("output", "delta") else edges.from_source(flat)


_RANDOM = np.random.default_rng(7)
DIGIT = datasets.load_digits().images[8]
DIGIT_KERNEL, B1 = _RANDOM.normal(0, 0.5, (4, 1, 3, 3)), _RANDOM.normal(0, 0.1, 4)
DIGIT_W, B2 = _RANDOM.normal(0, 0.2, (10, 64)), _RANDOM.normal(0, 0.1, 10)
DIGIT_LAYERS = [
    ("convolution", DIGIT_KERNEL, {"b": B1, "padding": 1}),
    "relu",
    ("max_pool", 2),
    ("dense", DIGIT_W, {"b": B2}),
]
SMALL = _RANDOM.normal(size=(5, 6))


def every_second_unit(a):
    """A layer kind of one's own: every second unit of a vector goes on."""
    source = np.arange(0, a.size, 2)
    edges = source, np.arange(len(source)), np.ones(len(source)), None
    return connections.Connections(*edges, (a.size,), (len(source),))


NETWORKS = {
    # without noise the blank border gives ties, where a max pool has no derivative
    "digits": (DIGIT + 0.1 * _RANDOM.random((8, 8)), DIGIT_LAYERS, 8, "cross_entropy"),
    "sigmoid": (
        SMALL,
        [("convolution", _RANDOM.normal(size=(2, 3)), {"stride": 2}), ("sigmoid",)],
        _RANDOM.random((2, 2)),
        "squared_error",
    ),
    "two convolutions": (
        SMALL[None],
        [
            ("convolution", _RANDOM.normal(size=(2, 1, 2, 2)), {"convention": "convolution"}),
            "tanh",
            ("average_pool", 2, {"stride": 1}),
            ("convolution", _RANDOM.normal(size=(3, 2, 2, 2)), {"dilation": 2}),
        ],
        None,
        "squared_error",
    ),
    "vector": (
        _RANDOM.normal(size=6),
        ["tanh", ("dense", _RANDOM.normal(size=(8, 6))), every_second_unit, ("sigmoid",)],
        2,
        "squared_error",
    ),
}


def digits(**view):
    """A small network that reads a digit, as an explorer."""
    return DeltaFlow.network(DIGIT, DIGIT_LAYERS, y=8, loss="cross_entropy", **view)
