"""One convolution layer: forward and both gradients, beside PyTorch, SciPy and NumPy packages.

make benchmark ARGS="-k convolution"
"""

import numpy as np
import pytest
from benchmarks import peers
from benchmarks.measure import interleaved, table, threads

from cnnbp import convolution

pytestmark = pytest.mark.timeout(0)  # SciPy takes minutes for the largest shape

# name: examples, channels, side, filters, kernel, padding
SHAPES = {
    "8×8": (1, 1, 8, 1, 3, 0),
    "L1": (64, 1, 28, 6, 5, 0),
    "L2": (64, 6, 12, 16, 5, 0),
    "mid": (64, 16, 32, 32, 3, 1),
    "large": (16, 64, 56, 64, 3, 1),
}
PARTS = ("forward", "kernel", "input")


def arrays(shape, dtype):
    """a, w, b, δ, as a network hands them on: the batch is the last axis in memory."""
    N, C, H, F, k, padding = shape
    rng = np.random.default_rng(0)
    out = H + 2 * padding - k + 1
    a, delta = rng.normal(size=(C, H, H, N)), rng.normal(size=(F, out, out, N))
    w, b = rng.normal(size=(F, C, k, k)), rng.normal(size=F)
    a, w, b, delta = (x.astype(dtype) for x in (a, w, b, delta))
    return a.transpose(3, 0, 1, 2), w, b, delta.transpose(3, 0, 1, 2)


def ours(a, w, b, delta, padding):
    return {
        "forward": lambda: convolution.forward(a, w, b, padding=padding),
        "kernel": lambda: (
            convolution.kernel_gradient(delta, a, w.shape, padding=padding),
            convolution.bias_gradient(delta),
        ),
        "input": lambda: convolution.input_gradient(delta, w, a.shape, padding=padding),
    }


def our_layer(a, w, b, delta, padding):
    """Everything in one function, as the peers have it."""

    def everything():
        z = convolution.forward(a, w, b, padding=padding)
        dw = convolution.kernel_gradient(delta, a, w.shape, padding=padding)
        db = convolution.bias_gradient(delta)
        return z, dw, db, convolution.input_gradient(delta, w, a.shape, padding=padding)

    return everything


def matrix_product(a, w, delta):
    """The bare product of a plain forward pass: no images, no windows, one call.

    mid and large take half of its products in float32, so they can be faster than it is.
    """
    left = np.ones((len(w), w[0].size), a.dtype)
    right = np.ones((w[0].size, delta.size // len(w)), a.dtype)
    return lambda: left @ right


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_beside_pytorch(dtype, count):
    rows = []
    with threads(count):
        for name, shape in SHAPES.items():
            a, w, b, delta = arrays(shape, dtype)
            functions = {f"our {k}": f for k, f in ours(a, w, b, delta, shape[-1]).items()}
            theirs = peers.torch_layer(a, w, b, delta, shape[-1]) or {}
            functions |= {f"their {k}": f for k, f in theirs.items()}
            functions["product"] = matrix_product(a, w, delta)
            took = interleaved(functions)
            row = [name, *(f"{1e6 * took[f'our {part}']:.0f}" for part in PARTS)]
            if theirs:
                row += [took[f"our {part}"] / took[f"their {part}"] for part in PARTS]
                all_three = [
                    sum(took[f"{who} {part}"] for part in PARTS) for who in ("our", "their")
                ]
                row.append(all_three[0] / all_three[1])
            rows.append([*row, took["product"] / took["our forward"]])
    ratios = [f"{part} / PyTorch" for part in (*PARTS, "all three")]
    head = ["layer", *(f"{part} µs" for part in PARTS), *(ratios if theirs else [])]
    title = f"Convolution layer, {np.dtype(dtype).name}, {count} thread{'s' * (count > 1)}"
    table(title, [*head, "bare product / forward"], rows)
    if not theirs:
        print(peers.HOW_TO_GET_TORCH)


def test_beside_numpy_packages():
    rows = []
    with threads(1):
        for name, shape in SHAPES.items():
            a, w, b, delta = arrays(shape, np.float32)
            functions = {"ours": our_layer(a, w, b, delta, shape[-1])}
            for peer, build in peers.PEERS.items():
                function = build(a, w, b, delta, shape[-1])
                if function:
                    functions[peer] = function
            took = interleaved(functions, least=1)
            rows.append([name, f"{1e6 * took['ours']:.0f}"])
            rows[-1] += [took[p] / took["ours"] if p in took else "-" for p in peers.PEERS]
    head = ["layer", "ours µs", *(f"{peer} / ours" for peer in peers.PEERS)]
    table("Convolution layer, forward and all gradients, float32, 1 thread", head, rows)
