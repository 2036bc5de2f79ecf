"""What a learner's own code says: blanks that are left in it, a missing or an early return."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def blanks(function: Callable[..., Any]) -> list[str]:
    """The lines of a learner's function that still hold a blank (... outside an index)."""
    try:
        source = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(source)
    except (OSError, TypeError, SyntaxError, ValueError):
        return []
    indices = [node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    used = {id(part) for index in indices for part in _index_parts(index)}
    lines = source.splitlines()
    return [
        lines[node.lineno - 1].strip()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value is Ellipsis and id(node) not in used
    ]


def _definition(function: Callable[..., Any]) -> ast.FunctionDef | None:
    """A function's code, its lines counted as in its cell; None if it is not at hand."""
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    ast.increment_lineno(tree, max(first, 1) - 1)
    found = tree.body[0]
    return found if isinstance(found, ast.FunctionDef) else None


def returns_nothing(function: Callable[..., Any]) -> bool:
    """Whether a learner's function holds code without blanks, but no return with a value."""
    definition = _definition(function)
    if definition is None or blanks(function):
        return False
    if any(isinstance(node, ast.Return) and node.value for node in ast.walk(definition)):
        return False
    return not all(
        isinstance(line, (ast.Pass, ast.Return))
        or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in definition.body
    )


def early_return(function: Callable[..., Any]) -> str:
    """A sentence about a return that ends a loop in its first turn, or ""."""
    definition = _definition(function)
    for loop in ast.walk(definition) if definition else ():
        if isinstance(loop, (ast.For, ast.While)):
            for line in loop.body:
                if isinstance(line, ast.Return):
                    return f"Line {line.lineno} returns inside a loop: only its first turn runs."
    return ""


def _index_parts(index: ast.expr) -> list[ast.Constant]:
    """The parts of an index in which one ... is NumPy's own; two of them are blanks."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    dots = [part for part in parts if isinstance(part, ast.Constant) and part.value is Ellipsis]
    return dots if len(dots) == 1 < len(parts) else []
