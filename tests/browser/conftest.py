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
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from support import browser_coverage
from support.explorer_page import ExplorerPage
from support.jupyter import (
    Lab,
    Server,
    gather_errors,
    jupyter_server,
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


@pytest.fixture
def collect_errors() -> Callable[[Page], None]:
    """For a page that a test opens itself: `collect_errors(page)` before it goes anywhere."""
    return gather_errors


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
