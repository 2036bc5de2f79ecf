"""The lists of dependencies say the same thing in every place that needs one."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Binder's image brings these; a learner's requirements.txt has them, the package does not need
# the last two.
IN_BINDERS_IMAGE = {"ipywidgets", "jupyterlab"}
FOR_LESSONS_ONLY = {"jupyterlab", "nbval"}


def listed(text):
    """`{"numpy": ">=2.2,<3", ...}` from the lines of a requirement file."""
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    pairs = [re.fullmatch(r"([\w.-]+)(.*)", line).groups() for line in lines if line[:1].isalnum()]
    return dict(pairs)


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGE = listed("\n".join(PROJECT["dependencies"]))
LEARNER = listed((ROOT / "requirements.txt").read_text(encoding="utf-8"))
BINDER = listed((ROOT / "binder/requirements.txt").read_text(encoding="utf-8"))


def test_requirements_txt_has_what_the_package_needs_and_the_lessons_tools():
    assert {k: v for k, v in LEARNER.items() if k not in FOR_LESSONS_ONLY} == PACKAGE
    assert set(LEARNER) >= FOR_LESSONS_ONLY


def test_binder_installs_what_its_image_does_not_bring():
    assert {k: v for k, v in PACKAGE.items() if k not in IN_BINDERS_IMAGE} == BINDER


def test_every_dependency_is_a_range_with_both_ends():
    for name, version in {**LEARNER, **PACKAGE}.items():
        assert re.fullmatch(r">=[\d.]+,<[\d.]+", version), name


def test_the_tests_requirements_build_on_the_learners():
    assert "-r ../requirements.txt" in (ROOT / "tests/requirements.txt").read_text()
