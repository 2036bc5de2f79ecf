"""Short names for the types in the signatures. Only type checkers import this file."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
ArrayLike = Any  # whatever NumPy turns into an array; the functions check it themselves
Shape = tuple[int, ...]
Pair = int | Sequence[int] | np.integer[Any]  # an int or (rows, columns)
TwoInts = tuple[int, int]

__all__ = ["Array", "ArrayLike", "Pair", "Shape", "TwoInts"]
