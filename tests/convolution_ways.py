"""Which code sums up a convolution depends on its size; here the tests choose it themselves."""

from contextlib import contextmanager
from unittest import mock

from cnnbp import _convolution_shapes as shapes
from cnnbp import _convolution_tiles as tiles
from cnnbp import _convolution_ways as ways

# whether tables may be used, whether tiles, and up to how many products the rotated form is
WAYS = {
    "tables": (True, False, 0),
    "rotated": (False, False, 2**60),
    "spread": (False, False, 0),
    "tiles": (False, True, 0),
}


@contextmanager
def way(name):
    """Small images by tables as always, or all by the rotated form, by blocks, or by tiles.

    Tiles compute kernels 3 wide and strides of 1 only; the others go by blocks then.
    """
    tables, tiled, limit = WAYS[name]
    layer = shapes.layer

    def without_tables(*arguments):
        return layer(*arguments)._replace(small=None)

    with (
        mock.patch.object(ways, "SMALL", limit),
        mock.patch.object(
            ways, "tiled", lambda layer, _: tiled and layer.images[0] > 0 and tiles.fit(layer.grid)
        ),
        mock.patch.object(shapes, "layer", layer if tables else without_tables),
    ):
        yield


def each_way(function, *arguments, **options):
    """What the function returns, computed in each way."""
    for name in WAYS:
        with way(name):
            yield function(*arguments, **options)
