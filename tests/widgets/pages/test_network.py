"""A page without Python changes a network as Python does: every state, delta, path and the loss."""

import numpy as np
import pytest
from explorer_layers import DIGIT, DIGIT_LAYERS, NETWORKS
from support.front_end import in_node, readable, same

from cnnbp.widgets.model import changes
from cnnbp.widgets.model.chain import Chain
from cnnbp.widgets.wire import prepared
from cnnbp.widgets.wire.network import chain_scene

MODULES = ["pages/scene", "pages/changes", "pages/network"]
ANSWER = """({ words, scene, changes }) => {
  modules.changes.learn(words);
  let set = scene;
  return changes.map(([stage, what, ...given]) => {
    try {
      const layer = modules.scene.layerOf(set.layers[stage]);
      const next = modules.changes[what](layer, ...given);
      const digit = given[0] === "digit" ? Number(given[1]) : undefined;
      set = modules.network.changed(set, stage, layer, next, digit);
      return set;
    } catch (error) {
      return error.message;
    }
  });
}"""
PIXEL = "withValues", "input", [3, 4], "0.8"
WISHES = {
    "digits": [
        (0, "withOption", "digit", "5"),
        (0, *PIXEL),
        (0, "withValues", "weights", [0, 5], "-0.4"),
        (2, "withOption", "kind", "average_pool"),
        (2, "withOption", "count_include_pad", "false"),
        (3, "withValues", "weights", [7], "0.25"),
        (3, *PIXEL),
        (3, "withValues", "delta", [2], "1"),
        (0, "withOption", "kernel_size", "2"),  # the dense layer no longer fits
        (1, "withOption", "stride", "2"),
        (0, "withOption", "padding", "two"),
    ],
    "sigmoid": [(0, *PIXEL), (0, "withOption", "stride", "1"), (1, *PIXEL)],
    "two convolutions": [
        (0, "withOption", "convention", "correlation"),
        (2, "withOption", "stride", "2"),
        (3, "withOption", "dilation", "1"),  # no y was given: zeros of another shape will do
        (3, "withOption", "kernel_size", "3"),
        (0, *PIXEL),
    ],
}


def changed(chain, stage, what, *given):
    """As the explorer's request does it in Python."""
    change = {"withOption": changes.with_option, "withValues": changes.with_values}[what]
    layer = change(chain.layers[stage], *given)
    if given[0] == "digit" and not stage:
        return chain.with_image(layer.z, int(given[1]))
    return chain.with_layer(stage, layer)


@pytest.mark.parametrize("name", WISHES)
def test_a_page_shows_what_python_shows(name, tmp_path):
    image, layers, y, loss = NETWORKS[name]
    if name == "digits":
        image, layers = DIGIT, DIGIT_LAYERS
    chain = Chain.of(image, layers, y, loss)
    asked = {"words": prepared.words(), "scene": chain_scene(chain), "changes": WISHES[name]}
    (said,) = in_node(tmp_path, MODULES, [asked], ANSWER)
    for wish, got in zip(WISHES[name], said, strict=True):
        try:
            chain = changed(chain, *wish)
            expected = readable(chain_scene(chain))
        except ValueError as refusal:
            expected = str(refusal)
        same(expected, got, str(wish))


def test_another_label_is_the_loss_of_that_label(tmp_path):
    chain = Chain.of(DIGIT, DIGIT_LAYERS, 8, "cross_entropy")
    asked = {"words": prepared.words(), "scene": chain_scene(chain), "label": 3}
    answer = """({ words, scene, label }) => {
      modules.changes.learn(words);
      return modules.network.labelled(scene, label);
    }"""
    (said,) = in_node(tmp_path, MODULES, [asked], answer)
    same(readable(chain_scene(chain.with_label(3))), said, "y = 3")


def test_layers_of_ones_own_need_python(tmp_path):
    image, layers, y, loss = NETWORKS["vector"]
    scene = chain_scene(Chain.of(image, layers, y, loss))
    wishes = [(0, "withValues", "input", [0], "1")]
    asked = {"words": prepared.words(), "scene": scene, "changes": wishes}
    ((said,),) = in_node(tmp_path, MODULES, [asked], ANSWER)
    assert said.startswith("This needs Python")


def test_a_network_of_a_page_agrees_about_paths(tmp_path):
    """Each state's paths, multiplied by the last delta, bring its own gradient."""
    chain = Chain.of(DIGIT, DIGIT_LAYERS, 8, "cross_entropy")
    wishes = [(0, "withOption", "digit", "3")]
    asked = {"words": prepared.words(), "scene": chain_scene(chain), "changes": wishes}
    ((said,),) = in_node(tmp_path, MODULES, [asked], ANSWER)
    delta = {p["id"]: p for p in said["layers"][-1]["panels"]}["delta"]["values"]["values"]
    for layer, paths in zip(said["layers"], said["chain"]["paths"], strict=True):
        panels = {panel["id"]: panel["values"] for panel in layer["panels"]}
        back = np.zeros(np.prod(panels["input"]["shape"]))
        ends = (np.array(paths[name]["values"], dtype=int) for name in ("source", "target"))
        source, target = ends
        np.add.at(back, source, np.array(paths["weight"]["values"]) * np.array(delta)[target])
        np.testing.assert_allclose(back, panels["gradient"]["values"], atol=1e-12)
