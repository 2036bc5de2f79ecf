"""Layers in a row: every number is the package's own, and so are the sums over all paths."""

import re

import numpy as np
import pytest
from explorer_layers import B1, B2, DIGIT, DIGIT_KERNEL, DIGIT_LAYERS, DIGIT_W, NETWORKS, digits

from cnnbp import convolution, dense, losses, network, pooling
from cnnbp.activations import relu, relu_derivative, softmax
from cnnbp.gradient_check import central_difference, relative_error
from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.model import chain
from cnnbp.widgets.model.chain import Chain, names
from cnnbp.widgets.wire.layer import unpack


@pytest.fixture(params=NETWORKS, name="given")
def _given(request):
    return NETWORKS[request.param]


def test_states_and_deltas_are_what_the_fast_functions_give():
    found = Chain.of(DIGIT, DIGIT_LAYERS, 8, "cross_entropy")
    z1 = convolution.forward(DIGIT[None], DIGIT_KERNEL, B1, padding=1)
    p1, winners = pooling.max_forward(relu(z1), 2)
    z2 = dense.forward(p1.ravel(), DIGIT_W, B2)
    d2 = losses.cross_entropy_delta(z2, 8)
    dp1 = dense.input_gradient(d2, DIGIT_W).reshape(p1.shape)
    da1 = pooling.max_input_gradient(dp1, winners, z1.shape)
    d1 = da1 * relu_derivative(z1)
    dx = convolution.input_gradient(d1, DIGIT_KERNEL, (1, 8, 8), padding=1)
    for got, wanted in zip(found.states, (DIGIT[None], z1, relu(z1), p1, z2), strict=True):
        np.testing.assert_allclose(got, wanted, atol=1e-12)
    for got, wanted in zip(found.deltas, (dx, d1, da1, dp1, d2), strict=True):
        np.testing.assert_allclose(got, wanted, atol=1e-12)
    assert found.value == pytest.approx(losses.cross_entropy(z2, 8))
    np.testing.assert_allclose(found.prediction, softmax(z2))


def test_the_sum_over_all_paths_is_the_delta_of_every_unit(given):
    found = Chain.of(*given)
    for paths, delta in zip(found.paths, found.deltas, strict=False):
        summed = paths.backward(found.output_delta.reshape(paths.output_shape))
        np.testing.assert_allclose(summed.ravel(), delta.ravel(), atol=1e-12)


def test_the_carrier_of_a_unit_is_the_one_with_the_largest_share_of_its_gradient(given):
    """By walking the paths edge by edge; all shares of a state add up to the unit's gradient."""
    found = Chain.of(*given)
    edges = [layer.connections for layer in found.layers]
    draw = np.random.default_rng(1)
    for start, carried in enumerate(found.carriers):
        assert list(carried) == list(range(start + 1, len(edges)))
        size = found.states[start].size
        for flat in draw.choice(size, min(size, 12), replace=False):
            weights = {int(flat): 1.0}  # of the paths to each unit
            for state in range(start + 1, len(edges)):
                onward: dict[int, float] = {}
                for unit, weight in weights.items():
                    for edge in edges[state - 1].from_source(unit):
                        target = int(edges[state - 1].target[edge])
                        more = weight * edges[state - 1].weight[edge]
                        onward[target] = onward.get(target, 0.0) + more
                weights = onward
                shares = {u: w * found.deltas[state].ravel()[u] for u, w in weights.items()}
                total = found.deltas[start].ravel()[flat]
                assert sum(shares.values()) == pytest.approx(total, abs=1e-12)
                most = max(map(abs, shares.values()), default=0.0)
                unit, share = carried[state].unit[flat], carried[state].share[flat]
                assert abs(share) == pytest.approx(most, abs=1e-12)
                if most:
                    assert shares[unit] == pytest.approx(share, abs=1e-12)
                else:
                    assert unit == -1


