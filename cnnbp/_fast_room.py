"""`fast` is the door of the folder `_fast`, or None where that folder has been deleted."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

fast: Any = import_module("cnnbp._fast") if find_spec("cnnbp._fast") else None
