"""Links: Python writes what the page writes and reads; a hostile one is refused in a sentence."""

import re

import numpy as np
import pytest
from explorer_layers import IMAGE, KERNEL, LAYERS, digits
from support.front_end import in_node
from support.random_layers import random_layer

from cnnbp import datasets
from cnnbp.widgets import DeltaFlow
from cnnbp.widgets.model.changes import wave
from cnnbp.widgets.wire import prepared
from cnnbp.widgets.wire.link import LONGEST, fragment

MODULES = ["pages/changes", "pages/link"]
ANSWER = """({ words, text }) => {
  modules.changes.learn(words);
  try {
    const { layer, view, cut } = modules.link.readFragment(text);
    const { z, w, b, delta, kind, activation } = layer;
    const again = modules.link.fragmentOf(layer, view);
    const back = layer.right.values;
    return { again, view, cut, kind, activation, z, w, b, delta, back };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message;
  }
}"""
VIEW = {"selection": None, "views": ["edges"], "mode": "explore", "direction": "backward"}


def read(folder, texts):
    words = prepared.words()
    return in_node(folder, MODULES, [{"words": words, "text": text} for text in texts], ANSWER)


def test_python_writes_what_the_page_writes_and_reads(tmp_path):
    random = np.random.default_rng(3)
    layers = [random_layer(random) for _ in range(400)]
    layers += [LAYERS[kind]().layer for kind in LAYERS if kind != "own kind"]
    views = []
    for number, layer in enumerate(layers):
        view = dict(VIEW)
        if number % 2:
            view["selection"] = {"panel": "gradient", "index": [0] * layer.z.ndim}
            view |= {"views": ["edges", "matrix", "table"], "mode": "edit", "direction": "forward"}
        views.append(view)
    texts = [fragment(layer, view) for layer, view in zip(layers, views, strict=True)]
    whole = 0
    for layer, view, text, got in zip(layers, views, texts, read(tmp_path, texts), strict=True):
        assert isinstance(got, dict), (text, got)
        assert re.fullmatch(r"[\w.,-]+", text), text  # no letter that a messenger would change
        assert len(text) <= LONGEST
        assert got["again"] == text
        assert got["view"] == view
        assert (got["kind"], got["activation"]) == (layer.kind, layer.activation)
        assert got["cut"] == (".n." in text or text.endswith(".n"))
        if got["cut"]:
            continue
        whole += 1
        given = {"z": layer.z, "w": layer.w, "b": layer.b, "delta": layer.given_delta}
        for name, array in given.items():
            assert (got[name] is None) == (array is None), name
            if array is not None:
                # three decimals, or sixteenths, which are exact
                np.testing.assert_allclose(got[name]["values"], array.ravel(), atol=5.01e-4)
    assert whole > len(layers) / 2


def test_a_digit_and_usual_weights_make_a_short_link():
    images, labels = datasets.load_digits()
    image = images[np.flatnonzero(labels == 8)[0]]
    text = DeltaFlow.convolution(image, np.ones((3, 3)), selection=("input", 3, 4)).link()
    assert text == "playground.html#1.conv.8x8.k3.cinput,3,4.ad8.wh" + "gB" * 9
    usual = DeltaFlow.convolution(image, wave((3, 3)), padding=1).link()
    assert usual == "playground.html#1.conv.8x8.k3.p1.ad8"
    address = "https://example.org/playground.html"
    assert DeltaFlow.max_pool(IMAGE, 2).link(address).startswith(f"{address}#1.max.6x7.k2.a")


def test_numbers_that_do_not_fit_are_left_out_and_it_is_said(tmp_path):
    random = np.random.default_rng(0)
    flow = DeltaFlow.dense(random.normal(size=60), random.normal(size=(40, 60)))
    text = flow.link().partition("#")[2]
    assert text.startswith("1.dense.60.f40.n.am")
    (got,) = read(tmp_path, [text])
    assert got["cut"]
    assert len(got["w"]["values"]) == 2400


