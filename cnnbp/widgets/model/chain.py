"""Several layers in a row, from an image to the loss and back, as the explorer sees them.

Between two layers lies a state: x, z¹, a¹, … An activation function is a layer of its own whose
edges have the weight σ′(z), so that σ′ is a step one can see. Everything is computed by
the package: the layers' outputs, the loss with its delta, and the sums over the edges.

A network is written as one short tuple per layer:
[("convolution", kernel, {"b": b, "padding": 1}), "relu", ("max_pool", 2), ("dense", w)]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from cnnbp import connections, losses, network
from cnnbp._core import checks
from cnnbp.activations import ACTIVATIONS, softmax
from cnnbp.connections import Connections, Layer
from cnnbp.connections.layer import Builder
from cnnbp.widgets.model.layer import BUILDERS, CONVOLUTION, build, numbers
from cnnbp.widgets.model.selection import unit_of

LOSSES = ("squared_error", "cross_entropy")
MOST_PATHS = 2_000_000  # more of them explain nothing, and cost memory
EQUAL = 1 - 1e-9  # numbers that differ by less are equal, in whatever order they were added up
MOST_PAIRS = 1_000_000  # pairs of units of two states, for the same reason
EXAMPLE = '("convolution", kernel, {"b": b, "padding": 1}), ("max_pool", 2), "relu"'
POOL = {"stride": None, "padding": 0}
POOLS = {"max_pool": network.MaxPool2D, "average_pool": network.AveragePool2D}
OPTIONS: dict[str, dict[str, Any]] = {
    "dense": {},
    "convolution": CONVOLUTION,
    "max_pool": POOL,
    "average_pool": POOL | {"count_include_pad": True},
}


class ActivationLayer(Layer):
    """a = σ(z) as a layer: one edge per unit, whose weight σ′(z) is what a delta meets."""

    @cached_property
    def output(self) -> np.ndarray:
        """a = σ(z): the one kind of layer whose output is not the sum over its edges."""
        return ACTIVATIONS[self.kind][0](self.z)


@dataclass(frozen=True)
class Chain:
    """Layers in a row with their loss: C(y, layer L(… layer 1(image)))."""

    image: np.ndarray
    specs: tuple[Spec, ...]
    y: Any
    loss: str

    @classmethod
    def of(cls, image: Any, layers: Any, y: Any, loss: str | None = None) -> Chain:
        """Check the arguments; every layer and the loss are computed once."""
        if loss is None:
            loss = layers.loss_name if isinstance(layers, network.Network) else "squared_error"
        checks.choice("loss", loss, LOSSES)
        image, parsed = numbers("image", image), specs(layers)
        if image.ndim == 2 and np.ndim(parsed[0].w) == 4:
            image = image[None]  # one channel
        chain = cls(image, parsed, y, loss)
        assert chain.layers  # computed now, so that bad input is refused here
        return chain

    @cached_property
    def outputs(self) -> tuple[Layer, ...]:
        """The layers after the forward pass; their deltas are not known yet."""
        a, done = self.image, []
        for place, spec in enumerate(self.specs):
            done.append(_layer(spec, a, place))
            a = done[-1].output
        return tuple(done)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers with their deltas: each gets the input gradient of the next one."""
        delta, done = self.output_delta, []
        for layer in reversed(self.outputs):
            done.append(replace(layer, delta=delta.reshape(layer.output.shape)))
            delta = done[-1].input_gradient
        return tuple(reversed(done))

    @property
    def states(self) -> list[np.ndarray]:
        """The values between the layers: the image, every output."""
        return [self.image, *(layer.output for layer in self.outputs)]

    @property
    def deltas(self) -> list[np.ndarray]:
        """∂C/∂ of every state, in the same order."""
        return [*(layer.input_gradient for layer in self.layers), self.layers[-1].delta]

    @cached_property
    def target(self) -> np.ndarray:
        """y in the shape of the output: a label as one-hot, None as zeros."""
        output = self.outputs[-1].output
        if self.y is None and self.loss == "squared_error":
            return np.zeros(output.shape)
        if np.ndim(self.y) == 0 and self.y is not None:
            label = checks.whole("y", self.y)
            if not 0 <= label < output.size:
                raise ValueError(f"y: got {label}, expected a label from 0 to {output.size - 1}")
            return (np.arange(output.size) == label).astype(float).reshape(output.shape)
        y = numbers("y", self.y)
        checks.same_shape("y", y, output.shape, "the last layer's output")
        return y

    @cached_property
    def value(self) -> float:
        """The loss C."""
        z, y = self.outputs[-1].output.ravel(), self.target.ravel()
        return float(getattr(losses, self.loss)(z, y))

    @cached_property
    def output_delta(self) -> np.ndarray:
        """∂C/∂ of the last layer's output, from cnnbp.losses."""
        z, y = self.outputs[-1].output.ravel(), self.target.ravel()
        if self.loss == "cross_entropy":
            return losses.cross_entropy_delta(z, y)
        return losses.squared_error_delta(z, y, 1)

    @property
    def prediction(self) -> np.ndarray:
        """What is compared with y: softmax(z) for the cross-entropy, else the output itself."""
        output = self.outputs[-1].output
        if self.loss != "cross_entropy":
            return output
        return softmax(output.ravel()).reshape(output.shape)

    @cached_property
    def paths(self) -> list[Connections | None]:
        """From each state, the edges of all layers after it as one layer; None for too many."""
        found: list[Connections | None] = []
        for place, layer in enumerate(reversed(self.layers)):
            edges = _live(layer.connections)
            following = found[-1] if place else None
            found.append(_composed(edges, following) if place else edges)
        return found[::-1]

    @cached_property
    def carriers(self) -> list[dict[int, Carriers]]:
        """For each state, and each one behind it in front of a layer: what carries most.

        Unit i sends (Σ path weights i → u) · ∂C/∂u through unit u; over all units u of one state
        these shares add up to ∂C/∂i. A state of too many units ends the row.
        """
        edges = [layer.connections for layer in self.layers[:-1]]
        sizes = [state.size for state in self.states]
        matrices = [
            each.matrix() if sizes[k] * sizes[k + 1] <= MOST_PAIRS else None
            for k, each in enumerate(edges)
        ]
        found: list[dict[int, Carriers]] = [{} for _ in self.layers]
        for start, carried in enumerate(found):
            weights = None
            for state, matrix in enumerate(matrices[start:], start + 1):
                if matrix is None or sizes[start] * sizes[state] > MOST_PAIRS:
                    break
                weights = matrix if weights is None else matrix @ weights
                carried[state] = Carriers.of(weights * self.deltas[state].reshape(-1, 1))
        return found

    def carrier(
        self, selection: Mapping[str, Any], stage: int, behind: int
    ) -> dict[str, Any] | None:
        """The selection in a layer further on; None where none follows, or nothing comes."""
        unit = unit_of(selection["panel"])
        state = stage + (unit == "output")
        if unit == "weights" or behind not in self.carriers[min(state, len(self.layers) - 1)]:
            return None
        flat = np.ravel_multi_index(tuple(selection["index"]), self.states[state].shape)
        found = int(self.carriers[state][behind].unit[flat])
        if found < 0:
            return None
        index = np.unravel_index(found, self.states[behind].shape)
        return {"panel": "input", "index": [int(i) for i in index]}

    def with_layer(self, place: int, layer: Layer) -> Chain:
        """The chain with one layer changed; ValueError for numbers that other layers compute."""
        old = self.layers[place]
        moved = layer.z.shape != old.z.shape or not np.array_equal(layer.z, old.z)
        if place and moved:
            raise ValueError("input: the layer in front computes these numbers; edit the first one")
        delta = layer.given_delta
        if delta is not None and not np.array_equal(delta, old.delta):
            raise ValueError("delta: the loss and the layers after it compute these numbers")
        spec = Spec(layer.kind, layer.w, layer.b, layer.options, self.specs[place].builder)
        changed = (*self.specs[:place], spec, *self.specs[place + 1 :])
        image = self.image if place else layer.z
        return Chain.of(image, changed, self.y, self.loss)

    def with_image(self, image: np.ndarray, label: int) -> Chain:
        """The chain with another image; where y is a label, it becomes the image's, if it fits."""
        labelled = self.y is not None and np.ndim(self.y) == 0 and label < self.target.size
        return Chain.of(image, self.specs, label if labelled else self.y, self.loss)

    def with_label(self, label: int) -> Chain:
        """The chain with the loss of another label; ValueError where y is none."""
        if self.y is None or np.ndim(self.y):
            raise ValueError("y: got a label, expected an array like the output, as it is now")
        return Chain.of(self.image, self.specs, label, self.loss)

    def __repr__(self) -> str:
        kinds = " → ".join(spec.kind for spec in self.specs)
        return f"{' × '.join(map(str, self.image.shape))} → {kinds} → C = {self.value:.3f}"


