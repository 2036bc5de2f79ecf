"""Training: watch a network learn, stop it, and see what a wrong backward pass does to it."""

from __future__ import annotations

import base64
import html
import io
import threading
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any

import ipywidgets
import numpy as np

from cnnbp.network import Network, Step

Recipe = tuple[Callable[[], Network], float]
REDRAW = 0.15  # seconds for a picture at least: of what comes faster, Jupyter's server drops some


class Training(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A panel with a live plot, a start and a stop button, and one button for each recipe.

    recipes: name -> (a function that makes a fresh network, its learning rate). Each start trains
    a new network of the chosen recipe on x, y in mini-batches and looks at validation = (x, y)
    after every epoch. `network` and `history` are those of the last training.
    TypeError when the recipes are no such mapping.
    """

    def __init__(
        self,
        recipes: Mapping[str, Recipe],
        x: Any,
        y: Any,
        *,
        validation: tuple[Any, Any],
        epochs: int = 12,
        batch_size: int = 32,
    ) -> None:
        if not isinstance(recipes, Mapping) or not recipes:
            raise TypeError(f"recipes: got {recipes!r}, expected name -> (function, learning rate)")
        self.recipes, self.data, self.validation = dict(recipes), (x, y), validation
        self.epochs, self.batch_size = epochs, batch_size
        self.network: Network | None = None
        self.losses: list[float] = []
        self.scores: list[float] = []
        self._done, self._words, self._drawn = 0, "", 0.0  # what is shown, and when it was drawn
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._make_controls()
        buttons = ipywidgets.HBox([self.start, self.stop, self.progress])
        one = len(self.recipes) == 1  # then there is nothing to choose
        super().__init__([*([] if one else [self.choice]), buttons, self.said, self.plot])
        self._draw()

    def _make_controls(self) -> None:
        """Buttons, bar, words and plot, and what pressing does."""
        names = list(self.recipes)
        self.choice = ipywidgets.ToggleButtons(options=names, value=names[0], description="train:")
        self.start = ipywidgets.Button(description="Train", icon="play", button_style="primary")
        self.stop = ipywidgets.Button(description="Stop", icon="stop", disabled=True)
        self.progress = ipywidgets.IntProgress(min=0, max=1, layout={"width": "240px"})
        only = "Press Train." if len(names) == 1 else "Choose what to train, or press Train."
        self.said = ipywidgets.HTML(only)  # whose words wrap, unlike a label's
        self.plot = ipywidgets.Image(format="png", layout={"width": "860px", "max_width": "100%"})
        self.start.on_click(lambda _: self.train())
        self.stop.on_click(lambda _: self._stop.set())
        self.choice.observe(lambda _: self.train(), names="value")

    def __repr__(self) -> str:
        return f"Training({', '.join(self.recipes)})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live panel, its name, and a picture with its text for places without widgets."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        picture = _picture(self.losses, self.scores, f"train: {' | '.join(self.recipes)}")
        steps, epochs = len(self.losses), len(self.scores)
        ended = f"{epochs} epoch{'' if epochs == 1 else 's'}"
        alt = f"The loss of {steps} steps and the accuracy after {ended} of training."
        data = {**data, "image/png": base64.b64encode(picture).decode()}
        return data, {**metadata, "image/png": {"alt": alt}}

    def train(self) -> None:
        """Train the chosen recipe from the beginning; what still trains is stopped first."""
        self.wait(stop=True)
        self._stop.clear()
        self.losses, self.scores = [], []
        self._thread = threading.Thread(target=self._run, args=(self.choice.value,), daemon=True)
        self._thread.start()

    def wait(self, stop: bool = False) -> None:
        """Until the training has ended; stop=True ends it after the step in hand."""
        if stop:
            self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, name: str) -> None:
        make, rate = self.recipes[name]
        self.network = network = make()
        self.start.disabled, self.stop.disabled = True, False
        steps = -(-len(self.data[0]) // self.batch_size)
        self.progress.max, self._done, self._words = self.epochs * steps, 0, f"{name}: epoch 1"
        self._show()
        try:
            for epoch in range(1, self.epochs + 1):
                if self._one_epoch(network, rate, epoch, steps, name):
                    break
            else:
                self._words = f"{name}: {self._score()} after {self.epochs} epochs"
        except FloatingPointError as problem:
            self._words = html.escape(f"{name}: training broke off. {problem}", quote=False)
        finally:
            self.start.disabled, self.stop.disabled = False, True
            self._show()

    def _one_epoch(self, network: Network, rate: float, epoch: int, steps: int, name: str) -> bool:
        """Train for one epoch; True when it was stopped."""

        def watch(step: Step) -> bool:
            self.losses.append(step.loss)
            self._done = (epoch - 1) * steps + step.step
            if monotonic() - self._drawn > 2 * REDRAW:
                self._show()
            return self._stop.is_set()

        history = network.fit(
            *self.data,
            1,
            self.batch_size,
            rate,
            validation=self.validation,
            callback=watch,
            progress=False,
        )
        if history.stopped:
            self._words = f"{name}: stopped in epoch {epoch}, {self._score()} so far"
            return True
        self.scores += history.validation_accuracy
        self._words = f"{name}: epoch {epoch} of {self.epochs}, {self._score()}"
        self._show()
        return False

    def _score(self) -> str:
        return f"{100 * self.scores[-1]:.1f} % right" if self.scores else "no epoch finished"

    def _show(self) -> None:
        """How far the training is, in bar, words and plot; not too soon after the last time.

        The time counts from the end of a drawing: a slow machine draws less often, and trains.
        """
        self._stop.wait(max(self._drawn + REDRAW - monotonic(), 0))
        self.progress.value, self.said.value = self._done, self._words
        self._draw()
        self._drawn = monotonic()

    def _draw(self) -> None:
        """Loss of each step and accuracy of each epoch, as a picture."""
        self.plot.value = _picture(self.losses, self.scores)


def _picture(losses: Sequence[float], scores: Sequence[float], title: str = "") -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from cnnbp import figures

    # A figure of its own: pyplot's shared state is not for threads.
    figure = Figure(figsize=(8.6, 2.7), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title, x=0.01, ha="left", fontsize="medium", parse_math=False)
    left, right = figure.subplots(1, 2)
    for ax, name, heights, xlabel, ylabel in (
        (left, "training", losses, "step", "loss"),
        (right, "test", scores, "epoch", "accuracy"),
    ):
        if heights:
            places = np.arange(1, len(heights) + 1)
            figures.curves(places, {name: heights}, ax, xlabel=xlabel, ylabel=ylabel)
        else:
            ax.set(xlabel=xlabel, ylabel=ylabel, xticks=[])
    right.set_ylim(0, 1.03)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=150, facecolor="white")
    return out.getvalue()
