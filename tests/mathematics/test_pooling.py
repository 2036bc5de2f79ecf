"""Max and average pooling: central differences, the edges, SciPy; ties, overlap and padding."""

import numpy as np
import pytest
from doors import POOL_DOORS, door
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage
from strategies import pools, seeds
from support.each import each

from cnnbp import connections, pooling
from cnnbp.gradient_check import central_difference
from cnnbp.pooling import Winners

CLOSE = {"rtol": 1e-12, "atol": 1e-12}


@pytest.fixture(params=POOL_DOORS)
def each_door(request):
    """The door open, shut, and every pool by the fast algorithm."""
    with door(request.param):
        yield


def _distinct(case):
    """Numbers that are far enough apart for a central difference across a maximum."""
    count = int(np.prod(case.shape))
    return np.random.default_rng(case.seed).permutation(count).reshape(case.shape) / 8 - 1


def _one(array, case):
    """The first example, as Connections see one."""
    return array[0] if len(case.shape) == 4 else array


@given(pools())
def test_max_gradient_is_a_central_difference(case):
    a = _distinct(case)
    delta = case.numbers(pooling.max_forward(a, case.kernel, **case.options)[0].shape, 1)

    def loss(a):
        return np.sum(delta * pooling.max_forward(a, case.kernel, **case.options)[0])

    for name in POOL_DOORS:
        with door(name):
            z, winners = pooling.max_forward(a, case.kernel, **case.options)
            da = pooling.max_input_gradient(delta, winners, a.shape)
            np.testing.assert_allclose(da, central_difference(loss, a), rtol=0, atol=1e-7)
        assert da.shape == a.shape
        assert z.shape == winners.shape == winners.position.shape


@given(pools(), st.booleans())
def test_average_gradient_is_a_central_difference(case, count):
    a = case.numbers(case.shape)
    options = {**case.options, "count_include_pad": count}
    delta = case.numbers(pooling.average_forward(a, case.kernel, **options).shape, 1)
    da = pooling.average_input_gradient(delta, a.shape, case.kernel, **options)
    expected = central_difference(
        lambda a: np.sum(delta * pooling.average_forward(a, case.kernel, **options)), a
    )
    np.testing.assert_allclose(da, expected, rtol=0, atol=1e-7)


@given(pools(max_batch=1), st.booleans())
def test_both_equal_the_sums_over_edges(case, count):
    if case.shape[0] == 0:
        return
    a = case.numbers(case.shape).round(1)  # rounded: with ties
    z, winners = pooling.max_forward(a, case.kernel, **case.options)
    delta = case.numbers(z.shape, 1)
    edges = connections.max_pool(winners[0] if a.ndim == 4 else winners)
    np.testing.assert_array_equal(edges.forward(_one(a, case)), _one(z, case))
    da = pooling.max_input_gradient(delta, winners)
    np.testing.assert_allclose(edges.backward(_one(delta, case)), _one(da, case), **CLOSE)

    options = {**case.options, "count_include_pad": count}
    edges = connections.average_pool(_one(a, case).shape, case.kernel, **options)
    z = pooling.average_forward(a, case.kernel, **options)
    np.testing.assert_allclose(edges.forward(_one(a, case)), _one(z, case), **CLOSE)
    da = pooling.average_input_gradient(delta, a.shape, case.kernel, **options)
    np.testing.assert_allclose(edges.backward(_one(delta, case)), _one(da, case), **CLOSE)


@given(pools(), seeds)
def test_the_maximum_stands_where_the_winner_says_and_is_the_first(case, seed):
    a = np.random.default_rng(seed).integers(-1, 2, size=case.shape).astype(float)
    z, winners = pooling.max_forward(a, case.kernel, **case.options)
    (kH, kW), (sy, sx), (py, px) = winners.size, winners.stride, winners.padding
    width = a.shape[-1]
    for index in np.ndindex(z.shape):
        top, left = index[-2] * sy - py, index[-1] * sx - px
        window = [
            (a[index[:-2]][y, x], y * width + x)
            for y in range(max(top, 0), min(top + kH, a.shape[-2]))
            for x in range(max(left, 0), min(left + kW, width))
        ]
        largest = max(value for value, _ in window)
        first = next(position for value, position in window if value == largest)
        assert (z[index], winners.position[index]) == (largest, first)


