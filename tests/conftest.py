"""Settings of the whole test run: hypothesis profiles, and the slow tests' switch."""

import os

import pytest
from hypothesis import settings

# No deadlines: nothing here is judged by the clock. In CI the examples are the same at each run.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--slow",
        action="store_true",
        default=os.environ.get("CNNBP_SLOW") == "1",
        help="run the tests marked slow too (also: CNNBP_SLOW=1)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave slow tests out, unless they were asked for by option or by name."""
    if config.getoption("--slow") or any("::" in str(argument) for argument in config.args):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    if slow:
        items[:] = [item for item in items if item not in slow]
        config.hook.pytest_deselected(items=slow)