def test_what_has_no_link_says_so():
    with pytest.raises(ValueError, match="link: got a network, expected one layer"):
        digits().link()
    with pytest.raises(ValueError, match="link: got a every second pixel layer"):
        LAYERS["own kind"]().link()


GOOD = "1.conv.8x8.k3.cinput,3,4.ad4"
HOSTILE = {
    "": "another version",
    "2" + GOOD[1:]: "another version",
    "1": "no layer",
    "1.script.8x8.k3": "no layer",
    "1.__proto__.8x8": "no layer",
    "1.conv.8x8": "“k”",
    "1.conv.8x8.k0": "“k”",
    "1.conv.8x8.k65": "“k”",
    "1.conv.8x8.k9": "at most the padded image",
    "1.conv.8x8.k3.f65": "“f”",
    "1.conv.0x8.k3": "size from 1",
    "1.conv.999x999.k3": "size from 1",
    "1.conv.8x8x8x8.k3": "size from 1",
    "1.conv.9.k3": "no image",
    "1.conv.64x64x64.k5.f64.p2": "numbers",
    "1.relu.5x64x64": "numbers",
    "1.conv.4x64x64.k5.f64.p2": "edges",
    "1.max.64x64.k64.p32.s1": "edges",
    "1.dense.4096.f64": "edges",
    "1.conv.8x8.k3.k3": "not known",
    "1.conv.8x8.k3.z": "not known",
    "1.conv.8x8.k3.<img src=x onerror=alert(1)>": "not known",
    "1.conv.8x8.k3.tconstructor": "activation",
    "1.conv.8x8.k3.vedges,<b>": "view",
    "1.conv.8x8.k3.mroot": "view",
    "1.conv.8x8.k3.cinput,8,0": "cell",
    "1.conv.8x8.k3.cinput,-1,0": "cell",
    "1.conv.8x8.k3.cinput,1": "cell",
    "1.conv.8x8.k3.c__proto__,1": "cell",
    "1.conv.8x8.k3.ah": "0 numbers where 64",
    "1.conv.8x8.k3.aqAAAA": "written",
    "1.conv.8x8.k3.ah!": "written",
    "1.conv.8x8.k3.wh" + "A" * 8 + "g": "written",
    "1.conv.8x8.k3.wh" + "A" * 8 + "____" * 20 + "A": "written",
    "1.conv.8x8.k3.wh" + "A" * 8 + "______A": "larger than a million",
    "1.max.8x8.k2.wh" + "A" * 4: "does not have",
    "1.max.8x8.k2.p2": "at most half",
    GOOD + ".wm" + "A" * 2000: "characters",
    "%F0%9F%92%A5": "another version",
}


def test_a_broken_or_hostile_link_is_refused_in_a_sentence(tmp_path):
    for (text, words), got in zip(HOSTILE.items(), read(tmp_path, [*HOSTILE]), strict=True):
        assert isinstance(got, str), text
        assert words in got, (text, got)
    (good,) = read(tmp_path, [GOOD])
    assert good["again"] == GOOD


def test_no_change_of_a_letter_breaks_the_page(tmp_path):
    """A link with any letter changed is read or refused; nothing else happens."""
    random = np.random.default_rng(9)
    start = DeltaFlow.convolution(IMAGE, KERNEL, selection=("input", 1, 2), b=0.5).link()
    start = start.partition("#")[2]
    letters = [*"abcdefghknpstvwxz0123456789.,-_AZ%#<&\u0000é"]
    texts = []
    for _ in range(3000):
        text = list(start)
        for _ in range(int(random.integers(1, 4))):
            at = int(random.integers(len(text)))
            text[at : at + int(random.integers(0, 2))] = [str(random.choice(letters))]
        texts.append("".join(text))
    answers = read(tmp_path, texts)
    refused = sum(isinstance(one, str) for one in answers)
    assert 500 < refused < len(texts)
    for one in answers:
        if isinstance(one, dict):
            assert np.isfinite(np.array(one["back"], dtype=float)).all()
