"""What a page without Python is sent: verdicts as rows that say what Python says, and cases."""

import json
from functools import cache

import numpy as np
import pytest
from explorer_layers import IMAGE, KERNEL, LAYERS
from support.lookup import judged, looked_up, questions
from support.programs import NO_NODE, find_node, required

from cnnbp import mistakes
from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.model.changes import number
from cnnbp.widgets.wire import prepared
from cnnbp.widgets.wire.requests import UNREAD


@cache
def answered(kind):
    """A small layer of a kind, and what is prepared for it."""
    layer = LAYERS[kind]().layer
    return layer, prepared.answers(layer)


@pytest.fixture
def node():
    return required(find_node(), "NODE", NO_NODE)


def test_the_browser_says_of_every_prediction_what_python_says(node, tmp_path):
    random, layers, pages = np.random.default_rng(4), [], []
    for kind in LAYERS:
        layer, answers = answered(kind)
        units = random.permutation(layer.a.size)[:4]
        layers.append(layer)
        pages.append({"answers": answers, "asked": list(questions(layer, units, random))})
    said = looked_up(node, tmp_path, pages)
    sentences = set()
    for layer, page, answers in zip(layers, pages, said, strict=True):
        for question, answer in zip(page["asked"], answers, strict=True):
            assert answer == judged(layer, *question), question
            sentences.add(answer[1])
    # A mistake, a near miss, two mistakes at once and several that fit are among the answers.
    for words in ("comes out when", "is missing", "Two mistakes at once", "as when", " of "):
        assert any(words in sentence for sentence in sentences), words


def read(text):
    """What Python reads, or the sentence in which it refuses."""
    try:
        return number(text, UNREAD)
    except ValueError as refusal:
        return str(refusal)


def test_what_is_typed_is_read_as_python_reads_it(node, tmp_path):
    typed = [
        "0.5",
        "−1,25",
        " 3 ",
        "1e-3",
        "-.5",
        "4.",
        "",
        "  ",
        "many",
        "0x1",
        "1;2",
        "1e7",
        "−2e6",
    ]
    page = {
        "answers": answered("dense")[1],
        "asked": [("text", 0, text) for text in typed],
    }
    (said,) = looked_up(node, tmp_path, [page])
    assert said == [read(text) for text in typed]


@pytest.mark.parametrize("kind", LAYERS)
def test_each_unit_has_its_own_rows_tolerance_and_hints(kind):
    layer, answers = answered(kind)
    joined = [mistakes.joined_outputs(layer, source) for source in range(layer.a.size)]
    assert answers["joined"] == [sorted(outputs) for outputs, _ in joined]
    assert answers["sending"] == [sorted(outputs) for _, outputs in joined]
    for source in range(layer.a.size):
        given, tolerance, verdict = answers["values"][source][0]
        near = mistakes.tolerance(layer, source)
        assert given == pytest.approx(layer.right.flat[source], abs=near / 1000)
        assert tolerance == pytest.approx(near, rel=1e-3)
        assert answers["verdicts"][verdict] == judged(layer, "value", source, given)
        assert answers["hints"][source] == mistakes.hints(layer, source)
    assert len(answers["hints"]) == len(answers["values"]) == layer.a.size


def test_rows_are_json_and_no_verdict_is_sent_twice():
    _, answers = answered("behind a sigmoid")
    json.dumps(answers)
    verdicts = [json.dumps(verdict) for verdict in answers["verdicts"]]
    assert len(set(verdicts)) == len(verdicts)
    used = {row[-1] for rows in answers["values"] + answers["sets"] for row in rows}
    assert used | {answers["unknown"]} == set(range(len(verdicts)))


def test_a_layer_of_many_units_has_no_answers():
    largest = DeltaFlow.dense(np.zeros(400), np.zeros((1, 400))).layer
    assert len(prepared.answers(largest)["values"]) == 400
    assert prepared.answers(DeltaFlow.dense(np.zeros(401), np.zeros((1, 401))).layer) is None


def test_nothing_is_prepared_unless_it_is_wanted(monkeypatch):
    assert "answers" not in LAYERS["dense"]().current_scene
    monkeypatch.setenv("CNNBP_PREPARE", "1")
    flow = LAYERS["dense"]()
    assert flow.current_scene["answers"] == prepared.answers(flow.layer)


def test_the_cases_are_the_layer_under_other_settings(monkeypatch):
    monkeypatch.setenv("CNNBP_PREPARE", "1")
    image, kernel = IMAGE[:3, :4], KERNEL[:2, :2]
    cases = DeltaFlow.convolution(image, kernel).scene["cases"]
    options = {"stride": 2, "padding": 1, "dilation": 1, "convention": "convolution"}
    (wanted,) = (case for case in cases if case["options"] == options)
    other = DeltaFlow.convolution(image, kernel, **options).current_scene
    assert wanted == other
    pools = {case["kind"] for case in DeltaFlow.max_pool(image).scene["cases"]}
    assert pools == {"max_pool", "average_pool"}
    assert DeltaFlow.dense(image, np.ones((2, 12))).scene["cases"] == []


def test_every_layer_of_a_network_has_its_answers(monkeypatch):
    monkeypatch.setenv("CNNBP_PREPARE", "1")
    layers = ["tanh", ("dense", KERNEL[:2]), ("sigmoid",)]
    flow = DeltaFlow.network([0.5, -1.0, 2.0], layers, y=[0.0, 1.0])
    for scene, layer in zip(flow.scene["layers"], flow.model.layers, strict=True):
        assert scene["answers"] == prepared.answers(layer)
    assert flow.scene["cases"] == []
