"""Layer: the numbers around the edges equal the package's fast functions; bad input is refused."""

import numpy as np
import pytest
from explorer_layers import CUBE, FILTERS, IMAGE, KERNEL, UNITS, W
from support.each import each

from cnnbp import activations, connections, convolution, dense, pooling
from cnnbp.widgets.model import layer

OPTIONS = {"stride": 2, "padding": (1, 2), "dilation": (1, 2)}


@pytest.mark.parametrize("convention", ["correlation", "convolution"])
@pytest.mark.parametrize(("image", "kernel"), [(IMAGE, KERNEL), (CUBE, FILTERS)])
def test_a_convolution_has_the_numbers_of_the_fast_functions(image, kernel, convention):
    options = OPTIONS | {"convention": convention}
    one = layer.build("convolution", image, kernel, b=[0.5], **options)
    bias = np.full(len(kernel) if kernel.ndim == 4 else 1, 0.5)
    z = convolution.forward(image, kernel, bias, **options)
    np.testing.assert_allclose(one.output, z)
    np.testing.assert_allclose(
        one.input_gradient, convolution.input_gradient(z, kernel, image.shape, **options)
    )
    np.testing.assert_allclose(
        one.parameter_gradient, convolution.kernel_gradient(z, image, kernel.shape, **options)
    )


def test_a_dense_layer_has_the_numbers_of_the_fast_functions():
    one = layer.build("dense", UNITS, W, [1.0, -2.0, 3.0], b=[1, 2, 3])
    np.testing.assert_allclose(one.output, dense.forward(UNITS, W, np.array([1.0, 2, 3])))
    np.testing.assert_allclose(one.input_gradient, dense.input_gradient(np.array([1.0, -2, 3]), W))
    np.testing.assert_allclose(one.parameter_gradient, np.outer([1, -2, 3], UNITS))


@pytest.mark.parametrize("image", [IMAGE, CUBE])
def test_pools_have_the_numbers_of_the_fast_functions(image):
    options = {"size": 3, "stride": 2, "padding": 1}
    z, winners = pooling.max_forward(image, **options)
    one = layer.build("max_pool", image, **options)
    np.testing.assert_allclose(one.output, z)
    np.testing.assert_allclose(
        one.input_gradient, pooling.max_input_gradient(z, winners, image.shape)
    )
    options["count_include_pad"] = False
    mean = layer.build("average_pool", image, **options)
    z = pooling.average_forward(image, **options)
    np.testing.assert_allclose(mean.output, z)
    np.testing.assert_allclose(
        mean.input_gradient, pooling.average_input_gradient(z, image.shape, **options)
    )


def test_without_a_delta_the_cost_is_half_the_squared_output():
    one = layer.build("convolution", IMAGE, KERNEL)
    np.testing.assert_array_equal(one.delta, one.output)


@pytest.mark.parametrize("name", sorted(activations.ACTIVATIONS))
def test_the_layer_reads_the_activation_and_knows_its_slope(name):
    one = layer.build("dense", UNITS, W, activation=name)
    function, derivative = activations.ACTIVATIONS[name]
    np.testing.assert_allclose(one.a, function(UNITS))
    np.testing.assert_allclose(one.sigma_prime, derivative(UNITS))
    np.testing.assert_allclose(one.output, W @ function(UNITS))


@pytest.mark.parametrize(
    ("image", "kernel", "bias", "expected"),
    [
        (IMAGE, KERNEL, 0.5, np.full((4, 5), 0.5)),
        (IMAGE, KERNEL, [0.5], np.full((4, 5), 0.5)),
        (CUBE, FILTERS, [1, 2, 3], np.broadcast_to([[[1]], [[2]], [[3]]], (3, 4, 4))),
    ],
)
def test_one_bias_for_each_filter(image, kernel, bias, expected):
    one = layer.build("convolution", image, kernel, b=bias)
    np.testing.assert_array_equal(one.bias_of_output, expected)


def test_the_given_arrays_are_copied():
    image = IMAGE.copy()
    one = layer.build("convolution", image, KERNEL)
    image[:] = 9
    np.testing.assert_array_equal(one.a, IMAGE)


def test_weights_of_edges_from_outside_are_read_from_the_edges():
    edges = connections.convolution(KERNEL, IMAGE.shape, padding=1)
    one = layer.build("mine", IMAGE, builder=lambda *_: edges)
    np.testing.assert_array_equal(one.w, KERNEL)


DENSE = connections.dense(W)
POOL = connections.average_pool((6, 7), 2)


def own(edges, a, weights=None):
    return lambda: layer.build("mine", a, weights, builder=lambda *_: edges)


def conv(image=IMAGE, kernel=KERNEL, delta=None, **options):
    return lambda: layer.build("convolution", image, kernel, delta, **options)


