"""One set of letters, from lesson 2 to the end, in formulas and in code, always row first.

Pixel (i, j), output (y, x), place in the kernel (u, v); filter f, channel c, example n; the
settings s, d and p are never places.
"""

import ast
import re

from lesson_claims.reading import cells, mathematics, numbered
from support.each import each

LESSONS = [lesson for lesson in numbered() if lesson[:2] >= "02"] + ["formula_sheet"]
PAIRS = {("i", "j"), ("y", "x"), ("u", "v"), ("f", "c")}
ROW, COLUMN = set("iyu"), set("jxv")
SETTINGS = set("sdpk")
INDICES = ROW | COLUMN | set("fcn")
# What the arrays of the lessons hold, by their names in the code.
PLACES = {
    ("y", "x"): {"z", "delta", "delta2", "there", "response", "target"},
    ("i", "j"): {"a", "digit", "da", "scattered", "gathered", "measured", "padded"},
    ("u", "v"): {"w", "kernel", "dw", "dk", "rotated"},
}

SUBSCRIPT = re.compile(r"(?<!\\sum)_\{([^{}]*(?:\\text\{[^}]*\}[^{}]*)*)\}")
PLACE = re.compile(r"\(([^(){}]*(?:\([^()]*\)[^(){}]*)*)\)")


def formula_faults(text):
    """What in a formula breaks the rule."""
    found = []
    text = re.sub(r"\\(?:[,;! ]|left|right)|\s", "", text)
    if primes := re.findall(r"(?<![\\A-Za-z])[a-z]'", text):
        found.append(f"primes: {primes}")
    for summed in re.findall(r"\\sum_\{([^}]*)\}", text):
        letters = set(re.findall(r"[a-z]", summed.split("=")[0]))
        if not letters <= INDICES:
            found.append(f"a sum over {summed}")
    for inside in SUBSCRIPT.findall(text) + PLACE.findall(text):
        indices = [index for index in inside.split(",") if index]
        if len(indices) > 1 and not re.search(r"\\|[A-Z]", inside):
            found += pair_faults(*(set(re.findall("[a-z]", i)) for i in indices[-2:]), inside)
    return found


def pair_faults(row, column, where):
    """row, column: the letters of a place's two indices."""
    if (row, column) == ({"f"}, {"c"}):
        return []
    wrong = not row <= ROW | SETTINGS or not column <= COLUMN | SETTINGS
    alone = tuple("".join(letters) for letters in (row, column))
    if len(row) == len(column) == 1 and alone not in PAIRS:
        wrong = True
    if len(row & SETTINGS) == len(row) > 0:  # a setting is no place
        wrong = True
    return [f"the place ({where})"] if wrong else []


def code_faults(code):
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store):
            names = [item.id for item in node.elts if isinstance(item, ast.Name)]
            pair = tuple(names[-2:])
            letters = set(pair) & (ROW | COLUMN)
            if letters and len(names) > 1 and pair not in PAIRS:
                found.append(f"names {names}")
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in "pqst":
            found.append(f"the name {node.id}")
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            found += subscript_faults(node)
    return found


def subscript_faults(node):
    row, column = node.slice.elts[-2:]
    if not isinstance(node.value, ast.Name):
        return []
    if any(isinstance(index, ast.Slice | ast.Constant) for index in (row, column)):
        return []
    letters = [{n.id for n in ast.walk(i) if isinstance(n, ast.Name)} for i in (row, column)]
    if not all(all(len(name) == 1 for name in names) for names in letters):
        return []
    text = ast.unparse(node)
    faults = pair_faults(*letters, text)
    for pair, arrays in PLACES.items():
        alone = isinstance(row, ast.Name) and isinstance(column, ast.Name)
        if node.value.id in arrays and alone and (row.id, column.id) not in (pair, ("f", "c")):
            faults.append(text)
    return faults


@each("lesson", LESSONS)
def test_formulas_keep_to_the_letters(lesson):
    faults = [(text, fault) for text, _ in mathematics(lesson) for fault in formula_faults(text)]
    assert faults == []


@each("lesson", LESSONS)
def test_code_keeps_to_the_letters(lesson):
    assert [fault for code in cells(lesson, "code") for fault in code_faults(code)] == []


@each(
    "text",
    [
        r"\delta_{x,y}",
        r"w_{p,q}",
        r"\sum_{p} w_{u,v}",
        r"z^{l+1}_{x',y'}",
        r"a_{i+q,\,j+v}",
        r"a_{x+v,\;y+u}",
        "(p, q)",
        r"(i - v,\; j - u)",
        r"\delta_{n,f,\,j-v,\,i-u}",
    ],
)
def test_other_letters_in_a_formula_are_found(text):
    assert formula_faults(text)


@each(
    "code",
    [
        "for x, y in places: pass",
        "for p, q in places: pass",
        "z[i, j]",
        "da[y, x] += 1",
        "w[i, j]",
        "delta[i - v, j - u]",
        "total = [a[u, v] for u, v in places]",
        "t = 1",
    ],
)
def test_other_letters_in_code_are_found(code):
    assert code_faults(code)
