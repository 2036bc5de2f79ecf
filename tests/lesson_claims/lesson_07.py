"""The formulas of Lesson 7, train a CNN."""

from functools import partial

from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    ("k - 1 - p", partial(edge.frames, dilation=False), "n = …"),
    (r"-\ln \tfrac{1}{10}", small.even_guess, "C = …"),
    ("z = 0", small.blank_paper),
    ("z > 0", small.relu_slopes, "g = (…)"),
    (r"v \leftarrow \mu v - \eta\, \partial C/\partial w", small.rolling_step),
    (r"w \leftarrow w + v", small.moved_step),
]

GIVEN = {
    r"\eta = 0.2": ("07", "12, 32, learning_rate=0.2, **test"),
    r"\eta = 0.05": ("07", "8, 32, learning_rate=0.05, **test"),
}
