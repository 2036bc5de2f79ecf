"""Gradients by the definition: change one number a little and see what the loss does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core import checks

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cnnbp._core.types import Array, ArrayLike


def central_difference(f: Callable[[Array], Any], x: ArrayLike, step: float = 1e-6) -> Array:
    """∂f/∂x_i ≈ (f(x + h e_i) − f(x − h e_i)) / 2h for every entry of x, h = step.

    f takes an array like x and returns one number; x: any shape. x is taken as
    float64 in any case, since the difference of two nearly equal numbers loses half of the digits.
    The error is of order h² from the formula plus 1e-16/h from rounding (Nocedal & Wright 2006,
    section 8.1).
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

    a, b: arrays of one shape. A right gradient in float64 has about 1e-8; 1e-2 is a mistake.
    """
    a, b = checks.numbers("a", a), checks.numbers("b", b)
    checks.same_shape("b", b, a.shape, "a")
    scale = max(np.max(np.abs(a), initial=0), np.max(np.abs(b), initial=0))
    return float(np.max(np.abs(a - b), initial=0) / scale) if scale else 0.0


@dataclass(frozen=True, repr=False, eq=False)
class Comparison:
    """What `compare` found: it prints as a short report, and is true when the gradient is right.

    measured: the central differences; error: |measured − gradient|; wrong and not_judged: the
    places of such entries, the worst wrong one first; float32: whether f computes in float32;
    relative_error: of the entries that were judged, as `relative_error` has it.
    """

    gradient: Array
    measured: Array
    error: Array
    wrong: tuple[tuple[int, ...], ...]
    not_judged: tuple[tuple[int, ...], ...]
    float32: bool
    relative_error: float

    def __bool__(self) -> bool:
        return not self.wrong and (len(self.not_judged) < self.error.size or not self.error.size)

    def __repr__(self) -> str:
        judged = self.error.size - len(self.not_judged)
        size = f"relative error {self.relative_error:.1g}"
        if self.wrong:
            worst = self.wrong[0]
            lines = [
                f"✗ {len(self.wrong)} of {judged} entries judged are wrong, {size}",
                f"  worst at {list(worst)}: gradient {self.gradient[worst]:.6g}, "
                f"measured {self.measured[worst]:.6g}",
            ]
        elif self:
            lines = [f"✓ {judged} entries agree with the central differences, {size}"]
        else:
            lines = ["✗ no entry could be judged: move x away from the kinks"]
        if self.not_judged:
            places = ", ".join(str(list(place)) for place in self.not_judged[:4])
            more = f" and {len(self.not_judged) - 4} more" if len(self.not_judged) > 4 else ""
            lines.append(f"  kink or tie at {places}{more}: not judged")
        if self.float32:
            lines.append("  float32 inside f: expect 1e-3")
        return "\n".join(lines)


def compare(
    f: Callable[[Array], Any], x: ArrayLike, gradient: ArrayLike, step: float = 1e-6
) -> Comparison:
    """Compare a gradient with central and one-sided differences, entry by entry.

    (f(x + h e_i) − f(x)) / h and (f(x) − f(x − h e_i)) / h, h = step, are nearly equal where f is
    smooth. Where they differ, x lies on a kink or a tie, or within h of one: there every number
    between the two may be the gradient. Such an entry is not judged, unless the gradient lies
    outside of them. An entry is wrong when it misses the central difference by more than
    1e-6 of the largest entry, or 1e-3 when f computes in float32, and by more than rounding does.
    In float32 a step of 1e-6 is lost in the rounding; the step is then at least 4e-3.

    f, x and step: as in `central_difference`; gradient: the ∂f/∂x to be checked, with the shape
    of x. Returns a Comparison. It cannot see a mistake that x hides, such as a kernel that was not
    rotated and is symmetric. Errors as in `central_difference`; ValueError when gradient
    has another shape than x.
    """
    if not callable(f):
        raise TypeError(f"f: got {f!r}, expected a function of an array like x")
    if not isinstance(step, (int, float)) or not 0 < step < np.inf:
        raise ValueError(f"step: got {step!r}, expected a small number above 0")
    x = np.array(checks.numbers("x", x), dtype=np.float64, order="C")
    gradient = np.asarray(checks.numbers("gradient", gradient), dtype=np.float64)
    checks.same_shape("gradient", gradient, x.shape, "x")
    below, here, above = _around(f, x, step)
    float32 = x.size > 0 and _all_float32(here, below, above)
    if float32:
        step = max(step, 4e-3)
        below, here, above = _around(f, x, step)
        float32 = bool(np.any(above != here) or np.any(below != here))  # else f is constant
    measured = (above - below) / (2 * step)
    error = np.abs(measured - gradient)
    largest = max(np.max(np.abs(measured), initial=0), np.max(np.abs(gradient), initial=0))
    size = max(abs(here), np.max(np.abs(above), initial=0), np.max(np.abs(below), initial=0))
    rounding = 4 * np.finfo(np.float32 if float32 else np.float64).eps * size / step
    allowed = (1e-3 if float32 else 1e-6) * largest + rounding
    spread = np.abs(above - 2 * here + below) / (2 * step)  # half of what the two sides differ by
    kink = max((0.1 if float32 else 1e-2) * largest, 4 * rounding)  # more than a curve's bend
    doubtful = (error > allowed) | (spread > kink)
    not_judged = doubtful & (error <= 1.01 * spread + allowed) & (spread > allowed)
    wrong = ~(error <= allowed) & ~not_judged  # a NaN is wrong, too
    order = np.argsort(-np.nan_to_num(error[wrong], nan=np.inf), kind="stable")
    judged = ~not_judged
    return Comparison(
        gradient,
        measured,
        error,
        tuple(tuple(place) for place in np.argwhere(wrong)[order].tolist()),
        tuple(tuple(place) for place in np.argwhere(not_judged).tolist()),
        float32,
        relative_error(gradient[judged], measured[judged]),
    )


def _around(f: Callable[[Array], Any], x: Array, step: float) -> tuple[Array, float, Array]:
    """f(x − h e_i) for each i, f(x), and f(x + h e_i) for each i."""
    below, here, above = np.empty_like(x), _one_number(f(x)), np.empty_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept - step
        below[i] = _one_number(f(x))
        x[i] = kept + step
        above[i] = _one_number(f(x))
        x[i] = kept
    return below, here, above


def _all_float32(here: float, *values: Array) -> bool:
    """Whether float32 holds every number exactly; by chance it holds one in half a billion."""
    numbers = np.concatenate([np.ravel(here), *(value.ravel() for value in values)])
    with np.errstate(over="ignore"):
        return bool(np.all(numbers.astype(np.float32) == numbers))


def _one_number(value: Any) -> float:
    if np.ndim(value) != 0:
        raise ValueError(f"f: returned shape {np.shape(value)}, expected one number")
    return float(value)
