"""The numbers in the lessons' Markdown, and which of them name something only."""

import re

from lesson_claims import quotes_0_to_3, quotes_4_to_7
from lesson_claims.reading import CODE, MATH, cells, module

NUMERAL = re.compile(r"\d[\d,.]*\d|\d|[¼½]")
LIST = r"(?:(?:, | to | and )\d)*"
# Places, sections, steps and the like: they say where, not how much.
LABELS = re.compile(
    rf"""(?mx)
    ^\#+\ .*$ | ^\d\.\  | ^\|\ \d\w?\ \| | \*\*Time:\*\*\ \d+\ minutes(?:,\ and\ \d+)?
    | \*\*Line\ \d\b | \b(?i:trap|way)\ \d
    | \b(?i:lessons?|sections?|exercises?|lines?)\ \d+{LIST}
    | \b(?i:rows?|columns?|pixels?|outputs?|layer|unit|channel|axes)\ \d{LIST}
    | [\[(]\d,\ \d[\])] | 180° | (?i:rot180|im2col|col2im) | [34]-D
    | count(?:s|\ the\ input)?\ (?:from|at|as)\ 0
    | (?:above|below|from)\ 0\b
    """.replace("(?:, | to | and )", r"(?:,\ |\ to\ |\ and\ )")
)
ARITHMETIC = re.compile(r"(\d[\d,]*(?: [·×+] \d[\d,]*)+) = (\d[\d,]*\d|\d)")
# What the lesson has chosen, with the code that uses it.
CHOSEN = {
    ("01", "ReLU has the slope 1 everywhere"): "(relu, np.ones(4))",
    ("01", "at the places −1, 0, 0.5 and 2"): "z = np.array([-1.0, 0.0, 0.5, 2.0])",
    ("03", "windows of 2 × 2"): "pooling.max_forward(digit, 2)",
    ("03", "losers grow from 0 to 1"): "np.linspace(0, 1, 101)",
    ("03", "With size 3 and stride 2"): "pooling.max_forward(digit, 3, stride=2)",
    ("03", "a 2 × 2 pool with padding 1"): "padding=1,\n        count_include_pad=counts",
    ("03", "Its output has delta 1."): "np.ones((5, 5)),",
    (
        "04",
        "every weight is 1 and every delta is 1",
    ): "np.ones((6, 6)), np.ones((3, 3))",
    ("06", "for our batch of 4"): "[image, image[:, ::-1], image[:, :, ::-1], 0.5 * image]",
    ("06", "With padding 1"): "convolution.forward(digit, w, padding=1)",
    ("06", "The same with padding 1"): "stride=2, padding=1)",
    ("06", "With stride 2 our delta"): 'by_stride = {"stride": 2}',
    ("07", "blank paper with bias 0"): 'layer.parameters["b"] += 0.1',
    ("07", "2 × 2 max pool"): "pooling.max_forward(a, 2)",
}
# Numbers in questions, and what follows from a definition.
ASKED = [
    ("03", "An output has delta 0.8."),
    ("05", "their derivatives are 0"),
    ("05", "terms of line 2 are not 0 for it"),
    ("06", "For a batch of 64?"),
    ("06", "step by step with stride 1"),
    ("06", "One channel, stride 1"),
    ("07", "of 100 digits"),
    ("07", "ReLU has a kink at 0"),
    ("07", "where ReLU gave 0"),
    ("07", "more than 90 % right"),
    ("07", "reads 95 of 100"),
    ("formula_sheet", "What lies outside of an array counts as 0"),
    ("formula_sheet", "stride and dilation 1:"),
    ("formula_sheet", "slide with stride 1"),
    ("formula_sheet", "the distance of two weights: $d$; 1 is none"),
    ("formula_sheet", "often written 1/m,"),
    ("formula_sheet", "keeps the size at stride 1"),
    ("formula_sheet", "add or take 1 |"),
    ("formula_sheet", "the input is layer 0 | the input is layer 1 |"),
    ("solutions", "the constant value 1 at its start"),
    ("solutions", "weight 1 divided by the number of cells"),
]


def quotes(lesson):
    """What the lesson's text says, with computed numbers in it."""
    name = module(lesson)
    return (getattr(quotes_0_to_3, name, None) or getattr(quotes_4_to_7, name))()


def without_names(text):
    """The text with blanks in place of formulas, code and labels, so that places stay."""
    for pattern in (CODE, MATH, LABELS, ARITHMETIC):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def unquoted(lesson):
    """Numbers in the lesson's text that nothing above accounts for, with the words around them."""
    known = quotes(lesson) + [words for place, words in [*CHOSEN, *ASKED] if place == lesson]
    found = []
    for cell in cells(lesson, "markdown"):
        if cell.startswith("## Read next"):
            continue
        spans = [range(m.start(), m.end()) for q in known for m in re.finditer(re.escape(q), cell)]
        for number in NUMERAL.finditer(without_names(cell)):
            if not any(number.start() in span for span in spans):
                found.append(cell[max(0, number.start() - 40) : number.end() + 30])
    return found