@dataclass(frozen=True)
class Carriers:
    """For each unit of one state, the unit of another through which most of its gradient comes."""

    unit: np.ndarray  # flat; -1 where nothing comes
    share: np.ndarray

    @classmethod
    def of(cls, shares: np.ndarray) -> Carriers:
        """Of equal |share| the first unit. shares: what (unit u, unit i) carries."""
        sizes = np.abs(shares)
        best = (sizes >= sizes.max(axis=0) * EQUAL).argmax(axis=0)  # the first one
        most = shares[best, np.arange(len(best))]
        return cls(np.where(most == 0, -1, best), most)


@dataclass(frozen=True)
class Spec:
    """One layer before it has met its input. A kind of your own brings its builder of edges."""

    kind: str
    w: Any = None
    b: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)
    builder: Builder | None = None

    def build(self, a: np.ndarray) -> Layer:
        """The layer on what it receives."""
        given = {"b": self.b, "builder": self.builder}
        return build(self.kind, a, self.w, **given, **self.options)


def specs(layers: Any) -> tuple[Spec, ...]:
    """Each layer as a Spec; TypeError or ValueError names the one that cannot be read."""
    if isinstance(layers, network.Network):
        kept = [la for la in layers.layers if not isinstance(la, network.Flatten)]
        return tuple(_trained(f"layers[{i}]", layer) for i, layer in enumerate(kept))
    if isinstance(layers, str) or not isinstance(layers, Sequence):
        got = type(layers).__name__
        raise TypeError(f"layers: got a {got}, expected a list such as [{EXAMPLE}]")
    if not layers:
        raise ValueError("layers: got an empty list, expected at least one layer")
    return tuple(_spec(f"layers[{place}]", item) for place, item in enumerate(layers))