def test_of_equal_shares_the_first_unit_carries_and_of_none_no_unit():
    image = np.array([1.0, 0.0, -1.0])
    rows = np.array([[1, 0, 0], [1, 0, 0], [-1, 0, 0.0]])
    found = Chain.of(image, [("dense", rows), ("dense", np.ones((1, 3)))], [0])
    assert found.carriers[0][1].unit.tolist() == [0, -1, -1]
    assert found.carriers[0][1].share.tolist() == [found.output_delta[0], 0, 0]


def test_states_of_too_many_units_have_no_carriers(monkeypatch):
    sizes = [state.size for state in Chain.of(DIGIT, DIGIT_LAYERS, 8, "cross_entropy").states]
    monkeypatch.setattr(chain, "MOST_PAIRS", sizes[0] * sizes[1])
    found = Chain.of(DIGIT, DIGIT_LAYERS, 8, "cross_entropy")
    assert [list(row) for row in found.carriers] == [[1], [], [3], []]


def test_a_layer_further_on_opens_with_the_unit_that_carries_most():
    flow = digits(selection=("input", 0, 3, 4))
    chosen = flow.model.carriers[0][3].unit[28]
    assert chosen >= 0
    flow.stage = 3
    index = [int(i) for i in np.unravel_index(chosen, (4, 4, 4))]
    assert flow.selection == {"panel": "input", "index": index}
    flow.stage = 0  # a layer in front of it: no unit of that one is the chosen one's
    assert flow.selection is None
    dead = int(np.flatnonzero(flow.model.carriers[0][3].unit < 0)[0])
    flow.selection = ("input", 0, *divmod(dead, 8))
    flow.stage = 3
    assert flow.selection is None
    flow.stage, flow.selection = 0, ("weights", 0, 0, 0, 0)
    flow.stage = 2
    assert flow.selection is None
    flow.stage, flow.selection = 3, ("delta", 8)  # the last state: nothing is behind it
    flow.stage = 1
    assert flow.selection is None


def test_the_browser_is_told_the_carriers():
    flow = digits()
    told = flow.scene["chain"]["carriers"]
    for row, carried in zip(told, flow.model.carriers, strict=True):
        assert list(row) == [str(state) for state in carried]
        for state, one in carried.items():
            np.testing.assert_array_equal(unpack(row[str(state)]["unit"]), one.unit + 1)
            np.testing.assert_array_equal(unpack(row[str(state)]["share"]), one.share)


def test_the_input_gradient_agrees_with_central_differences_of_the_loss(given):
    image, *rest = given
    found = Chain.of(*given)
    numeric = central_difference(lambda x: Chain.of(x, *rest).value, np.array(image, dtype=float))
    assert relative_error(found.deltas[0].reshape(numeric.shape), numeric) < 1e-6


def test_a_network_object_is_taken_with_its_weights_and_its_loss():
    net = network.Network(
        [
            network.Conv2D(1, 3, 3, stride=2),
            network.Activation("tanh"),
            network.AveragePool2D(2, stride=1),
            network.Flatten(),
            network.Dense(12, 10),
        ],
        seed=3,
    )
    flow = DeltaFlow.network(DIGIT, net, y=5)
    net.forward(DIGIT[None, None])
    deltas = net.backward(np.array([5]), to_input=True)
    del deltas[3]  # Flatten changes no number
    assert flow.model.value == pytest.approx(net.loss(np.array([5])))
    for got, wanted in zip(flow.model.deltas, deltas, strict=True):
        np.testing.assert_allclose(got.ravel(), wanted.ravel(), atol=1e-12)
    before = flow.model.specs[0].w.copy()
    net.step(1.0)
    np.testing.assert_array_equal(flow.model.specs[0].w, before)


def test_states_are_named_by_what_made_them():
    assert names(["convolution", "relu", "max_pool", "dense"]) == ["x", "z¹", "a¹", "p¹", "z²"]
    assert names(["relu", "relu", "every second"]) == ["x", "a⁰", "a⁰′", "h⁰"]


