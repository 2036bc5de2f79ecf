"""The widgets' JavaScript: `node --test` over tests/js, and the committed bundle is up to date."""

import subprocess
from pathlib import Path

import pytest
from support.programs import NO_NODE, find_node, required
from tools import bundle

ROOT = Path(__file__).resolve().parents[1]
TESTS = sorted((ROOT / "tests/js").glob("*.test.mjs"))
SOURCES = ROOT / "cnnbp/widgets/js"


@pytest.fixture
def node() -> str:
    return required(find_node(), "NODE", NO_NODE)


def test_node_tests_pass(node):
    assert TESTS or not (SOURCES / "main.js").exists(), "the widgets have no JavaScript tests"
    if not TESTS:
        pytest.skip("no widgets yet")
    run = subprocess.run(
        [node, "--test", *map(str, TESTS)], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_committed_bundle_is_what_make_bundle_builds(node):
    if not (SOURCES / "main.js").exists():
        pytest.skip("no widgets yet")
    try:
        bundle.install_tools()
    except (SystemExit, subprocess.CalledProcessError):
        required(None, "NODE", "npm could not install what tests/js/package-lock.json lists")
    built = bundle.bundle()
    assert built == bundle.TARGET.read_text(encoding="utf-8"), "run `make bundle` and commit it"
