"""Connections: the edges of each kind of layer, their three sums, chains and checks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import convolutions, pools, seeds
from support.each import each

from cnnbp import connections, convolution, dense, pooling
from cnnbp.connections import Connections
from cnnbp.gradient_check import central_difference

CLOSE = {"rtol": 1e-10, "atol": 1e-12}


def _edges(edges):
    """Every edge as (source, target, weight, parameter)."""
    parameter = [None] * len(edges) if edges.parameter is None else edges.parameter.tolist()
    columns = edges.source.tolist(), edges.target.tolist(), edges.weight.tolist(), parameter
    return list(zip(*columns, strict=True))


def test_the_edges_of_a_dense_layer():
    edges = connections.dense([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert _edges(edges) == [
        (0, 0, 1, 0), (1, 0, 2, 1), (2, 0, 3, 2), (0, 1, 4, 3), (1, 1, 5, 4), (2, 1, 6, 5),
    ]  # fmt: skip
    assert (edges.input_shape, edges.output_shape) == ((3,), (2,))
    assert edges.parameter_shape == (2, 3)
    assert len(edges) == 6
    assert repr(edges) == "Connections(6 edges, (3,) -> (2,))"


def test_the_edges_of_a_convolution_in_both_conventions():
    w = [[1.0, 2.0], [3.0, 5.0]]
    edges = connections.convolution(w, (2, 3))
    assert _edges(edges) == [
        (0, 0, 1, 0), (1, 0, 2, 1), (3, 0, 3, 2), (4, 0, 5, 3),
        (1, 1, 1, 0), (2, 1, 2, 1), (4, 1, 3, 2), (5, 1, 5, 3),
    ]  # fmt: skip
    flipped = connections.convolution(w, (2, 3), convention="convolution")
    assert _edges(flipped)[:4] == [(0, 0, 5, 3), (1, 0, 3, 2), (3, 0, 2, 1), (4, 0, 1, 0)]
    assert (edges.input_shape, edges.output_shape, edges.parameter_shape) == (
        (2, 3),
        (1, 2),
        (2, 2),
    )


def test_there_are_no_edges_into_the_padding():
    edges = connections.convolution([[1.0, 2.0, 3.0]], (1, 2), padding=(0, 1))
    assert _edges(edges) == [(0, 0, 2, 1), (1, 0, 3, 2), (0, 1, 1, 0), (1, 1, 2, 1)]
    padded_only = connections.convolution([[1.0]], (1, 1), padding=1)
    assert _edges(padded_only) == [(0, 4, 1, 0)]
    assert padded_only.output_shape == (3, 3)


def test_channels_and_filters_come_in_row_major_order():
    w = np.arange(1.0, 7).reshape(3, 2, 1, 1)
    edges = connections.convolution(w, (2, 1, 1))
    assert _edges(edges) == [
        (0, 0, 1, 0), (1, 0, 2, 1), (0, 1, 3, 2), (1, 1, 4, 3), (0, 2, 5, 4), (1, 2, 6, 5),
    ]  # fmt: skip


def test_the_edges_of_pools():
    _, winners = pooling.max_forward([[[1.0, 3.0], [2.0, 0.0]], [[0.0, 0.0], [0.0, 4.0]]], 2)
    edges = connections.max_pool(winners)
    assert _edges(edges) == [(1, 0, 1, None), (7, 1, 1, None)]
    assert (edges.input_shape, edges.output_shape) == ((2, 2, 2), (2, 1, 1))
    assert connections.max_pool(winners, (2, 2, 2)).source.tolist() == [1, 7]
    edges = connections.average_pool((1, 3), (1, 2), stride=1)
    assert _edges(edges) == [
        (0, 0, 0.5, None),
        (1, 0, 0.5, None),
        (1, 1, 0.5, None),
        (2, 1, 0.5, None),
    ]
    edges = connections.average_pool((1, 2), (1, 2), padding=(0, 1))
    assert _edges(edges) == [(0, 0, 0.5, None), (1, 1, 0.5, None)]
    edges = connections.average_pool((1, 2), (1, 2), padding=(0, 1), count_include_pad=False)
    assert _edges(edges) == [(0, 0, 1, None), (1, 1, 1, None)]


def test_an_elementwise_layer():
    edges = connections.elementwise([[0.25, 0.5]])
    assert _edges(edges) == [(0, 0, 0.25, None), (1, 1, 0.5, None)]
    assert edges.backward([[4.0, 4.0]]).tolist() == [[1, 2]]
    assert edges.output_shape == (1, 2)


@given(convolutions(form="one"))
def test_the_matrix_is_the_jacobian(case):
    w = case.numbers(case.kernel)
    edges = connections.convolution(w, case.shape, **case.options)
    a = case.numbers(case.shape, 1)
    matrix = edges.matrix()
    rows = [
        central_difference(lambda a, t=t: edges.forward(a).ravel()[t], a).ravel()
        for t in range(len(matrix))
    ]
    np.testing.assert_allclose(matrix, rows, atol=1e-7)
    delta = case.numbers(edges.output_shape, 2)
    np.testing.assert_allclose(matrix @ a.ravel(), edges.forward(a).ravel(), **CLOSE)
    np.testing.assert_allclose(matrix.T @ delta.ravel(), edges.backward(delta).ravel(), **CLOSE)
    assert np.all(np.diff(edges.target) >= 0)


@given(pools(max_batch=1))
def test_the_edges_into_a_target_are_its_window(case):
    if len(case.shape) == 4:
        return
    edges = connections.average_pool(case.shape, case.kernel, **case.options)
    weights = [edges.weight[edges.into_target(t)] for t in range(int(np.prod(edges.output_shape)))]
    share = 1 / np.prod(np.broadcast_to(case.kernel, 2))
    np.testing.assert_allclose(np.concatenate(weights), share)
    assert np.all(np.diff(edges.target) >= 0)


@given(seeds, st.sampled_from([(), (2,), (0,)]))
def test_layers_in_a_row(seed, batch):
    """Convolution, σ′, max pool, flatten, dense: the chain's edges against layer after layer."""
    rng = np.random.default_rng(seed)
    w1, w2 = rng.normal(size=(2, 1, 2, 2)), rng.normal(size=(3, 8))
    a, slope = rng.normal(size=(1, 5, 5)), rng.normal(size=(2, 4, 4))
    _, winners = pooling.max_forward(slope * convolution.forward(a, w1), 2)
    layers = [
        connections.convolution(w1, (1, 5, 5)),
        connections.elementwise(slope),
        connections.max_pool(winners),
        connections.dense(w2),
    ]
    whole = layers[0].then(layers[1]).then(layers[2]).then(layers[3])
    assert (whole.input_shape, whole.output_shape, whole.parameter) == ((1, 5, 5), (3,), None)
    pairs = np.stack([whole.target, whole.source])
    assert np.all(np.lexsort(pairs[::-1]) == np.arange(len(whole)))
    assert len(np.unique(pairs, axis=1).T) == len(whole)

    delta = rng.normal(size=(*batch, 3))
    back = dense.input_gradient(delta, w2).reshape(*batch, 2, 2, 2)
    back = slope * layers[2].backward(back)
    expected = convolution.input_gradient(back, w1, (*batch, 1, 5, 5))
    np.testing.assert_allclose(whole.backward(delta), expected, **CLOSE)
    matrices = [layer.matrix() for layer in layers]
    np.testing.assert_allclose(
        whole.matrix(), matrices[3] @ matrices[2] @ matrices[1] @ matrices[0], **CLOSE
    )


