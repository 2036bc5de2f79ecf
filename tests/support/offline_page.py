"""A widget in a page of the site, opened from the disk with the network switched off."""

import base64
from pathlib import Path
from typing import Any

from ipywidgets.widgets.widget import _remove_buffers
from playwright.sync_api import Browser, Page

from tools.site.assemble import page as assembled
from tools.site.lesson import Widgets
from tools.site.render import Page as Content
from tools.site.render import shared


def state_of(flow: Any) -> dict[str, Any]:
    """A widget as a notebook's file keeps it."""
    values = {name: getattr(flow, name) for name in flow.trait_names(sync=True)}
    values = {name: value for name, value in values.items() if name not in ("layout", "comm")}
    values |= {name: str(values[name]) for name in ("_esm", "_css")}
    state, paths, buffers = _remove_buffers(values)
    packed = [base64.b64encode(buffer).decode() for buffer in buffers]
    listed = [{"path": p, "data": d} for p, d in zip(paths, packed, strict=True)]
    return {"state": state, "buffers": listed}


def write_page(folder: Path, flow: Any) -> Path:
    """One file with one explorer, as `make site` makes it."""
    content, widgets = Content(), Widgets()
    widgets.add("one", state_of(flow))
    live = '<div class="explorer" data-model="one"><div class="live"></div>'
    content.parts.append(f"{live}{shared('playground.html')}</div>")
    path = folder / "page.html"
    text = assembled("one explorer", content, widgets, neighbours="", kind="")
    path.write_text(text, encoding="utf-8")
    return path


class OfflinePage:
    """A page from the disk; `errors` has what went wrong, and every request that left the disk."""

    def __init__(self, browser: Browser, path: Path, *, fragment: str = "", **context: Any) -> None:
        self.context = browser.new_context(offline=True, **context)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._request)
        self.page.goto(path.as_uri() + fragment)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.errors.append(f"asked for {request.url}")

    def numbers(self, panel: str) -> list[float]:
        """The values of a panel as a screen reader has them."""
        cells = self.page.locator(f'[data-panel="{panel}"] [role="gridcell"]')
        texts = cells.evaluate_all("cells => cells.map(c => c.getAttribute('aria-description'))")
        return [float(text.replace("−", "-")) for text in texts]

    def close(self) -> None:
        self.context.close()
