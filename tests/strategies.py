"""What the tests of the mathematics draw: small layers of every kind, with numbers in them."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

CONVENTIONS = ("correlation", "convolution")
seeds = st.integers(0, 2**32 - 1)


@dataclass(frozen=True)
class Case:
    """One layer: input shape, kernel shape or pool size, options, and a source of numbers."""

    shape: tuple
    kernel: tuple
    options: dict
    seed: int

    def numbers(self, shape, salt=0):
        return np.random.default_rng([self.seed, salt]).normal(size=shape)


def _int_or_pair(both):
    """Some options as a plain int, as people write them."""
    return both[0] if both[0] == both[1] else both


def _fits(length, size, padding, dilation):
    return length + 2 * padding >= dilation * (size - 1) + 1


@st.composite
def convolutions(draw, max_batch=2, form=None):
    """Any small convolution: batches, channels, strides, paddings, dilations, conventions."""
    pairs = {
        name: draw(st.tuples(st.integers(*limits), st.integers(*limits)))
        for name, limits in {"stride": (1, 3), "padding": (0, 3), "dilation": (1, 3)}.items()
    }
    size = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    image = tuple(
        draw(st.integers(max(1, d * (k - 1) + 1 - 2 * p), 7))
        for k, p, d in zip(size, pairs["padding"], pairs["dilation"], strict=True)
    )
    assert all(map(_fits, image, size, pairs["padding"], pairs["dilation"]))
    options = {name: _int_or_pair(both) for name, both in pairs.items()}
    options["convention"] = draw(st.sampled_from(CONVENTIONS))
    form = form or draw(st.sampled_from(["batch", "batch", "one", "plane"]))
    seed = draw(seeds)
    if form == "plane":
        return Case(image, size, options, seed)
    channels, filters = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    batch = (draw(st.integers(0, max_batch)),) if form == "batch" else ()
    return Case((*batch, channels, *image), (filters, channels, *size), options, seed)


@st.composite
def pools(draw, max_batch=2):
    """Any small pool: overlapping, with gaps, padded; planes, single examples, batches."""
    size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    padding = tuple(draw(st.integers(0, k // 2)) for k in size)
    image = tuple(
        draw(st.integers(max(1, k - 2 * p), 7)) for k, p in zip(size, padding, strict=True)
    )
    stride = draw(st.none() | st.tuples(st.integers(1, 4), st.integers(1, 4)))
    lead = draw(st.sampled_from([(), (1,), (2,), (0, 2), (1, 1), (max_batch, 2)]))
    options = {"stride": stride and _int_or_pair(stride), "padding": _int_or_pair(padding)}
    return Case((*lead, *image), _int_or_pair(size), options, draw(seeds))


def arrays(shape, dtype=np.float64, limit=30.0):
    """Finite numbers of an array of this shape (or drawn shape)."""
    width = 8 * np.dtype(dtype).itemsize
    return hnp.arrays(dtype, shape, elements=st.floats(-limit, limit, width=width))
