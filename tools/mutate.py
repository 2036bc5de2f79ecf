"""Mutation test of the mathematics: plants errors one by one and counts those the tests notice.

Works on a copy in .cache/mutation. Needs mutmut 3.8 (pip install mutmut==3.8.1), on Linux or macOS.

    python tools/mutate.py            run everything, print the score and the survivors
    python tools/mutate.py sample N   the same for N of the errors, drawn at random, always the same
    python tools/mutate.py show NAME  the error that a survivor stands for
"""

import math
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

TOP = Path(__file__).parents[1]
COPY = TOP / ".cache" / "mutation"
# What errors are planted in, and the tests that have to notice them: paths in cnnbp/ and tests/.
SUBJECTS = [
    "activations.py", "convolution.py", "dense.py", "losses.py", "pooling.py",
    "_core/*.py", "_fast/*.py", "connections/*.py",
]  # fmt: skip
TESTS = [
    "core/test_*.py",
    "fast/test_*.py", "connections/test_*.py",
    *(
        f"mathematics/test_{name}.py"
        for name in (
            "activations", "convolution", "convolution_input", "dense", "losses", "pooling"
        )
    ),
]  # fmt: skip
HELPERS = ["strategies.py", "doors.py", "mistake_layers.py", "support/each.py"]
CAUGHT = ("killed", "timeout", "segfault", "caught by type check")

# Two tests start a Python of their own, which mutmut cannot follow.
SETTINGS = """
[tool.mutmut]
source_paths = ["cnnbp"]
only_mutate = {subjects}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-k", "not environment and not fast_room"]
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
    shutil.copytree(
        TOP / "cnnbp", COPY / "cnnbp", ignore=shutil.ignore_patterns("static", "__pycache__")
    )
    tests = found("tests", TESTS)
    for path in [*tests, *found("tests", HELPERS)]:
        (COPY / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(TOP / path, COPY / path)
    (COPY / "tests" / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    settings = SETTINGS.format(subjects=found("cnnbp", SUBJECTS), tests=tests)
    (COPY / "pyproject.toml").write_text(settings, encoding="utf-8")


def found(folder, patterns):
    """Paths of all files that match, from the top of the checkout; each pattern must match one."""
    paths = []
    for pattern in patterns:
        matching = sorted((TOP / folder).glob(pattern))
        assert matching, f"{folder}/{pattern}: no such file"
        paths += [str(path.relative_to(TOP)) for path in matching]
    return paths


def mutmut(*arguments, quiet=False):
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=COPY, env=environment, capture_output=quiet, text=True)
    return done.stdout or ""


def results():
    """What became of each planted error, by its name."""
    lines = mutmut("results", "--all", "true", quiet=True).splitlines()
    return dict(re.match(r"\s*(\S+): (.+)", line).groups() for line in lines if ": " in line)


def run(*names):
    mutmut("run", "--max-children", str(os.cpu_count()), *names)


def sample(size):
    run("cnnbp.dense.x__weights__mutmut_1")  # mutmut plants all errors before it runs the first
    names = sorted(results())
    chosen = random.Random(0).sample(names, size)
    run(*chosen)
    found = results()
    caught = report({name: found[name] for name in chosen})
    print(f"of {len(names)}; standard error {100 * math.sqrt(caught * (1 - caught) / size):.1f} %")


def report(results):
    count = Counter(results.values())
    caught = sum(count[kind] for kind in CAUGHT)
    for name, result in sorted(results.items()):
        if result not in CAUGHT:
            print(f"{name}: {result}")
    print(f"{caught} of {len(results)} planted errors noticed, {100 * caught / len(results):.1f} %")
    print(", ".join(f"{kind} {n}" for kind, n in count.items()))
    return caught / len(results)


def main():
    if sys.argv[1:2] == ["show"]:
        mutmut("show", *sys.argv[2:])
        return
    prepare()
    if sys.argv[1:2] == ["sample"]:
        sample(int(sys.argv[2]))
    else:
        run()
        report(results())


if __name__ == "__main__":
    main()
