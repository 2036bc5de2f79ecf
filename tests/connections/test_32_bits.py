"""Layers of 64 × 64 × 64 units where NumPy's own index type has 32 bits, as in a browser.

Such an index ends at 2³¹, and what is multiplied beyond that turns over without a word: unit
number × number of units does. On a machine of 64 bits NumPy's functions are made to count with 32.
"""

import numpy as np
import pytest

from cnnbp import connections, convolution, pooling
from cnnbp.network import Conv2D, Dense, Flatten, Network

SHAPE = (64, 64, 64)
# What counts or numbers, and gives NumPy's index type.
COUNTING = ("arange", "argmax", "argsort", "bincount", "cumsum", "flatnonzero", "lexsort", "prod")
COUNTING += ("ravel_multi_index", "searchsorted")


def narrow(value):
    """Integers of 64 bits, alone, in an array or in a tuple of them, as 32."""
    if isinstance(value, (tuple, list)):
        return type(value)(narrow(one) for one in value)
    wide = isinstance(value, (np.ndarray, np.generic)) and value.dtype == np.int64
    return value.astype(np.int32) if wide else value


class Grids:
    """np.ogrid of 32 bits."""

    def __init__(self, grids):
        self.grids = grids

    def __getitem__(self, slices):
        return narrow(tuple(self.grids[slices]))


@pytest.fixture(autouse=True)
def thirty_two_bits(monkeypatch):
    if np.intp(0).itemsize == 4:
        return
    for name in COUNTING:
        wide = getattr(np, name)
        monkeypatch.setattr(np, name, lambda *a, _wide=wide, **k: narrow(_wide(*a, **k)))
    unique = np.unique

    def narrow_places(values, **asked):
        found = unique(values, **asked)  # the values keep their type
        return (found[0], *narrow(found[1:])) if isinstance(found, tuple) else found

    monkeypatch.setattr(np, "unique", narrow_places)
    monkeypatch.setattr(np, "ogrid", Grids(np.ogrid))
    monkeypatch.setattr(np, "intp", np.int32)
    monkeypatch.setattr(np, "int_", np.int32)


def numbers(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def test_the_simulation_counts_with_32_bits():
    assert np.arange(3).dtype == np.flatnonzero([1]).dtype == np.int32
    with np.errstate(all="ignore"):
        assert (np.arange(2**18)[-1:] * 2**18)[0] != (2**18 - 1) * 2**18


def test_layers_in_a_row_are_found_though_their_pairs_of_ends_do_not_fit():
    first = connections.average_pool(SHAPE, 2)
    following = connections.elementwise(numbers(first.output_shape))
    assert (following.target.max() + 1) * np.prod(SHAPE, dtype=float) > 2**31
    both = first.then(following)
    a = numbers(SHAPE, 1)
    np.testing.assert_allclose(both.forward(a), following.forward(first.forward(a)))
    delta = numbers(both.output_shape, 2)
    np.testing.assert_allclose(both.backward(delta), first.backward(following.backward(delta)))


def test_a_convolution_and_its_edges_agree():
    a, w = numbers(SHAPE), numbers((1, 64, 3, 3), 1)
    edges = connections.convolution(w, SHAPE, padding=1)
    z = convolution.forward(a, w, padding=1)
    np.testing.assert_allclose(edges.forward(a), z)
    delta = numbers(z.shape, 2)
    back = convolution.input_gradient(delta, w, SHAPE, padding=1)
    np.testing.assert_allclose(edges.backward(delta), back)


def test_a_max_pool_and_its_edges_agree():
    a = numbers(SHAPE)
    z, winners = pooling.max_forward(a, 3, stride=2, padding=1)
    edges = connections.max_pool(winners)
    np.testing.assert_array_equal(edges.forward(a), z)
    delta = numbers(z.shape, 1)
    back = pooling.max_input_gradient(delta, winners)
    np.testing.assert_allclose(edges.backward(delta), back)


def test_packed_edges_say_the_same():
    layer = pytest.importorskip("cnnbp.widgets.wire.layer", exc_type=ImportError)
    edges = connections.average_pool(SHAPE, 2)
    for indices in (edges.source, edges.target):
        packed = layer.unpack(layer.pack_indices(indices))
        np.testing.assert_array_equal(packed, indices)
        assert packed.itemsize <= 4


def test_a_network_is_saved_and_goes_on_training_as_before(tmp_path):
    def fit(network):
        x, y = numbers((4, *SHAPE), 1), np.array([0, 1, 1, 0])
        network.fit(x, y, 1, 2, 0.01, progress=False)
        return network.forward(x)

    network = Network([Conv2D(64, 1, 3, padding=1), Flatten(), Dense(4096, 2)], seed=5)
    fit(network)
    network.save(tmp_path / "net.npz")
    loaded = Network.load(tmp_path / "net.npz")
    np.testing.assert_array_equal(fit(loaded), fit(network))
