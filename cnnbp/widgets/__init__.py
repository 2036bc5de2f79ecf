"""Interactive explorers. They draw what the mathematics of the package computes."""

from cnnbp.widgets.delta_flow import DeltaFlow
from cnnbp.widgets.derivation import Derivation
from cnnbp.widgets.training import Training

__all__ = ["DeltaFlow", "Derivation", "Training"]
