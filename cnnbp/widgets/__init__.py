"""Interactive explorers. They draw what the mathematics of the package computes."""

from cnnbp.widgets.delta_flow import DeltaFlow
from cnnbp.widgets.derivation import Derivation
from cnnbp.widgets.front_end import FrontEnd
from cnnbp.widgets.on_demand import OnDemand
from cnnbp.widgets.training import Training

__all__ = ["DeltaFlow", "Derivation", "FrontEnd", "OnDemand", "Training"]
