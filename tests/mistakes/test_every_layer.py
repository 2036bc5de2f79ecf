"""On any layer at all: no mistake claims what is right, and whatever is named is true."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import convolutions, pools

from cnnbp import connections, mistakes, pooling
from cnnbp.activations import ACTIVATIONS
from cnnbp.mistakes.catalogue import bias, weights

activations = st.sampled_from(sorted(ACTIVATIONS))
asked = st.sampled_from(["delta", "input_gradient"])


def made(case, kind, edges, z, activation, **more):
    a = ACTIVATIONS[activation][0](z)
    delta = case.numbers(edges.output_shape, salt=2)
    return mistakes.Layer(kind, edges, a, delta, z=z, activation=activation, **more)


@st.composite
def layers(draw):
    """One example of any convolution or pool, behind any activation."""
    activation, kind = draw(activations), draw(st.sampled_from(["convolution", "max", "average"]))
    if kind == "convolution":
        case = draw(convolutions(form=draw(st.sampled_from(["one", "plane"]))))
        w, z = case.numbers(case.kernel, salt=1), case.numbers(case.shape)
        edges = connections.convolution(w, case.shape, **case.options)
        b = case.numbers(edges.output_shape[0] if w.ndim == 4 else 1, salt=3)
        more = {"w": w, "b": b, "options": case.options, "asked": draw(asked)}
        return made(case, "convolution", edges, z, activation, **more)
    case = draw(pools())
    assume(len(case.shape) < 4)
    z = np.round(case.numbers(case.shape))  # with ties
    options = {"size": case.kernel, **case.options}
    if kind == "average":
        options["count_include_pad"] = draw(st.booleans())
        edges = connections.average_pool(case.shape, **options)
        return made(case, "average_pool", edges, z, activation, options=options)
    edges = connections.max_pool(pooling.max_forward(ACTIVATIONS[activation][0](z), **options)[1])
    return made(case, "max_pool", edges, z, activation, options=options)


@settings(max_examples=60, deadline=None)
@given(layer=layers(), data=st.data())
def test_right_numbers_are_right_and_what_is_named_gives_the_number(layer, data):
    found = mistakes.input_gradient_mistakes(layer)
    assert mistakes.recognise(layer.right, layer.right, found) == []
    source = data.draw(st.integers(0, layer.a.size - 1))
    right = layer.right.flat[source]
    assert mistakes.explain_value(layer, source, right).right
    assert len(mistakes.hints(layer, source)) == 3
    if found:
        answer = data.draw(st.sampled_from(found))
        assert answer.mistake in mistakes.recognise(answer.value, layer.right, found)
        if answer.value.shape == layer.right.shape:
            given_number = answer.value.flat[source]
            verdict = mistakes.explain_value(layer, source, given_number, 1e-9)
            assert verdict.right == (abs(given_number - right) <= 1e-9)
            assert verdict.right or answer.mistake.name in verdict.mistakes


@settings(max_examples=50, deadline=None)
@given(layer=layers(), data=st.data())
def test_marked_outputs_are_right_exactly_when_they_are(layer, data):
    edges = layer.connections
    source = data.draw(st.integers(0, layer.a.size - 1))
    joined = set(edges.target[edges.from_source(source)].tolist())
    assert mistakes.explain_outputs(layer, source, joined).right
    last = int(np.prod(edges.output_shape)) - 1
    marked = data.draw(st.sets(st.integers(0, last), max_size=5))
    verdict = mistakes.explain_outputs(layer, source, marked)
    assert verdict.right == (marked == joined)
    assert verdict.sentence


@settings(max_examples=30, deadline=None)
@given(case=convolutions(form="batch"))
def test_gradients_of_a_batch(case):
    assume(case.shape[0] > 0)
    w = case.numbers(case.kernel, salt=1)
    edges = connections.convolution(w, case.shape[1:], **case.options)
    delta = case.numbers((case.shape[0], *edges.output_shape), salt=2)
    layer = mistakes.Layer(
        "convolution", edges, case.numbers(case.shape), delta, w=w, options=case.options
    )
    for right, found in (
        (weights.right(layer), mistakes.weight_gradient_mistakes(layer)),
        (bias.right(layer), mistakes.bias_gradient_mistakes(layer)),
        (layer.right, mistakes.input_gradient_mistakes(layer)),
    ):
        assert mistakes.recognise(right, right, found) == []
        for answer in found:
            assert answer.mistake in mistakes.recognise(answer.value, right, found)


@given(layer=layers())
@settings(max_examples=30, deadline=None)
def test_nothing_is_changed(layer):
    before = [np.copy(x) for x in (layer.a, layer.delta, layer.right)]
    mistakes.input_gradient_mistakes(layer)
    for old, new in zip(before, (layer.a, layer.delta, layer.right), strict=True):
        np.testing.assert_array_equal(old, new)
    twin = replace(layer)
    np.testing.assert_array_equal(twin.right, layer.right)
