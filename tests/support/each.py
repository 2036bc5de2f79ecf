"""A guard that looks at many things is one test, which goes on after a failure and reports all."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any


def each(
    names: str | tuple[str, ...], values: Iterable[Any], ids: Callable[[Any], str] | None = None
):
    """In place of `pytest.mark.parametrize`, for checks that are quick and need no fixture anew."""
    names = (names,) if isinstance(names, str) else names
    items = list(values)

    def decorate(check: Callable[..., None]) -> Callable[..., None]:
        def test(subtests, **fixtures: Any) -> None:
            assert items
            for item in items:
                with subtests.test((ids or _label)(item)):
                    check(**fixtures, **dict(zip(names, _parts(item, names), strict=True)))

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        test.__dict__.update(check.__dict__)  # its marks
        own = inspect.signature(test).parameters["subtests"]
        given = inspect.signature(check).parameters.values()
        test.__signature__ = inspect.Signature([own, *(p for p in given if p.name not in names)])
        return test

    return decorate


def _parts(item: Any, names: tuple[str, ...]) -> Any:
    return (item,) if len(names) == 1 else item


def _label(item: Any) -> str:
    """What tells an item from the others: of a row its texts."""
    texts = [part for part in item if isinstance(part, str)] if isinstance(item, tuple) else []
    return ", ".join(texts) or str(item)
