"""The convolution layer: central differences, the edges, SciPy, the rotated form."""

import numpy as np
import pytest
from doors import each_door
from hypothesis import given
from scipy import ndimage, signal
from strategies import CONVENTIONS, convolutions

from cnnbp import connections, convolution
from cnnbp.gradient_check import central_difference

CLOSE = {"rtol": 1e-10, "atol": 1e-12}


def _parts(case):
    """a, w, b and δ of a drawn case, with its options."""
    a, w = case.numbers(case.shape), case.numbers(case.kernel, 1)
    b = case.numbers(1 if len(case.kernel) == 2 else case.kernel[0], 2)
    delta = case.numbers(convolution.forward(a, w, **case.options).shape, 3)
    return a, w, b, delta, case.options


@given(convolutions())
def test_gradients_are_central_differences(case):
    a, w, b, delta, options = _parts(case)

    def loss(a, w, b):
        return np.sum(delta * convolution.forward(a, w, b, **options))

    close = {"rtol": 0, "atol": 2e-7}
    expected = central_difference(lambda a: loss(a, w, b), a)
    for da in each_door(convolution.input_gradient, delta, w, a.shape, **options):
        np.testing.assert_allclose(da, expected, **close)
        assert da.shape == a.shape
    expected = central_difference(lambda w: loss(a, w, b), w)
    for dw in each_door(convolution.kernel_gradient, delta, a, w.shape, **options):
        np.testing.assert_allclose(dw, expected, **close)
        assert dw.shape == w.shape
    db = convolution.bias_gradient(delta)
    np.testing.assert_allclose(db, central_difference(lambda b: loss(a, w, b), b), **close)
    assert db.shape == b.shape


@given(convolutions())
def test_all_three_sums_equal_the_sums_over_edges(case):
    a, w, b, delta, options = _parts(case)
    one = a.shape[1:] if a.ndim == 4 else a.shape
    edges = connections.convolution(w, one, **options)
    bias = b if w.ndim == 2 else b[:, None, None]
    for z in each_door(convolution.forward, a, w, b, **options):
        np.testing.assert_allclose(edges.forward(a) + bias, z, **CLOSE)
    for da in each_door(convolution.input_gradient, delta, w, a.shape, **options):
        np.testing.assert_allclose(edges.backward(delta), da, **CLOSE)
    for dw in each_door(convolution.kernel_gradient, delta, a, w.shape, **options):
        np.testing.assert_allclose(edges.parameter_gradient(delta, a), dw, **CLOSE)


@given(convolutions())
def test_the_padded_rotated_form_is_the_input_gradient(case):
    a, w, _, delta, options = _parts(case)
    rotated = convolution.input_gradient_rotated(delta, w, a.shape, **options)
    for expected in each_door(convolution.input_gradient, delta, w, a.shape, **options):
        assert rotated.shape == expected.shape
        np.testing.assert_allclose(rotated, expected, **CLOSE)


@given(convolutions(form="plane"))
def test_the_rotated_form_step_by_step_with_scipy(case):
    a, w, _, delta, options = _parts(case)
    convention = options.pop("convention")
    padded = convolution.padded_delta(delta, w.shape, a.shape, **options)
    dy, dx = np.broadcast_to(options["dilation"], 2)
    spaced = np.zeros(((w.shape[0] - 1) * dy + 1, (w.shape[1] - 1) * dx + 1))
    spaced[::dy, ::dx] = convolution.rot180(w)
    slide = signal.correlate2d if convention == "correlation" else signal.convolve2d
    expected = slide(padded, spaced, "valid")
    options["convention"] = convention
    for da in each_door(convolution.input_gradient, delta, w, a.shape, **options):
        np.testing.assert_allclose(da, expected, **CLOSE)


@given(convolutions(form="plane"))
def test_forward_and_kernel_gradient_of_a_plane_with_scipy(case):
    a, w, _, delta, options = _parts(case)
    sy, sx = np.broadcast_to(options["stride"], 2)
    py, px = np.broadcast_to(options["padding"], 2)
    dy, dx = np.broadcast_to(options["dilation"], 2)
    padded = np.pad(a, ((py, py), (px, px)))
    spaced = np.zeros(((w.shape[0] - 1) * dy + 1, (w.shape[1] - 1) * dx + 1))
    spaced[::dy, ::dx] = w
    slide = {"correlation": signal.correlate2d, "convolution": signal.convolve2d}
    z = slide[options["convention"]](padded, spaced, "valid")
    for ours in each_door(convolution.forward, a, w, **options):
        np.testing.assert_allclose(ours, z[::sy, ::sx], **CLOSE)

    wide = np.zeros_like(z)
    wide[::sy, ::sx] = delta
    dw = signal.correlate2d(padded, wide, "valid")[::dy, ::dx]
    dw = dw if options["convention"] == "correlation" else dw[::-1, ::-1]
    for ours in each_door(convolution.kernel_gradient, delta, a, w.shape, **options):
        np.testing.assert_allclose(ours, dw, **CLOSE)