@pytest.mark.parametrize("size", [(1, 3), (3, 3), (5, 3)])
def test_against_ndimage(size):
    a = np.random.default_rng(2).normal(size=(7, 8))
    half = tuple(k // 2 for k in size)
    z, _ = pooling.max_forward(a, size, stride=1, padding=half)
    expected = ndimage.maximum_filter(a, size, mode="constant", cval=-np.inf)
    np.testing.assert_array_equal(z, expected)
    z = pooling.average_forward(a, size, stride=1, padding=half)
    expected = ndimage.uniform_filter(a, size, mode="constant", cval=0.0)
    np.testing.assert_allclose(z, expected, atol=1e-12)


def test_a_pool_worked_by_hand(each_door):
    a = np.array([[1.0, 3.0, 2.0, 0.0], [5.0, 4.0, 8.0, 7.0]])
    z, winners = pooling.max_forward(a, 2)
    assert z.tolist() == [[5, 8]]
    assert winners.position.tolist() == [[4, 6]]
    assert winners.place.tolist() == [[2, 2]]
    back = pooling.max_input_gradient([[10.0, 20.0]], winners, (2, 4))
    assert back.tolist() == [[0, 0, 0, 0], [10, 0, 20, 0]]
    assert pooling.average_forward(a, 2).tolist() == [[3.25, 4.25]]
    spread = pooling.average_input_gradient([[4.0, 8.0]], (2, 4), 2)
    assert spread.tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


def test_the_first_maximum_in_row_major_order_wins_a_tie(each_door):
    _, winners = pooling.max_forward(np.zeros((4, 6)), (2, 3))
    assert winners.position.tolist() == [[0, 3], [12, 15]]
    _, winners = pooling.max_forward([[0.0, 1.0, 1.0], [1.0, 1.0, 0.0], [1.0, 1.0, 1.0]], 3)
    assert winners.position.tolist() == [[1]]


def test_overlapping_windows_add_up(each_door):
    a = np.array([[0.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 0.0]])
    _, winners = pooling.max_forward(a, 2, stride=1)
    back = pooling.max_input_gradient([[1.0, 10.0], [100.0, 1000.0]], winners)
    assert back.tolist() == [[0, 0, 0], [0, 1111, 0], [0, 0, 0]]
    spread = pooling.average_input_gradient([[4.0, 40.0], [400.0, 4000.0]], (3, 3), 2, stride=1)
    assert spread.tolist() == [[1, 11, 10], [101, 1111, 1010], [100, 1100, 1000]]


def test_pixels_between_windows_get_nothing(each_door):
    a = np.arange(25.0).reshape(5, 5)
    z, winners = pooling.max_forward(a, 1, stride=2)
    assert z.tolist() == [[0, 2, 4], [10, 12, 14], [20, 22, 24]]
    assert pooling.max_input_gradient(np.ones((3, 3)), winners).sum(axis=1).tolist() == [
        3,
        0,
        3,
        0,
        3,
    ]
    # the last row and column fit in no window
    assert pooling.average_input_gradient(np.ones((2, 2)), (5, 5), 2)[4].tolist() == [0] * 5


def test_padding_never_wins_even_against_minus_infinity(each_door):
    z, winners = pooling.max_forward(-np.ones((2, 2)), 2, stride=1, padding=1)
    assert z.tolist() == [[-1] * 3] * 3
    assert winners.position.tolist() == [[0, 0, 1], [0, 0, 1], [2, 2, 3]]
    lowest = np.full((3, 3), -np.inf)
    z, winners = pooling.max_forward(lowest, 3, stride=2, padding=1)
    assert z.tolist() == [[-np.inf] * 2] * 2
    assert winners.position.tolist() == [[0, 1], [3, 4]]
    back = pooling.max_input_gradient(np.ones((2, 2)), winners)
    assert back.tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]


def test_the_divisor_counts_the_padding_or_not():
    a = np.ones((2, 2))
    assert pooling.average_forward(a, 2, padding=1).tolist() == [[0.25, 0.25], [0.25, 0.25]]
    without = pooling.average_forward(a, 2, padding=1, count_include_pad=False)
    assert without.tolist() == [[1, 1], [1, 1]]
    options = {"stride": 1, "padding": (0, 1)}
    assert pooling.average_forward(a, 2, **options).tolist() == [[0.5, 1, 0.5]]
    spread = pooling.average_input_gradient([[4.0, 8.0, 12.0]], (2, 2), 2, **options)
    assert spread.tolist() == [[3, 5], [3, 5]]
    spread = pooling.average_input_gradient(
        [[4.0, 8.0, 12.0]], (2, 2), 2, count_include_pad=False, **options
    )
    assert spread.tolist() == [[4, 8], [4, 8]]


