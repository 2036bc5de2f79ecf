"""The formulas of Lesson 4, convolution."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    (r"z_{i,j} = \sum_{p} \sum_{q} w_{p,q} \; a_{i+p,\,j+q} \; (+\, b)", conv.outputs),
    (r"C = \tfrac12 \sum (z - y)^2", small.half_square),
    (r"\delta = \partial C / \partial z = z - y", small.half_square),
    (r"\frac{\partial C}{\partial a_{0,0}} = \delta_{0,0} \, w_{0,0}", conv.planes),
    (
        (
            r"\frac{\partial C}{\partial a_{0,1}} = \delta_{0,0} \, w_{0,1} + "
            r"\delta_{0,1} \, w_{0,0}"
        ),
        conv.planes,
    ),
    (r"(i' + p,\; j' + q)", edge.lesson_4, "(i, j) = …"),
    (
        (
            r"i = i' + p, \quad j = j' + q \qquad\Longrightarrow\qquad i' "
            r"= i - p, \quad j' = j - q"
        ),
        edge.lesson_4,
    ),
    (
        (
            r"\frac{\partial C}{\partial a_{i,j}} = \sum_{p} \sum_{q} "
            r"\delta_{i-p,\,j-q} \; w_{p,q}"
        ),
        partial(conv.planes, "i", "j"),
    ),
    ("(i-2, j-2)", edge.first_outputs, "(f, g) = …"),
    ("k - 1 = 2", edge.square_frame, "n = …"),
    (r"k \times k", conv.shapes, r"\mathrm{shape}(s) = …"),
    (r"a^l = \sigma(z^l)", conv.planes),
    (r"\delta^l = \frac{\partial C}{\partial a^l} \odot \sigma'(z^l)", conv.planes),
    ("(i - p, j - q)", edge.lesson_4, "(i', j') = …"),
    ("k - 1", partial(edge.frames, padding=False, dilation=False), "n = …"),
]
