"""The exercise about a step with momentum, and what learners get wrong in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnbp.exercises import cases as layers
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import network as forms
from cnnbp.mistakes import Mistake, answers
from cnnbp.mistakes.words import count


@dataclass(frozen=True, eq=False)
class Moving:
    """A weight on the move: where it is, which way is uphill, how it moves."""

    w: np.ndarray
    g: np.ndarray
    v: np.ndarray
    rate: float
    momentum: float

    @property
    def right(self) -> np.ndarray:
        """The new velocity."""
        return self.momentum * self.v - self.rate * self.g


Wrong = Callable[[Moving], tuple[np.ndarray, np.ndarray]]
BOTH = "v ← μ·v − η·∂C/∂w, and then w ← w + v with the new v."

MISTAKES: tuple[tuple[str, str, Wrong], ...] = (
    (
        "momentum_forgotten",
        "the old velocity is left out",
        lambda m: (m.w - m.rate * m.g, -m.rate * m.g),
    ),
    (
        "not_slowed_down",
        "the old velocity is not multiplied by the momentum",
        lambda m: (m.w + m.v - m.rate * m.g, m.v - m.rate * m.g),
    ),
    ("old_velocity", "w moves by the old velocity", lambda m: (m.w + m.v, m.right)),
    (
        "velocity_not_kept",
        "the old velocity is returned",
        lambda m: (m.w + m.right, m.v),
    ),
    (
        "uphill",
        "the gradient is added, so that the step goes uphill",
        lambda m: (
            m.w + m.momentum * m.v + m.rate * m.g,
            m.momentum * m.v + m.rate * m.g,
        ),
    ),
    (
        "rate_forgotten",
        "the learning rate is left out",
        lambda m: (m.w + m.momentum * m.v - m.g, m.momentum * m.v - m.g),
    ),
    (
        "averaged",
        "the gradient is multiplied by 1 − μ besides",
        lambda m: (
            m.w + m.momentum * m.v - (1 - m.momentum) * m.rate * m.g,
            m.momentum * m.v - (1 - m.momentum) * m.rate * m.g,
        ),
    ),
    (
        "rate_in_both_places",
        "the learning rate is multiplied in twice, in v and again in the step",
        lambda m: (m.w + m.rate * m.right, m.rate * m.right),
    ),
    (
        "velocity_uphill",
        "v is kept with the opposite sign, and subtracted",
        lambda m: (m.w - m.momentum * m.v - m.rate * m.g, m.momentum * m.v + m.rate * m.g),
    ),
)


def _of(part: int) -> list[Mistake]:
    def one(wrong: Wrong) -> Callable[[Moving], np.ndarray]:
        return lambda m: wrong(m)[part]

    return [Mistake(name, sentence, BOTH, one(wrong)) for name, sentence, wrong in MISTAKES]


def _case(seed: int, inputs: int, outputs: int, rate: float, momentum: float) -> Case:
    layer = layers.dense(seed, inputs, outputs, activation="identity")
    gradient = np.outer(layer.delta, layer.a)
    m = Moving(
        np.asarray(layer.w), gradient, layers.numbers(seed + 6, outputs, inputs), rate, momentum
    )
    arguments = {"w": m.w, "gradient": m.g, "velocity": m.v}
    right = (m.w + m.right, m.right)
    return Case(
        f"a layer with {inputs} inputs and {count(outputs, 'output')}, η = {rate}, μ = {momentum}",
        arguments | {"learning_rate": rate, "momentum": momentum},
        right,
        lambda: tuple(answers(_of(part), m, right[part]) for part in (0, 1)),
        lambda _, index: layers.open_layer(layer, "weights", index),
    )


EXERCISES = (
    Exercise(
        name="network.momentum_step",
        title="One step with momentum",
        statement=(
            "The velocity v remembers the steps before: v ← μ·v − η·∂C/∂w, then w ← w + v.\n"
            "Given w, gradient = ∂C/∂w, velocity, η = learning_rate and μ = momentum, return the\n"
            "new w and the new velocity."
        ),
        function="momentum_step",
        imports="numpy as np",
        parts=("w", "velocity"),
        solution=forms.momentum_step,
        half=forms.momentum_step_half,
        make_cases=lambda: [
            _case(420, 2, 1, 0.1, 0.9),
            _case(421, 2, 3, 0.3, 0.5),
            _case(422, 4, 3, 0.2, 0.8),
        ],
    ),
)
