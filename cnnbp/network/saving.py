"""Networks in .npz files: plain arrays and JSON text, nothing that can run code when it is read."""

from __future__ import annotations

import json
import os
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbp.network import layers, plain_layers

if TYPE_CHECKING:
    from cnnbp.network import Network

FORMAT = "cnnbp network 1"
KINDS = {
    kind.__name__: kind
    for kind in (
        layers.Conv2D,
        layers.Dense,
        plain_layers.Activation,
        plain_layers.AveragePool2D,
        plain_layers.Flatten,
        plain_layers.MaxPool2D,
    )
}


def save(self: Network, path: str | os.PathLike[str]) -> None:
    """Write layers, weights, momentum and the state of the random generator to `path`.

    Training that goes on from the loaded file gives, to the last bit, the weights of training that
    was never interrupted (save between two epochs). The file is complete or not there at all.
    """
    plan = {
        "layers": [[type(layer).__name__, layer.settings] for layer in self.layers],
        "loss": self.loss_name,
        "dtype": self.dtype.name,
        "random": self.rng.bit_generator.state,
    }
    arrays = {"format": np.array(FORMAT), "plan": np.array(json.dumps(plan))}
    for kind, parts in _stored(self).items():
        arrays |= {f"{kind} {name}": array for name, array in parts.items()}
    part = f"{os.fspath(path)}.part"
    with open(part, "wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
    os.replace(part, path)


def load(cls: type[Network], path: str | os.PathLike[str]) -> Network:
    """The network that `save` wrote. FileNotFoundError, or ValueError for any other file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, TypeError) as problem:
        if isinstance(problem, FileNotFoundError):
            raise
        raise _foreign(path, "it cannot be read") from problem
    if "format" not in stored or str(stored["format"]) != FORMAT:
        raise _foreign(path, f"it does not say {FORMAT!r}")
    try:
        plan = json.loads(str(stored["plan"]))
        layers = [KINDS[kind](**settings) for kind, settings in plan["layers"]]
        network = cls(layers, plan["loss"], dtype=np.dtype(plan["dtype"]))
        network.rng.bit_generator.state = plan["random"]
    except (KeyError, TypeError, ValueError) as problem:
        raise _foreign(path, f"its plan of the layers is broken ({problem})") from problem
    _fill(network, stored, path)
    return network


def _fill(network: Network, stored: dict[str, Any], path: Any) -> None:
    for kind, parts in _stored(network).items():
        for name, array in parts.items():
            found = stored.get(f"{kind} {name}")
            if found is None or found.shape != array.shape or found.dtype != array.dtype:
                got = "nothing" if found is None else f"{found.dtype} {found.shape}"
                raise _foreign(path, f"{kind} {name}: got {got}, not {array.dtype} {array.shape}")
            array[...] = found


def _stored(network: Network) -> dict[str, dict[str, Any]]:
    """Every array to be kept, by the name it has in the file."""
    weights = [layer.parameters for layer in network.layers]
    return {
        kind: {f"{i} {name}": a for i, part in enumerate(parts, 1) for name, a in part.items()}
        for kind, parts in (("weights", weights), ("velocity", network.velocity))
    }


def _foreign(path: Any, why: str) -> ValueError:
    return ValueError(f"path: got {os.fspath(path)!r}, expected a file of Network.save; {why}")
