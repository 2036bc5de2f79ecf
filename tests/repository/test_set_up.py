"""The scripts behind `make lab` and `make test`: which Python, which options, what to say."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment, lab

ROOT = Path(__file__).resolve().parents[2]


def test_lab_opens_a_window_where_there_is_a_display():
    assert "--no-browser" not in lab.arguments("linux", {"DISPLAY": ":0"}, False)
    assert "--no-browser" not in lab.arguments("linux", {"WAYLAND_DISPLAY": "wayland-0"}, False)
    assert "--no-browser" not in lab.arguments("darwin", {}, False)
    assert "--no-browser" in lab.arguments("linux", {"DISPLAY": ""}, False)


def test_lab_runs_as_root_only_when_it_is_root():
    assert "--allow-root" in lab.arguments("linux", {}, True)
    assert "--allow-root" not in lab.arguments("linux", {}, False)


def test_labs_settings_keep_what_the_learner_chose(tmp_path):
    lab.write_settings(tmp_path)
    (path,) = tmp_path.rglob("*.jupyterlab-settings")
    assert '"fetchNews": "false"' in path.read_text()
    path.write_text("{}")
    lab.write_settings(tmp_path)
    assert path.read_text() == "{}"


def test_an_old_python_is_refused_and_a_new_one_is_noted(capsys):
    with pytest.raises(SystemExit, match=r"3\.10 is too old"):
        environment.check_python((3, 10))
    for minor in (11, 12, 13):
        environment.check_python((3, minor))
    assert capsys.readouterr().out == ""
    environment.check_python((3, 14))
    assert "tested with Python 3.11 to 3.13" in capsys.readouterr().out


def test_without_ensurepip_the_package_to_install_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    with pytest.raises(SystemExit, match=re.escape(f"sudo apt install {version}")):
        environment.create()


@pytest.mark.parametrize(("uv", "uv_works"), [(None, True), ("uv", True), ("uv", False)])
def test_uv_installs_where_it_is_there_and_pip_where_it_is_not_or_fails(monkeypatch, uv, uv_works):
    commands = []

    def run(command, **options):
        commands.append(command)
        failed = command[0] == "uv" and not uv_works
        return subprocess.CompletedProcess(command, int(failed))

    monkeypatch.setattr(shutil, "which", lambda name: uv)
    monkeypatch.setattr(subprocess, "run", run)
    environment.install("tests")
    python = str(environment.venv_python())
    assert all(python in command for command in commands)  # never into another environment
    by_pip = [command[4:] for command in commands if command[0] == python]
    by_uv = [command[6:] for command in commands if command[0] == "uv"]
    assert [bool(by_uv), bool(by_pip)] == [bool(uv), not (uv and uv_works)]
    for arguments in filter(None, (by_pip, by_uv)):
        assert arguments[0][-4:] == ["-r", "requirements.txt", "-r", "tests/requirements.txt"]
        assert arguments[1][-3:] == ["--no-deps", "--editable", "."]


def test_a_set_up_that_fails_says_so(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda c, **o: subprocess.CompletedProcess(c, 1))
    with pytest.raises(SystemExit, match="could not install"):
        environment.install("learner")


def test_the_stamp_changes_with_the_requirements_and_with_the_place(tmp_path):
    for name in ("requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    first = environment.stamp("learner", tmp_path)
    assert environment.stamp("learner", tmp_path) == first
    (tmp_path / "requirements.txt").write_text("numpy")
    assert environment.stamp("learner", tmp_path) != first
    assert environment.stamp("learner", ROOT) != first


@pytest.mark.skipif(shutil.which("make") is None or os.name == "nt", reason="no make")
def test_without_a_python_make_says_what_to_install(tmp_path):
    for name in ("sh", "make"):
        (tmp_path / name).symlink_to(shutil.which(name))
    run = subprocess.run(
        ["make", "env", "PY=none"],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode != 0
    assert "No Python 3.11, 3.12 or 3.13 found" in run.stderr
