"""Each mistake about W, made the way a learner makes it, is recognised."""

import numpy as np
from mistake_layers import dense, names


def test_w_in_place_of_its_transpose():
    layer = dense(inputs=3, outputs=3)
    assert names(layer.w @ layer.delta, layer) == ["not_transposed"]


def test_w_reshaped_in_place_of_transposed():
    layer = dense(inputs=4, outputs=3)
    assert names(layer.w.reshape(4, 3) @ layer.delta, layer) == ["reshaped_not_transposed"]


def test_only_the_own_unit():
    layer = dense(inputs=4, outputs=3)
    given = np.append(np.diag(layer.w) * layer.delta, 0)
    assert names(given, layer) == ["own_unit_only"]


def test_a_batch_is_recognised_as_well():
    layer = dense(inputs=3, outputs=3, batch=4)
    assert names(layer.delta @ layer.w.T, layer) == ["not_transposed"]


def test_the_right_product_is_no_mistake():
    layer = dense()
    assert names(layer.w.T @ layer.delta, layer) == []
