"""Pages without Python build the same edges: thousands of random layers, edge by edge."""

import numpy as np
import pytest
from support.front_end import in_node

from cnnbp import connections, pooling

LAYERS = 3000
ANSWER = """({ kind, w, a, delta, options, kernel }) => {
  const { stride, padding, dilation, size, rotated, counted } = options;
  const module = modules.builders;
  const grid = (given) => ({ shape: given.shape, values: Float64Array.from(given.values) });
  const build = {
    dense: () => module.dense(grid(w)),
    convolution: () => module.convolution(grid(w), a.shape, { stride, padding, dilation, rotated }),
    max_pool: () => module.maxPool(grid(a), size, stride, padding),
    average_pool: () => module.averagePool(a.shape, size, stride, padding, counted),
    elementwise: () => module.elementwise(grid(w)),
  };
  try {
    const edges = build[kind]();
    const d = Float64Array.from(delta ?? []), x = grid(a).values;
    const shared = edges.parameter ? module.parameterGradient(edges, d, x, w.shape) : null;
    return { edges, z: module.forward(edges, x), back: module.backward(edges, d), shared };
  } catch (error) {
    return error.message;
  }
}"""


def packed(array):
    return {"shape": list(array.shape), "values": array.ravel().tolist()}


def pair(random, low, high):
    """A size for rows and one for columns; the same one half of the time."""
    both = random.integers(low, high + 1, 2)
    return tuple(map(int, both if random.random() < 0.5 else both[[0, 0]]))


def numbers(random, shape):
    """With ties, zeros and both signs; or as they come."""
    if random.random() < 0.5:
        return random.integers(-2, 3, shape) / 2.0
    return random.normal(size=shape)


def image_shape(random):
    plane = tuple(map(int, random.integers(1, 8, 2)))
    channels = int(random.integers(0, 4))
    return (channels, *plane) if channels else plane


def convolution(random):
    shape = image_shape(random)
    channels = shape[0] if len(shape) == 3 else 1
    size = pair(random, 1, 4)
    flat = channels == 1 and random.random() < 0.5
    w = numbers(random, size if flat else (int(random.integers(1, 4)), channels, *size))
    options = {"stride": pair(random, 1, 3), "padding": pair(random, 0, 3)}
    options["dilation"] = pair(random, 1, 3)
    rotated = bool(random.integers(2))
    convention = "convolution" if rotated else "correlation"

    def build():
        return connections.convolution(w, shape, **options, convention=convention)

    return numbers(random, shape), w, options | {"rotated": rotated}, build


def dense(random):
    n, m = map(int, random.integers(1, 7, 2))
    w = numbers(random, (n, m))
    return numbers(random, (m,)), w, {}, lambda: connections.dense(w)


def elementwise(random):
    w = numbers(random, image_shape(random))
    return numbers(random, w.shape), w, {}, lambda: connections.elementwise(w)


def pool(random):
    a = numbers(random, image_shape(random))
    return a, {
        "size": pair(random, 1, 4),
        "stride": pair(random, 1, 3),
        "padding": pair(random, 0, 2),
    }


def max_pool(random):
    a, options = pool(random)
    return a, None, options, lambda: connections.max_pool(pooling.max_forward(a, **options)[1])


def average_pool(random):
    a, options = pool(random)
    counted = bool(random.integers(2))

    def build():
        return connections.average_pool(a.shape, **options, count_include_pad=counted)

    return a, None, options | {"counted": counted}, build


KINDS = (convolution, convolution, max_pool, average_pool, dense, elementwise)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """Random layers of Python, or the sentence that refuses one, each with what the page says."""
    random = np.random.default_rng(18)
    asked, truths = [], []
    for number in range(LAYERS):
        kind = KINDS[number % len(KINDS)]
        a, w, options, build = kind(random)
        one = {"kind": kind.__name__, "a": packed(a), "options": options}
        one["w"] = None if w is None else packed(w)
        try:
            edges = build()
        except ValueError as refusal:
            truths.append((str(refusal), a, None))
        else:
            delta = numbers(random, edges.output_shape)
            one["delta"] = delta.ravel().tolist()
            truths.append((edges, a, delta))
        asked.append(one)
    said = in_node(tmp_path_factory.mktemp("edges"), ["edges/builders"], asked, ANSWER)
    return list(zip(truths, said, strict=True))


def test_a_page_builds_the_same_edges_and_sums(pairs):
    built = 0
    for (edges, a, delta), said in pairs:
        if isinstance(edges, str):
            continue
        built += 1
        theirs = said["edges"]
        assert theirs["source"] == edges.source.tolist()
        assert theirs["target"] == edges.target.tolist()
        assert theirs["weight"] == edges.weight.tolist()
        assert theirs["parameter"] == (
            None if edges.parameter is None else edges.parameter.tolist()
        )
        assert tuple(theirs["inputShape"]) == edges.input_shape
        assert tuple(theirs["outputShape"]) == edges.output_shape
        sums = {"z": edges.forward(a), "back": edges.backward(delta)}
        if edges.parameter is not None:
            sums["shared"] = edges.parameter_gradient(delta, a)
        for name, expected in sums.items():
            assert tuple(said[name]["shape"]) == expected.shape, name
            assert said[name]["values"] == expected.ravel().tolist(), name
    assert built > LAYERS / 2


def test_a_page_refuses_what_python_refuses(pairs):
    refused = [(truth, said) for (truth, *_), said in pairs if isinstance(truth, str)]
    for truth, said in refused:
        # Python names its own arguments; the explorer calls them image and kernel.
        assert said == truth.replace("w: got size", "kernel: got size")
    assert len(refused) > LAYERS / 50
