"""Exercises about a whole network: back through ReLU, and from the dense layer to the kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnbp import connections, dense
from cnnbp.activations import relu, relu_derivative
from cnnbp.exercises.cases import numbers
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import network as forms
from cnnbp.exercises.one_pass import Pass
from cnnbp.exercises.passes import mistakes
from cnnbp.mistakes import Mistake, answers
from cnnbp.mistakes.words import count

Both = tuple[np.ndarray, np.ndarray]
SLOPE = "ReLU's slope is 1 where z > 0 and 0 elsewhere; at z = 0 it counts as 0, by convention."
RELU = tuple(
    Mistake(name, sentence, SLOPE, wrong)
    for name, sentence, wrong in (
        ("sigma_prime_forgotten", "ReLU's σ′ is left out", lambda p: p[0]),
        (
            "sigma_prime_at_the_error",
            "σ′ is taken at the delta that came back in place of z",
            lambda p: p[0] * (p[0] > 0),
        ),
        (
            "both_masks",
            "negative deltas are stopped as well",
            lambda p: p[0] * (p[0] > 0) * (p[1] > 0),
        ),
        (
            "sigma_for_sigma_prime",
            "what came back is multiplied by relu(z) in place of its slope",
            lambda p: p[0] * relu(p[1]),
        ),
        ("kink_passes", "z = 0 counts as above 0", lambda p: p[0] * (p[1] >= 0)),
        ("mask_turned", "what came back passes where z is below 0", lambda p: p[0] * (p[1] < 0)),
        ("slope_returned", "the slope is returned without the delta", lambda p: 1.0 * (p[1] > 0)),
        ("sign_turned", "the sign is the wrong way round", lambda p: -p[0] * (p[1] > 0)),
    )
)


def _relu_case(seed: int, *shape: int) -> Case:
    back, z = numbers(seed, *shape), numbers(seed + 2, *shape)
    z.flat[-1] = 0
    right = back * relu_derivative(z)

    def open_edges(_: int, index: int) -> Any:
        from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

        edges = connections.elementwise(relu_derivative(z))
        at = [int(i) for i in np.unravel_index(index, shape)]
        return DeltaFlow.from_connections(
            edges, z, back, kind="slope of ReLU", selection={"panel": "input", "index": at}
        )

    label = f"{' × '.join(map(str, shape))} units, one of them with z = 0"
    given: Both = (back, z)
    return Case(
        label,
        {"back": back, "z": z},
        (right,),
        lambda: (answers(RELU, given, right),),
        open_edges,
    )


def _open_pass(p: Pass) -> Callable[[int, int], Any]:
    """The network in the explorer, with the unit of z or the weight chosen; its loss gives δ."""

    def open_network(part: int, index: int) -> Any:
        from cnnbp.widgets import DeltaFlow  # drawing is loaded only when it is asked for

        pooled = relu(p.z).ravel()[p.winners.position.ravel()]
        y = dense.forward(pooled, p.w) - p.delta  # ½‖output − y‖² has the output delta `delta`
        rows = [("convolution", p.kernel), "relu", ("max_pool", 2), ("dense", p.w)]
        shape = (p.z if part == 0 else p.kernel).shape
        at = [int(i) for i in np.unravel_index(index, shape)]
        selection = {"panel": ("input", "weights")[part], "index": at}
        return DeltaFlow.network(p.x, rows, y=y, stage=1 - part, selection=selection)

    return open_network


def pass_cases() -> list[Case]:
    """Images and kernels that are not square; the smallest has a single pool window."""
    found = []
    shapes = (((3, 3), (2, 2), 1), ((5, 6), (2, 3), 4), ((7, 6), (4, 3), 2), ((8, 8), (3, 5), 4))
    for seed, (image, kernel, outputs) in enumerate(shapes, start=400):
        units = (image[0] - kernel[0] + 1) * (image[1] - kernel[1] + 1) // 4
        w = numbers(seed + 4, outputs, units)
        p = Pass(numbers(seed, *image), numbers(seed + 2, *kernel), w, numbers(seed + 6, outputs))
        arguments = {"delta": p.delta, "w": w, "z": p.z, "x": p.x, "kernel_shape": kernel}
        label = f"a {image[0]} × {image[1]} image, a {kernel[0]} × {kernel[1]} kernel"
        found.append(
            Case(
                f"{label} and {count(outputs, 'output')}",
                arguments,
                p.right,
                lambda p=p: tuple(  # type: ignore[misc]
                    answers(known, p, right)
                    for known, right in zip(mistakes(), p.right, strict=True)
                ),
                _open_pass(p),
            )
        )
    return found


PATH = "x → convolution → z → ReLU → 2 × 2 max pool → flattened → dense layer with weights w.\n"

EXERCISES = (
    Exercise(
        name="network.relu_delta",
        title="Back through ReLU",
        statement=(
            "a = relu(z) = max(0, z). Given back = ∂C/∂a and z, of any one shape, return ∂C/∂z.\n"
            "At z = 0 the slope counts as 0."
        ),
        function="relu_delta",
        imports="numpy as np",
        parts=("delta",),
        solution=forms.relu_delta,
        half=forms.relu_delta_half,
        make_cases=lambda: [_relu_case(390, 3), _relu_case(391, 2, 3), _relu_case(392, 2, 3, 4)],
    ),
    Exercise(
        name="network.backward",
        title="Back through a whole small network",
        statement=(
            PATH + "Given delta = ∂C/∂(dense output) (n,), w (n, m), z and x of one image, and\n"
            "kernel_shape, return dz = ∂C/∂z and dw = ∂C/∂kernel."
        ),
        function="network_backward",
        imports="convolution, pooling; relu and relu_derivative from cnnbp.activations",
        parts=("dz", "dw"),
        solution=forms.network_backward,
        half=forms.network_backward_half,
        make_cases=pass_cases,
    ),
)
