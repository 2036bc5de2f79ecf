"""The training panel: it trains, stops when told, breaks off with a reason, starts anew."""

import asyncio
import base64
import threading
from itertools import count

import numpy as np
import pytest

from cnnbp import activations, datasets, figures
from cnnbp.network import Dense, Flatten, Network
from cnnbp.widgets import Training
from cnnbp.widgets.training import _picture

DIGITS = datasets.load_digits()
X, Y = DIGITS.images[:300, None], DIGITS.labels[:300]


def make():
    return Network([Flatten(), Dense(64, 10)], seed=3)


def panel(rate=0.3, epochs=3, **recipes):
    return Training({"right": (make, rate), **recipes}, X, Y, validation=(X, Y), epochs=epochs)


def press(training, do):
    """A button in the browser."""
    training.set_state({"request": {"id": training.answered + 1, "do": do}})


def test_it_trains_as_fit_does_and_says_so():
    training = panel()
    press(training, "train")
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
    assert training.said == f"right: {100 * scores[-1]:.1f} % right after 3 epochs"
    assert training.done == training.steps == 3 * 10
    assert not training.running
    assert training.answered == 1


def test_the_picture_follows():
    training = panel(epochs=1)
    empty = training.picture
    training.train()
    training.wait()
    assert empty.startswith(b"\x89PNG")
    assert training.picture.startswith(b"\x89PNG")
    assert training.picture != empty


def test_an_accuracy_is_seen_after_the_first_epoch(monkeypatch):
    drawn = []
    monkeypatch.setattr(figures, "curves", lambda x, lines, ax, **more: drawn.append((lines, more)))
    _picture([2.0, 1.0, 0.5], [0.75])
    (losses, line), (scores, mark) = drawn
    assert losses == {"training": [2.0, 1.0, 0.5]}
    assert line["point"] is None
    assert scores == {"test": [0.75]}
    assert mark["point"] == (1.0, 0.75)  # no line goes through one point


class Clock:
    """Time passes while one waits, trains a step, and draws a picture."""

    def __init__(self, training, monkeypatch, *, step, drawing):
        self.now, self.drawing, self.begun = 0.0, drawing, []
        monkeypatch.setattr("cnnbp.widgets.training.monotonic", lambda: self.now)
        monkeypatch.setattr("cnnbp.widgets.training._picture", self.draw)
        monkeypatch.setattr(training._stop, "wait", self.pass_by)
        one_step = Network.step
        monkeypatch.setattr(Network, "step", lambda *a: (self.pass_by(step), one_step(*a)))

    def draw(self, *_):
        self.begun.append(self.now)
        self.pass_by(self.drawing)
        return b"%d" % len(self.begun)

    def pass_by(self, seconds):
        self.now += seconds


@pytest.mark.parametrize("step", [0.001, 0.1], ids=["quick steps", "slow steps"])
@pytest.mark.parametrize("drawing", [0.001, 0.08, 1.0])
def test_drawing_takes_a_tenth_of_the_time_at_most(monkeypatch, step, drawing):
    training = panel(epochs=40)
    clock = Clock(training, monkeypatch, step=step, drawing=drawing)
    training.train()
    training.wait()
    *_, before, last = clock.begun  # the last picture shows the end, however soon it comes
    assert training.picture == b"%d" % len(clock.begun)
    begun = np.array([*clock.begun[:-2], before])
    assert (np.diff(begun) >= max(10 * drawing, 0.15) - 1e-9).all()
    # and the person is not kept waiting: the plot comes at the first step after that time
    assert (np.diff(begun) <= max(10 * drawing, 0.15 + drawing) + 0.15 + step + 1e-9).all()
    assert last - before >= 0.15


def test_words_and_bar_go_on_while_the_plot_waits(monkeypatch):
    training = panel(epochs=4)
    said = []
    training.observe(lambda change: said.append(change["new"]), "said")
    clock = Clock(training, monkeypatch, step=0.1, drawing=60.0)
    training.train()
    training.wait()
    assert len(clock.begun) == 2  # at the start and at the end
    assert [f"right: epoch {n}" in " ".join(said) for n in (1, 2, 3, 4)] == [True] * 4
    assert f"{100 * training.scores[0]:.1f} % right" in " ".join(said)


def test_the_sheet_shows_what_the_network_reads_in_it():
    training = panel(epochs=2)
    assert training.sheet == {"rows": 8, "columns": 8, "classes": 10}
    assert (training.x, training.y) == (X[0].ravel().tolist(), Y[0])
    assert training.read == []  # nothing has been trained
    training.train()
    training.wait()
    z = training.network.forward(X[:1])
    np.testing.assert_allclose(training.read, activations.softmax(z)[0])
    assert training.cost == f"C = −ln p({Y[0]}) = {training.network.loss(Y[:1]):.3g}"
    training.y = (Y[0] + 1) % 10
    cost = -np.log(training.read[training.y])
    assert training.cost == f"C = −ln p({training.y}) = {cost:.3g}"
    press(training, "digit")
    assert (training.x, training.y) == (X[1].ravel().tolist(), Y[1])
    np.testing.assert_allclose(
        training.read, activations.softmax(training.network.forward(X[1:2]))[0]
    )


