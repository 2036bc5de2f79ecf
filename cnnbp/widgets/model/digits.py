"""The shipped digits that an explorer offers as its input: the first of each kind."""

from __future__ import annotations

import functools

import numpy as np

from cnnbp import datasets

SIDE = 8


@functools.cache
def _first() -> np.ndarray:
    """One 8 × 8 image for each of the digits 0 to 9."""
    images, labels = datasets.load_digits()
    return np.stack([images[np.flatnonzero(labels == digit)[0]] for digit in range(10)])


def fits(shape: tuple[int, ...]) -> bool:
    """Whether a digit fills an input of this shape: 8 × 8, with one channel or none."""
    return shape in ((SIDE, SIDE), (1, SIDE, SIDE))


def image(value: str, shape: tuple[int, ...]) -> np.ndarray:
    """The digit in the shape of the input; ValueError for another word or another shape."""
    digit = str(value).strip()
    if not fits(shape) or digit not in map(str, range(10)):
        raise ValueError(f"digit: got {value!r}, expected 0 to 9 and an 8 × 8 input")
    return _first()[int(digit)].reshape(shape)


def label(a: np.ndarray) -> str:
    """Which of the offered digits an input is; "" for any other image, a drawing for example."""
    found = np.flatnonzero((_first() == a.reshape(SIDE, SIDE)).all(axis=(1, 2)))
    return str(found[0]) if found.size else ""
