"""The symbols of a formula in LaTeX, one after the other."""

import re

SPACING = re.compile(r"\\[,;!: ]|\\q?quad(?![a-z])|\\(?:left|right)(?![a-z])|\s+")
TOKEN = re.compile(r"\\(?:text|mathrm)\{[^}]*\}|\\[A-Za-z]+'*|[A-Za-z]'*|\d+(?:\.\d+)?|.")


def tokens(text):
    """The symbols of a formula, without what is there for the eye alone."""
    text = re.sub(r"\\t?frac(\d)(\w)", r"\\frac{\1}{\2}", text).replace(r"\tfrac", r"\frac")
    text = text.replace(r"\mathsf T", "T").replace(r"(+\, b)", "+ b")  # b may be 0
    text = text.replace(r"\leftarrow", "^{new} =")  # the new value of what stands on the left
    text = re.sub(r"\\text\{so\}|\\Longrightarrow", ",", text)
    found = []
    while text:
        match = SPACING.match(text)
        if not match:
            match = TOKEN.match(text)
            found.append(match[0])
        text = text[match.end() :]
    return found
