"""What the browser asks Python for: changes, undo, redo and reset, verdicts and hints.

A request is a dict with a number and the name of what to do; it arrives in the trait `request`.
Whatever happens, `answered` gets its number, so that the browser knows that Python is there. A
request that is refused changes nothing; `message` says why, and which cell it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from cnnbp import mistakes
from cnnbp.connections import Layer
from cnnbp.widgets.model import changes
from cnnbp.widgets.model.chain import Chain

Request = Mapping[str, Any]
UNREAD = "got {}, expected a number such as 0.5 or -1.2, or a sum such as 0.2 * 0.8 - 0.5 * 0.4"
MOST_UNDONE = 100  # each holds all its numbers


class Explorer(Protocol):
    """What a request uses of the explorer that it came to."""

    model: Layer | Chain
    history: list[Layer | Chain]
    undone: list[Layer | Chain]
    stage: int
    attempts: list[dict[str, Any]]
    verdict: dict[str, Any]
    hints: list[str]
    message: dict[str, Any]
    undoable: int
    redoable: int
    answered: int

    @property
    def layer(self) -> Layer:
        """The layer whose edges are shown."""

    def show(self, shown: Layer | Chain) -> None:
        """Show other numbers."""

    def show_layer(self, layer: Layer) -> None:
        """Show another layer in place of this one."""


def answer(flow: Explorer, request: Request) -> None:
    """Do what one request asks for."""
    act = ACTIONS.get(str(request.get("do")))
    if act is None:
        return
    try:
        flow.message = {}
        act(flow, request)
    except (TypeError, ValueError, KeyError) as error:
        where = {name: request[name] for name in ("panel", "flat", "name") if name in request}
        flow.message = {"text": str(error), **where}
    finally:
        flow.undoable, flow.redoable = len(flow.history), len(flow.undone)
        flow.answered = int(request.get("id", 0))


def _change(make: Callable[[Layer, Request], Layer]) -> Callable[[Explorer, Request], None]:
    """An action that replaces the layer shown."""

    def act(flow: Explorer, request: Request) -> None:
        old = flow.model
        flow.show_layer(make(flow.layer, request))
        _remember(flow, old)

    return act


def _remember(flow: Explorer, old: Layer | Chain) -> None:
    """Keep what was shown for undo, and the very first for reset; what was undone is gone."""
    flow.undone.clear()
    flow.history.append(old)
    if len(flow.history) > MOST_UNDONE:
        del flow.history[1]


def _option(flow: Explorer, request: Request) -> None:
    """Change one setting. Another digit as a network's input brings its label along."""
    old, name, value = flow.model, request["name"], request["value"]
    layer = changes.with_option(flow.layer, name, value)
    if name == "digit" and isinstance(old, Chain) and not flow.stage:
        flow.show(old.with_image(layer.z, int(value)))
    else:
        flow.show_layer(layer)
    _remember(flow, old)


def _label(flow: Explorer, request: Request) -> None:
    """The loss of a network is computed for another label."""
    old = flow.model
    if not isinstance(old, Chain):
        raise ValueError("y: got a label, but one layer alone has no loss")
    flow.show(old.with_label(request["label"]))
    _remember(flow, old)


def _cells(layer: Layer, request: Request) -> Layer:
    return changes.with_values(layer, request["panel"], request["cells"], request["text"])


def _undo(flow: Explorer, request: Request) -> None:
    _step(flow, flow.history, flow.undone)


def _redo(flow: Explorer, request: Request) -> None:
    _step(flow, flow.undone, flow.history)


def _step(flow: Explorer, there: list[Layer | Chain], behind: list[Layer | Chain]) -> None:
    """Show the last of those `there`, and keep what was shown `behind`."""
    if there:
        old = flow.model
        flow.show(there.pop())
        behind.append(old)


def _reset(flow: Explorer, request: Request) -> None:
    if flow.history:
        first = flow.history[0]
        flow.history.clear()
        flow.undone.clear()
        flow.show(first)


def judged(layer: Layer, request: Mapping[str, Any]) -> dict[str, Any]:
    """An answer, as an attempt: the question, the answer, whether it is right, and why.

    request["question"] is "value" (a number for one input unit) or "outputs" (a set of output
    units that send something back to it). ValueError for an answer that cannot be read; the
    browser works out arithmetic before it asks.
    """
    source = int(request["source"])
    question, answer = request["question"], request["answer"]
    if question == "value":
        answer = changes.number(answer, UNREAD)
        verdict = mistakes.explain_value(layer, source, answer)
    else:
        answer = sorted(int(target) for target in answer)
        verdict = mistakes.explain_outputs(layer, source, answer)
    return {
        "question": question,
        "panel": "input",
        "index": [int(i) for i in np.unravel_index(source, layer.a.shape)],
        "answer": answer,
        "right": bool(verdict.right),
        "reason": verdict.sentence,
        "more": list(verdict.more),
        "mistakes": list(verdict.mistakes),
    }


def _judge(flow: Explorer, request: Request) -> None:
    # Outputs once found stay found, while numbers are tried.
    before = flow.verdict
    found = before.get("found") or (before.get("right") and before.get("question") == "outputs")
    kept = {"found": True} if found and request["question"] == "value" else {}
    flow.verdict = kept  # the verdict on the last answer is none on one that cannot be read
    attempt = judged(flow.layer, request)
    flow.attempts = [*flow.attempts, attempt]
    flow.verdict = attempt | kept


def _hint(flow: Explorer, request: Request) -> None:
    known = mistakes.hints(flow.layer, int(request["source"]))
    flow.hints = known[: int(request.get("count", 1))]


ACTIONS: dict[str, Callable[[Explorer, Request], None]] = {
    "option": _option,
    "label": _label,
    "values": _change(_cells),
    "undo": _undo,
    "redo": _redo,
    "reset": _reset,
    "judge": _judge,
    "hint": _hint,
}
