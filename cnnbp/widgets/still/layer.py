"""A still picture of the explorer, for places that show no widgets: GitHub, print, a plain page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbp._core.palette import BADGES
from cnnbp.connections import Layer
from cnnbp.widgets.model.selection import Trace, trace, unit_of
from cnnbp.widgets.still.canvas import (
    INK,
    MOST_LINES,
    SCALE,
    SOFT,
    WIDTH,
    Panel,
    blank,
    encoded,
    mark,
    text,
    write,
)
from cnnbp.widgets.wire.layer import unpack

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SHOWN = {
    "backward": ("input", "weights", "delta", "gradient"),
    "forward": ("input", "weights", "output"),
}
GAP, TOP = 50, 46  # px


def png(
    layer: Layer,
    panels: Sequence[Mapping[str, Any]],
    selection: Mapping[str, Any] | None = None,
    direction: str = "backward",
    covered: bool = False,
) -> bytes:
    """The explorer's panels, the selection with its lines and badges, and its sum, as PNG.

    panels: those of the layer's scene, with their names and values. covered: a prediction is asked
    for, so that the picture shows neither the edges nor what flows back.
    """
    arrays = {p["id"]: unpack(p["values"]) for p in panels}
    sheets = placed(panels, direction, covered)
    height = int(max(s.rows for s in sheets) * sheets[0].cell) + TOP + 64
    image, draw = blank(height)
    for sheet in sheets:
        sheet.draw_cells(draw)
        text(draw, sheet.left, 12, sheet.title, 12, anchor="lm")
        text(draw, sheet.left, 28, " × ".join(map(str, sheet.values.shape)), 9, SOFT, "lm")
    marked = None if covered else trace(layer, selection, arrays)
    by_name = {sheet.name: sheet for sheet in sheets}
    output = "delta" if direction == "backward" else "output"
    if marked is not None and len(marked.edges) <= MOST_LINES:
        _draw_lines(draw, by_name, marked, output)
    for sheet in sheets:
        sheet.draw_numbers(draw)
    if marked is not None:
        _draw_marks(draw, by_name, marked, output)
    elif selection is not None and unit_of(selection["panel"]) == "input":
        _frame(draw, by_name, int(np.ravel_multi_index(tuple(selection["index"]), layer.a.shape)))
    write(draw, _said(layer, panels, selection, covered), height)
    return encoded(image)


def words(
    layer: Layer,
    panels: Sequence[Mapping[str, Any]],
    selection: Mapping[str, Any] | None = None,
    direction: str = "backward",
    covered: bool = False,
) -> str:
    """What the picture shows, for those who do not see it."""
    shown = [
        f"{sheet.title} ({' × '.join(map(str, sheet.values.shape))}"
        f"{', covered with question marks' if sheet.covered else ''})"
        for sheet in placed(panels, direction, covered)
    ]
    kind = layer.kind.replace("_", " ")
    said = _said(layer, panels, selection, covered)
    return f"Explorer of one layer, {kind}: {', '.join(shown)}. {said}"


def _said(
    layer: Layer,
    panels: Sequence[Mapping[str, Any]],
    selection: Mapping[str, Any] | None,
    covered: bool,
) -> str:
    """The line below the panels: the sum, the question, or what to do."""
    if not covered:
        marked = trace(layer, selection, {p["id"]: unpack(p["values"]) for p in panels})
        return "Choose a cell: its edges light up." if marked is None else marked.sentence()
    if selection is None or unit_of(selection["panel"]) != "input":
        return "Predict: choose an input, then say what flows back to it."
    known = {p["id"]: p["symbol"] for p in panels}
    where = ",".join(map(str, selection["index"]))
    asked = known.get("input_delta", known["gradient"])
    return (
        f"Predict: which outputs send something back to {known['input']}[{where}], "
        f"and what is {asked}[{where}]?"
    )


def placed(
    panels: Sequence[Mapping[str, Any]], direction: str, covered: bool = False
) -> list[Panel]:
    """The panels of a direction as sheets side by side, each in its place."""
    known = {p["id"]: p for p in panels}
    sheets = [
        Panel(name, unpack(p["values"]), p["scale"] == "image", p["name"])
        for name in SHOWN[direction]
        if (p := known.get(name))
    ]
    cell = min(30, (WIDTH - GAP * len(sheets)) // sum(max(s.columns, 3) for s in sheets))
    left = 14.0
    for sheet in sheets:
        sheet.covered = covered and sheet.name == "gradient"
        sheet.at(left, TOP, cell)
        left += max(sheet.columns, 3) * cell + GAP
    return sheets


def _draw_lines(draw: ImageDraw, sheets: dict[str, Panel], marked: Trace, output: str) -> None:
    for badge, stops in enumerate(marked.stops(output), 1):
        there = [sheets[name].centre(flat) for name, flat in stops if name in sheets]
        for (ax, ay), (bx, by) in pairwise(there):
            ends = tuple(v * SCALE for v in (ax, ay, bx, by))
            draw.line(ends, fill=BADGES[(badge - 1) % 9], width=SCALE)


def _draw_marks(draw: ImageDraw, sheets: dict[str, Panel], marked: Trace, output: str) -> None:
    for badge, stops in reversed(list(enumerate(marked.stops(output), 1))):
        for name, flat in stops:
            if name in sheets and name != marked.panel:
                mark(draw, sheets[name], flat, badge)
    _frame(draw, sheets, marked.flat, *(() if marked.unit == "input" else (marked.panel,)))


def _frame(draw: ImageDraw, sheets: dict[str, Panel], flat: int, *panels: str) -> None:
    """A heavy frame around the chosen cell, on both sheets of the input unless others are named."""
    for name in panels or ("input", "gradient"):
        if name in sheets:
            draw.rectangle(sheets[name].box(flat, 1), outline=INK, width=3 * SCALE)