def test_infinities_stay_where_they_belong(each_door):
    a = np.array([[1.0, 2.0, 3.0, np.inf]])
    z, winners = pooling.max_forward(a, (1, 2))
    assert z.tolist() == [[2, np.inf]]
    back = pooling.max_input_gradient([[np.inf, 1.0]], winners)
    assert back.tolist() == [[0, np.inf, 0, 1]]
    _, winners = pooling.max_forward([[1.0, 5.0, 3.0], [1.0, 2.0, 3.0]], (1, 2), stride=1)
    back = pooling.max_input_gradient([[np.inf, 1.0], [1.0, 1.0]], winners)
    assert back.tolist() == [[0, np.inf, 0], [0, 1, 1]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("repeats", [1, 400])  # the plain line, and a size for the fast algorithm
def test_a_pixel_that_is_not_a_number_wins_its_window(dtype, padding, repeats):
    """As in np.argmax and PyTorch; of several, the first."""
    nan = np.nan
    window = np.array([[5, 1, nan, 9], [nan, nan, 8, 7], [1, 2, 4, 4], [3, 0, 0, 0]], dtype)
    a = np.tile(window, (repeats, 1, 1))
    z, winners = pooling.max_forward(a, 2, stride=2, padding=padding)
    delta = np.arange(1.0, 1 + z[0].size).reshape(z.shape[1:]).astype(dtype)
    back = pooling.max_input_gradient(np.broadcast_to(delta, z.shape), winners)
    if padding:
        expected = [[1, 0, 2, 3], [4, 5, 0, 6], [0, 0, 0, 0], [7, 8, 0, 9]]
        np.testing.assert_array_equal(z[-1], [[5, nan, 9], [nan, nan, 7], [3, 0, 0]])
    else:
        expected = [[0, 0, 2, 0], [1, 0, 0, 0], [0, 0, 4, 0], [3, 0, 0, 0]]
        np.testing.assert_array_equal(z[-1], [[nan, nan], [3, 4]])
    np.testing.assert_array_equal(back[0], expected)
    np.testing.assert_array_equal(back, np.broadcast_to(expected, back.shape))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_delta_that_is_no_number_reaches_its_winner_alone(dtype, stride, each_door):
    a = np.arange(36, dtype=dtype).reshape(6, 6)  # each window has a winner of its own
    z, winners = pooling.max_forward(a, 2, stride=stride)
    delta = np.zeros(z.shape, dtype)
    delta[0, 1], delta[1, 0] = np.nan, -np.inf
    back = pooling.max_input_gradient(delta, winners).ravel()
    assert back.dtype == dtype
    assert np.isnan(back).nonzero()[0].tolist() == [winners.position[0, 1]]
    assert np.isinf(back).nonzero()[0].tolist() == [winners.position[1, 0]]
    assert np.count_nonzero(back) == 2


def _batch_last(array):
    """The same numbers, with the batch as the last axis in memory."""
    return np.ascontiguousarray(np.moveaxis(array, 0, -1)).transpose(-1, *range(array.ndim - 1))


@given(pools(max_batch=3), st.booleans())
def test_how_the_memory_lies_changes_no_number(case, count):
    a = case.numbers(case.shape).round(1)
    z, winners = pooling.max_forward(a, case.kernel, **case.options)
    delta = case.numbers(z.shape, 1)
    options = {**case.options, "count_include_pad": count}
    expected = [
        pooling.max_input_gradient(delta, winners),
        pooling.average_forward(a, case.kernel, **options),
        pooling.average_input_gradient(delta, a.shape, case.kernel, **options),
    ]
    for laid_out in (_batch_last, np.asfortranarray):
        other, others = pooling.max_forward(laid_out(a), case.kernel, **case.options)
        np.testing.assert_array_equal(other, z)
        np.testing.assert_array_equal(others.place, winners.place)
        results = [
            pooling.max_input_gradient(laid_out(delta), winners),
            pooling.average_forward(laid_out(a), case.kernel, **options),
            pooling.average_input_gradient(laid_out(delta), a.shape, case.kernel, **options),
        ]
        for result, right in zip(results, expected, strict=True):
            np.testing.assert_allclose(result, right, **CLOSE)
        mixed = pooling.max_input_gradient(delta, others)
        np.testing.assert_allclose(mixed, expected[0], **CLOSE)


def test_winners():
    a = np.random.default_rng(0).normal(size=(2, 3, 5, 6))
    _, winners = pooling.max_forward(a, (2, 3), stride=(1, 2), padding=(1, 0))
    assert (winners.input_shape, winners.shape) == ((2, 3, 5, 6), (2, 3, 6, 2))
    assert (winners.size, winners.stride, winners.padding) == ((2, 3), (1, 2), (1, 0))
    assert winners.place.dtype == np.uint8
    one = winners[1]
    assert (one.input_shape, one.shape, one.stride) == ((3, 5, 6), (3, 6, 2), (1, 2))
    np.testing.assert_array_equal(one.position, winners.position[1])
    with pytest.raises(AttributeError):
        winners.size = (1, 1)
    with pytest.raises(ValueError, match=r"^winners: got shape .*, expected a batch"):
        one[0]


def test_a_window_of_more_than_256_places(each_door):
    a = np.arange(340.0).reshape(17, 20)
    _, winners = pooling.max_forward(a, (17, 20))
    assert winners.place.dtype == np.uint16
    assert winners.place.tolist() == [[339]]
    _, winners = pooling.max_forward(a, (16, 20))
    assert winners.place.dtype == np.uint16
    _, winners = pooling.max_forward(np.arange(257.0)[None], (1, 257))
    assert winners.place.tolist() == [[256]]
    _, winners = pooling.max_forward(a[:16, :16], 16)
    assert winners.place.dtype == np.uint8
    assert winners.place.tolist() == [[255]]
    assert pooling.max_forward(a, 1)[1].place.dtype == np.uint8


def _everything(a, delta):
    z, winners = pooling.max_forward(a, 2)
    return [
        z,
        pooling.max_input_gradient(delta, winners),
        pooling.max_forward(a, 2, padding=1)[0][..., :1, :1],
        pooling.average_forward(a, 2),
        pooling.average_forward(a, 2, padding=1, count_include_pad=False)[..., :1, :1],
        pooling.average_input_gradient(delta, a.shape, 2),
        pooling.average_input_gradient(
            delta, a.shape, 3, stride=2, padding=1, count_include_pad=False
        ),
    ]


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        (np.float32, np.float32),
        (np.float64, np.float64),
        (np.int8, np.float64),
        (bool, np.float64),
        (np.float16, np.float64),
    ],
)
def test_types(dtype, expected):
    results = _everything(np.ones((2, 1, 4, 4), dtype), np.ones((2, 1, 2, 2), dtype))
    assert {r.dtype for r in results} == {np.dtype(expected)}


