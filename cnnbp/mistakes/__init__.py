"""The known mistakes of learners, as the wrong numbers they give: to explain a wrong answer.

A layer is a set of edges, and most mistakes are a wrong set: turned, shifted, too many, too few.
Each is computed for the case in hand and compared with what the learner gave; a mistake that
gives the right answer there is never named. The mistakes are those that books, courses and forums
report again and again (Nielsen 2015; Stanford CS231n; Dumoulin & Visin 2016 for the geometry).
"""

from cnnbp.connections import Layer
from cnnbp.mistakes.catalogue import (
    bias_gradient_mistakes,
    input_gradient_mistakes,
    of_input_gradient,
    weight_gradient_mistakes,
)
from cnnbp.mistakes.explain import (
    ALL_FOUND,
    SOME_FOUND,
    UNKNOWN,
    explain_outputs,
    explain_value,
    explain_weight,
    joined_outputs,
    output_rows,
    tolerance,
    value_rows,
)
from cnnbp.mistakes.hints import hints
from cnnbp.mistakes.mistake import Answer, Mistake, Mistakes, Verdict, answers, recognise, same

__all__ = [
    "ALL_FOUND",
    "SOME_FOUND",
    "UNKNOWN",
    "Answer",
    "Layer",
    "Mistake",
    "Mistakes",
    "Verdict",
    "answers",
    "bias_gradient_mistakes",
    "explain_outputs",
    "explain_value",
    "explain_weight",
    "hints",
    "input_gradient_mistakes",
    "joined_outputs",
    "of_input_gradient",
    "output_rows",
    "recognise",
    "same",
    "tolerance",
    "value_rows",
    "weight_gradient_mistakes",
]
