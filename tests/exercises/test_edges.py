"""Wrong answers about lists of edges, written as learners write them."""

import numpy as np
import pytest

from cnnbp import exercises

BACK, SHARED, MATRIX = "edges.input_gradient", "edges.shared_weight_gradient", "edges.matrix"
ROWS = "edges.convolution_matrix"


def loop(put):
    """A learner's loop over the edges; put(back, s, t, w, values) does the wrong thing."""

    def function(source, target, weight, values, size):
        result = np.zeros(size)
        for s, t, w in zip(source, target, weight, strict=True):
            put(result, s, t, w, values)
        return result

    return function


def forward_overwritten(z, s, t, w, a):
    z[t] = w * a[s]


def forward_unweighted(z, s, t, w, a):
    z[t] += a[s]


def forward_weights(z, s, t, w, a):
    z[t] += w


@pytest.mark.parametrize(
    ("mistake", "put"),
    [
        ("last_edge_only", forward_overwritten),
        ("weights_forgotten", forward_unweighted),
        ("values_forgotten", forward_weights),
    ],
)
def test_forward(mistake, put):
    assert exercises.check("edges.forward", loop(put)).mistakes == (mistake,)


def test_forward_with_a_mean():
    def mine(source, target, weight, a, outputs):
        terms = np.bincount(target, weight * a[source], minlength=outputs)
        return terms / np.bincount(target, minlength=outputs)

    assert exercises.check("edges.forward", mine).mistakes == ("mean_for_sum",)


def back_overwritten(back, s, t, w, delta):
    back[s] = w * delta[t]


def back_unweighted(back, s, t, w, delta):
    back[s] += delta[t]


def back_weights(back, s, t, w, delta):
    back[s] += w


def back_downhill(back, s, t, w, delta):
    back[s] -= w * delta[t]


@pytest.mark.parametrize(
    ("mistake", "put"),
    [
        ("last_edge_only", back_overwritten),
        ("weights_forgotten", back_unweighted),
        ("deltas_forgotten", back_weights),
        ("sign_turned", back_downhill),
    ],
)
def test_backward(mistake, put):
    assert mistake in exercises.check(BACK, loop(put)).mistakes


def put(at, term):
    """result[at] += term, each in the letters s, t, w and values of the loop."""
    space = {}
    exec(f"def line(r, s, t, w, v): r[{at}] += {term}", space)
    return loop(space["line"])


@pytest.mark.parametrize(
    ("name", "at", "term", "mistake"),
    [
        (BACK, "t", "w * v[s]", "ends_not_swapped"),
        (BACK, "s", "w * v[s]", "delta_at_the_source"),
        (BACK, "t", "w * v[t]", "added_at_the_target"),
        ("edges.forward", "s", "w * v[t]", "ends_swapped"),
        ("edges.forward", "s", "w * v[s]", "added_at_the_source"),
        ("edges.forward", "t", "w * v[t]", "value_at_the_target"),
    ],
)
def test_the_wrong_end_of_an_edge(name, at, term, mistake):
    """Where there are as many inputs as outputs it runs, and is named; then it may fail."""
    result = exercises.check(name, put(at, term))
    assert mistake in result.mistakes
    assert result.status in ("misconception", "raises")


@pytest.mark.parametrize(
    ("term", "mistake"),
    [
        ("delta[s] * a[t]", "ends_swapped"),
        ("delta[t] * a[t]", "both_at_the_target"),
        ("delta[s] * a[s]", "both_at_the_source"),
    ],
)
def test_the_wrong_end_of_a_shared_weight(term, mistake):
    space = {}
    exec(f"def product(delta, a, s, t): return {term}", space)

    def mine(source, target, number, a, delta, weights):
        dk = np.zeros(weights)
        for s, t, n in zip(source, target, number, strict=True):
            dk[n] += space["product"](delta, a, s, t)
        return dk

    assert mistake in exercises.check(SHARED, mine).mistakes


def test_source_and_target_left_as_they_were_forward():
    def mine(back, s, t, w, delta):
        back[t] += w * delta[s]

    result = exercises.check(BACK, loop(mine))
    assert result.status == "raises"
    assert "source and target stand as in the forward pass" in result.sentence
    assert "back[t] += w * delta[s]" in result.sentence


