"""Bundle the widgets' JavaScript: `python tools/bundle.py` (or `make bundle`).

anywidget loads one ES module for each widget class, so that esbuild joins what a class needs of
cnnbp/widgets/js into one file of cnnbp/widgets/static: readable, not minified, committed. A test
builds them again and compares. The tools are pinned, with their hashes, in
tests/js/package-lock.json.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "tests/js"
WIDGETS = ROOT / "cnnbp/widgets"
# What anywidget loads for each widget class, and where it begins.
BUNDLES = {
    WIDGETS / "static/delta_flow.js": "js/main.js",
    WIDGETS / "static/derivation.js": "js/derivation_main.js",
}
HEADER = "// Built by `make bundle` from cnnbp/widgets/js: edit the sources there, not this file."


def install_tools(package: Path = PACKAGE) -> Path:
    """Install what package-lock.json of a folder lists, once per content; its bin folder."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm not found: install Node.js 20 or newer, https://nodejs.org/")
    modules = package / "node_modules"
    record = modules / ".cnnbp-installed"
    wanted = hashlib.sha256((package / "package-lock.json").read_bytes()).hexdigest()
    if not record.exists() or record.read_text() != wanted:
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        environment = {"npm_config_cache": str(ROOT / ".cache/npm"), **os.environ}
        subprocess.run(command, cwd=package, check=True, env=environment)
        record.write_text(wanted)
    return modules / ".bin"


def bundle(entry: str) -> str:
    """A bundle's text; esbuild runs in the widgets' folder, so that no machine's path shows."""
    esbuild = install_tools() / ("esbuild.cmd" if os.name == "nt" else "esbuild")
    command = [str(esbuild), entry, "--bundle", "--format=esm", "--target=es2022"]
    command += ["--charset=utf8", "--legal-comments=none", "--log-level=warning"]
    result = subprocess.run(
        command, cwd=WIDGETS, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return f"{HEADER}\n{result.stdout}"


if __name__ == "__main__":
    for target, entry in BUNDLES.items():
        target.parent.mkdir(exist_ok=True)
        text = bundle(entry)
        target.write_text(text, encoding="utf-8", newline="\n")
        print(f"{target.relative_to(ROOT)}: {len(text) / 1000:.0f} kB", file=sys.stderr)
