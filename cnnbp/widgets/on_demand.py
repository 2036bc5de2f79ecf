"""A button that shows an explorer when it is pressed."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

STATIC = pathlib.Path(__file__).parent / "static"


class OnDemand(anywidget.AnyWidget):
    """A button with a label; when it is pressed, what `make()` returns appears below it.

    make: a function that returns an explorer, or any other widget of anywidget. If it raises an
    error, the error is shown instead.
    """

    _esm = STATIC / "on_demand.js"
    _css = STATIC / "delta_flow.css"

    label = traitlets.Unicode("").tag(sync=True)
    pressed = traitlets.Bool(False).tag(sync=True)
    shown = anywidget.WidgetTrait().tag(sync=True)
    error = traitlets.Unicode("").tag(sync=True)

    def __init__(self, label: str, make: Callable[[], Any]) -> None:
        self.make = make
        super().__init__(label=label)
        if _widgets_come_from_cells_alone():
            self._show()

    def press(self) -> None:
        """Make the explorer and show it."""
        self.pressed = True

    @traitlets.observe("pressed")
    def _on_pressed(self, change: Any) -> None:
        if change["new"] and self.shown is None:
            self._show()

    def _show(self) -> None:
        try:
            self.shown = self.make()
        except Exception as error:
            self.error = f"{type(error).__name__}: {error}"

    def __repr__(self) -> str:
        return f"OnDemand({self.label})"


def _widgets_come_from_cells_alone() -> bool:
    """In marimo no widget can be made while a press is answered: it is made with the button."""
    marimo = sys.modules.get("marimo")
    return marimo is not None and bool(marimo.running_in_notebook())
