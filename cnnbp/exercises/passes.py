"""A small network for exercises, conv → ReLU → max pool → dense, and what goes wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from cnnbp import convolution, dense, pooling
from cnnbp.activations import relu, relu_derivative
from cnnbp.mistakes import Mistake


@dataclass(frozen=True, eq=False)
class Pass:
    """One example's way through the network: its numbers forward, and δ of the dense layer."""

    x: np.ndarray
    kernel: np.ndarray
    w: np.ndarray
    delta: np.ndarray

    @cached_property
    def z(self) -> np.ndarray:
        """What the convolution gives."""
        return np.asarray(convolution.forward(self.x, self.kernel))

    @cached_property
    def winners(self) -> Any:
        """Where the pool's maxima were."""
        return pooling.max_forward(relu(self.z), 2)[1]

    @property
    def back(self) -> np.ndarray:
        """What comes back through the dense layer."""
        return np.asarray(dense.input_gradient(self.delta, self.w))

    def through_pool(self, back: np.ndarray) -> np.ndarray:
        """∂C/∂a of what ReLU gave."""
        back = back.reshape(self.winners.position.shape)
        return np.asarray(pooling.max_input_gradient(back, self.winners, self.z.shape))

    @property
    def da(self) -> np.ndarray:
        """The right ∂C/∂a."""
        return self.through_pool(self.back)

    @property
    def slope(self) -> np.ndarray:
        """ReLU's σ′(z)."""
        return np.asarray(relu_derivative(self.z))

    def kernel_gradient(self, dz: np.ndarray) -> np.ndarray:
        """∂C/∂kernel for a right or wrong ∂C/∂z."""
        return np.asarray(convolution.kernel_gradient(dz, self.x, self.kernel.shape))

    @property
    def right(self) -> tuple[np.ndarray, np.ndarray]:
        """∂C/∂z and ∂C/∂kernel."""
        return self.da * self.slope, self.kernel_gradient(self.da * self.slope)

    def in_window(self, share: float) -> np.ndarray:
        """Every cell of a window gets this share of what came back."""
        back = self.back.reshape(self.winners.position.shape)
        return np.kron(back, np.full((2, 2), share))


Wrong = Callable[[Pass], np.ndarray]
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
AT_KERNEL: tuple[tuple[str, str, str, Wrong], ...] = (
    (
        "gradient_rotated",
        "the kernel's gradient is turned by 180°",
        KERNEL,
        lambda p: p.right[1][::-1, ::-1],
    ),
    (
        "mean_over_positions",
        "the mean over the positions is taken in place of the sum",
        KERNEL,
        lambda p: p.right[1] / p.z.size,
    ),
    (
        "values_forgotten",
        "∂C/∂z is added up without the pixels",
        KERNEL,
        lambda p: np.full(p.kernel.shape, p.right[0].sum()),
    ),
)


def _carried_on(wrong: Wrong) -> Wrong:
    """The kernel gradient that a wrong ∂C/∂z leads to."""
    return lambda p: p.kernel_gradient(wrong(p))


def mistakes() -> tuple[tuple[Mistake, ...], tuple[Mistake, ...]]:
    """What can go wrong in ∂C/∂z, and in ∂C/∂kernel: the same, carried on, and more."""
    at_z = tuple(Mistake(*row) for row in AT_Z)
    carried = tuple(Mistake(*row[:3], _carried_on(row[3])) for row in AT_Z)
    return at_z, (*carried, *(Mistake(*row) for row in AT_KERNEL))
