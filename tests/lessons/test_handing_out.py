"""nbgitpuller hands out lessons: an update is merged into a student's folder, own work is kept."""

import json
import os
import subprocess
import sys
import time

import pytest

LESSON = "notebooks/lesson.ipynb"


def git(folder, *arguments):
    names = ["-c", "user.name=teacher", "-c", "user.email=teacher@example.org"]
    command = ["git", *names, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8")


def write(path, *cells):
    """A notebook laid out as `make notebooks` lays it out, with an id for every cell."""
    listed = [
        {"cell_type": "markdown", "id": f"id-{i}", "metadata": {}, "source": [f"{text}\n"]}
        for i, text in enumerate(cells)
    ]
    notebook = {"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook, indent=1) + "\n")


def texts(path):
    return ["".join(c["source"]).strip() for c in json.loads(path.read_text())["cells"]]


@pytest.fixture
def teacher(tmp_path):
    """The repository that lessons are handed out from."""
    folder = tmp_path / "teacher"
    (folder / "notebooks").mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder / LESSON, "goals", "idea", "your answer here", "recap")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    return folder


@pytest.fixture
def student(teacher, tmp_path, monkeypatch):
    """The student's folder after the first click on the link; `pull` is the next click."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "student")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "student@example.org")
    folder = tmp_path / "student"
    pull(teacher, folder)
    return folder


def pull(teacher, folder):
    code = "from nbgitpuller.pull import main; main()"
    command = [sys.executable, "-c", code, teacher, "main", folder]
    run = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr


def commit(teacher):
    git(teacher, "commit", "--quiet", "--all", "-m", "update")


def test_an_update_elsewhere_in_the_lesson_is_merged_with_the_students_cells(teacher, student):
    write(student / LESSON, "goals", "idea", "my own answer", "recap")
    write(teacher / LESSON, "better goals", "idea", "your answer here", "recap")
    commit(teacher)
    pull(teacher, student)
    assert texts(student / LESSON) == ["better goals", "idea", "my own answer", "recap"]


def test_where_both_changed_the_same_cell_the_students_stays(teacher, student):
    write(student / LESSON, "goals", "idea", "my own answer", "recap")
    write(teacher / LESSON, "goals", "idea", "a better question", "recap")
    commit(teacher)
    pull(teacher, student)
    assert texts(student / LESSON) == ["goals", "idea", "my own answer", "recap"]


def test_a_new_lesson_arrives_and_the_students_own_file_of_that_name_is_kept(teacher, student):
    mine = student / "notebooks/next.ipynb"
    write(mine, "my own notebook")
    os.utime(mine, (time.time() - 60,) * 2)
    write(teacher / "notebooks/next.ipynb", "the next lesson")
    git(teacher, "add", ".")
    commit(teacher)
    pull(teacher, student)
    assert texts(mine) == ["the next lesson"]
    (kept,) = (path for path in mine.parent.glob("next_*.ipynb"))
    assert texts(kept) == ["my own notebook"]


def test_a_lesson_that_the_student_deleted_comes_back(teacher, student):
    (student / LESSON).unlink()
    pull(teacher, student)
    assert texts(student / LESSON) == ["goals", "idea", "your answer here", "recap"]
