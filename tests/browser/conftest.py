"""Fixtures for tests in a real browser.

A test of a widget needs no more than this:

    from playwright.sync_api import expect
    from support.jupyter import ask, cell_errors, run_all

    def test_a_click_arrives_in_python(lab_page):
        page = lab_page(["from cnnbp import widgets", "w = widgets.DeltaFlow.dense(...)", "w"])
        run_all(page)
        page.get_by_role("gridcell", name="input row 2 column 3").click()
        expect(page.get_by_role("status")).to_contain_text("0.5")
        assert ask(page, "print(w.selection)") == "..."
        assert cell_errors(page) == [] and page.console_errors == []

`lab_page("04_convolution.ipynb", theme="dark", width=360, app="notebook")` opens a lesson instead.
Each page works in its own copy of the notebooks, with its own kernel; both go when the test ends.
"""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from support.jupyter import Server, jupyter_server, open_notebook, write_notebook
from support.programs import NO_BROWSER, find_browser, required

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
# --disable-background-networking and its kin: the browser's own look-ups would only fail offline.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Jupyter's own errors, which no lesson can mend: a missing icon, and Notebook 7.6's settings
# registry, which throws on every page, an empty notebook's included.
NOT_OURS = re.compile(r"favicon\.ico|reading 'schema'\)\s+at \S+/static/notebook/notebook_core")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of the session; skipped, or failed, where there is none."""
    with sync_playwright() as playwright:
        path = required(find_browser(playwright.chromium.executable_path), "BROWSER", NO_BROWSER)
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def jupyter_servers(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Callable[[str], Server]]:
    """`jupyter_servers("lab")` or `("notebook")`: started when first asked for, then shared."""
    running: dict[str, Server] = {}
    with contextlib.ExitStack() as stack:

        def get(app: str) -> Server:
            if app not in running:
                root = tmp_path_factory.mktemp(f"jupyter-{app}")
                running[app] = stack.enter_context(jupyter_server(root, app))
            return running[app]

        yield get


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


@pytest.fixture
def collect_errors() -> Callable[[Page], None]:
    """For a page that a test opens itself: `collect_errors(page)` before it goes anywhere."""
    return gather_errors


@pytest.fixture
def lab_page(
    browser: Browser, jupyter_servers: Callable[[str], Server]
) -> Iterator[Callable[..., Page]]:
    """A factory of open notebooks with a connected, idle kernel; see the example above."""
    used: list[tuple[Server, Path]] = []
    contexts = []

    def open_page(
        notebook: str | Sequence[str],
        *,
        theme: str = "light",
        width: int = 1280,
        height: int = 900,
        app: str = "lab",
    ) -> Page:
        server = jupyter_servers(app)
        folder = server.root / f"page-{len(list(server.root.iterdir()))}"
        if isinstance(notebook, str):
            shutil.copytree(NOTEBOOKS, folder)
            name = notebook
        else:
            folder.mkdir()
            name = "cells.ipynb"
            write_notebook(folder / name, notebook)
        used.append((server, folder))
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        gather_errors(page)
        open_notebook(page, server, f"{folder.name}/{name}", theme)
        return page

    yield open_page
    for context in contexts:
        context.close()
    for server, _ in used:
        server.stop_kernels()
