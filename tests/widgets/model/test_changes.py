"""Changes asked for in the explorer: a new layer that is right, or a sentence that says why not."""

import numpy as np
import pytest
from explorer_layers import LAYERS

from cnnbp import convolution, datasets, pooling
from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.model import changes
from cnnbp.widgets.model.changes import controls as fields_of


def layer(kind="convolution", **options):
    return LAYERS[kind](**options).layer


def test_an_option_gives_the_layer_it_names():
    new = changes.with_option(layer(), "stride", "2")
    expected = convolution.forward(new.z, new.w, stride=2)
    np.testing.assert_allclose(new.output, expected)


def test_a_larger_kernel_keeps_the_old_weights_and_is_asymmetric():
    old = layer()
    new = changes.with_option(old, "kernel_size", 4)
    np.testing.assert_array_equal(new.w[:3, :3], old.w)
    assert not np.allclose(new.w, convolution.rot180(new.w))


def test_a_new_output_shape_drops_the_given_delta_and_no_other_does():
    image, kernel = np.arange(20.0).reshape(4, 5), np.arange(4.0).reshape(2, 2)
    given = DeltaFlow.convolution(image, kernel, np.ones((3, 4))).layer
    assert changes.with_option(given, "padding", 1).given_delta is None
    kept = changes.with_option(given, "convention", "convolution")
    np.testing.assert_array_equal(kept.delta, np.ones((3, 4)))


def test_max_becomes_average_and_back():
    old = layer("max pool")
    new = changes.with_option(old, "kind", "average_pool")
    size, stride = old.options["size"], old.options["stride"]
    padding = old.options["padding"]
    expected = pooling.average_forward(old.z, size, stride=stride, padding=padding)
    np.testing.assert_allclose(new.output, expected)
    again = changes.with_option(new, "kind", "max_pool")
    np.testing.assert_array_equal(again.output, old.output)


def test_an_average_pool_has_its_divisor_again_after_being_a_max_pool():
    old = layer("average pool")
    again = changes.with_option(
        changes.with_option(old, "kind", "max_pool"), "kind", "average_pool"
    )
    assert again.options == old.options
    np.testing.assert_array_equal(again.output, old.output)
    inside = changes.with_option(old, "count_include_pad", "false")
    again_inside = changes.with_option(
        changes.with_option(inside, "kind", "max_pool"), "kind", "average_pool"
    )
    assert again_inside.options == inside.options
    np.testing.assert_array_equal(again_inside.output, inside.output)
    fields = {field["name"]: field["value"] for field in fields_of(again)}
    assert fields["count_include_pad"] == "true"
    assert changes.with_option(again, "count_include_pad", "false").options["size"] == (2, 3)


def test_the_kind_that_a_pool_has_changes_nothing():
    old = layer("padded average pool")
    assert changes.with_option(old, "kind", "average_pool").options == old.options


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stride", "1"),
        ("padding", "0"),
        ("dilation", "1"),
        ("convention", "convolution"),
        ("kernel_size", "2"),
        ("activation", "tanh"),
    ],
)
def test_a_setting_keeps_the_bias_and_every_other_setting(name, value):
    old = layer("stride, padding, dilation")
    new = changes.with_option(old, name, value)
    np.testing.assert_array_equal(new.b, [0.5])
    others = {"activation": old.activation, **old.options}
    others.pop(name, None)
    assert others.items() <= {"activation": new.activation, **new.options}.items()
    np.testing.assert_allclose(new.output, convolution.forward(new.a, new.w, 0.5, **new.options))


def test_an_edited_number_keeps_the_bias():
    old = layer("dense with bias")
    for panel in ("input", "weights", "delta"):
        np.testing.assert_array_equal(changes.with_values(old, panel, [0], "2").b, [1, 2, 3])


def test_another_digit():
    digits = datasets.load_digits()
    flow = DeltaFlow.max_pool(digits.images[0])
    new = changes.with_option(flow.layer, "digit", "7")
    found = np.flatnonzero(digits.labels == 7)
    np.testing.assert_array_equal(new.z, digits.images[found[0]])


def test_a_digit_fills_one_channel_too_and_the_field_says_which_it_is():
    digits = datasets.load_digits()
    kernel = np.ones((2, 1, 3, 3))
    flow = DeltaFlow.convolution(digits.images[:1], kernel)
    new = changes.with_option(flow.layer, "digit", "4")
    assert new.z.shape == (1, 8, 8)
    np.testing.assert_array_equal(new.z[0], digits.images[np.flatnonzero(digits.labels == 4)[0]])
    field = next(f for f in fields_of(new) if f["name"] == "digit")
    assert field["value"] == "4"
    drawn = changes.with_values(new, "input", [0], "0.5")
    assert next(f for f in fields_of(drawn) if f["name"] == "digit")["value"] == ""


