"""What Binder would build, read off the Dockerfile that repo2docker prints (no Docker needed)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Binder builds on Linux")


@pytest.fixture(scope="module")
def dockerfile():
    """The Dockerfile, its comments and repo2docker's own messages included."""
    run = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return run.stdout + run.stderr


def test_python_is_the_version_of_runtime_txt(dockerfile):
    assert (ROOT / "binder/runtime.txt").read_text().strip() == "python-3.12"
    assert "Building conda environment for python=3.12" in dockerfile
    assert re.search(r"^COPY .*environment-2epy-2d3-2e12-2d", dockerfile, re.MULTILINE)


def test_the_requirements_are_binders_own_in_a_layer_of_their_own(dockerfile):
    installs = re.findall(r"^RUN .*pip install.*$", dockerfile, re.MULTILINE)
    assert len(installs) == 1
    assert installs[0].endswith('-r "binder/requirements.txt"')
    # Before the checkout is copied: a new commit does not install the requirements again.
    assert dockerfile.index(installs[0]) < dockerfile.index("COPY --chown=0:0 src/ ${REPO_DIR}/")


def test_post_build_installs_the_package(dockerfile):
    assert re.search(r"^RUN \./binder/postBuild$", dockerfile, re.MULTILINE)
    script = (ROOT / "binder/postBuild").read_text()
    assert re.search(r"pip install .*--no-deps \.$", script, re.MULTILINE)
    assert subprocess.run(["bash", "-n", "binder/postBuild"], cwd=ROOT).returncode == 0
