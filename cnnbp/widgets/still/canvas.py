"""What the still pictures share: sheets of cells, text, marks in the badges' colours, the file.

Drawn with Pillow, which matplotlib brings along: a figure with hundreds of small texts takes
matplotlib a second, and every display of a widget needs one.
"""

from __future__ import annotations

import io
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnnbp._core.palette import BADGES, LIGHT

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

DARK_BADGES = {"#0072b2", "#882255", "#7b5aa6"}  # white text is easier to read on these
INK, SOFT, PAPER = LIGHT["ink"], LIGHT["soft"], LIGHT["paper"]
WIDTH, SCALE = 980, 2  # px; drawn at twice the size, for sharp screens
LETTERS = 125  # of a line of the sum
QUESTION = 9  # px of a cell that has room for a question mark
MOST_LINES = 40  # more of them cannot be told apart


def blank(height: float) -> tuple[Image, ImageDraw]:
    """A white picture of this height, and the pen that draws on it."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH * SCALE, int(height) * SCALE), PAPER)
    return image, ImageDraw.Draw(image)


def write(draw: ImageDraw, sentence: str, height: float) -> None:
    """The sentence at the foot of the picture."""
    for i, line in enumerate(textwrap.wrap(sentence, LETTERS)):
        text(draw, 14, height - 46 + 18 * i, line, 11, anchor="lm")


def encoded(image: Image) -> bytes:
    """The image as the bytes of a PNG file."""
    out = io.BytesIO()
    _indexed(image).save(out, format="png", optimize=True)
    return out.getvalue()


def _indexed(image: Image) -> Image:
    """With a palette, in a third of the bytes. Octrees miss white by one step: it is put right."""
    from PIL.Image import Dither, Quantize

    image = image.quantize(256, Quantize.FASTOCTREE, dither=Dither.NONE)
    colours = np.array(image.getpalette(), np.uint8).reshape(-1, 3)
    colours[np.asarray(image)[0, 0]] = 255
    image.putpalette(colours.tobytes())
    return image


@cache
def font(size: float) -> FreeTypeFont:
    import matplotlib
    from PIL import ImageFont

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return ImageFont.truetype(folder / "DejaVuSans.ttf", size * SCALE)


def text(
    draw: ImageDraw,
    x: float,
    y: float,
    words: str,
    size: float,
    colour: str = INK,
    anchor: str = "mm",
) -> None:
    draw.text((x * SCALE, y * SCALE), words, font=font(size), fill=colour, anchor=anchor)


class Panel:
    """One panel: any shape as one sheet, a vector as a column, channels below each other.

    A covered one shows a question mark in each cell, and nothing of its values.
    """

    covered = False

    def __init__(self, name: str, values: np.ndarray, grey: bool, title: str = "") -> None:
        self.name, self.values, self.grey, self.title = name, values, grey, title
        plates = values.reshape(-1, *(values.shape[-2:] if values.ndim > 1 else (values.size, 1)))
        self.count, self.height, self.columns = plates.shape
        self.rows = self.count * (self.height + 0.5) - 0.5
        self.flat = values.ravel()
        self.limit = max(float(np.abs(self.flat).max()), 1e-300)

    def at(self, left: float, top: float, cell: float) -> None:
        self.left, self.top, self.cell = left, top, cell

    def centre(self, flat: int) -> tuple[float, float]:
        """Where a cell is on the picture, in px."""
        row, column = divmod(int(flat), self.columns)
        row += 0.5 * (row // self.height)
        return self.left + (column + 0.5) * self.cell, self.top + (row + 0.5) * self.cell

    def box(self, flat: int, grow: float = 0) -> tuple[float, ...]:
        x, y = self.centre(flat)
        half = self.cell / 2 + grow
        return tuple(v * SCALE for v in (x - half, y - half, x + half, y + half))

    def draw_cells(self, draw: ImageDraw) -> None:
        for flat, value in enumerate(self.flat):
            colour = self.colour(value)
            outline = "#c9ced5" if self.cell > 8 else None
            draw.rectangle(self.box(flat), fill=colour, outline=outline)

    def draw_numbers(self, draw: ImageDraw) -> None:
        """Above the lines, so that none of them crosses a number out."""
        if self.cell < (QUESTION if self.covered else 22):
            return
        for flat, value in enumerate(self.flat):
            dark = sum(self.colour(value)) < 330
            number = "0" if value == 0 else f"{value:.{1 if abs(value) >= 10 else 2}f}"
            said = "?" if self.covered else number.replace("-", "−")
            text(draw, *self.centre(flat), said, 8, PAPER if dark else INK)

    def colour(self, value: float) -> tuple[int, ...]:
        if self.covered:
            return 255, 255, 255
        share = value if self.grey else abs(value) / self.limit
        end = (54, 58, 62) if self.grey else (58, 123, 184) if value < 0 else (219, 138, 28)
        return tuple(round(255 + (c - 255) * share) for c in end)


def mark(draw: ImageDraw, sheet: Panel, flat: int, badge: int) -> None:
    colour = BADGES[(badge - 1) % 9]
    draw.rectangle(sheet.box(flat), outline=colour, width=2 * SCALE)
    if sheet.cell >= 20:
        x, y = sheet.centre(flat)
        x, y = x + sheet.cell * 0.42, y - sheet.cell * 0.42
        circle = tuple(v * SCALE for v in (x - 6, y - 6, x + 6, y + 6))
        draw.ellipse(circle, fill=colour, outline=PAPER)
        ink = PAPER if colour in DARK_BADGES else INK
        text(draw, x, y, str(badge), 7.5, ink)
