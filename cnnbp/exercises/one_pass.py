"""A small network for exercises, conv → ReLU → max pool → dense, and one example's way through."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from cnnbp import convolution, dense, pooling
from cnnbp.activations import relu, relu_derivative


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
