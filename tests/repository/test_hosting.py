"""What GitHub, Codespaces, dependabot and pre-commit are told is true of this checkout."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
REQUIREMENTS = (ROOT / "tests/requirements.txt").read_text(encoding="utf-8")
TESTED = {"3.11", "3.12", "3.13"}


def read(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def steps(path):
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


def tracked():
    run = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8")
    return run.stdout.splitlines() or pytest.skip("not a git checkout")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_use_what_is_there_and_pin_what_they_fetch(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for step in steps(path):
        assert re.search(r"@(release/)?v\d+$", step.get("uses", "@v1")), step
        assert (ROOT / step.get("working-directory", ".")).is_dir(), step
        words = step.get("run", "")
        assert set(re.findall(r"\bmake ([a-z-]+)", words)) <= targets
        for script in re.findall(r"\b(?:bash|python) ([\w./]+)", words):
            assert (ROOT / script).is_file(), script


def test_the_tested_pythons_are_those_that_the_package_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {line.rsplit(" ", 1)[1] for line in project["classifiers"] if "Python :: 3." in line}
    jobs = read(".github/workflows/test.yml")["jobs"]
    assert set(jobs["test"]["strategy"]["matrix"]["python"]) == named == TESTED
    assert set(jobs["platforms"]["strategy"]["matrix"]["python"]) <= named


def test_a_release_needs_no_secret_and_one_job_alone_may_publish():
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    jobs = read(".github/workflows/release.yml")["jobs"]
    assert "secrets." not in text
    assert [name for name, job in jobs.items() if "permissions" in job] == ["publish"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["publish"]["environment"]["name"] == "pypi"


def test_dependabot_and_the_audit_look_at_every_list_of_packages():
    updates = {one["package-ecosystem"]: one for one in read(".github/dependabot.yml")["updates"]}
    locks = {str(Path(name).parent) for name in tracked() if name.endswith("package-lock.json")}
    lists = {str(Path(name).parent) for name in tracked() if name.endswith("requirements.txt")}
    assert {folder.strip("/") for folder in updates["npm"]["directories"]} == locks
    assert {folder.strip("/") or "." for folder in updates["pip"]["directories"]} == lists
    audits = [s for s in steps(".github/workflows/test.yml") if "npm audit" in s.get("run", "")]
    assert {step["working-directory"] for step in audits} == locks


def test_pre_commit_has_the_versions_of_the_tests():
    revisions = {repo["repo"]: repo.get("rev") for repo in read(".pre-commit-config.yaml")["repos"]}
    ruff = re.search(r"^ruff==(.+)$", REQUIREMENTS, re.MULTILINE)[1]
    codespell = re.search(r"^codespell>=([\d.]+),", REQUIREMENTS, re.MULTILINE)[1]
    assert revisions["https://github.com/astral-sh/ruff-pre-commit"] == f"v{ruff}"
    assert revisions["https://github.com/codespell-project/codespell"].startswith(f"v{codespell}")


def test_codespaces_opens_the_first_lesson_with_the_environment_ready():
    made = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    script = made["postCreateCommand"].split()[1]
    opened = made["customizations"]["codespaces"]["openFiles"]
    assert all((ROOT / name).is_file() for name in [script, *opened])
    assert re.search(r"-(3\.\d+)-", made["image"])[1] in TESTED


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_issue_forms_are_forms(path):
    form = read(path)
    if path.name == "config.yml":
        return
    assert {"name", "description", "body"} <= form.keys()
    ids = [part["id"] for part in form["body"]]
    assert len(set(ids)) == len(ids) > 0
    assert all(part["attributes"]["label"] for part in form["body"])


def test_what_a_command_makes_is_marked_as_generated():
    made = [name for name in tracked() if "/static/" in name]
    made += [name for name in tracked() if name.endswith(("package-lock.json", ".lock"))]
    command = ["git", "check-attr", "linguist-generated", "--", *made]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert made
    assert all(line.endswith(": set") for line in run.stdout.splitlines())
