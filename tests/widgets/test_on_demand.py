"""A button that shows an explorer when it is pressed."""

import sys
from types import SimpleNamespace

import numpy as np
from IPython.core.interactiveshell import InteractiveShell

from cnnbp import exercises
from cnnbp.widgets import DeltaFlow, OnDemand

BIAS = "convolution.bias_gradient"


def shown(monkeypatch, value):
    """What IPython would show for a cell's value: what it displays, and the value's own text."""
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda thing, raw=False: displayed.append(thing))
    data, _ = InteractiveShell.instance().display_formatter.format(value)
    return displayed, data.get("text/plain")


def test_a_press_puts_the_explorer_below_the_button_once():
    made = []

    def make():
        made.append(DeltaFlow.dense(np.ones(2), np.ones((3, 2))))
        return made[-1]

    box = OnDemand("open", make)
    assert not made
    box.set_state({"pressed": True})  # the browser's press
    assert box.shown is made[0]
    assert box.get_state("shown") == {"shown": f"anywidget:{made[0].model_id}"}
    box.press()
    box.pressed = False
    box.press()
    assert len(made) == 1
    assert repr(box) == "OnDemand(open)"


def test_in_marimo_the_explorer_is_made_with_the_button_and_waits_for_the_press(monkeypatch):
    marimo = SimpleNamespace(running_in_notebook=lambda: True)
    monkeypatch.setitem(sys.modules, "marimo", marimo)
    box = OnDemand("open", lambda: DeltaFlow.dense(np.ones(2), np.ones((3, 2))))
    first = box.shown
    assert isinstance(first, DeltaFlow)
    assert not box.pressed
    box.press()
    assert box.shown is first


def test_what_cannot_be_made_is_said():
    box = OnDemand("open", lambda: 1 / 0)
    box.press()
    assert box.shown is None
    assert box.error == "ZeroDivisionError: division by zero"


def test_what_is_no_widget_is_said_too():
    box = OnDemand("open", lambda: 7)
    box.press()
    assert box.error.startswith("TraitError: ")


def test_a_wrong_answer_has_a_button_that_opens_its_case(monkeypatch):
    result = exercises.check(BIAS, lambda delta: delta.sum(axis=(0, 2, 3)) + 1)
    displayed, text = shown(monkeypatch, result)
    assert text is None
    assert displayed[0]["text/plain"] == repr(result)
    displayed[1].press()
    assert isinstance(displayed[1].shown, DeltaFlow)


def test_an_error_message_with_markup_stays_text(monkeypatch):
    def fails(delta):
        raise ValueError("<img src=x onerror=alert(1)>")

    displayed, _ = shown(monkeypatch, exercises.check(BIAS, fails))
    assert "&lt;img src=x" in displayed[0]["text/html"]
    assert "<img" not in displayed[0]["text/html"]


def test_right_and_blank_answers_are_a_sentence_alone(monkeypatch):
    for answer in (exercises.solution(BIAS), None):
        result = exercises.check(BIAS, answer)
        assert shown(monkeypatch, result) == ([], repr(result))
        assert "word-break: normal" in result._repr_html_()
        assert f"</b> {BIAS}: {result.sentence}</pre>" in result._repr_html_()
