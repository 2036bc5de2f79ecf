"""Mistakes in the places of a convolution's kernel that are made in rows or in columns alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnnbp.connections import Connections, Layer
from cnnbp.mistakes.catalogue.kernel_windows import kernel_meetings
from cnnbp.mistakes.mistake import Mistake

STRIDE = "A window begins at (y·s, x·s): rows and columns both move by s."
DILATION = "Weight (u, v) reads u·d rows and v·d columns further on: both have gaps."
SIGN = "A pixel lies in windows that begin above it and to its left: a minus for rows and columns."


def _with(**options: Any) -> Callable[[Layer], Connections]:
    return lambda layer: kernel_meetings(layer, **options)


MISTAKES = (
    Mistake.of_edges(
        "stride_forgotten_in_rows",
        "the stride is used for the columns only",
        STRIDE,
        _with(stride=(1, None)),
    ),
    Mistake.of_edges(
        "stride_forgotten_in_columns",
        "the stride is used for the rows only",
        STRIDE,
        _with(stride=(None, 1)),
    ),
    Mistake.of_edges(
        "dilation_forgotten_in_rows",
        "the dilation is used for the columns only",
        DILATION,
        _with(dilation=(1, None)),
    ),
    Mistake.of_edges(
        "dilation_forgotten_in_columns",
        "the dilation is used for the rows only",
        DILATION,
        _with(dilation=(None, 1)),
    ),
    Mistake.of_edges(
        "rows_at_the_pixel",
        "the rows count the wrong way: each pixel looks at the outputs below it",
        SIGN,
        _with(at_pixel=(True, False)),
    ),
    Mistake.of_edges(
        "columns_at_the_pixel",
        "the columns count the wrong way: each pixel looks at the outputs to the right of it",
        SIGN,
        _with(at_pixel=(False, True)),
    ),
    Mistake(  # marked in the explorer, these outputs have words of their own
        "place_in_the_kernel_forgotten",
        "everything comes back to the first pixel of its window",
        "Weight (u, v) reads the pixel u rows and v columns further on, and sends back to it.",
        lambda layer: layer.through(kernel_meetings(layer, dilation=0)),
    ),
)
