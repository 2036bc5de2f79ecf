"""Networks in files: resumed training is the same training; other files are refused."""

import json
import pickle

import numpy as np
import pytest

from cnnbp.datasets import load_digits
from cnnbp.network import Activation, AveragePool2D, Conv2D, Dense, Flatten, MaxPool2D, Network

IMAGES, LABELS = load_digits()
X, Y = IMAGES[:120, None], LABELS[:120]


def _network(dtype=np.float64, loss="cross_entropy"):
    layers = [
        Conv2D(1, 3, (2, 3), stride=(1, 2), padding=1, convention="convolution"),
        Activation("relu"),
        MaxPool2D((2, 1), stride=1),
        AveragePool2D(2, padding=1, count_include_pad=False),
        Flatten(),
        Dense(45, 10),
    ]
    return Network(layers, loss, seed=5, dtype=dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_resumed_training_is_bit_identical(tmp_path, dtype, momentum):
    whole, first = _network(dtype), _network(dtype)
    options = {"learning_rate": 0.05, "momentum": momentum, "progress": False}
    whole.fit(X, Y, 3, **options)
    first.fit(X, Y, 1, **options)
    first.save(tmp_path / "net.npz")
    second = Network.load(tmp_path / "net.npz")
    second.fit(X, Y, 2, **options)
    for a, b in zip(whole.layers, second.layers, strict=True):
        for name, w in a.parameters.items():
            np.testing.assert_array_equal(w, b.parameters[name])


def test_a_loaded_network_is_the_saved_one(tmp_path):
    network = _network(np.float32, "squared_error")
    network.save(str(tmp_path / "net"))
    assert [path.name for path in tmp_path.iterdir()] == ["net"]
    loaded = Network.load(str(tmp_path / "net"))
    assert repr(loaded) == repr(network)
    assert (loaded.dtype, loaded.loss_name) == (network.dtype, network.loss_name)
    np.testing.assert_array_equal(loaded.forward(X), network.forward(X))


def test_nothing_in_the_file_is_pickled(tmp_path):
    _network().save(tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as file:
        assert all(file[name].dtype.kind in "Uf" for name in file.files)


def _change(path, **changes):
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    for name, value in changes.items():
        if value is None:
            del arrays[name]
        else:
            arrays[name] = value
    with open(path, "wb") as file:
        np.savez(file, **arrays)


def _plan(path, change):
    with np.load(path) as file:
        plan = json.loads(str(file["plan"]))
    change(plan)
    _change(path, plan=np.array(json.dumps(plan)))


BREAKS = {
    "empty": (lambda path: path.write_bytes(b""), "cannot be read"),
    "text": (lambda path: path.write_text("hello"), "cannot be read"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:900]), "cannot be read"),
    "pickle": (lambda path: path.write_bytes(pickle.dumps([1])), "cannot be read"),
    "pickle inside": (lambda path: _change(path, plan=np.array([{}], object)), "cannot be read"),
    "one array": (lambda path: np.save(path.open("wb"), np.ones(3)), "cannot be read"),
    "foreign": (lambda path: np.savez(path, images=np.ones(3)), "does not say"),
    "other version": (lambda path: _change(path, format=np.array("cnnbp network 9")), "not say"),
    "no plan": (lambda path: _change(path, plan=None), "plan of the layers is broken"),
    "bad plan": (lambda path: _change(path, plan=np.array("{")), "plan of the layers is broken"),
    "unknown layer": (lambda path: _plan(path, lambda p: p["layers"].append(["os", {}])), "plan"),
    "bad layer": (lambda path: _plan(path, lambda p: p["layers"][5][1].update(inputs=0)), "plan"),
    "no layers": (lambda path: _plan(path, lambda p: p["layers"].clear()), "plan"),
    "bad random": (lambda path: _plan(path, lambda p: p["random"].update(state=3)), "plan"),
    "bad loss": (lambda path: _plan(path, lambda p: p.update(loss="x")), "plan"),
    "lost weights": (lambda path: _change(path, **{"weights 1 w": None}), "1 w: got nothing"),
    "lost velocity": (lambda path: _change(path, **{"velocity 6 b": None}), "6 b: got nothing"),
    "shape": (lambda path: _change(path, **{"weights 6 b": np.ones(3)}), r"got float64 \(3,\)"),
    "type": (lambda path: _change(path, **{"weights 6 b": np.ones(10, "i4")}), "got int32"),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("name", BREAKS)
def test_broken_and_foreign_files_are_refused(tmp_path, name):
    path = tmp_path / "net.npz"
    _network().save(path)
    damage, words = BREAKS[name]
    damage(path)
    with pytest.raises(
        ValueError, match=rf"^path: got .*expected a file of Network.save; .*{words}"
    ):
        Network.load(path)


def test_a_missing_file():
    with pytest.raises(FileNotFoundError):
        Network.load("no such file.npz")
