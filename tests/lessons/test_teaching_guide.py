"""What the teaching guide says can be done as it says."""

import contextlib
import io
import itertools
import json
import re
from pathlib import Path

import numpy as np
from support.each import each

from cnnbp import connections, datasets
from cnnbp.widgets import DeltaFlow

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
GUIDE = (NOTEBOOKS / "teaching_guide.md").read_text(encoding="utf-8")
TIMES = re.compile(r"^\| (\d+)–(\d+) \|", re.MULTILINE)


def part(heading, end="## "):
    return GUIDE.split(f"{heading}")[1].split(f"\n{end}")[0]


def sections(lesson):
    (path,) = NOTEBOOKS.glob(f"0{lesson}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    return set(map(int, re.findall(r"^## (\d+)\. ", text, re.MULTILINE)))


@each(
    ("plan", "minutes"),
    [
        (part("## One session of 90 minutes"), 90),
        *((part(f"**Session {n}: ", "Homework"), 45) for n in (1, 2)),
        (part("**Session 3: "), 45),
    ],
)
def test_a_plan_fills_its_time_without_a_gap(plan, minutes):
    times = [(int(start), int(end)) for start, end in TIMES.findall(plan)]
    assert times[0][0] == 0
    assert times[-1][1] == minutes
    assert all(a[1] == b[0] for a, b in itertools.pairwise(times))


def test_the_sections_that_the_guide_names_exist():
    named = re.findall(r"[Ll]esson (\d\w?), sections? ((?:\d+(?:, | to | and )?)+)", GUIDE)
    named += re.findall(
        r"^\| [\d–]+ \| (\d\w?), sections? ((?:\d+(?:, | to | and )?)+)", GUIDE, re.M
    )
    assert len(named) > 15
    for lesson, numbers in named:
        assert set(map(int, re.findall(r"\d+", numbers))) <= sections(lesson), (lesson, numbers)


def test_the_exercises_that_the_guide_names_exist():
    named = re.findall(r"^\| [\d–]+ \| (\d), (exercise) (\d) ", GUIDE, re.MULTILINE)
    named += re.findall(r"[Ll]esson (\d\w?)\b[^;|.\n]*? (exercises?) (\d(?: to \d)?)", GUIDE)
    assert len(named) >= 4
    for lesson, _, numbers in named:
        (path,) = NOTEBOOKS.glob(f"0{lesson}_*.ipynb")
        text = path.read_text(encoding="utf-8")
        for number in re.findall(r"\d", numbers):
            assert f"### Exercise {number}" in text, (lesson, number)


def test_the_first_clicks_have_as_many_edges_as_the_guide_says():
    row = re.search(r"^\| 0–10 \|.*", GUIDE, re.MULTILINE)[0]
    pixels = [(int(r), int(c)) for r, c in re.findall(r"\((\d), (\d)\)", row)]
    told = re.search(r"each time: (\d), (\d), (\d)\.", row).groups()
    edges = connections.convolution(np.ones((3, 3)), (8, 8))
    counts = edges.backward(np.ones((6, 6)))
    assert [counts[pixel] for pixel in pixels] == [int(number) for number in told]


def test_what_needs_python_has_no_slide_as_the_guide_says():
    left_out = set()
    for path in NOTEBOOKS.glob("0*.ipynb"):
        section = 0
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            section = next(iter(map(int, re.findall(r"^## (\d+)", source))), section)
            if re.search(r"^Training\(|mode=\"edit\"", source, re.MULTILINE):
                assert cell["metadata"]["slideshow"]["slide_type"] == "skip"
                left_out.add((path.name[1], section))
    told = re.search(r"has no slide: [^(]*\(lesson (\d), sections ([^)]*)\)", GUIDE)
    assert left_out == {(told[1], int(number)) for number in re.findall(r"\d+", told[2])}


def test_attempts_are_listed_as_shown():
    first, second = re.findall(
        r"```python\n(.*?)```", part("## Predictions and attempts"), re.DOTALL
    )
    kernel = np.array([[0.25, -0.5, 1.0], [0.5, 1.25, -0.75], [-0.25, 0.75, -1.0]])
    digit = datasets.load_digits().images[7]
    names = {"DeltaFlow": DeltaFlow, "digit": digit, "w": kernel, "delta": np.ones((6, 6))}
    exec(first, names)
    for number, answer in enumerate([[0, 1], [7]], start=1):
        request = {"do": "judge", "question": "outputs", "source": 1, "answer": answer}
        names["quiz"].request = {"id": number, **request}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(second, names)
    lines = said.getvalue().splitlines()
    assert len(lines) == 2
    assert "True" in lines[0]
    assert "False" in lines[1]
    for key in ("question", "index", "answer", "right", "reason", "mistakes"):
        assert key in names["quiz"].attempts[0]