BAD = {
    "text for an image": (conv("digit"), TypeError, "image: got a str, expected"),
    "no image": (conv(None), TypeError, "image: got None, expected"),
    "complex": (conv(IMAGE * 1j), TypeError, "image: got values of type complex128, expected real"),
    "ragged": (conv([[1, 2], [3]]), ValueError, "image: got rows of different lengths, expected"),
    "NaN": (conv(IMAGE * np.nan), ValueError, "image: got NaN or infinity, expected finite"),
    "infinite": (conv(kernel=KERNEL * np.inf), ValueError, "kernel: got NaN or infinity, expected"),
    "empty": (conv(np.zeros((0, 3))), ValueError, r"image: got shape \(0, 3\), expected at least"),
    "a vector": (conv(UNITS), ValueError, r"image: got shape \(4,\), expected \(H, W\) or \(C"),
    "a batch": (conv(CUBE[None]), ValueError, r"image: got shape \(1, 2, 5, 6\), expected \(H"),
    "no kernel": (conv(kernel=None), TypeError, "kernel: got None, expected"),
    "flat kernel": (conv(kernel=UNITS), ValueError, r"kernel: got shape \(4,\), expected \(kH"),
    "wide kernel": (conv(kernel=np.ones((9, 9))), ValueError, r"kernel: got size \(9, 9\).*expect"),
    "channels": (conv(CUBE[:1], FILTERS), ValueError, "image: got .* 1 channels, expected 2 as k"),
    "stride": (conv(stride=0), ValueError, "stride: got 0, expected an int"),
    "half stride": (conv(stride=1.5), TypeError, r"stride: got 1\.5, expected an int"),
    "padding": (conv(padding=-1), ValueError, "padding: got -1, expected an int"),
    "dilation": (conv(dilation=(1, 0)), ValueError, r"dilation: got \(1, 0\), expected an int"),
    "convention": (conv(convention="fft"), ValueError, "convention: got 'fft', expected one of"),
    "unknown option": (conv(stirde=2), TypeError, "stirde"),
    "delta": (conv(delta=IMAGE), ValueError, r"delta: got shape \(6, 7\), expected \(4, 5\)"),
    "delta text": (conv(delta="big"), TypeError, "delta: got a str, expected"),
    "bias": (conv(b=[1, 2]), ValueError, "b: got 2 values, expected 1"),
    "bias text": (conv(b="b"), TypeError, "b: got a str, expected"),
    "activation": (conv(activation="gelu"), ValueError, "activation: got 'gelu', expected one of"),
    "activations": (conv(activation=["relu"]), TypeError, "activation: got .*, expected one of"),
    "dense vector": (
        lambda: layer.build("dense", UNITS, UNITS),
        ValueError,
        r"w: got shape \(4,\), expected \(n, m\)",
    ),
    "dense without weights": (lambda: layer.build("dense", UNITS), TypeError, "w: got None, exp"),
    "dense sizes": (
        lambda: layer.build("dense", UNITS[:3], W),
        ValueError,
        r"a: got shape \(3,\) with 3 units, expected 4 as w \(3, 4\) has",
    ),
    "dense bias": (
        lambda: layer.build("dense", UNITS, W, b=[1, 2]),
        ValueError,
        "b: got 2 values, expected 3",
    ),
    "dense option": (lambda: layer.build("dense", UNITS, W, stride=2), TypeError, "stride"),
    "pool size": (lambda: layer.build("max_pool", IMAGE, size=0), ValueError, "size: got 0, exp"),
    "pool text": (lambda: layer.build("max_pool", IMAGE, size="2"), TypeError, "size: got '2', e"),
    "large pool": (lambda: layer.build("max_pool", IMAGE, size=9), ValueError, r"size: got .*exp"),
    "pool padding": (
        lambda: layer.build("average_pool", IMAGE, size=2, padding=2),
        ValueError,
        r"padding: got \(2, 2\), expected at most half",
    ),
    "pool of a vector": (
        lambda: layer.build("max_pool", UNITS, size=2),
        ValueError,
        r"image: got shape \(4,\), expected \(H, W\) or \(C",
    ),
    "pool of a batch": (
        lambda: layer.build("average_pool", CUBE[None], size=2),
        ValueError,
        r"image: got shape \(1, 2, 5, 6\), expected",
    ),
    "no edges": (own("edges", UNITS), TypeError, "connections: got a str, expected Connections"),
    "other size": (own(DENSE, IMAGE), ValueError, r"a: got shape \(6, 7\), expected \(4,\)"),
    "other weights": (own(DENSE, UNITS, W + 1), ValueError, "weights: got other values than"),
    "weights' shape": (own(DENSE, UNITS, W.T), ValueError, r"weights: got shape \(4, 3\), expect"),
    "weights of a pool": (own(POOL, IMAGE, W), ValueError, "weights: got an array, expected None"),
}


@each("case", BAD)
def test_bad_input_is_refused_by_name(case):
    make, error, message = BAD[case]
    with pytest.raises(error, match=message):
        make()
