"""Mistakes that pooling invites: who gets the delta, which share of it, and where windows lie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnnbp import connections, pooling
from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.mistake import Mistakes

MAX_POOL = Mistakes()
AVERAGE_POOL = Mistakes()
# Loops, masks and indices: nobody who adds up by hand makes these.
MAX_POOL_IN_CODE = Mistakes()
AVERAGE_POOL_IN_CODE = Mistakes()

WHOLE = "Only the maximum decided z, so its place gets all of δ and every other place gets 0."
TIE = "The first maximum in row-major order wins a tie and gets all of δ, here as in PyTorch."
SHARE = "Each of n cells entered the mean with weight 1/n, so each gets δ/n: n counts all cells."
ADDED_UP = "A cell in several windows adds up what they send."
OVERLAP = f"A window starts every `stride` cells; {ADDED_UP[0].lower()}{ADDED_UP[1:]}"
STEP = "the stride is forgotten: each window starts one cell after the one before"
APART = "a whole size apart, as if the stride were the size"


# What a pool's windows are.


def size_of(layer: Layer) -> tuple[int, int]:
    return layer.pair("size", 2)


def stride_of(layer: Layer) -> tuple[int, int]:
    return layer.pair("stride", size_of(layer))


def padding_of(layer: Layer) -> tuple[int, int]:
    return layer.pair("padding", 0)


def is_single(layer: Layer) -> bool:
    """Whether it is one example: in a batch, each has its own winners."""
    return layer.a.shape == layer.connections.input_shape


def every_cell(layer: Layer, divisor: float = 1) -> Connections:
    """All edges of a pool: every cell of each window gets δ / divisor, padding left out."""
    edges = connections.average_pool(
        layer.connections.input_shape,
        size_of(layer),
        stride=layer.options.get("stride"),
        padding=layer.options.get("padding", 0),
    )
    return replace(edges, weight=np.full(len(edges), 1 / divisor))


def chosen(edges: Connections, kept: np.ndarray) -> Connections:
    """Some of a pool's edges, by a mask or by indices."""
    return replace(
        edges, source=edges.source[kept], target=edges.target[kept], weight=edges.weight[kept]
    )


def maxima(layer: Layer, a: np.ndarray, near: float = 0) -> Connections:
    """An edge from every maximum of `a` in each window: of a tie, all of them.

    near: how much less than the maximum a value may be.
    """
    window = every_cell(layer)
    values = a.ravel()[window.source]
    best = np.full(int(np.prod(window.output_shape)), -np.inf)
    np.maximum.at(best, window.target, values)
    return chosen(window, values >= best[window.target] - near)


def with_windows_at(
    layer: Layer, *, stride: tuple[int, int], padding: tuple[int, int]
) -> Connections:
    """The layer's edges, each at the same place of a window that lies elsewhere.

    Edges that would leave the image are dropped.
    """
    edges, own_stride, own_padding = layer.connections, stride_of(layer), padding_of(layer)
    *_, y, x = np.unravel_index(edges.target, edges.output_shape)
    *front, row, column = np.unravel_index(edges.source, edges.input_shape)
    row = row + y * (stride[0] - own_stride[0]) + own_padding[0] - padding[0]
    column = column + x * (stride[1] - own_stride[1]) + own_padding[1] - padding[1]
    return moved(edges, front, row, column)


def moved(
    edges: Connections, front: list[np.ndarray], row: np.ndarray, column: np.ndarray
) -> Connections:
    """The edges from other rows and columns, those outside the image dropped."""
    height, width = edges.input_shape[-2:]
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    kept_index = [axis[inside] for axis in (*front, row, column)]
    kept = chosen(edges, inside)
    return replace(kept, source=np.ravel_multi_index(kept_index, edges.input_shape))


# Max pooling: who gets the delta.


