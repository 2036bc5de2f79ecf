"""Build JupyterLab with Python in the browser: `make lite` writes lite/.

JupyterLite makes the pages, its Pyodide kernel runs the lessons in the reader's own browser, and
any web server can hand out the folder. Pyodide itself comes from its usual address, or from a
folder that is copied into the site (`make lite PYODIDE=/path`); then a page asks no other server.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import bundle
from tools.lite import packages
from tools.lite.packages import HERE, Pyodide

ROOT = HERE.parents[1]
LITE = ROOT / "lite"
CACHE = ROOT / ".cache/lite"
REQUIREMENTS = HERE / "requirements.lock"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
# Of what the lock names: what builds here, and what has a part in JupyterLab. The rest, and what
# the kernel brings, is installed in the browser.
BUILDERS = ("jupyterlite", "doit", "pkginfo")
FRONT_ENDS = ("anywidget", "jupyterlab_widgets")
LEFT_OUT = (r"\.toml$", r"/\.")  # of notebooks/


def downloaded(cache: Path = CACHE) -> Path:
    """A folder with `wheels`, what the lock names, and `tools`, those of them that build."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    folder = cache / wanted[:12]
    if folder.exists():
        return folder
    part = cache / f"part-{os.getpid()}"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # The wheels of no machine in particular: the browser needs those, and the tools have no others.
    get = [*pip, "download", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    get += ["--platform=any", "--implementation=py", "--abi=none", "--dest", str(part / "wheels")]
    subprocess.run([*get, "-r", str(REQUIREMENTS)], check=True)
    tools = [str(wheel) for wheel in _wheels(part / "wheels") if _builds(wheel)]
    put = [*pip, "install", "--no-deps", "--no-index", "--target", str(part / "tools"), *tools]
    subprocess.run(put, check=True)
    part.rename(folder)
    return folder


def wheels_for_the_browser(ready: Path, made: Path) -> list[Path]:
    """The package itself, just built into `made`; the kernel's own; and what the widgets need."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    own = _wheels(ready / f"tools/share/jupyter/labextensions/{KERNEL}/static/pypi")
    # It brings two releases of one stand-in, for ipywidgets 7 and 8.
    own = [wheel for wheel in own if not wheel.name.startswith("widgetsnbextension-3")]
    others = [wheel for wheel in _wheels(ready / "wheels") if not _builds(wheel)]
    return [*_wheels(made), *own, *others]


def settings(pyodide: Pyodide) -> dict[str, object]:
    """What the pages are told: where Python is, and what it has when it starts."""
    kernel = {
        "pyodideUrl": pyodide.start,
        "loadPyodideOptions": {
            "lockFileURL": f"./static/wheels/{packages.LOCK}",
            "packages": list(packages.AT_START),
        },
        "disablePyPIFallback": pyodide.folder is not None,
    }
    data = {
        "appName": "Back-propagation in a CNN",
        "litePluginSettings": {f"{KERNEL}:kernel": kernel},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}


def build(pyodide: Pyodide, target: Path = LITE) -> None:
    """Write the site into `target`, anew."""
    ready = downloaded()
    source = CACHE / f"source-{os.getpid()}"
    shutil.rmtree(source, ignore_errors=True)
    made = source / "made"
    made.mkdir(parents=True)
    wheels = wheels_for_the_browser(ready, made)
    lock = packages.together(pyodide, wheels)
    if pyodide.folder is not None:
        lock["packages"] = packages.needed(lock["packages"])
        _check_copy(pyodide, lock)
    _jupyterlite(ready, source, target, settings(pyodide))
    for wheel in wheels:
        _copy(wheel, target / "static/wheels")
    text = json.dumps(lock, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (target / "static/wheels" / packages.LOCK).write_text(text, encoding="utf-8")
    for name in _copied(pyodide, lock):
        _copy(pyodide.folder / name, target / "static/pyodide")
    shutil.rmtree(source)
    files = [path for path in target.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{target.name}/  {size:.1f} MB in {len(files)} files")


def _jupyterlite(ready: Path, source: Path, target: Path, told: dict[str, object]) -> None:
    """JupyterLite's own build: JupyterLab's files, the front ends of the widgets, the lessons."""
    front_ends = [wheel for wheel in _wheels(ready / "wheels") if wheel.name.startswith(FRONT_ENDS)]
    config = {
        "LiteBuildConfig": {
            "apps": ["lab"],
            "contents": [str(ROOT / "notebooks")],
            "extra_ignore_contents": list(LEFT_OUT),
            "federated_extensions": [
                *map(str, front_ends),
                str(ready / f"tools/share/jupyter/labextensions/{KERNEL}"),
            ],
            "ignore_sys_prefix": True,
            "no_sourcemaps": True,
            "no_libarchive": True,
            "output_dir": str(target),
        }
    }
    for name, content in (("jupyter_lite_config.json", config), ("jupyter-lite.json", told)):
        (source / name).write_text(json.dumps(content), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    environment = {**os.environ, "PYTHONPATH": str(ready / "tools")}
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    run = subprocess.run(
        command,
        cwd=source,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if run.returncode:
        raise SystemExit(f"{run.stdout}\nJupyterLite could not build the site, as said above.")


def _copied(pyodide: Pyodide, lock: dict[str, object]) -> list[str]:
    """The files of a given folder that the site needs: the core, and the wheels of the list."""
    if pyodide.folder is None:
        return []
    names = [one["file_name"] for one in lock["packages"].values()]
    wheels = [name for name in names if name.startswith(pyodide.address)]
    core = [path.name for name in packages.CORE for path in pyodide.folder.glob(name)]
    core.remove(packages.LOCK)  # ours stands in its place
    return [*core, *(name.removeprefix(pyodide.address) for name in wheels)]


def _check_copy(pyodide: Pyodide, lock: dict[str, object]) -> None:
    for name in _copied(pyodide, lock):
        if not (pyodide.folder / name).is_file():
            got = f"got {pyodide.folder} without {name}"
            raise ValueError(f"PYODIDE: {got}, expected Pyodide's full distribution")


def _wheels(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.whl"))


def _builds(wheel: Path) -> bool:
    """Whether a wheel is for building, and not for the browser."""
    return wheel.name.startswith(BUILDERS)


def _copy(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder)


def main(pyodide: str | None) -> None:
    """Build from a folder, or from the usual address, whose list of packages npm brings."""
    if pyodide:
        build(packages.given(Path(pyodide).resolve()))
    else:
        bundle.install_tools(HERE)
        build(packages.usual())
