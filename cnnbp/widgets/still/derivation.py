"""A still picture of a derivation: its panels, its lines, and the numbers of one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnbp.connections import Layer
from cnnbp.widgets.model.selection import factor
from cnnbp.widgets.still.canvas import INK, SCALE, SOFT, Panel, blank, encoded, font, mark, text
from cnnbp.widgets.wire.derivation import PANELS, Token, bias_connections, plain
from cnnbp.widgets.wire.layer import unpack

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

CELL, TOP, GAP = 26, 50, 40
FEW = 9  # terms that are written out


class Place:
    """The place that is asked about, with its edges, as the lines need it."""

    def __init__(
        self,
        scene: Mapping[str, Any],
        layer: Layer,
        gradient: str,
        place: Sequence[int],
        weight: Sequence[int],
    ) -> None:
        convention = str(layer.options["convention"])
        names = scene["conventions"]
        self.kind, self.lines = gradient, scene["lines"][convention][gradient]
        packed = scene["layers"][names.index(convention) + len(names) * (gradient == "bias")]
        self.values = {p["id"]: unpack(p["values"]) for p in packed["panels"]}
        edges = bias_connections(layer) if gradient == "bias" else layer.connections
        index = {"delta": place, "kernel": weight, "bias": [0]}[gradient]
        panel = "input" if gradient == "delta" else "weights"
        self.asked = int(np.ravel_multi_index(tuple(index), self.values[panel].shape))
        parameter = np.asarray(edges.parameter)
        ends = {"input": edges.source, "weights": parameter, "output": edges.target}
        found = np.flatnonzero(ends[panel] == self.asked)
        if gradient == "delta":
            found = found[np.argsort(parameter[found], kind="stable")]
        self.ends = {unit: end[found] for unit, end in ends.items()}
        inputs = self.values["input"].ravel()[self.ends["input"]]
        self.left = edges.weight[found] if self.kind == "delta" else inputs
        self.right = self.values["delta"].ravel()[self.ends["output"]]
        result = "input_delta" if self.kind == "delta" else "parameter_gradient"
        self.result = float(self.values[result].ravel()[self.asked])
        self.slope = 1.0
        if self.kind == "delta":
            self.slope = float(self.values["sigma_prime"].ravel()[self.asked])
        measured = unpack(scene["measured"][convention][gradient])
        self.measured = float(measured.ravel()[self.asked])

    def numbers(self, kind: str) -> str:
        """The numbers of a line of this kind, or "" where it has none."""
        terms = [f"{r:.2f}·{factor(f)}" for f, r in zip(self.left, self.right, strict=True)]
        rest = f" + … {len(terms) - FEW} more" if len(terms) > FEW else ""
        added = " + ".join(terms[:FEW]) + rest
        if kind == "sum" and self.kind == "delta":
            return _minus(f"= {self.slope:.3f} · ({added}) = {self.result:.4f}")
        if kind == "sum":
            return _minus(f"= {added} = {self.result:.4f}")
        if kind == "total" or (kind == "measured" and self.kind == "delta"):
            return _minus(f"= {self.result:.4f}, measured {self.measured:.4f}")
        return ""


def _minus(words: str) -> str:
    return words.replace("-", "−")


def png(place: Place) -> bytes:
    """The panels with the terms of the chosen place, the lines below them, as PNG."""
    sheets = _sheets(place)
    below = TOP + 18 + CELL * max(int(sheet.rows) for sheet in sheets)
    heights = [_height(line, place) for line in place.lines]
    image, draw = blank(below + sum(heights))
    for sheet in sheets:
        sheet.draw_cells(draw)
        text(draw, sheet.left, 12, sheet.title, 12, anchor="lm")
        text(draw, sheet.left, 30, " × ".join(map(str, sheet.values.shape)), 9, SOFT, "lm")
        sheet.draw_numbers(draw)
        _marks(draw, sheet, place)
    y = float(below)
    for number, (line, high) in enumerate(zip(place.lines, heights, strict=True), 1):
        text(draw, 14, y + 8, f"{number}   {line['rule']}", 9.5, SOFT, "lm")
        _row(draw, 34, y + (40 if _has_fraction(line) else 30), line["tokens"])
        text(draw, 34, y + high - 16, place.numbers(line["numbers"]), 10, anchor="lm")
        y += high
    return encoded(image)


def words(place: Place) -> str:
    """What the picture shows, for those who do not see it: each rule, formula and number."""
    rows = [f"{plain(line['tokens'])} {place.numbers(line['numbers'])}" for line in place.lines]
    rules = (line["rule"] for line in place.lines)
    return " ".join(
        f"{number}. {rule}: {row.strip()}."
        for number, (rule, row) in enumerate(zip(rules, rows, strict=True), 1)
    )


def _has_fraction(line: dict[str, Any]) -> bool:
    return any("over" in token for token in line["tokens"] if isinstance(token, dict))


def _height(line: dict[str, Any], place: Place) -> int:
    return 52 + 18 * _has_fraction(line) + 16 * bool(place.numbers(line["numbers"]))


NAMES = {"z_in": "z of layer l", "input": "a of layer l", "delta": "δ of layer l + 1"}
NAMES |= {"weights": "w", "input_delta": "δ of layer l", "parameter_gradient": "the gradient"}


def _sheets(place: Place) -> list[Panel]:
    sheets, left = [], 14.0
    for name in PANELS[place.kind]:
        title = "b" if name == "weights" and place.kind == "bias" else NAMES[name]
        sheet = Panel(name, place.values[name], name == "input", title)
        sheet.at(left, TOP, CELL)
        left += max(sheet.columns, 4) * CELL + GAP
        sheets.append(sheet)
    return sheets


def _marks(draw: ImageDraw, sheet: Panel, place: Place) -> None:
    """The terms in their colours; a heavy frame around the place that is asked about."""
    asked = {"delta": ("z_in", "input_delta")}.get(place.kind, ("weights", "parameter_gradient"))
    if sheet.name in asked:
        draw.rectangle(sheet.box(place.asked, 1), outline=INK, width=3 * SCALE)
        return
    unit = {"delta": "output", "weights": "weights"}.get(sheet.name, "input")
    for order, flat in reversed(list(enumerate(place.ends[unit], 1))):
        badge = place.ends["weights"][order - 1] + 1 if place.kind == "delta" else order
        mark(draw, sheet, int(flat), int(badge))


def _row(draw: ImageDraw, x: float, y: float, tokens: list[Token], size: float = 14) -> float:
    """Set tokens from x on, on the middle line y; returns where they end."""
    for token in tokens:
        if isinstance(token, str):
            x = _word(draw, x, y, token, size)
        elif "over" in token:
            ends = [_row(draw, x, y + d, token[k], 11) for d, k in ((-11, "over"), (11, "under"))]
            right = max(ends)
            draw.line(tuple(v * SCALE for v in (x, y, right, y)), fill=INK, width=SCALE)
            x = right + 2
        else:
            x = _word(draw, x, y, token["text"], size)
            small = size * 0.62
            above = _word(draw, x, y - size * 0.42, token["sup"], small)
            x = max(above, _row(draw, x, y + size * 0.42, token["sub"], small)) + 1
    return x


def _word(draw: ImageDraw, x: float, y: float, words: Any, size: float) -> float:
    if words:
        text(draw, x, y, words, size, anchor="lm")
    return x + draw.textlength(words, font=font(size)) / SCALE
