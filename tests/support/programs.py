"""Programs the tests use when the machine has them: a Chromium browser, and Node.

Absent programs skip the tests that need them, with one line that says how to get them. Where a
run must not skip them, set `CNNBP_REQUIRE_BROWSER=1` or `CNNBP_REQUIRE_NODE=1`.
"""

import os
import shutil
from pathlib import Path

import pytest

COMMANDS = (
    "chromium-headless-shell",  # Chromium without its windows: tests take about half the time
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "microsoft-edge-stable",
    "brave-browser",
)
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
NO_BROWSER = (
    "no Chromium browser found: install chromium or google-chrome, or run "
    "`.venv/bin/python -m playwright install chromium`"
)
NO_NODE = "no Node.js 20 or newer found: see https://nodejs.org/ or install your system's nodejs"


def find_browser(own: str | None = None) -> str | None:
    """Path of a Chromium: `CNNBP_BROWSER`, the machine's, else `own` (Playwright's)."""
    chosen = os.environ.get("CNNBP_BROWSER")
    candidates = [chosen] if chosen else [shutil.which(name) for name in COMMANDS]
    for path in [*candidates, *([] if chosen else APPLICATIONS), own]:
        if path and Path(path).exists():
            return str(path)
    return None


def find_node() -> str | None:
    """Path of Node, if the machine has it."""
    return shutil.which("node") or shutil.which("nodejs")


def required(path: str | None, name: str, message: str) -> str:
    """`path`, or else skip; or fail where `CNNBP_REQUIRE_<name>=1` is set."""
    if path:
        return path
    if os.environ.get(f"CNNBP_REQUIRE_{name}") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
