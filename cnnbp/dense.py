"""A fully connected layer: every output has an edge to every input.

Sources: Nielsen, Neural Networks and Deep Learning (2015), chapter 2, equations BP2 to BP4.
Shapes: w is (n, m), one row per output; a is (m,) or (N, m); z and delta are (n,) or (N, n).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnbp._core import checks

if TYPE_CHECKING:
    from cnnbp._core.types import Array, ArrayLike

_INPUTS = {1: "(m,)", 2: "(N, m)"}
_OUTPUTS = {1: "(n,)", 2: "(N, n)"}
_WEIGHTS = {2: "(n, m)"}


def forward(a: ArrayLike, w: ArrayLike, b: ArrayLike | None = None) -> Array:
    """z = W a + b, for one example or for each row of a batch.

    a: (m,) or (N, m); w: (n, m); b: (n,) or None. Returns z: (n,) or (N, n).
    ValueError when the shapes do not fit, TypeError when an argument does not hold real numbers.
    """
    a, w = _examples("a", a, _INPUTS), _weights(w)
    if a.shape[-1] != w.shape[1]:
        raise ValueError(
            f"a: got shape {a.shape}, expected {w.shape[1]} inputs, as w {w.shape} has"
        )
    if b is not None:
        b = checks.numbers("b", b)
        checks.same_shape("b", b, w.shape[:1], "one bias per row of w")
    a, w, b = checks.one_dtype(a, w, b)
    z = w.dot(a.T).T  # the examples, rows of a, are the columns of aᵀ: z = W a for each
    if b is not None:
        z += b
    return z


def input_gradient(delta: ArrayLike, w: ArrayLike) -> Array:
    """∂C/∂a = Wᵀ δ: every δ comes back along the edge that carried the input's value forward.

    delta: (n,) or (N, n); w: (n, m). Returns (m,) or (N, m), without the factor σ′(z)
    of a = σ(z). Errors as in `forward`.
    """
    delta, w = _examples("delta", delta, _OUTPUTS), _weights(w)
    if delta.shape[-1] != w.shape[0]:
        raise ValueError(
            f"delta: got shape {delta.shape}, expected {w.shape[0]} outputs, as w {w.shape} has"
        )
    delta, w = checks.one_dtype(delta, w)
    return w.T.dot(delta.T).T


def parameter_gradients(delta: ArrayLike, a: ArrayLike) -> tuple[Array, Array]:
    """∂C/∂W = δ aᵀ and ∂C/∂b = δ, each summed over the batch.

    delta: (n,) or (N, n); a: (m,) or (N, m), as many examples. Returns dw (n, m) and db (n,).
    The mean over the batch, if wanted, is already in δ: it belongs to the loss.
    """
    delta, a = _examples("delta", delta, _OUTPUTS), _examples("a", a, _INPUTS)
    if delta.shape[:-1] != a.shape[:-1]:
        raise ValueError(
            f"delta: got shape {delta.shape}, expected as many examples as a {a.shape} has"
        )
    delta, a = checks.one_dtype(delta, a)
    if delta.ndim == 1:
        delta, a = delta[None], a[None]
    return delta.T.dot(a), delta.sum(axis=0)


def _examples(name: str, value: ArrayLike, forms: dict[int, str]) -> Array:
    value = checks.numbers(name, value)
    checks.dimensions(name, value.shape, forms)
    return value


def _weights(w: ArrayLike) -> Array:
    w = checks.numbers("w", w)
    checks.dimensions("w", w.shape, _WEIGHTS)
    return w
