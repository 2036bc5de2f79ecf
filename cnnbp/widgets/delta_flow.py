"""DeltaFlow: click a unit and see the edges through which values and deltas flow."""

from __future__ import annotations

import pathlib
from typing import Any

import anywidget
import numpy as np
import traitlets

from cnnbp.connections import Connections
from cnnbp.widgets import layer as layers
from cnnbp.widgets.requests import answer
from cnnbp.widgets.scene import scene, unpack
from cnnbp.widgets.selection import normalise

STATIC = pathlib.Path(__file__).parent / "static"
VIEWS = ("edges", "rotated", "matrix", "table", "network", "steps", "controls")


class DeltaFlow(anywidget.AnyWidget):
    """Explore the edges of one layer.

    Choose an input unit, an output unit or a weight, with mouse, finger or keyboard. The cells
    it is connected to light up, and the sum over the edges is written out term by term.

    Use a constructor: DeltaFlow.dense, .convolution, .max_pool, .average_pool, or
    .from_connections for a layer kind of your own. `selection` can be set and observed:
    `flow.selection = ("input", 2, 3)`; rows and columns count from 0.
    """

    _esm = STATIC / "delta_flow.js"
    _css = STATIC / "delta_flow.css"

    # What a person chooses; may be set and observed from Python.
    selection = traitlets.Any(None, allow_none=True).tag(sync=True)
    direction = traitlets.Enum(["backward", "forward"], "backward").tag(sync=True)
    views = traitlets.List(traitlets.Enum(VIEWS), ["edges"]).tag(sync=True)
    mode = traitlets.Enum(["explore", "predict", "edit"], "explore").tag(sync=True)
    # How many terms of the sum are shown while it is stepped through; None shows all.
    shown = traitlets.Int(None, allow_none=True).tag(sync=True)

    # Predictions: the outputs marked now, every attempt so far, and what was said to the last.
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

    def __init__(self, shown: layers.Layer | Chain, **view: Any) -> None:
        self.model = shown
        self.history: list[layers.Layer | Chain] = []
        super().__init__(scene=_scene_of(shown), **view)

    @property
    def layer(self) -> layers.Layer:
        """The layer whose edges are shown."""
        return self.model.layers[self.stage] if isinstance(self.model, Chain) else self.model

    @classmethod
    def dense(cls, a: Any, w: Any, delta: Any = None, *, b: Any = None, **view: Any) -> DeltaFlow:
        """z = W a + b: a of any shape with m units, w (n, m), delta and b (n,)."""
        return cls._of("dense", a, w, delta, bias=b, **view)

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
        """A convolution of an (H, W) or (C, H, W) image; the options of cnnbp.convolution."""
        options = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "convention": convention,
        }
        return cls._of("convolution", image, kernel, delta, bias=b, **options, **view)

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
        """Max pooling: one edge of weight 1 from each winner; the first maximum wins a tie."""
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
        """Average pooling: every unit of a window is joined to it with weight 1 / count."""
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
        """A layer kind of your own: all it needs is its edges."""
        weights = view.pop("weights", None)
        return cls._of(kind, a, weights, delta, builder=lambda *_: connections, **view)

    @classmethod
    def _of(cls, kind: str, z_in: Any, weights: Any, delta: Any, **given: Any) -> DeltaFlow:
        """Sort what was given into the layer's part and the view's part."""
        view = {name: given.pop(name) for name in cls.class_trait_names() if name in given}
        return cls(layers.build(kind, z_in, weights, delta, **given), **view)

    @property
    def values(self) -> dict[str, np.ndarray]:
        """The numbers of every panel as they are now, edits and drawings included, as copies."""
        panels = self.current_scene["panels"]
        return {p["id"]: unpack(p["values"]).copy() for p in panels}

    def show_layer(self, layer: layers.Layer) -> None:
        """Put another layer in the place of the one shown; the selection stays where it can."""
        packed = scene(layer)
        shapes = {p["id"]: tuple(p["values"]["shape"]) for p in packed["panels"]}
        keep = self.selection
        try:
            normalise(keep, shapes)
        except (TypeError, ValueError):
            keep = None
        with self.hold_sync():
            self.layer = layer
            if keep is None:
                self.selection = None
            self.marks, self.verdict, self.hints, self.shown = [], {}, [], None
            before, after = (
                self.scene["layers"][: self.stage],
                self.scene["layers"][self.stage + 1 :],
            )
            self.scene = self.scene | {"layers": [*before, packed, *after]}

    @traitlets.observe("request")
    def _on_request(self, change: Any) -> None:
        answer(self, change["new"])

    @property
    def current_scene(self) -> dict[str, Any]:
        """What the browser knows of the layer that is shown."""
        return self.scene["layers"][self.stage]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every panel that can be selected in."""
        return {p["id"]: tuple(p["values"]["shape"]) for p in self.current_scene["panels"]}

    @traitlets.validate("selection")
    def _check_selection(self, proposal: Any) -> dict[str, Any] | None:
        if not self.scene:
            return proposal["value"]  # checked again when the scene is set
        try:
            chosen = normalise(proposal["value"], self.shapes)
        except (TypeError, ValueError) as error:
            self.message = {"text": str(error), "panel": None}
            raise
        self.message = {}
        return chosen

    def __repr__(self) -> str:
        sizes = {
            p["id"]: " × ".join(map(str, p["values"]["shape"]))
            for p in self.current_scene["panels"]
        }
        shown = ", ".join(
            f"{name} {sizes[name]}" for name in ("input", "weights", "output") if name in sizes
        )
        return f"DeltaFlow({self.current_scene['kind']}: {shown})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget, its name, and a picture for places that show no widgets."""
        from cnnbp.widgets.picture import png  # matplotlib is loaded only when it is shown

        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return data | {"image/png": png(self)}, metadata
