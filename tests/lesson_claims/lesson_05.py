"""The formulas of Lesson 5, the derivation."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import edge_worlds as edge

CLAIMS = [
    (r"C = \tfrac12 \sum (z^{l+1} - t)^2", conv.planes),
    ("(x', y') = (0, 0)", edge.second_pixel),
    (r"\delta^l_{x,y} = \frac{\partial C}{\partial z^l_{x,y}}", partial(conv.planes, "x", "y")),
    (
        (
            r"\delta^l_{x,y} = \sum_{x'} \sum_{y'} \frac{\partial C}{\partial "
            r"z^{l+1}_{x',y'}} \; \frac{\partial z^{l+1}_{x',y'}}{\partial z^l_{x,y}} "
            r"= \sum_{x'} \sum_{y'} \delta^{l+1}_{x',y'} \; \frac{\partial "
            r"z^{l+1}_{x',y'}}{\partial z^l_{x,y}}"
        ),
        partial(conv.planes, "x", "y"),
    ),
    (
        (
            r"z^{l+1}_{x',y'} = \sum_{p} \sum_{q} w_{p,q} \; "
            r"\sigma\!\left(z^l_{x'+p,\;y'+q}\right) + b"
        ),
        partial(conv.planes, "x'", "y'"),
    ),
    (
        (
            r"x' + p = x, \quad y' + q = y \qquad\text{so}\qquad p "
            r"= x - x', \quad q = y - y'"
        ),
        edge.lesson_5,
    ),
    (
        (
            r"\frac{\partial z^{l+1}_{x',y'}}{\partial z^l_{x,y}} "
            r"= w_{x-x',\;y-y'} \; \sigma'\!\left(z^l_{x,y}\right)"
        ),
        conv.responses,
    ),
    (
        (
            r"\delta^l_{x,y} = \sigma'\!\left(z^l_{x,y}\right) \sum_{x'} \sum_{y'} "
            r"\delta^{l+1}_{x',y'} \; w_{x-x',\;y-y'}"
        ),
        partial(conv.planes, "x", "y"),
    ),
    ("p = x - x'", edge.lesson_5),
    ("q = y - y'", edge.lesson_5),
    (
        (
            r"\delta^l_{x,y} = \sigma'\!\left(z^l_{x,y}\right) \sum_{p} \sum_{q} "
            r"\delta^{l+1}_{x-p,\;y-q} \; w_{p,q}"
        ),
        partial(conv.planes, "x", "y"),
    ),
    (r"(\delta^{l+1} * w) \odot \sigma'(z^l)", conv.true_convolutions, r"\delta^l = …"),
    (r"\sum_{p,q} A_{x+p,\;y+q}\, w_{p,q}", partial(conv.slid, "correlation"), "c_{x,y} = …"),
    (r"\sum_{p,q} A_{x-p,\;y-q}\, w_{p,q}", partial(conv.slid, "convolution"), "c_{x,y} = …"),
    (r"(7 - p,\; 2 - q)", edge.lower_border, "(x', y') = …"),
    ("7 - p", edge.lower_border, "x' = …"),
    ("p = 2", edge.lower_border),
    ("2 - q", edge.lower_border, "y' = …"),
    (r"\sigma(z_{x-a,\,y-b})", conv.slid_behind_a_sigmoid, r"c_{x,y} = \sum_{a,b} w_{a,b} …"),
    ("x - p", edge.lesson_5, "x' = …"),
    ("x' = x - p", edge.lesson_5),
    ("x' = x + p - 2", edge.turned_edges),
    ("x' = x + a", edge.without_borders),
    ("x' = 2", edge.first_full_output),
    ("2 = k - 1", edge.first_full_output, "x' = …"),
    (r"a_{x'+p,\;y'+q}", edge.lesson_5, "u_{x,y} = …"),
    (
        (
            r"\frac{\partial C}{\partial w_{p,q}} = \sum_{x'} \sum_{y'} "
            r"\delta_{x',y'} \; a_{x'+p,\;y'+q}"
        ),
        partial(conv.planes, "p", "q"),
    ),
    (
        r"\delta * \sigma(\mathrm{rot180}(z))",
        partial(conv.true_convolutions, "convolution"),
        r"\frac{\partial C}{\partial w} = \text{middle of}(…)",
    ),
    (r"3 \times 3", conv.shapes, r"\mathrm{shape}(s) = …"),
    (r"\frac{\partial C}{\partial b} = \sum_{x'} \sum_{y'} \delta_{x',y'}", conv.planes),
    (r"\delta^l = (\text{padded } \delta^{l+1} \text{ with } w) \odot \sigma'(z^l)", conv.padded),
    ("k - 1", partial(edge.frames, padding=False, dilation=False), "n = …"),
    ("(x - p, y - q)", edge.lesson_5, "(x', y') = …"),
    ("(N, F, H, W)", conv.shapes, r"\mathrm{shape}(e) = …"),
]

WRONG = [
    (
        r"\delta * \mathrm{rot180}(a)",
        partial(conv.true_convolutions, "correlation"),
        r"\frac{\partial C}{\partial w} = \text{middle of}(…)",
    ),
]

GIVEN = {
    "(x, y) = (3, 4)": ("05", "place=(3, 4)"),
    "l+!": ("05", "layer l + 1:"),
}