def test_a_chain_adds_up_the_paths_between_two_units():
    first = connections.dense([[1.0], [10.0]])
    second = connections.dense([[2.0, 3.0]])
    chain = first.then(second)
    assert _edges(chain) == [(0, 0, 32, None)]
    nothing = Connections([], [], [], None, (2,), (1,))
    assert _edges(second.then(Connections([], [], [], None, (1,), (4,)))) == []
    assert nothing.then(connections.dense([[1.0]])).output_shape == (1,)


def test_following_the_edges():
    edges = connections.convolution([[1.0, 2.0], [3.0, 5.0]], (3, 3))
    assert edges.weight[edges.from_source(0)].tolist() == [1]
    assert edges.weight[edges.from_source(1)].tolist() == [2, 1]
    assert edges.weight[edges.from_source(4)].tolist() == [5, 3, 2, 1]
    assert edges.source[edges.into_target(3)].tolist() == [4, 5, 7, 8]
    assert edges.target[edges.of_parameter(2)].tolist() == [0, 1, 2, 3]
    assert edges.source[edges.of_parameter(2)].tolist() == [3, 4, 6, 7]


def test_the_sums_of_hand_made_edges():
    edges = Connections([0, 0, 2], [1, 1, 0], [2.0, 3.0, 4.0], [0, 1, 0], (3,), (2,), (2,))
    assert edges.forward([1.0, 9.0, 10.0]).tolist() == [40, 5]
    assert edges.backward([1.0, 10.0]).tolist() == [50, 0, 4]
    assert edges.matrix().tolist() == [[0, 0, 4], [5, 0, 0]]
    assert edges.parameter_gradient([1.0, 10.0], [1.0, 9.0, 10.0]).tolist() == [20, 10]
    batch = edges.parameter_gradient([[1.0, 10.0], [1.0, 10.0]], np.ones((2, 3)))
    assert batch.tolist() == [22, 20]
    assert edges.forward(np.zeros((0, 3))).shape == (0, 2)
    assert edges.backward(np.zeros((0, 2))).shape == (0, 3)
    assert edges.forward([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]).tolist() == [[0, 5], [4, 0]]


