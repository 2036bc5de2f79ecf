"""The formulas of Lesson 2, follow the edges."""

from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    ("j = x + v", edge.places),
    ("x + v", edge.places, "j = …"),
    (r"C = \tfrac12 \sum z^2", small.sum_of_squares),
    (r"a = \sigma(z)", small.activation),
]
