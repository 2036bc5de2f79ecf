"""What is made once for a whole run, by whoever asks first: lessons that ran, pages, decks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from filelock import FileLock

from tools.site.lesson import executed


def folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of the run."""
    base = factory.getbasetemp()
    return base.parent if "popen-" in base.name else base


def once(target: Path, make: Callable[[Path], object]) -> Path:
    """`target`, made by `make(path)` if no process has made it yet; what failed is made again."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{target}.lock"):
        if not target.exists():
            part = target.with_name(f"part-{target.name}")
            make(part)
            part.rename(target)
    return target


def ran(lesson: Path, shared: Path) -> Any:
    """The lesson after its one run in a fresh kernel: what is compared, and what pages show."""
    path = once(shared / lesson.name, lambda part: nbformat.write(executed(lesson), part))
    return nbformat.read(path, as_version=4)
