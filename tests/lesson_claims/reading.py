"""Finds the formulas in the lessons' Markdown."""

import json
import re
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
MATH = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)

# What only names something: w, \sigma', a^{l-1}_i, \sigma'(z^l), \partial C/\partial w, 10^{-6},
# 3 and lists of names, with or without parentheses. All else states or computes something.
INDEX = r"(?:[_^](?:\{(?:l[+-]1|[^{}+*/-]|\\text\{\w+\})*\}|\\text\{\w+\}|\\?[A-Za-z0-9]'*))"
SYMBOL = rf"(?:\\[A-Za-z]+'*|[A-Za-z]'*)(?:{INDEX})*"
NAME = (
    rf"(?:{SYMBOL}(?:\({SYMBOL}\))?|\\partial ?{SYMBOL} ?/ ?\\partial(?: ?{SYMBOL})?"
    rf"|\d+|10\^\{{-?\d+\}}|l ?[+-] ?1|\\partial {SYMBOL})"
)
NAMES = re.compile(rf"\(?{NAME}(?:,(?:\\[,;])? ?{NAME})*\)?")


def numbered():
    """The lessons by their numbers: "01" and, where one has a second part, "01b"."""
    return {p.stem.split("_")[0]: p for p in sorted(NOTEBOOKS.glob("0*.ipynb"))}


def lessons():
    others = {p.stem: p for p in sorted(NOTEBOOKS.glob("[a-z]*.ipynb"))}
    return numbered() | others | {"teaching_guide": NOTEBOOKS / "teaching_guide.md"}


def module(lesson):
    """The name under which its formulas and numbers are listed."""
    return f"lesson_{lesson}" if lesson[0].isdigit() else lesson


def cells(lesson, kind):
    path = lessons()[lesson]
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return [text] if kind == "markdown" else []
    return ["".join(c["source"]) for c in json.loads(text)["cells"] if c["cell_type"] == kind]


def printed(lesson):
    """What the code has printed, as the lesson stores it."""
    code = json.loads(lessons()[lesson].read_text(encoding="utf-8"))["cells"]
    found = [output for cell in code for output in cell.get("outputs", [])]
    return ["".join(output.get("text", "")) for output in found]


def mathematics(lesson):
    """(text, whether it is displayed) of everything between dollars, once each, in order."""
    found = {}
    for cell in cells(lesson, "markdown"):
        for shown, inline in MATH.findall(CODE.sub("", cell)):
            found[shown or inline] = found.get(shown or inline, False) or bool(shown)
    return list(found.items())


def is_name(text):
    computes = r"\mathsf T" in text or re.match(r"\([A-Z]", text)  # a transpose, or a shape
    return not computes and NAMES.fullmatch(text) is not None


def formulas(lesson):
    """What is displayed, and whatever else is more than a name."""
    return [text for text, displayed in mathematics(lesson) if displayed or not is_name(text)]
