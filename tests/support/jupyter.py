"""A real JupyterLab or Notebook 7 on loopback, and what tests do in its pages.

The server has its own settings, runtime folder and IPython folder, so that neither the user's
files nor the checkout are touched or matter.
"""

import contextlib
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

TOKEN = "cnnbp-test"
PROGRAMS = {
    "lab": ("jupyterlab", "LabApp", "lab/tree"),
    "notebook": ("notebook", "JupyterNotebookApp", "notebooks"),
}
SETTINGS: dict[str, dict[str, object]] = {
    # No question about news, no look-up of updates.
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    # Cells outside the window keep their widgets in every JupyterLab version.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}

# Jupyter's own errors, which no lesson can mend: a missing icon, and Notebook 7.6's settings
# registry, which throws on every page, an empty notebook's included; and JupyterLab's debugger,
# which still asks a kernel that was closed with its notebook.
NOT_OURS = re.compile(
    r"favicon\.ico|reading 'schema'\)\s+at \S+/static/notebook/notebook_core"
    r"|Could not restore the debugger state: Canceled future"
)

_KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
_READY = f"""() => {{
  const kernel = {_KERNEL};
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.content?.widgets?.length > 0 && panel.context?.isReady
    && kernel?.status === "idle" && kernel.connectionStatus === "connected";
}}"""
_MARK, _MARKED = "window.loadedOnce = true", "window.loadedOnce === true"
_RUN_ALL = """async () => {
  await window.jupyterapp.commands.execute("notebook:run-all-cells");
}"""
_ALL_RAN = f"""() => {{
  const cells = window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === "code" && cell.model.sharedModel.getSource().trim());
  const failed = cells.some(
    cell => cell.model.outputs.toJSON().some(output => output.output_type === "error"));
  return {_KERNEL}.status === "idle"
    && cells.every(cell => cell.promptNode?.textContent !== "[*]:")
    && (failed || cells.every(cell => cell.model.executionCount !== null));
}}"""
_CELL_ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === "code")
  .flatMap(cell => cell.model.outputs.toJSON())
  .filter(output => output.output_type === "error")
  .map(output => `${output.ename}: ${output.evalue}`)"""
# A change made before `ask` is in the kernel when `code` runs. A widget holds its next change back
# until the kernel has answered the last one, so the first round of empty requests lets that change
# go, the second waits for it. A round asks the main shell and each shell that widgets use:
# JupyterLab gives them one of their own, beside the main one, once the kernel has made it.
_ASK = f"""async code => {{
  const kernel = {_KERNEL};
  const request = (code, shell) => {{
    const own = kernel.subshellId;
    try {{
      kernel.subshellId = shell;
      return kernel.requestExecute({{ code, store_history: false }});
    }} finally {{ kernel.subshellId = own; }}
  }};
  for (let round = 0; round < 2; round++) {{
    const shells = new Set([null, ...[...kernel._comms.values()].map(comm => comm.subshellId)]);
    await Promise.all([...shells].map(shell => request("", shell).done));
  }}
  const future = request(code, null);
  let text = "";
  future.onIOPub = message => {{
    const {{ header, content }} = message;
    if (header.msg_type === "stream") text += content.text;
    if (header.msg_type === "error") text += `${{content.ename}}: ${{content.evalue}}`;
  }};
  await future.done;
  return text.trim();
}}"""
_OPEN = """async path => {
  await window.jupyterapp.commands.execute("docmanager:open", { path, factory: "Notebook" });
}"""
# Disposed of at once: closing would ask whether to save.
_CLOSE = (
    """() => [...window.jupyterapp.shell.widgets("main")].forEach(widget => widget.dispose())"""
)
_SET_THEME = """async theme => {
  await window.jupyterapp.commands.execute("apputils:change-theme", { theme });
}"""


def free_port() -> int:
    """A port of the loopback interface that is free now, and that no kernel takes meanwhile.

    The system hands out ports from 32,768 on by itself, and every kernel takes five of them.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 32_768)
        with socket.socket() as s, contextlib.suppress(OSError):
            s.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, which folder it serves, its process."""

    app: str
    url: str
    root: Path
    process: "subprocess.Popen[bytes]"

    def address(self, notebook: str) -> str:
        """The page of one notebook, given relative to the served folder."""
        return f"{self.url}/{PROGRAMS[self.app][2]}/{notebook}?token={TOKEN}" + (
            "&reset" if self.app == "lab" else ""
        )

    def request(self, path: str, method: str = "GET") -> Any:
        """Ask the server's REST interface; JSON in return, or None."""
        request = urllib.request.Request(f"{self.url}/{path}?token={TOKEN}", method=method)
        with urllib.request.urlopen(request, timeout=15) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def stop_kernels(self) -> None:
        """End every session, so that kernels do not pile up over the tests."""
        for session in self.request("api/sessions"):
            self.request(f"api/sessions/{session['id']}", method="DELETE")


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "JUPYTER_PLATFORM_DIRS": "1",
        "JUPYTER_CONFIG_DIR": f"{home}/config",
        "JUPYTER_DATA_DIR": f"{home}/data",
        "JUPYTER_RUNTIME_DIR": f"{home}/runtime",
        "JUPYTERLAB_SETTINGS_DIR": f"{home}/settings",
        "JUPYTERLAB_WORKSPACES_DIR": f"{home}/workspaces",
        "IPYTHONDIR": f"{home}/ipython",
    }


