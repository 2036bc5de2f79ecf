"""The wheel holds everything, and works in a clean environment far from the checkout."""

import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from support.checkout import ROOT, copy_checkout

import cnnbp

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RUN_LESSON = """
import nbformat
from nbclient import NotebookClient
import cnnbp
print(cnnbp.__file__)
notebook = nbformat.read("00_start_here.ipynb", as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
print("state" if notebook.metadata.widgets else "no widgets")
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder with the wheel and the source archive, made from a copy of the checkout."""
    folder = tmp_path_factory.mktemp("package")
    checkout = copy_checkout(folder / "checkout")
    command = [sys.executable, "-m", "build", "--outdir", folder / "dist", checkout]
    run = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "dist"


def test_wheel_and_archive_have_the_packages_version(built):
    names = sorted(path.name for path in built.iterdir())
    version = cnnbp.__version__
    assert names == [f"cnnbp-{version}-py3-none-any.whl", f"cnnbp-{version}.tar.gz"]


SOURCES = ROOT / "cnnbp/widgets/frontend"  # static/ holds what is built of them


def test_the_wheel_holds_what_the_package_loads_and_no_more(built):
    (wheel,) = built.glob("*.whl")
    names = {n for n in zipfile.ZipFile(wheel).namelist() if n.startswith("cnnbp/")}
    here = (p for p in (ROOT / "cnnbp").rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    wanted = {str(p.relative_to(ROOT)) for p in here if not p.is_relative_to(SOURCES)}
    assert names == wanted
    scripts = {f"cnnbp/widgets/static/{name}.js" for name in ("delta_flow", "derivation")}
    assert {"cnnbp/py.typed", *scripts} <= names


def test_the_first_lesson_runs_from_the_wheel_alone(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv/bin/python"
    pip = [python, "-m", "pip", "install", "--quiet", "--no-compile"]
    subprocess.run([*pip, wheel, "nbclient", "ipykernel"], check=True)
    shutil.copy(ROOT / "notebooks/00_start_here.ipynb", tmp_path)
    run = subprocess.run(
        [python, "-P", "-c", RUN_LESSON], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stderr
    assert re.search(r"venv/lib/.*site-packages/cnnbp/__init__\.py\nstate", run.stdout)
