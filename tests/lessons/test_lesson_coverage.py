"""What the lessons have to teach, and where: topics, slips of the article, learners' questions.

Each line is (what, lesson, section, words that the section says). A section that is moved or
reworded has to be found again here, so that nothing is lost on the way.
"""

import ast
import json
import re

from lesson_claims.reading import lessons, numbered
from support.each import each

from cnnbp import exercises

LESSONS = numbered()
# A second part of a lesson ("05b") has fewer exercises, and no whole ladder of them.
MOST_CHECKED, LEAST_CHECKED, LEAST_PREDICTIONS = 6, 3, 2
LADDER = ["worked", "half", "blank", "broken"]

TOPICS = [
    ("forward, fully connected", "01", 3, r"z\^1 = W\^1 a\^0 \+ b\^1"),
    ("loss", "01", 4, r"half the squared distance"),
    ("delta error", "01", 5, r"\\delta\^l = \\frac\{\\partial C\}\{\\partial z\^l\}"),
    ("output delta", "01", 6, r"\(a\^L - y\) \\odot \\sigma'\(z\^L\)"),
    ("parameter gradients", "01", 7, r"always has the shape of what it belongs to"),
    ("recursion", "01", 9, r"\(W\^\{l\+1\}\)\^\{\\mathsf T\} \\delta\^\{l\+1\}"),
    ("first layer", "01", 10, r"first layer with weights"),
    ("mini-batch", "01b", 4, r"\\frac1N"),
    ("follow the edges", "02", 2, r"multiplies it by the same weight"),
    ("cut connections", "02", 3, r"All other edges are cut"),
    ("share weights", "02", 4, r"same three weights"),
    ("max pooling", "03", 4, r"receives the whole delta"),
    ("remember the place", "03", 2, r"must write down the place"),
    ("average pooling", "03", 6, r"receives a quarter of the delta"),
    ("one edge", "04", 3, r"One edge, one product"),
    ("two edges", "04", 4, r"\\delta_\{0,0\} \\, w_\{0,1\} \+ \\delta_\{0,1\} \\, w_\{0,0\}"),
    ("all pixels", "04", 8, r"the padded delta as its picture and the rotated kernel"),
    ("the double sum", "05", 3, r"\\sum_\{y\} \\sum_\{x\}"),
    ("kernel gradient", "05", 5, r"correlation of \$a\^l\$ with"),
    ("bias of a convolution", "05", 6, r"sum of all deltas"),
    ("padding", "06", 3, r"k - 1 - p"),
    ("stride", "06", 4, r"zeros between the deltas"),
    ("dilation", "06", 5, r"d\(k-1\)"),
    ("channels", "06", 1, r"adds up over the \*output\* channels"),
    ("images in a batch", "06", 2, r"shared by all pictures"),
    ("training", "07", 4, r"forward, backward, step"),
]
# Slips of the article that the course follows: all stand in one place, in the article's order.
SLIPS = [
    ("δ′ for σ′", 2, r"delta'\(z\^L\)"),
    ("Hadamard", 2, r"Hadamard"),
    ("the wrong side of J", 2, r"J\^\{\\mathsf T\} \\delta\^\{l\+1\}"),
    ("l+! for l+1", 2, r"\^\{l\+!\}"),
    ("the first layer's delta", 2, r"\$\\delta\^1\$ exists"),
    ("wδ_a for wδ_b", 3, r"\$w\\,\\delta_b\$: what comes back"),
    ("σ′ after a pool", 3, r"it forgets \$\\sigma'"),
    ("C for two things", 4, r"each name means one thing"),
    ("the convention", 4, r"the same operation in both passes"),
    ("one bias for each channel", 5, r"\*\*one\*\* bias"),
    ("independent of z", 5, r"independent of \$z\$"),
    ("the index at once", 5, r"w_\{x'-x,\\,y'-y\}\$ at once"),
    ("σ′ after the convolution", 5, r"it multiplies afterwards"),
    ("why rotate", 5, r"because the derivation says so"),
    ("l and l − 1", 6, r"both are \$l - 1\$"),
]
QUESTIONS = [
    ("1 why rotate at all", "04", 7, r"There it is: the \*\*minus\*\*"),
    ("2 does scatter rotate", "04", 8, r"There is no rotation in this code"),
    ("3 which convolution", "05", 4, r"true convolution"),
    ("4 a library that flips", "05", 4, r"turns the kernel twice"),
    ("5 how much padding", "06", 3, r"\*\*fewer\*\* zeros around the delta"),
    ("6 stride", "06", 4, r"put \$s - 1\$ zeros between"),
    ("7 many to few channels", "06", 1, r"an input adds up over the \*output\* channels"),
    ("8 shapes of different depth", "06", 1, r"They meet in pairs"),
    ("9 sum or mean over positions", "02", 5, r"It is the \*\*sum\*\*"),
    ("10 conv bias", "05", 6, r"the sum of all deltas"),
    ("11 sum or mean over the batch", "06", 2, r"depends on how the loss is defined"),
    ("12 ties", "03", 5, r"\*\*first\*\* maximum"),
    ("13 overlap accumulates", "03", 8, r"`\+=` and `=`"),
    ("14 padded averages", "03", 9, r"`count_include_pad=False`"),
    ("15 max has no derivative", "03", 3, r"two straight pieces"),
    ("16 the same for all cells", "03", 4, r"It is not divided by four"),
    ("17 σ′ at the output", "01b", 3, r"Where is \$\\sigma'\$\?"),
    ("18 σ′ at z", "01", 6, r"belongs at \$z\$, not at \$a\$"),
    ("19 transposed convolution", "05b", 3, r"\*Transposed\* is not \*inverse\*"),
    ("20 close enough", "01", 11, r"below \$10\^\{-6\}\$ is fine"),
    ("21 what ∂C/∂x is for", "01", 10, r"which quarter of the picture"),
    ("22 a mean hides the turn", "04", 10, r"a sum or a mean hides it too"),
]


