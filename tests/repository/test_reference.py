"""The API reference: all that is public is in it, and the docstrings' formulas are set."""

import re

import pytest

import cnnbp
from cnnbp import convolution, network
from tools.site.reference import markdown, reference, tex


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("z = w ⋆ a + b", r"z = w \star  a + b"),
        ("∂C/∂w[f, c] = Σ_{y,x} δ[y, x]", r"\frac{∂ C}{∂ w_{f, c}} = \sum _{y,x} δ_{y, x}"),
        ("∂C/∂a = Wᵀ δ", r"\frac{∂ C}{∂ a} = W^{\mathsf T} δ"),
        ("σ(z) = 1 / (1 + e^(−z))", "σ(z) = 1 / (1 + e^{-z})"),
        ("C = max(0, z)", r"C = \operatorname{max}(0, z)"),
        ("a pool works on the last two axes", None),
        ("z[y, x] = the largest a", None),
        ("a: (N, m)", None),
    ],
)
def test_formulas_become_tex_and_sentences_stay(line, expected):
    assert tex(line) == expected


def test_a_docstring_shows_its_formula_and_its_arguments_one_by_one():
    made = markdown("z = W a + b, for one example.\n\na: (m,)\nw: (n, m)")
    assert made == "$z = W a + b$, for one example.\n\na: (m,)  \nw: (n, m)"
    assert markdown("a = σ(z); a is kept") == "$a = σ(z)$; a is kept"
    made = markdown("With b:\n\n    z[y] = Σ a[y] + b\n\nz[y, x] = Σ of the window")
    assert made == "With b:\n\n$$z_{y} = \\sum  a_{y} + b$$\n\nz[y, x] = Σ of the window"


def test_everything_public_has_an_entry():
    page = reference()
    text = "\n".join(page.parts)
    ids = re.findall(r'id="([\w.]+)"', text)
    assert len(ids) == len(set(ids))
    for module in cnnbp._MODULES:
        assert f'<h2 id="{module}">' in text
        assert f'href="#{module}"' in text
    for name in convolution.__all__:
        assert f"convolution.{name}" in ids
    for name in set(network.__all__) - {"LOSSES"}:
        assert f"network.{name}" in ids
    for method in ("fit", "evaluate", "save", "load", "forward", "backward"):
        assert f"network.Network.{method}" in ids
    assert "widgets.DeltaFlow.convolution" in ids  # from a base class of our own
    assert "widgets.DeltaFlow.observe" not in ids  # from traitlets
    assert r"\sum _{n,y,x} δ_{n, f, y, x}" in " ".join(f["tex"] for f in page.formulas)
