"""The formulas of the teaching guide."""

from lesson_claims import small_worlds as small

CLAIMS = [
    (r"z \to a", small.activation, r"a = \sigma(z)"),
]
