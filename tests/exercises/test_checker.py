"""What the checker does with functions that hang, fail, cheat or return nonsense, with names of
mistakes, and with the case that fails."""

import functools
import operator
import re
import sys
import threading
from itertools import count

import numpy as np
import pytest

from cnnbp import activations, convolution, exercises, pooling
from cnnbp.exercises.checker import code, run

# A throw may meet a thread on its last steps. Python passes over that silently, pytest warns.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
DENSE = "dense.delta"
BIAS = "convolution.bias_gradient"
solution = exercises.solution("convolution.input_gradient")


def no_thread_is_left():
    """On a busy machine a thread may need a moment to see that it has been ended."""
    threads = [thread for thread in threading.enumerate() if thread.name == "exercise"]
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


def test_a_loop_without_end_is_stopped():
    def hang(delta):
        while True:
            pass

    result = exercises.check(BIAS, hang, seconds=0.2)
    assert result.status == "too slow"
    assert "stopped after 0.2 s, for" in result.sentence
    assert "still runs" not in result.sentence
    no_thread_is_left()


def test_a_loop_that_catches_everything_is_stopped_as_well():
    def hang(delta):
        while True:
            try:
                delta = delta + 1
            except:  # noqa: E722
                continue

    assert exercises.check(BIAS, hang, seconds=0.2).status == "too slow"
    no_thread_is_left()


@pytest.fixture
def untraced():
    """Where lines are traced, for coverage say, Python 3.11 stays at a line until every thread has
    taken what was thrown into it; one that sits outside of Python does not."""
    before = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(before)


def test_a_call_that_cannot_be_interrupted_does_not_hold_the_lesson(monkeypatch, untraced):
    began, go_on = threading.Lock(), threading.Lock()
    began.acquire()
    go_on.acquire()

    def wait(delta):
        # One call into C for both: whoever sees that it began knows that no throw gets in. (Two
        # events would not do: a throw inside Event.set leaves its lock taken for good.)
        list(map(operator.call, (began.release, go_on.acquire)))

    def end_what_began(thread, end=run._end):
        """On a busy machine the thread may not have begun by then."""
        return began.acquire(timeout=60) and end(thread)

    monkeypatch.setattr(run, "_end", end_what_began)
    result = exercises.check(BIAS, wait, seconds=0.1)
    go_on.release()
    no_thread_is_left()
    assert result.status == "too slow"
    assert "still runs: restart the kernel" in result.sentence


def test_the_last_columns_that_no_window_reaches_may_be_missing():
    def cut(columns, kernel_shape, input_shape, stride):
        whole = exercises.solution("convolution.col2im")(columns, kernel_shape, input_shape, stride)
        return whole if whole[:, -1].any() else whole[:, :-1]

    result = exercises.check("convolution.col2im", cut)
    assert result.status == "wrong shape"
    assert "the last rows or columns are missing: no window reaches them" in result.sentence


def test_an_error_without_a_usual_meaning_is_told_as_it_is():
    def misspelt(delta):
        return delta_of_nothing  # noqa: F821

    def by_hand(delta):
        raise ValueError("operands could not be broadcast together with shapes (3,) (1,)")

    for function, words in ((misspelt, "raises NameError"), (by_hand, "raises ValueError")):
        result = exercises.check(BIAS, function)
        assert result.status == "raises"
        assert result.sentence.startswith(words)
        assert result.sentence.endswith(")")  # the place; nothing is guessed after it


def test_a_return_of_what_is_nothing_is_no_missing_return():
    """`delta.sort()` gives None, but there is a return."""

    def sort(delta):
        return delta.sort()

    assert not code.returns_nothing(sort)
    result = exercises.check(BIAS, sort)
    assert result.status == "not attempted"
    assert "return" not in result.sentence


def test_leaving_python_does_not_end_the_kernel():
    result = exercises.check(BIAS, lambda delta: sys.exit(3))
    assert result.status == "raises"
    assert "SystemExit: 3" in result.sentence


@pytest.fixture
def no_threads(monkeypatch):
    """As where Python runs in a browser."""

    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)


def test_without_threads_the_function_runs_all_the_same(no_threads):
    assert exercises.check(BIAS, exercises.solution(BIAS))


def test_without_threads_a_loop_without_end_is_stopped_too(no_threads):
    def hang(delta):
        for n in count():
            delta = delta + n

    before = sys.gettrace()
    result = exercises.check(BIAS, hang, seconds=0.2)
    assert result.status == "too slow"
    assert "stopped after 0.2 s, for" in result.sentence
    assert sys.gettrace() is before


