"""What training needs beside the network: examples, options, a watch over the loss, a history."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cnnbp._core import checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnnbp._core.types import Array, ArrayLike

EXPLODED = 1000  # times the first loss, or times 1: far more than in a training that works


class Step(NamedTuple):
    """What a callback receives after each step; epoch and step count from 1."""

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


def check_options(**options: Any) -> None:
    """Refuse the options that `Network.fit` cannot work with, before anything is computed."""
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


def examples(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """x as numbers and y as an array, one target for each example, at least one of each."""
    x, y = checks.numbers("x", x), np.asarray(y)
    if x.ndim < 2 or not len(x):
        raise ValueError(f"x: got shape {x.shape}, expected at least one example, (N, ...)")
    if y.ndim < 1 or len(y) != len(x):
        raise ValueError(
            f"y: got shape {y.shape}, expected one target for each of {len(x)} examples"
        )
    return x, y


def batches(x: Array, y: Array, order: Array, size: int) -> Iterator[tuple[Array, Array]]:
    """The mini-batches of one epoch; sixteen are gathered at once, which is quicker than one."""
    for start in range(0, len(order), 16 * size):
        part = order[start : start + 16 * size]
        some, targets = x.take(part, axis=0), y[part]
        for first in range(0, len(part), size):
            yield some[first : first + size], targets[first : first + size]


class Guard:
    """Watches the loss, and remembers how large the outputs were at the first step."""

    def __init__(self) -> None:
        self.limit = np.inf
        self.sizes: list[float] = []

    def check(self, loss: float, outputs: Sequence[Array], layers: Sequence[object]) -> None:
        if not self.sizes:
            self.sizes = [max(size, 1.0) for size in _sizes(outputs)]
            self.limit = EXPLODED * max(loss, 1.0)
        if loss <= self.limit:
            return
        sizes = _sizes(outputs)
        growth = [now / before for now, before in zip(sizes, self.sizes, strict=True)]
        wild = [number for number, times in enumerate(growth) if not times <= 100]
        first = wild[0] if wild else int(np.argmax(growth))
        where = f"layer {first}, {layers[first - 1]!r}" if first else "the input x"
        raise FloatingPointError(
            f"loss: got {loss:.3g}; the first to leave the range is {where}, "
            f"with outputs up to {sizes[first]:.3g}. Try a smaller learning rate"
        )


def _sizes(outputs: Sequence[Array]) -> list[float]:
    """The largest |a| of each layer."""
    return [float(max(a.max(initial=0), -a.min(initial=0))) for a in outputs]


def progress_bar(total: int, wanted: bool) -> Any:
    """tqdm's bar: a widget in JupyterLab, text in a terminal; nothing where tqdm is missing."""
    none = nullcontext(SimpleNamespace(update=lambda: None))
    if not wanted:
        return none
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return none
    if sys.platform == "emscripten":
        tqdm.monitor_interval = 0  # its monitor is a thread, and a browser has none
    return tqdm(total=total, unit="step")
