"""Wrong backward passes of convolutions, written as learners write them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d

from cnnbp import convolution, exercises

EDGES, ROTATION = "convolution.input_gradient_by_edges", "convolution.input_gradient"
STRIDE, CHANNELS = "convolution.stride", "convolution.channels"
TRUE = "convolution.true_input_gradient"
KERNEL, BIAS = "convolution.kernel_gradient", "convolution.bias_gradient"


def padded(delta, w, p):
    rows, columns = w.shape[0] - 1 - p, w.shape[1] - 1 - p
    return np.pad(delta, ((rows, rows), (columns, columns)))


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("not_rotated", lambda d, w, p: correlate2d(padded(d, w, p), w, "valid")),
        ("not_rotated", lambda d, w, p: convolve2d(padded(d, w, p), np.rot90(w, 2), "valid")),
        ("rows_turned_only", lambda d, w, p: correlate2d(padded(d, w, p), w[::-1], "valid")),
        ("columns_turned_only", lambda d, w, p: correlate2d(padded(d, w, p), w[:, ::-1], "valid")),
        ("padding_not_cropped", lambda d, w, p: convolve2d(d, w, "full")),
    ],
)
def test_rotation(mistake, function):
    result = exercises.check(ROTATION, function)
    assert mistake in result.mistakes


def test_where_no_sigma_stands_nobody_forgets_its_slope():
    wrong = [a.mistake.name for case in exercises._find(ROTATION).case_list for a in case.wrong[0]]
    assert not any(name.startswith("sigma") for name in wrong)


def test_padding_delta_as_the_image_was():
    def mine(delta, w, padding):
        return correlate2d(np.pad(delta, padding), w[::-1, ::-1], "valid")

    result = exercises.check(ROTATION, mine)
    assert result.mistakes == ("delta_padded_as_the_image",)


def test_the_shape_of_a_wrong_padding_is_told_with_its_cause():
    result = exercises.check(ROTATION, lambda d, w, p: convolve2d(d, w, "full"))
    assert result.status == "misconception"
    assert "its shape is (6, 6), expected (4, 4)" in result.sentence


def scatter(put):
    def function(delta, w, input_shape, stride=1):
        da = np.zeros(input_shape)
        for y, x in np.ndindex(delta.shape):
            for u, v in np.ndindex(w.shape):
                put(da, y, x, u, v, w, delta, stride)
        return da

    return function


def overwriting(da, y, x, u, v, w, delta, stride):
    da[y * stride + u, x * stride + v] = w[u, v] * delta[y, x]


def without_weights(da, y, x, u, v, w, delta, stride):
    da[y * stride + u, x * stride + v] += delta[y, x]


def without_deltas(da, y, x, u, v, w, delta, stride):
    da[y * stride + u, x * stride + v] += w[u, v]


def turned(da, y, x, u, v, w, delta, stride):
    da[y * stride + u, x * stride + v] += w[-1 - u, -1 - v] * delta[y, x]


def without_stride(da, y, x, u, v, w, delta, stride):
    da[y + u, x + v] += w[u, v] * delta[y, x]


@pytest.mark.parametrize("name", [EDGES, STRIDE])
@pytest.mark.parametrize(
    ("mistake", "put"),
    [
        ("last_edge_only", overwriting),
        ("weights_forgotten", without_weights),
        ("deltas_forgotten", without_deltas),
        ("not_rotated", turned),
    ],
)
def test_scattering(name, mistake, put):
    assert mistake in exercises.check(name, scatter(put)).mistakes


def test_a_forgotten_stride():
    assert exercises.check(STRIDE, scatter(without_stride)).mistakes == ("stride_forgotten",)


@pytest.mark.parametrize("name", [EDGES, STRIDE])
def test_in_a_loop_nobody_is_told_to_turn_the_kernel(name):
    right = exercises.solution(name)
    for turn, words in (
        (lambda w: w[::-1, ::-1], "meets the weights in the opposite order"),
        (lambda w: w[::-1], "the rows of"),
        (lambda w: w[:, ::-1], "the columns of"),
    ):
        result = exercises.check(name, lambda d, w, *more, turn=turn: right(d, turn(w), *more))
        assert len(result.mistakes) == 1
        assert words in result.sentence
        assert "through the same w[u, v]" in result.sentence


def test_two_indices_exchanged_in_the_worked_example():
    def mine(delta, w, input_shape):
        da = np.zeros(input_shape)
        for y, x in np.ndindex(delta.shape):
            for u, v in np.ndindex(w.shape):
                da[y + v, x + u] += w[u, v] * delta[y, x]
        return da

    result = exercises.check(EDGES, mine)
    assert result.status == "raises"  # the third kernel is not square
    assert "da[y + v, x + u]" in result.sentence
    assert "taken as w[v, u], rows and columns swapped" in result.sentence


def by_line_6(row, column):
    """Lesson 5's program: for each pixel, the output that a weight leads to."""

    def function(delta, w, input_shape):
        da = np.zeros(input_shape)
        for x, y in np.ndindex(input_shape):
            for p, q in np.ndindex(w.shape):
                i, j = x + row * p, y + column * q
                if 0 <= i < delta.shape[0] and 0 <= j < delta.shape[1]:
                    da[x, y] += delta[i, j] * w[p, q]
        return da

    return function


