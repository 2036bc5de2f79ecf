"""A button that shows an explorer when it is pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets


class OnDemand(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A button with a label; pressed, it puts what `make()` gives below itself, and is done.

    An error of make() is shown in its place.
    """

    def __init__(self, label: str, make: Callable[[], Any]) -> None:
        self.make = make
        self.button = ipywidgets.Button(description=label, icon="search", layout={"width": "auto"})
        self.button.on_click(lambda _: self.press())
        super().__init__([self.button], layout={"align_items": "stretch"})
        self.button.layout.align_self = "flex-start"

    def press(self) -> None:
        """Make the explorer and show it."""
        self.button.disabled = True
        try:
            shown = self.make()
        except Exception as error:
            shown = ipywidgets.Label(f"{type(error).__name__}: {error}")
        self.children = (self.button, shown)

    def __repr__(self) -> str:
        return f"OnDemand({self.button.description})"
