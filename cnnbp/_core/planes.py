"""The order of axes in which slices of images run along memory.

Layers hand on batches whose last axis in memory is the batch. Sums and slices are fastest when
NumPy sees the axes in the order in which they lie: (P, H, W, B), planes in front, and behind each
pixel what lies next to it. For such a batch P counts channels and B examples; for other images
P counts channels of all examples, and B is 1.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnnbp._core.types import Array, Shape


def is_batch_last(images: Array) -> bool:
    """Whether neighbours in memory are the same pixel of different examples."""
    return images.ndim == 4 and images.strides[0] < images.strides[3]


def to_planes(images: Array, batch_last: bool) -> Array:
    """(N, C, H, W), (C, H, W) or (H, W) -> (P, H, W, B); a view wherever the memory allows it."""
    if batch_last:
        return images.transpose(1, 2, 3, 0)
    *front, H, W = images.shape
    return images.reshape(math.prod(front), H, W, 1)


def from_planes(planes: Array, shape: Shape, batch_last: bool) -> Array:
    """Back to `shape`, the form the person uses; the memory stays as it is."""
    return planes.transpose(3, 0, 1, 2) if batch_last else planes.reshape(shape)
