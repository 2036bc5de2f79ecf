"""Find the broken backward: code that runs, with the right shape, and one classic mistake."""

from __future__ import annotations

from cnnbp.exercises import convolution, dense, edges, network, passes, pooling
from cnnbp.exercises.exercise import Case, Exercise
from cnnbp.exercises.forms import broken as forms
from cnnbp.exercises.forms import dense as dense_forms
from cnnbp.exercises.forms import edges as edge_forms
from cnnbp.exercises.forms import pooling as pooling_forms
from cnnbp.mistakes import of_input_gradient

TASK = (
    "It runs and the shape is right, but the numbers are wrong: one mistake is in it.\n"
    "Name it, by one of the words below, or mend the function and check that."
)


def _choices(kind: str, *names: str) -> dict[str, str]:
    sentences = {mistake.name: mistake.sentence for mistake in of_input_gradient(kind)}
    return {name: sentences[name] for name in names}


def _without_shape(case: Case) -> Case:
    arguments = {name: case.arguments[name] for name in ("delta", "w")}
    return Case(case.label, arguments, case.expected, lambda: case.wrong, case.explorer)


EXERCISES = (
    Exercise(
        name="broken.dense",
        title="Find the broken backward: a fully connected layer",
        statement=f"delta_in should be (Wᵀ δ) ⊙ σ′(z), with the sigmoid σ.\n{TASK}",
        function="broken_dense",
        imports="numpy as np, sigmoid and sigmoid_derivative from cnnbp.activations",
        parts=("delta",),
        solution=dense_forms.fixed_dense,
        half=dense_forms.broken_dense,
        make_cases=dense.delta_cases,
        choices=_choices(
            "dense", "not_transposed", "sigma_prime_forgotten", "sigma_prime_at_a", "mean_for_sum"
        ),
        flaw="sigma_prime_at_a",
    ),
    Exercise(
        name="broken.edges",
        title="Find the broken backward: a list of edges",
        statement=f"∂C/∂a of a layer given as edges, all of them in one line of NumPy.\n{TASK}",
        function="broken_edges",
        imports="numpy as np",
        parts=("gradient",),
        solution=edge_forms.fixed_edges,
        half=edge_forms.broken_edges,
        make_cases=edges.backward_cases,
        choices=_choices(
            "edges", "weights_forgotten", "last_edge_only", "largest_term_only", "mean_for_sum"
        )
        | {"last_edge_only": "of the edges that start at one input, only the last one counts"},
        flaw="last_edge_only",
        why="With a list of places, NumPy's += adds only once at each place.",
    ),
    Exercise(
        name="broken.max_pool",
        title="Find the broken backward: a max pool",
        statement=f"∂C/∂a of a max pool whose windows may overlap.\n{TASK}",
        function="broken_max_pool",
        imports="numpy as np",
        parts=("gradient",),
        solution=pooling_forms.fixed_max_pool,
        half=pooling_forms.broken_max_pool,
        make_cases=pooling.max_cases,
        choices=_choices(
            "max_pool", "tie_last", "last_edge_only", "overlap_forgotten", "every_cell"
        ),
        flaw="last_edge_only",
    ),
    Exercise(
        name="broken.convolution",
        title="Find the broken backward: a convolution",
        statement=f"∂C/∂a of a convolution (cross-correlation forward, no padding).\n{TASK}",
        function="broken_convolution",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.fixed_convolution,
        half=forms.broken_convolution,
        make_cases=lambda: [_without_shape(case) for case in convolution.edge_cases()],
        choices=_choices(
            "convolution", "not_rotated", "transposed_for_rotated", "border_dropped", "mean_for_sum"
        ),
        flaw="not_rotated",
    ),
    Exercise(
        name="broken.channels",
        title="Find the broken backward: a convolution with channels",
        statement=f"∂C/∂a (C, H, W) of a convolution with w (F, C, kH, kW), no padding.\n{TASK}",
        function="broken_channels",
        imports="numpy as np",
        parts=("gradient",),
        solution=forms.fixed_channels,
        half=forms.broken_channels,
        make_cases=convolution.channel_cases,
        choices=_choices(
            "convolution",
            "first_kernel_for_all",
            "wrong_axes_turned",
            "mean_over_filters",
            "rows_turned_only",
        ),
        flaw="wrong_axes_turned",
    ),
    Exercise(
        name="broken.network",
        title="Find the broken backward: a whole network",
        statement=f"{network.PATH}It should return ∂C/∂z and ∂C/∂kernel.\n{TASK}",
        function="broken_network",
        imports="convolution, pooling; relu and relu_derivative from cnnbp.activations",
        parts=("dz", "dw"),
        solution=forms.fixed_network,
        half=forms.broken_network,
        make_cases=network.pass_cases,
        choices={
            name: sentence
            for name, sentence, _, _ in passes.AT_Z
            if name
            in (
                "sigma_prime_forgotten",
                "sigma_prime_at_the_error",
                "spread_over_window",
                "unflattened_by_columns",
            )
        },
        flaw="sigma_prime_at_the_error",
    ),
)
