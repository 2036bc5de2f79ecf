"""The lock of the learner's requirements: within their ranges, for every platform, with hashes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "tests/requirements.lock").read_text(encoding="utf-8")
LEARNER = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PINS = {
    Requirement(head): re.findall(r"--hash=sha256:([0-9a-f]{64})", tail)
    for head, tail in re.findall(r"^([a-z].*?) \\\n((?: +--hash=\S+(?: \\)?\n)+)", LOCK, re.M)
}


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_every_requirement_has_one_version_within_its_range(python, platform):
    here = {"python_full_version": f"{python}.0", "python_version": python}
    here |= {"sys_platform": platform, "platform_python_implementation": "CPython"}
    wanted = [Requirement(line) for line in LEARNER.splitlines() if line[:1].isalpha()]
    for one in wanted:
        fits = [p for p in PINS if p.name == one.name]
        fits = [p for p in fits if p.marker is None or p.marker.evaluate(here)]
        assert len(fits) == 1, one.name
        (exact,) = fits[0].specifier
        assert exact.operator == "=="
        assert exact.version in one.specifier


def test_hashes_are_those_of_every_file_and_not_of_one_machine():
    assert len(PINS) == len(re.findall(r"^[a-z]", LOCK, re.MULTILINE))
    for pin, hashes in PINS.items():
        assert len(set(hashes)) == len(hashes) > 0
        if pin.name in {"numpy", "matplotlib", "pyzmq"}:  # built for each platform and version
            assert len(hashes) > 20, pin


def test_nothing_of_the_machine_that_made_it_is_in_it():
    assert not re.search(r"://|--(?:index|extra|find|trusted)|@ |/opt|/home|/tmp", LOCK)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_pip_takes_it():
    """Every package that the others need is listed, and a file of this platform is among them."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    command += ["--require-hashes", "--only-binary=:all:", "-r", "tests/requirements.lock"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr
