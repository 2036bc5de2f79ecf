"""A wrong answer opens in the explorer, at the unit that is furthest off."""

import numpy as np
import pytest

from cnnbp import exercises

NAMES = exercises.available()
# Where the entries of a result lie, if not in the input panel.
PANELS = {
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


@pytest.mark.parametrize("name", NAMES)
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
        assert selection["index"] == last[-len(selection["index"]) :]
    else:
        assert not selection  # a bias has no cell of its own


def test_the_case_in_the_explorer_is_the_case_that_failed():
    result = exercises.check("broken.max_pool", exercises._find("broken.max_pool").half)
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
