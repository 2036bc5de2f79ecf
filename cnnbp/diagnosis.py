"""What an installation lacks for the lessons, and how to mend it.

    diagnosis.report()      one line for each thing that matters; it prints as it is
    diagnosis.front_end()   a line that the browser itself fills in

Nothing here is loaded by the rest of the package, and no checked package is imported: versions are
read from what the installer wrote down, and the front end's files are looked for on the disk.
"""

from __future__ import annotations

import importlib.metadata
import os
import site
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement

    from cnnbp.widgets.front_end import FrontEnd

PYTHON = ">=3.11"
# Of the two servers one is enough.
SERVERS = {"jupyterlab": ">=4.4.9,<5", "notebook": ">=7.4,<8"}
# What the server hands to the browser, for JupyterLab and Notebook 7 alike.
EXTENSIONS = {
    "@jupyter-widgets/jupyterlab-manager": "jupyterlab_widgets",
    "anywidget": "anywidget",
}
# What differs where Python itself runs in the browser, and no server does.
IN_THE_BROWSER = {
    "place": "this page: Python (Pyodide) runs in the browser, without a server",
    "files": "kept in this browser alone; File, Download takes one along",
    "threads": "none: a training hears Stop after each epoch",
    "endless loop": "an exercise's is ended at one of its lines; else Kernel, Restart Kernel",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was checked. mend: a line that says what to do; empty when all is well."""

    what: str
    found: str
    mend: str = ""


@dataclass(frozen=True)
class Report:
    """All findings. It prints as lines, and is true when nothing has to be mended."""

    findings: tuple[Finding, ...]

    def __bool__(self) -> bool:
        return not any(finding.mend for finding in self.findings)

    def __repr__(self) -> str:
        lines = []
        for finding in self.findings:
            lines.append(f"{'✗' if finding.mend else '✓'} {finding.what}: {finding.found}")
            if finding.mend:
                lines.append(f"    to mend it: {finding.mend}")
        count = sum(bool(finding.mend) for finding in self.findings)
        lines.append("All is well." if not count else f"{count} to mend; then restart the kernel.")
        return "\n".join(lines)


def report(folders: list[Path] | None = None) -> Report:
    """Look at versions, kernel and front end. folders: where a server looks for its extensions.

    Where Python runs in the browser itself (JupyterLite), it tells in place of server and front end
    what is different there.
    """
    found = [_python(), _kernel()]
    found += [_package(wanted) for wanted in requirements()]
    if _in_the_browser():
        return Report((*found, *(Finding(*line) for line in IN_THE_BROWSER.items())))
    found.append(_server())
    where = extension_folders() if folders is None else folders
    found += [_extension(name, package, where) for name, package in EXTENSIONS.items()]
    return Report(tuple(found))


def front_end() -> FrontEnd:
    """A widget that says whether the browser shows widgets and talks to this kernel."""
    from cnnbp.widgets.front_end import FrontEnd  # the only part that loads ipywidgets

    return FrontEnd()


def requirements() -> list[Requirement]:
    """What the installed cnnbp asks for; nothing where it is not installed."""
    from packaging.requirements import Requirement  # a kernel has it: ipykernel needs it too

    try:
        return [Requirement(line) for line in importlib.metadata.requires("cnnbp") or ()]
    except importlib.metadata.PackageNotFoundError:
        return []


def fits(version: str, wanted: str) -> bool:
    """Whether a version such as "8.1.7" lies in a range such as ">=8.1.7,<9"."""
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(wanted).contains(version, prereleases=True)


def extension_folders(environ: Mapping[str, str] = os.environ) -> list[Path]:
    """Where a server of this environment looks for extensions of its front end."""
    own = [Path(sys.prefix) / "share/jupyter"]
    given = [Path(part) for part in environ.get("JUPYTER_PATH", "").split(os.pathsep) if part]
    user = [Path(environ[name]) for name in ("JUPYTER_DATA_DIR",) if name in environ]
    home = Path.home()
    user += [Path(site.getuserbase()) / "share/jupyter", home / ".local/share/jupyter"]
    user += [home / "Library/Jupyter", Path(environ.get("APPDATA", home)) / "jupyter"]
    shared = [Path("/usr/local/share/jupyter"), Path("/usr/share/jupyter")]
    return [base / "labextensions" for base in (*given, *user, *own, *shared)]


def _in_the_browser() -> bool:
    return sys.platform == "emscripten"


def _install(*packages: str) -> str:
    """The command that installs into the environment of this kernel."""
    if _in_the_browser():
        return "load the page again; if the line stays, tell whoever put the lessons there"
    return f'"{sys.executable}" -m pip install {" ".join(packages)}, in a terminal'


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    mend = f"install Python 3.11, 3.12 or 3.13 and make the environment anew (now {version})"
    return Finding("Python", version, "" if fits(version, PYTHON) else mend)


def _kernel() -> Finding:
    """Whether this Python has the package installed, or only finds it in the folder around it."""
    if _version("cnnbp"):
        return Finding("kernel", "this environment has cnnbp")
    mend = 'choose the kernel of the lessons\' environment, or run "pip install -e ." there'
    return Finding("kernel", "cnnbp is not installed in its environment", mend)


def _package(requirement: Requirement) -> Finding:
    name = requirement.name
    wanted = ",".join(sorted(map(str, requirement.specifier), reverse=True))  # ">=2.2,<3"
    version = _version(name)
    if version is None:
        return Finding(name, "missing", _install(f'"{name}{wanted}"'))
    mend = "" if fits(version, wanted) else _install(f'"{name}{wanted}"')
    return Finding(name, version if not mend else f"{version}, expected {wanted}", mend)


def _server() -> Finding:
    there = {name: version for name in SERVERS if (version := _version(name))}
    good = [f"{name} {version}" for name, version in there.items() if fits(version, SERVERS[name])]
    if good:
        return Finding("server", " and ".join(good))
    found = ", ".join(f"{name} {version}" for name, version in there.items())
    mend = _install(f'"jupyterlab{SERVERS["jupyterlab"]}"')
    if not there:
        found = "none here; the server may run in another environment (VS Code, Colab, a hub)"
        mend = ""
    return Finding("server", found, mend)


def _extension(name: str, package: str, folders: list[Path]) -> Finding:
    what = f"front end of {package}"
    for folder in folders:
        if (folder / name / "package.json").is_file():
            return Finding(what, "installed")
    return Finding(
        what, "not found where a server looks for it", _install("--force-reinstall", package)
    )