def cells(lesson, kind):
    found = json.loads(lessons()[lesson].read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


def section(lesson, number):
    text = "\n\n".join(cells(lesson, "markdown"))
    match = re.search(rf"^## {number}\. .*?(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert match, f"lesson {lesson} has no section {number}"
    return match[0]


@each(
    ("what", "lesson", "number", "words"),
    [*TOPICS, *QUESTIONS],
)
def test_it_is_taught_where_the_list_says(what, lesson, number, words):
    assert re.search(words, section(lesson, number)), what


@each(("what", "number", "words"), SLIPS)
def test_a_slip_of_the_article_is_named(what, number, words):
    assert re.search(words, section("reading_the_article", number), re.IGNORECASE), what


@each("lesson", LESSONS)
def test_a_reader_who_does_not_know_the_article_misses_nothing(lesson):
    """Lessons name it at their beginning or their end only."""
    text = re.split(r"^## Read next$", "\n\n".join(cells(lesson, "markdown")), flags=re.M)[0]
    assert len(re.findall(r"\barticle", text)) <= (3 if lesson == "00" else 1)


def calls(code, name):
    """The calls of a function or method of this name in a cell."""
    nodes = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    return [node for node in nodes if getattr(node.func, "attr", None) == name]


def checked(lesson):
    """The exercises that a lesson checks, in order."""
    found = [call for code in cells(lesson, "code") for call in calls(code, "check")]
    return [call.args[0].value for call in found]


@each("lesson", LESSONS)
def test_three_to_six_checked_exercises(lesson):
    least = LEAST_CHECKED - lesson.endswith("b")
    assert least <= len(checked(lesson)) <= MOST_CHECKED, checked(lesson)


@each("lesson", LESSONS)
def test_exercises_fade_from_worked_over_half_finished_to_blank(lesson):
    code = [text for text in cells(lesson, "code") if calls(text, "check")]
    kinds = []
    for text in code:
        if "broken." in text:
            kinds.append("broken")
        elif re.search(r"\n    return \.\.\.", text):
            kinds.append("blank")
        else:
            kinds.append("half" if "..." in text else "worked")
    order = [kind for i, kind in enumerate(kinds) if i == 0 or kind != kinds[i - 1]]
    assert order == sorted(order, key=LADDER.index)
    if not lesson.endswith("b"):
        assert order[:3] == ["worked", "half", "blank"]


def test_almost_every_lesson_has_a_broken_backward_to_find():
    without = [lesson for lesson in LESSONS if not any("broken." in n for n in checked(lesson))]
    assert without == ["00", "01b", "05"]


def test_every_exercise_stands_in_a_lesson_and_in_the_solutions():
    lessons = {name for lesson in LESSONS for name in checked(lesson)}
    assert lessons == set(exercises.available())
    assert set(checked("solutions")) == set(exercises.available())


@each("lesson", LESSONS)
def test_explorers_ask_before_they_show(lesson):
    code = "\n".join(cells(lesson, "code"))
    least = LEAST_PREDICTIONS - (lesson[:2] in ("01", "05"))  # two parts, each with one or more
    assert len(re.findall(r'mode="predict"', code)) >= least


@each("lesson", LESSONS)
def test_the_student_checks_gradients_and_changes_numbers(lesson):
    assert any(
        re.search(r"gradient_check\.(central_difference|compare)", code)
        for code in cells(lesson, "code")
    )
    assert "**Change me:**" in "\n".join(cells(lesson, "markdown"))


@each("lesson", LESSONS)
def test_reading_comes_last_with_dated_sources(lesson):
    last = cells(lesson, "markdown")[-1]
    assert last.startswith("## Read next")
    assert len(re.findall(r"\((?:19|20)\d\d\)|arXiv:\d", last)) >= 2
