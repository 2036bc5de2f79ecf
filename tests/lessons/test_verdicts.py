"""On the pages, predictions get Python's verdicts: every explorer, sentence for sentence."""

import base64

import numpy as np
import pytest
from support import shared
from support.lookup import judged, layer_of, looked_up, questions

from tools import notebooks

pytestmark = pytest.mark.lessons
STATE = "application/vnd.jupyter.widget-state+json"
UNITS = 3  # of each layer, besides the one that is asked about


def scenes(lesson):
    """The prepared scenes of every explorer, with the unit each asks about."""
    states = lesson.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    for model in states.values():
        state = model["state"]
        if "layers" not in state.get("scene", {}) or "conventions" in state["scene"]:
            continue
        for buffer in model["buffers"]:
            *path, last = buffer["path"]
            place = state
            for step in path:
                place = place[step]
            place[last] = base64.b64decode(buffer["data"])
        chosen = state.get("selection") or {}
        for stage, scene in enumerate(state["scene"]["layers"]):
            if scene["answers"]:
                yield scene, chosen if stage == state["stage"] else {}


@pytest.mark.parametrize("path", sorted(notebooks.NOTEBOOKS.glob("*.ipynb")), ids=lambda p: p.stem)
def test_the_pages_say_what_python_says(path, tmp_path, tmp_path_factory):
    random = np.random.default_rng(5)
    layers, pages = [], []
    lesson = shared.ran(path, shared.folder(tmp_path_factory))
    for scene, chosen in scenes(lesson):
        layer = layer_of(scene)
        units = random.permutation(layer.a.size)[:UNITS].tolist()
        if chosen.get("panel") in ("input", "z_in", "gradient", "input_delta"):
            units.append(int(np.ravel_multi_index(tuple(chosen["index"]), layer.a.shape)))
        layers.append(layer)
        pages.append({"scene": scene, "asked": list(questions(layer, units, random))})
    assert pages or not any("DeltaFlow." in cell.source for cell in lesson.cells)
    for layer, page, said in zip(layers, pages, looked_up(tmp_path, pages), strict=True):
        for question, answer in zip(page["asked"], said, strict=True):
            assert answer == judged(layer, *question), (layer.kind, question)
