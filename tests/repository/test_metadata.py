"""Version, citation and changelog agree."""

import re
from pathlib import Path

import cnnbp

ROOT = Path(__file__).resolve().parents[2]


def test_citation_has_the_packages_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.+)$", citation, re.MULTILINE).group(1) == cnnbp.__version__


def test_changelog_names_the_version_once_released_or_what_is_coming():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{cnnbp.__version__}]" in changelog or "## [Unreleased]" in changelog


def test_files_that_readme_and_contributing_link_to_exist():
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (ROOT / target).exists(), f"{name} links to {target}"
