"""What the browser asks for: done, undone, refused with a message, and always answered."""

import numpy as np
import pytest
from explorer_layers import LAYERS

from cnnbp import datasets
from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.wire import requests


@pytest.fixture
def flow():
    return LAYERS["convolution"](selection=("input", 2, 3))


def ask(flow, what, **details):
    flow.request = {"id": flow.answered + 1, "do": what, **details}


def test_every_request_is_answered(flow):
    ask(flow, "option", name="padding", value="1")
    ask(flow, "option", name="padding", value="none")
    ask(flow, "no such thing")
    assert flow.answered == 2  # an unknown request is not answered, it is not ours


def test_a_change_arrives_in_the_scene_and_can_be_undone(flow):
    before = flow.scene
    ask(flow, "values", panel="input", cells=[0, 1], text="0.75")
    np.testing.assert_array_equal(flow.values["input"].flat[:2], [0.75, 0.75])
    ask(flow, "option", name="padding", value="1")
    ask(flow, "undo")
    np.testing.assert_array_equal(flow.values["input"].flat[:2], [0.75, 0.75])
    ask(flow, "undo")
    assert flow.scene == before
    ask(flow, "undo")
    assert flow.scene == before


def test_reset_goes_back_to_the_first_numbers(flow):
    before = flow.scene
    for padding in "123":
        ask(flow, "option", name="padding", value=padding)
    ask(flow, "reset")
    assert flow.scene == before
    assert flow.history == []


def test_undo_knows_how_far_it_reaches_and_reset_reaches_the_beginning(flow):
    before = flow.scene
    for count in range(120):
        ask(flow, "values", panel="input", cells=[0], text=str(count / 8))
    assert flow.undoable == len(flow.history) == requests.MOST_UNDONE
    ask(flow, "undo")
    assert flow.undoable == requests.MOST_UNDONE - 1
    assert flow.values["input"].flat[0] == 118 / 8
    ask(flow, "reset")
    assert flow.undoable == 0
    assert flow.scene == before


def test_what_was_taken_back_can_be_made_again_until_something_else_is_changed(flow):
    scenes = [flow.scene]
    for padding in "123":
        ask(flow, "option", name="padding", value=padding)
        scenes.append(flow.scene)
    assert (flow.undoable, flow.redoable) == (3, 0)
    ask(flow, "undo")
    ask(flow, "undo")
    assert (flow.scene, flow.undoable, flow.redoable) == (scenes[1], 1, 2)
    ask(flow, "option", name="dilation", value="9")  # is refused
    for scene in (*scenes[2:], scenes[3]):  # the last time there is nothing left
        ask(flow, "redo")
        assert flow.scene == scene
    assert (flow.undoable, flow.redoable) == (3, 0)
    ask(flow, "undo")
    assert flow.scene == scenes[2]
    ask(flow, "values", panel="input", cells=[0], text="0.75")
    assert (flow.undoable, flow.redoable) == (3, 0)
    ask(flow, "undo")
    ask(flow, "reset")
    assert (flow.scene, flow.undoable, flow.redoable) == (scenes[0], 0, 0)


def test_another_digit_brings_its_label_to_a_network():
    digits = datasets.load_digits()
    w = np.round(np.random.default_rng(0).normal(size=(10, 64)), 2)
    flow = DeltaFlow.network(digits.images[0], [("dense", w)], y=0, loss="cross_entropy")
    ask(flow, "option", name="digit", value="7")
    assert flow.model.y == 7
    np.testing.assert_array_equal(
        flow.values["input"], digits.images[np.flatnonzero(digits.labels == 7)[0]]
    )
    ask(flow, "undo")
    assert flow.model.y == 0
    few = DeltaFlow.network(digits.images[0], [("dense", w[:3])], y=2, loss="cross_entropy")
    ask(few, "option", name="digit", value="7")
    assert few.model.y == 2  # three outputs have no label 7


def test_the_loss_is_computed_for_another_label():
    digits = datasets.load_digits()
    w = np.round(np.random.default_rng(0).normal(size=(10, 64)), 2)
    pixel = ("input", 3, 4)
    flow = DeltaFlow.network(
        digits.images[0], [("dense", w)], y=0, loss="cross_entropy", selection=pixel
    )
    before = flow.scene
    ask(flow, "label", label=7)
    z = w @ digits.images[0].ravel()
    p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    assert flow.model.value == pytest.approx(-np.log(p[7]))
    np.testing.assert_allclose(flow.values["delta"], p - np.eye(10)[7], atol=1e-12)
    assert flow.scene["chain"]["loss"]["label"] == 7
    assert flow.selection == {"panel": "input", "index": [3, 4]}
    assert flow.undoable == 1
    ask(flow, "label", label=10)
    assert flow.message["text"] == "y: got 10, expected a label from 0 to 9"
    assert (flow.model.y, flow.undoable) == (7, 1)
    ask(flow, "undo")
    assert flow.scene == before


