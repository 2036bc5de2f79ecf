"""Training: watch a network learn, stop it, and see what a wrong backward pass does to it."""

from __future__ import annotations

import asyncio
import base64
import copy
import io
import pathlib
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf
from time import monotonic
from typing import Any

import anywidget
import numpy as np
import traitlets

from cnnbp.activations import softmax
from cnnbp.network import Network, Step

STATIC = pathlib.Path(__file__).parent / "static"
Recipe = tuple[Callable[[], Network], float]
REDRAW = 0.15  # seconds between two pictures: of what comes faster, Jupyter's server drops some


class Training(anywidget.AnyWidget):
    """A panel with a live plot, a start and a stop button, and one button for each recipe.

    recipes: name -> (a function that makes a fresh network, its learning rate). Each start trains
    a new network of the chosen recipe on x, y in mini-batches and looks at validation = (x, y)
    after every epoch. `network`, `losses` and `scores` are those of the last training. Where x is
    images of one channel with labels, there is a sheet to draw on, and the network reads it.
    TypeError when recipes is not such a mapping.
    """

    _esm = STATIC / "training.js"
    _css = STATIC / "training.css"

    # What a person chooses: the recipe, and on the sheet the picture, row by row, and its label.
    chosen = traitlets.Unicode("").tag(sync=True)
    x = traitlets.List(traitlets.Float()).tag(sync=True)
    y = traitlets.Int(0).tag(sync=True)

    # What Python tells the browser: how far the training is, and what the network reads.
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)
    done = traitlets.Int(0).tag(sync=True)
    steps = traitlets.Int(0).tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    picture = traitlets.Bytes(b"").tag(sync=True)
    sheet = traitlets.Dict().tag(sync=True)  # rows, columns and classes, where there is one
    read = traitlets.List(traitlets.Float()).tag(sync=True)  # a probability for each class
    cost = traitlets.Unicode("").tag(sync=True)

    # What the browser asks Python for, and the number of the last request that was answered.
    request = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)

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
        self._seen = -1  # which example of the validation was put on the sheet
        self._reader: Network | None = None  # has the weights of the network that trains
        self._reading = threading.Lock()
        self._told, self._drawn, self._drawing = -inf, -inf, 0.0  # when; and how long that took
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._epochs: Iterator[None] = iter(())  # what is left of the training
        names = list(self.recipes)
        only = "Press Train." if len(names) == 1 else "Choose what to train, or press Train."
        super().__init__(names=names, chosen=names[0], said=only, sheet=_sheet(x, y, validation))
        if self.sheet:
            self.another_digit()
        self._draw()

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

    @traitlets.validate("chosen")
    def _check_chosen(self, proposal: Any) -> str:
        if proposal["value"] not in self.recipes:
            expected = ", ".join(self.recipes)
            raise ValueError(f"chosen: got {proposal['value']!r}, expected one of {expected}")
        return str(proposal["value"])

    @traitlets.observe("chosen")
    def _on_chosen(self, change: Any) -> None:
        if change["old"]:
            self.train()

    @traitlets.observe("request")
    def _on_request(self, change: Any) -> None:
        asked = {"train": self.train, "stop": self._stop.set, "digit": self.another_digit}
        do = asked.get(change["new"].get("do", ""))
        if do is not None:
            do()
        self.answered = int(change["new"].get("id", 0))

    def train(self) -> None:
        """Train the chosen recipe from the beginning; a training still running is stopped first."""
        self.wait(stop=True)
        self._stop.clear()
        self.losses, self.scores = [], []
        self._epochs = self._run(self.chosen)
        self._thread = threading.Thread(target=deque, args=(self._epochs, 0), daemon=True)
        try:
            self._thread.start()
        except RuntimeError:  # no threads: Python in a browser, which hears clicks between epochs
            self._thread = None
            self._turns = asyncio.get_running_loop().create_task(_in_turns(self._epochs))

    def wait(self, stop: bool = False) -> None:
        """Return when the training has ended; stop=True ends it after the current step."""
        if stop:
            self._stop.set()
        if self._thread is not None:
            self._thread.join()
        deque(self._epochs, 0)  # without a thread they are trained here

    def another_digit(self) -> None:
        """Put the next example of the validation on the sheet, with its label."""
        images, labels = self.validation
        self._seen = (self._seen + 1) % len(labels)
        with self.hold_sync():
            self.x = np.asarray(images[self._seen], dtype=float).ravel().tolist()
            self.y = int(labels[self._seen])

    @traitlets.observe("x", "y")
    def _read(self, _: Any = None) -> None:
        """What the network reads in the sheet as it is now; nothing before the first training."""
        read, cost = [], ""
        with self._reading:
            if self._reader is not None and self.sheet:
                rows, columns, _ = (self.sheet[name] for name in SHEET)
                z = self._reader.forward(np.reshape(self.x, (1, 1, rows, columns)))
                if np.isfinite(z).all():
                    read = softmax(z)[0].astype(float).tolist()
                    cost = f"C = −ln p({self.y}) = {self._reader.loss(np.array([self.y])):.3g}"
        with self.hold_sync():
            self.read, self.cost = read, cost

    def _run(self, name: str) -> Iterator[None]:
        """Train, epoch by epoch."""
        make, rate = self.recipes[name]
        self.network = network = make()
        with self._reading:
            self._reader = _twin(network) if network.loss_name == "cross_entropy" else None
        each = -(-len(self.data[0]) // self.batch_size)
        with self.hold_sync():
            self.running, self.steps = True, self.epochs * each
        self._show(0, f"{name}: epoch 1", at_once=True)
        said = self.said
        try:
            for epoch in range(1, self.epochs + 1):
                said = self._one_epoch(network, rate, epoch, each, name)
                if self._stop.is_set():
                    break
                yield
            else:
                said = f"{name}: {self._score()} after {self.epochs} epochs"
        except FloatingPointError as problem:
            said = f"{name}: training broke off. {problem}"
        finally:
            self.running = False
            self._show(len(self.losses), said, at_once=True)

    def _one_epoch(self, network: Network, rate: float, epoch: int, each: int, name: str) -> str:
        """Train for one epoch, of `each` steps; returns what is said of it."""
        score = f", {self._score()}" if self.scores else ""

        def watch(step: Step) -> bool:
            self.losses.append(step.loss)
            self._show((epoch - 1) * each + step.step, f"{name}: epoch {epoch}{score}")
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
        self.scores += history.validation_accuracy
        if self._stop.is_set():  # also during the last step of the epoch
            return f"{name}: stopped in epoch {epoch}, {self._score()} so far"
        said = f"{name}: epoch {epoch} of {self.epochs}, {self._score()}"
        self._show(epoch * each, said)
        return said

    def _score(self) -> str:
        return f"{100 * self.scores[-1]:.1f} % right" if self.scores else "no epoch finished"

    def _show(self, done: int, said: str, at_once: bool = False) -> None:
        """Show how far the training is: words, bar, sheet and plot. at_once: at its start and end.

        Otherwise not before Jupyter's server lets the next message through. The plot is drawn
        again only when ten times what it last took has passed since: then drawing takes a tenth
        of the time at most, on a slow machine too.
        """
        if at_once:
            self._stop.wait(max(self._told + REDRAW - monotonic(), 0))
        elif monotonic() - self._told < REDRAW:
            return
        with self.hold_sync():
            self.done, self.said = done, said
            self._read()
        if at_once or monotonic() - self._drawn >= 10 * self._drawing:
            self._draw()
        self._told = monotonic()

    def _draw(self) -> None:
        """Loss of each step and accuracy of each epoch, as a picture."""
        self._drawn = monotonic()
        self.picture = _picture(self.losses, self.scores)
        self._drawing = monotonic() - self._drawn


async def _in_turns(epochs: Iterator[None]) -> None:
    """One epoch after the other; between two of them the kernel does what else there is."""
    for _ in epochs:
        await asyncio.sleep(0)


SHEET = ("rows", "columns", "classes")


def _sheet(x: Any, y: Any, validation: tuple[Any, Any]) -> dict[str, int]:
    """Rows, columns and classes of the sheet to draw on; {} where the data are not such images."""
    shape, labels = np.shape(x), np.concatenate([np.ravel(y), np.ravel(validation[1])])
    if len(shape) != 4 or shape[1] != 1 or labels.dtype.kind not in "iu" or np.ndim(y) != 1:
        return {}
    return dict(zip(SHEET, (*shape[2:], int(labels.max()) + 1), strict=True))


def _twin(network: Network) -> Network:
    """A network that shares the weights, now and later, and has outputs of its own."""
    twin = copy.deepcopy(network)
    for mine, its in zip(twin.layers, network.layers, strict=True):
        mine.parameters = its.parameters
    return twin


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
            # A line needs two points; one is a mark.
            point = (1.0, heights[0]) if len(heights) == 1 else None
            figures.curves(places, {name: heights}, ax, xlabel=xlabel, ylabel=ylabel, point=point)
        else:
            ax.set(xlabel=xlabel, ylabel=ylabel, xticks=[])
    right.set_ylim(0, 1.03)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=150, facecolor="white")
    return out.getvalue()
