"""What is made once for a whole run, by whoever asks first: lessons that ran, pages, decks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from filelock import FileLock

from tools import bundle, slides
from tools.site import build
from tools.site.lesson import SOURCE, executed


def folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of the run."""
    base = factory.getbasetemp()
    return base.parent if "popen-" in base.name else base


def once(target: Path, make: Callable[[Path], object]) -> Path:
    """`target`, made by `make(path)` if no process has made it yet; what failed is made again."""
    locks = target.parent.with_name(f"{target.parent.name}-locks")
    for needed in (target.parent, locks):
        needed.mkdir(parents=True, exist_ok=True)
    with FileLock(locks / target.name):
        if not target.exists():
            part = locks / f"part-{target.name}"
            make(part)
            part.rename(target)
    return target


def ran(lesson: Path, shared: Path) -> Any:
    """The lesson after its one run in a fresh kernel: what is compared, and what pages show."""
    path = once(
        shared / "lessons" / lesson.name, lambda part: nbformat.write(executed(lesson), part)
    )
    return nbformat.read(path, as_version=4)


def site_page(name: str, sources: list[Path], shared: Path) -> Path:
    """A page of the site; another process may build another page meanwhile."""

    def write(part: Path) -> None:
        install_tools(shared)
        without = shared / "no-slides"
        build.write_page(name, sources, part, without, lambda path: ran(path, shared))

    return once(shared / "site" / f"{name}.html", write)


def deck(lesson: Path, shared: Path) -> Path:
    """A lesson's slides."""

    def write(part: Path) -> None:
        install_tools(shared)
        guide = slides.GUIDE.read_text(encoding="utf-8")
        part.write_text(slides.deck(lesson, ran(lesson, shared), guide), encoding="utf-8")

    return once(shared / "slides" / f"{lesson.stem}.html", write)


def install_tools(shared: Path) -> None:
    """What npm brings, by one process at a time."""
    with FileLock(shared / "npm.lock"):
        bundle.install_tools()
        bundle.install_tools(SOURCE)
