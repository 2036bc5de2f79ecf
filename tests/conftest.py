"""Settings of the whole test run: kinds of tests, budgets, what is shared, who does what.

Whatever needs a plugin of tests/requirements.txt is used only where that plugin is installed, so
that `pytest` alone runs what it can with what a learner has.
"""

import os
import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest
from support import schedule

try:
    from hypothesis import settings
except ImportError:
    pass  # reported below, with all that then cannot run
else:
    # No deadlines: nothing here is judged by the clock. In CI the examples are the same each time.
    settings.register_profile("default", deadline=None)
    settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
    settings.register_profile("check", deadline=None, max_examples=15)
    settings.load_profile("ci" if os.environ.get("CI") else "default")

HERE = Path(__file__).parent
# Kinds of tests that run when they are asked for; `make test` asks for the lessons, CI for both.
OPTIONAL = {
    "lessons": "run lessons in a kernel",
    "slow": "build environments, pages and decks",
}
HOW_TO_GET = "python -m pip install -r tests/requirements.txt"
# How many files were left out, by the package that each would import.
missing: Counter[str] = Counter()


def extras() -> set[str]:
    """What tests/requirements.txt brings on top of a learner's packages, as it is imported."""
    text = (HERE / "requirements.txt").read_text(encoding="utf-8")
    names = re.findall(r"^[a-z][\w-]*", text, re.MULTILINE)
    return {name.replace("-", "_") for name in names}


def pytest_addoption(parser: pytest.Parser) -> None:
    for kind, what in OPTIONAL.items():
        parser.addoption(
            f"--{kind}",
            action="store_true",
            default=os.environ.get(f"CNNBP_{kind.upper()}") == "1",
            help=f"{what} too (also: CNNBP_{kind.upper()}=1)",
        )


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Browser tests need Playwright as soon as their conftest.py is read."""
    if collection_path == HERE / "browser" and find_spec("playwright") is None:
        missing["playwright"] = len(list(collection_path.glob("test_*.py")))
        return True
    return None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """A file that imports what only the tests' requirements bring is left out, and counted."""
    report = yield
    if report.failed and isinstance(collector, pytest.Module):
        cause = report.call.excinfo.value.__cause__
        name = (getattr(cause, "name", None) or "").partition(".")[0]
        if isinstance(cause, ModuleNotFoundError) and name in extras():
            missing[name] += 1
            report.outcome, report.longrepr, report.result = "passed", None, []
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark browser tests by their folder; leave out what must be asked for; sort."""
    for item in items:
        if HERE / "browser" in item.path.parents:
            item.add_marker("browser")
    if not any("::" in str(name) for name in config.args):  # a test that is named runs
        asked = {kind for kind in OPTIONAL if config.getoption(f"--{kind}")}
        out = [i for i in items if {m.name for m in i.iter_markers()} & set(OPTIONAL) - asked]
        items[:] = [item for item in items if item not in set(out)]
        config.hook.pytest_deselected(items=out)
    schedule.longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    return schedule.units(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if missing:
        terminalreporter.write_line(
            f"Left out: {sum(missing.values())} files that need {', '.join(sorted(missing))}. "
            f"For all tests: {HOW_TO_GET}, then make test.",
            yellow=True,
        )