@pytest.mark.parametrize(
    ("layers", "kind", "words"),
    [
        ("relu", TypeError, "layers: got a str"),
        ([], ValueError, "layers: got an empty list"),
        ([3], TypeError, r"layers\[0\]: got 3"),
        (["relu", "softplus"], ValueError, r"layers\[1\]: got 'softplus'"),
        ([("relu", 3)], ValueError, r"layers\[0\]: got relu with \[3\]"),
        ([("max_pool",)], TypeError, r"layers\[0\]: got 0 values"),
        ([("max_pool", 2, {"b": 1})], TypeError, "got option 'b'"),
        ([("max_pool", 2), ("dense", np.ones((2, 9)))], ValueError, r"layers\[1\] \(dense\)"),
        ([("convolution", np.ones((9, 9)))], ValueError, r"layers\[0\] \(convolution\)"),
    ],
)
def test_layers_that_cannot_be_are_refused_by_place(layers, kind, words):
    with pytest.raises(kind, match=words):
        DeltaFlow.network(DIGIT, layers)


def test_a_layer_of_a_network_that_has_no_edges_to_show_is_refused_by_place():
    class Dropout(network.Layer):
        """A layer that the package does not have."""

    given = network.Network([network.MaxPool2D(2), Dropout(rate=0.5)])
    with pytest.raises(TypeError, match=r"layers\[1\]: got Dropout\(rate=0.5\), expected"):
        DeltaFlow.network(DIGIT[None], given)


@pytest.mark.parametrize(
    ("y", "loss", "words"),
    [
        (10, "cross_entropy", "y: got 10, expected a label from 0 to 9"),
        (np.ones(9), "squared_error", "y: got shape"),
        (None, "cross_entropy", "y: got None"),
        (3, "hinge", "loss: got 'hinge'"),
    ],
)
def test_targets_and_losses_that_cannot_be_are_refused(y, loss, words):
    with pytest.raises((ValueError, TypeError), match=words):
        DeltaFlow.network(DIGIT, DIGIT_LAYERS, y=y, loss=loss)


def test_the_selection_is_carried_to_the_layer_where_the_unit_is_on_the_other_side():
    flow = digits(stage=1, selection=("input", 2, 3, 4))
    assert flow.shapes["input"] == (4, 8, 8)
    flow.stage = 0
    assert flow.selection == {"panel": "delta", "index": [2, 3, 4]}
    flow.stage = 1
    assert flow.selection == {"panel": "input", "index": [2, 3, 4]}
    flow.stage = 3
    assert flow.selection is None
    flow.direction, flow.selection = "forward", ("input", 1, 2, 3)
    flow.stage = 2
    assert flow.selection == {"panel": "output", "index": [1, 2, 3]}
    flow.selection = None
    flow.stage, flow.selection = 0, ("weights", 0, 0, 1, 1)
    flow.stage = 1
    assert flow.selection is None


def test_stage_and_selection_chosen_together_stay_as_they_are():
    flow = digits(selection=("input", 0, 3, 4))
    flow.set_state({"stage": 1, "selection": {"panel": "input", "index": [0, 3, 4]}})
    assert (flow.stage, flow.selection) == (1, {"panel": "input", "index": [0, 3, 4]})
    with flow.hold_trait_notifications():
        flow.stage, flow.selection = 3, ("delta", 7)
    assert (flow.stage, flow.selection) == (3, {"panel": "delta", "index": [7]})


@pytest.mark.parametrize("stage", [-1, 4])
def test_a_stage_that_does_not_exist_is_refused(stage):
    flow = digits()
    with pytest.raises(ValueError, match=f"stage: got {stage}, expected 0 to 3"):
        flow.stage = stage
    assert flow.stage == 0
    with pytest.raises(ValueError, match="stage"):
        digits(stage=stage)
    with pytest.raises(ValueError, match="one layer"):
        DeltaFlow.max_pool(DIGIT).stage = 1


