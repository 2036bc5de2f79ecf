"""Which code sums up a convolution depends on its size; here the tests choose it themselves."""

from contextlib import contextmanager
from unittest import mock

from cnnbp import _convolution_shapes, convolution

# whether tables may be used, and up to how many products the rotated form is
WAYS = {"tables": (True, 0), "rotated": (False, 2**60), "spread": (False, 0)}


@contextmanager
def way(name):
    """Small images by tables as always, or all images by the rotated form, or all by blocks."""
    may, limit = WAYS[name]
    layer = _convolution_shapes.layer

    def without_tables(*arguments):
        return layer(*arguments)._replace(small=None)

    with (
        mock.patch.object(convolution, "SMALL", limit),
        mock.patch.object(_convolution_shapes, "layer", layer if may else without_tables),
    ):
        yield


def each_way(function, *arguments, **options):
    """What the function returns, computed in each way."""
    for name in WAYS:
        with way(name):
            yield function(*arguments, **options)
