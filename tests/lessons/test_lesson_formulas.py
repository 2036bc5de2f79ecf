"""Every formula in the lessons is evaluated on both of its sides, as it stands there."""

from lesson_claims.claims import CLAIMS, GIVEN, WRONG
from lesson_claims.latex import FAULTS
from lesson_claims.reading import cells, formulas, is_name, lessons, mathematics
from lesson_claims.slips import slips
from support.each import each

# A slip that changes nothing: both numbers are equal.
STILL_TRUE = {"(x, y) = (0, 0)"}


def listed(lesson):
    texts = {claim.text for claim in [*CLAIMS, *WRONG] if claim.lesson == lesson}
    return texts | {text for place, text in GIVEN if place == lesson}


@each("lesson", lessons())
def test_every_formula_of_the_lesson_is_listed(lesson):
    new = [text for text in formulas(lesson) if text not in listed(lesson)]
    assert new == [], "say in tests/lesson_claims what it is evaluated with"


@each("lesson", lessons())
def test_every_listed_formula_stands_in_the_lesson(lesson):
    assert listed(lesson) - {text for text, _ in mathematics(lesson)} == set()


@each("text", [r"\sigma'(z^l_{3,4})", r"\partial C/\partial a", "w_{0,1}, w_{0,0}"])
def test_a_name_says_nothing(text):
    assert is_name(text)


@each("text", ["s - 1", "2h", r"w\,\delta_b", "z = 0", r"a_{i+p,\,j}", "d(k-1)"])
def test_whatever_computes_is_a_formula(text):
    assert not is_name(text)


@each("claim", CLAIMS)
def test_what_the_formula_says_is_true(claim):
    assert claim.holds()


@each("claim", WRONG)
def test_what_is_quoted_as_a_mistake_is_one(claim):
    assert not claim.ever_holds()


def holds_in_spite_of(slip, claim):
    try:
        return claim.holds(slip)
    except FAULTS:  # it cannot even be evaluated
        return False


@each("lesson", lessons())
def test_a_slip_of_the_pen_makes_the_formula_false(lesson):
    """So a wrong sign, index, layer, transposition, slope or factor cannot come in unseen."""
    claims = [claim for claim in CLAIMS if claim.lesson == lesson and "…" in claim.says]
    tried = [(claim, slip) for claim in claims for slip in slips(claim.text)]
    unseen = [slip for claim, slip in tried if holds_in_spite_of(slip, claim)]
    assert set(unseen) <= STILL_TRUE


def test_there_are_slips_of_every_kind():
    line_6 = next(c.text for c in CLAIMS if c.lesson == "05" and r"\delta^{l+1}_{i-u" in c.text)
    found = set(slips(line_6))
    for right, wrong in [
        ("i-u", "i+u"),
        ("w_{u,v}", "w_{v,u}"),
        (r"\sigma'", r"\sigma"),
        ("^{l+1}", "^l"),
        (r"{i,j}\right", r"{j,i}\right"),
    ]:
        assert line_6.replace(right, wrong) in found
    assert len(found) == 8
    assert sum(len(slips(claim.text)) for claim in CLAIMS if "…" in claim.says) > 400


@each(("lesson", "text"), GIVEN)
def test_what_is_given_is_used_by_the_lesson(lesson, text):
    place, code = GIVEN[lesson, text]
    assert any(code in cell for cell in cells(place, "code"))
