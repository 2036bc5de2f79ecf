"""Slips of the pen: a formula with one sign, index, factor or mark changed."""

import re

# What is looked for, and what stands there afterwards. Layer labels such as l+1 lose the +1.
SLIPS = [
    (r"(?<!l)(?<!\()\+", "-"),
    (r"(?<!l)(?<!^)-", "+"),
    (r"^-", ""),
    (r"(?<=\\partial )z", "a"),
    (r"(?<=\\partial )a", "z"),
    (r"\{l[+-]1\}", "l"),
    (r"\^\{\\mathsf T\}", ""),
    (r"\\sigma'", r"\\sigma"),
    (r"\\sigma(?!')", r"\\sigma'"),
    (r"(?<=[a-z])'", ""),
    (r"\\mathrm\{rot180\}", ""),
    (r"\\odot", ""),
    (r"\\odot|\\cdot", "+"),
    (r"\\tfrac12|\\frac1N|1/N|(?<![{\w])2(?=[hp])", "3"),
    (r"\\tfrac12|(?<![{\w])2(?=[hp])", ""),
]
# Two neighbours in a list of indices or sizes, but not what a sum runs over; and single digits.
PAIR = re.compile(r"(?<=[{(, ;])(?=([^{}(),=]+)(,(?:\\[,;])? ?)([^{}(),=]+)[,})])")
SUMMED = re.compile(r"\\sum_\{[^}]*\}")
DIGIT = re.compile(r"(?<![\w.^{])(?<!l[+-])\d(?=[,})\s]|$)|(?<=_)\d|(?<=_\{)\d|(?<=,)\d")


def slips(text):
    """Every formula that differs from text by one slip."""
    found = []
    for pattern, instead in SLIPS:
        for match in re.finditer(pattern, text):
            found.append(put(text, match.start(), match.end(), match.expand(instead)))
    summed = [range(*match.span()) for match in SUMMED.finditer(text)]
    for pair in PAIR.finditer(text):
        if not any(pair.start() in span for span in summed):
            found.append(put(text, pair.start(1), pair.end(3), pair[3] + pair[2] + pair[1]))
    for digit in DIGIT.finditer(text):
        found.append(put(text, digit.start(), digit.end(), str(int(digit[0]) + 1)))
    return sorted(set(found) - {text})


def put(text, start, end, instead):
    return text[:start] + instead + text[end:]
