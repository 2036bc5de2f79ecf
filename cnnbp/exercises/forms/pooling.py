"""Pools: the code of the exercises."""
# The blanks of the half-finished forms are ... where a value belongs.
# mypy: ignore-errors

import numpy as np


def max_pool_gradient(delta, a, size, stride):
    """∂C/∂a: each delta goes whole to the first maximum of its window."""
    da = np.zeros(a.shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = y * stride, x * stride
            window = a[top : top + size, left : left + size]
            u, v = np.unravel_index(np.argmax(window), window.shape)
            da[top + u, left + v] += delta[y, x]
    return da


def max_pool_gradient_half(delta, a, size, stride):
    """∂C/∂a: each delta goes whole to the first maximum of its window."""
    da = np.zeros(a.shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = ..., ...
            window = a[top : top + size, left : left + size]
            u, v = np.unravel_index(np.argmax(window), window.shape)
            da[top + u, left + v] += ...
    return da


def average_pool_gradient(delta, input_shape, size, stride):
    """∂C/∂a: each delta is shared equally by all cells of its window."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = y * stride, x * stride
            da[top : top + size, left : left + size] += delta[y, x] / size**2
    return da


def average_pool_gradient_half(delta, input_shape, size, stride):
    """∂C/∂a: each delta is shared equally by all cells of its window."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = y * stride, x * stride
            da[top : top + size, left : left + size] += ...
    return da


def broken_max_pool(delta, a, size, stride):
    """∂C/∂a of a max pool. It runs, the shape is right, the numbers are not."""
    da = np.zeros(a.shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = y * stride, x * stride
            window = a[top : top + size, left : left + size]
            u, v = np.unravel_index(np.argmax(window), window.shape)
            da[top + u, left + v] = delta[y, x]
    return da


def fixed_max_pool(delta, a, size, stride):
    """∂C/∂a of a max pool: a cell that won several windows adds up what they send."""
    da = np.zeros(a.shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = y * stride, x * stride
            window = a[top : top + size, left : left + size]
            u, v = np.unravel_index(np.argmax(window), window.shape)
            da[top + u, left + v] += delta[y, x]
    return da
