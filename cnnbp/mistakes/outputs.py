"""Why a learner's set of outputs is wrong: which mistakes would mark just these outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from cnnbp.connections import Layer
from cnnbp.mistakes import catalogue
from cnnbp.mistakes.mistake import Mistake
from cnnbp.mistakes.verdict import Verdict, one_example, unit
from cnnbp.mistakes.words import blame, count

Outputs = frozenset[int]
UP_AND_DOWN = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1))
SAME_PLACE = "only the output at the same row and column as the pixel is marked"
ENDS = "An output has an edge to the pixel when its window covers the pixel."


def explain_outputs(layer: Layer, source: int, targets: Iterable[int]) -> Verdict:
    """Judge the outputs (flat indices) marked as sending something back to one input.

    An edge with weight 0 or to an output with δ = 0 sends nothing: such outputs may be marked or
    left out. TypeError or ValueError for indices that make no sense, or a batch.
    """
    one_example(layer)
    edges = layer.connections
    source = unit("source", source, edges.input_shape)
    marked = frozenset(unit("targets", target, edges.output_shape) for target in targets)
    joined, sending = _joined(layer, source)
    if sending <= marked <= joined:
        return Verdict(True, _praise(len(marked)))
    fits = [m for m in _known(layer) if _marks(m, layer, source, joined) == marked]
    for outputs, mistake in _drawn(layer, source, joined):
        new = mistake.name not in {known.name for known in fits}
        if new and outputs == marked and not sending <= outputs <= joined:
            fits.append(mistake)
    if fits:
        sentence = blame(fits, "This set of outputs")
        return Verdict(False, sentence, tuple(mistake.name for mistake in fits))
    return Verdict(False, _counts(marked, joined, sending))


def _joined(layer: Layer, source: int) -> tuple[Outputs, Outputs]:
    """The outputs that have an edge to the input, and those of them that send more than 0."""
    edges, out = layer.connections, layer.connections.from_source(source)
    target = edges.target[out]
    sends = (edges.weight[out] != 0) & (layer.delta.ravel()[target] != 0)
    return frozenset(target.tolist()), frozenset(target[sends].tolist())


def _known(layer: Layer) -> Iterator[Mistake]:
    return (m for m in catalogue.of_input_gradient(layer.kind) if m.edges is not None)


def _marks(mistake: Mistake, layer: Layer, source: int, joined: Outputs) -> Outputs | None:
    """The outputs that a mistake would mark; None if that is what is right."""
    edges = mistake.edges(layer) if mistake.edges else None
    if edges is None:
        return None
    outputs = frozenset(edges.target[edges.from_source(source)].tolist())
    return None if outputs == joined else outputs


def _drawn(layer: Layer, source: int, joined: Outputs) -> Iterator[tuple[Outputs, Mistake]]:
    """Sets that come from looking at the picture: all, the same place, a row, shifted."""
    shape, image = layer.connections.output_shape, layer.connections.input_shape
    everything = np.arange(int(np.prod(shape))).reshape(shape)
    yield _set(everything), _look("every_output", "every output is marked")
    if min(len(shape), len(image)) == 1:
        return
    y, x = (int(i) for i in np.unravel_index(source, image)[-2:])
    if y < shape[-2] and x < shape[-1]:
        yield _set(everything[..., y, x]), _look("same_place_only", SAME_PLACE)
    if not joined:
        return
    index = np.array(np.unravel_index(sorted(joined), shape))
    for axis, word in ((-2, "rows"), (-1, "columns")):
        lines = everything.take(np.unique(index[axis]), axis=axis)
        yield _set(lines), _look(f"whole_{word}", f"whole {word} of the output are marked")
    for step in UP_AND_DOWN:
        yield _shifted(index, step, shape), _look("off_by_one", "the window lies one cell off")


def _set(outputs: np.ndarray) -> Outputs:
    return frozenset(outputs.ravel().tolist())


def _shifted(index: np.ndarray, step: tuple[int, int], shape: tuple[int, ...]) -> Outputs:
    moved = index.copy()
    moved[-2:] += np.array(step)[:, None]
    limits = np.array(shape)[:, None]
    inside = ((moved >= 0) & (moved < limits)).all(axis=0)
    return _set(np.asarray(np.ravel_multi_index(tuple(moved[:, inside]), shape)))


def _look(name: str, sentence: str) -> Mistake:
    return Mistake(name, sentence, ENDS, lambda _: None)


def _praise(n: int) -> str:
    return f"Right: {count(n, 'output')}." if n else "Right: no output sends anything back here."


def _counts(marked: Outputs, joined: Outputs, sending: Outputs) -> str:
    right, missing, extra = len(marked & joined), len(sending - marked), len(marked - joined)
    parts = [f"{right} right"]
    if extra:
        parts.append(f"{extra} without an edge to this unit")
    if missing:
        parts.append(f"{missing} missing")
    return f"Not quite: {count(len(marked), 'output')} marked, {', '.join(parts)}."