def test_read_only_and_strided_inputs_stay_as_they_are():
    rng = np.random.default_rng(0)
    a, delta = rng.normal(size=(8, 4, 3, 2)).T[..., ::2], rng.normal(size=(2, 2, 3, 2)).T
    kept = a.copy(), delta.copy()
    for x in (a, delta):
        x.flags.writeable = False
    for result, same in zip(_everything(a, delta), _everything(*kept), strict=True):
        np.testing.assert_allclose(result, same)
        assert result.flags.writeable
        assert not np.shares_memory(result, a)
        assert not np.shares_memory(result, delta)
    np.testing.assert_array_equal(a, kept[0])
    np.testing.assert_array_equal(delta, kept[1])


A, D = np.ones((1, 2, 4, 6)), np.ones((1, 2, 2, 3))
WON = pooling.max_forward(A, 2)[1]
SHARED = [
    ({"size": 0}, ValueError, "^size: got 0, expected an int or a .* at least 1"),
    ({"size": (2, -2)}, ValueError, r"^size: got \(2, -2\)"),
    ({"size": 2.0}, TypeError, "^size: got 2.0"),
    ({"size": None}, TypeError, "^size: got None"),
    ({"size": 2, "stride": 0}, ValueError, "^stride: got 0, .* at least 1"),
    ({"size": 2, "stride": "2"}, TypeError, "^stride: got '2'"),
    ({"size": 2, "padding": -1}, ValueError, "^padding: got -1, .* at least 0"),
    ({"size": 2, "padding": 2}, ValueError, r"^padding: got \(2, 2\), expected at most half of"),
    ({"size": (2, 3), "padding": (0, 2)}, ValueError, r"^padding: got \(0, 2\)"),
    ({"size": (3, 2), "padding": (2, 0)}, ValueError, r"^padding: got \(2, 0\)"),
    ({"size": (5, 2)}, ValueError, r"^size: got size \(5, 2\) .* padded image, \(4, 6\)"),
    ({"size": (2, 7)}, ValueError, r"^size: got size \(2, 7\)"),
]


@pytest.mark.parametrize(("options", "error", "words"), SHARED)
def test_bad_options(options, error, words):
    for call in (
        lambda: pooling.max_forward(A, **options),
        lambda: pooling.average_forward(A, **options),
        lambda: pooling.average_input_gradient(D, A.shape, **options),
        lambda: connections.average_pool((2, 4, 6), **options),
    ):
        with pytest.raises(error, match=words):
            call()


