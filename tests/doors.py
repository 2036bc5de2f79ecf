"""How a layer is summed up depends on its size; here the tests choose it themselves."""

from contextlib import contextmanager, nullcontext
from unittest import mock

from cnnbp import _fast
from cnnbp._fast import im2col, mec, winograd

CONVOLUTIONS = {"im2col": im2col, "mec": mec, "winograd": winograd}
DOORS = ("open", "shut", *CONVOLUTIONS)
POOL_DOORS = ("open", "shut", "max_pool")


@contextmanager
def door(name):
    """The door open as always, or shut, or every layer, however small, by this fast way.

    Winograd's computes kernels 3 wide and strides of 1 only; the others go by im2col then. An empty
    batch takes the plain line.
    """

    def chosen(grid, kernel, examples, dtype):
        if not examples:
            return None
        fits = name != "winograd" or winograd.fits(grid)
        return CONVOLUTIONS[name] if fits else im2col

    contexts = {
        "open": nullcontext(),
        "shut": _fast.shut(),
        "max_pool": mock.patch.object(_fast, "FEW_NUMBERS", 0),
    }
    with contexts.get(name) or mock.patch.object(_fast, "_choose", chosen):
        yield


def each_door(function, *arguments, **options):
    """What a function of `convolution` returns, computed in each way."""
    for name in DOORS:
        with door(name):
            yield function(*arguments, **options)