def test_a_sign_in_line_6():
    assert exercises.check(EDGES, by_line_6(-1, -1))
    for row, column, name in (
        (1, -1, "rows_at_the_pixel"),
        (-1, 1, "columns_at_the_pixel"),
        (1, 1, "window_at_the_pixel"),
    ):
        assert exercises.check(EDGES, by_line_6(row, column)).mistakes == (name,)


@pytest.mark.parametrize(
    ("mistake", "row", "column"),
    [
        ("stride_forgotten_in_rows", 1, 0),
        ("stride_forgotten_in_columns", 0, 1),
    ],
)
def test_a_stride_in_one_direction(mistake, row, column):
    def mine(delta, w, input_shape, stride):
        da = np.zeros(input_shape)
        for y, x in np.ndindex(delta.shape):
            top, left = y * (1 if row else stride), x * (1 if column else stride)
            da[top : top + w.shape[0], left : left + w.shape[1]] += w * delta[y, x]
        return da

    assert exercises.check(STRIDE, mine).mistakes == (mistake,)


def test_everything_sent_to_the_first_pixel_of_the_window():
    def first(da, y, x, u, v, w, delta, stride):
        da[y * stride, x * stride] += w[u, v] * delta[y, x]

    for name in (EDGES, STRIDE):
        assert exercises.check(name, scatter(first)).mistakes == ("place_in_the_kernel_forgotten",)


def channels(pick):
    """Σ over f of full convolutions, with the kernel plane that `pick` takes."""

    def function(delta, w, input_shape):
        return np.stack(
            [
                sum(convolve2d(delta[f], pick(w, f, c)) for f in range(len(delta)))
                for c in range(input_shape[0])
            ]
        )

    return function


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("first_kernel_for_all", channels(lambda w, f, c: w[0, c])),
        ("first_channel_for_all", channels(lambda w, f, c: w[f, 0])),
        ("not_rotated", channels(lambda w, f, c: w[f, c, ::-1, ::-1])),
        (
            "first_filter_only",
            lambda d, w, shape: np.stack([convolve2d(d[0], w[0, c]) for c in range(shape[0])]),
        ),
        (
            "mean_over_filters",
            lambda d, w, shape: channels(lambda w, f, c: w[f, c])(d, w, shape) / len(w),
        ),
    ],
)
def test_channels(mistake, function):
    assert mistake in exercises.check(CHANNELS, function).mistakes


@pytest.mark.parametrize(
    ("mistake", "turn"),
    [
        ("rotated_after_true", lambda w: w[::-1, ::-1]),
        ("rows_turned_after_true", lambda w: w[::-1]),
        ("columns_turned_after_true", lambda w: w[:, ::-1]),
    ],
)
def test_turning_the_kernel_after_a_true_convolution(mistake, turn):
    def mine(delta, w):
        return correlate2d(padded(delta, w, 0), turn(w), "valid")

    result = exercises.check(TRUE, mine)
    assert result.mistakes == (mistake,)
    assert "correlate δ with w as it is" in result.sentence


