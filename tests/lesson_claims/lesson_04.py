"""The formulas of Lesson 4, convolution."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    (r"(y + u,\; x + v)", edge.places, "(i, j) = …"),
    (r"z_{y,x} = \sum_{u} \sum_{v} w_{u,v} \; a_{y+u,\,x+v} \; (+\, b)", conv.outputs),
    (r"C = \tfrac12 \sum (z - t)^2", small.half_square),
    (r"\delta = \partial C / \partial z = z - t", small.half_square),
    (r"\frac{\partial C}{\partial a_{0,0}} = \delta_{0,0} \, w_{0,0}", conv.planes),
    (
        (
            r"\frac{\partial C}{\partial a_{0,1}} = \delta_{0,0} \, w_{0,1} + "
            r"\delta_{0,1} \, w_{0,0}"
        ),
        conv.planes,
    ),
    (
        (
            r"i = y + u, \quad j = x + v \qquad\Longrightarrow\qquad y "
            r"= i - u, \quad x = j - v"
        ),
        edge.places,
    ),
    (
        (
            r"\frac{\partial C}{\partial a_{i,j}} = \sum_{u} \sum_{v} "
            r"\delta_{i-u,\,j-v} \; w_{u,v}"
        ),
        partial(conv.planes, "i", "j"),
    ),
    ("(i-2, j-2)", edge.first_outputs, "(f, g) = …"),
    ("k - 1 = 2", edge.square_frame, "n = …"),
    (r"k \times k", conv.shapes, r"\mathrm{shape}(s) = …"),
    (r"a^l = \sigma(z^l)", conv.planes),
    (r"\delta^l = \frac{\partial C}{\partial a^l} \odot \sigma'(z^l)", conv.planes),
    ("(i - u, j - v)", edge.places, "(y, x) = …"),
    ("k - 1", partial(edge.frames, padding=False, dilation=False), "n = …"),
]
