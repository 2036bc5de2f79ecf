"""Sums over all axes but the first."""

import numpy as np
import pytest

from cnnbp._fast.sums import row_sums


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(3,), (3, 4), (2, 3, 4, 5), (3, 0, 2), (0, 4)])
def test_row_sums(shape, dtype):
    array = np.random.default_rng(0).normal(size=shape[::-1]).astype(dtype).T  # not in C order
    result = row_sums(array)
    assert result.dtype == dtype
    np.testing.assert_allclose(
        result, array.reshape(shape[0], np.prod(shape[1:], dtype=int)).sum(1), rtol=1e-5
    )
