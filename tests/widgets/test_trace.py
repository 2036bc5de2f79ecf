"""trace: the edges of a selection are those of Connections, their sum is the package's result."""

import math
import re

import numpy as np
import pytest
from explorer_layers import LAYERS, edges_at

from cnnbp.widgets.model.trace import trace

PANELS = ("input", "weights", "output", "delta", "gradient")


def arrays(layer):
    found = {
        "input": layer.a,
        "weights": layer.w,
        "output": layer.output,
        "delta": layer.delta,
        "gradient": layer.input_gradient,
    }
    return {name: array for name, array in found.items() if array is not None}


def cells(flow):
    for panel, array in arrays(flow.layer).items():
        for flat in range(array.size):
            yield panel, flat, np.unravel_index(flat, array.shape)


@pytest.mark.parametrize("kind", LAYERS)
def test_every_cell_has_the_edges_of_connections_and_they_add_up(kind):
    flow = LAYERS[kind]()
    layer, edges = flow.layer, flow.layer.connections
    a, delta = layer.a.ravel()[edges.source], layer.delta.ravel()[edges.target]
    for panel, flat, index in cells(flow):
        found = trace(layer, {"panel": panel, "index": list(index)}, arrays(layer))
        assert sorted(found.edges) == sorted(edges_at(flow, panel, flat))
        terms = {
            "weights": a * delta,
            "output": edges.weight * a,
            "delta": edges.weight * a,
        }.get(panel, edges.weight * delta)
        bias = 0.0
        if panel in ("output", "delta") and layer.b is not None:
            bias = layer.bias_of_output.ravel()[flat]
        assert math.isclose(found.total(), terms[found.edges].sum() + bias, abs_tol=1e-12)


def test_an_edge_stops_at_input_weight_and_output():
    flow = LAYERS["convolution"]()
    edges = flow.layer.connections
    found = trace(flow.layer, {"panel": "input", "index": [2, 3]}, arrays(flow.layer))
    for edge, stops in zip(found.edges, found.stops("delta"), strict=True):
        assert stops == [
            ("input", edges.source[edge]),
            ("weights", edges.parameter[edge]),
            ("delta", edges.target[edge]),
        ]
    pool = LAYERS["max pool"]()
    found = trace(pool.layer, {"panel": "output", "index": [0, 0]}, arrays(pool.layer))
    assert [name for name, _ in next(found.stops("output"))] == ["input", "output"]


def test_badges_follow_the_kernel():
    flow = LAYERS["convolution"]()
    found = trace(flow.layer, {"panel": "input", "index": [3, 3]}, arrays(flow.layer))
    assert list(flow.layer.connections.parameter[found.edges]) == list(range(9))


def test_the_sentence_writes_the_sum_out():
    flow = LAYERS["dense with bias"]()
    found = trace(flow.layer, {"panel": "gradient", "index": [1]}, arrays(flow.layer))
    terms = [f"{w:.2f}·" for w in flow.layer.w[:, 1]]
    sentence = found.sentence()
    assert sentence.startswith("∂C/∂a[1] = ")
    assert all(term.replace("-", "−") in sentence for term in terms)
    assert sentence.endswith(f"= {flow.layer.input_gradient[1]:.3f}".replace("-", "−"))
    assert "·(−0.20)" in sentence, "a negative factor stands in parentheses"
    found = trace(flow.layer, {"panel": "output", "index": [2]}, arrays(flow.layer))
    assert "+ b 3.00 = " in found.sentence()


def test_a_long_sum_is_cut_and_says_so():
    flow = LAYERS["channels"]()
    found = trace(flow.layer, {"panel": "weights", "index": [0, 0, 0, 1]}, arrays(flow.layer))
    assert len(found.edges) > 12
    assert f"… {len(found.edges) - 12} more" in found.sentence()


def test_a_cell_without_edges_has_the_sum_zero():
    flow = LAYERS["own kind"]()
    found = trace(flow.layer, {"panel": "input", "index": [1, 1]}, arrays(flow.layer))
    assert re.fullmatch(r"∂C/∂a\[1,1\] = 0\.000", found.sentence())


def test_nothing_selected_has_no_trace():
    flow = LAYERS["dense"]()
    assert trace(flow.layer, None, arrays(flow.layer)) is None
