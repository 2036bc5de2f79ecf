"""The widgets' JavaScript: `node --test`, types, and a bundle that is up to date."""

import os
import subprocess
from pathlib import Path

import pytest
from support.programs import NO_NODE, find_node, required

from tools import bundle

ROOT = Path(__file__).resolve().parents[2]
TESTS = sorted((ROOT / "tests/js").glob("*.test.mjs"))


@pytest.fixture
def node() -> str:
    return required(find_node(), "NODE", NO_NODE)


@pytest.fixture
def tools():
    """Where npm has put esbuild and the type checker."""
    try:
        return bundle.install_tools()
    except (SystemExit, subprocess.CalledProcessError):
        required(None, "NODE", "npm could not install what tests/js/package-lock.json lists")


def test_node_tests_pass(node):
    assert TESTS
    run = subprocess.run(
        [node, "--test", *map(str, TESTS)], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("target", bundle.BUNDLES, ids=lambda path: path.name)
def test_the_committed_bundles_are_what_make_bundle_builds(node, tools, target):
    built = bundle.bundle(bundle.BUNDLES[target])
    assert built == target.read_text(encoding="utf-8"), "run `make bundle` and commit it"


def test_types_in_the_comments_hold(node, tools):
    command = [tools / ("tsc.cmd" if os.name == "nt" else "tsc"), "--project", "tests/js"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
