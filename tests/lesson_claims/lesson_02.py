"""The formulas of Lesson 2, follow the edges."""

from lesson_claims import small_worlds as small

CLAIMS = [
    (r"w\,\delta_b", small.one_edge, "g = …"),
    (r"C = \tfrac12 \sum z^2", small.sum_of_squares),
    (r"a = \sigma(z)", small.activation),
]

WRONG = [
    (r"w\,\delta_a", small.one_edge, "g = …"),
]
