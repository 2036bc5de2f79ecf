"""Lessons on a twin of Binder's image: the same Python packages, the same steps, no Docker.

repo2docker's list of the image's packages is installed into a fresh environment, then Binder's own
requirement file, then postBuild runs in a copy of the checkout, and lessons are opened there.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect
from support import binder_image
from support.checkout import ROOT, copy_checkout
from support.jupyter import Lab, cell_errors, jupyter_server, run_all

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
MOST_MEGABYTES = 400
# Every kind of widget: explorers and what judges answers, the derivation, a network that trains.
# All lessons run in the newest JupyterLab (test_lessons.py).
LESSONS = ["00_start_here.ipynb", "05_derivation.ipynb", "07_train_a_cnn.ipynb"]


def python_3_12():
    """Binder's Python where the machine has it; else the one that runs the tests."""
    candidates = [shutil.which("python3.12")]
    candidates += sorted(Path.home().glob(".pyenv/versions/3.12*/bin/python"))
    for candidate in filter(None, candidates):
        if (
            subprocess.run([candidate, "-c", "import ensurepip"], capture_output=True).returncode
            == 0
        ):
            return str(candidate)
    return sys.executable


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The environment's Python and the checkout's copy, after every step of Binder's build."""
    folder = tmp_path_factory.mktemp("image")
    venv, checkout = folder / "venv", copy_checkout(folder / "checkout")
    constraints = folder / "constraints.txt"
    pins = [f"{name}=={version}\n" for name, version in binder_image.versions().items()]
    constraints.write_text("".join(pins))
    subprocess.run([python_3_12(), "-m", "venv", venv], check=True)
    python = venv / "bin/python"
    pip = [python, "-m", "pip", "install", "--quiet", "--no-compile"]
    subprocess.run([*pip, "-c", constraints, *binder_image.requirements()], check=True)
    subprocess.run([*pip, "-r", ROOT / "binder/requirements.txt"], check=True)
    environment = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["bash", "binder/postBuild"], cwd=checkout, env=environment, check=True)
    return python, checkout


@pytest.fixture(scope="module")
def server(browser, image):
    python, checkout = image
    # The settings are those of postBuild alone.
    with jupyter_server(checkout, python=str(python), settings={}) as running:
        yield running


@pytest.fixture(scope="module")
def lab_of_image(browser):
    """One page of the image's JupyterLab serves all lessons."""
    return Lab(browser)


@pytest.fixture
def lab(request, lab_of_image, server):
    yield lab_of_image
    lab_of_image.clear(request.node.failed)
    server.stop_kernels()


def test_binders_requirements_change_nothing_in_the_image(image):
    """Otherwise a front end of another version would be tested, and Binder would start slower."""
    command = [image[0], "-m", "pip", "list", "--format=freeze"]
    listed = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    pairs = [line.split("==") for line in listed.splitlines() if "==" in line]
    installed = {name.replace("_", "-"): version for name, version in pairs}
    known = binder_image.versions()
    for name in binder_image.ASKED_FOR:
        assert installed[name] == known[name]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_and_its_explorers_answer(lab, server, lesson):
    page = lab.open(server, f"notebooks/{lesson}", "light")
    page.set_viewport_size({"width": 1280, "height": 900})
    run_all(page)
    assert cell_errors(page) == []
    explorers = page.locator(
        ".jp-OutputArea .cnnbp[data-theme]:not(.cnnbp-derivation, .cnnbp-training)"
    )
    count = explorers.count()
    assert count > 0
    cell = explorers.first.locator('[data-panel="input"] [role="gridcell"]').last
    cell.click()
    expect(cell).to_have_attribute("aria-selected", "true")
    # Cells outside the window keep their explorers.
    page.evaluate("window.jupyterapp.shell.currentWidget.content.scrollToItem(0)")
    assert explorers.count() == count
    assert page.console_errors == []
    print(f"{lesson}: {megabytes(server):.0f} MB for the server and one kernel")
    assert megabytes(server) < MOST_MEGABYTES


def megabytes(server):
    """Memory of the server and its kernels that is theirs alone, and their share of the rest."""
    process = psutil.Process(server.process.pid)
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_full_info().pss for member in family) / 1e6
