"""What a page's Python installs from: everything is there, in a version that fits, and pinned."""

import hashlib
import json
import re
from zipfile import ZipFile

import pytest

from tools import bundle
from tools.lite import build, packages

NUMPY = {"version": "2.4.6", "file_name": "numpy.whl", "depends": [], "sha256": "0"}
PYODIDE = {
    "info": {"python": "3.14.2"},
    "packages": {"numpy": NUMPY, "Pillow": {**NUMPY, "depends": ["numpy"]}},
}


@pytest.fixture
def wheel(tmp_path):
    """Makes a wheel of one module."""

    def make(name, *needs, version="1.0"):
        path = tmp_path / f"{name}-{version}-py3-none-any.whl"
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        lines += [f"Requires-Dist: {need}" for need in needs]
        with ZipFile(path, "w") as archive:
            archive.writestr(f"{name}/__init__.py", "")
            archive.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines))
        return path

    return make


def together(wheels, address="https://there/"):
    return packages.together(packages.Pyodide(address, PYODIDE), wheels)["packages"]


def test_ours_lie_beside_the_list_and_pyodides_at_their_address(wheel):
    mine = wheel("mine", "NumPy>=2", "pillow; python_version >= '3.14'", "pywin32; os_name == 'nt'")
    found = together([mine])
    assert found["numpy"]["file_name"] == "https://there/numpy.whl"
    assert found["mine"]["file_name"] == mine.name
    assert found["mine"]["imports"] == ["mine"]
    assert found["mine"]["depends"] == ["numpy", "pillow"]
    assert found["mine"]["sha256"] == hashlib.sha256(mine.read_bytes()).hexdigest()
    assert set(packages.needed(found, ["mine"])) == {"mine", "numpy", "pillow"}


def test_what_is_missing_or_too_old_is_named(wheel):
    with pytest.raises(ValueError, match="mine: needs torch, and Pyodide has nothing of that name"):
        together([wheel("mine", "torch")])
    with pytest.raises(ValueError, match=r"mine: needs numpy>=3, and Pyodide has numpy 2\.4\.6"):
        together([wheel("mine", "numpy>=3")])
    assert "other" in together([wheel("mine", "other>=1"), wheel("other")])


def test_a_folder_that_is_no_distribution_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"PYODIDE: got .* without pyodide\.mjs"):
        packages.given(tmp_path)


def test_no_lesson_installs_anything_itself():
    for path in (build.ROOT / "notebooks").glob("*.ipynb"):
        assert not re.search(r"%pip|!pip|micropip|piplite", path.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_site_is_built_with_the_pyodide_that_its_kernel_was_made_for(tmp_path):
    bundle.install_tools(packages.HERE)
    build.build(packages.usual(), tmp_path / "lite")
    site = tmp_path / "lite"
    told = json.loads((site / "jupyter-lite.json").read_text())["jupyter-config-data"]
    kernel = told["litePluginSettings"][f"{build.KERNEL}:kernel"]
    constants = build.downloaded() / "tools/jupyterlite_pyodide_kernel/constants.py"
    version = re.search(r'^PYODIDE_VERSION = "(.+)"', constants.read_text(), re.MULTILINE)[1]
    assert kernel["pyodideUrl"] == f"{packages.USUAL.format(version=version)}pyodide.mjs"
    assert {one["name"] for one in told["federated_extensions"]} == {
        build.KERNEL,
        "@jupyter-widgets/jupyterlab-manager",
        "anywidget",
    }

    wheels = site / "static/wheels"
    lock = json.loads((wheels / packages.LOCK).read_text(encoding="utf-8"))
    loaded = packages.needed(lock["packages"], kernel["loadPyodideOptions"]["packages"])
    assert {"cnnbp", "numpy", "matplotlib", "ipywidgets", "anywidget", "tqdm"} <= set(loaded)
    beside = {one["file_name"]: one for one in loaded.values() if ":" not in one["file_name"]}
    assert set(beside) == {path.name for path in wheels.glob("*.whl")}
    for name, one in beside.items():
        assert hashlib.sha256((wheels / name).read_bytes()).hexdigest() == one["sha256"]
    for one in loaded.values():
        assert ":" not in one["file_name"] or f"/v{version}/full/" in one["file_name"]
    handed = {path.name for path in (site / "files").glob("*.*")}
    notebooks = {path.name for path in (build.ROOT / "notebooks").iterdir() if path.is_file()}
    assert handed == notebooks - {"ruff.toml"}