@MAX_POOL.edges("tie_last", "the last maximum of a tie gets the delta", TIE, where=is_single)
def _(layer: Layer) -> Connections:
    won = maxima(layer, layer.a)
    order = np.lexsort((won.source, won.target))
    ends = np.append(won.target[order][1:] != won.target[order][:-1], True)
    return chosen(won, order[ends])


@MAX_POOL.edges("tie_all", "every maximum of a tie gets the whole delta", TIE, where=is_single)
def _(layer: Layer) -> Connections:
    return maxima(layer, layer.a)


@MAX_POOL.edges("tie_split", "the maxima of a tie share the delta equally", TIE, where=is_single)
def _(layer: Layer) -> Connections:
    won = maxima(layer, layer.a)
    return replace(won, weight=1 / np.bincount(won.target)[won.target])


@MAX_POOL.edges(
    "tie_by_columns",
    "the first maximum of a tie is looked for column by column, as MATLAB and Fortran count",
    TIE,
    where=is_single,
)
def _(layer: Layer) -> Connections:
    won = maxima(layer, layer.a)
    *_, row, column = np.unravel_index(won.source, won.input_shape)
    return chosen(won, first_of_each_output(won, row, column))


def first_of_each_output(edges: Connections, *keys: np.ndarray) -> np.ndarray:
    """Of the edges into each output the first one, sorted by the keys as in np.lexsort."""
    order = np.lexsort((*keys, edges.target))
    return order[np.append(True, edges.target[order][1:] != edges.target[order][:-1])]


NEAR = 0.005  # such values look alike, rounded to two decimals, and to any np.isclose
NEARLY = "The largest value decided z, by however little, and gets all of δ: compare with ==."
NEARLY_BY_HAND = "The largest value decided z, by however little, and gets all of δ."


@MAX_POOL.edges(
    "near_tie_first",
    "values that are only nearly equal count as a tie, and the first of them gets the delta",
    NEARLY,
    where=is_single,
    by_hand=("two values that look alike count as a tie, and the first gets δ", NEARLY_BY_HAND),
)
def _(layer: Layer) -> Connections:
    near = maxima(layer, layer.a, NEAR)
    return chosen(near, first_of_each_output(near, near.source))


@MAX_POOL_IN_CODE.edges(
    "near_tie_all",
    "values that are only nearly equal count as a tie (np.isclose), and each gets the whole delta",
    NEARLY,
    where=is_single,
)
def _(layer: Layer) -> Connections:
    return maxima(layer, layer.a, NEAR)


@MAX_POOL_IN_CODE.edges(
    "near_tie_split",
    "values that are only nearly equal count as a tie (np.isclose) and share the delta equally",
    NEARLY,
    where=is_single,
)
def _(layer: Layer) -> Connections:
    near = maxima(layer, layer.a, NEAR)
    return replace(near, weight=1 / np.bincount(near.target)[near.target])


@MAX_POOL.edges(
    "largest_magnitude", "the place of the largest |a| gets the delta", WHOLE, where=is_single
)
def _(layer: Layer) -> Connections:
    won = maxima(layer, np.abs(layer.a))
    return chosen(won, first_of_each_output(won, won.source))


@MAX_POOL.edges(
    "value_times_delta",
    "the maximum gets its own value times the delta",
    "The maximum is passed on with weight 1, so its delta comes back with weight 1.",
    where=is_single,
)
def _(layer: Layer) -> Connections:
    edges = layer.connections
    return replace(edges, weight=layer.a.ravel()[edges.source])


@MAX_POOL_IN_CODE.edges(
    "place_in_the_window_for_the_image",
    "the flat place of the maximum in its window is used as a place in the image",
    "argmax counts inside the window: add the row and the column where the window starts.",
)
def _(layer: Layer) -> Connections:
    edges, stride, padding = layer.connections, stride_of(layer), padding_of(layer)
    *_, y, x = np.unravel_index(edges.target, edges.output_shape)
    *front, row, column = np.unravel_index(edges.source, edges.input_shape)
    place = row - (y * stride[0] - padding[0])
    place = place * size_of(layer)[1] + column - (x * stride[1] - padding[1])
    return moved(edges, front, *np.divmod(place, edges.input_shape[-1]))


