"""A page without Python changes a layer as Python does: every number, field, word and refusal."""

import numpy as np
import pytest
from explorer_layers import LAYERS
from support.front_end import in_node, readable, same
from support.random_layers import random_layer

from cnnbp.widgets.model import changes
from cnnbp.widgets.wire import prepared
from cnnbp.widgets.wire.layer import scene

LAYERS_TRIED, CHANGES = 250, 6
MODULES = ["pages/scene", "pages/changes"]
ANSWER = """({ words, scene, changes }) => {
  modules.changes.learn(words);
  let layer = modules.scene.layerOf(scene);
  const said = [modules.scene.sceneOf(layer)];
  for (const [what, ...given] of changes) {
    try {
      layer = modules.changes[what](layer, ...given);
      said.push(modules.scene.sceneOf(layer));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      said.push(error.message);
    }
  }
  return said;
}"""
TYPED = ["0.5", "−1,25", " 3 ", "1e-3", "-.5", "4.", "", "many", "0x1", "1;2", "1e7", "inf", "it's"]
SIZES = ["0", "1", "2", "3", "1 × 2", "2, 1", "5", "17", "", "two", "-1", "1 2 3"]
CHOICES = {
    "kind": ["max_pool", "average_pool"],
    "convention": ["correlation", "convolution"],
    "count_include_pad": ["true", "false"],
    "activation": ["identity", "sigmoid", "tanh", "relu"],
    "digit": ["", "0", "7", "10", "x"],
}


def random_change(layer, random):
    """A setting, or a number typed into some cells; possible ones and others."""
    if random.random() < 0.5:
        fields = [field["name"] for field in changes.controls(layer)] or ["stride"]
        name = str(random.choice([*fields, "dilation"]))
        value = str(random.choice(CHOICES.get(name, SIZES)))
        return "withOption", name, value
    panels = {"input": layer.a, "z_in": layer.z, "weights": layer.w, "delta": layer.delta}
    panel = str(random.choice([*panels, "gradient"]))
    size = np.size(panels.get(panel, layer.a))
    cells = random.integers(0, size + (random.random() < 0.1), 2).tolist()
    return "withValues", panel, cells, str(random.choice(TYPED))


def changed(layer, what, *given):
    return {"withOption": changes.with_option, "withValues": changes.with_values}[what](
        layer, *given
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Layers that are changed again and again: what Python shows after each, and the page."""
    random = np.random.default_rng(18)
    words, asked, truths = prepared.words(), [], []
    layers = [*(LAYERS[kind]().layer for kind in LAYERS)]
    layers += [random_layer(random) for _ in range(LAYERS_TRIED)]
    for layer in layers:
        first, wishes, truth = scene(layer), [], [scene(layer)]
        for _ in range(CHANGES):
            wish = random_change(layer, random)
            try:
                layer = changed(layer, *wish)
                truth.append(scene(layer))
            except ValueError as refusal:
                truth.append(str(refusal))
            wishes.append(wish)
        asked.append({"words": words, "scene": first, "changes": wishes})
        truths.append(truth)
    said = in_node(tmp_path_factory.mktemp("changes"), MODULES, asked, ANSWER)
    return [(a["changes"], readable(t), s) for a, t, s in zip(asked, truths, said, strict=True)]


def test_a_page_shows_what_python_shows_after_every_change(told):
    granted = 0
    for wishes, truth, said in told:
        for wish, expected, got in zip([(), *wishes], truth, said, strict=True):
            if not isinstance(expected, str):
                granted += 1
                same(expected, got, f"{expected['kind']} after {wish}")
    assert granted > 2 * LAYERS_TRIED


def test_a_page_refuses_in_the_same_words(told):
    refused = set()
    for wishes, truth, said in told:
        for wish, expected, got in zip([(), *wishes], truth, said, strict=True):
            if isinstance(expected, str):
                assert got == expected, wish
                refused.add(expected.split(":")[0])
    assert refused >= {"stride", "kernel_size", "digit", "kernel", "input", "gradient"}


WALK = """({ words, scene, requests }) => {
  modules.answer.learn(words);
  const first = modules.scene.sceneOf(modules.scene.layerOf(scene));
  const traits = { selection: null, stage: 0, answered: 0, scene: { layers: [first] } };
  const model = { get: (name) => traits[name], set: (name, value) => (traits[name] = value) };
  return requests.map((request, i) => {
    traits.request = { id: i + 1, ...request };
    modules.answer.answer(model);
    const { layers: [shown] } = traits.scene;
    return [traits.undoable, traits.redoable, shown];
  });
}"""
STEPS = ["undo", "redo", "undo", "redo", "undo", "reset", "change", "change", "change", "change"]


def walk(random):
    """Requests in any order; paddings, so that a state tells itself from the one before."""
    for count in range(150):
        step = "change" if count < 110 else str(random.choice(STEPS))  # more than are kept
        value = str(random.integers(5))
        change = {"do": "option", "name": "padding", "value": value}
        yield change if step == "change" else {"do": step}


def test_a_page_goes_back_and_forth_between_changes_as_python_does(tmp_path):
    random = np.random.default_rng(7)
    asked, truths = [], []
    for _ in range(6):
        flow, requests, truth = LAYERS["convolution"](), list(walk(random)), []
        asked.append({"words": prepared.words(), "scene": scene(flow.layer), "requests": requests})
        for number, request in enumerate(requests, start=1):
            flow.request = {"id": number, **request}
            truth.append([flow.undoable, flow.redoable, scene(flow.layer)])
        truths.append(truth)
    assert {truth[1] for told in truths for truth in told} >= {0, 1, 2}
    said = in_node(tmp_path, ["pages/scene", "pages/answer"], asked, WALK)
    for truth, page in zip(truths, said, strict=True):
        same(readable(truth), page, "after a walk")
