"""Which code sums up a convolution depends on its size; here the tests choose it themselves."""

from contextlib import contextmanager
from unittest import mock

from cnnbp._core import geometry as shapes
from cnnbp._fast import ways
from cnnbp._fast import winograd as tiles

# whether tables may be used, and up to how many products the rotated form is
WAYS = {
    "tables": (True, 0),
    "rotated": (False, 2**60),
    "spread": (False, 0),
    "rows": (False, 0),
    "tiles": (False, 0),
}


@contextmanager
def way(name):
    """Small images by tables as always, or all by the rotated form, by blocks, rows or tiles.

    Tiles compute kernels 3 wide and strides of 1 only; the others go by blocks then.
    """
    tables, limit = WAYS[name]
    layer = shapes.layer

    def without_tables(*arguments):
        made = layer(*arguments)
        some = made.images[0] > 0
        tiled, rowed = some and name == "tiles" and tiles.fit(made.grid), some and name == "rows"
        return made._replace(small=None, tiled=tiled, rowed=rowed)

    with (
        mock.patch.object(ways, "SMALL", limit),
        mock.patch.object(ways, "TILED", "fd"),
        mock.patch.object(shapes, "layer", layer if tables else without_tables),
    ):
        yield


def each_way(function, *arguments, **options):
    """What the function returns, computed in each way."""
    for name in WAYS:
        with way(name):
            yield function(*arguments, **options)
