"""The convolution layer: what may be passed, what comes back, what is refused."""

import numpy as np
import pytest
from doors import DOORS, door
from scipy import signal
from support.each import each

from cnnbp import convolution
from cnnbp.convolution import (
    bias_gradient,
    forward,
    input_gradient,
    input_gradient_rotated,
    kernel_gradient,
    padded_delta,
    rot180,
)

RNG = np.random.default_rng(1)
PLANE, KERNEL = RNG.normal(size=(5, 6)), RNG.normal(size=(3, 2))


def _everything(a, w, b, delta):
    return [
        forward(a, w, b),
        forward(a, w),
        input_gradient(delta, w, a.shape),
        input_gradient_rotated(delta, w, a.shape),
        kernel_gradient(delta, a, w.shape),
        bias_gradient(delta),
        padded_delta(delta, w.shape, a.shape),
    ]


def _arrays(dtype, examples):
    shapes = (examples, 3, 5, 6), (4, 3, 3, 2), (4,), (examples, 4, 3, 5)
    return [RNG.integers(-3, 4, size=s).astype(dtype) for s in shapes]


@pytest.mark.parametrize(
    ("a", "w", "z"),
    [
        ((5, 6), (3, 2), (3, 5)),
        ((5, 6), (1, 1, 3, 2), (1, 3, 5)),
        ((5, 6), (4, 1, 3, 2), (4, 3, 5)),
        ((1, 5, 6), (3, 2), (1, 3, 5)),
        ((3, 5, 6), (4, 3, 3, 2), (4, 3, 5)),
        ((2, 1, 5, 6), (3, 2), (2, 1, 3, 5)),
        ((2, 3, 5, 6), (4, 3, 3, 2), (2, 4, 3, 5)),
        ((0, 3, 5, 6), (4, 3, 3, 2), (0, 4, 3, 5)),
    ],
)
def test_shapes(a, w, z):
    a, w = RNG.normal(size=a), RNG.normal(size=w)
    delta = forward(a, w)
    assert delta.shape == z
    assert input_gradient(delta, w, a.shape).shape == a.shape
    assert input_gradient_rotated(delta, w, a.shape).shape == a.shape
    assert kernel_gradient(delta, a, w.shape).shape == w.shape
    assert bias_gradient(delta).shape == (1 if w.ndim == 2 else len(w),)
    assert padded_delta(delta, w.shape, a.shape).shape == (*z[:-2], 7, 7)


def test_the_forms_agree():
    z = forward(PLANE, KERNEL)
    np.testing.assert_array_equal(forward(PLANE, KERNEL[None, None])[0], z)
    np.testing.assert_array_equal(forward(PLANE[None], KERNEL)[0], z)
    np.testing.assert_array_equal(forward(PLANE[None, None], KERNEL[None, None])[0, 0], z)
    np.testing.assert_allclose(forward(PLANE, KERNEL, 2.0), z + 2)
    np.testing.assert_allclose(forward(PLANE, KERNEL, [2.0]), z + 2)
    np.testing.assert_allclose(forward(PLANE.tolist(), KERNEL.tolist()), z)
    np.testing.assert_array_equal(
        forward(PLANE, KERNEL, stride=np.int64(2), padding=[1, 1], dilation=np.array([1, 1])),
        forward(PLANE, KERNEL, stride=(2, 2), padding=1),
    )


def test_shapes_may_be_lists_and_whole_numbers_of_numpy():
    delta = forward(PLANE, KERNEL)
    for shape in ([5, 6], (np.int64(5), 6), np.array([5, 6])):
        np.testing.assert_array_equal(
            input_gradient(delta, KERNEL, shape), input_gradient(delta, KERNEL, (5, 6))
        )
    np.testing.assert_array_equal(
        kernel_gradient(delta, PLANE, [3, 2]), kernel_gradient(delta, PLANE, (3, 2))
    )


def test_an_empty_batch_has_zero_gradients():
    a, w = np.zeros((0, 3, 5, 6)), np.ones((4, 3, 3, 2))
    delta = np.zeros((0, 4, 3, 5))
    assert not kernel_gradient(delta, a, w.shape).any()
    assert not bias_gradient(delta).any()


