"""Find the broken backward, for convolutions and networks: the code, broken and mended."""
# mypy: ignore-errors

import numpy as np

from cnnbp import convolution, pooling
from cnnbp.activations import relu, relu_derivative


def broken_convolution(delta, w):
    """∂C/∂a of a convolution. It runs, the shape is right, the numbers are not."""
    rows, columns = w.shape[0] - 1, w.shape[1] - 1
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return (windows * w).sum(axis=(2, 3))


def fixed_convolution(delta, w):
    """∂C/∂a of a convolution, with the kernel turned by 180°."""
    rows, columns = w.shape[0] - 1, w.shape[1] - 1
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return (windows * w[::-1, ::-1]).sum(axis=(2, 3))


def broken_channels(delta, w, input_shape):
    """∂C/∂a (C, H, W). It runs, the shape is right, the numbers are not."""
    rows, columns = w.shape[2:]
    padded = np.pad(delta, ((0, 0), (rows - 1, rows - 1), (columns - 1, columns - 1)))
    turned = w[::-1, ::-1]
    da = np.zeros(input_shape)
    for c, y, x in np.ndindex(input_shape):
        da[c, y, x] = np.sum(padded[:, y : y + rows, x : x + columns] * turned[:, c])
    return da


def fixed_channels(delta, w, input_shape):
    """∂C/∂a (C, H, W): the kernels' rows and columns are the last two axes of w."""
    rows, columns = w.shape[2:]
    padded = np.pad(delta, ((0, 0), (rows - 1, rows - 1), (columns - 1, columns - 1)))
    turned = w[:, :, ::-1, ::-1]
    da = np.zeros(input_shape)
    for c, y, x in np.ndindex(input_shape):
        da[c, y, x] = np.sum(padded[:, y : y + rows, x : x + columns] * turned[:, c])
    return da


def broken_network(delta, w, z, x, kernel_shape):
    """Back through dense, pool and ReLU. It runs, the shapes are right, the numbers are not."""
    a = relu(z)
    _, winners = pooling.max_forward(a, 2)
    back = (w.T @ delta).reshape(winners.position.shape)
    da = pooling.max_input_gradient(back, winners, a.shape)
    dz = da * relu_derivative(da)
    dw = convolution.kernel_gradient(dz, x, kernel_shape)
    return dz, dw


def fixed_network(delta, w, z, x, kernel_shape):
    """Back through dense, pool and ReLU, with ReLU's slope taken at z."""
    a = relu(z)
    _, winners = pooling.max_forward(a, 2)
    back = (w.T @ delta).reshape(winners.position.shape)
    da = pooling.max_input_gradient(back, winners, a.shape)
    dz = da * relu_derivative(z)
    dw = convolution.kernel_gradient(dz, x, kernel_shape)
    return dz, dw