def test_after_a_true_convolution_only_its_own_words_about_turns_are_used():
    named = [a.mistake.name for case in exercises._find(TRUE).case_list for a in case.wrong[0]]
    assert not {"not_rotated", "rows_turned_only"} & set(named)
    # Rotating and convolving turns the kernel twice, which is no turn.
    assert exercises.check(TRUE, lambda d, w: convolve2d(d, w[::-1, ::-1], "full"))


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("gradient_rotated", lambda d, a, k: np.rot90(correlate2d(a, d, "valid"), 2)),
        ("full_for_valid", lambda d, a, k: correlate2d(a, d, "full")),
        ("mean_over_positions", lambda d, a, k: correlate2d(a, d, "valid") / d.size),
        ("values_forgotten", lambda d, a, k: np.full(k, d.sum())),
        ("delta_turned", lambda d, a, k: correlate2d(a, np.rot90(d, 2), "valid")),
        ("image_turned", lambda d, a, k: correlate2d(np.rot90(a, 2), d, "valid")),
        ("window_not_moved", lambda d, a, k: np.full(k, correlate2d(a, d, "valid")[0, 0])),
        ("sign_turned", lambda d, a, k: -correlate2d(a, d, "valid")),
    ],
)
def test_kernel_gradient(mistake, function):
    result = exercises.check(KERNEL, function)
    assert mistake in result.mistakes
    assert result.status == "misconception"


def test_a_library_that_flips_turns_the_kernel_gradient():
    # convolve2d flips δ: the flip has to be undone first
    result = exercises.check(KERNEL, lambda d, a, k: convolve2d(a, d, "valid"))
    assert result.mistakes == ("delta_turned",)
    assert exercises.check(KERNEL, lambda d, a, k: convolve2d(a, np.rot90(d, 2), "valid"))


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("mean_over_positions", lambda d: d.mean(axis=(2, 3)).sum(axis=0)),
        ("mean_over_batch", lambda d: d.sum(axis=(2, 3)).mean(axis=0)),
        ("mean_over_everything", lambda d: d.mean(axis=(0, 2, 3))),
        ("one_bias_per_position", lambda d: d.sum(axis=0)),
        ("batch_not_summed", lambda d: d.sum(axis=(2, 3))),
        ("one_bias_for_all", lambda d: d.sum()),
        ("filters_added_up", lambda d: d.sum(axis=(1, 2, 3))),
    ],
)
def test_bias_gradient(mistake, function):
    assert exercises.check(BIAS, function).mistakes == (mistake,)


@pytest.mark.parametrize(
    ("mistake", "rows", "columns"),
    [
        ("dilation_forgotten", 0, 0),
        ("dilation_forgotten_in_rows", 0, 1),
        ("dilation_forgotten_in_columns", 1, 0),
    ],
)
def test_a_forgotten_dilation(mistake, rows, columns):
    def mine(delta, w, input_shape, dilation):
        da = np.zeros(input_shape)
        for (y, x), d in np.ndenumerate(delta):
            for u, v in np.ndindex(w.shape):
                row = y + u * (dilation if rows else 1)
                da[row, x + v * (dilation if columns else 1)] += w[u, v] * d
        return da

    assert exercises.check("convolution.dilation", mine).mistakes == (mistake,)


def test_the_wrong_axes_turned():
    wrong = channels(lambda w, f, c: w[::-1, ::-1, ::-1, ::-1][f, c])
    assert exercises.check(CHANNELS, wrong).mistakes == ("wrong_axes_turned",)
    every = channels(lambda w, f, c: w[::-1, ::-1][f, c])
    assert exercises.check(CHANNELS, every).mistakes == ("all_axes_turned",)


def test_a_bias_gradient_over_the_wrong_axes():
    for mistake, axes in {"rows_kept": (0, 1, 3), "columns_kept": (0, 1, 2)}.items():
        for function in (
            lambda d, axes=axes: d.sum(axis=axes),
            lambda d, axes=axes: np.apply_over_axes(np.sum, d, axes).ravel(),
            lambda d, mistake=mistake: np.einsum(
                "nfyx->y" if mistake == "rows_kept" else "nfyx->x", d
            ),
        ):
            result = exercises.check(BIAS, function)
            assert result.mistakes == (mistake,)
            assert "the filters are axis 1" in result.sentence
    for near in (lambda d: d[0].sum(axis=(0, 1)), lambda d: d.mean(axis=(0, 1, 2))):
        assert exercises.check(BIAS, near).mistakes == ()


IM2COL, COL2IM = "convolution.im2col", "convolution.col2im"