@pytest.mark.parametrize("examples", [1, 2])
@pytest.mark.parametrize("name", DOORS)
def test_types(name, examples):
    with door(name):
        a, w, b, delta = _arrays(np.float32, examples)
        assert {r.dtype for r in _everything(a, w, b, delta)} == {np.dtype(np.float32)}
        for dtype in (np.float64, np.int8, np.uint8, bool, np.float16):
            arrays = _arrays(dtype, examples)
            assert {r.dtype for r in _everything(*arrays)} == {np.dtype(np.float64)}
        assert forward(a, w, b.astype(float)).dtype == np.float64
        assert forward(a.astype(int), w).dtype == np.float64
        assert input_gradient(delta, w.astype(float), a.shape).dtype == np.float64
        assert kernel_gradient(delta.astype(float), a, w.shape).dtype == np.float64


@pytest.mark.parametrize("examples", [1, 2])
@pytest.mark.parametrize("options", [{}, {"padding": 1}])
def test_read_only_and_strided_inputs_stay_as_they_are(options, examples):
    a = RNG.normal(size=(6, 10, 3, 2 * examples)).transpose(3, 2, 1, 0)[::2, :, ::2, ::-1]
    w = RNG.normal(size=(2, 3, 3, 4)).transpose(3, 1, 2, 0)
    delta = np.asfortranarray(RNG.normal(size=forward(a, w, **options).shape))
    kept = [x.copy() for x in (a, w, delta)]
    for x in (a, w, delta):
        x.flags.writeable = False
    results = [
        forward(a, w, **options),
        input_gradient(delta, w, a.shape, **options),
        kernel_gradient(delta, a, w.shape, **options),
    ]
    again = [
        forward(kept[0], kept[1], **options),
        input_gradient(kept[2], kept[1], a.shape, **options),
        kernel_gradient(kept[2], kept[0], w.shape, **options),
    ]
    for result, same in zip(results, again, strict=True):
        np.testing.assert_allclose(result, same)
        assert result.flags.writeable
        assert not any(np.shares_memory(result, x) for x in (a, w, delta))
    for x, before in zip((a, w, delta), kept, strict=True):
        np.testing.assert_array_equal(x, before)


def test_a_large_image_of_many_channels():
    a, w = RNG.normal(size=(40, 64, 64)), RNG.normal(size=(2, 40, 3, 3))
    planes = [signal.correlate2d(a[c], w[1, c], "valid") for c in range(40)]
    np.testing.assert_allclose(forward(a, w)[1], sum(planes), rtol=1e-9, atol=1e-10)