def test_an_interrupted_check_leaves_no_thread(monkeypatch):
    def interrupt(self, timeout=None, join=threading.Thread.join):
        if timeout == 5:
            raise KeyboardInterrupt
        join(self, timeout)

    monkeypatch.setattr(threading.Thread, "join", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run.call(lambda: [None for _ in iter(int, 1)], [], 5)
    no_thread_is_left()


def test_an_error_is_shown_with_the_learners_own_line():
    def mine(delta, w, z):
        rows = delta.shape[0]
        return helper(rows)

    def helper(rows):
        return rows / 0

    result = exercises.check(DENSE, mine)
    assert result.status == "raises"
    assert "ZeroDivisionError: division by zero" in result.sentence
    assert "return rows / 0" in result.sentence


def test_an_error_inside_numpy_is_shown_where_the_learner_called_it():
    def mine(delta, w, z):
        back = np.linalg.inv(np.zeros((2, 2)))
        return back

    sentence = exercises.check(DENSE, mine).sentence
    assert "LinAlgError" in sentence
    assert "back = np.linalg.inv(np.zeros((2, 2)))" in sentence


def f_for_c(delta, w, input_shape):
    da = np.zeros(input_shape)
    for f, y, x in np.ndindex(delta.shape):
        for c, u, v in np.ndindex(w.shape[1:]):
            da[f, y + u, x + v] += w[f, c, u, v] * delta[f, y, x]
    return da


def c_for_f(delta, w, input_shape):
    da = np.zeros(input_shape)
    for f, y, x in np.ndindex(delta.shape):
        for c, u, v in np.ndindex(w.shape[1:]):
            da[c, y + u, x + v] += w[c, f % len(da), u, v] * delta[f, y, x]
    return da


def filters_on_the_last_axis(delta, w, input_shape):
    da = np.zeros(input_shape)
    for y, x in np.ndindex(delta.shape[1:]):
        da[:, y : y + w.shape[2], x : x + w.shape[3]] += (w * delta[:, y, x]).sum(axis=0)
    return da


def place_overlooked(delta, w, input_shape, stride):
    da = np.zeros(input_shape)
    for y, x in np.ndindex(delta.shape):
        cells = np.s_[y * stride : y * stride + stride, x * stride : x * stride + stride]
        da[cells] = w * delta[y, x]
    return da


def counted_to_the_end(source, target, inputs):
    counts = np.zeros(inputs)
    for s in source:
        counts[s + 1] += 1
    return counts


def not_imported(z, y):
    return softmax(z) - y  # noqa: F821


def of_nothing(delta):
    return delta[1:-0][0]


@pytest.mark.parametrize(
    ("name", "function", "words"),
    [
        (
            "convolution.channels",
            f_for_c,
            "(in line {line}: da[f, y + u, x + v] += w[f, c, u, v] * delta[f, y, x]). There, da "
            "has shape (1, 3, 3), w has shape (2, 1, 2, 2), delta has shape (2, 2, 2) and f = 1. "
            "The number of a filter stands where a channel belongs: filter f's delta goes to every "
            "channel c, through w[f, c].",
        ),
        ("convolution.channels", c_for_f, "in w[f, c] and delta[f] the filter comes first."),
        (
            "convolution.channels",
            filters_on_the_last_axis,
            "Axes meet from the last one on, and 3 meets 4. 3 is w.shape[2] and w.shape[3]. 4 is "
            "delta.shape[0], w.shape[0], input_shape[1] and input_shape[2]. Either",
        ),
        (
            "convolution.stride",
            place_overlooked,
            "What is on the right has shape (3,3), and the place for it on the left (2,2).",
        ),
        ("edges.count", counted_to_the_end, "The indices of that axis end at 1. Usually"),
        (BIAS, of_nothing, "That axis is empty"),
        (
            DENSE,
            lambda delta, w, z: w @ delta,
            "A product A @ B adds up over A's last axis and B's first, so 3 would have to be 2. 3 "
            "is w.shape[1] and z.shape[0]. 2 is delta.shape[0] and w.shape[0]. Usually one of the "
            "two has to be transposed.",
        ),
        (DENSE, lambda delta, w, z: np.dot(w, delta), "so 3 would have to be 2."),
        ("losses.cross_entropy_delta", not_imported, "You may use: numpy as np, softmax from"),
    ],
)
def test_what_an_error_usually_means(name, function, words):
    """With the numbers that are there: the line, the shapes in it, the axes that are so long."""
    result = exercises.check(name, function)
    assert result.status == "raises"
    assert words.format(line=function.__code__.co_firstlineno + 4) in result.sentence


def test_an_error_of_another_kind_is_given_no_meaning():
    def mine(delta):
        y = delta[0, 0, 0, 0]
        return {}[y]

    assert exercises.check(BIAS, mine).sentence.endswith(": return {}[y])")
    assert "Usually" not in exercises.check(BIAS, mine).sentence


def test_the_wrong_number_of_arguments():
    result = exercises.check(DENSE, lambda delta: delta)
    assert result.status == "raises"
    assert "expected a function dense_delta(delta, w, z)" in result.sentence


def test_a_mistake_is_named_even_when_larger_cases_fail():
    def mine(delta, w, z):
        from cnnbp.activations import sigmoid_derivative

        return (w @ delta) * sigmoid_derivative(z)

    result = exercises.check(DENSE, mine)
    assert result.status == "raises"
    assert "not_transposed" in result.mistakes
    assert "W is used on the way back in place of Wᵀ" in result.sentence


def test_not_attempted_in_every_way():
    assert exercises.check(BIAS, None).status == "not attempted"
    assert exercises.check(BIAS, ...).status == "not attempted"

    def raising(delta):
        raise NotImplementedError

    def returning(delta):
        return ...

    def blank(delta):
        total = np.zeros(2)
        total += ...
        return total

    def unfinished(delta):
        total = np.ones(delta.shape[1])
        total[0] = delta[0, 0, 0, 0] / 7
        ...  # noqa: PIE790
        return total

    for function in (raising, returning, blank, unfinished, lambda delta: None):
        assert exercises.check(BIAS, function).status == "not attempted"


def test_a_return_that_is_missing():
    def mine(delta):
        total = delta.sum(axis=(0, 2, 3))
        total *= 1

    result = exercises.check(BIAS, mine)
    assert result.status == "wrong type"
    assert "Is a return missing" in result.sentence

    def nothing(delta):
        """Not written yet."""
        pass  # noqa: PIE790

    assert exercises.check(BIAS, nothing).status == "not attempted"


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda d, w, p: solution(d, w, p).T, "rows and columns are swapped"),
        (lambda d, w, p: solution(d, w, p)[None], "only the shape is not"),
        (lambda d, w, p: solution(d, w, p)[1:-0], "It is empty"),
        (lambda d, w, p: 0 * solution(d, w, p), "gives 0 everywhere"),
    ],
)
def test_what_one_sees_at_once(function, words):
    assert words in exercises.check("convolution.input_gradient", function).sentence