@MAX_POOL.edges("every_cell", "every cell of the window gets the whole delta", WHOLE)
def _(layer: Layer) -> Connections:
    return every_cell(layer)


@MAX_POOL.edges(
    "spread_over_window", "the delta is spread over the window, as in average pooling", WHOLE
)
def _(layer: Layer) -> Connections:
    rows, columns = size_of(layer)
    return every_cell(layer, divisor=rows * columns)


@MAX_POOL.edges("minimum", "the smallest value gets the delta", WHOLE, where=is_single)
def _(layer: Layer) -> Connections:
    return maxima(layer, -layer.a)


@MAX_POOL.edges(
    "window_overwritten",
    "each window overwrites the cells of the one before, zeros and all (= where += belongs)",
    OVERLAP,
    by_hand=("only the last window over the cell is counted", ADDED_UP),
)
def _(layer: Layer) -> Connections:
    """dx[window] = mask·δ: only the last window over a cell counts."""
    edges = layer.connections
    return layer.kept(edges.target == last_window_over(layer)[edges.source])


def last_window_over(layer: Layer) -> np.ndarray:
    """For each input, the last of the outputs whose windows cover it; −1 for none."""
    window = every_cell(layer)
    last = np.full(int(np.prod(window.input_shape)), -1)
    np.maximum.at(last, window.source, window.target)
    return last


@MAX_POOL_IN_CODE.edges(
    "ties_overwritten",
    "each window writes a mask of all its maxima over the cells of the one before, zeros and all",
    "One place of each window gets δ, and a place that wins several windows adds up: use +=.",
    where=is_single,
)
def _(layer: Layer) -> Connections:
    won = maxima(layer, layer.a)
    return chosen(won, last_window_over(layer)[won.source] == won.target)


@MAX_POOL.edges(
    "place_transposed",
    "row and column of the maximum are swapped inside the window",
    "Place p of the window is row p // width, column p % width.",
    where=lambda layer: size_of(layer)[0] == size_of(layer)[1],
    by_hand=(
        "row and column of the maximum are swapped inside the window",
        "The delta goes to the very cell where the maximum was found.",
    ),
)
def _(layer: Layer) -> Connections:
    edges, stride, padding = layer.connections, stride_of(layer), padding_of(layer)
    *_, y, x = np.unravel_index(edges.target, edges.output_shape)
    *front, row, column = np.unravel_index(edges.source, edges.input_shape)
    top, left = y * stride[0] - padding[0], x * stride[1] - padding[1]
    return moved(edges, front, top + (column - left), left + (row - top))


@MAX_POOL.edges(
    "padding_wins",
    "padding counts as 0 and beats windows of negative values, so that their delta is lost",
    "Padding counts as −∞ in max pooling: it never wins.",
    where=lambda layer: is_single(layer) and padding_of(layer) != (0, 0),
)
def _(layer: Layer) -> Connections:
    edges, window = layer.connections, every_cell(layer)
    real = np.bincount(window.target, minlength=layer.delta.size)
    at_border = real[edges.target] < np.prod(size_of(layer))
    return layer.kept(~(at_border & (layer.a.ravel()[edges.source] < 0)))


# Average pooling: which share of the delta.


@AVERAGE_POOL.edges("not_divided", "the delta is not divided by the number of cells", SHARE)
def _(layer: Layer) -> Connections:
    return every_cell(layer)


@AVERAGE_POOL.edges(
    "divisor_mixed_up",
    "the wrong divisor is used at the border: all cells are counted where only real pixels "
    "should be, or the other way round",
    "The way back divides by the same number as the way forward did.",
)
def _(layer: Layer) -> Connections:
    return connections.average_pool(
        layer.connections.input_shape,
        size_of(layer),
        stride=layer.options.get("stride"),
        padding=layer.options.get("padding", 0),
        count_include_pad=not layer.options.get("count_include_pad", True),
    )