def columns_of(a, kernel_shape, stride, order="C", outputs="C"):
    """im2col, as with NumPy's windows."""
    windows = np.lib.stride_tricks.sliding_window_view(a, kernel_shape)[::stride, ::stride]
    places = list(np.ndindex(windows.shape[:2]))
    if outputs == "F":
        places.sort(key=lambda place: place[::-1])
    return np.stack([windows[place].ravel(order) for place in places], axis=1)


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("window_by_columns", lambda a, k, s: columns_of(a, k, s, order="F")),
        ("outputs_by_columns", lambda a, k, s: columns_of(a, k, s, outputs="F")),
        ("all_by_columns", lambda a, k, s: columns_of(a, k, s, "F", "F")),
        ("windows_in_rows", lambda a, k, s: columns_of(a, k, s).T),
        ("window_turned", lambda a, k, s: columns_of(a, k, s)[::-1]),
        ("stride_forgotten", lambda a, k, s: columns_of(a, k, 1)),
    ],
)
def test_columns_of_windows(mistake, function):
    assert exercises.check(IM2COL, function).mistakes == (mistake,)


def back_to_pixels(columns, kernel_shape, shape, stride, put="+=", order="C", outputs="C"):
    da = np.zeros(shape)
    sizes = [(n - k) // stride + 1 for n, k in zip(shape, kernel_shape, strict=True)]
    places = list(np.ndindex(*sizes))
    if outputs == "F":
        places.sort(key=lambda place: place[::-1])
    for (y, x), column in zip(places, columns.T, strict=True):
        window = column.reshape(kernel_shape, order=order)
        at = np.s_[stride * y :, stride * x :]
        rows, width = kernel_shape
        if put == "=":
            da[at][:rows, :width] = window
        else:
            da[at][:rows, :width] += window
    return da


@pytest.mark.parametrize(
    ("mistake", "options"),
    [
        ("last_window_only", {"put": "="}),
        ("window_by_columns", {"order": "F"}),
        ("outputs_by_columns", {"outputs": "F"}),
        ("all_by_columns", {"order": "F", "outputs": "F"}),
    ],
)
def test_columns_back_to_the_pixels(mistake, options):
    def mine(*given):
        return back_to_pixels(*given, **options)

    assert exercises.check(COL2IM, back_to_pixels)
    assert exercises.check(COL2IM, mine).mistakes == (mistake,)


def test_a_matrix_of_windows_that_is_reshaped_in_place_of_transposed():
    def mine(columns, kernel_shape, shape, stride):
        rows = columns.reshape(-1, np.prod(kernel_shape))
        return back_to_pixels(rows.T, kernel_shape, shape, stride)

    assert exercises.check(COL2IM, mine).mistakes == ("reshaped_for_transposed",)


def test_copies_of_a_pixel_that_are_averaged():
    def mine(columns, *given):
        copies = back_to_pixels(np.ones(columns.shape), *given)
        return back_to_pixels(columns, *given) / np.maximum(copies, 1)

    assert exercises.check(COL2IM, mine).mistakes == ("mean_of_copies",)


@given(
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.tuples(st.integers(0, 5), st.integers(0, 5)),
    st.integers(1, 3),
)
def test_col2im_is_the_transpose_of_im2col(kernel_shape, more, stride):
    """⟨im2col(a), G⟩ = ⟨a, col2im(G)⟩, and the product with im2col is the convolution."""
    rng = np.random.default_rng(0)
    a = rng.normal(size=[k + m for k, m in zip(kernel_shape, more, strict=True)])
    columns = exercises.solution(IM2COL)(a, kernel_shape, stride)
    gradient = rng.normal(size=columns.shape)
    back = exercises.solution(COL2IM)(gradient, kernel_shape, a.shape, stride)
    np.testing.assert_allclose(np.sum(columns * gradient), np.sum(a * back), atol=1e-9)
    w = rng.normal(size=kernel_shape)
    z = convolution.forward(a, w, stride=stride)
    np.testing.assert_allclose((w.ravel() @ columns).reshape(z.shape), z, atol=1e-9)


def test_a_wrong_column_opens_its_window():
    case = exercises._find(IM2COL).case_list[2]
    flow = exercises._find(IM2COL).open_case(case, 0, 1 * 6 + 4)  # a 2 × 3 output, row 1 of kH·kW
    assert flow.selection["panel"] == "output"
    assert flow.selection["index"] == [1, 1]