def _write_settings(folder: Path, settings: dict[str, dict[str, object]]) -> None:
    for name, value in settings.items():
        path = folder / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value))


def _wait_until_up(server: Server, log: Path, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while True:
        if server.process.poll() is not None:
            raise RuntimeError(f"the Jupyter server stopped:\n{log.read_text()}")
        try:
            server.request("api/status")
            return
        except OSError:
            if time.monotonic() > end:
                raise RuntimeError(f"no answer from Jupyter:\n{log.read_text()}") from None
            time.sleep(0.1)


@contextlib.contextmanager
def jupyter_server(
    root: Path,
    app: str = "lab",
    *,
    python: str = sys.executable,
    settings: dict[str, dict[str, object]] = SETTINGS,
) -> Iterator[Server]:
    """A server of the folder `root`; `app` is "lab" or "notebook", `python` whose packages run."""
    module, config, _ = PROGRAMS[app]
    home, port = Path(tempfile.mkdtemp(prefix="cnnbp-jupyter-")), free_port()
    _write_settings(home / "settings", settings)
    command = [python, "-m", module, "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}"]
    command += [f"--IdentityProvider.token={TOKEN}", f"--{config}.expose_app_in_browser=True"]
    log = home / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, stdout=stream, stderr=subprocess.STDOUT, env=_environment(home), cwd=root
        )
    server = Server(app, f"http://127.0.0.1:{port}", root, process)
    try:
        _wait_until_up(server, log)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
        shutil.rmtree(home, ignore_errors=True)


def write_notebook(path: Path, cells: Sequence[str]) -> None:
    """A notebook with these code cells, for a test that needs no lesson."""
    code = [
        {"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "source": source,
         "outputs": [], "execution_count": None}
        for i, source in enumerate(cells)
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    path.write_text(json.dumps(
        {"cells": code, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    ))  # fmt: skip


def open_notebook(page: Page, server: Server, notebook: str, theme: str = "light") -> None:
    """Open a notebook of the served folder; returns once its kernel is idle and connected."""
    page.goto(server.address(notebook))
    wait_for_kernel(page)
    set_theme(page, theme)


def open_in_lab(page: Page, notebook: str, theme: str = "light", seconds: float = 90) -> None:
    """Open a notebook in a JupyterLab that is on the page already."""
    page.evaluate(_OPEN, notebook)
    wait_for_kernel(page, seconds)
    set_theme(page, theme)


def close_notebooks(page: Page) -> None:
    """Leave JupyterLab without any document; nothing is saved."""
    page.evaluate(_CLOSE)


def set_theme(page: Page, theme: str) -> None:
    dark = theme == "dark"
    if page.evaluate("document.body.dataset.jpThemeLight === 'false'") != dark:
        page.evaluate(_SET_THEME, "JupyterLab Dark" if dark else "JupyterLab Light")
        page.wait_for_function(
            "dark => document.body.dataset.jpThemeLight === String(!dark)", arg=dark
        )


def wait_for_kernel(page: Page, seconds: float = 90) -> None:
    """Until the notebook on the page is shown and its kernel is connected and idle."""
    page.wait_for_function(_READY, timeout=1000 * seconds)


def run_all(page: Page) -> None:
    """Run every cell and wait until each has run, or one has failed (which stops the rest)."""
    page.evaluate(_RUN_ALL)
    page.wait_for_function(_ALL_RAN, timeout=180_000)


def cell_errors(page: Page) -> list[str]:
    """`Name: message` of every cell that raised."""
    errors: list[str] = page.evaluate(_CELL_ERRORS)
    return errors


def ask(page: Page, code: str) -> str:
    """Run `code` in the notebook's kernel; what it printed, or the error's name and message."""
    answer: str = page.evaluate(_ASK, code)
    return answer


def gather_errors(page: Page) -> None:
    """Gather in `page.console_errors` what the page logs at level error and what it throws."""
    errors: list[str] = []

    def note(text: str) -> None:
        if not NOT_OURS.search(text):
            errors.append(text)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            note(f"{message.text} ({message.location.get('url', '')})")

    page.on("console", on_console)
    page.on("pageerror", lambda error: note(error.stack or str(error)))
    page.console_errors = errors  # type: ignore[attr-defined]


class Lab:
    """The page that holds JupyterLab from one test to the next; a new one where a test broke it."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page: Page | None = None

    def open(self, server: Server, notebook: str, theme: str) -> Page:
        if self.page is None:
            self.page = self.browser.new_context().new_page()
            gather_errors(self.page)
            open_notebook(self.page, server, notebook, theme)
            self.page.evaluate(_MARK)
        else:
            self.page.console_errors.clear()
            open_in_lab(self.page, notebook, theme)
        return self.page

    def clear(self, broken: bool) -> None:
        """Close what the test opened; the whole page if the test did not end well, or loaded it
        anew: JupyterLab then opens what it held before, at some later time."""
        if self.page and (broken or not self.page.evaluate(_MARKED)):
            self.page.context.close()
            self.page = None
        elif self.page:
            close_notebooks(self.page)
