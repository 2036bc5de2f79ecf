"""Predictions judged twice: by Python, and by the scripts of a page without it, in node."""

from pathlib import Path

import numpy as np

from cnnbp import mistakes
from cnnbp.activations import ACTIVATIONS
from cnnbp.connections import Connections, Layer
from cnnbp.widgets.model.chain import ActivationLayer
from cnnbp.widgets.wire import prepared
from cnnbp.widgets.wire.layer import unpack
from support.front_end import in_node

NEAR = 0.41421  # of a tolerance: inside; no decimal fraction, so that no two ends meet there
ANSWER = """({ words, scene, asked }) => {
  const { learn, number } = modules.changes, { judgeValue, judgeOutputs, hints } = modules.judge;
  learn(words);
  const layer = modules.scene.layerOf(scene), answers = scene.answers ?? null;
  const judges = {
    value: (...given) => judgeValue(layer, answers, ...given),
    outputs: (...given) => judgeOutputs(layer, answers, ...given),
    hints: (source) => hints(layer, source),
    text: (_, typed) => {
      try { return number(typed, words.unread); } catch (refusal) { return refusal.message; }
    },
  };
  return asked.map(([question, ...given]) => judges[question](...given));
}"""
MODULES = ["pages/scene", "pages/changes", "pages/judge"]


def looked_up(folder: Path, pages: list[dict]) -> list[list]:
    """What the browser says on each page {"scene": …, "asked": [(question, source, given)]}."""
    words = prepared.words()
    return in_node(folder, MODULES, [page | {"words": words} for page in pages], ANSWER)


def judged(layer: Layer, question: str, source: int, given) -> list:
    """What Python says: right or not, the sentence, the mistakes' names, and what is folded."""
    explain = {"value": mistakes.explain_value, "outputs": mistakes.explain_outputs}[question]
    verdict = explain(layer, source, given)
    return [verdict.right, verdict.sentence, list(verdict.mistakes), list(verdict.more)]


def questions(layer: Layer, units, random: np.random.Generator):
    """Right answers, the mistakes', near misses, two mistakes at once, and others."""
    for source in map(int, units):
        for number in _numbers(layer, source, random):
            yield "value", source, float(number)
        for outputs in _sets(layer, source, random):
            yield "outputs", source, sorted(map(int, outputs))


def _numbers(layer, source, random):
    edges, near = layer.connections, mistakes.tolerance(layer, source)
    right = float(layer.right.flat[source])
    out = edges.from_source(source)
    products = edges.weight[out] * layer.delta.ravel()[edges.target[out]]
    slope = float(layer.sigma_prime.flat[source])
    bare = [a for a in _wrong(layer) if a.mistake.edges] if layer.asks_for_sigma else []
    centres = [right, 0.0, 77.7, *(a.value.flat[source] for a in _wrong(layer))]
    centres += [right + times * slope * p for p in products for times in (-1, -2, 1)]
    # with σ′ left out besides: what the mistake brings back, undivided
    centres += [a.value.flat[source] / slope for a in bare if slope]
    centres += [layer.right.flat[random.integers(layer.a.size)] for _ in range(4)]
    for centre in centres:
        yield centre
        yield from (centre + side * NEAR * near for side in (-1, 1, -2.6, 2.6))
    yield from random.normal(right, 1 + abs(right), 10)


def _wrong(layer):
    found = mistakes.input_gradient_mistakes(layer)
    return [answer for answer in found if answer.value.shape == layer.right.shape]


def _sets(layer, source, random):
    joined, sending = mistakes.joined_outputs(layer, source)
    everything = range(layer.delta.size)
    yield from (joined, sending, (), everything)
    for answer in _wrong(layer):
        edges = answer.mistake.edges and answer.mistake.edges(layer)
        if edges:
            yield set(edges.target[edges.from_source(source)].tolist())
    for shift in (-1, 1, layer.delta.shape[-1]):
        yield {output + shift for output in joined if output + shift in everything}
    for size in (1, 2, min(4, layer.delta.size)):
        yield random.choice(layer.delta.size, min(size, layer.delta.size), replace=False)
    yield sorted(joined)[1:]


def layer_of(scene: dict) -> Layer:
    """The layer that a stored scene shows."""
    panels = {panel["id"]: unpack(panel["values"]) for panel in scene["panels"]}
    packed = {name: unpack(array) for name, array in scene["edges"].items()}
    a, delta, w = panels["input"], panels["delta"], panels.get("weights")
    weight = packed["weight"] if w is None else w.ravel()[packed["parameter"]]
    edges = Connections(
        packed["source"].astype(np.int64),
        packed["target"].astype(np.int64),
        weight,
        None if w is None else packed["parameter"].astype(np.int64),
        a.shape,
        delta.shape,
        None if w is None else w.shape,
    )
    options = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in scene["options"].items()
    }
    if (b := scene["bias"]) is not None:  # sent for every output; one for each unit or filter
        b = unpack(b).ravel()[:1] if delta.ndim == 2 else unpack(b).reshape(len(delta), -1)[:, 0]
    kind, z = scene["kind"], panels.get("z_in")
    if kind in ACTIVATIONS:
        return ActivationLayer(kind, edges, a, delta)
    return Layer(kind, edges, a, delta, w, z, scene["activation"], b, options)