@given(convolutions(form="batch"))
def test_channels_are_summed_and_filters_stand_side_by_side(case):
    a, w, b, _, options = _parts(case)
    z = convolution.forward(a, w, b, **options)
    for n in range(len(a)):
        one = convolution.forward(a[n], w, b, **options)
        np.testing.assert_allclose(z[n], one, **CLOSE)
        for f in range(len(w)):
            planes = [convolution.forward(a[n, c], w[f, c], **options) for c in range(w.shape[1])]
            np.testing.assert_allclose(one[f], sum(planes) + b[f], **CLOSE)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_against_ndimage(convention):
    rng = np.random.default_rng(3)
    a, w = rng.normal(size=(6, 7)), rng.normal(size=(3, 5))
    reference = {"correlation": ndimage.correlate, "convolution": ndimage.convolve}[convention]
    z = convolution.forward(a, w, padding=(1, 2), convention=convention)
    np.testing.assert_allclose(z, reference(a, w, mode="constant"), **CLOSE)


def test_a_layer_worked_by_hand():
    a = np.arange(1.0, 10).reshape(3, 3)
    w = np.array([[1.0, 2.0], [3.0, 5.0]])
    assert convolution.forward(a, w).tolist() == [[42, 53], [75, 86]]
    assert convolution.forward(a, w, convention="convolution").tolist() == [[24, 35], [57, 68]]
    assert convolution.forward(a, w, [100.0], stride=2).tolist() == [[142]]
    delta = np.array([[1.0, 0.0], [0.0, 10.0]])
    da = convolution.input_gradient(delta, w, (3, 3))
    assert da.tolist() == [[1, 2, 0], [3, 15, 20], [0, 30, 50]]
    dw = convolution.kernel_gradient(delta, a, (2, 2))
    assert dw.tolist() == [[51, 62], [84, 95]]
    assert convolution.bias_gradient(delta).tolist() == [11]


def test_a_corner_has_one_edge_a_border_two():
    w, delta = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[7.0, 11.0], [13.0, 17.0]])
    da = convolution.input_gradient(delta, w, (3, 3))
    assert da[0, 0] == 1 * 7
    assert da[0, 1] == 2 * 7 + 1 * 11
    assert da[1, 1] == 5 * 7 + 3 * 11 + 2 * 13 + 1 * 17


def test_padded_delta_shows_zeros_between_and_around():
    delta = np.array([[1.0, 2.0], [3.0, 4.0]])
    around = convolution.padded_delta(delta, (2, 2), (3, 3))
    assert around.tolist() == [[0, 0, 0, 0], [0, 1, 2, 0], [0, 3, 4, 0], [0, 0, 0, 0]]
    between = convolution.padded_delta(delta, (2, 2), (4, 4), stride=2)
    assert between.tolist() == [
        [0, 0, 0, 0, 0],
        [0, 1, 0, 2, 0],
        [0, 0, 0, 0, 0],
        [0, 3, 0, 4, 0],
        [0, 0, 0, 0, 0],
    ]
    # the fifth row and column of the input were skipped: more zeros at the end
    assert convolution.padded_delta(delta, (2, 2), (5, 5), stride=2).shape == (6, 6)
    # padding 1 around a 1×1 kernel: the outermost deltas touch nothing but padding
    wide = np.arange(1.0, 10).reshape(3, 3)
    assert convolution.padded_delta(wide, (1, 1), (1, 1), padding=1).tolist() == [[5]]
    batch = convolution.padded_delta(np.ones((2, 4, 3, 3)), (4, 1, 3, 3), (2, 1, 5, 5))
    assert batch.shape == (2, 4, 7, 7)
    assert batch.sum() == 72


def test_rot180():
    assert convolution.rot180([[1, 2, 3], [4, 5, 6]]).tolist() == [[6, 5, 4], [3, 2, 1]]
    w = np.arange(16.0).reshape(2, 2, 2, 2)
    turned = convolution.rot180(w)
    assert turned[0, 1].tolist() == [[7, 6], [5, 4]]
    assert not np.shares_memory(turned, w)
    np.testing.assert_array_equal(convolution.rot180(turned), w)


def test_the_wrong_pairs_of_conventions_are_wrong():
    """Rotating helps only if both passes mean the same operation."""
    rng = np.random.default_rng(0)
    w, delta = rng.normal(size=(3, 3)), rng.normal(size=(4, 4))
    right = {c: convolution.input_gradient(delta, w, (6, 6), convention=c) for c in CONVENTIONS}
    assert np.abs(right["correlation"] - right["convolution"]).max() > 0.5
    padded = np.pad(delta, 2)
    turned = w[::-1, ::-1]
    for slide, kernel, forward in [
        (signal.correlate2d, turned, "correlation"),
        (signal.convolve2d, w, "correlation"),
        (signal.correlate2d, w, "convolution"),
        (signal.convolve2d, turned, "convolution"),
    ]:
        np.testing.assert_allclose(slide(padded, kernel, "valid"), right[forward], **CLOSE)


def test_a_kernel_too_large_is_told_the_size_of_the_padded_image():
    with pytest.raises(ValueError, match=r"expected at most the padded image, \(6, 9\)"):
        convolution.forward(np.ones((4, 5)), np.ones((7, 2)), padding=(1, 2))
