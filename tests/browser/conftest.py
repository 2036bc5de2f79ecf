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
Each test works in its own copy of the notebooks, with its own kernel; both go when the test ends.
JupyterLab itself is loaded once: a test finds it empty, and opens its notebook there.
"""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from support import browser_coverage
from support.explorer_page import ExplorerPage
from support.jupyter import (
    Server,
    close_notebooks,
    jupyter_server,
    open_in_lab,
    open_notebook,
    write_notebook,
)
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
# registry, which throws on every page, an empty notebook's included; and JupyterLab's debugger,
# which still asks a kernel that was closed with its notebook.
NOT_OURS = re.compile(
    r"favicon\.ico|reading 'schema'\)\s+at \S+/static/notebook/notebook_core"
    r"|Could not restore the debugger state: Canceled future"
)


def pytest_sessionfinish() -> None:
    browser_coverage.save()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Once, by the process that gathers what all found."""
    if browser_coverage.ON:
        terminalreporter.section("front end: lines that ran in the browser")
        terminalreporter.write_line("\n".join(browser_coverage.report()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of the session; skipped, or failed, where there is none."""
    with sync_playwright() as playwright:
        path = required(find_browser(playwright.chromium.executable_path), "BROWSER", NO_BROWSER)
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def explorer(browser: Browser) -> Iterator[Callable[..., ExplorerPage]]:
    """A factory of plain pages with a widget in them; no page may log an error."""
    pages = []

    def open_page(
        widget: Any,
        width: int = 1280,
        height: int = 900,
        *,
        dark: bool = False,
        views: int = 1,
        **context: Any,
    ) -> ExplorerPage:
        page = browser.new_page(viewport={"width": width, "height": height}, **context)
        pages.append(ExplorerPage(page, widget, dark=dark, views=views))
        pages[-1].settle()
        return pages[-1]

    yield open_page
    for shown in pages:
        shown.close()
        assert shown.errors == []


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


MARK, MARKED = "window.loadedOnce = true", "window.loadedOnce === true"


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
            self.page.evaluate(MARK)
        else:
            self.page.console_errors.clear()
            open_in_lab(self.page, notebook, theme)
        return self.page

    def clear(self, broken: bool) -> None:
        """Close what the test opened; the whole page if the test did not end well, or loaded it
        anew: JupyterLab then opens what it held before, at some later time."""
        if self.page and (broken or not self.page.evaluate(MARKED)):
            self.page.context.close()
            self.page = None
        elif self.page:
            close_notebooks(self.page)


@pytest.fixture(scope="session")
def lab(browser: Browser) -> Lab:
    return Lab(browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed
    return report


@pytest.fixture
def lab_page(
    request: pytest.FixtureRequest,
    browser: Browser,
    jupyter_servers: Callable[[str], Server],
    lab: Lab,
) -> Iterator[Callable[..., Page]]:
    """A factory of open notebooks with a connected, idle kernel; see the example above."""
    used: list[Server] = []
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
        used.append(server)
        folder = server.root / f"page-{len(list(server.root.iterdir()))}"
        if isinstance(notebook, str):
            shutil.copytree(NOTEBOOKS, folder)
            name = notebook
        else:
            folder.mkdir()
            name = "cells.ipynb"
            write_notebook(folder / name, notebook)
        path = f"{folder.name}/{name}"
        if app == "lab":
            page = lab.open(server, path, theme)
        else:
            contexts.append(browser.new_context())
            page = contexts[-1].new_page()
            gather_errors(page)
            open_notebook(page, server, path, theme)
        page.set_viewport_size({"width": width, "height": height})
        return page

    yield open_page
    lab.clear(request.node.failed)
    for context in contexts:
        context.close()
    for server in used:
        server.stop_kernels()
