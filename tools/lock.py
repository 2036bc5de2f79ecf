"""Resolve the learner's requirements with hashes: `make lock` writes tests/requirements.lock.

The versions of one day, for Python 3.11 to 3.13 on every platform, with the hashes of all of their
files on PyPI. `pip install --require-hashes -r tests/requirements.lock` installs exactly these,
and CI looks them up among the known vulnerabilities.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "tests" / "requirements.lock"
TOOL = ROOT / ".cache" / "uv"
UV = "uv==0.13.9"
INDEX = "https://pypi.org/simple"


def resolve(target: Path = LOCK) -> None:
    """Write the lock; uv resolves for all platforms at once, which pip cannot."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(TOOL)]
    subprocess.run([*pip, UV], check=True)
    command = [str(TOOL / "bin" / "uv"), "pip", "compile", "requirements.txt", "--universal"]
    command += ["--python-version", "3.11", "--generate-hashes", "--no-config", "--upgrade"]
    command += ["--default-index", INDEX, "--no-annotate", "--quiet"]
    command += ["--custom-compile-command", "make lock", "--output-file", str(target)]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    resolve()
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    print(f"{LOCK.relative_to(ROOT)}: {sum('==' in line for line in lines)} packages")
