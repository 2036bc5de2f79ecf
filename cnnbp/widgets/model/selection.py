"""What a selection may be: a panel and an index into it, written as a dict or as a tuple."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cnnbp.widgets.model.trace import unit_of

EXAMPLE = '("input", 2, 3) or {"panel": "input", "index": [2, 3]}'


def normalise(value: Any, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Any] | None:
    """The selection as {"panel": name, "index": [..]}; None and {} select nothing.

    shapes gives the shape of every panel. A value that makes no sense raises a TypeError or
    ValueError that says what came and what was expected.
    """
    if value is None or value == {}:
        return None
    if isinstance(value, Mapping):
        panel, index = value.get("panel"), value.get("index")
    elif isinstance(value, (tuple, list)) and value:
        panel, index = value[0], value[1:]
    else:
        raise TypeError(f"selection: got {value!r}, expected None or a cell such as {EXAMPLE}")
    if not isinstance(panel, str) or panel not in shapes:
        raise ValueError(f"selection: got panel {panel!r}, expected one of {', '.join(shapes)}")
    return {"panel": panel, "index": _index(index, panel, shapes[panel])}


def carried(
    selection: Mapping[str, Any] | None, old: int, new: int, direction: str
) -> dict[str, Any] | None:
    """The same unit as it is called in another layer of a row; None where it has no place."""
    unit = unit_of(selection["panel"]) if selection else "weights"
    if selection is None or unit == "weights":
        return None
    behind = old + (unit == "output") - new  # 0: in front of the new layer, 1: behind it
    panels = {0: "input", 1: "delta" if direction == "backward" else "output"}
    return {"panel": panels[behind], "index": selection["index"]} if behind in panels else None


def _index(index: Any, panel: str, shape: tuple[int, ...]) -> list[int]:
    whole = f"{len(shape)} whole number{'s' if len(shape) > 1 else ''}"
    if not isinstance(index, Iterable) or isinstance(index, str):
        raise TypeError(f"selection: got index {index!r}, expected {whole} for {panel}")
    index = list(index)
    if len(index) != len(shape) or not all(_is_whole(i) for i in index):
        raise ValueError(f"selection: got index {index!r}, expected {whole} for {panel}")
    if not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
        size = " × ".join(map(str, shape))
        raise ValueError(f"selection: got index {index!r}, which lies outside {panel} ({size})")
    return [int(i) for i in index]


def _is_whole(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)
