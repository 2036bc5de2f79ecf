"""(P, H, W, B): the same pixels in the order in which they lie in memory, and back."""

import numpy as np
import pytest

from cnnbp._core.planes import from_planes, is_batch_last, to_planes


@pytest.mark.parametrize("shape", [(5, 7), (3, 5, 7), (2, 3, 5, 7), (0, 3, 5, 7), (1, 1, 1, 1)])
@pytest.mark.parametrize("batch_last", [False, True])
def test_there_and_back(shape, batch_last):
    if batch_last and len(shape) != 4:
        return
    images = np.arange(np.prod(shape)).reshape(shape)
    planes = to_planes(images, batch_last)
    assert (planes.ndim, planes.shape[1:3]) == (4, shape[-2:])
    back = from_planes(planes, shape, batch_last)
    assert back.shape == shape
    np.testing.assert_array_equal(back, images)


def test_a_batch_as_layers_hand_it_on_is_seen_without_a_copy():
    memory = np.zeros((3, 5, 7, 4))
    images = memory.transpose(3, 0, 1, 2)
    assert is_batch_last(images)
    planes = to_planes(images, True)
    assert planes.flags.c_contiguous
    assert np.shares_memory(planes, memory)


def test_images_one_after_the_other_are_seen_without_a_copy():
    images = np.zeros((4, 3, 5, 7))
    assert not is_batch_last(images)
    assert not is_batch_last(images[0])
    planes = to_planes(images, False)
    assert planes.shape == (12, 5, 7, 1)
    assert np.shares_memory(planes, images)
