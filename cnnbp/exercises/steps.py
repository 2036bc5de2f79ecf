"""Cases for a step of gradient descent, and what learners get wrong in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnbp.exercises import cases as layers
from cnnbp.exercises.exercise import Case
from cnnbp.mistakes import Mistake, answers

RATE = 0.3


@dataclass(frozen=True, eq=False)
class Step:
    """A parameter and the gradient that each example gives for it."""

    parameter: np.ndarray
    gradients: np.ndarray  # one per example

    def after(self, change: np.ndarray) -> np.ndarray:
        """The parameter after a change in the direction of −change."""
        return np.asarray(self.parameter - change)


def _mistake(name: str, sentence: str, remedy: str, new: Callable[[Step], np.ndarray]) -> Mistake:
    return Mistake(name, sentence, remedy, new)


MEAN = "The gradient of a mean is the mean of the gradients: divide their sum by N, once."

MISTAKES = (
    _mistake(
        "sum_over_batch",
        "the gradients of the examples are added up and not divided by N",
        MEAN,
        lambda step: step.after(RATE * step.gradients.sum(axis=0)),
    ),
    _mistake(
        "divided_twice",
        "the gradient is divided by N twice",
        MEAN,
        lambda step: step.after(RATE * step.gradients.mean(axis=0) / len(step.gradients)),
    ),
    _mistake(
        "uphill",
        "the step goes along the gradient, uphill",
        "The gradient points to where C grows, so the step is subtracted.",
        lambda step: step.after(-RATE * step.gradients.mean(axis=0)),
    ),
    _mistake(
        "rate_forgotten",
        "the learning rate is left out",
        "The step is η times the gradient.",
        lambda step: step.after(step.gradients.mean(axis=0)),
    ),
    _mistake(
        "last_example_only",
        "only the last example moves it (= where += belongs)",
        MEAN,
        lambda step: step.after(RATE * step.gradients[-1]),
    ),
    _mistake(
        "last_example_divided",
        "only the last example is left of the sum (= where += belongs)",
        MEAN,
        lambda step: step.after(RATE * step.gradients[-1] / len(step.gradients)),
    ),
    _mistake(
        "not_updated",
        "it is returned as it was",
        "Both w and b take the step.",
        lambda step: step.parameter,
    ),
    _mistake(
        "gradient_returned",
        "the gradient is returned in place of the new value",
        "The new value is the old one minus η times the gradient.",
        lambda step: step.gradients.mean(axis=0),
    ),
)


def cases() -> list[Case]:
    """Batches of different sizes, one of them with a single example."""
    sizes = ((2, 2, 2), (3, 2, 4), (4, 3, 5))
    return [_case(seed, *size) for seed, size in enumerate(sizes, start=50)]


def _case(seed: int, inputs: int, outputs: int, batch: int) -> Case:
    layer = layers.dense(seed, inputs, outputs, batch=batch, activation="identity")
    b = layers.numbers(seed + 6, outputs)
    dw = layer.delta[:, :, None] * layer.a[:, None, :]
    steps = (Step(np.asarray(layer.w), dw), Step(b, layer.delta))
    arguments = {"w": layer.w, "b": b, "a": layer.a, "delta": layer.delta}
    right = tuple(step.after(RATE * step.gradients.mean(axis=0)) for step in steps)
    return Case(
        f"a batch of {batch} with {inputs} inputs and {outputs} outputs",
        arguments | {"learning_rate": RATE},
        right,
        lambda: tuple(
            answers(MISTAKES, step, expected) for step, expected in zip(steps, right, strict=True)
        ),
        lambda part, index: layers.open_layer(layer, ("weights", "bias")[part], index),
    )
