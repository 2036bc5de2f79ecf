"""A progress bar where tqdm is installed, and silence where it is not or nobody wants one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Silent:
    """The one method of a bar that training uses, doing nothing."""

    def update(self) -> None:
        """One step more."""


@contextmanager
def bar(total: int, wanted: bool) -> Iterator[Any]:
    """A bar for `total` steps: a widget in JupyterLab, text in a terminal."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        wanted = False
    if not wanted:
        yield Silent()
        return
    with tqdm(total=total, unit="step") as shown:
        yield shown
