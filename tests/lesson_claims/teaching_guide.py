"""The formulas of the teaching guide."""

from lesson_claims import dense_worlds as dense
from lesson_claims import small_worlds as small

CLAIMS = [
    ("W a", dense.columns, "z = … + b"),
    (r"A W^{\mathsf T}", dense.rows, "Z = … + b"),
    (r"z \to a", small.activation, r"a = \sigma(z)"),
]
