"""The still picture of a derivation: the numbers of the chosen place, in panels and lines."""

import io

import numpy as np
import pytest
from PIL import Image

from cnnbp.widgets import Derivation
from cnnbp.widgets.still.derivation import Place
from cnnbp.widgets.wire.derivation import PANELS

RNG = np.random.default_rng(7)
Z, W, TARGET = RNG.normal(size=(5, 6)), RNG.normal(size=(3, 2)), RNG.normal(size=(3, 5))


def pixels(shown):
    png = shown._repr_mimebundle_()[0]["image/png"]
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


@pytest.mark.parametrize("kind", PANELS)
def test_the_still_picture_shows_the_chosen_place_and_its_sum(kind):
    shown = Derivation(Z, W, target=TARGET, b=0.3, gradient=kind)
    place = Place(shown.scene, shown.layer, kind, shown.place, shown.weight)
    sums = place.slope * np.sum(place.left * place.right)
    assert sums == pytest.approx(place.result) == pytest.approx(place.measured, abs=1e-7)
    assert f"{place.result:.4f}".replace("-", "−") in place.numbers("sum")
    first = pixels(shown)
    if kind != "bias":
        shown.set_trait("place" if kind == "delta" else "weight", [0, 0])
        second = pixels(shown)
        assert np.abs(first - second).max() > 50
    data, _ = shown._repr_mimebundle_()
    assert {"image/png", "application/vnd.jupyter.widget-view+json"} <= set(data)
