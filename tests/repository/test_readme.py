"""What the README shows works, and its table lists every lesson."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})


def test_every_lesson_is_in_the_table_and_can_be_run_in_the_browser_and_on_binder():
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        assert f"(notebooks/{path.name})" in README
        assert f"urlpath=lab/tree/notebooks/{path.name})" in README
        assert re.search(rf"\(https://\S+/lite/lab/index\.html\?path={path.name}\)", README)


def test_the_commands_are_those_of_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named = re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)
        assert set(named) <= targets
