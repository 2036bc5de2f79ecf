"""The door: which layer is computed how, that it can be shut, and that it can be missing."""

import os
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

import cnnbp
from cnnbp import _fast, convolution, pooling
from cnnbp._core.windows import grid as window
from cnnbp._fast import im2col, max_pool, mec, winograd

starts_python = pytest.mark.skipif(sys.platform == "emscripten", reason="no processes there")
RNG = np.random.default_rng(0)
F32, F64 = np.dtype(np.float32), np.dtype(np.float64)


def chosen(image, kernel, examples, dtype=F32, **options):
    options = {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1), **options}
    return _fast._choose(window(image, kernel[2:], *options.values()), kernel, examples, dtype)


@pytest.mark.parametrize(
    ("image", "kernel", "examples", "expected"),
    [
        ((8, 8), (1, 1, 3, 3), 1, None),  # what the lessons show
        ((8, 8), (8, 1, 3, 3), 1, None),
        ((28, 28), (1, 1, 3, 3), 1, None),
        ((33, 33), (1, 1, 2, 4), 1, None),  # 8 · 32 · 30 products
        ((33, 35), (1, 1, 2, 4), 1, None),  # 8 · 32 · 32 = 2¹³
        ((33, 36), (1, 1, 2, 4), 1, im2col),
        ((8, 8), (8, 1, 3, 3), 32, im2col),
        ((12, 12), (16, 6, 5, 5), 64, mec),
        ((12, 12), (16, 6, 4, 5), 64, mec),
        ((12, 12), (16, 6, 3, 5), 64, im2col),  # low kernels: columns are as fast
        ((36, 35), (1, 4, 4, 1), 248, mec),  # 4 · 4 · 33 · 35 · 248, more than 2¹⁷
        ((8 + 3, 64), (1, 4, 4, 1), 16, im2col),  # 4 · 4 · 8 · 64 · 16 = 2¹⁷: one block of columns
        ((8 + 3, 65), (1, 4, 4, 1), 16, mec),
        ((12, 12), (16, 6, 5, 5), 0, None),
        ((9, 65), (16, 16, 3, 3), 32, winograd),  # 16 · 16 · 512 = 2¹⁷: 63 outputs are 16 tiles
        ((9, 62), (16, 16, 3, 3), 32, im2col),  # 60 are 15
        ((9, 65), (16, 16, 3, 3), 31, im2col),
        ((9, 62), (16, 15, 3, 3), 99, im2col),  # a step has 512 columns at most
        ((9, 62), (32, 8, 3, 3), 99, winograd),
        ((9, 62), (64, 7, 3, 3), 64, im2col),
        ((9, 62), (7, 64, 3, 3), 64, im2col),
        ((9, 62), (64, 64, 3, 3), 0, None),
        ((9, 62), (64, 64, 3, 2), 64, im2col),
        ((9, 62), (64, 64, 5, 3), 64, winograd),
    ],
)
def test_the_algorithm_of_a_layer(image, kernel, examples, expected):
    assert chosen(image, kernel, examples) is expected


@pytest.mark.parametrize("other", [{"stride": (2, 1)}, {"stride": (1, 2)}, {"dilation": (1, 2)}])
def test_winograd_is_for_float32_with_stride_and_dilation_one(other):
    image, kernel = (40, 62), (64, 64, 3, 3)
    assert chosen(image, kernel, 64) is winograd
    assert chosen(image, kernel, 64, F64) is im2col
    assert chosen(image, kernel, 64, **other) is im2col


A, W, B = RNG.normal(size=(3, 2, 20, 20)), RNG.normal(size=(4, 2, 3, 3)), RNG.normal(size=4)
D = RNG.normal(size=(3, 4, 18, 18))
WON = pooling.max_forward(A, 3, stride=1)[1]
POOLED = RNG.normal(size=WON.shape)
SUMS = {
    "forward": lambda: convolution.forward(A, W, B),
    "input_gradient": lambda: convolution.input_gradient(D, W, A.shape),
    "kernel_gradient": lambda: convolution.kernel_gradient(D, A, W.shape),
    "max_forward": lambda: pooling.max_forward(A, 3, stride=1)[0],
    "max_input_gradient": lambda: pooling.max_input_gradient(POOLED, WON),
}


