"""The training panel: it trains, stops when told, breaks off with a reason, starts anew."""

import base64
import threading
from itertools import count

import numpy as np
import pytest

from cnnbp import datasets
from cnnbp.network import Dense, Flatten, Network
from cnnbp.widgets import Training

DIGITS = datasets.load_digits()
X, Y = DIGITS.images[:300, None], DIGITS.labels[:300]


def make():
    return Network([Flatten(), Dense(64, 10)], seed=3)


def panel(rate=0.3, epochs=3, **recipes):
    return Training({"right": (make, rate), **recipes}, X, Y, validation=(X, Y), epochs=epochs)


def test_it_trains_as_fit_does_and_says_so():
    training = panel()
    training.start.click()
    training.wait()
    plain = make()
    scores = [
        plain.fit(X, Y, 1, 32, 0.3, validation=(X, Y), progress=False).validation_accuracy[0]
        for _ in range(3)
    ]
    assert training.scores == scores
    np.testing.assert_array_equal(
        training.network.layers[1].parameters["w"], plain.layers[1].parameters["w"]
    )
    assert training.said.value == f"right: {100 * scores[-1]:.1f} % right after 3 epochs"
    assert training.progress.value == training.progress.max == 3 * 10
    assert (training.start.disabled, training.stop.disabled) == (False, True)


def test_the_picture_follows():
    training = panel(epochs=1)
    empty = bytes(training.plot.value)
    training.train()
    training.wait()
    assert empty.startswith(b"\x89PNG")
    assert bytes(training.plot.value).startswith(b"\x89PNG")
    assert bytes(training.plot.value) != empty


class Clock:
    """Time passes while one waits, and while a picture is drawn."""

    def __init__(self, drawing, monkeypatch):
        self.now, self.drawing, self.pictures = 0.0, drawing, []
        monkeypatch.setattr("cnnbp.widgets.training.monotonic", lambda: self.now)
        monkeypatch.setattr("cnnbp.widgets.training._picture", self.draw)

    def draw(self, *_):
        self.pictures.append(self.now)
        self.now += self.drawing
        return b"%d" % len(self.pictures)

    def wait(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("drawing", [0.0, 2.0], ids=["a fast machine", "a slow one"])
def test_pictures_come_no_faster_than_a_server_lets_through_and_not_at_each_step(
    monkeypatch, drawing
):
    clock = Clock(drawing, monkeypatch)
    training = panel(epochs=4)
    monkeypatch.setattr(training._stop, "wait", clock.wait)
    clock.pictures.clear()
    training.train()
    training.wait()
    assert len(clock.pictures) == 1 + 4 + 1  # at the start, after each epoch, at the end
    assert min(np.diff(clock.pictures)) == pytest.approx(drawing + 0.15)


def test_stop_ends_it_after_the_step_in_hand(monkeypatch):
    steps, twentieth = count(1), threading.Event()

    def step(network, *arguments):
        Network.step(network, *arguments)
        if next(steps) == 20:
            twentieth.set()

    network = make()
    monkeypatch.setattr(network, "step", step.__get__(network))
    training = Training({"right": (lambda: network, 0.3)}, X, Y, validation=(X, Y), epochs=100_000)
    training.start.click()
    twentieth.wait()
    training.stop.click()
    training.wait()
    assert "stopped in epoch" in training.said.value
    assert 20 <= len(training.losses) < 100_000 * 10
    assert not training.start.disabled


def test_another_recipe_is_one_click_and_starts_from_fresh_weights():
    training = panel(epochs=1, wild=(make, 0.05))
    training.choice.value = "wild"
    training.wait()
    first = training.scores
    training.choice.value = "right"
    training.wait()
    training.choice.value = "wild"
    training.wait()
    assert training.scores == first
    assert training.said.value.startswith("wild:")


def test_one_recipe_needs_no_choice():
    one, two = panel(), panel(wild=(make, 0.05))
    assert one.choice not in one.children
    assert two.choice in two.children
    assert "Choose" not in one.said.value
    assert "Choose" in two.said.value


def test_a_training_that_explodes_is_reported():
    training = panel(rate=1e9)
    training.train()
    training.wait()
    assert "broke off" in training.said.value
    assert not training.start.disabled


def test_recipes_are_checked_and_the_name_is_stable():
    with pytest.raises(TypeError, match="recipes: got"):
        Training([], X, Y, validation=(X, Y))
    assert repr(panel(wild=(make, 1.0))) == "Training(right, wild)"


def test_places_without_widgets_get_a_picture():
    data, _ = panel(**{"<b>$x": (make, 0.1)})._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == "Training(right, <b>$x)"