def test_an_ellipsis_in_an_index_is_no_blank():
    def mine(delta):
        return delta[..., 0]

    assert exercises.check(BIAS, mine).status == "wrong shape"


def test_a_blank_that_is_left_over_does_not_spoil_a_right_answer():
    def mine(delta):
        ...  # noqa: PIE790
        return delta.sum(axis=(0, 2, 3))

    assert exercises.check(BIAS, mine)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0.5", "returns a value of type str for gradient"),
        ({"a": 1}, "returns a value of type dict"),
        ([[1, 2], [3]], "rows of different lengths"),
        (np.array([1j]), "an array of type complex128"),
    ],
)
def test_the_wrong_type(value, words):
    result = exercises.check(BIAS, lambda delta: value)
    assert result.status == "wrong type"
    assert words in result.sentence


def test_two_results_are_expected_where_there_are_two():
    name = "dense.parameter_gradients"
    result = exercises.check(name, lambda delta, a: delta.T @ a)
    assert result.status == "wrong type"
    assert "returns one array, expected 2 results: dw, db" in result.sentence
    result = exercises.check(name, lambda delta, a: (1, 2, 3))
    assert "returns 3 values, expected 2" in result.sentence
    assert exercises.check(name, lambda delta, a: (None, None)).status == "not attempted"


def test_two_results_in_the_wrong_order_are_told():
    result = exercises.check("dense.parameter_gradients", lambda d, a: (d.sum(axis=0), d.T @ a))
    assert result.sentence == "right numbers in the wrong order. Return dw, db."
    assert not result


