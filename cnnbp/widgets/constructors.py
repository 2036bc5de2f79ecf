"""The one-line constructors of DeltaFlow: one for each kind of layer, one for a whole network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnnbp.connections import Connections
from cnnbp.widgets.layer import build
from cnnbp.widgets.model.chain import Chain

if TYPE_CHECKING:
    from cnnbp.widgets.delta_flow import DeltaFlow


class Constructors:
    """Each takes the layer's numbers and options, then the view's traits by name."""

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
    def network(
        cls: Any,
        image: Any,
        layers: Any,
        *,
        y: Any = None,
        loss: str | None = None,
        **view: Any,
    ) -> DeltaFlow:
        """Layers in a row, from the image to the loss and back.

        layers: one entry per layer, such as [("convolution", kernel, {"b": b, "padding": 1}),
        "relu", ("max_pool", 2), ("dense", w, {"b": b})]; a builder of edges may stand for a layer.
        Or a `cnnbp.network.Network`, with its weights as they are now and its loss.
        y: a label, or an array like the output; None stands for zeros. loss: "squared_error"
        (the default) or "cross_entropy" (of softmax). `stage`: the open layer, counted from 0.
        """
        return cls(Chain.of(image, layers, y, loss), **{"views": ["edges", "network"]} | view)

    @classmethod
    def _of(cls: Any, kind: str, z_in: Any, weights: Any, delta: Any, **given: Any) -> Any:
        """Sort what was given into the layer's part and the view's part."""
        view = {name: given.pop(name) for name in cls.class_trait_names() if name in given}
        return cls(build(kind, z_in, weights, delta, **given), **view)
