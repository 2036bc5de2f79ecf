"""A still picture of several layers in a row: every state with its delta, the paths of one unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbp._core.palette import LIGHT
from cnnbp.widgets.model.chain import Chain, names
from cnnbp.widgets.model.selection import unit_of
from cnnbp.widgets.still.canvas import (
    INK,
    MOST_LINES,
    SCALE,
    SOFT,
    WIDTH,
    Panel,
    blank,
    encoded,
    text,
    write,
)
from cnnbp.widgets.wire.layer import is_picture
from cnnbp.widgets.wire.network import delta_name

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SIDE, ROWS, HEIGHT = 112, (58, 204), 388  # px: of a picture, tops of the two rows, of the whole
POSITIVE, NEGATIVE, VEIL = LIGHT["flow_positive"], LIGHT["flow_negative"], 0.75
Marks = list[np.ndarray]


def reached(chain: Chain, state: int, flat: int) -> Marks:
    """The units of every state on a path through one unit; an edge of weight 0 ends a path."""
    marks = [np.zeros(values.size, bool) for values in chain.states]
    marks[state][flat] = True
    for k in range(state, len(chain.layers)):
        edges = chain.layers[k].connections
        marks[k + 1][edges.target[marks[k][edges.source] & (edges.weight != 0)]] = True
    for k in range(state - 1, -1, -1):
        edges = chain.layers[k].connections
        marks[k][edges.source[marks[k + 1][edges.target] & (edges.weight != 0)]] = True
    return marks


def png(
    chain: Chain,
    stage: int,
    selection: Mapping[str, Any] | None = None,
    direction: str = "backward",
) -> bytes:
    """The states' values above, ∂C/∂ of them below, the chosen unit's paths, and the loss, as PNG.

    stage: the layer in whose panels the selection is.
    """
    image, draw = blank(HEIGHT)
    at = _chosen(chain, stage, selection)
    marks = reached(chain, *at) if at else None
    rows = [_row(chain.states, ROWS[0]), _row(chain.deltas, ROWS[1])]
    for row in rows:
        for k, sheet in enumerate(row):
            sheet.draw(draw, None if marks is None else marks[k])
    _draw_names(draw, chain, rows)
    if marks is not None and at is not None:
        row = rows[direction == "backward"]
        _draw_flow(draw, chain, row, marks, direction == "backward")
        for each in rows:
            draw.rectangle(each[at[0]].box(at[1], 1), outline=INK, width=3 * SCALE)
    write(draw, _sentence(chain, at), HEIGHT)
    return encoded(image)


def words(chain: Chain, stage: int, selection: Mapping[str, Any] | None = None) -> str:
    """What the picture shows, for those who do not see it."""
    symbols = names([spec.kind for spec in chain.specs])
    shown = [
        f"{symbol} ({' × '.join(map(str, values.shape))})"
        for symbol, values in zip(symbols, chain.states, strict=True)
    ]
    said = _sentence(chain, _chosen(chain, stage, selection))
    row = " → ".join(shown)
    return f"Layers in a row with their gradients below: {row} → C = {chain.value:.3f}. {said}"


def _chosen(
    chain: Chain, stage: int, selection: Mapping[str, Any] | None
) -> tuple[int, int] | None:
    """The state and the flat index of the chosen unit; None for a weight or no choice."""
    if selection is None or unit_of(selection["panel"]) == "weights":
        return None
    state = stage + (unit_of(selection["panel"]) == "output")
    return state, int(np.ravel_multi_index(tuple(selection["index"]), chain.states[state].shape))


class Block(Panel):
    """A state as a small picture: plates in a square block."""

    def __init__(self, values: np.ndarray, grey: bool, side: float) -> None:
        if values.ndim == 1 and values.size > 24:
            edge = int(np.ceil(np.sqrt(values.size)))
            values = np.pad(values, (0, edge * edge - values.size)).reshape(edge, edge)
        super().__init__("", values, grey)
        self.across = int(np.ceil(np.sqrt(self.count)))
        down = -(-self.count // self.across)
        wide = max(self.across * (self.columns + 0.4), down * (self.height + 0.4)) - 0.4
        self.cell = side / wide
        self.width = (self.across * (self.columns + 0.4) - 0.4) * self.cell
        self.tall = (down * (self.height + 0.4) - 0.4) * self.cell

    def centre(self, flat: int) -> tuple[float, float]:
        plate, inside = divmod(int(flat), self.height * self.columns)
        row, column = divmod(inside, self.columns)
        down, right = divmod(plate, self.across)
        x = right * (self.columns + 0.4) + column + 0.5
        y = down * (self.height + 0.4) + row + 0.5
        return self.left + x * self.cell, self.top + y * self.cell

    def draw(self, draw: ImageDraw, marks: np.ndarray | None) -> None:
        for flat, value in enumerate(self.flat):
            rgb = self.colour(value)
            if marks is not None and not (flat < marks.size and marks[flat]):
                rgb = tuple(round(c + (255 - c) * VEIL) for c in rgb)
            draw.rectangle(self.box(flat), fill=rgb)
        x, y = self.left * SCALE - 2, self.top * SCALE - 2
        frame = (x, y, x + self.width * SCALE + 3, y + self.tall * SCALE + 3)
        draw.rectangle(frame, outline="#c4c9d0", width=SCALE)


def _row(states: list[np.ndarray], top: float) -> list[Block]:
    side = min(SIDE, 0.75 * (WIDTH - 150) / len(states))
    image = top == ROWS[0] and is_picture(states[0])
    sheets = [Block(values, image and k == 0, side) for k, values in enumerate(states)]
    gap = (WIDTH - 150 - sum(sheet.width for sheet in sheets)) / len(sheets)
    left = 14.0
    for sheet in sheets:
        sheet.left, sheet.top = left, top + (SIDE - sheet.tall) / 2
        left += sheet.width + gap
    return sheets


def _draw_names(draw: ImageDraw, chain: Chain, rows: list[list[Block]]) -> None:
    symbols = names([spec.kind for spec in chain.specs])
    for k, symbol in enumerate(symbols):
        for row, name in zip(rows, (symbol, delta_name(symbol)), strict=True):
            x = row[k].left + row[k].width / 2
            text(draw, x, row[k].top - (16 if row is rows[0] else 14), name, 12)
        here = rows[0][k].left + rows[0][k].width
        end = rows[0][k + 1].left if k + 1 < len(symbols) else WIDTH - 120
        word = chain.specs[k].kind.replace("_", " ") if k < len(chain.specs) else ""
        text(draw, (here + end) / 2, 14, word, 10, SOFT)
    x, y = WIDTH - 62, ROWS[1] + SIDE / 2
    text(draw, x, y - 9, f"C = {chain.value:.3f}", 14)
    if chain.y is not None and np.ndim(chain.y) == 0:
        text(draw, x, y + 12, f"y = {chain.y}", 11, SOFT)


def _draw_flow(
    draw: ImageDraw, chain: Chain, row: list[Block], marks: Marks, backward: bool
) -> None:
    """A line per edge on the paths, in the colour of what it carries; none where they are many."""
    for k, layer in enumerate(chain.layers):
        edges = layer.connections
        on = marks[k][edges.source] & marks[k + 1][edges.target] & (edges.weight != 0)
        source, target, weight = edges.source[on], edges.target[on], edges.weight[on]
        if len(source) > MOST_LINES or not len(source):
            continue
        a, delta = chain.states[k].ravel(), chain.deltas[k + 1].ravel()
        carried = delta[target] if backward else a[source]
        for s, t, value in zip(source, target, weight * carried, strict=True):
            ends = (*row[k].centre(s), *row[k + 1].centre(t))
            colour = SOFT if value == 0 else POSITIVE if value > 0 else NEGATIVE
            draw.line([v * SCALE for v in ends], fill=colour, width=SCALE)


def _sentence(chain: Chain, at: tuple[int, int] | None) -> str:
    if at is None:
        return "Choose a unit: every path through it lights up, from the input to the loss."
    state, flat = at
    symbol = names([spec.kind for spec in chain.specs])[state]
    values, deltas = chain.states[state], chain.deltas[state]
    where = ",".join(str(int(i)) for i in np.unravel_index(flat, values.shape))
    said = f"{symbol}[{where}] = {values.flat[flat]:.3f},  {delta_name(symbol)}[{where}] = "
    return f"{said}{deltas.flat[flat]:.4f}".replace("-", "−")
