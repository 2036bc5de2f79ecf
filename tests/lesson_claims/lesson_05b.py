"""The formulas of Lesson 5b, two conventions."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    (
        r"z_{y,x} = \sum_{u} \sum_{v} w_{u,v} \; a_{y+k-1-u,\;x+k-1-v}",
        partial(conv.turned, "y", "x"),
    ),
    (r"a_{y-u,\;x-v}", conv.slid_upwards, r"c_{y,x} = \sum_{u,v} w_{u,v} …"),
    ("k - 1", edge.first_full_output, "x = …"),
    ("i = y + k - 1 - u", edge.turned_edges),
    ("y = i + u - (k - 1)", edge.turned_edges),
    ("x = j + v - (k - 1)", edge.turned_edges),
    (
        (
            r"\frac{\partial C}{\partial a_{i,j}} = \sum_{u} \sum_{v} "
            r"\delta_{i+u-(k-1),\;j+v-(k-1)} \; w_{u,v}"
        ),
        partial(conv.turned, "i", "j"),
    ),
    ("k - 1", partial(edge.frames, padding=False, dilation=False), "n = …"),
    (
        (
            r"M_{u,v,y,x} = a_{y+u,\;x+v}, \qquad "
            r"z_{y,x} = \sum_{u} \sum_{v} w_{u,v} \; M_{u,v,y,x}"
        ),
        partial(conv.columns, "u", "v", "y", "x"),
    ),
    (
        (
            r"\frac{\partial C}{\partial w_{u,v}} = \sum_{y} \sum_{x} \delta_{y,x} \; "
            r"M_{u,v,y,x}, \qquad \frac{\partial C}{\partial M_{u,v,y,x}} "
            r"= w_{u,v} \; \delta_{y,x}"
        ),
        partial(conv.columns, "u", "v", "y", "x"),
    ),
    (
        (
            r"\frac{\partial C}{\partial a_{i,j}} = \sum_{u} \sum_{v} "
            r"\frac{\partial C}{\partial M_{u,v,i-u,j-v}}"
        ),
        partial(conv.columns, "i", "j"),
    ),
    (r"C = \tfrac12 \sum z^2", small.sum_of_squares),
    (r"(s y,\; s x)", edge.windows, "(r, c) = …"),
]

WRONG = [
    (
        r"\delta * \mathrm{rot180}(a)",
        partial(conv.true_convolutions, "correlation"),
        r"\frac{\partial C}{\partial w} = \text{middle of}(…)",
    ),
]

GIVEN = {
    "k = 3": ("05b", "w = np.array([[0.25, -0.5, 1.0]"),
}