def test_only_a_label_gives_way_to_another(flow):
    ask(flow, "label", label=1)
    assert flow.message["text"] == "y: got a label, but one layer alone has no loss"
    for y in (None, [0.5, 1.0]):
        network = DeltaFlow.network([1.0, 2.0], [("dense", np.eye(2))], y=y)
        ask(network, "label", label=1)
        assert network.message["text"].startswith("y: got a label, expected an array")
        assert network.undoable == 0


def test_an_impossible_change_leaves_the_last_good_state_and_says_why(flow):
    before = flow.scene
    ask(flow, "option", name="dilation", value="9")
    assert flow.scene == before
    assert "kernel" in flow.message["text"]
    assert flow.message["name"] == "dilation"
    assert flow.undoable == 0
    ask(flow, "values", panel="input", cells=[5], flat=5, text="abc")
    assert flow.message["panel"] == "input"
    assert flow.message["flat"] == 5
    assert flow.scene == before
    ask(flow, "option", name="padding", value="1")
    assert flow.message == {}


def test_a_request_without_its_parts_is_no_crash(flow):
    ask(flow, "values")
    assert "panel" in flow.message["text"]


def test_the_selection_stays_where_it_still_exists(flow):
    ask(flow, "option", name="padding", value="1")
    assert flow.selection == {"panel": "input", "index": [2, 3]}
    flow.selection = ("output", 5, 6)
    ask(flow, "option", name="padding", value="0")
    assert flow.selection is None


def test_undo_and_reset_keep_the_selection_too(flow):
    chosen = {"panel": "input", "index": [2, 3]}
    for padding in "12":
        ask(flow, "option", name="padding", value=padding)
    ask(flow, "undo")
    assert flow.selection == chosen
    ask(flow, "reset")
    assert flow.selection == chosen


def test_attempts_are_kept_and_the_last_is_the_verdict(flow):
    right = float(flow.layer.input_gradient[2, 3])
    source = int(np.ravel_multi_index((2, 3), flow.layer.a.shape))
    ask(flow, "judge", question="value", source=source, answer=str(right + 100))
    ask(flow, "judge", question="value", source=source, answer=f"{right:.6f}")
    targets = flow.layer.connections.target[flow.layer.connections.from_source(source)]
    ask(flow, "judge", question="outputs", source=source, answer=targets.tolist())
    assert [attempt["right"] for attempt in flow.attempts] == [False, True, True]
    assert flow.verdict == flow.attempts[-1]
    assert flow.attempts[0]["index"] == [2, 3]
    assert flow.attempts[0]["answer"] == pytest.approx(right + 100)


def test_outputs_once_found_stay_found_while_numbers_are_tried(flow):
    source = int(np.ravel_multi_index((2, 3), flow.layer.a.shape))
    targets = flow.layer.connections.target[flow.layer.connections.from_source(source)].tolist()
    ask(flow, "judge", question="outputs", source=source, answer=targets)
    for number in ("100", "200"):
        ask(flow, "judge", question="value", source=source, answer=number)
        assert (flow.verdict["right"], flow.verdict["found"]) == (False, True)
    ask(flow, "judge", question="value", source=source, answer="many")
    assert flow.verdict == {"found": True}
    ask(flow, "judge", question="outputs", source=source, answer=[0])
    assert "found" not in flow.verdict


def test_a_known_mistake_is_named_in_the_attempt():
    kernel = np.array([[1.0, 2.0], [3.0, 5.0]])
    delta = np.arange(1.0, 10.0).reshape(3, 3)
    flow = DeltaFlow.convolution(np.zeros((4, 4)), kernel, delta)
    turned = (kernel * delta[:2, :2]).sum()  # the kernel laid on δ without rotating it
    ask(flow, "judge", question="value", source=5, answer=str(turned))
    assert any("rotat" in name for name in flow.verdict["mistakes"])
    assert "not turned by 180°" in flow.verdict["reason"]


def test_an_answer_that_is_no_number_is_no_attempt(flow):
    ask(flow, "judge", question="value", source=0, answer="many")
    assert flow.attempts == []
    assert "expected a number" in flow.message["text"]


def test_hints_come_one_by_one(flow):
    for count in (1, 2, 3):
        ask(flow, "hint", source=9, count=count)
        assert len(flow.hints) == count


def test_new_numbers_forget_marks_and_verdicts(flow):
    ask(flow, "judge", question="value", source=9, answer="100")
    assert flow.verdict["reason"]
    flow.marks, flow.hints, flow.shown = [1, 2], ["look"], 3
    ask(flow, "option", name="padding", value="1")
    assert (flow.marks, flow.hints, flow.shown, flow.verdict) == ([], [], None, {})


def test_values_are_copies(flow):
    flow.values["input"][...] = 9
    assert not (flow.values["input"] == 9).any()
