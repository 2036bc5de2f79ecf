"""The formulas of Lesson 5, the derivation."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import edge_worlds as edge

CLAIMS = [
    (r"a^l = \sigma(z^l)", conv.planes),
    (r"C = \tfrac12 \sum (z^{l+1} - t)^2", conv.planes),
    ("(y, x) = (0, 0)", edge.second_pixel),
    (r"\delta^l_{i,j} = \frac{\partial C}{\partial z^l_{i,j}}", partial(conv.planes, "i", "j")),
    (
        (
            r"\delta^l_{i,j} = \sum_{y} \sum_{x} \frac{\partial C}{\partial "
            r"z^{l+1}_{y,x}} \; \frac{\partial z^{l+1}_{y,x}}{\partial z^l_{i,j}} "
            r"= \sum_{y} \sum_{x} \delta^{l+1}_{y,x} \; \frac{\partial "
            r"z^{l+1}_{y,x}}{\partial z^l_{i,j}}"
        ),
        partial(conv.planes, "i", "j"),
    ),
    (
        (
            r"z^{l+1}_{y,x} = \sum_{u} \sum_{v} w_{u,v} \; "
            r"\sigma\!\left(z^l_{y+u,\;x+v}\right) + b"
        ),
        partial(conv.planes, "y", "x"),
    ),
    (
        r"y + u = i, \quad x + v = j \qquad\text{so}\qquad u = i - y, \quad v = j - x",
        edge.places,
    ),
    (
        (
            r"\frac{\partial z^{l+1}_{y,x}}{\partial z^l_{i,j}} "
            r"= w_{i-y,\;j-x} \; \sigma'\!\left(z^l_{i,j}\right)"
        ),
        conv.responses,
    ),
    (
        (
            r"\delta^l_{i,j} = \sigma'\!\left(z^l_{i,j}\right) \sum_{y} \sum_{x} "
            r"\delta^{l+1}_{y,x} \; w_{i-y,\;j-x}"
        ),
        partial(conv.planes, "i", "j"),
    ),
    ("u = i - y", edge.places),
    ("v = j - x", edge.places),
    (
        (
            r"\delta^l_{i,j} = \sigma'\!\left(z^l_{i,j}\right) \sum_{u} \sum_{v} "
            r"\delta^{l+1}_{i-u,\;j-v} \; w_{u,v}"
        ),
        partial(conv.planes, "i", "j"),
    ),
    (r"\sum_{u,v} A_{y+u,\;x+v}\, w_{u,v}", partial(conv.slid, "correlation"), "c_{y,x} = …"),
    (r"\sum_{u,v} A_{i-u,\;j-v}\, w_{u,v}", partial(conv.slid, "convolution"), "c_{i,j} = …"),
    (
        (
            r"\delta^l = \left(\delta^{l+1} \text{ convolved with } w\right) \odot "
            r"\sigma'(z^l) = \left(\delta^{l+1} \text{ correlated with } "
            r"\mathrm{rot180}(w)\right) \odot \sigma'(z^l)"
        ),
        conv.true_convolutions,
    ),
    (r"(7 - u,\; 2 - v)", edge.lower_border, "(y, x) = …"),
    ("7 - u", edge.lower_border, "y = …"),
    ("u = 2", edge.lower_border),
    ("2 - v", edge.lower_border, "x = …"),
    (r"a_{y+u,\;x+v}", edge.places, "g_{i,j} = …"),
    (
        (
            r"\frac{\partial C}{\partial w_{u,v}} = \sum_{y} \sum_{x} "
            r"\delta_{y,x} \; a_{y+u,\;x+v}"
        ),
        partial(conv.planes, "u", "v"),
    ),
    (r"\frac{\partial C}{\partial b} = \sum_{y} \sum_{x} \delta_{y,x}", conv.planes),
    (r"\delta^l = (\text{padded } \delta^{l+1} \text{ with } w) \odot \sigma'(z^l)", conv.padded),
    ("(i - u, j - v)", edge.places, "(y, x) = …"),
]

GIVEN = {
    "(i, j) = (3, 4)": ("05", "place=(3, 4)"),
}
