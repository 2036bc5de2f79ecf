"""Real handwritten digits, shipped with the package: no download."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from cnnbp._core.types import Array


class Digits(NamedTuple):
    """Images and what they show."""

    images: Array
    labels: Array


def load_digits() -> Digits:
    """1,797 handwritten digits as 8×8 grey images, from 43 people.

    images: float64, shape (1797, 8, 8), values from 0 (paper) to 1 (ink) in steps of 1/16.
    labels: int64, shape (1797,), the digits 0 to 9. Both are new arrays at every call.

    Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits (the test
    part), UCI Machine Learning Repository, https://doi.org/10.24432/C50P49, licence CC BY 4.0,
    https://creativecommons.org/licenses/by/4.0/. Change made here: grey values 0 to 16 are divided
    by 16. RuntimeError when the file is missing from the installation.
    """
    path = os.path.join(os.path.dirname(__file__), "data", "digits.npz")
    if not os.path.isfile(path):
        raise RuntimeError(f"the digits are missing from this installation: no file {path}")
    with np.load(path, allow_pickle=False) as stored:
        return Digits(stored["images"] / 16.0, stored["labels"].astype(np.int64))
