"""DeltaFlow: constructors, traits, the checks of what is set, its name and its picture."""

import subprocess
import sys

import numpy as np
import pytest
import traitlets
from explorer_layers import IMAGE, KERNEL, LAYERS, UNITS, W
from support.each import each

from cnnbp import connections, convolution
from cnnbp.widgets import DeltaFlow


@pytest.fixture
def flow():
    return LAYERS["convolution"]()


NAMES = {
    "dense": "DeltaFlow(dense: input 4, weights 3 × 4, output 3)",
    "convolution": "DeltaFlow(convolution: input 6 × 7, weights 3 × 3, output 4 × 5)",
    "channels": "DeltaFlow(convolution: input 2 × 5 × 6, weights 3 × 2 × 2 × 3, output 3 × 6 × 6)",
    "max pool": "DeltaFlow(max_pool: input 6 × 7, output 3 × 3)",
    "own kind": "DeltaFlow(every second pixel: input 6 × 7, output 3 × 4)",
}


@each("kind", NAMES)
def test_the_name_is_the_same_at_each_run(kind):
    assert repr(LAYERS[kind]()) == repr(LAYERS[kind](selection=None)) == NAMES[kind]


@pytest.mark.parametrize("kind", ["dense", "convolution", "own kind"])
def test_a_cell_shows_the_widget_its_name_and_a_picture(kind):
    data, _ = LAYERS[kind]()._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == repr(LAYERS[kind]())
    assert "application/vnd.jupyter.widget-view+json" in data


def test_options_reach_the_layer():
    options = {"stride": 2, "padding": 1, "dilation": 2, "convention": "convolution"}
    flow = DeltaFlow.convolution(IMAGE, KERNEL, b=0.5, **options)
    z = convolution.forward(IMAGE, KERNEL, np.array([0.5]), **options)
    np.testing.assert_allclose(flow.layer.output, z)
    assert flow.current_scene["options"] == options


def test_view_keywords():
    flow = DeltaFlow.dense(
        UNITS, W, activation="relu", selection=("input", 2), direction="forward", views=["edges"]
    )
    assert flow.selection == {"panel": "input", "index": [2]}
    assert flow.direction == "forward"
    assert flow.views == ["edges"]
    np.testing.assert_array_equal(flow.layer.a, np.maximum(UNITS, 0))


def test_the_default_view():
    flow = DeltaFlow.dense(UNITS, W)
    assert (flow.selection, flow.direction, flow.views) == (None, "backward", ["edges"])


def test_edges_of_two_layers_in_a_row():
    first = connections.convolution(KERNEL, IMAGE.shape)
    both = first.then(connections.dense(np.ones((2, 20))))
    flow = DeltaFlow.from_connections(both, IMAGE, [1.0, -1.0], kind="two layers")
    assert repr(flow) == "DeltaFlow(two layers: input 6 × 7, output 2)"
    np.testing.assert_allclose(flow.layer.input_gradient, 0, atol=1e-12)


def test_a_selection_is_kept_in_one_form(flow):
    flow.selection = ("input", 2, 3)
    assert flow.selection == {"panel": "input", "index": [2, 3]}
    flow.selection = {"panel": "weights", "index": (0, np.int64(1))}
    assert flow.selection == {"panel": "weights", "index": [0, 1]}
    flow.selection = None
    assert flow.selection is None


def test_a_selection_can_be_observed(flow):
    seen = []
    flow.observe(lambda change: seen.append(change["new"]), "selection")
    flow.selection = ("delta", 1, 1)
    flow.selection = ("delta", 1, 1)
    assert seen == [{"panel": "delta", "index": [1, 1]}]


def test_shapes_names_every_panel(flow):
    assert flow.shapes["input"] == flow.shapes["gradient"] == (6, 7)
    assert flow.shapes["weights"] == (3, 3)
    assert flow.shapes["output"] == flow.shapes["delta"] == (4, 5)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (("input", 9, 9), ValueError, r"selection: got index \[9, 9\], which lies outside input"),
        (("nowhere", 0, 0), ValueError, "selection: got panel 'nowhere', expected one of input"),
        ("input", TypeError, "selection: got 'input', expected None or a cell"),
    ],
)
def test_a_wrong_selection_raises_says_so_and_changes_nothing(flow, value, error, message):
    flow.selection = ("input", 1, 1)
    with pytest.raises(error, match=message) as raised:
        flow.selection = value
    assert flow.selection == {"panel": "input", "index": [1, 1]}
    assert flow.message["text"] == str(raised.value)
    flow.selection = ("input", 2, 2)
    assert not flow.message.get("text"), "a good selection takes the message away"


def test_a_wrong_selection_in_a_constructor_raises():
    with pytest.raises(ValueError, match=r"selection: got index \[6, 0\], which lies outside"):
        DeltaFlow.convolution(IMAGE, KERNEL, selection=("input", 6, 0))


@pytest.mark.parametrize(
    ("name", "value", "expected", "got"),
    [
        ("direction", "sideways", "['backward', 'forward']", "the str 'sideways'"),
        ("mode", 3, "['explore', 'predict', 'edit']", "the int 3"),
        ("views", ["edges", "sounds"], "'rotated', 'matrix'", "the str 'sounds'"),
        ("views", 3, "a list", "the int 3"),
    ],
)
def test_a_wrong_view_is_named(name, value, expected, got):
    with pytest.raises(traitlets.TraitError) as raised:
        DeltaFlow.dense(UNITS, W, **{name: value})
    said = str(raised.value)
    assert f"'{name}' trait of a DeltaFlow" in said
    assert expected in said
    assert f"not {got}" in said


def test_only_a_layer_can_be_shown():
    with pytest.raises(TypeError, match="got int, expected a layer from a constructor"):
        DeltaFlow(1)


@pytest.mark.parametrize(
    "make",
    [
        lambda **given: DeltaFlow.dense(UNITS, W, **given),
        lambda **given: DeltaFlow.convolution(IMAGE, KERNEL, **given),
        lambda **given: DeltaFlow.max_pool(IMAGE, **given),
        lambda **given: DeltaFlow.average_pool(IMAGE, **given),
    ],
)
def test_a_misspelt_keyword_is_refused(make):
    with pytest.raises(TypeError, match="selektion"):
        make(selektion=("input", 0))


def test_two_explorers_have_nothing_in_common():
    one, two = LAYERS["dense"](), LAYERS["dense"]()
    one.selection = ("input", 0)
    one.views = []
    assert two.selection is None
    assert two.views == ["edges"]


def test_the_layer_is_computed_once(monkeypatch):
    calls = []
    real = connections.Connections.forward
    monkeypatch.setattr(connections.Connections, "forward", lambda *a: calls.append(1) or real(*a))
    flow = LAYERS["convolution"]()
    flow.selection = ("input", 2, 2)
    _ = flow.layer.output, flow.layer.output
    assert len(calls) == 1


def test_the_package_loads_widgets_only_when_asked():
    code = (
        "import sys, cnnbp, cnnbp.convolution, cnnbp.connections;"
        "print([m for m in ('matplotlib', 'ipywidgets', 'anywidget', 'PIL') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
