"""The formulas of Lesson 0, start here."""

from lesson_claims import convolution_worlds as conv
from lesson_claims import dense_worlds as dense
from lesson_claims import small_worlds as small

CLAIMS = [
    (r"\frac{\partial C}{\partial a_i} \approx \frac{C(a_i + h) - C(a_i - h)}{2h}", small.nudges),
    (r"C = \tfrac12 \sum z^2", small.sum_of_squares),
    (r"a^l = \sigma(z^l)", dense.every_layer),
    (r"W^{\mathsf T}", small.transposed, "t = …"),
    ("(N, C, H, W)", conv.shapes, r"\mathrm{shape}(a) = …"),
]

GIVEN = {
    r"l = 1, \dots, L": ("01", "figures.network(columns, [w1, w2]"),
    "a^0 = x": ("01", "$a^0 = x$"),
}
