"""What is said to a number or to marked outputs: right, which mistake, a place, how far off."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistake_layers import any_layer, average_pool, convolution, dense, max_pool, of_sigma

from cnnbp import connections
from cnnbp.mistakes import (
    UNKNOWN,
    catalogue,
    explain_outputs,
    explain_value,
    explain_weight,
    hints,
    input_gradient_mistakes,
    output_rows,
    recognise,
    tolerance,
    value_rows,
)
from cnnbp.mistakes.catalogue import weight_gradient
from cnnbp.mistakes.catalogue.parameters import WEIGHTS
from cnnbp.mistakes.words import product


def test_the_right_number_is_right_also_when_it_is_rounded():
    layer = convolution()
    for source in range(layer.a.size):
        right = layer.right.flat[source]
        assert explain_value(layer, source, right)
        assert explain_value(layer, source, round(right, 2))


def test_a_wrong_number_is_not_right_because_all_numbers_are_small():
    layer = convolution()
    small = type(layer)("convolution", layer.connections, layer.a, layer.delta / 1000, w=layer.w)
    assert not explain_value(small, 7, 0.0)
    assert not explain_value(small, 7, small.right.flat[7] * 2)


def test_an_unrotated_kernel_is_answered_in_one_sentence():
    layer = convolution()
    wrong = {a.mistake.name: a.value for a in input_gradient_mistakes(layer)}
    verdict = explain_value(layer, 12, wrong["not_rotated"].flat[12])
    assert verdict.mistakes == ("not_rotated",)
    assert verdict.sentence == (
        "This number is what comes out when the kernel is not turned by 180° on the way back."
    )
    assert verdict.more == (
        "Each edge keeps its weight. Read from the pixel, that is the kernel turned by 180°, once. "
        "Turned twice, it lies as before.",
    )
    assert repr(verdict) == f"{verdict.sentence} {verdict.more[0]}"


def test_two_products_with_their_weights_exchanged():
    layer = convolution(image=(5, 5), kernel=(3, 3))
    w, d = layer.w, layer.delta
    verdict = explain_value(layer, 1, d[0, 0] * w[0, 0] + d[0, 1] * w[0, 1])
    assert verdict.mistakes == ("same_order",)
    assert "in the same order as the deltas" in verdict.sentence
    inside = {a.mistake.name: a.value for a in input_gradient_mistakes(layer)}["same_order"]
    assert inside[2, 2] == layer.right[2, 2]  # there, the order is a turn of the kernel


def test_after_a_true_convolution_the_words_are_its_own():
    layer = convolution(image=(5, 5), kernel=(3, 3), convention="convolution")
    w, d = layer.w, layer.delta
    assert explain_value(layer, 1, d[0, 0] * w[2, 1] + d[0, 1] * w[2, 2])
    verdict = explain_value(layer, 1, d[0, 0] * w[2, 2] + d[0, 1] * w[2, 1])
    assert verdict.mistakes == ("opposite_order",)
    verdict = explain_value(layer, 1, d[0, 0] * w[0, 1] + d[0, 1] * w[0, 0])
    assert verdict.mistakes == ("rotated_after_true",)
    assert "correlate δ with w as it is" in verdict.more[0]


def test_the_plain_reason_is_said_first():
    layer = convolution(image=(5, 5), kernel=(3, 3))
    w = layer.w.copy()
    w[0, 2] = 1  # a kernel whose rows are turned brings the delta alone to the corner
    same = type(layer)("convolution", connections.convolution(w, (5, 5)), layer.a, layer.delta, w=w)
    verdict = explain_value(same, 0, same.delta[0, 0])
    assert verdict.mistakes[:2] == ("weights_forgotten", "rows_turned_only")
    assert "multiplied by that edge's weight" in verdict.more[0]


def test_one_mistake_is_named_alone_with_its_remedy():
    layer = convolution(padding=1)
    wrong = {a.mistake.name: a.value for a in input_gradient_mistakes(layer)}
    verdict = explain_value(layer, 12, wrong["padding_forgotten"].flat[12])
    assert verdict.mistakes == ("padding_forgotten",)
    assert verdict.sentence.startswith(
        "This number is what comes out when the padding is forgotten"
    )


def test_a_rounded_share_for_a_pixel_that_lost_is_named():
    """The right answer is 0: no product says how a wrong one was rounded."""
    layer = max_pool(size=2)
    wrong = {a.mistake.name: a.value for a in input_gradient_mistakes(layer)}
    losers = np.flatnonzero((layer.right == 0) & (np.abs(wrong["spread_over_window"]) > 0.1))
    assert len(losers)
    for source in losers:
        share = round(float(wrong["spread_over_window"].flat[source]), 2)
        assert "spread_over_window" in explain_value(layer, int(source), share).mistakes
        assert not explain_value(layer, int(source), 0.001)


def test_where_a_mistake_gives_the_right_number_it_is_not_named():
    # the corner pixel of an unpadded plane has one edge: its mean is its sum
    layer = convolution()
    verdict = explain_value(layer, 0, -layer.right.flat[0])
    assert "mean_for_sum" not in verdict.mistakes
    assert "sign_turned" in verdict.mistakes


def test_a_missing_term_and_a_wrong_sign():
    layer = convolution(seed=5, image=(7, 7), kernel=(3, 3))
    out = layer.connections.from_source(24)
    terms = layer.connections.weight[out] * layer.delta.ravel()[layer.connections.target[out]]
    right = layer.right.flat[24]
    missing = explain_value(layer, 24, right - terms[2], tolerance=1e-6)
    assert missing.mistakes == ("term_missing",)
    assert "output row 1, column 3, is missing" in missing.sentence
    assert explain_value(layer, 24, right - 2 * terms[2], 1e-6).mistakes == ("term_sign_turned",)
    assert explain_value(layer, 24, right + terms[2], 1e-6).mistakes == ("term_counted_twice",)


def test_the_number_of_another_pixel():
    layer = convolution(seed=8, image=(6, 6), kernel=(3, 3))
    assert explain_value(layer, 8, layer.right[2, 1], 1e-6).mistakes == ("row_and_column_swapped",)
    assert explain_value(layer, 8, layer.right[1, 3], 1e-6).mistakes == ("neighbour",)
    assert "row 1, column 3" in explain_value(layer, 8, layer.right[1, 3], 1e-6).sentence


def test_a_number_of_unknown_origin():
    verdict = explain_value(convolution(), 7, 123.456)
    assert not verdict.right
    assert verdict.mistakes == ()
    assert "none of the known mistakes" in verdict.sentence


def test_two_mistakes_at_once():
    layer = convolution(activation="sigmoid", padding=1)
    bare = type(layer)("convolution", layer.connections, layer.a, layer.delta, w=layer.w,
                       options=layer.options)  # fmt: skip
    wrong = {a.mistake.name: a.value for a in input_gradient_mistakes(bare)}
    verdict = explain_value(layer, 12, wrong["padding_forgotten"].flat[12])
    assert verdict.mistakes == ("padding_forgotten", "sigma_prime_forgotten")


def test_weights():
    layer = convolution(activation="tanh")
    right = weight_gradient(layer)
    assert explain_weight(layer, 1, right.flat[1])
    assert explain_weight(layer, 1, right.flat[1] / layer.delta.size).mistakes == (
        "mean_over_positions",
    )
    assert explain_weight(layer, 1, right.flat[4]).mistakes == ("gradient_rotated",)
    assert explain_weight(layer, 1, 1234.5).mistakes == ()
    with pytest.raises(ValueError, match="expected one with weights"):
        explain_weight(max_pool(size=2), 0, 1.0)


def test_arguments_that_make_no_sense():
    for arguments, error, words in (
        ((True, 1.0), TypeError, "source: got True"),
        ((1.5, 1.0), TypeError, "source: got 1.5"),
        ((30, 1.0), ValueError, "source: got 30, expected 0 to 29"),
        ((-1, 1.0), ValueError, "source: got -1"),
        ((0, "0.5"), TypeError, "value: got '0.5'"),
        ((0, float("nan")), ValueError, "value: got nan"),
        ((0, None), TypeError, "value: got None"),
        ((0, 1.0, 0.0), ValueError, "tolerance: got 0.0"),
    ):
        with pytest.raises(error, match=words):
            explain_value(convolution(), *arguments)


def test_a_batch_has_no_single_unit():
    with pytest.raises(ValueError, match="no batch"):
        explain_value(dense(batch=2), 0, 1.0)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), source=st.integers(0, 29), value=st.floats(-5, 5))
def test_whatever_is_named_really_gives_the_number(seed, source, value):
    layer = convolution(seed, activation="sigmoid", padding=1)
    verdict = explain_value(layer, source, value, 0.02)
    assert verdict.right == (abs(value - layer.right.flat[source]) <= 0.02)
    wrong = {a.mistake.name: a.value for a in input_gradient_mistakes(layer)}
    if verdict.mistakes and "sigma_prime_forgotten" not in verdict.mistakes[1:]:
        for name in set(verdict.mistakes) & set(wrong):
            assert abs(wrong[name].flat[source] - value) <= 0.02
            assert abs(wrong[name].flat[source] - layer.right.flat[source]) > 0.02


def test_a_zero_where_something_comes_back_gets_the_plain_fact():
    layer = convolution(image=(7, 7), kernel=(3, 3))
    verdict = explain_value(layer, 24, 0.0)
    assert not verdict.right
    assert verdict.sentence == (
        "Not 0: 9 edges lead from here to the outputs, and what comes back is not 0."
    )
    pool = max_pool(np.arange(16.0).reshape(4, 4), size=2)
    assert explain_value(pool, 0, 0.0).right
    assert "1 edge leads" in explain_value(pool, 5, 0.0).sentence


def test_negative_factors_stand_in_brackets():
    assert product(0.5, -0.25) == "0.5 × (−0.25)"
    assert product(-2, 3) == "(−2) × 3"


def test_one_pixel_of_several_windows_where_two_mistakes_agree():
    layer = average_pool(size=2, stride=1)
    verdict = explain_value(layer, 8, float(layer.delta[1, 1]) / 4)
    assert {"last_edge_only", "mean_for_sum"} <= set(verdict.mistakes)
    assert verdict.sentence == "This number is what comes out when only the last edge is counted."
    assert verdict.more[1:] == (
        "Or when the mean over the edges is taken in place of the sum.",
        "Or when each delta is multiplied by its weight twice.",
    )


def test_where_no_sigma_stands_none_is_missed():
    layer = dense()
    assert explain_value(layer, 0, layer.right[0]).right
    assert not any("sigma" in a.mistake.name for a in input_gradient_mistakes(layer))


def test_relu_lets_nothing_back_where_it_was_off():
    layer = dense(seed=1, activation="relu")
    off = int(np.flatnonzero(layer.z < 0)[0])
    verdict = explain_value(layer, off, (layer.w.T @ layer.delta)[off])
    assert verdict.mistakes[0] == "sigma_prime_forgotten"


# Families that code makes, and who adds up by hand makes as well.


def test_families_are_named_to_who_gives_a_number():
    strided = convolution(seed=2, image=(8, 9), kernel=(3, 2), stride=2)
    channels = convolution(seed=4, image=(2, 5, 6), kernel=(2, 2, 2, 3))
    near = max_pool([[0.6, 0.604, 0.1], [0.2, 0.3, 0.9]], size=2, stride=1)
    average = average_pool(size=3, stride=2)
    sigma = of_sigma(np.array([-1.5, 0.4, 2.0]), "sigmoid", np.array([0.7, -1.1, 0.6]))
    relu = of_sigma(np.array([-1.5, 0.4, 2.0]), "relu", np.array([0.7, -1.1, 0.6]))
    for layer, names in (
        (strided, ["first_window_only", "leftover_in_front", "as_many_zeros_as_the_stride"]),
        (convolution(dilation=2), ["as_many_zeros_as_the_dilation", "dilation_for_stride"]),
        (channels, ["last_window_only", "last_filter_only", "own_filter_only"]),
        (channels, ["deltas_summed_over_filters", "channels_added_up", "mean_over_channels"]),
        (near, ["near_tie_first"]),
        (average, ["first_window_only", "divided_by_outputs", "divided_by_overlaps"]),
        (average, ["stride_forgotten_in_rows", "stride_forgotten_in_columns"]),
        (sigma, ["slope_formula_at_z", "slope_of_tanh", "sigma_prime_at_a"]),
        (relu, ["mask_turned", "sigma_prime_forgotten"]),
    ):
        found = {a.mistake.name: a for a in input_gradient_mistakes(layer, in_code=False)}
        for name in names:
            wrong = found[name].value
            off = np.abs(wrong - layer.right).ravel()
            said = [explain_value(layer, int(at), wrong.flat[at], 1e-9) for at in np.argsort(-off)]
            said = [verdict for verdict in said if not verdict.right]
            assert said, name
            assert all(name in verdict.mistakes or "Not 0" in repr(verdict) for verdict in said)
            # somewhere it is the one cause, or the first of several
            assert any(verdict.mistakes[0] == name for verdict in said), name


def test_what_only_a_program_gets_wrong_is_not_said_to_who_adds_up():
    layer = convolution(seed=2, image=(2, 8, 9), kernel=(2, 2, 3, 2), stride=2, dilation=2)
    code = {a.mistake.name for a in input_gradient_mistakes(layer)}
    hand = {a.mistake.name for a in input_gradient_mistakes(layer, in_code=False)}
    assert code - hand == {
        "filter_for_channel",  # a sum over what belongs to other pixels
        "delta_repeated",
        "kernel_repeated",
        "padded_by_the_undilated_kernel",
        "last_filter_first_window",
        "channels_last",
        "leftover_missing",
    }


def test_families_are_named_to_who_marks():
    layer = convolution(seed=2, image=(8, 9), kernel=(3, 2), stride=2)
    last = 8 * 9 - 1  # no window reaches it
    verdict = explain_outputs(layer, last, [layer.delta.size - 1])
    assert verdict.mistakes == ("leftover_in_front",)
    assert "end at the last pixel" in verdict.sentence
    pair = convolution(seed=4, image=(2, 5, 6), kernel=(2, 2, 2, 3))
    middle = int(np.ravel_multi_index((1, 2, 3), pair.a.shape))
    ends = pair.connections.target[pair.connections.from_source(middle)]
    second = [int(end) for end in ends if end >= pair.delta[0].size]
    # of two filters the last one is channel 1's own
    assert explain_outputs(pair, middle, second).mistakes == ("own_filter_only", "last_filter_only")
    first = [int(end) for end in ends if end % pair.delta[0].size == ends.min()]
    assert "first_window_only" in explain_outputs(pair, middle, first).mistakes


# A set of outputs.


def flat(layer, *cells):
    return [int(np.ravel_multi_index(cell, layer.delta.shape)) for cell in cells]


def block(rows, columns):
    return [(y, x) for y in rows for x in columns]


# a 7 × 7 image with a 3 × 3 kernel: pixel (3, 3) is read by outputs (1, 1) to (3, 3)
PIXEL = 3 * 7 + 3


def test_sets_that_mistakes_mark():
    for options, cells, expected in (
        ({}, block((3, 4), (3, 4)), {"window_at_the_pixel"}),
        ({"padding": 1}, block((1, 2, 3), (1, 2, 3)), {"padding_forgotten", "off_by_one"}),
        ({}, block((1, 2, 3), (0, 1, 2)), {"off_by_one"}),
        ({}, [(3, 3)], {"same_place_only", "last_edge_only"}),
        ({}, block((1, 2, 3), range(5)), {"whole_rows"}),
        ({}, block(range(5), (1, 2, 3)), {"whole_columns"}),
        ({}, block(range(5), range(5)), {"every_output"}),
    ):
        layer = convolution(image=(7, 7), kernel=(3, 3), **options)
        verdict = explain_outputs(layer, PIXEL, flat(layer, *cells))
        assert not verdict.right
        assert set(verdict.mistakes) == expected


def test_stride_and_dilation():
    strided = convolution(image=(9, 9), kernel=(3, 3), stride=2)
    pixel = 3 * 9 + 3
    assert explain_outputs(strided, pixel, flat(strided, (1, 1)))
    dense_block = flat(strided, *block((1, 2, 3), (1, 2, 3)))
    assert explain_outputs(strided, pixel, dense_block).mistakes == ("stride_forgotten",)
    spread = convolution(image=(9, 9), kernel=(3, 3), dilation=2)
    pixel = 4 * 9 + 4
    assert explain_outputs(spread, pixel, flat(spread, *block((0, 2, 4), (0, 2, 4))))
    given = flat(spread, *block((2, 3, 4), (2, 3, 4)))
    assert explain_outputs(spread, pixel, given).mistakes == ("dilation_forgotten",)


def test_filters():
    layer = convolution(image=(1, 5, 5), kernel=(2, 1, 2, 2))
    first = flat(layer, *[(0, y, x) for y, x in block((0, 1), (0, 1))])
    assert explain_outputs(layer, 6, first).mistakes == ("first_filter_only", "own_filter_only")


def test_a_pixel_that_did_not_win():
    layer = max_pool(np.arange(16.0).reshape(4, 4), size=2)
    verdict = explain_outputs(layer, 0, [])
    assert verdict.right
    assert "no output" in verdict.sentence
    assert "every_cell" in explain_outputs(layer, 0, [0]).mistakes


def test_a_tie():
    layer = max_pool(np.ones((4, 4)), size=2)
    assert explain_outputs(layer, 0, [0])
    assert {"tie_all", "tie_split"} <= set(explain_outputs(layer, 1, [0]).mistakes)
    assert "tie_last" in explain_outputs(layer, 5, [0]).mistakes


def test_overlapping_average_windows():
    layer = average_pool(image=(5, 5), size=3, stride=1)
    assert explain_outputs(layer, 12, range(9))
    assert "last_edge_only" in explain_outputs(layer, 12, [8]).mistakes


def test_dense():
    layer = dense()
    assert explain_outputs(layer, 1, [0, 1, 2])
    assert "own_unit_only" in explain_outputs(layer, 1, [1]).mistakes


def test_outputs_that_send_nothing_may_be_left_out():
    layer = dense()
    layer.delta[1] = 0
    assert explain_outputs(layer, 1, [0, 2])
    assert explain_outputs(layer, 1, [0, 1, 2])
    assert not explain_outputs(layer, 1, [0])


def test_an_unknown_set_is_counted():
    layer = convolution(image=(7, 7), kernel=(3, 3))
    verdict = explain_outputs(layer, PIXEL, flat(layer, (1, 1), (1, 2), (0, 4)))
    assert verdict.mistakes == ()
    assert verdict.sentence == "You marked 2 of 9, 1 without an edge to this unit."
    assert verdict.more == ()


def test_what_is_seen_comes_first_then_the_likeliest_cause():
    layer = convolution(image=(7, 7), kernel=(3, 3))
    y, x = np.unravel_index(PIXEL, layer.a.shape)
    verdict = explain_outputs(layer, PIXEL, flat(layer, (y, x)))
    assert verdict.sentence == (
        "You marked 1 of 9, as when only the output at the same row and column as the pixel is "
        "marked."
    )
    # that one product is the last, or the largest, is true as well; but nothing was added up yet
    assert {"same_place_only", "last_edge_only"} <= set(verdict.mistakes)
    assert "Or when only the last edge is counted." in verdict.more


def test_an_output_that_sends_0_is_told_apart():
    layer = dense()
    layer.delta[1] = 0
    verdict = explain_outputs(layer, 1, [0, 1])
    assert verdict.sentence.startswith("You marked 1 of 2, 1 that sends 0")
    layer.w[0, 1] = 0
    edges = replace(layer.connections, weight=layer.w.ravel()[layer.connections.parameter])
    layer = replace(layer, connections=edges, delta=layer.delta * [0, 0, 1])
    assert explain_outputs(layer, 1, [0]).sentence.startswith("You marked 0 of 1, 1 that sends 0")


CODE = ("+=", "(=", "np.", "//", "::", "W.T", "reshape", "a loop", "negative ind")


def test_who_marks_or_adds_up_is_told_nothing_of_code():
    kinds = ("dense", "convolution", "max_pool", "average_pool", "of your own")
    mistakes = {m for kind in kinds for m in catalogue.of_input_gradient(kind)} | {*WEIGHTS}
    for mistake in mistakes:
        for words in mistake.plain:
            assert not any(code in words for code in CODE), (mistake.name, words)
            assert words == words.strip() != ""
    by_name = {mistake.name: mistake for mistake in mistakes}
    assert "+=" in by_name["last_edge_only"].sentence, "a program is told of its code"


def test_marks_that_make_no_sense():
    with pytest.raises(ValueError, match="targets: got 99"):
        explain_outputs(dense(), 0, [99])
    with pytest.raises(TypeError, match="targets: got 'x'"):
        explain_outputs(dense(), 0, ["x"])
    with pytest.raises(ValueError, match="no batch"):
        explain_outputs(dense(batch=2), 0, [0])


# Whatever the layer.


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_right_numbers_are_right_and_what_is_named_gives_the_number(seed, data):
    layer = any_layer(seed, batches=False)
    found = input_gradient_mistakes(layer, in_code=False)
    source = data.draw(st.integers(0, layer.a.size - 1))
    right = layer.right.flat[source]
    assert explain_value(layer, source, right).right
    assert explain_value(layer, source, right).mistakes == ()
    assert len(hints(layer, source)) == 3
    if found:
        answer = data.draw(st.sampled_from(found))
        assert answer.mistake in recognise(answer.value, layer.right, found)
        if answer.value.shape == layer.right.shape:
            given_number = answer.value.flat[source]
            verdict = explain_value(layer, source, given_number, 1e-9)
            assert verdict.right == (abs(given_number - right) <= 1e-9)
            assert verdict.right or answer.mistake.name in verdict.mistakes


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_marked_outputs_are_right_exactly_when_they_are(seed, data):
    layer = any_layer(seed, batches=False)
    edges = layer.connections
    source = data.draw(st.integers(0, layer.a.size - 1))
    joined = set(edges.target[edges.from_source(source)].tolist())
    assert explain_outputs(layer, source, joined).right
    marked = data.draw(st.sets(st.integers(0, layer.delta.size - 1), max_size=5))
    verdict = explain_outputs(layer, source, marked)
    assert verdict.right == (marked == joined)
    assert not (verdict.right and verdict.mistakes)
    assert verdict.sentence


def told(verdict):
    return verdict.right, verdict.sentence, verdict.mistakes, verdict.more


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_rows_say_of_every_number_what_is_explained(seed, data):
    layer = any_layer(seed, batches=False)
    source = data.draw(st.integers(0, layer.a.size - 1))
    rows, near = value_rows(layer, source), tolerance(layer, source)
    right = float(layer.right.flat[source])
    others = st.floats(right - 3 - abs(right), right + 3 + abs(right))
    numbers = [0.0, *data.draw(st.lists(others, max_size=5))]
    for number, width, _ in rows:
        numbers += [number, number - 0.999 * width, number + 0.999 * width]
        numbers += [number + side * (width + 0.37 * near) for side in (-1, 1)]
    for number in numbers:
        # where two intervals meet, rounding decides
        if any(abs(abs(number - n) - width) < 1e-3 * near for n, width, _ in rows):
            continue
        found = next((told(v) for n, width, v in rows if abs(number - n) <= width), None)
        assert (found or (False, UNKNOWN, (), ())) == told(explain_value(layer, source, number))


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_rows_hold_every_set_of_outputs_that_is_a_mistake(seed, data):
    layer = any_layer(seed, batches=False)
    source = data.draw(st.integers(0, layer.a.size - 1))
    rows = dict(output_rows(layer, source))
    for outputs, verdict in rows.items():
        assert told(verdict) == told(explain_outputs(layer, source, outputs))
        assert verdict.mistakes
    marked = data.draw(st.sets(st.integers(0, layer.delta.size - 1)))
    assert bool(explain_outputs(layer, source, marked).mistakes) == (frozenset(marked) in rows)
