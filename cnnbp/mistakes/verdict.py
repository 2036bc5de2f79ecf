"""What the package says to one number or one set of marked units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnnbp.connections import Layer


@dataclass(frozen=True)
class Verdict:
    """right or not; a sentence for the learner; the names of the mistakes that fit, if any."""

    right: bool
    sentence: str
    mistakes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return self.sentence


def unit(name: str, flat: Any, shape: tuple[int, ...]) -> int:
    """A flat index into `shape`, or an error that says what came."""
    if isinstance(flat, bool) or not hasattr(flat, "__index__"):
        raise TypeError(f"{name}: got {flat!r}, expected a whole number")
    size = int(np.prod(shape))
    if not 0 <= flat < size:
        raise ValueError(f"{name}: got {flat}, expected 0 to {size - 1}")
    return int(flat)


def one_example(layer: Layer) -> None:
    """Refuse a batch: a place in the explorer belongs to one example."""
    if layer.delta.shape != layer.connections.output_shape:
        raise ValueError(f"delta: got shape {layer.delta.shape}, expected one example, no batch")


def finite(name: str, value: Any) -> float:
    """A learner's number as a float."""
    if isinstance(value, (bool, str, bytes)) or value is None:
        raise TypeError(f"{name}: got {value!r}, expected a number")
    number = float(value)
    if not np.isfinite(number):
        raise ValueError(f"{name}: got {number}, expected a finite number")
    return number
