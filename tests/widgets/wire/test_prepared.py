"""What a page without Python is sent: verdicts as rows that say what Python says, and words."""

import json
from functools import cache

import numpy as np
import pytest
from explorer_layers import IMAGE, KERNEL, LAYERS
from support.each import each
from support.lookup import judged, looked_up, questions

from cnnbp import datasets, mistakes
from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.model.changes import number, with_values
from cnnbp.widgets.wire import prepared
from cnnbp.widgets.wire.layer import scene
from cnnbp.widgets.wire.requests import UNREAD


@cache
def answered(kind):
    """A small layer of a kind, and what is prepared for it."""
    layer = LAYERS[kind]().layer
    return layer, prepared.answers(layer)


def test_the_browser_says_of_every_prediction_what_python_says(tmp_path):
    random, layers, pages = np.random.default_rng(4), [], []
    for kind in LAYERS:
        layer, answers = answered(kind)
        units = random.permutation(layer.a.size)[:4]
        layers.append(layer)
        shown = scene(layer) | {"answers": answers}
        pages.append({"scene": shown, "asked": list(questions(layer, units, random))})
    said = looked_up(tmp_path, pages)
    sentences = set()
    for layer, page, answers in zip(layers, pages, said, strict=True):
        for question, answer in zip(page["asked"], answers, strict=True):
            assert answer == judged(layer, *question), question
            sentences.add(answer[1])
    # A mistake, a near miss, two mistakes at once and several that fit are among the answers.
    for words in ("comes out when", "is missing", "Two mistakes at once", "as when", " of "):
        assert any(words in sentence for sentence in sentences), words


def test_changed_numbers_are_judged_by_the_edges(tmp_path):
    """Right or wrong as Python says; a mistake is named where one product or place explains it."""
    random, layers, pages = np.random.default_rng(5), [], []
    for kind in LAYERS:
        layer = LAYERS[kind]().layer
        panel = "z_in" if layer.activation != "identity" else "input"
        layer = with_values(layer, panel, [2, 3], "0.75")
        layers.append(layer)
        units = random.permutation(layer.a.size)[:4]
        pages.append({"scene": scene(layer), "asked": list(questions(layer, units, random))})
    plain = own = 0
    for layer, page, answers in zip(layers, pages, looked_up(tmp_path, pages), strict=True):
        for question, answer in zip(page["asked"], answers, strict=True):
            right, sentence, names, _ = judged(layer, *question)
            assert answer[0] == right, question
            known = right or sentence.startswith("Not 0")
            known |= question[0] == "outputs" and not names
            if known:
                assert answer[1] == sentence, question
            elif question[0] == "outputs":  # the same counts; Python goes on with the mistake
                assert sentence.startswith(answer[1].removesuffix(".")), question
            own += bool(answer[2])
            plain += known
    assert plain > 100
    assert own > 100


def test_hints_are_pythons(tmp_path):
    layers = [LAYERS[kind]().layer for kind in LAYERS]
    # sums with more than nine products, and numbers half way between two of four digits
    layers.append(DeltaFlow.dense([0.5, 2.0625], np.full((12, 2), 2.0625), np.arange(12)).layer)
    large = np.full((2, 3), 12345.6)
    layers.append(DeltaFlow.dense([1, 2, 3], large, [1e-6, -2.00025]).layer)
    pages = [
        {"scene": scene(la), "asked": [("hints", unit) for unit in range(la.a.size)]}
        for la in layers
    ]
    for layer, said in zip(layers, looked_up(tmp_path, pages), strict=True):
        assert said == [mistakes.hints(layer, unit) for unit in range(layer.a.size)]


def read(text):
    """What Python reads, or the sentence in which it refuses."""
    try:
        return number(text, UNREAD)
    except ValueError as refusal:
        return str(refusal)


def test_what_is_typed_is_read_as_python_reads_it(tmp_path):
    typed = ["0.5", "−1,25", " 3 ", "1e-3", "-.5", "4.", "", "  ", "many", "0x1", "1;2", "1e7"]
    typed += ["−2e6", "nan", "-inf", "don't", 'say "it"', "a\\b"]
    page = {
        "scene": scene(answered("dense")[0]),
        "asked": [("text", 0, text) for text in typed],
    }
    (said,) = looked_up(tmp_path, [page])
    assert said == [read(text) for text in typed]


@each("kind", LAYERS)
def test_each_unit_has_its_own_rows_and_tolerance(kind):
    layer, answers = answered(kind)
    for source in range(layer.a.size):
        given, tolerance, verdict = answers["values"][source][0]
        near = mistakes.tolerance(layer, source)
        assert given == pytest.approx(layer.right.flat[source], abs=near / 1000)
        assert tolerance == pytest.approx(near, rel=1e-3)
        assert answers["verdicts"][verdict] == judged(layer, "value", source, given)
    assert len(answers["sets"]) == len(answers["values"]) == layer.a.size


def test_rows_are_json_and_no_verdict_is_sent_twice():
    _, answers = answered("behind a sigmoid")
    json.dumps([answers, prepared.words()])
    verdicts = [json.dumps(verdict) for verdict in answers["verdicts"]]
    assert len(set(verdicts)) == len(verdicts)
    used = {row[-1] for rows in answers["values"] + answers["sets"] for row in rows}
    assert used == set(range(len(verdicts)))


def test_a_layer_of_many_units_has_no_answers():
    largest = DeltaFlow.dense(np.zeros(400), np.zeros((1, 400))).layer
    assert len(prepared.answers(largest)["values"]) == 400
    assert prepared.answers(DeltaFlow.dense(np.zeros(401), np.zeros((1, 401))).layer) is None


def test_nothing_is_prepared_unless_it_is_wanted(monkeypatch):
    assert "answers" not in LAYERS["dense"]().current_scene
    monkeypatch.setenv("CNNBP_PREPARE", "1")
    flow = LAYERS["dense"]()
    assert flow.current_scene["answers"] == prepared.answers(flow.layer)


def test_every_layer_of_a_network_has_its_answers(monkeypatch):
    monkeypatch.setenv("CNNBP_PREPARE", "1")
    layers = ["tanh", ("dense", KERNEL[:2]), ("sigmoid",)]
    flow = DeltaFlow.network([0.5, -1.0, 2.0], layers, y=[0.0, 1.0])
    for shown, layer in zip(flow.scene["layers"], flow.model.layers, strict=True):
        assert shown["answers"] == prepared.answers(layer)


def test_the_digits_are_those_of_the_data_set():
    images, labels = datasets.load_digits()
    for digit, inks in enumerate(prepared.words()["digits"]):
        expected = images[np.flatnonzero(labels == digit)[0]]
        assert (np.array(inks) / 16 == expected.ravel()).all()


def test_a_scene_says_what_was_given():
    assert DeltaFlow.convolution(IMAGE, KERNEL).current_scene["given"] == []
    delta = np.ones((4, 5))
    assert DeltaFlow.convolution(IMAGE, KERNEL, delta).current_scene["given"] == ["delta"]
    assert LAYERS["own kind"]().current_scene["given"] == ["edges"]