def test_reading_the_sheet_does_not_disturb_the_training():
    quiet, drawn_on = panel(epochs=3), panel(epochs=3)
    recipe = drawn_on.recipes["right"]

    class Disturbed(Network):
        def backward(self, *arguments, **more):  # between the forward pass and the gradients
            drawn_on.x = list(np.random.default_rng(len(drawn_on.losses)).random(64))
            return super().backward(*arguments, **more)

    drawn_on.recipes["right"] = (
        lambda: Disturbed([Flatten(), Dense(64, 10)], seed=3),
        recipe[1],
    )
    for training in (quiet, drawn_on):
        training.train()
        training.wait()
    assert drawn_on.losses == quiet.losses


def test_no_sheet_without_pictures_or_without_probabilities():
    flat = Training({"right": (make, 0.3)}, X[:, 0], Y, validation=(X[:, 0], Y), epochs=1)
    assert flat.sheet == {}
    assert flat.x == []
    squared = panel(epochs=1)
    squared.recipes["right"] = (
        lambda: Network([Flatten(), Dense(64, 10)], loss="squared_error", seed=3),
        0.01,
    )
    squared.data = squared.validation = (X, np.eye(10)[Y])
    squared.train()
    squared.wait()
    assert squared.read == []
    assert squared.cost == ""


def test_what_is_not_there_cannot_be_chosen():
    with pytest.raises(ValueError, match="chosen: got 'wrong', expected one of right, wild"):
        panel(wild=(make, 0.1)).chosen = "wrong"


def test_stop_ends_it_after_the_step_in_hand(monkeypatch):
    steps, twentieth = count(1), threading.Event()

    def step(network, *arguments):
        Network.step(network, *arguments)
        if next(steps) == 20:
            twentieth.set()

    network = make()
    monkeypatch.setattr(network, "step", step.__get__(network))
    training = Training({"right": (lambda: network, 0.3)}, X, Y, validation=(X, Y), epochs=100_000)
    press(training, "train")
    twentieth.wait()
    press(training, "stop")
    training.wait()
    assert "stopped in epoch" in training.said
    assert 20 <= len(training.losses) < 100_000 * 10
    assert not training.running


def test_another_recipe_is_one_click_and_starts_from_fresh_weights():
    training = panel(epochs=1, wild=(make, 0.05))
    training.chosen = "wild"
    training.wait()
    first = training.scores
    training.chosen = "right"
    training.wait()
    training.chosen = "wild"
    training.wait()
    assert training.scores == first
    assert training.said.startswith("wild:")


def test_one_recipe_needs_no_choice():
    assert "Choose" not in panel().said
    assert "Choose" in panel(wild=(make, 0.05)).said


def test_a_training_that_explodes_is_reported():
    training = panel(rate=1e9)
    training.train()
    training.wait()
    assert "broke off" in training.said
    assert not training.running


def test_recipes_are_checked_and_the_name_is_stable():
    with pytest.raises(TypeError, match="recipes: got"):
        Training([], X, Y, validation=(X, Y))
    assert repr(panel(wild=(make, 1.0))) == "Training(right, wild)"


def test_places_without_widgets_get_a_picture():
    data, _ = panel(**{"<b>$x": (make, 0.1)})._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == "Training(right, <b>$x)"


@pytest.fixture
def without_threads(monkeypatch):
    """Runs a kernel as where Python lives in a browser: with a loop, and no way to start a thread.

    The kernel's own thread starts before that; in this one a loop of Playwright's may be running.
    """
    start = threading.Thread.start

    def refuse(self):
        raise RuntimeError("can't start new thread")

    def run(kernel):
        results = []
        thread = threading.Thread(target=lambda: results.append(asyncio.run(kernel())))
        monkeypatch.setattr(threading.Thread, "start", refuse)
        start(thread)
        thread.join()
        return results[0]

    return run


def test_without_threads_it_trains_between_what_else_the_kernel_does(without_threads):
    seen = []

    async def kernel():
        training = panel(epochs=4)
        press(training, "train")
        assert training.answered == 1  # the press is over before the first epoch
        while len(seen) < 30 and "after 4 epochs" not in training.said:
            seen.append(len(training.scores))
            await asyncio.sleep(0)
        return training

    training = without_threads(kernel)
    assert set(seen) == {0, 1, 2, 3, 4}
    with_a_thread = make()
    with_a_thread.fit(X, Y, 4, 32, 0.3, progress=False)
    np.testing.assert_array_equal(
        training.network.layers[1].parameters["w"], with_a_thread.layers[1].parameters["w"]
    )


def test_without_threads_stop_is_heard_and_another_recipe_begins_anew(without_threads):
    async def kernel():
        training = panel(epochs=50, other=(make, 0.1))
        press(training, "train")
        while len(training.scores) < 2:
            await asyncio.sleep(0)
        press(training, "stop")
        while training.running:
            await asyncio.sleep(0)
        assert "right: stopped in epoch" in training.said
        training.chosen = "other"
        while not training.scores:
            await asyncio.sleep(0)
        training.wait(stop=True)
        return training

    training = without_threads(kernel)
    assert "other: stopped in epoch" in training.said
    assert not training.running
