"""The fully connected layer: central differences, the edges, shapes, types, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import seeds
from support.each import each

from cnnbp import connections, dense
from cnnbp.gradient_check import central_difference

sizes = st.integers(1, 4)
batches = st.sampled_from([(), (1,), (3,)])


@given(sizes, sizes, batches, seeds)
def test_gradients_are_central_differences_and_edge_sums(m, n, batch, seed):
    rng = np.random.default_rng(seed)
    a, w, b = rng.normal(size=(*batch, m)), rng.normal(size=(n, m)), rng.normal(size=n)
    delta = rng.normal(size=(*batch, n))

    def loss(a, w, b):
        return np.sum(delta * dense.forward(a, w, b))

    da = dense.input_gradient(delta, w)
    dw, db = dense.parameter_gradients(delta, a)
    close = {"rtol": 0, "atol": 1e-7}
    np.testing.assert_allclose(da, central_difference(lambda a: loss(a, w, b), a), **close)
    np.testing.assert_allclose(dw, central_difference(lambda w: loss(a, w, b), w), **close)
    np.testing.assert_allclose(db, central_difference(lambda b: loss(a, w, b), b), **close)

    edges = connections.dense(w)
    np.testing.assert_allclose(edges.forward(a) + b, dense.forward(a, w, b), atol=1e-12)
    np.testing.assert_allclose(edges.backward(delta), da, atol=1e-12)
    np.testing.assert_allclose(edges.parameter_gradient(delta, a), dw, atol=1e-12)


def test_a_layer_worked_by_hand():
    w, b = [[1.0, 2.0, 3.0], [0.0, -1.0, 1.0]], [0.5, 1.0]
    assert dense.forward([1.0, 1.0, 2.0], w, b).tolist() == [9.5, 2.0]
    assert dense.forward([1.0, 1.0, 2.0], w).tolist() == [9.0, 1.0]
    assert dense.forward([1.0, 1.0, 2.0], w, None).tolist() == [9.0, 1.0]
    assert dense.input_gradient([1.0, 2.0], w).tolist() == [1, 0, 5]
    dw, db = dense.parameter_gradients([1.0, 2.0], [1.0, 1.0, 2.0])
    assert dw.tolist() == [[1, 1, 2], [2, 2, 4]]
    assert db.tolist() == [1, 2]


def test_parameter_gradients_are_sums_over_the_batch():
    dw, db = dense.parameter_gradients([[1.0], [2.0]], [[10.0], [100.0]])
    assert dw.tolist() == [[210]]
    assert db.tolist() == [3]


def test_an_empty_batch():
    assert dense.forward(np.zeros((0, 3)), np.ones((2, 3)), np.ones(2)).shape == (0, 2)
    assert dense.input_gradient(np.zeros((0, 2)), np.ones((2, 3))).shape == (0, 3)
    dw, db = dense.parameter_gradients(np.zeros((0, 2)), np.zeros((0, 3)))
    assert dw.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert db.tolist() == [0, 0]


def test_types():
    def results(a, w, b, delta):
        return [
            dense.forward(a, w, b),
            dense.forward(a, w),
            dense.input_gradient(delta, w),
            *dense.parameter_gradients(delta, a),
        ]

    ones = {t: (np.ones((2, 3), t), np.ones((4, 3), t), np.ones(4, t), np.ones((2, 4), t))
            for t in (np.float32, np.float64, np.int16)}  # fmt: skip
    assert {r.dtype for r in results(*ones[np.float32])} == {np.dtype(np.float32)}
    assert {r.dtype for r in results(*ones[np.float64])} == {np.dtype(np.float64)}
    assert {r.dtype for r in results(*ones[np.int16])} == {np.dtype(np.float64)}
    a, w, b, delta = ones[np.float32]
    assert dense.forward(a, w, b.astype(float)).dtype == np.float64
    assert dense.forward(a.astype(float), w).dtype == np.float64
    assert dense.input_gradient(delta, w.astype(float)).dtype == np.float64
    assert dense.parameter_gradients(delta.astype(float), a)[1].dtype == np.float64


def test_read_only_and_strided_inputs_stay_as_they_are():
    a, w = np.arange(12.0).reshape(2, 6)[:, ::2], np.arange(9.0).reshape(3, 3).T
    delta, b = np.arange(6.0).reshape(3, 2).T, np.arange(6.0)[::2]
    arrays = (a, w, delta, b)
    kept = [x.copy() for x in arrays]
    for x in arrays:
        x.flags.writeable = False
    results = [dense.forward(a, w, b), dense.input_gradient(delta, w)]
    results += dense.parameter_gradients(delta, a)
    again = [dense.forward(kept[0], kept[1], kept[3]), dense.input_gradient(kept[2], kept[1])]
    again += dense.parameter_gradients(kept[2], kept[0])
    for x, before in zip(arrays, kept, strict=True):
        np.testing.assert_array_equal(x, before)
    for result, same in zip(results, again, strict=True):
        np.testing.assert_allclose(result, same)
        assert not any(np.shares_memory(result, x) for x in arrays)


def test_the_bias_gradient_of_one_example_is_a_new_array():
    delta = np.ones(2)
    _, db = dense.parameter_gradients(delta, np.ones(3))
    assert not np.shares_memory(db, delta)


W = np.ones((2, 3))


@each(
    ("call", "error", "words"),
    [
        (
            lambda: dense.forward(np.ones(2), W),
            ValueError,
            r"^a: got shape \(2,\), expected 3 inputs",
        ),
        (
            lambda: dense.forward(1.0, W),
            ValueError,
            r"^a: got shape \(\), expected \(m,\) or \(N, m\)",
        ),
        (lambda: dense.forward(np.ones((1, 1, 3)), W), ValueError, r"^a: got shape \(1, 1, 3\)"),
        (lambda: dense.forward("a", W), TypeError, "^a: got a str, expected an array"),
        (
            lambda: dense.forward(np.ones(3), np.ones(3)),
            ValueError,
            r"^w: got shape \(3,\), expected \(n, m\)",
        ),
        (lambda: dense.forward(np.ones(3), None), TypeError, "^w: got None"),
        (
            lambda: dense.forward(np.ones(3), W, [1.0]),
            ValueError,
            r"^b: got shape \(1,\), expected \(2,\), the shape of one bias per row of w$",
        ),
        (lambda: dense.forward(np.ones(3), W, "bb"), TypeError, "^b: got a str"),
        (
            lambda: dense.input_gradient(np.ones(3), W),
            ValueError,
            r"^delta: got shape \(3,\), expected 2 outputs",
        ),
        (
            lambda: dense.input_gradient(1.0, W),
            ValueError,
            r"^delta: got shape \(\), expected \(n,\) or \(N, n\)",
        ),
        (
            lambda: dense.input_gradient([1j, 0], W),
            TypeError,
            "^delta: got values of type complex128",
        ),
        (lambda: dense.input_gradient(np.ones(2), [1.0]), ValueError, "^w: got shape"),
        (
            lambda: dense.parameter_gradients(np.ones((2, 2)), np.ones((3, 3))),
            ValueError,
            r"^delta: got shape \(2, 2\), expected as many examples as a \(3, 3\)",
        ),
        (
            lambda: dense.parameter_gradients(np.ones(2), np.ones((1, 3))),
            ValueError,
            "as many examples",
        ),
        (
            lambda: dense.parameter_gradients(1.0, np.ones(2)),
            ValueError,
            r"^delta: got shape \(\), expected \(n,\) or \(N, n\)$",
        ),
        (lambda: dense.parameter_gradients(np.ones(2), None), TypeError, "^a: got None"),
        (lambda: dense.parameter_gradients(None, np.ones(2)), TypeError, "^delta: got None"),
        (
            lambda: dense.parameter_gradients(np.ones(2), 1.0),
            ValueError,
            r"^a: got shape \(\), expected \(m,\)",
        ),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