A, W = np.ones((2, 3, 5, 6)), np.ones((4, 3, 3, 2))
D = np.ones((2, 4, 3, 5))
BAD = [
    (lambda: forward("a", W), TypeError, "^a: got a str, expected an array of real numbers"),
    (lambda: forward(None, W), TypeError, "^a: got None"),
    (lambda: forward(A * 1j, W), TypeError, "^a: got values of type complex128"),
    (lambda: forward(np.array([["a"]]), W), TypeError, "^a: got values of type <U1"),
    (lambda: forward([[1.0], [1.0, 2.0]], W), ValueError, "^a: got rows of different lengths"),
    (
        lambda: forward(np.ones(5), W),
        ValueError,
        r"^a: got shape \(5,\), expected \(N, C, H, W\) or",
    ),
    (lambda: forward(np.ones((1, *A.shape)), W), ValueError, r"^a: got shape \(1, 2, 3, 5, 6\)"),
    (lambda: forward(A, None), TypeError, "^w: got None"),
    (
        lambda: forward(A, np.ones((3, 3, 2))),
        ValueError,
        r"^w: got shape \(3, 3, 2\), expected \(F, C, kH, kW\) or",
    ),
    (
        lambda: forward(A, np.ones((4, 2, 3, 2))),
        ValueError,
        r"^a: .* with 3 channels, expected 2 as w",
    ),
    (lambda: forward(A, np.ones((3, 2))), ValueError, "^a: .* with 3 channels, expected 1 as w"),
    (
        lambda: forward(A, np.ones((0, 3, 3, 2))),
        ValueError,
        "^w: got shape .* expected no axis of length 0",
    ),
    (
        lambda: forward(A, np.ones((4, 3, 3, 0))),
        ValueError,
        "^w: got shape .* expected no axis of length 0",
    ),
    (
        lambda: forward(A, np.ones((4, 3, 6, 2))),
        ValueError,
        r"^w: got size \(6, 2\) .* at most the padded image, \(5, 6\)",
    ),
    (lambda: forward(A, np.ones((4, 3, 3, 7))), ValueError, r"^w: got size \(3, 7\)"),
    (
        lambda: forward(A, W, dilation=3),
        ValueError,
        r"^w: got size \(3, 2\) with dilation \(3, 3\)",
    ),
    (
        lambda: forward(np.ones((1, 3, 0, 6)), W, padding=2),
        ValueError,
        "^a: got an image of 0×6 pixels, expected at least one",
    ),
    (lambda: forward(A, W, np.ones(3)), ValueError, r"^b: got shape \(3,\), expected \(4,\)"),
    (
        lambda: forward(A, W, 1.0),
        ValueError,
        r"^b: got shape \(\), expected \(4,\), .* filter of w",
    ),
    (lambda: forward(A[:, :1], W[:, :1], 1.0), ValueError, r"^b: got shape \(\), expected \(4,\)"),
    (lambda: forward(A, W, "four"), TypeError, "^b: got a str"),
    (
        lambda: forward(A, W, stride=0),
        ValueError,
        r"^stride: got 0, expected an int or a .* pair, each at least 1",
    ),
    (lambda: forward(A, W, stride=-1), ValueError, "^stride: got -1"),
    (lambda: forward(A, W, stride=(1, 0)), ValueError, r"^stride: got \(1, 0\)"),
    (lambda: forward(A, W, stride=(0, 1)), ValueError, r"^stride: got \(0, 1\)"),
    (lambda: forward(A, W, stride=1.0), TypeError, "^stride: got 1.0, expected an int or"),
    (lambda: forward(A, W, stride=True), TypeError, "^stride: got True"),
    (lambda: forward(A, W, stride="2"), TypeError, "^stride: got '2'"),
    (lambda: forward(A, W, stride=None), TypeError, "^stride: got None"),
    (lambda: forward(A, W, stride=(1, 1, 1)), ValueError, r"^stride: got \(1, 1, 1\)"),
    (lambda: forward(A, W, stride=(1, 1.5)), TypeError, r"^stride: got \(1, 1.5\)"),
    (lambda: forward(A, W, stride=(1.5, 1)), TypeError, r"^stride: got \(1.5, 1\)"),
    (lambda: forward(A, W, padding=-1), ValueError, "^padding: got -1, .* at least 0"),
    (lambda: forward(A, W, padding=np.nan), TypeError, "^padding: got nan"),
    (
        lambda: forward(A, W, padding="same"),
        TypeError,
        "^padding: got 'same', expected .* ints; for another .* np.pad the input first and crop",
    ),
    (
        lambda: forward(A, W, padding=(0, 1, 0, 1)),
        ValueError,
        r"^padding: got \(0, 1, 0, 1\), expected .* np.pad the input first and crop its gradient",
    ),
    (lambda: forward(A, W, dilation=0), ValueError, "^dilation: got 0, .* at least 1"),
    (
        lambda: forward(A, W, convention="conv"),
        ValueError,
        "^convention: got 'conv', expected one of 'correlation', 'conv",
    ),
    (lambda: forward(A, W, convention=None), TypeError, "^convention: got None"),
    (
        lambda: bias_gradient(np.ones(3)),
        ValueError,
        r"^delta: .* expected \(N, F, OH, OW\) or \(F, OH, OW\) or \(OH, OW\)$",
    ),
    (lambda: bias_gradient(None), TypeError, "^delta: got None"),
    (lambda: rot180(np.ones(3)), ValueError, r"^w: got shape \(3,\), expected at least 2 axes"),
    (lambda: rot180("w"), TypeError, "^w: got a str"),
    (
        lambda: kernel_gradient(D, A, (4, 3, 3)),
        ValueError,
        r"^kernel_shape: got shape \(4, 3, 3\), expected \(F, C, kH, kW\) or",
    ),
    (
        lambda: kernel_gradient(D, A, (4, 2, 3, 2)),
        ValueError,
        "^a: .* with 3 channels, expected 2 as kernel_shape",
    ),
    (lambda: kernel_gradient(D, A, (4, 3, 3, 9)), ValueError, "^kernel_shape: got size"),
    (
        lambda: kernel_gradient(D, A, (4, 3, np.nan, 2)),
        TypeError,
        r"^kernel_shape: got .*nan.*, expected whole numbers \(F, C, kH, kW\) or",
    ),
    (
        lambda: kernel_gradient(D, A, None),
        TypeError,
        "^kernel_shape: got None, expected whole numbers",
    ),
    (lambda: kernel_gradient(D, None, W.shape), TypeError, "^a: got None"),
    (
        lambda: kernel_gradient(D[:1], A, W.shape),
        ValueError,
        r"^delta: .* expected \(2, 4, 3, 5\), the shape of this layer's output",
    ),
    (lambda: kernel_gradient(D, A, W.shape, stride=2), ValueError, "^delta: got shape"),
]
BACK = [
    (lambda back: back(D, W, (2, 3, 5)), ValueError, "^delta|^input_shape"),
    (
        lambda back: back(D, W, (6,)),
        ValueError,
        r"^input_shape: got shape \(6,\), expected \(N, C, H, W\) or",
    ),
    (
        lambda back: back(D, W, (2, 2, 5, 6)),
        ValueError,
        "^input_shape: got .* with 2 channels, expected 3",
    ),
    (
        lambda back: back(D, W, (2, 3, 5.0, 6)),
        TypeError,
        r"^input_shape: got .* expected whole numbers \(N, C, H, W\) or",
    ),
    (lambda back: back(D, W, (2, 3, float("nan"), 6)), TypeError, "^input_shape: got .*nan"),
    (lambda back: back(D, W, (2, 3, -5, 6)), ValueError, "^input_shape: got"),
    (lambda back: back(D, W, "2356"), TypeError, "^input_shape: got '2356'"),
    (lambda back: back(D, W, None), TypeError, "^input_shape: got None"),
    (lambda back: back(D, W, (2, 3, 5, 7)), ValueError, r"^delta: .* expected \(2, 4, 3, 6\)"),
    (lambda back: back(D, W, A.shape, padding=1), ValueError, "^delta: got shape"),
    (lambda back: back(D[0], W, A.shape), ValueError, "^delta: got shape"),
    (lambda back: back(None, W, A.shape), TypeError, "^delta: got None"),
    (lambda back: back(D, W[0], A.shape), ValueError, "^w: got shape"),
    (lambda back: back(D, W, A.shape, stride=0), ValueError, "^stride: got 0"),
    (lambda back: back(D, W, A.shape, convention=""), ValueError, "^convention: got ''"),
    (
        lambda back: back(D, W, (2, 3, 2, 6)),
        ValueError,
        r"got size \(3, 2\) .* at most the padded image, \(2, 6\)",
    ),
]