def modules_of(name):
    return (max_pool, name.removeprefix("max_")) if "max" in name else (im2col, name)


@pytest.mark.parametrize("name", SUMS)
def test_behind_the_door_stands_the_same_sum(name):
    module, function = modules_of(name)
    with mock.patch.object(module, function, wraps=getattr(module, function)) as fast:
        quick = SUMS[name]()
        assert fast.call_count == 1
        with _fast.shut():
            plain = SUMS[name]()
        assert fast.call_count == 1
        SUMS[name]()
        assert fast.call_count == 2  # and it is open again
    np.testing.assert_allclose(quick, plain, rtol=1e-12, atol=1e-12)


def test_an_error_leaves_the_door_as_it_was():
    with pytest.raises(ZeroDivisionError), _fast.shut():
        raise ZeroDivisionError
    assert _fast._open
    with _fast.shut():
        with _fast.shut():
            pass
        assert not _fast._open


@pytest.mark.parametrize(
    ("value", "is_open"), [("1", False), ("yes", False), ("", True), ("0", True), (None, True)]
)
@starts_python
def test_the_environment_shuts_the_door(value, is_open):
    environment = {k: v for k, v in os.environ.items() if k != "CNNBP_PLAIN"}
    environment |= {} if value is None else {"CNNBP_PLAIN": value}
    code = "from cnnbp import _fast; print(_fast._open)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(is_open)


WITHOUT = """
import numpy as np
from cnnbp import convolution, dense, pooling, network
from cnnbp._fast_room import fast
assert fast is None
rng = np.random.default_rng(0)
shapes = (3, 2, 20, 20), (4, 2, 3, 3), (3, 4, 18, 18)
a, w, d = (rng.normal(size=shape) for shape in shapes)
z, winners = pooling.max_forward(a, 2)
results = [
    convolution.forward(a, w), convolution.input_gradient(d, w, a.shape),
    convolution.kernel_gradient(d, a, w.shape), z, pooling.max_input_gradient(z, winners),
]
net = network.Network([network.Conv2D(2, 3, 3), network.MaxPool2D(2), network.Flatten(),
                       network.Dense(243, 5)])
net.fit(a, np.array([0, 1, 2]), 2, 2, progress=False)
np.savez("results.npz", *results, net.layers[0].parameters["w"])
"""


@starts_python
def test_the_package_works_without_the_fast_room(tmp_path):
    package = Path(cnnbp.__file__).parent
    shutil.copytree(
        package, tmp_path / "cnnbp", ignore=shutil.ignore_patterns("_fast", "static", "__pycache__")
    )
    results = {}
    for name, where in (("without", tmp_path), ("with", package.parent)):
        code = WITHOUT if name == "without" else WITHOUT.replace("assert fast is None", "")
        (tmp_path / name).mkdir()
        environment = {**os.environ, "PYTHONPATH": str(where)}
        subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path / name, env=environment, check=True
        )
        results[name] = np.load(tmp_path / name / "results.npz")
    assert len(results["with"].files) == 6
    for name in results["with"].files:
        plain, quick = results["without"][name], results["with"][name]
        np.testing.assert_allclose(plain, quick, rtol=1e-9, atol=1e-11)


# examples, channels, side, filters, kernel, padding
LAYERS = [
    (64, 16, 32, 32, 3, 1),
    (16, 64, 56, 64, 3, 1),
    (1, 3, 224, 64, 3, 1),
    (64, 6, 12, 16, 5, 0),
]


@pytest.mark.parametrize("order", ["batch last", "batch first"])
@pytest.mark.parametrize("layer", LAYERS)
def test_a_forward_pass_takes_little_more_memory_than_input_and_output(layer, order):
    N, C, H, F, k, padding = layer
    a = np.ones((C, H, H, N), np.float32).transpose(3, 0, 1, 2)
    if order == "batch first":
        a = np.ascontiguousarray(a)
    w = np.ones((F, C, k, k), np.float32)
    tracemalloc.start()
    z = convolution.forward(a, w, padding=padding)
    peak = tracemalloc.get_traced_memory()[1]  # all that the call takes, its result included
    tracemalloc.stop()
    assert peak <= 1.2 * (a.nbytes + z.nbytes) + 4e6
