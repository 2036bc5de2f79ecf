"""Make the checkout's `.venv` ready: `python tools/environment.py learner` (or `tests`).

Uses the standard library alone, because it runs before anything is installed. What was installed
is written beside the environment as a hash of the requirement files, the package metadata and the
checkout's own path, so that a second call returns at once, and a checkout that was moved or
updated is installed again.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
OLDEST, NEWEST_TESTED = (3, 11), (3, 13)
REQUIREMENTS = {
    "learner": ["requirements.txt"],
    "tests": ["requirements.txt", "tests/requirements.txt"],
}


def venv_python(venv: Path = VENV) -> Path:
    """The environment's interpreter, on Windows and elsewhere."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp(level: str, root: Path = ROOT) -> str:
    """What an installation depends on, in one line."""
    content = hashlib.sha256(str(root).encode())
    for name in [*REQUIREMENTS[level], "pyproject.toml"]:
        content.update((root / name).read_bytes())
    return f"{level} {content.hexdigest()}"


def check_python(version: tuple[int, int]) -> None:
    """Refuse a Python that is too old; say so when it is newer than the ones the tests run on."""
    if version < OLDEST:
        raise SystemExit(
            f"Python {version[0]}.{version[1]} is too old: the lessons need 3.11, 3.12 or 3.13."
        )
    if version > NEWEST_TESTED:
        print(f"Note: tested with Python 3.11 to 3.13; this is {version[0]}.{version[1]}.")


def missing_venv_message(version: tuple[int, int]) -> str:
    """What to install where Debian's and Ubuntu's Python comes without venv and pip."""
    name = f"python{version[0]}.{version[1]}-venv"
    return (
        f"This Python cannot make virtual environments (no ensurepip). On Debian and Ubuntu:\n"
        f"    sudo apt install {name}\nThen run the same command again."
    )


def works(python: Path) -> bool:
    """Whether the environment's interpreter starts and has pip (an interrupted set-up has not)."""
    if not python.exists():
        return False
    command = [str(python), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(command, capture_output=True).returncode == 0


def create() -> None:
    """A new `.venv`, in place of one that no longer works."""
    version = sys.version_info[:2]
    check_python(version)
    try:
        import ensurepip  # noqa: F401  (absent on Debian without python3-venv)
    except ImportError:
        raise SystemExit(missing_venv_message(version)) from None
    print(f"Making .venv with Python {version[0]}.{version[1]} …", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command).returncode:
        raise SystemExit(missing_venv_message(version))


def installers(venv: Path = VENV) -> list[list[str]]:
    """The commands that install into `.venv`: uv's where it is on the PATH, for speed, then pip's.

    pip follows where uv fails: it alone knows the indexes of pip's own configuration.
    """
    python = str(venv_python(venv))
    uv, pip = shutil.which("uv"), [python, "-m", "pip", "install", "--quiet"]
    pip.append("--disable-pip-version-check")
    return [[uv, "pip", "install", "--quiet", "--python", python], pip] if uv else [pip]


def install(level: str) -> None:
    """Install the requirement files and the package itself, which stays linked to the checkout."""
    files = [word for name in REQUIREMENTS[level] for word in ("-r", name)]
    print(f"Installing {' and '.join(REQUIREMENTS[level])} (once; a minute or so) …", flush=True)
    for arguments in ([*files], ["--no-deps", "--editable", "."]):
        commands = ([*command, *arguments] for command in installers())
        if all(subprocess.run(command, cwd=ROOT).returncode for command in commands):
            raise SystemExit("pip could not install the packages; its message stands above.")


def ensure(level: str) -> None:
    """Bring `.venv` to the wanted level, doing nothing where it is there already."""
    record = VENV / f".installed-{level}"
    wanted = stamp(level)
    if not works(venv_python()):
        create()
    elif record.exists() and record.read_text() == wanted:
        return
    install(level)
    record.write_text(wanted)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("level", choices=sorted(REQUIREMENTS))
    ensure(parser.parse_args().level)
