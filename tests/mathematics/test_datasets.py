"""The shipped digits: the right file, the right numbers, fresh arrays."""

import hashlib

import numpy as np
import pytest

from cnnbp import datasets
from cnnbp.datasets import load_digits

CHECKSUM = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"


def test_shapes_types_and_values():
    digits = load_digits()
    assert digits.images.shape == (1797, 8, 8)
    assert digits.labels.shape == (1797,)
    assert digits.images.dtype == np.float64
    assert digits.labels.dtype == np.int64
    assert (digits.images.min(), digits.images.max()) == (0, 1)
    assert np.array_equal(digits.images * 16, np.round(digits.images * 16))
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_checksum():
    images, labels = load_digits()
    stored = (images * 16).astype(np.uint8).tobytes() + labels.astype(np.uint8).tobytes()
    assert hashlib.sha256(stored).hexdigest() == CHECKSUM


def test_same_as_the_copy_in_scikit_learn():
    original = pytest.importorskip("sklearn.datasets").load_digits()
    digits = load_digits()
    np.testing.assert_array_equal(digits.images * 16, original.images)
    np.testing.assert_array_equal(digits.labels, original.target)


def test_every_call_gives_arrays_of_its_own():
    first = load_digits()
    first.images[:] = 0
    first.labels[:] = 0
    assert load_digits().images.any()
    assert load_digits().labels.any()


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "__file__", str(tmp_path / "datasets.py"))
    with pytest.raises(
        RuntimeError, match=r"digits are missing from this installation: .*digits\.npz"
    ):
        load_digits()
