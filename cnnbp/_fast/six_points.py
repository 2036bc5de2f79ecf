"""Three weights over six pixels: four sums from six products instead of twelve.

Take the weights w as the coefficients of one polynomial, and 4 numbers y as those of another. Their
product has 6 coefficients. It is known as well from its values at 6 points, one product each. With

    E[p, k] = (point p)ᵏ, and in the row of the point ∞ a 1 for the last coefficient,

and Eₖ for its first k columns, the coefficients are E⁻¹ · (E₃w ⊙ E₄y). This is linear in w and in
y, and the sums of a convolution are its transposes. For a tile of 4 outputs z with the deltas δ,
and the 6 pixels a that they see:

    z = E₄ᵀ · (E₃w ⊙ E⁻ᵀa)        ∂C/∂w = E₃ᵀ · (E₄δ ⊙ E⁻ᵀa)

Source: Winograd, Arithmetic complexity of computations (1980), after Toom (1963) and Cook (1966).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnnbp._core.types import Array

POINTS = (0.0, 1.0, -1.0, 2.0, -2.0)  # and ∞; small ones, since their powers are rounded
KERNEL, TILE = 3, 4
PIXELS = KERNEL + TILE - 1


def _values(coefficients: int) -> Array:
    """Eₖ: what polynomials with k coefficients are at the six points."""
    at_infinity = np.eye(coefficients)[-1:]
    return np.concatenate([np.vander(POINTS, coefficients, increasing=True), at_infinity])


_WHOLE = np.array([[4.0], [-6.0], [-6.0], [24.0], [24.0], [1.0]])  # E⁻ᵀ times it is whole numbers
OF_PIXELS = (np.linalg.inv(_values(PIXELS)).T * _WHOLE).round().astype(np.float32)
OF_WEIGHTS = _values(KERNEL) / _WHOLE
OF_OUTPUTS = _values(TILE).astype(np.float32)
