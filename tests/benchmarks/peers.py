"""The same layer elsewhere: PyTorch, SciPy, and NumPy packages from PyPI, as far as installed.

How to get them: pip install torch --index-url https://download.pytorch.org/whl/cpu
                 pip install --no-deps numpy-ml dezero
"""

from __future__ import annotations

import collections
import collections.abc
import importlib
import warnings

import numpy as np
from scipy import signal

HOW_TO_GET_TORCH = (
    "PyTorch is not installed; compared without it. To get it: "
    "pip install torch --index-url https://download.pytorch.org/whl/cpu"
)


def load(name):
    """A module, or None where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        return None


def _revive():
    """Names that old packages use and new versions of NumPy and Python no longer have."""
    collections.Hashable = collections.abc.Hashable
    for name, kind in (("int", int), ("float", float), ("bool", bool)):
        if name not in np.__dict__:
            setattr(np, name, kind)


def torch_layer(a, w, b, delta, padding):
    """forward, kernel gradient (with the bias gradient) and input gradient in PyTorch."""
    torch = load("torch")
    if torch is None:
        return None
    a, w, b, delta = (torch.tensor(np.ascontiguousarray(x)) for x in (a, w, b, delta))

    def backward(wanted):
        return torch.ops.aten.convolution_backward(
            delta, a, w, [len(b)], [1, 1], [padding] * 2, [1, 1], False, [0, 0], 1, wanted
        )

    return {
        "forward": lambda: torch.nn.functional.conv2d(a, w, b, padding=padding),
        "kernel": lambda: backward([False, True, True]),
        "input": lambda: backward([True, False, False]),
    }


def scipy_layer(a, w, b, delta, padding):
    """Everything with scipy.signal.correlate, which sums over channels and over the batch."""
    a, delta, inner = _scipy_arrays(a, delta, padding)
    slide, kernel = signal.correlate, w[:, :, ::-1, ::-1]
    F, C = range(len(w)), range(w.shape[1])

    def everything():
        z = [[slide(x, w[f], "valid", "direct")[0] + b[f] for f in F] for x in a]
        dw = [[slide(a[:, c], delta[:, f], "valid", "direct")[0] for c in C] for f in F]
        da = [[sum(slide(d[f], kernel[f, c], "full", "direct") for f in F)[inner, inner]
               for c in C] for d in delta]  # fmt: skip
        return z, dw, delta.sum(axis=(0, 2, 3)), da

    return everything


def scipy_plane_layer(a, w, b, delta, padding):
    """Everything with scipy.signal.correlate2d, which knows single planes, and is fast there."""
    a, delta, inner = _scipy_arrays(a, delta, padding)
    slide, N = signal.correlate2d, range(len(a))
    F, C = range(len(w)), range(w.shape[1])

    def everything():
        z = [[sum(slide(x[c], w[f, c], "valid") for c in C) + b[f] for f in F] for x in a]
        dw = [[sum(slide(a[n, c], delta[n, f], "valid") for n in N) for c in C] for f in F]
        da = [[sum(signal.convolve2d(d[f], w[f, c]) for f in F)[inner, inner]
               for c in C] for d in delta]  # fmt: skip
        return z, dw, delta.sum(axis=(0, 2, 3)), da

    return everything


def _scipy_arrays(a, delta, padding):
    """a with its padding, δ, and what to keep of the gradient of the padded input."""
    a = np.pad(np.ascontiguousarray(a), ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    return a, np.ascontiguousarray(delta), slice(padding, -padding or None)


def dezero_layer(a, w, b, delta, padding):
    """Forward and backward in DeZero (Saito, Deep Learning from Scratch 3)."""
    _revive()
    dezero = load("dezero")
    if dezero is None:
        return None
    a, w, b = (dezero.Variable(np.ascontiguousarray(x)) for x in (a, w, b))
    delta = dezero.Variable(np.ascontiguousarray(delta))

    def everything():
        for x in (a, w, b):
            x.cleargrad()
        z = load("dezero.functions").conv2d(a, w, b, 1, padding)
        z.grad = delta
        z.backward()
        return a.grad

    return everything


def numpy_ml_layer(a, w, b, delta, padding):
    """Forward and backward of numpy-ml's Conv2D (channels last)."""
    _revive()
    layers = load("numpy_ml.neural_nets.layers")
    if layers is None:
        return None
    layer = layers.Conv2D(
        len(w), w.shape[2:], pad=padding, stride=1, act_fn="Affine(slope=1, intercept=0)"
    )
    a, delta = (np.ascontiguousarray(x.transpose(0, 2, 3, 1)) for x in (a, delta))

    def everything():
        layer.forward(a, retain_derived=True)
        return layer.backward(delta, retain_grads=True)

    everything()
    return everything


PEERS = {
    "SciPy": scipy_layer,
    "SciPy 2-D": scipy_plane_layer,
    "DeZero": dezero_layer,
    "numpy-ml": numpy_ml_layer,
}
