"""Every explorer of every lesson, as the lesson's own cells make it."""

import contextlib
import functools
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cnnbp.widgets import DeltaFlow

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def _cells(lesson: str) -> list[str]:
    cells = json.loads((NOTEBOOKS / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@functools.cache
def lessons() -> list[str]:
    """The lessons that show an explorer."""
    paths = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    return [path.stem for path in paths if "DeltaFlow." in "".join(_cells(path.stem))]


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def explorers(lesson: str) -> list[DeltaFlow]:
    """What the cells of a lesson make, in their order."""
    made: list[DeltaFlow] = []
    first = DeltaFlow.__init__

    def record(self: DeltaFlow, *args: Any, **options: Any) -> None:
        first(self, *args, **options)
        made.append(self)

    DeltaFlow.__init__ = record  # type: ignore[method-assign]
    try:
        space: dict[str, Any] = {"display": lambda *_: None}
        with _inside(NOTEBOOKS), contextlib.redirect_stdout(io.StringIO()):
            for cell in _cells(lesson):
                lines = [line for line in cell.splitlines() if not line.startswith(("%", "!"))]
                with contextlib.suppress(NotImplementedError):
                    exec("\n".join(lines), space)
    finally:
        DeltaFlow.__init__ = first  # type: ignore[method-assign]
    return made
