"""Back-propagation in convolutional networks, for people who want to see it happen.

A layer is a set of edges. The forward pass reads them one way, back-propagation reads the same
edges the other way, with the same weights. The mathematics needs NumPy alone; drawing is loaded
only when it is asked for.
"""

from importlib import import_module

from cnnbp import (
    activations,
    connections,
    convolution,
    datasets,
    dense,
    gradient_check,
    losses,
    pooling,
)

__version__ = "0.1.0"

_LOADED_ON_USE = ("exercises", "figures", "mistakes", "network", "widgets")

__all__ = [
    "activations",
    "connections",
    "convolution",
    "datasets",
    "dense",
    "gradient_check",
    "losses",
    "pooling",
]


def __getattr__(name):
    """Load the drawing parts on first use, so that `import cnnbp` costs no more than NumPy."""
    if name in _LOADED_ON_USE:
        return import_module(f"cnnbp.{name}")
    raise AttributeError(f"module 'cnnbp' has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *_LOADED_ON_USE])
