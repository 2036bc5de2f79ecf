"""What the figures are made of: colours, cells, badges, checked numbers."""

from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.patches import Rectangle

# One colour for each edge number, the same as in the explorer. The numbers carry the meaning too,
# so nothing is lost without colour.
EDGE_COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B8860B"),
    *("#56B4E9", "#882255", "#44AA99", "#7B5AA6"),
)
NEGATIVE, POSITIVE, INK, FAINT = "#3A7BB8", "#DB8A1C", "#1A1A1A", "#B8B8B8"
SOFT = "#5A5A5A"  # text beside the numbers: 7 to 1 on white
# An odd number of steps puts pure white exactly at zero.
SIGNED = LinearSegmentedColormap.from_list("signed", [NEGATIVE, "#FFFFFF", POSITIVE], N=257)
GREY = LinearSegmentedColormap.from_list("ink", ["#FFFFFF", "#000000"])
CENTRED: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9}


def edge_colour(number: int) -> str:
    """Colour of edge ``number`` (1, 2, 3, …); the palette starts again after nine."""
    return EDGE_COLOURS[(number - 1) % len(EDGE_COLOURS)]


def new_axes(ax: Axes | None, width: float, height: float) -> Axes:
    if ax is None:
        _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    ax.figure.set_facecolor("white")
    ax.set_facecolor("white")
    return ax


def numbers(name: str, values: Any, ndim: int) -> np.ndarray:
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if array.ndim != ndim or array.size == 0:
        raise ValueError(
            f"{name} must be a non-empty {ndim}-D array, got an array of shape {array.shape}"
        )
    return array.astype(float)


def colours(values: np.ndarray, kind: str, limit: float | None) -> np.ndarray:
    """RGBA of each value: grey from 0 to 1, or blue through white to orange, symmetric about 0."""
    if kind == "image":
        return GREY(values)
    top = limit or np.abs(values).max() or 1.0
    return SIGNED((values / top + 1) / 2)


def cell(ax: Axes, row: int, column: int, colour: np.ndarray, text: str, low: bool) -> None:
    """One coloured square with its number, written a little lower where a badge lies above it."""
    ax.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor=FAINT, lw=0.6))
    if text:
        ax.text(
            column + 0.5, row + (0.6 if low else 0.5), text, color=text_colour(colour), **CENTRED
        )


def text_colour(rgba: Iterable[float]) -> str:
    """Black or white, whichever has more contrast (relative luminance as in WCAG 2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in list(rgba)[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if luminance < 0.179 else "black"


def label(value: float, decimals: int) -> str:
    """A number as the explorer writes it: 0.125 is 0.13, and an exact zero is 0."""
    if value == 0:
        return "0"
    half_up = value + np.copysign(1e-6, value)  # a measured half may miss it by a little
    text = f"{half_up:.{decimals}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def field(ax: Axes, height: int, width: int, indices: bool) -> None:
    """The space the cells stand in, with the numbers of rows and columns beside it if wanted."""
    first = -0.7 if indices else -0.1
    ax.set(xlim=(first, width + 0.1), ylim=(height + 0.1, first), aspect="equal")
    ax.axis("off")
    if not indices:
        return
    style = CENTRED | {"color": SOFT}
    for row in range(height):
        ax.text(-0.35, row + 0.5, str(row), **style)
    for column in range(width):
        ax.text(column + 0.5, -0.35, str(column), **style)


def outline(
    ax: Axes, row: float, column: float, tall: float, wide: float, colour: str, lw: float = 2
) -> None:
    ax.add_patch(Rectangle((column, row), wide, tall, fill=False, edgecolor=colour, lw=lw))


def badge(ax: Axes, row: int, column: int, number: int) -> None:
    colour = edge_colour(number)
    outline(ax, row + 0.04, column + 0.04, 0.92, 0.92, colour)
    box = {"boxstyle": "circle,pad=0.2", "facecolor": colour, "edgecolor": "white", "lw": 0.5}
    style = CENTRED | {"fontsize": 7.5, "fontweight": "bold"}
    ink = text_colour(to_rgba(colour))
    ax.text(column + 0.83, row + 0.19, str(number), bbox=box, color=ink, zorder=3, **style)
