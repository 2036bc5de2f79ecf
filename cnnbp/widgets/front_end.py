"""Asks the browser whether it shows widgets, and whether its answer arrives in Python."""

from __future__ import annotations

import pathlib
from typing import Any

import anywidget
import traitlets

STATIC = pathlib.Path(__file__).parent / "static"


class FrontEnd(anywidget.AnyWidget):
    """One line that the browser writes: "front end: answers", when widgets work both ways.

    The browser says "shown" in `browser`; Python answers it in `kernel`. Where no widget can be
    shown, the notebook prints this object's text, which says what to do.
    """

    _esm = STATIC / "front_end.js"

    browser = traitlets.Unicode("").tag(sync=True)
    kernel = traitlets.Unicode("").tag(sync=True)

    @traitlets.observe("browser")
    def _on_browser(self, change: Any) -> None:
        self.kernel = f"heard {change['new']}"

    def __repr__(self) -> str:
        return (
            "front end: no answer. You read this line in place of a widget: either no kernel runs "
            "here, or the browser cannot show widgets. Close the page, stop the server, start it "
            'with "make lab", and run all cells.'
        )
