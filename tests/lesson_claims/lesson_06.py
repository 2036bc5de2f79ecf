"""The formulas of Lesson 6, channels, batches, padding and stride."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    (r"C = \tfrac12 \sum z^2", small.sum_of_squares),
    (r"\delta = z", small.sum_of_squares),
    ("(C, H, W)", conv.shapes, r"\mathrm{shape}(I) = …"),
    (r"(F,\; C,\; k_H,\; k_W)", conv.shapes, r"\mathrm{shape}(w) = …"),
    (
        (
            r"z_{f,y,x} = \sum_{c} \sum_{u} \sum_{v} w_{f,c,u,v} \; "
            r"a_{c,y+u,x+v} + b_f"
        ),
        partial(conv.one_example, "f", "y", "x"),
    ),
    (
        (
            r"\frac{\partial C}{\partial a_{c,i,j}} = \sum_{f} \sum_{u} \sum_{v} "
            r"\delta_{f,i-u,j-v} \; w_{f,c,u,v}"
        ),
        partial(conv.one_example, "c", "i", "j"),
    ),
    (
        (
            r"\frac{\partial C}{\partial w_{f,c,u,v}} = \sum_{y} \sum_{x} \delta_{f,y,x} \; "
            r"a_{c,y+u,x+v}, \qquad \frac{\partial C}{\partial b_f} "
            r"= \sum_{y} \sum_{x} \delta_{f,y,x}"
        ),
        partial(conv.one_example, "f", "c", "u", "v"),
    ),
    ("(N, C, H, W)", conv.shapes, r"\mathrm{shape}(a) = …"),
    (
        (
            r"\frac{\partial C}{\partial a_{n,c,i,j}} = \sum_{f} \sum_{u} \sum_{v} "
            r"\delta_{n,f,i-u,j-v} \; w_{f,c,u,v}"
        ),
        partial(conv.batch, "n", "c", "i", "j"),
    ),
    (
        (
            r"\frac{\partial C}{\partial w_{f,c,u,v}} = \sum_{n} \sum_{y} \sum_{x} "
            r"\delta_{n,f,y,x} \; a_{n,c,y+u,x+v}, \qquad \frac{\partial C}{\partial b_f} "
            r"= \sum_{n} \sum_{y} \sum_{x} \delta_{n,f,y,x}"
        ),
        partial(conv.batch, "f", "c", "u", "v"),
    ),
    ("1/N", small.mean_loss, r"\delta = … \; D"),
    (r"(y + u - p,\; x + v - p)", partial(edge.settings, stride=1, dilation=1), "(i, j) = …"),
    ("k - 1 - p", partial(edge.frames, dilation=False), "n = …"),
    ("k - 1", partial(edge.frames, padding=False, dilation=False), "n = …"),
    (r"\left\lfloor \frac{H + 2p - k}{s} \right\rfloor + 1", edge.sizes, "n = …"),
    (r"(H + 2p - k) \bmod s", edge.sizes, "m = …"),
    (r"(s y + u - p,\; s x + v - p)", partial(edge.settings, dilation=1), "(i, j) = …"),
    ("s - 1", edge.gaps, "n = …"),
    (r"(y + d u,\; x + d v)", partial(edge.settings, stride=1, padding=0), "(i, j) = …"),
    ("d(k-1) + 1", edge.widths, "n = …"),
    ("d(k-1)", partial(edge.frames, padding=False), "n = …"),
    ("d - 1", edge.widths, "g = …"),
    (
        (
            r"\frac{\partial C}{\partial w_{u,v}} = \sum_{y} \sum_{x} \delta_{y,x} \; "
            r"a_{s y + d u - p,\; s x + d v - p}"
        ),
        conv.settings,
    ),
    ("d(k-1) - p", edge.frames, "n = …"),
    ("(N, F, H', W')", conv.shapes, r"\mathrm{shape}(D) = …"),
    ("(F, H', W')", conv.shapes, r"\mathrm{shape}(d) = …"),
    ("(F, C, k_H, k_W)", conv.shapes, r"\mathrm{shape}(w) = …"),
    ("(C, H, W)", conv.shapes, r"\mathrm{shape}(g) = …"),
]

GIVEN = {
    "p = 1": ("06", "convolution.forward(digit, w, padding=1)"),
    "k = 3": ("06", "frame = 3 - 1 - 1"),
    "s = 2": ("06", "convolution.forward(digit, w, stride=2)"),
    "d = 2": ("06", "convolution.forward(digit, w, dilation=2)"),
}
