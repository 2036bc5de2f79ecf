"""Back-propagation in convolutional networks, for people who want to see it happen.

A layer is a set of edges. The forward pass reads them one way, back-propagation reads the same
edges the other way, with the same weights. The mathematics needs NumPy alone. Each module is
loaded when it is first used, so `import cnnbp` costs next to nothing.
"""

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_MODULES = (
    "activations",
    "connections",
    "convolution",
    "datasets",
    "dense",
    "diagnosis",
    "exercises",
    "figures",
    "gradient_check",
    "losses",
    "mistakes",
    "network",
    "pooling",
    "widgets",
)


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return import_module(f"cnnbp.{name}")
    raise AttributeError(f"module 'cnnbp' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
