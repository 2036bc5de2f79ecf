"""The figures show exactly the numbers they are given."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba
from matplotlib.patches import Rectangle

from cnnbp import figures

VALUES = np.array([[1.0, -2.0, 0.0], [0.25, -0.004, 4.0]])


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def cells(ax):
    """The filled rectangles, in reading order."""
    return [p for p in ax.patches if isinstance(p, Rectangle) and p.get_fill()]


def contrast(first, second):
    def luminance(colour):
        rgb = np.array(to_rgba(colour)[:3])
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


def test_grid_writes_every_number_and_no_negative_zero():
    ax = figures.grid(VALUES)
    assert texts(ax) == ["1.00", "−2.00", "0", "0.25", "0.00", "4.00"]


def test_a_half_is_rounded_up_as_in_the_explorer():
    ax = figures.grid([[0.125, -0.125, 0.375, -0.375 + 3e-7, 0.1249]])
    assert texts(ax) == ["0.13", "−0.13", "0.38", "−0.38", "0.12"]


def test_grid_can_leave_the_numbers_out_and_set_a_title():
    ax = figures.grid(VALUES, decimals=None, title="delta")
    assert texts(ax) == ["−", "−"]  # the sign stays, for those who see no colour
    assert texts(figures.grid(abs(VALUES), decimals=None)) == []
    assert texts(figures.grid(VALUES, kind="image", decimals=None)) == []
    assert ax.get_title() == "delta"


def test_grid_can_number_its_rows_and_columns():
    plain, numbered = figures.grid(VALUES), figures.grid(VALUES, indices=True)
    assert texts(numbered) == [*texts(plain), "0", "1", "0", "1", "2"]
    (left, _), (_, top) = numbered.get_xlim(), numbered.get_ylim()
    places = np.array([text.get_position() for text in numbered.texts[-5:]])
    assert (places[:2, 0] < 0).all()
    assert (places[2:, 1] < 0).all()
    assert (places > [left, top]).all()


def test_signed_colours_are_symmetric_with_white_at_zero():
    colours = [patch.get_facecolor() for patch in cells(figures.grid([[-3.0, 0.0, 3.0]]))]
    assert [to_hex(c).upper() for c in colours] == ["#3A7BB8", "#FFFFFF", "#DB8A1C"]


def test_limit_sets_the_end_of_the_scale():
    half = cells(figures.grid([[-1.0, 1.0]], limit=2))[1].get_facecolor()
    np.testing.assert_allclose(half, figures.SIGNED(0.75), atol=1e-6)


def test_image_is_white_at_zero_and_black_at_one():
    colours = [p.get_facecolor() for p in cells(figures.grid([[0.0, 1.0]], kind="image"))]
    assert [to_hex(c) for c in colours] == ["#ffffff", "#000000"]


@pytest.mark.parametrize("kind", ["image", "signed"])
def test_numbers_stay_readable_on_every_colour(kind):
    values = np.linspace(0 if kind == "image" else -1, 1, 41).reshape(1, -1)
    ax = figures.grid(values, kind=kind)
    for patch, text in zip(cells(ax), ax.texts, strict=True):
        assert contrast(patch.get_facecolor(), text.get_color()) >= 4.5


def test_grid_of_zeros_is_white():
    colours = {to_hex(p.get_facecolor()) for p in cells(figures.grid(np.zeros((2, 2))))}
    assert colours == {"#ffffff"}


def test_badges_and_frames_lie_on_their_cells():
    ax = figures.grid(VALUES, badges={(1, 2): 3}, frames=[(0, 1, 2, 1)])
    assert texts(ax)[-1] == "3"
    badge = ax.texts[-1]
    assert to_hex(badge.get_bbox_patch().get_facecolor()).upper() == figures.EDGE_COLOURS[2]
    assert badge.get_position()[0] // 1 == 2
    assert badge.get_position()[1] // 1 == 1
    frame = [p for p in ax.patches if not p.get_fill()][-1]
    assert (frame.get_xy(), frame.get_width(), frame.get_height()) == ((1, 0), 1, 2)


def test_badges_can_be_read_on_every_colour():
    for number in range(1, 10):
        badge = figures.grid([[0.0]], badges={(0, 0): number}).texts[-1]
        assert contrast(badge.get_bbox_patch().get_facecolor(), badge.get_color()) >= 4.5


def test_edge_colours_start_again_after_nine():
    assert len(set(figures.EDGE_COLOURS)) == 9
    assert figures.edge_colour(1) == figures.edge_colour(10) == figures.EDGE_COLOURS[0]
    assert all(contrast(colour, "white") >= 2 for colour in figures.EDGE_COLOURS)


def test_given_axes_are_used_and_new_figures_are_white():
    figure, ax = plt.subplots()
    assert figures.grid(VALUES, ax) is ax
    assert figures.grid(VALUES).figure is not figure
    assert to_hex(figure.get_facecolor()) == "#ffffff"


def test_inputs_are_not_changed():
    kept = VALUES.copy()
    figures.grid(VALUES, kind="image")
    np.testing.assert_array_equal(VALUES, kept)


def test_rotated_kernel_counts_down_under_the_frame():
    padded, rotated = np.pad(np.arange(1.0, 5).reshape(2, 2), 1), np.arange(4.0).reshape(2, 2)
    ax = figures.rotated_kernel(padded, rotated, 1, 2, title="here")
    assert texts(ax)[-4:] == ["4", "3", "2", "1"]
    places = [(int(t.get_position()[1]), int(t.get_position()[0])) for t in ax.texts[-4:]]
    assert places == [(1, 2), (1, 3), (2, 2), (2, 3)]
    frame = [p for p in ax.patches if not p.get_fill()][-1]
    assert frame.get_xy() == (2, 1)


@pytest.mark.parametrize("place", [(-1, 0), (0, 3), (3, 0)])
def test_rotated_kernel_must_lie_inside(place):
    with pytest.raises(
        ValueError, match=r"row, column: got \(.*\), expected the 2×2 kernel inside"
    ):
        figures.rotated_kernel(np.zeros((4, 4)), np.ones((2, 2)), *place)


def test_pooling_regions_badge_the_winners_with_their_window():
    image = np.arange(16.0).reshape(4, 4) / 16
    ax = figures.pooling_regions(image, 2, winners=np.array([[5, 7], [13, 15]]))
    assert texts(ax)[-4:] == ["1", "2", "3", "4"]
    windows = [p for p in ax.patches if not p.get_fill() and p.get_width() > 1]
    assert [tuple(np.round(p.get_xy()).astype(int)) for p in windows] == [
        (0, 0),
        (2, 0),
        (0, 2),
        (2, 2),
    ]


def test_overlapping_pooling_regions_draw_every_window():
    ax = figures.pooling_regions(np.zeros((8, 8)), 3, stride=2)
    assert len([p for p in ax.patches if not p.get_fill()]) == 9


def test_network_draws_one_line_for_each_weight_by_sign_and_size():
    w = np.array([[1.0, -2.0], [0.5, 0.25], [-1.0, 2.0]])
    ax = figures.network([np.zeros(2), np.zeros(3)], [w], titles=["in", "out"])
    assert len(ax.lines) == 6
    assert [line.get_color() == figures.POSITIVE for line in ax.lines] == list((w > 0).ravel())
    assert [line.get_linestyle() == "-" for line in ax.lines] == list((w > 0).ravel())
    widths = np.array([line.get_linewidth() for line in ax.lines])
    assert widths.argmax() == np.abs(w).ravel().argmax()
    assert "in" in texts(ax)
    assert "out" in texts(ax)


def test_network_of_one_unit_draws_only_its_edges():
    w1, w2 = np.ones((3, 2)), np.ones((4, 3))
    columns = [np.zeros(2), np.zeros(3), np.zeros(4)]
    assert len(figures.network(columns, [w1, w2], unit=(1, 0)).lines) == 2 + 4


def test_network_names_the_shapes_it_needs():
    with pytest.raises(
        ValueError, match=r"weights: got shapes \[\(2, 3\)\], expected \[\(3, 2\)\]"
    ):
        figures.network([np.zeros(2), np.zeros(3)], [np.ones((2, 3))])


def test_connection_matrix_gives_shared_weights_a_shared_colour():
    numbers = np.array([[1, 2, 0], [0, 1, 2]])
    ax = figures.connection_matrix(numbers, numbers=numbers)
    picture = ax.images[0].get_array()
    assert [(*text.get_position(), text.get_text()) for text in ax.texts] == [
        *[(0, 0, "1"), (1, 0, "2")],
        *[(1, 1, "1"), (2, 1, "2")],
    ]
    many = np.ones((2, 20), dtype=int)
    assert texts(figures.connection_matrix(many, numbers=many)) == []
    assert (picture[0, 0] == picture[1, 1]).all()
    assert (picture[0, 1] == picture[1, 2]).all()
    assert (picture[0, 0] != picture[0, 1]).any()
    assert (picture[0, 2] == 1).all()


def test_connection_matrix_of_weights_is_symmetric_about_zero():
    image = figures.connection_matrix([[1.0, -3.0]]).images[0]
    assert image.get_clim() == (-3, 3)


def test_curves_draw_named_lines_and_one_point():
    ax = figures.curves([0, 1, 2], {"a": [1, 2, 3], "b": [3, 2, 1]}, xlabel="x", point=(1, 2))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert ax.get_xlabel() == "x"
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [1, 2, 3])
    np.testing.assert_array_equal(ax.lines[-1].get_xydata(), [[1, 2]])
    assert len({line.get_linestyle() for line in ax.lines[:2]}) == 2


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: figures.grid([1.0, 2.0]),
            ValueError,
            r"values: got shape \(2,\), expected \(rows",
        ),
        (lambda: figures.grid(np.zeros((0, 3))), ValueError, r"values: .* at least one number"),
        (
            lambda: figures.grid([["a"]]),
            TypeError,
            r"values: got values of type <U1, expected real",
        ),
        (lambda: figures.grid([[1j]]), TypeError, r"values: got values of type complex128"),
        (lambda: figures.grid(VALUES, kind="x"), ValueError, r"kind: got 'x', expected one of"),
        (
            lambda: figures.curves([0, 1], {"y": [[1]]}),
            ValueError,
            r"y: got shape \(1, 1\), expected",
        ),
        (lambda: figures.connection_matrix([1]), ValueError, r"matrix: got shape \(1,\), expected"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
    assert not plt.get_fignums()
