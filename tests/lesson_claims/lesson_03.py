"""The formulas of Lesson 3, pooling."""

from lesson_claims import convolution_worlds as conv
from lesson_claims import small_worlds as small

CLAIMS = [
    (r"C = \tfrac12 \sum (a_\text{pool} - t)^2", small.half_square),
    (r"\frac{\partial C}{\partial a_\text{pool}} = a_\text{pool} - t", small.half_square),
    (r"a^l = \sigma(z^l)", conv.behind_a_pool),
    (r"\delta^l = \frac{\partial C}{\partial a^l} \odot \sigma'(z^l)", conv.behind_a_pool),
    (r"\sigma' = 1", small.no_activation),
]
