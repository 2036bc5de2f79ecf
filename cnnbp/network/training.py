"""Mini-batch stochastic gradient descent, and the checks that stop it when it goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cnnbp._core import checks
from cnnbp.network.examples import batches, examples, prepared
from cnnbp.network.guard import Guard
from cnnbp.network.progress import bar as _bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnnbp._core.types import Array, ArrayLike
    from cnnbp.network import Network


class Step(NamedTuple):
    """What a callback is told after each step; epoch and step count from 1."""

    epoch: int
    step: int
    steps: int
    loss: float


@dataclass(repr=False)
class History:
    """One number per epoch: mean training loss, and loss and accuracy on the validation set."""

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    stopped: bool = False

    def __repr__(self) -> str:
        """The first and the last number of each kind; all of them are in the fields."""
        kinds = {name: values for name, values in vars(self).items() if isinstance(values, list)}
        spans = [f"{k.replace('_', ' ')} {v[0]:.3g} → {v[-1]:.3g}" for k, v in kinds.items() if v]
        epochs = f"{len(self.loss)} epoch{'s' * (len(self.loss) != 1)}"
        parts = [epochs, *spans, *(["stopped"] if self.stopped else [])]
        return f"History({', '.join(parts)})"


def fit(
    self: Network,
    x: ArrayLike,
    y: ArrayLike,
    epochs: int,
    batch_size: int = 32,
    learning_rate: float = 0.1,
    *,
    momentum: float = 0.0,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    callback: Callable[[Step], Any] | None = None,
    progress: bool = True,
) -> History:
    """Train with mini-batches: for each, forward, backward, one step of size learning_rate.

    Every epoch visits all examples once, in a new random order from the network's own generator;
    the last batch may be smaller. validation: (x, y), looked at after each epoch.
    callback(step) is called after each step; training stops at once when it returns True.
    progress: a bar, if tqdm is installed. Returns the History. FloatingPointError, with the name
    of the first layer concerned, when the loss is no longer a number or explodes.
    """
    _check(locals())
    x, y = prepared(self, (x, y), validation)
    _keep_memory()
    history, guard, steps = History(), Guard(), -(-len(x) // batch_size)
    with _bar(epochs * steps, progress) as bar, np.errstate(all="ignore"):  # the guard is clearer
        for epoch in range(1, epochs + 1):
            order, total = self.rng.permutation(len(x)), 0.0
            for step, (some, targets) in enumerate(batches(x, y, order, batch_size), 1):
                loss = _descend(self, some, targets, guard, learning_rate, momentum)
                total += loss * len(some)
                bar.update()
                if callback and callback(Step(epoch, step, steps, loss)) is True:
                    history.stopped = True
                    return history
            history.loss.append(total / len(x))
            _look_at(validation, self, history)
    return history


def _keep_memory() -> None:
    """Lets the C library keep what one step frees for the next step.

    Otherwise Linux takes it back and fills it with zeros again, step after step. Freeing one large
    piece, of which no page was touched, raises that limit: mallopt(3), M_MMAP_THRESHOLD.
    """
    np.empty(2**25 - 2**16, np.uint8)


def _descend(
    network: Network, x: Array, y: Array, guard: Guard, learning_rate: float, momentum: float
) -> float:
    network.forward(x)
    loss = network.loss(y)
    guard.check(network, loss)
    network.backward()
    network.step(learning_rate, momentum)
    return loss


def _look_at(validation: Any, network: Network, history: History) -> None:
    if validation is None:
        return
    loss, accuracy = network.evaluate(*validation)
    history.validation_loss.append(loss)
    history.validation_accuracy.append(accuracy)


def evaluate(self: Network, x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
    """Mean loss and the share of examples whose largest output is the right class."""
    x, y = examples(x, y)
    labels = y if y.ndim == 1 else y.argmax(axis=1)
    total, right = 0.0, 0
    for start in range(0, len(x), 256):  # in parts, so that memory does not grow with the data
        part = slice(start, start + 256)
        right += int((self.predict(x[part]) == labels[part]).sum())
        total += self.loss(y[part]) * len(labels[part])
    return total / len(x), right / len(x)


def _check(options: dict[str, Any]) -> None:
    for name in ("epochs", "batch_size"):
        if checks.whole(name, options[name]) < 1:
            raise ValueError(f"{name}: got {options[name]}, expected at least 1")
    for name in ("learning_rate", "momentum"):
        if not isinstance(options[name], (int, float, np.number)):
            raise TypeError(f"{name}: got {options[name]!r}, expected a number")
    if not 0 < options["learning_rate"] < np.inf:
        raise ValueError(f"learning_rate: got {options['learning_rate']!r}, expected more than 0")
    if not 0 <= options["momentum"] < 1:
        raise ValueError(f"momentum: got {options['momentum']!r}, expected 0 or more, below 1")
    validation, callback = options["validation"], options["callback"]
    if validation is not None and (not isinstance(validation, tuple) or len(validation) != 2):
        raise TypeError(f"validation: got a {type(validation).__name__}, expected a pair (x, y)")
    if callback is not None and not callable(callback):
        raise TypeError(f"callback: got {callback!r}, expected a function of a Step")
