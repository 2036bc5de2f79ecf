"""The formulas of the solutions."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    ("1/N", small.mean_loss, r"\delta = … \; D"),
    ("(y + u, x + v)", edge.places, "(i, j) = …"),
    ("k - 1 - p", partial(edge.frames, dilation=False), "n = …"),
    (
        r"\delta * \mathrm{rot180}(a)",
        partial(conv.true_convolutions, "convolution"),
        r"\frac{\partial C}{\partial w} = \text{middle of}(…)",
    ),
    (
        r"\delta * \mathrm{rot180}(a)",
        partial(conv.true_convolutions, "correlation"),
        r"\mathrm{rot180}(\frac{\partial C}{\partial w}) = \text{middle of}(…)",
    ),
    (r"d \cdot u", edge.dilated, "r = y + …"),
    (r"d \cdot v", edge.dilated, "c = x + …"),
    (r"y \cdot s", edge.windows, "r = …"),
    (r"x \cdot s", edge.windows, "c = …"),
    ("z > 0", small.relu_slopes, "g = (…)"),
    (r"W^{\mathsf T}", small.through, r"g = … \delta"),
]

GIVEN = {
    r"\eta = 1": ("01b", "for learning_rate in (0.1, 1, 10, 100)"),
    r"\eta = 10": ("01b", "for learning_rate in (0.1, 1, 10, 100)"),
    r"\eta = 100": ("01b", "for learning_rate in (0.1, 1, 10, 100)"),
}
