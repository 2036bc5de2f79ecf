"""`make lab`, pytest, `make test` in a copy of the checkout on a machine that knows nothing of it.

The copy's path contains spaces, the home folder is empty and stays so, the usual port is taken,
and there is no display.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from support.checkout import ROOT, copy_checkout

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(shutil.which("make") is None, reason="no make"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    return copy_checkout(tmp_path_factory.mktemp("copy") / "a checkout, with spaces")


def environment(home):
    """A newcomer's, without a display and without what this run's tools have set."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL"}
    hidden |= {"PYTHONPATH", "COVERAGE_FILE"}
    tools = ("PYTEST", "CNNBP", "COV_CORE")
    kept = {k: v for k, v in os.environ.items() if k not in hidden and not k.startswith(tools)}
    # pip asks a machine's rustc for its version, and rustup's then makes its folder in the home.
    return {"RUSTUP_HOME": str(Path.home() / ".rustup"), **kept, "HOME": str(home)}


def make(checkout, home, *arguments):
    """The command, run in the copy as a newcomer would; downloads come from this one's cache."""
    return subprocess.Popen(
        ["make", *arguments, f"PIP_CACHE_DIR={ROOT / '.cache/pip'}"],
        cwd=checkout,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )


def first_address(process):
    """What the command printed up to JupyterLab's address, and the address."""
    printed = ""
    for line in process.stdout:
        printed += line
        if found := re.search(r"http://127\.0\.0\.1:\d+/\S+", line):
            return printed, found.group()
    raise AssertionError(printed)


def stop(process):
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=30)


def status(address):
    """The HTTP status of a page, asked for until the server answers."""
    for _ in range(50):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.status
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer at {address}")


def test_make_lab_opens_the_first_lesson_and_a_second_call_installs_nothing(checkout, home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for installs in (True, False):
            process = make(checkout, home, "lab", f"ARGS=--port={port}")
            try:
                printed, address = first_address(process)
                assert ("Installing" in printed) == installs
                assert "No display" in printed
                assert f":{port}/" not in address
                assert "/lab/tree/notebooks/00_start_here.ipynb" in address
                assert status(address) == 200
            finally:
                stop(process)
    assert list(home.iterdir()) == []


def learners_pytest(checkout, home, *arguments):
    """With what `make lab` has installed: requirements.txt and the package."""
    return subprocess.run(
        [checkout / ".venv/bin/python", "-m", "pytest", *arguments],
        cwd=checkout,
        env=environment(home) | {"MPLCONFIGDIR": str(checkout / ".cache/matplotlib")},
        capture_output=True,
        encoding="utf-8",
    )


def test_the_lessons_show_what_they_say_in_a_learners_environment(checkout, home):
    run = learners_pytest(checkout, home, "--nbval", "notebooks/")
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"\d+ passed", run.stdout)


def test_pytest_alone_runs_what_it_can_and_says_what_it_left_out(checkout, home):
    run = learners_pytest(checkout, home, "-k", "core or mathematics or diagnosis")
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"\d+ passed", run.stdout)
    (line,) = re.findall(r"^Left out: .*$", run.stdout, re.MULTILINE)
    assert {"hypothesis", "playwright", "scipy"} <= set(re.findall(r"\w+", line))
    assert "pip install -r tests/requirements.txt" in line


def test_make_test_passes(checkout, home):
    """Without its lint (-o), which says nothing else here than in the checkout itself."""
    process = make(checkout, home, "env-tests")
    process.communicate()
    process = make(checkout, home, "-o", "lint", "test", "ARGS=tests/connections tests/diagnosis")
    printed, _ = process.communicate()
    assert process.returncode == 0, printed
    assert re.search(r"\d+ passed", printed)