@AVERAGE_POOL.edges(
    "divided_by_side", "the delta is divided by the side of the window, not by its area", SHARE
)
def _(layer: Layer) -> Connections:
    return every_cell(layer, divisor=size_of(layer)[0])


@AVERAGE_POOL.edges(
    "divided_by_stride",
    "the delta is divided by the area of the stride, not of the window",
    SHARE,
)
def _(layer: Layer) -> Connections:
    down, right = stride_of(layer)
    return every_cell(layer, divisor=down * right)


@AVERAGE_POOL.edges(
    "largest_gets_all", "the largest value gets the whole delta", SHARE, where=is_single
)
def _(layer: Layer) -> Connections:
    options = {"stride": layer.options.get("stride"), "padding": layer.options.get("padding", 0)}
    _, winners = pooling.max_forward(layer.a, size_of(layer), **options)
    return connections.max_pool(winners)


@AVERAGE_POOL.edges("divided_by_outputs", "the delta is divided by the number of outputs", SHARE)
def _(layer: Layer) -> Connections:
    rows, columns = layer.connections.output_shape[-2:]
    return every_cell(layer, divisor=rows * columns)


@AVERAGE_POOL.edges(
    "divided_by_overlaps",
    "the delta is divided by the number of windows over the cell, not by the window's cells",
    SHARE,
)
def _(layer: Layer) -> Connections:
    window = every_cell(layer)
    return replace(window, weight=1 / np.bincount(window.source)[window.source])


@AVERAGE_POOL.edges(
    "first_window_only",
    "a loop over the window's places overwrites (= where += belongs), so that of each cell's "
    "windows only the first one counts",
    OVERLAP,
    by_hand=("only the first window over the cell is counted", ADDED_UP),
)
def _(layer: Layer) -> Connections:
    edges = layer.connections
    first = np.full(int(np.prod(edges.input_shape)), int(np.prod(edges.output_shape)))
    np.minimum.at(first, edges.source, edges.target)
    return layer.kept(edges.target == first[edges.source])


# Either pool: where the windows lie.


@MAX_POOL.edges("overlap_forgotten", f"the windows are laid side by side, {APART}", OVERLAP)
@AVERAGE_POOL.edges("overlap_forgotten", f"the windows are laid side by side, {APART}", OVERLAP)
def _(layer: Layer) -> Connections:
    return with_windows_at(layer, stride=size_of(layer), padding=padding_of(layer))


@MAX_POOL.edges("stride_forgotten", STEP, OVERLAP)
@AVERAGE_POOL.edges("stride_forgotten", STEP, OVERLAP)
def _(layer: Layer) -> Connections:
    return with_windows_at(layer, stride=(1, 1), padding=padding_of(layer))


ROWS_AND_COLUMNS = "A window starts at row y·s and column x·s: both move by the stride."


@MAX_POOL.edges(
    "stride_forgotten_in_rows", "the stride is used for the columns only", ROWS_AND_COLUMNS
)
@AVERAGE_POOL.edges(
    "stride_forgotten_in_rows", "the stride is used for the columns only", ROWS_AND_COLUMNS
)
def _(layer: Layer) -> Connections:
    return with_windows_at(layer, stride=(1, stride_of(layer)[1]), padding=padding_of(layer))


@MAX_POOL.edges(
    "stride_forgotten_in_columns", "the stride is used for the rows only", ROWS_AND_COLUMNS
)
@AVERAGE_POOL.edges(
    "stride_forgotten_in_columns", "the stride is used for the rows only", ROWS_AND_COLUMNS
)
def _(layer: Layer) -> Connections:
    return with_windows_at(layer, stride=(stride_of(layer)[0], 1), padding=padding_of(layer))


