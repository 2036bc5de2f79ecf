"""A widget in a bare page, joined to the real one in this process: no server, no kernel.

The page holds a model with the interface that anywidget gives (get, set, save_changes, on, off).
What the browser saves goes to the Python widget; what Python changes comes back. So a test sees
the real traits on one side and the real drawing on the other.

    page = ExplorerPage(browser.new_page(), DeltaFlow.convolution(image, kernel))
    page.cell("input row 2 column 3").click()
    assert page.widget.selection == {"panel": "input", "index": [2, 3]}
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from support import browser_coverage

STATIC = Path(__file__).parents[2] / "cnnbp" / "widgets" / "static"

HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>explorer</title>
<link rel="icon" href="data:,"><style>%(css)s</style>
<style>body {margin: 0; background: %(paper)s}</style></head>
<body><main id="here"></main></body></html>"""

MODEL = """
async ([source, state, views]) => {
  const decode = (value) => {
    if (Array.isArray(value)) return value.map(decode);
    if (value && typeof value === "object") {
      if ("$bytes" in value) {
        return new DataView(Uint8Array.from(atob(value.$bytes), c => c.charCodeAt(0)).buffer);
      }
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, decode(v)]));
    }
    return value;
  };
  const values = decode(state), listeners = new Map(), dirty = new Set();
  const emit = (name) => [...(listeners.get("change:" + name) ?? [])].forEach(call => call());
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  window.model = {
    get: (name) => values[name],
    set: (name, value) => {
      if (same(values[name], value)) return;
      values[name] = value;
      dirty.add(name);
      emit(name);
    },
    save_changes: () => {
      const changes = Object.fromEntries([...dirty].map(name => [name, values[name] ?? null]));
      dirty.clear();
      window.saves = (window.saves ?? 0) + 1;
      if (window.toPython) window.toPython(JSON.stringify(changes));
    },
    on: (name, call) => listeners.set(name, [...(listeners.get(name) ?? []), call]),
    off: (name, call) => listeners.set(name, (listeners.get(name) ?? []).filter(c => c !== call)),
  };
  window.fromPython = (changes) => {
    for (const [name, value] of Object.entries(decode(changes))) {
      const echo = name !== "scene" && same(values[name], value);
      values[name] = value;
      if (!echo) emit(name);
    }
  };
  const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const widget = (await import(url)).default;
  window.disposers = [];
  for (let i = 0; i < views; i += 1) {
    const el = document.createElement("div");
    document.getElementById("here").append(el);
    const dispose = widget.render({model: window.model, el});
    window.disposers.push(dispose);
  }
}
"""


def encode(value: Any) -> Any:
    """Traits as JSON; bytes as base64."""
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return value


class ExplorerPage:
    """A page with one or more views of one widget."""

    def __init__(
        self, page: Page, widget: Any, *, views: int = 1, dark: bool = False, kernel: bool = True
    ) -> None:
        self.page = page
        self._widget = widget
        self.errors: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        css = (STATIC / "delta_flow.css").read_text(encoding="utf-8")
        page.set_content(HTML % {"css": css, "paper": "#111418" if dark else "#fff"})
        self.synced = [n for n in widget.trait_names(sync=True) if not n.startswith("_")]
        self.synced = [n for n in self.synced if n not in ("layout", "tabbable", "tooltip", "comm")]
        if kernel:
            page.expose_function("toPython", self._from_browser)
            widget.observe(self._to_browser, names=self.synced)
        state = {name: encode(getattr(widget, name)) for name in self.synced}
        source = browser_coverage.source_of(widget)  # what anywidget would load
        self._pending: dict[str, Any] | None = None
        browser_coverage.watch(page, widget)
        page.evaluate(MODEL, [source, state, views])

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _from_browser(self, text: str) -> None:
        """As ipywidgets does: take the changes, then send back what Python made of them."""
        changes = json.loads(text)
        self._pending = {}
        try:
            self._widget.set_state(changes)
        finally:
            back, self._pending = self._pending, None
            now = {name: getattr(self._widget, name) for name in changes}
            back |= {name: encode(now[name]) for name in changes if now[name] != changes[name]}
            if back:
                self.page.evaluate("c => window.fromPython(c)", back)

    def _to_browser(self, change: Any) -> None:
        value = {change["name"]: encode(change["new"])}
        if self._pending is not None:
            self._pending |= value
        else:
            self.page.evaluate("c => window.fromPython(c)", value)

    @property
    def widget(self) -> Any:
        """The widget in Python, once it has heard of all that was done in the page until now."""
        if not self.page.is_closed():
            self.page.evaluate("0")
        return self._widget

    def cell(self, name: str) -> Locator:
        return self.page.get_by_role("gridcell", name=name, exact=True).first

    def lit(self, panel: str) -> set[int]:
        """The lit cells of a panel, as row-major positions."""
        cells = self.page.locator(f'[data-panel="{panel}"] .cnnbp-lit')
        return {int(flat) for flat in cells.evaluate_all("l => l.map(c => c.dataset.flat)")}

    @property
    def ledger(self) -> Locator:
        """What stands in the panels' place where the sum of a pixel is told filter by filter."""
        return self.page.locator(".cnnbp-ledger")

    def rows(self) -> Iterator[int]:
        """Opens the ledger's rows one after the other: the filter of each."""
        heads = self.ledger.locator('[role="rowheader"][data-place="-1"]')
        for group in heads.evaluate_all("heads => heads.map(head => Number(head.dataset.group))"):
            head = self.ledger.locator(f'[role="rowheader"][data-group="{group}"]')
            if head.get_attribute("aria-expanded") == "false":
                head.click()
            yield group

    def lit_in_rows(self, panel: str) -> set[int]:
        """The lit cells of a panel in all rows of the ledger, of which one is open at a time."""
        return {flat for _ in self.rows() for flat in self.lit(panel)}

    def close(self) -> None:
        """Close the page and let go of the widget, which may be shown on another one."""
        self._widget.unobserve(self._to_browser, names=self.synced)
        self.page.close()

    def settle(self) -> None:
        """Two frames: everything that was asked for has been drawn."""
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