def test_float32_terms_are_added_up_in_float64():
    # 1e8 and 1e8 + 64 are float32 numbers, but 1e8 + 1 is not: added one by one, the ones get lost
    terms, total = np.array([1e8, *[1] * 64], np.float32), np.float32(1e8 + 64)
    one, many = np.ones(1, np.float32), np.ones(65, np.float32)
    into_one, out_of_one = connections.dense(terms[None]), connections.dense(terms[:, None])
    assert into_one.forward(many) == out_of_one.backward(many) == total
    shared = connections.convolution(one[None], (1, 65))  # one weight, used at 65 positions
    assert shared.parameter_gradient(terms[None], many[None]) == total
    batch = connections.dense(one[None]).parameter_gradient(terms[:, None], many[:, None])
    assert batch == total
    apart = connections.Connections(np.zeros(65, int), np.zeros(65, int), terms, None, (1,), (1,))
    assert apart.matrix() == total
    assert connections.dense(many[:, None]).then(into_one).weight == total


def test_types_and_arrays_that_cannot_be_changed():
    w = np.ones((2, 3), np.float32)
    edges = connections.dense(w)
    w[:] = 7
    assert edges.weight.tolist() == [1] * 6
    assert edges.forward(np.ones(3, np.float32)).dtype == np.float32
    assert edges.backward(np.ones(2, np.float32)).dtype == np.float32
    assert edges.parameter_gradient(np.ones(2, np.float32), np.ones(3, np.float32)).dtype == "f4"
    assert edges.matrix().dtype == np.float32
    assert edges.then(connections.dense(np.ones((1, 2), np.float32))).weight.dtype == np.float32
    assert edges.forward(np.ones(3)).dtype == np.float64
    assert edges.forward([1, 1, 1]).dtype == np.float64
    assert connections.dense([[1, 2]]).weight.dtype == np.float64
    assert edges.source.dtype == edges.target.dtype == edges.parameter.dtype == np.int64
    for name in ("source", "target", "weight", "parameter"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(edges, name)[0] = 1
    with pytest.raises(AttributeError):
        edges.weight = np.zeros(6)


E3 = connections.dense(np.ones((2, 3)))
POOL = pooling.max_forward(np.ones((2, 1, 4, 4)), 2)[1]


def test_an_empty_layer_in_a_chain():
    few = Connections([0], [0], [1.0], None, (2,), (1,))
    chain = few.then(Connections([0, 0], [3, 1], [2.0, 5.0], None, (1,), (4,)))
    assert _edges(chain) == [(0, 1, 5, None), (0, 3, 2, None)]
    one = Connections([0], [0], [3.0], None, (1,), (1,))
    assert _edges(one.then(connections.dense([[1.0], [2.0]]))) == [(0, 0, 3, None), (0, 1, 6, None)]


def test_max_pool_of_a_batch_of_one():
    winners = pooling.max_forward(np.ones((1, 1, 2, 2)), 2)[1]
    assert connections.max_pool(winners).input_shape == (1, 2, 2)


@each(
    ("call", "error", "words"),
    [
        (
            lambda: connections.dense(np.ones(3)),
            ValueError,
            r"^w: got shape \(3,\), expected \(n, m\)",
        ),
        (lambda: connections.dense("w"), TypeError, "^w: got a str"),
        (
            lambda: connections.convolution(np.ones((2, 2)), (1, 1, 3, 3)),
            ValueError,
            r"^input_shape: got shape \(1, 1, 3, 3\), expected \(C, H, W\) or \(H, W\)",
        ),
        (
            lambda: connections.convolution(np.ones((2, 2)), (2, 3, 3)),
            ValueError,
            "^input_shape: .* 2 channels, expected 1",
        ),
        (lambda: connections.convolution(np.ones((2, 2)), (3, 3), stride=0), ValueError, "^stride"),
        (lambda: connections.convolution(None, (3, 3)), TypeError, "^w: got None"),
        (lambda: connections.convolution(np.ones((4, 4)), (3, 3)), ValueError, "^w: got size"),
        (
            lambda: connections.max_pool(POOL),
            ValueError,
            "^winners: got a batch of 2, expected one example; take winners",
        ),
        (lambda: connections.max_pool(POOL.place), TypeError, "^winners: got a ndarray"),
        (
            lambda: connections.max_pool(POOL[0], (1, 4, 5)),
            ValueError,
            r"^input_shape: got shape \(1, 4, 5\), expected \(1, 4, 4\) of winners",
        ),
        (lambda: connections.average_pool((1, 1, 4, 4), 2), ValueError, "^input_shape: got"),
        (
            lambda: connections.average_pool((0, 4), 2),
            ValueError,
            "^input_shape: got an image of 0×4 pixels",
        ),
        (
            lambda: connections.max_pool(POOL[0], (4,)),
            ValueError,
            r"^input_shape: got shape \(4,\), expected \(C, H, W\) or \(H, W\)$",
        ),
        (lambda: connections.max_pool(POOL[0], 4), TypeError, "^input_shape: got 4"),
        (lambda: connections.elementwise(None), TypeError, "^derivative: got None"),
        (
            lambda: E3.forward(np.ones(2)),
            ValueError,
            r"^a: got shape \(2,\), expected \(3,\) or a batch",
        ),
        (lambda: E3.forward(np.ones((1, 1, 3))), ValueError, "^a: got shape"),
        (lambda: E3.forward("a"), TypeError, "^a: got a str"),
        (lambda: E3.backward(np.ones(3)), ValueError, r"^delta: got shape \(3,\), expected \(2,\)"),
        (
            lambda: E3.parameter_gradient(np.ones((2, 2)), np.ones((3, 3))),
            ValueError,
            r"^delta: got batch \(2,\), expected \(3,\)",
        ),
        (
            lambda: E3.parameter_gradient(np.ones(2), np.ones((1, 3))),
            ValueError,
            r"^delta: got batch \(\), expected \(1,\)",
        ),
        (lambda: E3.parameter_gradient(np.ones(3), np.ones(3)), ValueError, "^delta: got shape"),
        (lambda: E3.parameter_gradient(np.ones(2), np.ones(2)), ValueError, "^a: got shape"),
        (lambda: E3.then(3), TypeError, "^following: got a int, expected Connections"),
        (lambda: E3.then(E3), ValueError, r"^following: got input \(3,\), expected as many units"),
        (lambda: E3.from_source(3), ValueError, "^i: got 3, expected 0 to 2"),
        (lambda: E3.from_source(-1), ValueError, "^i: got -1, expected 0 to 2"),
        (lambda: E3.into_target(2), ValueError, "^i: got 2, expected 0 to 1"),
        (lambda: E3.of_parameter(6), ValueError, "^i: got 6, expected 0 to 5"),
        (lambda: E3.of_parameter(1.0), TypeError, "^i: got 1.0, expected a whole number"),
        (
            lambda: E3.then(connections.elementwise([1.0, 1.0])).of_parameter(0),
            ValueError,
            "^parameter: got None",
        ),
        (
            lambda: connections.elementwise([1.0]).parameter_gradient([1.0], [1.0]),
            ValueError,
            "^parameter: got None",
        ),
        (
            lambda: Connections([0], [0], [[1.0]], None, (1,), (1,)),
            ValueError,
            r"^weight: got shape \(1, 1\), expected \(edges,\)",
        ),
        (lambda: Connections([0], [0], ["1"], None, (1,), (1,)), TypeError, "^weight: got values"),
        (
            lambda: Connections([0, 0], [0], [1.0], None, (1,), (1,)),
            ValueError,
            r"^source: got shape \(2,\), expected \(1,\), one per weight",
        ),
        (
            lambda: Connections([1], [0], [1.0], None, (1,), (1,)),
            ValueError,
            "^source: got indices from 1 to 1, expected 0 to 0",
        ),
        (
            lambda: Connections([0], [-1], [1.0], None, (1,), (1,)),
            ValueError,
            "^target: got indices",
        ),
        (
            lambda: Connections([0.0], [0], [1.0], None, (1,), (1,)),
            TypeError,
            "^source: got values of type float64, expected whole numbers",
        ),
        (
            lambda: Connections([0], [0], [1.0], [2], (1,), (1,), (2,)),
            ValueError,
            "^parameter: got indices from 2 to 2, expected 0 to 1",
        ),
        (
            lambda: Connections([0], [0], [1.0], [0], (1,), (1,)),
            TypeError,
            "^parameter_shape: got None",
        ),
        (
            lambda: Connections([0], [0], [1.0], None, (1,), (1,), (1,)),
            TypeError,
            "^parameter: got",
        ),
        (
            lambda: Connections([0], [0], [1.0], None, (-1,), (1,)),
            ValueError,
            r"^input_shape: got shape \(-1,\), expected a tuple of sizes$",
        ),
        (
            lambda: Connections([0], [0], [1.0], None, (1,), None),
            TypeError,
            "^output_shape: got None",
        ),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_the_public_names():
    assert all(getattr(connections, name).__doc__ for name in connections.__all__)
