"""What the diagnosis says about good and bad installations."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from cnnbp import diagnosis

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def finding(report, what):
    return next(one for one in report.findings if one.what == what)


def with_versions(monkeypatch, **versions):
    """As if these packages, and no others, were installed."""

    def version(name):
        if name not in versions:
            raise PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr("importlib.metadata.version", version)


GOOD = {
    "cnnbp": "0.1.0",
    "numpy": "2.4.6",
    "matplotlib": "3.11.2",
    "tqdm": "4.67.1",
    "ipywidgets": "8.1.7",
    "anywidget": "0.11.0",
    "jupyterlab": "4.6.6",
}


@pytest.fixture
def extensions(tmp_path):
    for name in diagnosis.EXTENSIONS:
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "package.json").write_text("{}")
    return tmp_path


ASKED = dict(re.fullmatch(r"([\w-]+)(.*)", line).groups() for line in PROJECT["dependencies"])


def test_the_ranges_are_those_that_the_project_asks_for():
    assert {one.name: one.specifier for one in diagnosis.requirements()} == ASKED
    assert PROJECT["requires-python"] == diagnosis.PYTHON
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert f"jupyterlab{diagnosis.SERVERS['jupyterlab']}" in text


def test_this_installation_is_good():
    report = diagnosis.report()
    assert report, report
    assert repr(report).endswith("All is well.")
    assert len(report.findings) == 10


@pytest.mark.parametrize(
    ("version", "wanted", "right"),
    [
        ("8.1.7", ">=8.1.7,<9", True),
        ("8.1.10", ">=8.1.7,<9", True),
        ("8.1.6", ">=8.1.7,<9", False),
        ("9.0.0a1", ">=8.1.7,<9", False),
        ("2.2", ">=2.2,<3", True),
        ("3.10", ">=3.11", False),
        ("3.14.0rc1", ">=3.11", True),
    ],
)
def test_versions_are_compared_by_number(version, wanted, right):
    assert diagnosis.fits(version, wanted) is right


@pytest.mark.parametrize("name", [*ASKED, "jupyterlab"])
def test_an_old_package_is_named_with_the_command_that_mends_it(monkeypatch, extensions, name):
    with_versions(monkeypatch, **GOOD | {name: "0.1.2"})
    report = diagnosis.report([extensions])
    assert not report
    [bad] = [one for one in report.findings if one.mend]
    assert "0.1.2" in bad.found
    wanted = (ASKED | diagnosis.SERVERS)[name]
    assert f'{sys.executable}" -m pip install "{name}{wanted}"' in bad.mend
    assert bad.mend in repr(report)
    assert repr(report).endswith("1 to mend; then restart the kernel.")


def test_a_missing_package_is_named(monkeypatch, extensions):
    with_versions(monkeypatch, **{k: v for k, v in GOOD.items() if k != "anywidget"})
    bad = finding(diagnosis.report([extensions]), "anywidget")
    assert bad.found == "missing"
    assert bad.mend


def test_a_kernel_of_another_environment_is_named(monkeypatch, extensions):
    with_versions(monkeypatch, **{k: v for k, v in GOOD.items() if k != "cnnbp"})

    def requires(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.requires", requires)
    bad = finding(diagnosis.report([extensions]), "kernel")
    assert "not installed" in bad.found
    assert "kernel" in bad.mend


def test_notebook_7_will_do_and_a_server_elsewhere_may_be(monkeypatch, extensions):
    bare = {k: v for k, v in GOOD.items() if k != "jupyterlab"}
    with_versions(monkeypatch, **bare, notebook="7.4.7")
    assert finding(diagnosis.report([extensions]), "server").found == "notebook 7.4.7"
    with_versions(monkeypatch, **bare)
    report = diagnosis.report([extensions])
    assert report
    assert "another environment" in finding(report, "server").found


def test_a_missing_front_end_is_named(monkeypatch, extensions):
    with_versions(monkeypatch, **GOOD)
    (extensions / "anywidget/package.json").unlink()
    report = diagnosis.report([extensions])
    [bad] = [one for one in report.findings if one.mend]
    assert bad.what == "front end of anywidget"
    assert "--force-reinstall anywidget" in bad.mend


def test_an_old_python_is_named(monkeypatch, extensions):
    with_versions(monkeypatch, **GOOD)
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    bad = finding(diagnosis.report([extensions]), "Python")
    assert bad.found == "3.10.2"
    assert "Python 3.11" in bad.mend


def test_the_servers_own_folders_are_looked_in(tmp_path):
    given = {"JUPYTER_PATH": str(tmp_path / "a"), "JUPYTER_DATA_DIR": str(tmp_path / "b")}
    folders = diagnosis.extension_folders(given)
    for base in (tmp_path / "a", tmp_path / "b", Path(sys.prefix) / "share/jupyter"):
        assert base / "labextensions" in folders


def test_a_report_loads_none_of_what_it_looks_at():
    code = (
        "import sys; from cnnbp import diagnosis; diagnosis.report()\n"
        "print([m for m in ('numpy', 'matplotlib', 'ipywidgets', 'anywidget') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_front_end_is_answered_and_says_what_to_do_where_it_cannot_be_shown():
    widget = diagnosis.front_end()
    assert widget.kernel == ""
    widget.set_state({"browser": "shown"})
    assert widget.kernel == "heard shown"
    assert "no answer" in repr(widget)
    assert "make lab" in repr(widget)


def test_in_the_browser_it_tells_what_differs_there_and_asks_for_no_server(monkeypatch):
    with_versions(monkeypatch, **{k: v for k, v in GOOD.items() if k != "jupyterlab"})
    monkeypatch.setattr(sys, "platform", "emscripten")
    report = diagnosis.report()
    assert report
    for what, found in diagnosis.IN_THE_BROWSER.items():
        assert finding(report, what).found == found
    assert not {"server", "front end of anywidget"} & {one.what for one in report.findings}


def test_in_the_browser_no_command_is_given_that_only_a_terminal_takes(monkeypatch):
    with_versions(monkeypatch, **GOOD | {"numpy": "1.26.4"})
    monkeypatch.setattr(sys, "platform", "emscripten")
    bad = finding(diagnosis.report(), "numpy")
    assert "1.26.4" in bad.found
    assert "load the page again" in bad.mend
    assert "pip" not in bad.mend
