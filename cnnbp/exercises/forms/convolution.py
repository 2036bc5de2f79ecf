"""Convolutions, with cross-correlation forward: the code of the exercises."""
# The blanks of the half-finished forms are ... where a value belongs.
# mypy: ignore-errors

import numpy as np


def delta_by_edges(delta, w, input_shape):
    """∂C/∂a: send each delta back along the edges of its window."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    da[y + u, x + v] += w[u, v] * delta[y, x]
    return da


def delta_by_edges_half(delta, w, input_shape):
    """∂C/∂a: send each delta back along the edges of its window."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    da[..., ...] += w[u, v] * ...  # which pixel, which delta?
    return da


def delta_by_rotation(delta, w, padding):
    """∂C/∂a: pad δ with zeros, lay the kernel turned by 180° on it, at every pixel."""
    rows, columns = w.shape[0] - 1 - padding, w.shape[1] - 1 - padding
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    rotated = w[::-1, ::-1]
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return (windows * rotated).sum(axis=(2, 3))


def delta_by_rotation_half(delta, w, padding):
    """∂C/∂a: pad δ with zeros, lay the kernel turned by 180° on it, at every pixel."""
    rows, columns = ..., ...  # how many zeros on each side?
    padded = np.pad(delta, ((rows, rows), (columns, columns)))
    rotated = ...
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
    return (windows * rotated).sum(axis=(2, 3))


def delta_with_stride(delta, w, input_shape, stride):
    """∂C/∂a of a convolution that moves `stride` pixels at a time."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = y * stride, x * stride
            da[top : top + w.shape[0], left : left + w.shape[1]] += w * delta[y, x]
    return da


def delta_with_stride_half(delta, w, input_shape, stride):
    """∂C/∂a of a convolution that moves `stride` pixels at a time."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            top, left = ..., ...
            da[top : top + w.shape[0], left : left + w.shape[1]] += w * delta[y, x]
    return da


def delta_with_channels(delta, w, input_shape):
    """∂C/∂a (C, H, W) from delta (F, OH, OW) and w (F, C, kH, kW)."""
    da = np.zeros(input_shape)
    filters, channels, rows, columns = w.shape
    for y in range(delta.shape[1]):
        for x in range(delta.shape[2]):
            for f in range(filters):
                da[:, y : y + rows, x : x + columns] += w[f] * delta[f, y, x]
    return da


def delta_with_channels_half(delta, w, input_shape):
    """∂C/∂a (C, H, W) from delta (F, OH, OW) and w (F, C, kH, kW)."""
    da = np.zeros(input_shape)
    filters, channels, rows, columns = w.shape
    for y in range(delta.shape[1]):
        for x in range(delta.shape[2]):
            for f in range(filters):
                da[:, y : y + rows, x : x + columns] += ...
    return da


def delta_with_dilation(delta, w, input_shape, dilation):
    """∂C/∂a of a convolution whose weights lie `dilation` pixels apart."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    da[y + u * dilation, x + v * dilation] += w[u, v] * delta[y, x]
    return da


def delta_with_dilation_half(delta, w, input_shape, dilation):
    """∂C/∂a of a convolution whose weights lie `dilation` pixels apart."""
    da = np.zeros(input_shape)
    for y in range(delta.shape[0]):
        for x in range(delta.shape[1]):
            for u in range(w.shape[0]):
                for v in range(w.shape[1]):
                    da[..., ...] += w[u, v] * delta[y, x]
    return da


def kernel_gradient(delta, a, kernel_shape):
    """∂C/∂w: each weight adds up δ times the pixel it met, over all positions."""
    dw = np.zeros(kernel_shape)
    rows, columns = delta.shape
    for u in range(kernel_shape[0]):
        for v in range(kernel_shape[1]):
            dw[u, v] = np.sum(delta * a[u : u + rows, v : v + columns])
    return dw


def kernel_gradient_half(delta, a, kernel_shape):
    """∂C/∂w: each weight adds up δ times the pixel it met, over all positions."""
    dw = np.zeros(kernel_shape)
    rows, columns = delta.shape
    for u in range(kernel_shape[0]):
        for v in range(kernel_shape[1]):
            dw[u, v] = np.sum(delta * ...)
    return dw


def bias_gradient(delta):
    """∂C/∂b (F,) from delta (N, F, OH, OW): one number for each filter."""
    return delta.sum(axis=(0, 2, 3))


def bias_gradient_half(delta):
    """∂C/∂b (F,) from delta (N, F, OH, OW): one number for each filter."""
    return delta.sum(axis=...)
