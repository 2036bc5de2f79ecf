"""Resolve requirements with hashes: `make lock` writes the two locks.

tests/requirements.lock: the learner's versions of one day, for Python 3.11 to 3.13 on every
platform, with the hashes of all of their files on PyPI. `pip install --require-hashes -r
tests/requirements.lock` installs exactly these, and CI looks them up among the known
vulnerabilities. tools/lite/requirements.lock: the same for what `make lite` downloads, whose
versions stand in tools/lite/requirements.txt.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "tests" / "requirements.lock"
LITE = ROOT / "tools" / "lite" / "requirements.lock"
TOOL = ROOT / ".cache" / "uv"
UV = "uv==0.13.9"
INDEX = "https://pypi.org/simple"


def install_uv() -> str:
    """The program; it resolves for all platforms at once, which pip cannot."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(TOOL)]
    subprocess.run([*pip, UV], check=True)
    return str(TOOL / "bin" / "uv")


def resolve(source: str, target: Path, *options: str) -> None:
    """Write the lock of a requirement file."""
    command = [install_uv(), "pip", "compile", source, "--universal", *options]
    command += ["--python-version", "3.11", "--generate-hashes", "--no-config", "--upgrade"]
    command += ["--default-index", INDEX, "--no-annotate", "--quiet"]
    command += ["--custom-compile-command", "make lock", "--output-file", str(target)]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    resolve("requirements.txt", LOCK)
    resolve("tools/lite/requirements.txt", LITE, "--no-deps")
    for lock in (LOCK, LITE):
        lines = lock.read_text(encoding="utf-8").splitlines()
        print(f"{lock.relative_to(ROOT)}: {sum('==' in line for line in lines)} packages")