def test_a_mistake_in_both_results_is_explained_once():
    result = exercises.check("dense.parameter_gradients", lambda d, a: (-d.T @ a, -d.sum(axis=0)))
    assert "your dw and your db are what comes out when" in result.sentence
    assert result.sentence.count("comes out") == 1


def test_a_number_in_place_of_an_array():
    sentence = exercises.check(BIAS, lambda delta: delta.sum() + 1).sentence
    assert "gradient is a single number, expected shape (2,)" in sentence


def test_what_is_changed_in_place_and_not_returned():
    def writing(delta):
        delta *= 2

    sentence = exercises.check(BIAS, writing).sentence
    assert "Is a return missing" in sentence
    assert "It changes its argument `delta` in place instead." in sentence


def test_a_return_inside_the_loop_is_pointed_out():
    def mine(delta):
        total = np.zeros(delta.shape[1])
        for example in delta:
            total += example.sum(axis=(1, 2))
            return total

    def behind_a_condition(delta):
        for example in delta:
            if example.size:
                return example.sum(axis=(1, 2)) + 1

    result = exercises.check(BIAS, mine)
    line = mine.__code__.co_firstlineno + 4
    assert f"Line {line} returns inside a loop: only its first turn runs." in result.sentence
    assert "inside a loop" not in exercises.check(BIAS, behind_a_condition).sentence


def test_lists_and_whole_numbers_are_fine():
    assert exercises.check(BIAS, lambda delta: delta.sum(axis=(0, 2, 3)).tolist())


def test_the_wrong_shape():
    result = exercises.check(BIAS, lambda delta: np.zeros(7))
    assert result.status == "wrong shape"
    assert "gradient has shape (7,), expected shape (2,)" in result.sentence


def test_arguments_are_copies_and_changes_are_told():
    def mine(delta):
        right = delta.sum(axis=(0, 2, 3))
        delta *= 0
        return right

    result = exercises.check(BIAS, mine)
    assert result.status == "changes its arguments"
    assert "changes its argument `delta` in place" in result.sentence
    assert exercises.check(BIAS, exercises.solution(BIAS))

    def both(delta):
        delta *= 0
        return delta.mean(axis=(0, 2, 3))

    assert "Besides" in exercises.check(BIAS, both).sentence


def test_an_answer_of_unknown_kind_shows_the_smallest_case_with_its_numbers():
    result = exercises.check(BIAS, lambda delta: delta.sum(axis=(0, 2, 3)) + 1)
    assert result.status == "wrong"
    assert result.mistakes == ()
    assert "The smallest case that fails is a batch of 1 with 2 filters" in result.sentence
    for words in ("expected", "yours", ".explorer()"):
        assert words in repr(result)
    np.testing.assert_allclose(result.given[0], result.expected[0] + 1)


def test_a_large_case_is_shown_by_its_worst_entry():
    def mine(delta, w, z):
        right = exercises.solution(DENSE)(delta, w, z)
        return right

    def large(delta, a, size, stride):
        right = exercises.solution("pooling.max_input_gradient")(delta, a, size, stride)
        if right.shape == (7, 9):
            right[3, 4] += 5
        return right

    assert exercises.check(DENSE, mine)
    sentence = exercises.check("pooling.max_input_gradient", large).sentence
    assert "At row 3, column 4, expected" in sentence


def test_nan_is_wrong():
    result = exercises.check(BIAS, lambda delta: delta.sum(axis=(0, 2, 3)) * np.nan)
    assert result.status == "wrong"
    assert "[nan nan]" in repr(result)
    assert result._repr_html_().count("<u>nan</u>") == 2


def test_what_is_expected_and_what_is_yours_stand_side_by_side():
    name = "convolution.input_gradient"
    result = exercises.check(name, lambda *given: solution(*given)[::-1])
    expected, yours = (array.round(4) for array in (*result.expected, *result.given))
    title, *lines = repr(result).splitlines()[1:-1]
    assert title.split() == ["expected", "yours"]
    shown = [[float(n) for n in re.sub(r"[\[\]]", " ", line).split()] for line in lines]
    assert shown == np.hstack([expected, yours]).tolist()
    shown = result._repr_html_()
    tables = [
        [float(n) for n in re.findall(r">(-?[\d.]+)<", table.replace("−", "-"))]
        for table in re.findall("<table>.*?</table>", shown)
    ]
    assert tables == [expected.ravel().tolist(), yours.ravel().tolist()]
    off = np.count_nonzero(expected != yours)
    assert shown.count("<u>") == off == 8  # the row in the middle is right


