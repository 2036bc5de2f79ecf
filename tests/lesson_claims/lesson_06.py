"""The formulas of Lesson 6, channels, stride and padding."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    (r"C = \tfrac12 \sum z^2", small.sum_of_squares),
    (r"\delta = z", small.sum_of_squares),
    ("k - 1 - p", partial(edge.frames, dilation=False), "n = …"),
    ("k - 1", partial(edge.frames, padding=False, dilation=False), "n = …"),
    (r"\left\lfloor \frac{H + 2p - k}{s} \right\rfloor + 1", edge.sizes, "n = …"),
    ("s - 1", edge.gaps, "n = …"),
    ("d(k-1) + 1", edge.widths, "n = …"),
    ("d(k-1)", partial(edge.frames, padding=False), "n = …"),
    ("d(k-1) - p", edge.frames, "n = …"),
    ("(C, H, W)", conv.shapes, r"\mathrm{shape}(I) = …"),
    (r"(F,\; C,\; k_H,\; k_W)", conv.shapes, r"\mathrm{shape}(w) = …"),
    (r"z_f = \sum_{c} \left( w_{f,c} \text{ correlated with } a_c \right) + b_f", conv.channels),
    ("(N, C, H, W)", conv.shapes, r"\mathrm{shape}(a) = …"),
    ("1/N", small.mean_loss, r"\delta = … \; D"),
    ("(F, H', W')", conv.shapes, r"\mathrm{shape}(d) = …"),
    ("(F, C, k_H, k_W)", conv.shapes, r"\mathrm{shape}(w) = …"),
    ("(C, H, W)", conv.shapes, r"\mathrm{shape}(g) = …"),
]

GIVEN = {
    "p = 1": ("06", "convolution.forward(digit, w, padding=1)"),
    "k = 3": ("06", "np.pad(z, 3 - 1 - 1)"),
    "s = 2": ("06", "convolution.forward(digit, w, stride=2)"),
    "d = 2": ("06", "convolution.forward(digit, w, dilation=2)"),
}
