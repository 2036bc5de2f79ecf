"""scene: what the browser receives holds the layer's own numbers and edges, and is small."""

import json

import numpy as np
import pytest
from explorer_layers import FILTERS, IMAGE, KERNEL, LAYERS
from support.each import each

from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.wire.layer import pack, pack_indices


def unpack(packed):
    return np.frombuffer(packed["data"], packed["dtype"]).reshape(packed["shape"])


def panels(flow):
    return {panel["id"]: unpack(panel["values"]) for panel in flow.current_scene["panels"]}


@each("kind", LAYERS)
def test_the_browser_gets_the_layers_numbers_and_edges(kind):
    flow = LAYERS[kind]()
    layer, shown, sent = flow.layer, panels(flow), flow.current_scene["edges"]
    expected = {
        "input": layer.a,
        "weights": layer.w,
        "output": layer.output,
        "delta": layer.delta,
        "gradient": layer.input_gradient,
    }
    for name, array in expected.items():
        if array is None:
            assert name not in shown
        else:
            np.testing.assert_array_equal(shown[name], array)
    for name in ("source", "target"):
        np.testing.assert_array_equal(unpack(sent[name]), getattr(layer.connections, name))
    if layer.connections.parameter is None:
        np.testing.assert_array_equal(unpack(sent["weight"]), layer.connections.weight)
    else:
        parameter = unpack(sent["parameter"])
        np.testing.assert_array_equal(parameter, layer.connections.parameter)
        np.testing.assert_array_equal(shown["weights"].ravel()[parameter], layer.connections.weight)
        np.testing.assert_array_equal(unpack(sent["parameter_gradient"]), layer.parameter_gradient)


def test_an_activation_adds_its_own_step():
    flow = LAYERS["behind a sigmoid"]()
    shown = panels(flow)
    np.testing.assert_array_equal(shown["z_in"], IMAGE)
    np.testing.assert_allclose(shown["sigma_prime"], shown["input"] * (1 - shown["input"]))
    np.testing.assert_array_equal(shown["input_delta"], shown["gradient"] * shown["sigma_prime"])
    assert "sigma_prime" not in panels(LAYERS["convolution"]())


ROTATED = {
    "plain": {},
    "true": {"convention": "convolution"},
    "spread": {"stride": 2, "padding": 1},
    "all": {"stride": (2, 1), "padding": (0, 2), "dilation": (1, 2)},
}


@pytest.mark.parametrize("options", ROTATED.values(), ids=ROTATED.keys())
@pytest.mark.parametrize("kernel", [KERNEL, FILTERS[:, :1]], ids=["plane", "filters"])
def test_the_rotated_form_has_the_same_terms(kernel, options):
    """The lying kernel on the padded delta, at each pixel, meets exactly the pixel's own edges."""
    layer = DeltaFlow.convolution(IMAGE, kernel, **options).layer
    rotated = DeltaFlow.convolution(IMAGE, kernel, **options).current_scene["rotated"]
    place, lying = unpack(rotated["place"]).astype(int) - 1, unpack(rotated["kernel"])
    padded = unpack(rotated["values"])
    kept = place >= 0
    np.testing.assert_array_equal(padded.ravel()[place[kept]], layer.delta.ravel()[kept])
    down, across = np.broadcast_to(rotated["dilation"], 2)
    height, width = padded.shape[-2:]
    edges = layer.connections
    for i, (row, column) in enumerate(np.ndindex(*layer.a.shape)):
        met = set()
        for edge in edges.from_source(i):
            sheet, spot = divmod(place[edges.target[edge]], height * width)
            r, c = divmod(spot, width)
            u, v = (r - row) // down, (c - column) // across
            assert (row + u * down, column + v * across) == (r, c)
            weights = lying.reshape(-1, *lying.shape[-2:])[sheet]
            assert weights[u, v] == edges.parameter[edge]
            met.add((sheet, r, c))
        assert len(met) == len(edges.from_source(i))


@pytest.mark.parametrize("kind", ["dense", "max pool", "average pool", "own kind"])
def test_only_a_convolution_has_a_rotated_form(kind):
    assert LAYERS[kind]().current_scene["rotated"] is None


@pytest.mark.parametrize(
    ("top", "dtype"), [(255, "uint8"), (256, "uint16"), (65535, "uint16"), (65536, "uint32")]
)
def test_indices_are_sent_in_the_smallest_type(top, dtype):
    packed = pack_indices(np.array([0, top]))
    assert packed["dtype"] == dtype
    assert list(unpack(packed)) == [0, top]


def test_no_edges_can_be_sent():
    assert unpack(pack_indices(np.array([], dtype=np.int64))).size == 0


def test_any_memory_layout_is_sent_row_by_row():
    turned = np.arange(6.0).reshape(2, 3).T
    np.testing.assert_array_equal(unpack(pack(turned)), turned)


@each("kind", LAYERS)
def test_everything_but_the_numbers_is_json(kind):
    scene = LAYERS[kind](selection=None).current_scene
    json.dumps(scene, default=lambda value: f"{len(value)} bytes")


def test_numpy_integers_as_options_are_sent_too():
    flow = DeltaFlow.convolution(IMAGE, KERNEL, stride=np.int64(2), padding=(np.int64(1), 1))
    assert flow.current_scene["options"]["stride"] == 2
    json.dumps(flow.current_scene["options"])


def test_a_large_image_costs_less_than_a_megabyte():
    image = np.random.default_rng(0).random((64, 64))
    flow = DeltaFlow.convolution(image, KERNEL)

    def size(value):
        if isinstance(value, bytes):
            return len(value)
        parts = value.values() if isinstance(value, dict) else value
        return sum(map(size, parts)) if isinstance(value, (dict, list)) else len(str(value))

    assert size(flow.scene) < 1_000_000


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([[0.0, 0.5], [0.25, 1.0]], "image"),
        ([[0.0, 0.0], [0.0, 0.0]], "image"),
        ([[0.1, 0.5], [0.25, 0.75]], "image"),
        ([[0.0, 0.5], [0.25, np.nextafter(1.0, 2)]], "signed"),
        ([[-1e-9, 0.5], [0.25, 1.0]], "signed"),
    ],
)
def test_only_an_image_from_no_ink_to_full_ink_is_grey(values, scale):
    flow = DeltaFlow.average_pool(values)
    scales = {panel["id"]: panel["scale"] for panel in flow.current_scene["panels"]}
    assert scales == {"input": scale, "output": "signed", "delta": "signed", "gradient": "signed"}


def test_a_vector_is_no_image():
    (scale,) = (
        panel["scale"]
        for panel in DeltaFlow.dense([0.0, 1.0], np.eye(2)).current_scene["panels"]
        if panel["id"] == "input"
    )
    assert scale == "signed"