@pytest.mark.parametrize("forward", [pooling.max_forward, pooling.average_forward])
@pytest.mark.parametrize(
    ("a", "error", "words"),
    [
        ("a", TypeError, "^a: got a str"),
        (None, TypeError, "^a: got None"),
        (A * 1j, TypeError, "^a: got values of type complex128"),
        (np.ones(4), ValueError, r"^a: got shape \(4,\), expected \(N, C, H, W\) or"),
        (np.ones((1, 1, 1, 4, 4)), ValueError, "^a: got shape"),
        (np.ones((0, 4)), ValueError, "^a: got an image of 0×4 pixels, expected at least one"),
    ],
)
def test_bad_images(forward, a, error, words):
    with pytest.raises(error, match=words):
        forward(a, 2)


@each(
    ("call", "error", "words"),
    [
        (lambda: pooling.max_input_gradient(D[0], WON), ValueError,
         r"^delta: got shape \(2, 2, 3\), expected \(1, 2, 2, 3\), the shape of winners"),
        (lambda: pooling.max_input_gradient(None, WON), TypeError, "^delta: got None"),
        (lambda: pooling.max_input_gradient(D, WON.place), TypeError,
         "^winners: got a ndarray, expected Winners of max_forward"),
        (lambda: pooling.max_input_gradient(D, WON, (1, 2, 5, 6)), ValueError,
         r"^input_shape: got shape \(1, 2, 5, 6\), expected \(1, 2, 4, 6\)"),
        (lambda: pooling.max_input_gradient(D, WON, 3), TypeError, "^input_shape: got 3"),
        (lambda: pooling.max_input_gradient(D, WON, (3,)), ValueError,
         r"^input_shape: got shape \(3,\), expected \(N, C, H, W\) or"),
        (lambda: pooling.average_input_gradient(D, (1, 2, 4), 2), ValueError, "^delta: got shape"),
        (lambda: pooling.average_input_gradient(D, (4,), 2), ValueError, "^input_shape: got"),
        (lambda: pooling.average_input_gradient(D, None, 2), TypeError, "^input_shape: got None"),
        (lambda: pooling.average_input_gradient(D, (1, 2, 0, 6), 2), ValueError,
         "^input_shape: got an image of 0×6 pixels"),
        (lambda: pooling.average_input_gradient("d", A.shape, 2), TypeError, "^delta: got a str"),
        (lambda: pooling.average_input_gradient(D, A.shape, 2, stride=1), ValueError,
         r"^delta: got shape .* expected \(1, 2, 3, 5\), the shape of this pool's output"),
        (lambda: pooling.average_forward(A, 2, count_include_pad=1), TypeError,
         "^count_include_pad: got 1, expected True or False"),
        (lambda: pooling.average_input_gradient(D, A.shape, 2, count_include_pad="no"), TypeError,
         "^count_include_pad: got 'no'"),
    ],
)  # fmt: skip
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_the_public_names():
    assert isinstance(WON, Winners)
    assert all(hasattr(pooling, name) for name in pooling.__all__)


@pytest.mark.parametrize("size", [(300, 1), (1, 300), (20, 15)])
def test_a_window_of_more_than_256_places_remembers_the_right_one(size, each_door):
    a = np.arange(300.0).reshape(size)
    z, winners = pooling.max_forward(a, size)
    assert z.item() == 299
    assert winners.position.item() == 299
    gradient = pooling.max_input_gradient(np.ones((1, 1)), winners, size)
    np.testing.assert_array_equal(gradient, a == 299)


@pytest.mark.parametrize(
    ("image", "size", "stride", "padding"),
    [((6, 6), 3, 2, 0), ((2, 4), 2, 4, 1), ((4, 6), (2, 3), None, 0), ((5, 6), (2, 3), None, 0)],
)
def test_windows_that_cover_the_image_and_windows_that_only_seem_to(
    image, size, stride, padding, each_door
):
    a = np.random.default_rng(0).normal(size=(2, 3, *image))
    z, winners = pooling.max_forward(a, size, stride=stride, padding=padding)
    delta = np.random.default_rng(1).normal(size=z.shape)
    expected = np.zeros((2, 3, image[0] * image[1]))
    for n, c, y, x in np.ndindex(z.shape):
        expected[n, c, winners.position[n, c, y, x]] += delta[n, c, y, x]
    back = pooling.max_input_gradient(delta, winners)
    np.testing.assert_allclose(back, expected.reshape(a.shape))