@pytest.mark.parametrize("typed", ["1 × 2", "1x2", "1, 2", " 1 2 "])
def test_rows_and_columns_may_differ(typed):
    new = changes.with_option(layer(), "stride", typed)
    assert new.options["stride"] == (1, 2)
    kernel = changes.with_option(layer(), "kernel_size", typed)
    assert kernel.w.shape == (1, 2)
    fields = {field["name"]: field["value"] for field in fields_of(kernel)}
    assert fields["kernel_size"] == "1 × 2"


def test_what_would_fill_the_memory_is_refused_at_once():
    with pytest.raises(ValueError, match="padding: got 99999, expected at most 16"):
        changes.with_option(layer(), "padding", "99999")
    wide = LAYERS["convolution"](padding=20).layer
    assert changes.with_option(wide, "padding", "18").options["padding"] == 18


IMPOSSIBLE = {
    ("stride", "0"): "stride",
    ("stride", "two"): "stride: got 'two', expected a whole number",
    ("dilation", "9"): "dilation",
    ("padding", "-1"): "padding",
    ("kernel_size", "0"): "kernel_size: got 0",
    ("kernel_size", "1 × 2 × 3"): "expected a whole number, or two such as 1 × 2",
    ("kernel_size", "17"): "kernel_size: got 17, expected at most 16",
    ("kernel_size", "9"): "kernel",
    ("activation", "step"): "activation: got 'step'",
    ("convention", "other"): "convention",
    ("digit", "11"): "digit",
    ("colour", "red"): "colour: this layer has no such option",
}


@pytest.mark.parametrize(("change", "said"), IMPOSSIBLE.items())
def test_an_impossible_option_says_why(change, said):
    with pytest.raises(ValueError, match=said):
        changes.with_option(layer(), *change)


def test_a_pool_has_no_kernel_to_resize():
    with pytest.raises(ValueError, match="kernel_size: this layer has no kernel"):
        changes.with_option(layer("max pool"), "kernel_size", "3")


@pytest.mark.parametrize(
    ("typed", "value"), [("0.5", 0.5), ("−1.25", -1.25), (" 3 ", 3), ("0,5", 0.5), ("1e-3", 1e-3)]
)
def test_numbers_as_people_write_them(typed, value):
    assert changes.number(typed) == value


@pytest.mark.parametrize("typed", ["", "  ", "abc", "1e400", "nan", "inf", "-inf", "0x1", "1;2"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="expected a number"):
        changes.number(typed)


@pytest.mark.parametrize("panel", ["input", "weights", "delta"])
def test_edited_numbers_reach_the_sum(panel):
    old = layer()
    new = changes.with_values(old, panel, [4], "2.5")
    name = {"input": "z", "weights": "w", "delta": "delta"}[panel]
    assert getattr(new, name).flat[4] == 2.5
    np.testing.assert_array_equal(
        np.delete(getattr(new, name), 4), np.delete(getattr(old, name), 4)
    )
    edges = new.connections
    np.testing.assert_allclose(new.input_gradient, edges.backward(new.delta).reshape(new.a.shape))
    assert getattr(old, name).flat[4] != 2.5


def test_computed_numbers_cannot_be_edited():
    for panel in ("output", "gradient", "sigma_prime"):
        with pytest.raises(ValueError, match="computed"):
            changes.with_values(layer(), panel, [0], "1")
    behind = layer(activation="relu")
    with pytest.raises(ValueError, match="edit input z instead"):
        changes.with_values(behind, "input", [0], "1")
    assert changes.with_values(behind, "z_in", [0], "1").a.flat[0] == 1


def test_cells_outside_and_missing_weights():
    with pytest.raises(ValueError, match="expected 0 to"):
        changes.with_values(layer(), "input", [10**6], "1")
    with pytest.raises(ValueError, match="no weights"):
        changes.with_values(layer("max pool"), "weights", [0], "1")


def test_the_fields_describe_the_layer():
    fields = {field["name"]: field for field in fields_of(layer(stride=2, padding=1))}
    assert (fields["stride"]["value"], fields["padding"]["value"]) == (2, 1)
    assert fields["convention"]["value"] == "correlation"
    assert dict(fields["convention"]["choices"]) == changes.CONVENTIONS
    assert [f["name"] for f in fields_of(layer("own kind"))] == []
    pool = {field["name"] for field in fields_of(layer("average pool"))}
    assert {"kind", "size", "stride", "padding", "count_include_pad", "activation"} <= pool


@pytest.mark.parametrize("kind", ["convolution", "max pool", "average pool", "dense"])
def test_every_choice_that_is_offered_can_be_made(kind):
    for field in fields_of(layer(kind)):
        for value, _ in field.get("choices", []):
            if value:
                changes.with_option(layer(kind), field["name"], value)
