"""The API reference: every public module's functions and classes, from their docstrings."""

import html
import importlib
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from tools.site.render import Page

MODULES = (
    "activations",
    "losses",
    "dense",
    "convolution",
    "pooling",
    "connections",
    "gradient_check",
    "network",
    "datasets",
    "exercises",
    "mistakes",
    "figures",
    "widgets",
)


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Documented functions and classes that a module offers."""
    for name in getattr(module, "__all__", None) or sorted(vars(module)):
        thing = getattr(module, name)
        ours = getattr(thing, "__module__", "").startswith("cnnbp")
        named = hasattr(module, "__all__") or thing.__module__ == module.__name__ if ours else False
        if (
            named
            and not name.startswith("_")
            and (inspect.isroutine(thing) or inspect.isclass(thing))
        ):
            yield name, thing


def members(thing: Any) -> Iterator[tuple[str, Any]]:
    """Documented methods and properties of a class, those of our own base classes included."""
    if not inspect.isclass(thing):
        return
    own = [c for c in reversed(thing.__mro__) if c.__module__.startswith("cnnbp")]
    for name in dict.fromkeys(name for c in own for name in vars(c)):
        bound = inspect.getattr_static(thing, name)
        if not isinstance(bound, property):
            bound = getattr(thing, name)
        ours = isinstance(bound, property) or inspect.isroutine(bound)
        if ours and not name.startswith("_") and bound.__doc__:
            yield name, bound


def _entry(level: int, name: str, thing: Any) -> str:
    try:
        signature = str(inspect.signature(thing))
    except (TypeError, ValueError):
        signature = ""
    words = html.escape(inspect.getdoc(thing) or "")
    title = f'<h{level} id="{name}"><code>{name}</code></h{level}>'
    call = f'<div class="code"><pre tabindex="0">{html.escape(name + signature)}</pre></div>'
    return f'{title}{call}<div class="shown"><pre tabindex="0">{words}</pre></div>'


def reference() -> Page:
    """The whole reference as one page."""
    page = Page()
    page.add_markdown("# Reference\n\nWhat `cnnbp` offers, module by module.")
    for name in MODULES:
        module = importlib.import_module(f"cnnbp.{name}")
        page.parts.append(f'<h2 id="{name}"><code>cnnbp.{name}</code></h2>')
        page.parts.append(f"<p>{html.escape((module.__doc__ or '').strip())}</p>")
        for entry, thing in public(module):
            page.parts.append(_entry(3, f"{name}.{entry}", thing))
            for method, bound in members(thing):
                page.parts.append(_entry(4, f"{name}.{entry}.{method}", bound))
    return page
