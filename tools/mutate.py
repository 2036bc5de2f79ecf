"""Mutation test of the mathematics: plants errors one by one and counts those the tests notice.

Works on a copy in .cache/mutation. Needs mutmut 3.8 (pip install mutmut==3.8.1), on Linux or macOS.

    python tools/mutate.py            run everything, print the score and the survivors
    python tools/mutate.py show NAME  the error that a survivor stands for
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

TOP = Path(__file__).parents[1]
COPY = TOP / ".cache" / "mutation"
SUBJECTS = ["activations", "connections", "convolution", "dense", "losses", "pooling"]
TESTS = [
    *SUBJECTS,
    "convolution_input",
    "convolution_rows",
    "convolution_tables",
    "convolution_tiles",
    "planes",
    "six_points",
    "sums",
]
HELPERS = [
    "convolution_blocks",
    "convolution_rows",
    "convolution_shapes",
    "convolution_tables",
    "convolution_tiles",
    "convolution_ways",
    "edge_builders",
    "edge_index",
    "edges",
    "max_pool",
    "planes",
    "rotated_form",
    "six_points",
    "sums",
    "validate",
    "windows",
    "winners",
]
CAUGHT = ("killed", "timeout", "segfault", "caught by type check")

SETTINGS = """
[tool.mutmut]
source_paths = ["cnnbp"]
only_mutate = {subjects}
pytest_add_cli_args = ["-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false

[tool.pytest.ini_options]
pythonpath = [".", "tests"]
addopts = ["--import-mode=importlib"]
filterwarnings = ["error"]
"""

# Few examples, always the same: a survivor must survive again.
CONFTEST = """
from hypothesis import settings

settings.register_profile(
    "mutation", deadline=None, derandomize=True, max_examples=12, database=None
)
settings.load_profile("mutation")
"""


def prepare():
    shutil.rmtree(COPY, ignore_errors=True)
    (COPY / "tests").mkdir(parents=True)
    (COPY / "cnnbp").mkdir()
    for path in (TOP / "cnnbp").glob("*.py"):
        shutil.copy(path, COPY / "cnnbp")
    tests = [f"tests/test_{name}.py" for name in TESTS]
    for path in [*tests, "tests/strategies.py", "tests/convolution_ways.py"]:
        if (TOP / path).exists():
            shutil.copy(TOP / path, COPY / "tests")
    (COPY / "tests" / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    present = [path for path in tests if (TOP / path).exists()]
    subjects = [f"cnnbp/{name}.py" for name in SUBJECTS + [f"_{name}" for name in HELPERS]]
    settings = SETTINGS.format(subjects=subjects, tests=present)
    (COPY / "pyproject.toml").write_text(settings, encoding="utf-8")


def mutmut(*arguments, quiet=False):
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=COPY, env=environment, capture_output=quiet, text=True)
    return done.stdout or ""


def report():
    lines = mutmut("results", "--all", "true", quiet=True).splitlines()
    results = dict(re.match(r"\s*(\S+): (.+)", line).groups() for line in lines if ": " in line)
    count = Counter(results.values())
    caught = sum(count[kind] for kind in CAUGHT)
    for name, result in sorted(results.items()):
        if result not in CAUGHT:
            print(f"{name}: {result}")
    print(f"{caught} of {len(results)} planted errors noticed, {100 * caught / len(results):.1f} %")
    print(", ".join(f"{kind} {n}" for kind, n in count.items()))


def main():
    if sys.argv[1:2] == ["show"]:
        mutmut("show", *sys.argv[2:])
        return
    prepare()
    mutmut("run", "--max-children", str(os.cpu_count()))
    report()


if __name__ == "__main__":
    main()