PADDING = (
    "padding_forgotten",
    "the padding is forgotten, so that everything comes back shifted by it",
    "Window (y, x) starts at row y·s − p; the −p belongs in the backward pass too.",
)


@MAX_POOL.edges(*PADDING)
@AVERAGE_POOL.edges(*PADDING)
def _(layer: Layer) -> Connections:
    return with_windows_at(layer, stride=stride_of(layer), padding=(0, 0))


# Either pool: what the windows leave over.

LEFTOVER = "Cells that no window reaches get 0, at the end of ∂C/∂a: it has the shape of a."


def left_over(layer: Layer) -> tuple[int, int]:
    """How many of the last rows and columns no window reaches."""
    axes = zip(
        layer.connections.input_shape[-2:], layer.connections.output_shape[-2:],
        size_of(layer), stride_of(layer), padding_of(layer), strict=True,
    )  # fmt: skip
    rows, columns = (h + 2 * p - (n - 1) * s - k for h, n, k, s, p in axes)
    return rows, columns


def leaves_cells_over(layer: Layer) -> bool:
    """Whether there are some, in a result that is not empty without them."""
    image = layer.connections.input_shape[-2:]
    return any(left_over(layer)) and all(np.subtract(image, left_over(layer)) > 0)


MISSING = "leftover_missing", "the last rows or columns, which no window reaches, are missing"
IN_FRONT = (
    "leftover_in_front",
    "the cells that no window reaches are taken for the first ones, and everything is shifted",
)
BY_HAND = "the windows are taken to end at the last cell, with what is left over in front", LEFTOVER


@MAX_POOL_IN_CODE.values(*MISSING, LEFTOVER, where=leaves_cells_over)
@AVERAGE_POOL_IN_CODE.values(*MISSING, LEFTOVER, where=leaves_cells_over)
def _(layer: Layer) -> np.ndarray:
    rows, columns = np.subtract(layer.connections.input_shape[-2:], left_over(layer))
    return layer.right[..., :rows, :columns]


def leaves_unpadded_cells_over(layer: Layer) -> bool:
    """With padding, what is taken for the front may be `padding_forgotten`."""
    return leaves_cells_over(layer) and padding_of(layer) == (0, 0)


@MAX_POOL.edges(*IN_FRONT, LEFTOVER, where=leaves_unpadded_cells_over, by_hand=BY_HAND)
@AVERAGE_POOL.edges(*IN_FRONT, LEFTOVER, where=leaves_unpadded_cells_over, by_hand=BY_HAND)
def _(layer: Layer) -> Connections:
    rows, columns = left_over(layer)
    return with_windows_at(layer, stride=stride_of(layer), padding=(-rows, -columns))


# Max pooling once more, for those who look for the maximum again on the way back.


def is_plain_image(layer: Layer) -> bool:
    return layer.a.ndim == 2 and padding_of(layer) == (0, 0)


def looked_for(layer: Layer, stride: tuple[int, int]) -> Connections:
    """The maximum of each window is looked for where it would start with another stride."""
    (kH, kW), (down, right), joined = size_of(layer), stride, []
    for target, (y, x) in enumerate(np.ndindex(layer.delta.shape)):
        top, left = y * down, x * right
        window = layer.a[top : top + kH, left : left + kW]
        if window.size:
            u, v = np.unravel_index(np.argmax(window), window.shape)
            joined.append(((top + u) * layer.a.shape[1] + left + v, target))
    source, target = np.array(joined).T
    return replace(layer.connections, source=source, target=target, weight=np.ones(len(joined)))


@MAX_POOL.edges("looked_for_by_ones", STEP, OVERLAP, where=is_plain_image)
def _(layer: Layer) -> Connections:
    return looked_for(layer, stride=(1, 1))


@MAX_POOL.edges(
    "looked_for_apart",
    f"the maximum is looked for in windows {APART}",
    OVERLAP,
    where=is_plain_image,
)
def _(layer: Layer) -> Connections:
    return looked_for(layer, stride=size_of(layer))
