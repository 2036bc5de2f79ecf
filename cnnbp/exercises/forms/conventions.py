"""Both conventions: the code of the exercises."""
# The blanks of the half-finished forms are ... where a value belongs.
# mypy: ignore-errors

import numpy as np


def delta_of_true_convolution(delta, w):
    """∂C/∂a of a true convolution: pad δ with zeros, lay the kernel on it at every pixel."""
    rows, columns = w.shape[0] - 1, w.shape[1] - 1
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return (windows * w).sum(axis=(2, 3))


def delta_of_true_convolution_half(delta, w):
    """∂C/∂a of a true convolution: pad δ with zeros, lay the kernel on it at every pixel."""
    rows, columns = w.shape[0] - 1, w.shape[1] - 1
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return (windows * ...).sum(axis=(2, 3))  # which way does the kernel lie?


def broken_kernel_gradient(delta, a, kernel_shape):
    """∂C/∂w as δ ∗ rot180(a). It runs, the shape is right, the numbers are not."""
    dw = np.zeros(kernel_shape)
    rows, columns = delta.shape
    turned = a[::-1, ::-1]
    for u in range(kernel_shape[0]):
        for v in range(kernel_shape[1]):
            window = turned[u : u + rows, v : v + columns]
            dw[u, v] = np.sum(delta[::-1, ::-1] * window)
    return dw


def fixed_kernel_gradient(delta, a, kernel_shape):
    """∂C/∂w: the valid correlation of a with δ, nothing turned."""
    dw = np.zeros(kernel_shape)
    rows, columns = delta.shape
    for u in range(kernel_shape[0]):
        for v in range(kernel_shape[1]):
            window = a[u : u + rows, v : v + columns]
            dw[u, v] = np.sum(delta * window)
    return dw
