"""DeltaFlow: choose a unit and see the edges along which values and deltas flow.

There is a constructor for each kind of layer and one for a whole network. Each takes the layer's
numbers and options, and traits of the view by name.
"""

from __future__ import annotations

import pathlib
from typing import Any

import anywidget
import numpy as np
import traitlets

from cnnbp.connections import Connections, Layer
from cnnbp.widgets.model.chain import Chain
from cnnbp.widgets.model.layer import build
from cnnbp.widgets.model.selection import carried, normalise
from cnnbp.widgets.wire import prepared
from cnnbp.widgets.wire.layer import scene, unpack
from cnnbp.widgets.wire.link import fragment
from cnnbp.widgets.wire.network import chain_scene
from cnnbp.widgets.wire.requests import answer

STATIC = pathlib.Path(__file__).parent / "static"
VIEWS = ("edges", "rotated", "matrix", "table", "network", "steps", "controls")
DIRECTIONS = ("backward", "forward")
MODES = ("explore", "predict", "edit")


class DeltaFlow(anywidget.AnyWidget):
    """Explore the edges of one layer, or of several in a row.

    Choose an input unit, an output unit or a weight, with mouse, finger or keyboard. The cells
    it is connected to light up, and the sum over the edges is written out term by term.

    Use a constructor: DeltaFlow.dense, .convolution, .max_pool, .average_pool, or
    .from_connections for a layer kind of your own, .network for several layers. delta is ∂C/∂z at
    the layer's outputs; without it C = ½‖z‖², so that δ = z. With `activation="relu"` (or another
    name in `cnnbp.activations`) the input given is z, and the layer receives a = σ(z).
    `selection` can be set and observed: `flow.selection = ("input", 2, 3)`; rows and columns count
    from 0. ValueError or TypeError, which name the argument, for what does not fit together.
    """

    _esm = STATIC / "delta_flow.js"
    _css = STATIC / "delta_flow.css"

    # What a person chooses; may be set and observed from Python.
    selection = traitlets.Any(None, allow_none=True).tag(sync=True)
    direction = traitlets.Enum(DIRECTIONS, "backward").tag(sync=True)
    # The edges are always shown; the other views and bars when they are named.
    views = traitlets.List(traitlets.Enum(VIEWS), ["edges"]).tag(sync=True)
    mode = traitlets.Enum(MODES, "explore").tag(sync=True)
    # How many terms of the sum are shown while it is stepped through; None shows all.
    shown = traitlets.Int(None, allow_none=True).tag(sync=True)

    # Predictions: the outputs marked now, every attempt so far, and the verdict on the last.
    marks = traitlets.List(traitlets.Int()).tag(sync=True)
    attempts = traitlets.List(traitlets.Dict()).tag(sync=True)
    verdict = traitlets.Dict().tag(sync=True)
    hints = traitlets.List(traitlets.Unicode()).tag(sync=True)

    # Of several layers in a row, the one whose edges are shown; 0 for a single layer.
    stage = traitlets.Int(0).tag(sync=True)

    # What Python tells the browser.
    scene = traitlets.Dict().tag(sync=True)
    message = traitlets.Dict().tag(sync=True)

    # What the browser asks Python for, and the number of the last request that was answered.
    request = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    undoable = traitlets.Int(0).tag(sync=True)  # how many changes can be taken back
    redoable = traitlets.Int(0).tag(sync=True)  # and how many of those be made again

    def __init__(self, shown: Layer | Chain, /, **view: Any) -> None:
        if not isinstance(shown, (Layer, Chain)):
            got = type(shown).__name__
            raise TypeError(
                f"DeltaFlow: got {got}, expected a layer from a constructor, "
                "such as DeltaFlow.convolution"
            )
        self.model = shown
        self.history: list[Layer | Chain] = []
        self.undone: list[Layer | Chain] = []
        self._selected_in = int(view.get("stage", 0))  # the stage that the selection is about
        packed = _scene_of(shown)
        if prepared.wanted():
            packed = prepared.equip(packed, shown.layers if isinstance(shown, Chain) else [shown])
        super().__init__(scene=packed, **view)

    @classmethod
    def dense(cls, a: Any, w: Any, delta: Any = None, *, b: Any = None, **view: Any) -> DeltaFlow:
        """z = W a + b: a of any shape with m units, w (n, m), delta and b (n,)."""
        return cls._of("dense", a, w, delta, b=b, **view)

    @classmethod
    def convolution(
        cls,
        image: Any,
        kernel: Any,
        delta: Any = None,
        *,
        b: Any = None,
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        dilation: int | tuple[int, int] = 1,
        convention: str = "correlation",
        **view: Any,
    ) -> DeltaFlow:
        """z = w ⋆ image + b: an (H, W) or (C, H, W) image, a kernel and options as in
        `cnnbp.convolution`."""
        options = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "convention": convention,
        }
        return cls._of("convolution", image, kernel, delta, b=b, **options, **view)

    @classmethod
    def max_pool(
        cls,
        image: Any,
        size: int | tuple[int, int] = 2,
        delta: Any = None,
        *,
        stride: int | tuple[int, int] | None = None,
        padding: int | tuple[int, int] = 0,
        **view: Any,
    ) -> DeltaFlow:
        """Max pooling: an edge of weight 1 from each window's maximum, the first one in a tie."""
        options = {"size": size, "stride": stride, "padding": padding}
        return cls._of("max_pool", image, None, delta, **options, **view)

    @classmethod
    def average_pool(
        cls,
        image: Any,
        size: int | tuple[int, int] = 2,
        delta: Any = None,
        *,
        stride: int | tuple[int, int] | None = None,
        padding: int | tuple[int, int] = 0,
        count_include_pad: bool = True,
        **view: Any,
    ) -> DeltaFlow:
        """Average pooling: an edge of weight 1 / number of places from each pixel of a window."""
        options = {
            "size": size,
            "stride": stride,
            "padding": padding,
            "count_include_pad": count_include_pad,
        }
        return cls._of("average_pool", image, None, delta, **options, **view)

    @classmethod
    def from_connections(
        cls,
        connections: Connections,
        a: Any,
        delta: Any = None,
        *,
        kind: str = "layer",
        **view: Any,
    ) -> DeltaFlow:
        """A layer kind of your own: its edges are enough. a: its input; kind: its name.

        weights: an array of connections.parameter_shape; read from the edges unless given.
        """
        weights = view.pop("weights", None)
        return cls._of(kind, a, weights, delta, builder=lambda *_: connections, **view)

    @classmethod
    def network(
        cls,
        image: Any,
        layers: Any,
        *,
        y: Any = None,
        loss: str | None = None,
        **view: Any,
    ) -> DeltaFlow:
        """Layers in a row, from the image to the loss and back.

        layers: one entry per layer, such as [("convolution", kernel, {"b": b, "padding": 1}),
        "relu", ("max_pool", 2), ("dense", w, {"b": b})]; a function from a to
        Connections may take the place of a layer. Or a `cnnbp.network.Network`, with its weights
        as they are now and its loss. y: a label, or an array like the output; None means zeros.
        loss: "squared_error" (the default) or "cross_entropy" (of softmax). stage: the layer
        whose edges are shown, counted from 0.
        """
        return cls(Chain.of(image, layers, y, loss), **{"views": ["edges", "network"]} | view)

    @classmethod
    def _of(cls, kind: str, z: Any, w: Any, delta: Any, **given: Any) -> DeltaFlow:
        """Sort what was given into the layer's part and the view's part."""
        view = {name: given.pop(name) for name in cls.class_trait_names() if name in given}
        return cls(build(kind, z, w, delta, **given), **view)

    @property
    def layer(self) -> Layer:
        """The layer whose edges are shown."""
        return self.model.layers[self.stage] if isinstance(self.model, Chain) else self.model

    @property
    def values(self) -> dict[str, np.ndarray]:
        """The numbers of every panel as they are now, edits and drawings included, as copies."""
        panels = self.current_scene["panels"]
        return {p["id"]: unpack(p["values"]).copy() for p in panels}

    def link(self, page: str = "playground.html") -> str:
        """The address of the playground with this layer: numbers, options, choice, views, mode.

        page: where the page of `make site` stands. Numbers go along to three decimals, and are
        left out where the address would be longer than 2,000 characters. ValueError for a network
        or a layer kind of your own, which the page does not have.
        """
        if isinstance(self.model, Chain):
            raise ValueError("link: got a network, expected one layer")
        view = {name: getattr(self, name) for name in ("selection", "views", "mode", "direction")}
        return f"{page}#{fragment(self.model, view)}"

    def show_layer(self, layer: Layer) -> None:
        """Show another layer in place of this one; a network computes its other layers anew."""
        old = self.model
        self.show(old.with_layer(self.stage, layer) if isinstance(old, Chain) else layer)

    def show(self, shown: Layer | Chain) -> None:
        """Show other numbers; the selection is kept if its cell still exists."""
        packed = _scene_of(shown)
        try:
            normalise(self.selection, _shapes(packed["layers"][self.stage]))
            keep = self.selection
        except (TypeError, ValueError):
            keep = None
        with self.hold_sync():
            self.model = shown
            if keep is None:
                self.selection = None
            self.marks, self.verdict, self.hints, self.shown = [], {}, [], None
            self.scene = packed

    @traitlets.observe("request")
    def _on_request(self, change: Any) -> None:
        answer(self, change["new"])

    @property
    def current_scene(self) -> dict[str, Any]:
        """What the browser knows of the layer that is shown."""
        return self.scene["layers"][self._stage(self.stage)]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every panel that can be selected in."""
        return _shapes(self.current_scene)

    def _stage(self, stage: int) -> int:
        count = len(self.scene.get("layers", [])) or 1
        if not 0 <= stage < count:
            expected = f"0 to {count - 1}" if count > 1 else "0, for there is one layer"
            raise ValueError(f"stage: got {stage}, expected {expected}")
        return stage

    @traitlets.validate("stage")
    def _check_stage(self, proposal: Any) -> int:
        return self._stage(proposal["value"])

    @traitlets.observe("stage")
    def _carry_selection(self, change: Any) -> None:
        """A unit between two layers is an output of one and an input of the next.

        A layer further on opens with the unit that carries most of the chosen one's gradient.
        """
        if self._selected_in == change["new"]:
            return  # chosen together with the stage
        self._selected_in = change["new"]
        self.marks, self.verdict, self.hints, self.shown = [], {}, [], None
        old, new = change["old"], change["new"]
        kept = carried(self.selection, old, new, self.direction)
        if kept is None and self.selection and isinstance(self.model, Chain):
            kept = self.model.carrier(self.selection, old, new)
        self.selection = kept

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, which chooses stage and selection together.

        A cell that a change has just removed is no longer selected.
        """
        stage, gone = sync_data.get("stage", self.stage), False
        if "selection" in sync_data:
            try:
                shapes = _shapes(self.scene["layers"][self._stage(stage)])
                normalise(sync_data["selection"], shapes)
            except (TypeError, ValueError):
                sync_data, gone = sync_data | {"selection": None}, True
            self._selected_in = stage
        super().set_state(sync_data)
        if gone:
            self.send_state("selection")

    @traitlets.validate("selection")
    def _check_selection(self, proposal: Any) -> dict[str, Any] | None:
        try:
            chosen = normalise(proposal["value"], self.shapes)
        except (TypeError, ValueError) as error:
            self.message = {"text": str(error), "panel": None}
            raise
        self.message, self._selected_in = {}, self.stage
        return chosen

    def __repr__(self) -> str:
        if isinstance(self.model, Chain):
            return f"DeltaFlow(network: {self.model})"
        sizes = {
            p["id"]: " × ".join(map(str, p["values"]["shape"]))
            for p in self.current_scene["panels"]
        }
        shown = ", ".join(
            f"{name} {sizes[name]}" for name in ("input", "weights", "output") if name in sizes
        )
        return f"DeltaFlow({self.current_scene['kind']}: {shown})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget, its name, and a picture with its text for places without widgets."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        picture, words = self._still()
        return {**data, "image/png": picture}, {**metadata, "image/png": {"alt": words}}

    def _still(self) -> tuple[bytes, str]:
        """A picture and its text: of a network the strip of all states, else the layer's panels.

        While a prediction is asked for: the layer in question, without the answer, as on screen.
        """
        from cnnbp.widgets.still import layer, network  # drawing is loaded when it is shown

        if isinstance(self.model, Chain) and not self.covered:
            shown = self.model, self.stage, self.selection
            return network.png(*shown, self.direction), network.words(*shown)
        panels = self.current_scene["panels"]
        one = self.layer, panels, self.selection, self.direction, self.covered
        return layer.png(*one), layer.words(*one)

    @property
    def covered(self) -> bool:
        """Whether a prediction is asked for and its answer not shown yet."""
        said = self.verdict
        known = said.get("revealed") or (said.get("right") and said.get("question") == "value")
        return self.mode == "predict" and not known


def _scene_of(shown: Layer | Chain) -> dict[str, Any]:
    return chain_scene(shown) if isinstance(shown, Chain) else {"layers": [scene(shown)]}


def _shapes(packed: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    return {p["id"]: tuple(p["values"]["shape"]) for p in packed["panels"]}
