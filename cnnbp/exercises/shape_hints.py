"""What one sees at once in a result whose shape is not the expected one."""

from __future__ import annotations

import numpy as np

from cnnbp.mistakes import same

TOLERANCE = 1e-6


def shape_hint(mine: np.ndarray, right: np.ndarray) -> str:
    """What one sees at once when the shape is not the expected one."""
    if not mine.size:
        return "It is empty: a slice such as a[0:-0] holds nothing."
    if mine.ndim > 1 and same(mine.swapaxes(-1, -2), right, TOLERANCE):
        return "Its numbers are right, but rows and columns are swapped."
    if mine.size == right.size and same(mine.ravel(), right.ravel(), TOLERANCE):
        return "Its numbers are right, only the shape is not."
    return ""
