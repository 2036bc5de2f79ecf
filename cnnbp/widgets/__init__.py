"""Interactive explorers. They draw what the mathematics of the package computes."""

from cnnbp.widgets.delta_flow import DeltaFlow

__all__ = ["DeltaFlow"]
