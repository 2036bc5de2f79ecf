"""Which code sums up a layer depends on its size; here the tests choose it themselves."""

from contextlib import contextmanager, nullcontext
from unittest import mock

from cnnbp import _fast
from cnnbp._fast import im2col, mec, winograd

FAST = {"im2col": im2col, "mec": mec, "winograd": winograd}
WAYS = ("open", "shut", *FAST)


@contextmanager
def way(name):
    """The door open as always, or shut, or every layer by one of the fast ways.

    Winograd's computes kernels 3 wide and strides of 1 only; the others go by im2col then. An empty
    batch takes the plain line.
    """

    def chosen(grid, kernel, examples, dtype):
        if not examples:
            return None
        fits = name != "winograd" or winograd.fits(grid)
        return FAST[name] if fits else im2col

    contexts = {"open": nullcontext(), "shut": _fast.shut()}
    with contexts.get(name) or mock.patch.object(_fast, "_choose", chosen):
        yield


def each_way(function, *arguments, **options):
    """What the function returns, computed in each way."""
    for name in WAYS:
        with way(name):
            yield function(*arguments, **options)
