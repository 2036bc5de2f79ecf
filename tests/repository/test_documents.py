"""README, CONTRIBUTING, guide and lessons: links lead somewhere, words are spelt right."""

import json
import re
import subprocess
import sys
from pathlib import Path

from support.each import each

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
DOCUMENTS += sorted((ROOT / "notebooks").glob("*.md"))
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def words_of(path):
    """A document's text; of a lesson what is written in its cells."""
    if path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def github_anchor(heading):
    """The anchor that GitHub gives: small letters, hyphens for spaces, no other signs."""
    plain = re.sub(r"[^\w\- ]", "", heading.lower())
    return plain.replace(" ", "-")


@each("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_within_the_repository_resolve(path):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(<?([^)\s>]+)>?\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = path.parent / name if name else path
        assert file.exists(), f"{path.name} links to {target}"
        if anchor and file.suffix == ".md":
            headings = HEADING.findall(file.read_text(encoding="utf-8"))
            assert anchor in map(github_anchor, headings), f"{path.name} links to {target}"


@each("path", LESSONS, ids=lambda path: path.name)
def test_a_lesson_sends_nobody_away_before_its_end(path):
    """Links to elsewhere stand under the last heading, "Read next"."""
    before = re.split(r"^## Read next$", words_of(path), flags=re.MULTILINE)[0]
    assert re.findall(r"https?://[^\s)>\]]+", before) == []


def test_the_lessons_are_spelt_right(tmp_path):
    """The sources alone: in an output, a picture's letters would be taken for words."""
    for path in LESSONS:
        (tmp_path / f"{path.stem}.md").write_text(words_of(path), encoding="utf-8")
    command = [sys.executable, "-m", "codespell_lib", "--toml", str(ROOT / "pyproject.toml")]
    run = subprocess.run([*command, str(tmp_path)], capture_output=True, encoding="utf-8")
    assert run.stdout + run.stderr == ""
