"""Python in the browser: a Pyodide to run lessons and tests with, and a server for the pages."""

import functools
import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools import bundle
from tools.lite import packages

# Of Pyodide's own packages, what a lesson has at its start.
START = ("micropip", "jedi", "ipython", "matplotlib", "tqdm", "typing-extensions")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing: a page asks for some hundred files."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a plain file server for a folder."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def from_the_registries(folder: Path) -> dict[str, Any]:
    """A Pyodide in `folder` as far as npm and PyPI have it, and its list of packages.

    The core is npm's. PyPI has those of Pyodide's packages that are Python alone; what is compiled,
    such as NumPy, stays in the list, and its wheel is not there.
    """
    bundle.install_tools(packages.HERE)
    for name in packages.CORE:
        for path in (packages.HERE / "node_modules/pyodide").glob(name):
            shutil.copy(path, folder)
    lock = packages.usual().lock
    pure = {
        name: one
        for name, one in packages.needed(lock["packages"], START).items()
        if one["file_name"].endswith("-none-any.whl")
    }
    _download(folder, [f"{name}=={one['version']}" for name, one in pure.items()])
    for wheel in folder.glob("*.whl"):
        entry, _ = packages.described(wheel)
        kept = {name: entry[name] for name in ("file_name", "sha256")}
        lock["packages"][entry["name"]] |= kept
    return lock


def expose(site: Path) -> None:
    """Let tests reach JupyterLab's commands, as the servers of the other tests do."""
    path = site / "jupyter-lite.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["jupyter-config-data"]["exposeAppInBrowser"] = True
    path.write_text(json.dumps(told), encoding="utf-8")


# pytest and what it needs, as Python alone.
PYTEST = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")
PYTEST += ("hypothesis>=6.150,<7", "sortedcontainers")
ROOMS = ("mathematics", "connections", "core", "network", "fast")


def tests_in_pyodide(node: str, pyodide: Path, folder: Path) -> tuple[int, str]:
    """Run the tests of the mathematics in Pyodide, under Node: how many passed, and the output."""
    _download(folder, PYTEST)
    script = Path(__file__).with_name("pyodide_tests.mjs")
    rooms = [f"tests/{room}" for room in ROOMS]
    command = [node, str(script), str(pyodide), str(folder), str(packages.HERE.parents[1]), *rooms]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    passed = re.search(r"(\d+) passed", run.stdout)
    return (int(passed[1]) if passed and run.returncode == 0 else 0), run.stdout


def _download(folder: Path, names: Iterable[str]) -> None:
    """Wheels of PyPI that are Python alone, for Pyodide's Python."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest"]
    command += [str(folder), "--only-binary=:all:", "--platform=any", "--python-version=3.14"]
    command += ["--implementation=py", "--abi=none", *names]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
