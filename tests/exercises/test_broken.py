"""Find the broken backward: named, mended, or neither."""

import numpy as np
import pytest

from cnnbp import exercises

FLAWS = {
    "broken.dense": "sigma_prime_at_a",
    "broken.edges": "last_edge_only",
    "broken.max_pool": "last_edge_only",
    "broken.convolution": "not_rotated",
    "broken.channels": "wrong_axes_turned",
    "broken.network": "sigma_prime_at_the_error",
    "broken.kernel_gradient": "gradient_rotated",
}


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
    result = exercises.check(name, exercises._find(name).half)
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
    assert why not in exercises.check("broken.edges", exercises._find("broken.edges").half).sentence


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
