"""The checks that every public function makes before it computes anything.

Each message names the argument, says what came and what was expected.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from cnnbp._core.types import Array, ArrayLike, Pair, Shape, TwoInts

_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def numbers(name: str, value: ArrayLike) -> Array:
    """`value` as an array of float32 or float64; every other real type is converted to float64."""
    if type(value) is not np.ndarray:
        value = as_array(name, value)
    if value.dtype in _FLOATS:
        return value
    if value.dtype.kind not in "biuf":
        raise TypeError(f"{name}: got values of type {value.dtype}, expected real numbers")
    return value.astype(np.float64)


def as_array(name: str, value: ArrayLike) -> Array:
    """`value` as an array of any dtype. TypeError or ValueError where it cannot hold numbers."""
    if type(value) is np.ndarray:
        return value
    if value is None or isinstance(value, (str, bytes, dict, set)):
        got = "None" if value is None else f"a {type(value).__name__}"
        raise TypeError(f"{name}: got {got}, expected an array of real numbers")
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(
            f"{name}: got rows of different lengths, expected a rectangular array of numbers"
        ) from None


def one_dtype(*arrays: Any) -> Any:
    """The arrays in one dtype: float32 if all of them are, else float64. None stays None."""
    for x in arrays:
        if x is not None and x.dtype != arrays[0].dtype:
            return [x if x is None else x.astype(np.float64, copy=False) for x in arrays]
    return arrays


def dimensions(name: str, shape: Shape, expected: dict[int, str]) -> None:
    """ValueError when the number of axes is none of those in `expected`, such as {1: "(m,)"}."""
    if len(shape) not in expected:
        raise ValueError(f"{name}: got shape {shape}, expected {_forms(expected)}")


def same_shape(name: str, array: Array, expected: Shape, reason: str) -> None:
    """ValueError when the array's shape is not `expected`."""
    if array.shape != expected:
        raise ValueError(
            f"{name}: got shape {array.shape}, expected {expected}, the shape of {reason}"
        )


def shape(name: str, value: Shape, expected: dict[int, str] | None = None) -> Shape:
    """`value` as a tuple of whole numbers, none negative, as many as `expected` has keys for."""
    result = ints(name, value, expected)
    if (expected and len(result) not in expected) or (result and min(result) < 0):
        raise ValueError(f"{name}: got shape {result}, expected {_forms(expected)}")
    return result


def ints(name: str, value: Shape, expected: dict[int, str] | None = None) -> Shape:
    """`value` as a tuple of ints; neither their number nor their size is checked here."""
    if type(value) is tuple and {*map(type, value)} == {int}:
        return value  # an array's shape
    try:
        return tuple(map(_whole, value))
    except TypeError:
        raise TypeError(
            f"{name}: got {value!r}, expected whole numbers {_forms(expected)}"
        ) from None


def _forms(expected: dict[int, str] | None) -> str:
    return " or ".join(expected.values()) if expected else "a tuple of sizes"


def pair(name: str, value: Pair, minimum: int, otherwise: str = "") -> TwoInts:
    """`value`, an int or a (rows, columns) pair, as a pair of ints, both at least `minimum`.

    otherwise: what the message adds for a value that is neither.
    """
    if type(value) is tuple and len(value) == 2 and type(value[0]) is type(value[1]) is int:
        rows, columns = value  # what layers pass in every step of a training
    else:
        rows, columns = _pair(name, value, otherwise)
    if rows < minimum or columns < minimum:
        raise ValueError(
            f"{name}: got {value!r}, expected an int or a (rows, columns) pair, "
            f"each at least {minimum}"
        )
    return rows, columns


def _pair(name: str, value: Any, otherwise: str) -> TwoInts:
    one = isinstance(value, int) or not (isinstance(value, tuple) or np.iterable(value))
    try:
        rows, columns = map(_whole, (value, value) if one else value)
    except (TypeError, ValueError) as problem:
        kind = TypeError if isinstance(problem, TypeError) else ValueError
        raise kind(
            f"{name}: got {value!r}, expected an int or a (rows, columns) pair of ints{otherwise}"
        ) from None
    return rows, columns


def padding(value: Pair) -> TwoInts:
    """`value` as the padding of rows and columns, the same on both sides of the image."""
    return pair(
        "padding",
        value,
        0,
        "; for another padding on each side, np.pad the input first and crop its gradient after",
    )


def _whole(value: Any) -> int:
    if type(value) is int:
        return value
    if isinstance(value, (bool, np.bool_)):
        raise TypeError("a truth value is not a size")
    return operator.index(value)


def whole(name: str, value: Any) -> int:
    """`value` as an int."""
    try:
        return _whole(value)
    except TypeError:
        raise TypeError(f"{name}: got {value!r}, expected a whole number") from None


def choice(name: str, value: Any, allowed: tuple[str, ...]) -> None:
    """ValueError or TypeError when the value is none of `allowed`."""
    if not isinstance(value, str) or value not in allowed:
        kind = ValueError if isinstance(value, str) else TypeError
        raise kind(f"{name}: got {value!r}, expected one of {', '.join(map(repr, allowed))}")