def test_a_mistake_that_is_named_is_shown_with_its_numbers_too():
    result = exercises.check(BIAS, lambda delta: delta.sum())
    assert result.mistakes == ("one_bias_for_all",)
    (total,) = result.given
    assert repr(result).splitlines()[-2].endswith(f"    {total:g}")  # of another shape
    assert "<u>" not in result._repr_html_()


def test_many_numbers_are_not_shown():
    def last_off(delta, a, size, stride):
        right = exercises.solution("pooling.max_input_gradient")(delta, a, size, stride)
        return right + (right.size > 30) * 5

    result = exercises.check("pooling.max_input_gradient", last_off)
    assert "yours" not in repr(result)
    assert "<table>" not in result._repr_html_()
    assert "given" in result.sentence


def test_a_mark_says_how_it_went():
    right, blank = exercises.check(BIAS, exercises.solution(BIAS)), exercises.check(BIAS, None)
    wrong = exercises.check(BIAS, lambda delta: -delta.sum(axis=(0, 2, 3)))
    fails = exercises.check(BIAS, lambda delta: 1 / 0)
    for mark, result in (("✓", right), ("○", blank), ("✗", wrong), ("✗", fails)):
        assert repr(result).startswith(f"{mark} {BIAS}: ")
        assert f"<b>{mark}</b> {BIAS}: " in result._repr_html_()


def test_a_hint_says_in_how_many_cases_it_holds():
    """What explains the smallest failing case may not explain the others: no false trail."""

    def wrong_for_one(delta):
        return delta.sum(axis=(0, 2, 3)) if len(delta) > 1 else delta.mean(axis=(0, 2, 3))

    result = exercises.check(BIAS, wrong_for_one)
    assert result.status == "wrong"
    assert result.mistakes == ()
    assert "In this case alone, your result comes out in more than one way: when (1) the mean" in (
        result.sentence
    )
    assert result.sentence.endswith("In the others your result is right: there is more to it.")

    def wrong_for_all(delta):
        return delta.mean(axis=(0, 2, 3)) if len(delta) < 2 else delta.sum(axis=(0, 2, 3)) + 1

    result = exercises.check(BIAS, wrong_for_all)
    assert "In this case alone, your result comes out" in result.sentence
    assert result.sentence.endswith("In the others it is not: there is more to it.")

    def wrong_for_two(delta):
        mean = delta.mean(axis=(2, 3)).sum(axis=0)
        return mean if len(delta) < 3 else mean + 1

    result = exercises.check(BIAS, wrong_for_two)
    assert "In 2 of the 3 cases that fail, your result is what comes out when" in result.sentence
    assert result.sentence.count("(2)") == 0  # not what holds in the first of them alone


def test_two_results_are_blamed_on_what_explains_both():
    """A mistake in v that is another one in w, too, is not offered as a second way."""

    def minus_v(w, g, v, rate, mu):
        new = mu * v + rate * g
        return w - new, new

    assert exercises.check("network.momentum_step", minus_v).mistakes == ("velocity_uphill",)


def test_pixels_that_no_window_reaches():
    """Zeros between the deltas and a full correlation give a result without the last column."""

    def mine(delta, w, input_shape, stride):
        rows, columns = delta.shape
        spaced = np.zeros(((rows - 1) * stride + 1, (columns - 1) * stride + 1))
        spaced[::stride, ::stride] = delta
        da = np.zeros(np.add(spaced.shape, w.shape) - 1)
        for u, v in np.ndindex(w.shape):
            da[u : u + len(spaced), v : v + spaced.shape[1]] += w[u, v] * spaced
        return da

    sentence = exercises.check("convolution.stride", mine).sentence
    assert "its shape is (4, 4), expected (4, 5)" in sentence
    assert "which no window reaches, are missing" in sentence
    cut = exercises.check("convolution.stride", lambda *more: mine(*more)[1:]).sentence
    assert "no window reaches" not in cut


def test_a_valid_sum_that_is_empty_is_not_blamed_on_a_slice_alone():
    def valid(delta, w):
        windows = [max(n - k + 1, 0) for n, k in zip(delta.shape, w.shape, strict=True)]
        return np.zeros(windows)

    sentence = exercises.check("convolution.true_input_gradient", valid).sentence
    assert "nor does a kernel fit on what is smaller than itself" in sentence
    sentence = exercises.check(DENSE, lambda delta, w, z: z[:0]).sentence
    assert sentence.endswith("It is empty: a slice such as a[0:-0] holds nothing.")


