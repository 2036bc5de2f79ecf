"""Derivation: the double sum line by line; every symbol and index lights up its cells."""

from __future__ import annotations

import pathlib
from typing import Any

import anywidget
import numpy as np
import traitlets

from cnnbp._core.geometry import CONVENTIONS
from cnnbp.widgets.wire.derivation import LIGHTS, PANELS, derivation_layers, derivation_scene

STATIC = pathlib.Path(__file__).parent / "static"


class Derivation(anywidget.AnyWidget):
    """The derivation of a convolution's gradients, with the numbers of one place in every line.

    z: pre-activation of layer l, (H, W); w: kernel (kH, kW); layer l+1 has no stride and no
    padding. Give either delta, the ∂C/∂z of layer l+1, or target, with C = ½ Σ (z − target)²;
    without both, C = ½ Σ z². b: the bias.

    Traits, to be set and observed: `gradient` ("delta", "kernel" or "bias"),
    `convention` ("correlation" or "convolution"), `place` (the pixel i, j), `weight` (u, v),
    `output` (y, x; None for the middle term), `symbol` (such as "delta" or "y"; "" for none).
    ValueError or TypeError for numbers that do not fit together.
    """

    _esm = STATIC / "derivation.js"
    _css = STATIC / "delta_flow.css"

    gradient = traitlets.Enum(tuple(PANELS), "delta").tag(sync=True)
    convention = traitlets.Enum(tuple(CONVENTIONS), "correlation").tag(sync=True)
    place = traitlets.Any().tag(sync=True)
    weight = traitlets.Any().tag(sync=True)
    output = traitlets.Any(None, allow_none=True).tag(sync=True)
    symbol = traitlets.Any("").tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        z: Any,
        w: Any,
        delta: Any = None,
        *,
        target: Any = None,
        b: Any = None,
        activation: str = "sigmoid",
        **view: Any,
    ) -> None:
        self.layers = derivation_layers(z, w, delta, target, b, activation)
        aim = None if target is None else np.asarray(target, dtype=float)
        layer = self.layers["correlation"]
        self._shapes = {
            "place": layer.z.shape,
            "weight": np.asarray(layer.w).shape,
            "output": layer.output.shape,
        }
        for name in ("place", "weight"):
            view.setdefault(name, [n // 2 for n in self._shapes[name]])
        super().__init__(scene=derivation_scene(self.layers, aim), **view)

    @property
    def layer(self) -> Any:
        """The layer in the convention that is shown: its numbers and its `connections`."""
        return self.layers[self.convention]

    @traitlets.validate("place", "weight", "output")
    def _check_index(self, proposal: Any) -> list[int] | None:
        name, value = proposal["trait"].name, proposal["value"]
        if value is None and name == "output":
            return None
        shape = self._shapes[name]
        if not isinstance(value, (tuple, list)):
            raise TypeError(f"{name}: got {value!r}, expected two whole numbers, row and column")
        whole = all(hasattr(i, "__index__") and not isinstance(i, bool) for i in value)
        if len(value) != 2 or not whole:
            raise ValueError(f"{name}: got {value!r}, expected two whole numbers, row and column")
        if not all(0 <= i < n for i, n in zip(value, shape, strict=True)):
            size = " × ".join(map(str, shape))
            raise ValueError(f"{name}: got {value!r}, which lies outside {size}")
        return [int(i) for i in value]

    @traitlets.validate("symbol")
    def _check_symbol(self, proposal: Any) -> str:
        known = {name for lights in LIGHTS.values() for name in lights} - {"all"}
        if proposal["value"] != "" and proposal["value"] not in known:
            expected = ", ".join(sorted(known))
            raise ValueError(f"symbol: got {proposal['value']!r}, expected one of {expected}")
        return str(proposal["value"])

    def __repr__(self) -> str:
        sizes = (" × ".join(map(str, shape)) for shape in self._shapes.values())
        return "Derivation(layer l {}, kernel {}, layer l+1 {})".format(*sizes)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget, its name, and a picture for places that show no widgets."""
        from cnnbp.widgets.still import derivation  # drawing is loaded when it is shown

        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        place = derivation.Place(self.scene, self.layer, self.gradient, self.place, self.weight)
        alt = {"alt": derivation.words(place)}
        return {**data, "image/png": derivation.png(place)}, {**metadata, "image/png": alt}