def test_an_edit_runs_through_all_layers_and_can_be_undone():
    flow = digits()
    loss, first = flow.model.value, flow.model
    flow.request = {"id": 1, "do": "values", "panel": "input", "cells": [27], "text": "0.9"}
    image = DIGIT.copy()
    image.flat[27] = 0.9
    wanted = Chain.of(image, DIGIT_LAYERS, 8, "cross_entropy")
    assert flow.model.value == wanted.value != loss
    shown = unpack(flow.scene["layers"][3]["panels"][-1]["values"])
    np.testing.assert_allclose(shown, wanted.deltas[3])
    flow.request = {"id": 2, "do": "undo"}
    assert flow.model is first
    assert flow.answered == 2


@pytest.mark.parametrize(
    ("stage", "request_", "words"),
    [
        (1, {"do": "values", "panel": "input", "cells": [0], "text": "1"}, "layer in front"),
        (0, {"do": "values", "panel": "delta", "cells": [0], "text": "1"}, "the loss"),
        (0, {"do": "option", "name": "stride", "value": "2"}, r"layers\[3\] \(dense\)"),
    ],
)
def test_a_change_that_cannot_be_leaves_the_network_as_it_was(stage, request_, words):
    flow = digits(stage=stage)
    before = flow.model
    flow.request = {"id": 1, **request_}
    assert flow.model is before
    assert flow.history == []
    assert re.search(words, flow.message["text"])


def test_the_browser_gets_small_indices_and_no_number_twice():
    flow = digits()
    told = flow.scene["chain"]
    assert [s["symbol"] for s in told["states"]] == ["x", "z¹", "a¹", "p¹", "z²"]
    assert [s["delta"] for s in told["states"]] == ["∂C/∂x", "δ¹", "∂C/∂a¹", "∂C/∂p¹", "δ²"]
    assert told["paths"][0]["source"]["dtype"] == "uint8"
    assert set(told["states"][0]) == {"symbol", "delta"}
    assert told["loss"]["label"] == 8


def test_the_slope_of_an_activation_is_a_panel_of_its_own():
    scene = digits(stage=1).current_scene
    panels = {p["id"]: p for p in scene["panels"]}
    z1 = convolution.forward(DIGIT[None], DIGIT_KERNEL, B1, padding=1)
    np.testing.assert_array_equal(unpack(panels["sigma_prime"]["values"]), relu_derivative(z1))
    assert panels["gradient"]["symbol"] == "δ¹"
    assert scene["function"] == "relu"


def test_a_layer_of_a_network_offers_no_field_for_what_the_layers_before_it_decide():
    image = np.zeros((8, 8))
    flow = DeltaFlow.network(image, [("max_pool", 1), "relu", ("average_pool", 2)])
    names = [
        {field["name"] for field in scene["controls"]} & {"activation", "digit"}
        for scene in flow.scene["layers"]
    ]
    assert names == [{"digit"}, set(), set()]


def test_too_many_paths_are_not_listed(monkeypatch):
    monkeypatch.setattr(chain, "MOST_PATHS", 700)
    found = Chain.of(DIGIT, DIGIT_LAYERS, 8, "cross_entropy")
    assert [paths is None for paths in found.paths] == [True, False, False, False]
    # where they are too many, those from the states before it are not counted either
    more = [("average_pool", 1), *DIGIT_LAYERS]
    found = Chain.of(DIGIT[None], more, 8, "cross_entropy")
    assert [paths is None for paths in found.paths] == [True, True, False, False, False]


def test_an_image_of_one_channel_may_come_without_its_axis():
    assert digits().model.image.shape == (1, 8, 8)


def test_the_name_says_what_is_in_it():
    text = repr(digits())
    assert text.startswith("DeltaFlow(network: 1 × 8 × 8 → convolution → relu → max_pool → dense")
    assert f"C = {digits().model.value:.3f}" in text