def test_float32_is_precise_enough():
    result = exercises.check(BIAS, lambda delta: exercises.solution(BIAS)(delta).astype("f4"))
    assert result
    assert "below 1e-6" in result.sentence


class Refusing:
    """An array of some library that does not become one of NumPy's."""

    def __array__(self, *_, **__):
        raise RuntimeError("no")


ODD = (
    0.5, True, [], [[]], set(), {1}, b"x", object(), iter([1]), slice(None), np.nan, np.inf,
    np.array(None), np.array(["a"]), np.zeros((0, 3)), np.zeros(()), np.ma.masked_all(3),
    [None], [1, None], [[1], [1, 2]], (1, 2), (), ((), ()), range(3), Refusing(), 10**400,
    np.datetime64("2020-01-01"), lambda: None, np.float64(1), 1 + 2j,
)  # fmt: skip


def test_whatever_comes_back_gets_an_answer():
    for name in exercises.available():
        for value in ODD:
            result = exercises.check(name, lambda *_, value=value: value)
            assert not result
            assert repr(result).startswith((f"✗ {name}: ", f"○ {name}: "))


def test_the_arrays_of_a_case_cannot_be_written_to():
    result = exercises.check(BIAS, lambda delta: delta.sum(axis=(0, 2, 3)) + 1)
    with pytest.raises(ValueError, match="read-only"):
        result.expected[0][0] = 1
    with pytest.raises(ValueError, match="read-only"):
        result.case.arguments["delta"][0] = 1


def test_callables_of_every_kind():
    class Mine:
        def __call__(self, delta):
            return delta.sum(axis=(0, 2, 3))

        def method(self, delta):
            return self(delta)

    for function in (Mine(), Mine().method, functools.partial(np.sum, axis=(0, 2, 3))):
        assert exercises.check(BIAS, function)


# Find the broken backward: named, mended, or neither

FLAWS = {
    "broken.dense": "sigma_prime_at_a",
    "broken.edges": "last_edge_only",
    "broken.max_pool": "last_edge_only",
    "broken.convolution": "not_rotated",
    "broken.channels": "wrong_axes_turned",
    "broken.network": "sigma_prime_at_the_error",
    "broken.kernel_gradient": "gradient_rotated",
}


def broken(name):
    """The function that is to be mended."""
    space = dict(vars(activations), np=np, convolution=convolution, pooling=pooling)
    exec(exercises.show(name, "half").text, space)
    return space[exercises._find(name).function]


@pytest.mark.parametrize(("name", "flaw"), FLAWS.items())
def test_the_broken_function_gives_what_its_mistake_gives(name, flaw):
    """What learners read is what the catalogue computes, in every case where it can be told."""
    exercise, told = exercises._find(name), 0
    for case in exercise.case_list:
        made = exercise._broken(**case.arguments)
        made = made if isinstance(made, tuple) else (made,)
        for part, right in enumerate(case.expected):
            wrong = {answer.mistake.name: answer.value for answer in case.wrong[part]}
            np.testing.assert_allclose(made[part], wrong.get(flaw, right), atol=1e-12)
            told += flaw in wrong
    assert told


@pytest.mark.parametrize(("name", "flaw"), FLAWS.items())
def test_the_right_name_is_right_and_the_others_are_refuted_with_numbers(name, flaw):
    assert exercises.check(name, flaw)
    others = [choice for choice in exercises._find(name).choices if choice != flaw]
    assert len(others) == 3
    for choice in others:
        result = exercises.check(name, choice)
        assert result.status == "wrong"
        assert "that mistake would give" in result.sentence
        assert "this code gives" in result.sentence


@pytest.mark.parametrize("name", FLAWS)
def test_the_broken_code_does_not_betray_its_mistake(name):
    result = exercises.check(name, broken(name))
    assert not result
    assert result.mistakes == ()
    assert exercises._find(name).choices[FLAWS[name]] not in result.sentence
    assert "still broken" in result.sentence


@pytest.mark.parametrize("name", FLAWS)
def test_the_broken_code_is_what_is_shown_first(name):
    for form in ("starter", "half"):
        text = exercises.show(name, form).text
        assert text.startswith(f"def {exercises._find(name).function}(")
        assert "..." not in text


