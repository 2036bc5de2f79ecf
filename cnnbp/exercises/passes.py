"""What goes wrong on the way back through a small network: conv → ReLU → max pool → dense."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnnbp.activations import relu, relu_derivative
from cnnbp.exercises.one_pass import Pass
from cnnbp.mistakes import Mistake

Wrong = Callable[[Pass], np.ndarray | None]
SLOPE = "What came back is ∂C/∂a; ReLU's slope at z takes it to ∂C/∂z: 1 where z > 0, else 0."
POOL = "Only the winner of a window decided the pool's output, so it gets the whole delta."
DENSE = "Through a dense layer back is Wᵀ δ, reshaped to the pool's rows and columns."
KERNEL = "A weight's gradient is the sum over the positions of ∂C/∂z times the pixel it met."

AT_Z: tuple[tuple[str, str, str, Wrong], ...] = (
    ("sigma_prime_forgotten", "ReLU's σ′ is left out", SLOPE, lambda p: p.da),
    (
        "sigma_prime_at_the_error",
        "ReLU's σ′ is taken at the delta that came back in place of z",
        SLOPE,
        lambda p: p.da * relu_derivative(p.da),
    ),
    (
        "sigma_for_sigma_prime",
        "what came back is multiplied by relu(z) in place of its slope",
        SLOPE,
        lambda p: p.da * relu(p.z),
    ),
    (
        "every_cell",
        "every cell of a pool window gets the whole delta",
        POOL,
        lambda p: p.in_window(1) * p.slope,
    ),
    (
        "spread_over_window",
        "the pool's delta is spread over the window, as in average pooling",
        POOL,
        lambda p: p.in_window(1 / 4) * p.slope,
    ),
    (
        "not_transposed",
        "W is used on the way back in place of Wᵀ",
        DENSE,
        lambda p: p.through_pool(p.w @ p.delta) * p.slope if p.w.shape == p.w.T.shape else None,
    ),
    (
        "reshaped_not_transposed",
        "W is reshaped in place of transposed",
        DENSE,
        lambda p: p.through_pool(p.w.reshape(p.w.shape[::-1]) @ p.delta) * p.slope,
    ),
    (
        "unflattened_by_columns",
        "the dense layer's inputs are put back column by column",
        DENSE,
        lambda p: p.through_pool(p.back.reshape(p.winners.position.shape, order="F")) * p.slope,
    ),
    ("sign_turned", "the sign is the wrong way round", DENSE, lambda p: -p.right[0]),
)
AT_KERNEL: tuple[tuple[str, str, str, Wrong], ...] = tuple(
    (name, sentence, KERNEL, wrong)
    for name, sentence, wrong in (
        ("gradient_rotated", "it is turned by 180°", lambda p: p.right[1][::-1, ::-1]),
        (
            "mean_over_positions",
            "the mean over the positions is taken in place of the sum",
            lambda p: p.right[1] / p.z.size,
        ),
        (
            "values_forgotten",
            "∂C/∂z is added up without the pixels",
            lambda p: np.full(p.kernel.shape, p.right[0].sum()),
        ),
    )
)


def _carried_on(wrong: Wrong) -> Wrong:
    """The kernel gradient that a wrong ∂C/∂z leads to."""

    def carried(p: Pass) -> np.ndarray | None:
        at_z = wrong(p)
        return None if at_z is None else p.kernel_gradient(at_z)

    return carried


def mistakes() -> tuple[tuple[Mistake, ...], tuple[Mistake, ...]]:
    """What can go wrong in ∂C/∂z, and in ∂C/∂kernel: the same, carried on, and more."""
    at_z = tuple(Mistake(*row) for row in AT_Z)
    carried = tuple(Mistake(*row[:3], _carried_on(row[3])) for row in AT_Z)
    return at_z, (*carried, *(Mistake(*row) for row in AT_KERNEL))
