"""How a layer is summed up depends on its size; here the tests choose it themselves.

Where the folder `_fast` has been deleted, there is the plain line alone.
"""

from contextlib import contextmanager, nullcontext
from unittest import mock

from cnnbp._fast_room import fast

CONVOLUTIONS = {name: getattr(fast, name) for name in ("im2col", "mec", "winograd") if fast}
DOORS = ("open", "shut", *CONVOLUTIONS) if fast else ("shut",)
POOL_DOORS = ("open", "shut", "max_pool") if fast else ("shut",)


@contextmanager
def door(name):
    """The door open as always, or shut, or every layer, however small, by this algorithm.

    Winograd's computes kernels 3 wide and strides of 1 only; the others go by im2col then. An empty
    batch takes the plain line.
    """

    def chosen(grid, kernel, examples, dtype):
        if not examples:
            return None
        fits = name != "winograd" or CONVOLUTIONS[name].fits(grid)
        return CONVOLUTIONS[name if fits else "im2col"]

    if not fast or name == "open":
        context = nullcontext()
    elif name == "shut":
        context = fast.shut()
    elif name == "max_pool":
        context = mock.patch.object(fast, "FEW_NUMBERS", 0)
    else:
        context = mock.patch.object(fast, "_choose", chosen)
    with context:
        yield


def each_door(function, *arguments, **options):
    """What a function of `convolution` returns, computed by each algorithm."""
    for name in DOORS:
        with door(name):
            yield function(*arguments, **options)
