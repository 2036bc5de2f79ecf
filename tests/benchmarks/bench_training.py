"""Training steps of whole networks beside PyTorch.

make benchmark ARGS="-k training"
"""

import numpy as np
import pytest
from benchmarks import peers
from benchmarks.measure import interleaved, table, threads

from cnnbp.datasets import load_digits
from cnnbp.network import Activation, Conv2D, Dense, Flatten, MaxPool2D, Network


def lenet():
    """A network like LeNet for 28×28 images, here and in PyTorch."""
    layers = [
        Conv2D(1, 6, 5), Activation("relu"), MaxPool2D(2),
        Conv2D(6, 16, 5), Activation("relu"), MaxPool2D(2), Flatten(),
        Dense(256, 120), Activation("relu"), Dense(120, 84), Activation("relu"), Dense(84, 10),
    ]  # fmt: skip
    return Network(layers, dtype=np.float32)


def small():
    """The lessons' network for 8×8 digits."""
    layers = [Conv2D(1, 8, 3), Activation("relu"), MaxPool2D(2), Flatten(), Dense(72, 10)]
    return Network(layers, dtype=np.float32)


def in_torch(network):
    """The same layers in PyTorch, with weights of its own."""
    from torch import nn

    kinds = {
        "Conv2D": lambda s: nn.Conv2d(s["channels"], s["filters"], s["size"]),
        "Dense": lambda s: nn.Linear(s["inputs"], s["outputs"]),
        "MaxPool2D": lambda s: nn.MaxPool2d(s["size"]),
        "Activation": lambda s: nn.ReLU(),
        "Flatten": lambda s: nn.Flatten(),
    }
    return nn.Sequential(*(kinds[type(x).__name__](x.settings) for x in network.layers))


def our_epoch(network, x, y, batch):
    """A whole `fit`: checks, shuffling, the guard and every step."""
    return lambda: network.fit(x, y, 1, batch, 1e-3, progress=False)


def torch_steps(network, x, y, batch):
    torch = peers.load("torch")
    model = in_torch(network)
    optimiser = torch.optim.SGD(model.parameters(), 1e-3)
    x, y = torch.tensor(x), torch.tensor(y)
    order = torch.tensor(np.random.default_rng(0).permutation(len(x)))

    def run():
        for start in range(0, len(x), batch):
            part = order[start : start + batch]
            optimiser.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x[part]), y[part])
            loss.item()
            loss.backward()
            optimiser.step()

    return run


@pytest.mark.parametrize("count", [1, 2])
def test_training(count):
    rng = np.random.default_rng(0)
    images, labels = load_digits()
    work = {
        "LeNet-like 28×28, 16 steps of 64": (
            lenet, rng.random((1024, 1, 28, 28), np.float32), rng.integers(0, 10, 1024), 64,
        ),
        "digits 8×8, one epoch, batches of 32": (
            small, images[:, None].astype(np.float32), labels, 32,
        ),
    }  # fmt: skip
    torch = peers.load("torch")
    rows = []
    with threads(count):
        for name, (build, x, y, batch) in work.items():
            functions = {"ours": our_epoch(build(), x, y, batch)}
            if torch:
                functions["PyTorch"] = torch_steps(build(), x, y, batch)
            took = interleaved(functions)
            ratio = took["ours"] / took["PyTorch"] if torch else "-"
            rows.append([name, 1e3 * took["ours"], ratio])
    table(f"Training, float32, {count} thread(s)", ["work", "ours ms", "ours / PyTorch"], rows)
    if not torch:
        print(peers.HOW_TO_GET_TORCH)
