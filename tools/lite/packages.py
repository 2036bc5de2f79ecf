"""What Python in the browser installs from: Pyodide's own list of packages, and ours added to it.

Pyodide reads one JSON file (it calls it a lock): each package with its wheel's address, its hash
and what it needs. With ours in it, a lesson's Python has everything from the start, loaded at once.
"""

import email
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).resolve().parent
LOCK = "pyodide-lock.json"
# The core: Python itself and its standard library. The kernel starts it from the first one.
CORE = ("pyodide.mjs", "pyodide.asm.*js", "pyodide.asm.wasm", "python_stdlib.zip", LOCK)
USUAL = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
# What is there before the first cell runs. The kernel would install the first seven by itself, one
# after the other; NumPy, matplotlib and the widgets come with the last one, which needs them.
AT_START = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
AT_START += ("cnnbp",)
Packages = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Pyodide:
    """A distribution: the address of its files, seen from the list; its own list of packages; and
    the folder it is copied from, where it is copied."""

    address: str
    lock: dict[str, Any]
    folder: Path | None = None

    @property
    def start(self) -> str:
        """The address of what starts Python, as the site's settings have it."""
        return f"{'./static/pyodide/' if self.folder else self.address}{CORE[0]}"


def usual() -> Pyodide:
    """The distribution on its usual address, of the version that package.json pins."""
    installed = HERE / "node_modules/pyodide"
    version = json.loads((installed / "package.json").read_text(encoding="utf-8"))["version"]
    lock = json.loads((installed / LOCK).read_text(encoding="utf-8"))
    return Pyodide(USUAL.format(version=version), lock)


def given(folder: Path) -> Pyodide:
    """The distribution in a folder, copied into the site. ValueError where it has no core."""
    for name in CORE:
        if not any(folder.glob(name)):
            raise ValueError(f"PYODIDE: got {folder} without {name}, expected Pyodide's files")
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    return Pyodide("../pyodide/", lock, folder)


def described(wheel: Path) -> tuple[dict[str, Any], list[Requirement]]:
    """A wheel's entry for the list, without what it needs, and what it needs."""
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        (path,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(path))
    tops = {name.partition("/")[0].removesuffix(".py") for name in names}
    entry = {
        "name": canonicalize_name(metadata["Name"]),
        "version": metadata["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(top for top in tops if top.isidentifier()),
        "unvendored_tests": False,
    }
    return entry, [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]


def together(pyodide: Pyodide, wheels: Iterable[Path]) -> dict[str, Any]:
    """The list of packages: ours, whose wheels lie beside it, and Pyodide's at its address.

    ValueError where one of ours needs what neither has, or has in another version.
    """
    python = pyodide.lock["info"]["python"]
    browser = {"sys_platform": "emscripten", "platform_system": "Emscripten", "extra": ""}
    browser |= {"python_version": ".".join(python.split(".")[:2]), "python_full_version": python}
    packages: Packages = {
        canonicalize_name(name): {**one, "file_name": pyodide.address + one["file_name"]}
        for name, one in pyodide.lock["packages"].items()
    }
    ours = [described(wheel) for wheel in wheels]
    packages |= {entry["name"]: entry for entry, _ in ours}
    for entry, needs in ours:
        needs = [one for one in needs if one.marker is None or one.marker.evaluate(browser)]
        for one in needs:
            there = packages.get(canonicalize_name(one.name), {}).get("version")
            if there is None or not one.specifier.contains(there, prereleases=True):
                got = f"{one.name} {there}" if there else "nothing of that name"
                raise ValueError(f"{entry['name']}: needs {one}, and Pyodide has {got}")
        entry["depends"] = sorted(canonicalize_name(one.name) for one in needs)
    return {**pyodide.lock, "packages": packages}


def needed(packages: Packages, names: Sequence[str] = AT_START) -> Packages:
    """These packages and all that they need."""
    found: Packages = {}
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found:
            found[name] = packages[name]
            waiting += packages[name]["depends"]
    return dict(sorted(found.items()))
