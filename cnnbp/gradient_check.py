"""Gradients by the definition: change one number a little and see what the loss does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core import checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cnnbp._core.types import Array, ArrayLike


def central_difference(f: Callable[[Array], Any], x: ArrayLike, step: float = 1e-6) -> Array:
    """∂f/∂x_i ≈ (f(x + h e_i) − f(x − h e_i)) / 2h for every entry of x, h = step.

    f takes an array like x and returns one number; x: any shape. The work is done in float64
    whatever x is, since the difference of two near numbers loses half of the digits. The error is
    of order h² from the formula plus 1e-16/h from rounding (Nocedal & Wright 2006, section 8.1).
    Returns a float64 array with the shape of x; x itself is never changed.
    TypeError when f cannot be called; ValueError when f returns more than one number or h ≤ 0.
    """
    if not callable(f):
        raise TypeError(f"f: got {f!r}, expected a function of an array like x")
    if not isinstance(step, (int, float)) or not 0 < step < np.inf:
        raise ValueError(f"step: got {step!r}, expected a small number above 0")
    x = np.array(checks.numbers("x", x), dtype=np.float64, order="C")
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + step
        above = _one_number(f(x))
        x[i] = kept - step
        below = _one_number(f(x))
        x[i] = kept
        gradient[i] = (above - below) / (2 * step)
    return gradient


def relative_error(a: ArrayLike, b: ArrayLike) -> float:
    """max|a − b| / max(|a|, |b|), largest entries over largest entry; 0 when both are all zero.

    a, b: arrays of one shape. About 1e-8 is a right gradient in float64; 1e-2 is a mistake.
    """
    a, b = checks.numbers("a", a), checks.numbers("b", b)
    checks.same_shape("b", b, a.shape, "a")
    scale = max(np.max(np.abs(a), initial=0), np.max(np.abs(b), initial=0))
    return float(np.max(np.abs(a - b), initial=0) / scale) if scale else 0.0


def _one_number(value: Any) -> float:
    if np.ndim(value) != 0:
        raise ValueError(f"f: returned shape {np.shape(value)}, expected one number")
    return float(value)
