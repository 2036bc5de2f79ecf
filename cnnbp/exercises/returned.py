"""What a learner's function returned, as arrays, or what is wrong with its type."""

from __future__ import annotations

from typing import Any

import numpy as np


def as_arrays(value: Any, parts: tuple[str, ...]) -> tuple[np.ndarray, ...] | str:
    """The results as arrays, copied, or a sentence that says why they are none."""
    if len(parts) == 1:
        values = (value,)
    elif isinstance(value, (tuple, list)) and len(value) == len(parts):
        values = tuple(value)
    else:
        got = f"{len(value)} values" if isinstance(value, (tuple, list)) else _one(value)
        return f"returns {got}, expected {len(parts)} results: {', '.join(parts)}."
    arrays = []
    for part, one in zip(parts, values, strict=True):
        try:
            array = np.array(one)
        except ValueError:
            return f"returns rows of different lengths for {part}, expected an array of numbers."
        except Exception:  # some libraries' arrays refuse to become NumPy's
            return f"returns {_kind(one)} for {part}, which cannot be read as an array."
        if array.dtype.kind not in "biuf":
            return f"returns {_kind(one)} for {part}, expected an array of real numbers."
        arrays.append(array.astype(float))
    return tuple(arrays)


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of type {value.dtype}"
    return f"a value of type {type(value).__name__}"


def _one(value: Any) -> str:
    plain = isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
    return "one array" if plain else _kind(value)
