"""Layers in a row: forward, backward, training, and files.

Sources: LeCun et al., Gradient-based learning applied to document recognition (1998); Nielsen
(2015), chapters 1 and 2.
"""

from cnnbp.network.layers import (
    Activation,
    AveragePool2D,
    Conv2D,
    Dense,
    Flatten,
    Layer,
    MaxPool2D,
)
from cnnbp.network.network import LOSSES, Network
from cnnbp.network.training import History, Step

__all__ = [
    "LOSSES",
    "Activation",
    "AveragePool2D",
    "Conv2D",
    "Dense",
    "Flatten",
    "History",
    "Layer",
    "MaxPool2D",
    "Network",
    "Step",
]
