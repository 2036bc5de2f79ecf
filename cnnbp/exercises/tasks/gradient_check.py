"""The drill of the gradient check: is an entry that differs a bug, or does a kink spoil it?"""

from __future__ import annotations

import numpy as np

from cnnbp import connections
from cnnbp.activations import relu, sigmoid, sigmoid_derivative
from cnnbp.exercises.exercise import exercise

STEP, TOLERANCE = 1e-6, 1e-3


@exercise(
    "gradient_check.bug_or_kink",
    title="Bug or kink?",
    statement=(
        "A loss was measured at z (here), and for each entry with z[i] − h (below) and with\n"
        "z[i] + h (above); h = step. Someone has worked out its gradient. Return for each entry\n"
        "0 where the gradient agrees, 1 where it is a bug, 2 where a kink forbids a verdict.\n"
        "Slopes up and down that differ by more than tolerance are a kink. What lies between\n"
        "them cannot be judged; what misses both, outwards and by more than tolerance, is a bug."
    ),
    parts=("verdicts",),
)
def bug_or_kink(below, here, above, gradient, step, tolerance):
    """0 where the gradient agrees, 1 where it is a bug, 2 where a kink forbids a verdict."""
    # blank: above - here
    up = (above - here) / step
    # blank: here - below
    down = (here - below) / step
    low, high = np.minimum(up, down), np.maximum(up, down)
    # blank: high - low > tolerance  # when do the two slopes differ?
    kink = high - low > tolerance
    bug = (gradient < low - tolerance) | (gradient > high + tolerance)
    return np.where(bug, 1, np.where(kink, 2, 0))


def _measured(function, z, gradient):
    """The arguments for the loss Σ function(z)."""
    step = STEP * np.eye(len(z))
    below, here, above = (function(z + h).sum(axis=-1) for h in (-step, 0, step))
    ends = {"below": below, "here": float(here), "above": above}
    return ends | {"gradient": np.array(gradient), "step": STEP, "tolerance": TOLERANCE}


# A function, places, and a gradient that somebody may have worked out there.
LOSSES = (
    ("ReLU at −1, 0 and 0.5", relu, (-1.0, 0.0, 0.5), (0.0, 0.0, 1.0)),
    ("the absolute value at four places", np.abs, (-2.0, 0.0, 0.0, 1.0), (-1.0, 0.3, 3.0, -1.0)),
    (
        "the sigmoid at four places",
        sigmoid,
        (-1.0, 0.2, 0.5, 2.0),
        (*sigmoid_derivative(np.array([-1.0, 0.2])), *sigmoid_derivative(sigmoid([0.5, 2.0]))),
    ),
    ("ReLU at five places", relu, (-1.0, 0.0, 0.0, 0.5, 2.0), (1.0, 1.0, -0.5, 0.5, 1.0)),
)


@bug_or_kink.cases
def _():
    for label, function, places, gradient in LOSSES:
        yield label, _measured(function, np.array(places), gradient)


@bug_or_kink.explorer
def _(case, part, index):
    """The edges of the function: one for each entry, with the gradient in question as weight."""
    from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

    places = next(np.array(places) for label, _, places, _ in LOSSES if label == case.label)
    edges = connections.elementwise(case.arguments["gradient"])
    selection = {"panel": "input", "index": [index]}
    return DeltaFlow.from_connections(
        edges, places, np.ones(len(places)), kind="gradient in question", selection=selection
    )


BOTH_SIDES = "Measure both slopes, up and down: if they differ, there is a kink."


def _without_kinks(slope):
    """Verdicts that hold the gradient against one slope alone."""

    def wrong(below, here, above, gradient, step, tolerance):
        measured = slope(below, here, above, step)
        return np.abs(measured - gradient) > tolerance

    return wrong


bug_or_kink.mistake(
    "central_alone",
    "the central difference alone is compared, so that kinks pass for bugs",
    BOTH_SIDES,
    _without_kinks(lambda below, here, above, step: (above - below) / (2 * step)),
)
bug_or_kink.mistake(
    "upward_alone",
    "the slope upwards alone is compared",
    BOTH_SIDES,
    _without_kinks(lambda below, here, above, step: (above - here) / step),
)
bug_or_kink.mistake(
    "downward_alone",
    "the slope downwards alone is compared",
    BOTH_SIDES,
    _without_kinks(lambda below, here, above, step: (here - below) / step),
)


@bug_or_kink.mistake(
    "kinks_pass",
    "what lies between the slopes of a kink is called right",
    "At a kink nothing shows that the gradient is right: such an entry gets 2.",
)
def _(*arguments):
    return bug_or_kink(*arguments) == 1


@bug_or_kink.mistake(
    "every_kink_excused",
    "every entry at a kink is left without a verdict",
    "A kink allows what lies between its slopes. What misses both of them is a bug.",
)
def _(below, here, above, gradient, step, tolerance):
    kink = np.abs(above - 2 * here + below) / step > tolerance
    return np.where(kink, 2, bug_or_kink(below, here, above, gradient, step, tolerance))


@bug_or_kink.mistake(
    "numbers_swapped",
    "bugs get 2 and kinks get 1",
    "0 is right, 1 is a bug, 2 is a kink.",
)
def _(*arguments):
    verdicts = bug_or_kink(*arguments)
    return np.where(verdicts > 0, 3 - verdicts, 0)


@bug_or_kink.mistake(
    "slopes_halved",
    "the differences to one side are divided by 2h",
    "From z to z + h is one step: divide by h. The central difference spans two.",
)
def _(below, here, above, gradient, step, tolerance):
    return bug_or_kink(below, here, above, gradient, 2 * step, tolerance)


@bug_or_kink.mistake(
    "step_forgotten",
    "the differences are not divided by the step",
    "A slope is the difference of the losses divided by the step.",
)
def _(below, here, above, gradient, step, tolerance):
    return bug_or_kink(below, here, above, gradient, 1, tolerance)