def test_a_name_may_be_written_with_blanks_and_capitals():
    assert exercises.check("broken.dense", " Sigma prime at a")


def test_what_numpy_does_with_a_list_of_places_is_told_to_who_has_found_it():
    why = "With a list of places, NumPy's += adds only once at each place."
    assert why in exercises.check("broken.edges", "last_edge_only").sentence
    assert why not in exercises.check("broken.edges", broken("broken.edges")).sentence


def test_mending_one_mistake_with_another_is_named():
    def mine(delta, w):
        rows, columns = w.shape[0] - 1, w.shape[1] - 1
        padded = np.pad(delta, ((rows, rows), (columns, columns)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape)
        return (windows * w[::-1]).sum(axis=(2, 3))

    assert exercises.check("broken.convolution", mine).mistakes == ("rows_turned_only",)


def test_a_word_that_is_no_choice():
    result = exercises.check("broken.dense", "sigma at a")
    assert not result
    assert "'sigma at a' is none of the names. They are not_transposed, " in result.sentence
    assert 'exercises.show("broken.dense")' in result.sentence
    with pytest.raises(ValueError, match="nothing is broken here"):
        exercises.check("dense.delta", "not_transposed")


# A wrong answer opens in the explorer, at the unit that is furthest off

# Where the entries of a result lie, if not in the input panel.
PANELS = {
    "convolution.im2col": "output",
    "convolution.kernel_gradient": "weights",
    "edges.forward": "output",
    "edges.shared_weight_gradient": "weights",
    "network.momentum_step": "weights",
    "network.backward": "weights",
    "broken.kernel_gradient": "weights",
    "broken.network": "weights",
}
# The result that has no cell of its own, by its place: a bias.
NO_CELL = {
    "convolution.bias_gradient": 0,
    "dense.parameter_gradients": 1,
    "network.mini_batch_step": 1,
}


@pytest.mark.parametrize("name", exercises.available())
def test_the_failing_case_opens(name):
    solution = exercises.solution(name)

    def off(*arguments):
        result = solution(*arguments)
        parts = result if isinstance(result, tuple) else (result,)
        last = np.array(parts[-1])
        last.flat[-1] += 3
        return (*parts[:-1], last) if len(parts) > 1 else last

    result = exercises.check(name, off)
    assert result.status == "wrong"
    widget = result.explorer()
    assert type(widget).__name__ == "DeltaFlow"
    assert widget.direction == ("forward" if name == "edges.forward" else "backward")
    selection = widget.selection
    if NO_CELL.get(name) != result.part:
        panel = PANELS.get(name, "input")
        assert selection["panel"] == panel
        last = [n - 1 for n in result.expected[result.part].shape]
        if name == "edges.convolution_matrix":  # its picture is a row: the matrix's column
            last = [0, last[-1]]
        if name == "convolution.im2col":  # a column stands for the window of one output
            last = [n - 1 for n in result.case.layer.connections.output_shape]
        assert selection["index"] == last[-len(selection["index"]) :]
    else:
        assert not selection  # a bias has no cell of its own


def test_the_case_in_the_explorer_is_the_case_that_failed():
    result = exercises.check("broken.max_pool", broken("broken.max_pool"))
    widget = result.explorer()
    layer = result.case.arguments
    np.testing.assert_allclose(widget.layer.delta, layer["delta"])
    np.testing.assert_allclose(widget.layer.a, layer["a"])


def test_a_right_answer_has_no_failing_case():
    result = exercises.check("dense.delta", exercises.solution("dense.delta"))
    with pytest.raises(ValueError, match="no case has failed"):
        result.explorer()


def test_an_answer_without_numbers_opens_the_case_at_its_first_unit():
    def fails(delta, w, z):
        raise RuntimeError

    result = exercises.check("dense.delta", fails)
    assert result.explorer().selection == {"panel": "input", "index": [0]}
    result = exercises.check("dense.delta", lambda delta, w, z: np.zeros(9))
    assert result.explorer().selection == {"panel": "input", "index": [0]}


def test_a_wrong_name_opens_at_the_entry_that_the_answer_is_about():
    result = exercises.check("broken.convolution", "border_dropped")
    row, column = result.explorer().selection["index"]
    assert f"at row {row}, column {column}" in result.sentence
    assert (row, column) != (0, 0)  # where it opened without a word about it