def _spec(name: str, item: Any) -> Spec:
    if isinstance(item, Spec):
        return item
    if callable(item):
        words = getattr(item, "__name__", "layer").strip("_").replace("_", " ")
        return Spec(words, builder=lambda a, *_: item(a))
    parts: Any = [item] if isinstance(item, str) else item
    if not isinstance(parts, Sequence) or not parts or not isinstance(parts[0], str):
        raise TypeError(f"{name}: got {item!r}, expected a layer such as {EXAMPLE}")
    kind, *rest = parts
    options = dict(rest.pop()) if rest and isinstance(rest[-1], Mapping) else {}
    if kind in ACTIVATIONS:
        return _plain(name, kind, rest, options)
    if kind not in BUILDERS:
        known = ", ".join([*BUILDERS, *ACTIVATIONS])
        raise ValueError(f"{name}: got {kind!r}, expected one of {known}, or a builder of edges")
    return _with_options(name, kind, rest, options)


def _trained(name: str, layer: network.Layer) -> Spec:
    """A layer of a Network, with its weights as they are now. A dense layer needs no Flatten."""
    w, b = layer.parameters.get("w"), layer.parameters.get("b")
    if isinstance(layer, network.Activation):
        return Spec(layer.settings["name"])
    if isinstance(layer, network.Dense):
        return Spec("dense", copy(w), copy(b))
    if isinstance(layer, network.Conv2D):
        return Spec("convolution", copy(w), copy(b), layer.options)
    for kind, pool in POOLS.items():
        if isinstance(layer, pool):
            return Spec(kind, options=layer.settings)
    raise TypeError(f"{name}: got {layer!r}, expected a layer of cnnbp.network")


def _plain(name: str, kind: str, rest: list[Any], options: dict[str, Any]) -> Spec:
    if rest or options:
        raise ValueError(f"{name}: got {kind} with {rest or options}, expected {kind!r} alone")
    return Spec(kind)


def _with_options(name: str, kind: str, rest: list[Any], options: dict[str, Any]) -> Spec:
    """A layer with weights has them as its second entry, a pool its size."""
    pool = kind.endswith("_pool")
    what = "size" if pool else "kernel" if kind == "convolution" else "w"
    if len(rest) != 1:
        raise TypeError(f"{name}: got {len(rest)} values, expected ({kind!r}, {what})")
    b = None if pool else options.pop("b", None)
    known = OPTIONS[kind]
    if strange := sorted(set(options) - set(known)):
        allowed = ", ".join([*known, *([] if pool else ["b"])])
        raise TypeError(f"{name}: got option {strange[0]!r}, expected one of {allowed}")
    options = known | options
    if pool:
        return Spec(kind, options={"size": rest[0]} | options)
    return Spec(kind, copy(rest[0]), copy(b), options)


def _layer(spec: Spec, a: np.ndarray, place: int) -> Layer:
    """One layer on what it receives; errors say which of the layers it is."""
    try:
        if spec.kind in ACTIVATIONS:
            slope = ACTIVATIONS[spec.kind][1](a)
            edges = connections.elementwise(slope)
            return ActivationLayer(spec.kind, edges, a, builder=_slopes(spec))
        return spec.build(a)
    except (TypeError, ValueError) as error:
        raise type(error)(f"layers[{place}] ({spec.kind}): {error}") from None


def _slopes(spec: Spec) -> Any:
    return lambda z, *_: connections.elementwise(ACTIVATIONS[spec.kind][1](z))


def _live(edges: Connections) -> Connections:
    """The edges whose weight is not 0: through the others nothing flows."""
    live = np.flatnonzero(edges.weight)
    ends = edges.source[live], edges.target[live], edges.weight[live]
    return Connections(*ends, None, edges.input_shape, edges.output_shape)


def _composed(first: Connections, following: Connections | None) -> Connections | None:
    if following is None:
        return None
    fan = np.bincount(following.source, minlength=int(np.prod(following.input_shape)))
    return None if fan[first.target].sum() > MOST_PATHS else first.then(following)


def names(kinds: Sequence[str]) -> list[str]:
    """A symbol for every state: x, then z¹ after weights, a¹ after σ, p¹ after a pool."""
    symbols, count = ["x"], 0
    for kind in kinds:
        weighted = kind in ("dense", "convolution")
        count += weighted
        letter = "z" if weighted else "a" if kind in ACTIVATIONS else "p" if "pool" in kind else "h"
        symbol = letter + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(count))
        while symbol in symbols:
            symbol += "′"
        symbols.append(symbol)
    return symbols
