"""A layer as a set of edges: dense, convolution and pooling layers as one idea.

An edge joins a source unit of the input with a target unit of the output and has a weight:

    forward     z_t = Σ w·a_s    over the edges into t
    backward    ∂C/∂a_s = Σ w·δ_t    over the edges out of s: the same edges, the other way
    parameters  ∂C/∂w = Σ δ_t·a_s    over the edges that use this parameter (shared weights)

These sums are plain on purpose, and slow. The formulas of the layers are tested against them, and
the pictures show them. A new kind of layer needs one function here that builds its edges.
"""

from cnnbp.connections.builders import average_pool, convolution, dense, elementwise, max_pool
from cnnbp.connections.edges import Connections
from cnnbp.connections.layer import Layer

__all__ = [
    "Connections",
    "Layer",
    "average_pool",
    "convolution",
    "dense",
    "elementwise",
    "max_pool",
]
