"""Pictures for the lessons: arrays in, matplotlib axes out.

Nothing is computed here: a figure shows the numbers it is given, so a wrong picture means a wrong
number. Every function takes `ax=None` (a new figure) and returns the axes. The background is
white and opaque, so that the same picture is readable in print and on a dark page. ValueError or
TypeError, which name the argument, for numbers that cannot be drawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb, to_rgba
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from cnnbp._core import checks, palette

__all__ = [
    "EDGE_COLOURS",
    "NEGATIVE",
    "POSITIVE",
    "SIGNED",
    "connection_matrix",
    "curves",
    "edge_colour",
    "grid",
    "network",
    "pooling_regions",
    "rotated_kernel",
]

# One colour for each edge number, as in the explorer. The numbers are written, too, so that nothing
# is lost without colour.
EDGE_COLOURS = tuple(colour.upper() for colour in palette.BADGES)
NEGATIVE, POSITIVE = palette.LIGHT["negative"].upper(), palette.LIGHT["positive"].upper()
INK, FAINT = "#1A1A1A", "#B8B8B8"  # for print
SOFT = "#5A5A5A"  # text beside the numbers: 7 to 1 on white
# An odd number of steps puts pure white exactly at zero.
SIGNED = LinearSegmentedColormap.from_list("signed", [NEGATIVE, "#FFFFFF", POSITIVE], N=257)
GREY = LinearSegmentedColormap.from_list("ink", ["#FFFFFF", "#000000"])
CENTRED: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9}
MANY = 12  # columns of a matrix whose cells still have room for a number
FORMS = {1: "(n,)", 2: "(rows, columns)"}


def edge_colour(number: int) -> str:
    """Colour of edge `number` (1, 2, 3, …); the palette starts again after nine."""
    return EDGE_COLOURS[(number - 1) % len(EDGE_COLOURS)]


def grid(
    values: Any,
    ax: Axes | None = None,
    *,
    kind: str = "signed",
    limit: float | None = None,
    decimals: int | None = 2,
    title: str = "",
    badges: Mapping[tuple[int, int], int] | None = None,
    frames: Iterable[tuple[int, int, int, int]] = (),
    indices: bool = False,
) -> Axes:
    """A 2-D array as coloured cells with the numbers in them.

    `kind="image"` is grey (0 white, 1 black); `kind="signed"` goes from blue through white at 0
    to orange, symmetric about 0 up to `limit` (default: the largest absolute value).
    `decimals=None` leaves the numbers out but for a minus sign, so that the sign does not depend
    on colour. `badges` maps a cell (row, column) to an edge number. `frames` are heavy outlines
    (row, column, height, width). `indices` numbers the rows and columns.
    """
    values = _numbers("values", values, 2)
    checks.choice("kind", kind, ("signed", "image"))
    badges, (height, width) = badges or {}, values.shape
    colours = _colours(values, kind, limit)
    ax = _new_axes(ax, 0.5 * width + 0.3, 0.5 * height + 0.5)
    for (row, column), value in np.ndenumerate(values):
        minus = "−" if kind == "signed" and value < 0 else ""
        text = minus if decimals is None else _label(value, decimals)
        low = (row, column) in badges  # its number makes room for the badge
        _cell(ax, row, column, colours[row, column], text, low)
    for (row, column), number in badges.items():
        _badge(ax, row, column, number)
    for row, column, tall, wide in frames:
        _outline(ax, row, column, tall, wide, INK, 2.5)
    _field(ax, height, width, indices)
    ax.set_title(title, fontsize=10)
    return ax


def rotated_kernel(
    padded: Any,
    rotated: Any,
    row: int,
    column: int,
    ax: Axes | None = None,
    *,
    title: str = "",
) -> Axes:
    """The zero-padded output delta with the rotated kernel on it at one position.

    The badges are the numbers that the weights have in the kernel *before* its rotation
    (1, 2, 3, … in reading order), so in the rotated kernel they count down.
    """
    padded, rotated = _numbers("padded", padded, 2), _numbers("rotated", rotated, 2)
    height, width = rotated.shape
    if not (0 <= row <= padded.shape[0] - height and 0 <= column <= padded.shape[1] - width):
        raise ValueError(
            f"row, column: got ({row}, {column}), "
            f"expected the {height}×{width} kernel inside padded {padded.shape}"
        )
    under = np.ndindex(height, width)
    badges = {(row + i, column + j): rotated.size - (i * width + j) for i, j in under}
    frame = [(row, column, height, width)]
    return grid(padded, ax, decimals=1, title=title, badges=badges, frames=frame)


def pooling_regions(
    image: Any,
    size: int,
    ax: Axes | None = None,
    *,
    stride: int | None = None,
    winners: Iterable[int] = (),
    title: str = "",
) -> Axes:
    """An image with its pooling windows framed; `winners` (flat positions) are badged.

    Each window has a number and a colour; a winner carries the number of its window.
    """
    image, step = _numbers("image", image, 2), stride or size
    rows = range(0, image.shape[0] - size + 1, step)
    columns = range(0, image.shape[1] - size + 1, step)
    corners = [(row, column) for row in rows for column in columns]
    places = [divmod(int(place), image.shape[1]) for place in np.ravel(list(winners))]
    badges = {place: number for number, place in enumerate(places, start=1)}
    ax = grid(image, ax, kind="image", title=title, badges=badges)
    for number, (row, column) in enumerate(corners, start=1):
        inset = 0.02 if step >= size else 0.04 + 0.03 * (number % 3)
        side = size - 2 * inset
        _outline(ax, row + inset, column + inset, side, side, edge_colour(number))
    return ax


def network(
    columns: Sequence[Any],
    weights: Sequence[Any],
    ax: Axes | None = None,
    *,
    titles: Sequence[str] = (),
    unit: tuple[int, int] | None = None,
) -> Axes:
    """Column vectors joined by weighted edges: `weights[l]`, (n, m), leads from column l to l + 1.

    Orange edges are positive, blue dashed ones negative, wider ones larger.
    `unit=(column, index)` draws only the edges that touch that unit.
    """
    columns = [_numbers("columns", column, 1) for column in columns]
    weights = [_numbers("weights", weight, 2) for weight in weights]
    sizes = [(b.size, a.size) for a, b in pairwise(columns)]
    if sizes != [w.shape for w in weights]:
        raise ValueError(f"weights: got shapes {[w.shape for w in weights]}, expected {sizes}")
    tall = max(column.size for column in columns)
    ax = _new_axes(ax, 2.2 * len(columns), 0.75 * tall + 0.6)
    heights = [np.arange(c.size) + (tall - c.size) / 2 for c in columns]
    _edges(ax, weights, heights, unit)
    for step, column in enumerate(columns):
        for index, value in enumerate(column):
            _unit(ax, step, heights[step][index], value, unit == (step, index))
    for step, title in enumerate(titles[: len(columns)]):
        ax.text(step, -0.75, title, color=INK, **CENTRED | {"fontsize": 10})
    ax.set(xlim=(-0.4, len(columns) - 0.6), ylim=(tall - 0.4, -1.0))
    ax.axis("off")
    return ax


def _edges(
    ax: Axes, weights: list[np.ndarray], heights: list[np.ndarray], unit: tuple[int, int] | None
) -> None:
    largest = max(float(np.abs(w).max()) for w in weights) or 1.0
    for step, w in enumerate(weights):
        for (target, source), value in np.ndenumerate(w):
            if unit is None or unit in ((step, source), (step + 1, target)):
                ends = heights[step][source], heights[step + 1][target]
                colour, dash = (POSITIVE, "-") if value > 0 else (NEGATIVE, (0, (4, 1.5)))
                wide = 0.5 + 3.5 * abs(value) / largest
                ax.plot((step, step + 1), ends, color=colour, ls=dash, lw=wide, zorder=1)


def _unit(ax: Axes, x: float, y: float, value: float, chosen: bool) -> None:
    edge = INK if chosen else FAINT
    box = {"boxstyle": "circle,pad=0.45", "facecolor": "white", "edgecolor": edge, "lw": 2}
    ax.text(x, y, _label(value, 2), color=INK, bbox=box, zorder=2, **CENTRED)


def connection_matrix(
    matrix: Any, ax: Axes | None = None, *, numbers: Any = None, title: str = ""
) -> Axes:
    """A layer as a matrix, a row per output and a column per input; a white cell means no edge.

    Without `numbers` the colour is the weight. With `numbers` (same shape, 0 = no edge) it is
    the parameter that the edge uses, so that shared weights have one colour; cells that are large
    enough hold its number, too.
    """
    matrix = _numbers("matrix", matrix, 2)
    ax = _new_axes(ax, 6.5, 6.5 * matrix.shape[0] / matrix.shape[1] + 0.8)
    if numbers is None:
        top = np.abs(matrix).max() or 1.0
        ax.imshow(matrix, cmap=SIGNED, vmin=-top, vmax=top, interpolation="nearest")
    else:
        numbers = _numbers("numbers", numbers, 2).astype(int)
        picture = np.ones((*numbers.shape, 3))
        for number in np.unique(numbers[numbers > 0]):
            picture[numbers == number] = to_rgb(edge_colour(int(number)))
        ax.imshow(picture, interpolation="nearest")
        if matrix.shape[1] <= MANY:
            for row, column in np.argwhere(numbers > 0):
                ink = _text_colour(picture[row, column])
                ax.text(column, row, str(numbers[row, column]), color=ink, **CENTRED)
    ax.set(xlabel="input", ylabel="output")
    ax.set_title(title, fontsize=10)
    return ax


def curves(
    x: Any,
    lines: Mapping[str, Any],
    ax: Axes | None = None,
    *,
    xlabel: str = "",
    ylabel: str = "",
    point: tuple[float, float] | None = None,
) -> Axes:
    """Named lines over one axis, each with its own dash pattern; `point` marks one (x, y)."""
    x = _numbers("x", x, 1)
    heights = {name: _numbers(name, y, 1) for name, y in lines.items()}
    ax = _new_axes(ax, 5.2, 2.9)
    for index, (name, y) in enumerate(heights.items()):
        dash = ("-", "--", "-.", ":")[index % 4]
        ax.plot(x, y, dash, color=edge_colour(index + 1), lw=2, label=name)
    if point is not None:
        ax.plot(*point, "o", color=INK, ms=7, zorder=3)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if np.all(x == np.round(x)):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    ax.grid(color="#E4E4E4")
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False)
    return ax


def _new_axes(ax: Axes | None, width: float, height: float) -> Axes:
    if ax is None:
        _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    ax.figure.set_facecolor("white")
    ax.set_facecolor("white")
    return ax


def _numbers(name: str, values: Any, ndim: int) -> np.ndarray:
    array = checks.numbers(name, values)
    checks.dimensions(name, array.shape, {ndim: FORMS[ndim]})
    if not array.size:
        raise ValueError(f"{name}: got shape {array.shape}, expected at least one number")
    return array.astype(float)


def _colours(values: np.ndarray, kind: str, limit: float | None) -> np.ndarray:
    """RGBA of each value: grey from 0 to 1, or blue through white to orange, symmetric about 0."""
    if kind == "image":
        return GREY(values)
    top = limit or np.abs(values).max() or 1.0
    return SIGNED((values / top + 1) / 2)


def _cell(ax: Axes, row: int, column: int, colour: np.ndarray, text: str, low: bool) -> None:
    """One coloured square with its number, written a little lower where a badge lies above it."""
    ax.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor=FAINT, lw=0.6))
    if text:
        ax.text(
            column + 0.5, row + (0.6 if low else 0.5), text, color=_text_colour(colour), **CENTRED
        )


def _text_colour(rgba: Iterable[float]) -> str:
    """Black or white, whichever has more contrast (relative luminance as in WCAG 2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in list(rgba)[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if luminance < 0.179 else "black"


def _label(value: float, decimals: int) -> str:
    """A number as the explorer writes it: 0.125 as 0.13, and an exact zero as 0."""
    if value == 0:
        return "0"
    half_up = value + np.copysign(1e-6, value)  # rounding may leave a half a little too small
    text = f"{half_up:.{decimals}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def _field(ax: Axes, height: int, width: int, indices: bool) -> None:
    """The space of the cells, with the numbers of rows and columns beside it if wanted."""
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


def _outline(
    ax: Axes, row: float, column: float, tall: float, wide: float, colour: str, lw: float = 2
) -> None:
    ax.add_patch(Rectangle((column, row), wide, tall, fill=False, edgecolor=colour, lw=lw))


def _badge(ax: Axes, row: int, column: int, number: int) -> None:
    colour = edge_colour(number)
    _outline(ax, row + 0.04, column + 0.04, 0.92, 0.92, colour)
    box = {"boxstyle": "circle,pad=0.2", "facecolor": colour, "edgecolor": "white", "lw": 0.5}
    style = CENTRED | {"fontsize": 7.5, "fontweight": "bold"}
    ink = _text_colour(to_rgba(colour))
    ax.text(column + 0.83, row + 0.19, str(number), bbox=box, color=ink, zorder=3, **style)