def test_a_fancy_index_adds_once_where_an_input_occurs_twice():
    def mine(source, target, weight, delta, inputs):
        back = np.zeros(inputs)
        back[source] += weight * delta[target]
        return back

    assert "last_edge_only" in exercises.check(BACK, mine).mistakes


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("counted_at_the_outputs", lambda s, t, n: np.bincount(t)),
        ("counted_at_their_ends", lambda s, t, n: np.bincount(t, minlength=n)),
        ("counted_once", lambda s, t, n: np.isin(np.arange(n), s)),
        ("all_outputs", lambda s, t, n: np.full(n, t.max() + 1)),
        ("one_short", lambda s, t, n: np.bincount(s, minlength=n) - 1),
    ],
)
def test_counting(mistake, function):
    assert exercises.check("edges.count", function).mistakes == (mistake,)


def test_an_input_without_an_edge_is_counted_too():
    result = exercises.check("edges.count", lambda s, t, n: np.bincount(s))
    assert result.status == "wrong shape"
    assert "counts has shape (4,), expected shape (5,)" in result.sentence


def put_in(index, add=True):
    def function(source, target, weight, inputs, outputs):
        matrix = np.zeros((outputs, inputs) if index == "ts" else (inputs, outputs))
        for s, t, w in zip(source, target, weight, strict=True):
            place = (t, s) if index == "ts" else (s, t)
            matrix[place] = matrix[place] + w if add else w
        return matrix

    return function


def test_matrix():
    assert exercises.check(MATRIX, put_in("ts"))
    assert exercises.check(MATRIX, put_in("st")).mistakes == ("transposed",)
    assert exercises.check(MATRIX, put_in("ts", add=False)).mistakes == ("last_edge_only",)


@pytest.mark.parametrize(
    ("mistake", "put"),
    [
        ("last_use_only", lambda d, a, old: d * a),
        ("values_forgotten", lambda d, a, old: old + d),
        ("deltas_forgotten", lambda d, a, old: old + a),
        ("sign_turned", lambda d, a, old: old - d * a),
    ],
)
def test_shared_weights(mistake, put):
    def mine(source, target, number, a, delta, weights):
        dk = np.zeros(weights)
        for s, t, n in zip(source, target, number, strict=True):
            dk[n] = put(delta[t], a[s], dk[n])
        return dk

    assert mistake in exercises.check(SHARED, mine).mistakes


def test_shared_weights_with_a_mean():
    def mine(source, target, number, a, delta, weights):
        terms = np.bincount(number, delta[target] * a[source], minlength=weights)
        return terms / np.bincount(number, minlength=weights)

    assert exercises.check(SHARED, mine).mistakes == ("mean_over_positions",)


def rows(count, kernel=lambda k, t: k, start=lambda t: t):
    def function(k, inputs):
        matrix = np.zeros((count(k, inputs), inputs))
        for t in range(len(matrix)):
            for u, weight in enumerate(kernel(k, t)):
                if start(t) + u < inputs:
                    matrix[t, start(t) + u] = weight
        return matrix

    return function


def fit(k, inputs):
    return inputs - len(k) + 1


@pytest.mark.parametrize(
    ("mistake", "function"),
    [
        ("transposed", lambda k, n: rows(fit)(k, n).T),
        ("kernel_turned", rows(fit, kernel=lambda k, t: k[::-1])),
        ("not_moved", rows(fit, start=lambda t: 0)),
        ("one_weight_for_all", rows(fit, kernel=lambda k, t: [k[0]] * len(k))),
        ("cut_off_at_the_end", rows(lambda k, n: n)),
        ("one_output_short", rows(lambda k, n: n - len(k))),
        (
            "wrapped_round",
            lambda k, n: np.stack([np.roll(np.pad(k, (0, n - len(k))), t) for t in range(n)]),
        ),
    ],
)
def test_the_matrix_of_a_convolution(mistake, function):
    assert exercises.check(ROWS, function).mistakes == (mistake,)
