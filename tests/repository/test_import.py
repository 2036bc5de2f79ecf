"""`import cnnbp` stays light: NumPy and nothing that draws."""

import subprocess
import sys

import pytest

import cnnbp

MATHEMATICS = (
    "activations", "connections", "convolution", "datasets", "dense", "gradient_check", "losses",
    "network", "pooling",
)  # fmt: skip
HEAVY = (
    "matplotlib",
    "ipywidgets",
    "anywidget",
    "traitlets",
    "IPython",
    "scipy",
    "sklearn",
    "torch",
)


def _loaded_by(statement):
    code = f"{statement}\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["", *MATHEMATICS])
def test_the_mathematics_loads_nothing_that_draws(module):
    loaded = _loaded_by(f"import cnnbp.{module}".rstrip("."))
    assert not loaded.intersection(HEAVY)


def test_modules_are_loaded_on_first_use():
    assert "cnnbp.convolution" not in _loaded_by("import cnnbp")
    assert "cnnbp.convolution" in _loaded_by("import cnnbp; cnnbp.convolution.forward")


def test_names():
    assert cnnbp.__version__
    assert set(MATHEMATICS) <= set(dir(cnnbp))
    with pytest.raises(AttributeError, match="module 'cnnbp' has no attribute 'convolutoin'"):
        cnnbp.convolutoin  # noqa: B018