@pytest.mark.parametrize("one", [True, 1.0])
def test_what_is_equal_to_a_size_is_no_size(one):
    for good, bad in [(1, one), ((1, 1), (1, one)), ((1, 1), (one, 1))]:
        forward(A, W, stride=good, padding=good, dilation=good)  # remembered from now on
        for name in ("stride", "padding", "dilation"):
            with pytest.raises(TypeError, match=f"^{name}: got "):
                forward(A, W, **{name: bad})


@each(("call", "error", "words"), BAD)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("back", [input_gradient, input_gradient_rotated])
@pytest.mark.parametrize(("call", "error", "words"), BACK)
def test_bad_input_on_the_way_back(call, error, words, back):
    with pytest.raises(error, match=words):
        call(back)


@each(
    ("call", "error", "words"),
    [
        (lambda: padded_delta(D, (3, 2), A.shape), ValueError, "channels, expected 1"),
        (lambda: padded_delta(D[:1], W.shape, A.shape), ValueError, "^delta: got shape"),
        (lambda: padded_delta(D, W.shape, (1, 2)), ValueError, "^input_shape"),
        (lambda: padded_delta(D, 3, A.shape), TypeError, "^kernel_shape: got 3"),
        (
            lambda: padded_delta(D, (3,), A.shape),
            ValueError,
            r"^kernel_shape: got shape \(3,\), expected \(F, C, kH, kW\) or",
        ),
        (lambda: padded_delta(D, (4, 3, 9, 9), A.shape), ValueError, "^kernel_shape: got size"),
        (lambda: padded_delta(D, W.shape, A.shape, stride=0), ValueError, "^stride: got 0"),
    ],
)
def test_bad_input_of_the_padded_delta(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_another_padding_on_each_side_as_the_message_says():
    """An even kernel with an output as large as the image: one row and column at the end."""
    a, w = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 10.0], [100.0, 1000.0]])
    padded = np.pad(a, ((0, 1), (0, 1)))
    assert forward(padded, w).tolist() == [[4321, 402], [43, 4]]
    gradient = input_gradient(np.ones((2, 2)), w, padded.shape)
    assert gradient[:2, :2].tolist() == [[1, 11], [101, 1111]]


def test_the_public_names():
    for name in convolution.__all__:
        assert getattr(convolution, name).__doc__
