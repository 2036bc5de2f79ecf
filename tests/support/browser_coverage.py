"""Which lines of the front end ran in Chromium, over all pages of all processes.

With `CNNBP_COVERAGE=1` explorers are drawn by a bundle that is not minified: esbuild names each
source file in a comment above its lines, so that V8's own counts can be given file by file.
"""

import json
import os
import re
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from tools import bundle

ON = os.environ.get("CNNBP_COVERAGE") == "1"
FOLDER = bundle.ROOT / ".cache/browser-coverage"
NOTHING = re.compile(r"[\s{}()\[\];,]*(//.*)?")  # a line that says nothing by itself
seen: dict[str, set[int]] = defaultdict(set)


@cache
def readable(entry: str) -> str:
    """The bundle of one widget class, to be read line by line."""
    options = ["--bundle", "--charset=utf8", "--log-level=warning", "--format=esm"]
    command = [bundle.tool("esbuild"), entry, *options, "--target=es2022"]
    run = subprocess.run(
        command, cwd=bundle.FRONTEND, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return run.stdout


def source_of(widget: Any) -> str:
    """What draws a widget: its own script, or the same to be read."""
    if not ON:
        return str(widget._esm)
    text = str(widget._esm)
    names = [p for p in bundle.BUNDLES if p.suffix == ".js" and p.read_text("utf-8") == text]
    return readable(bundle.BUNDLES[names[0]]) if names else text


def watch(page: Any, widget: Any) -> None:
    """Count from now on; what has run is noted when the page closes."""
    if not ON:
        return
    session, close = page.context.new_cdp_session(page), page.close
    session.send("Profiler.enable")
    session.send("Profiler.startPreciseCoverage", {"callCount": False, "detailed": True})

    def note_and_close(**options: Any) -> None:
        scripts = session.send("Profiler.takePreciseCoverage")["result"]
        text = source_of(widget)
        for script in (one for one in scripts if one["url"].startswith("blob:")):
            ranges = [r for function in script["functions"] for r in function["ranges"]]
            seen[text] |= lines_that_ran(text, ranges)
        close(**options)

    page.close = note_and_close


def lines_that_ran(text: str, ranges: list[dict[str, int]]) -> set[int]:
    """Numbers of the lines of which a part ran; inner ranges stand over outer ones."""
    ran = bytearray(len(text))
    for one in sorted(ranges, key=lambda r: (r["startOffset"], -r["endOffset"])):
        start, end = one["startOffset"], min(one["endOffset"], len(text))
        ran[start:end] = bytes([one["count"] > 0]) * (end - start)
    found, at = set(), 0
    for number, line in enumerate(text.split("\n")):
        begin = at + len(line) - len(line.lstrip())
        if any(ran[begin : at + len(line)]):
            found.add(number)
        at += len(line) + 1
    return found


def save() -> None:
    """One file for each process."""
    if seen:
        FOLDER.mkdir(parents=True, exist_ok=True)
        listed = [[text, sorted(lines)] for text, lines in seen.items()]
        (FOLDER / f"{os.getpid()}.json").write_text(json.dumps(listed), encoding="utf-8")


def report(folder: Path = FOLDER) -> list[str]:
    """A line for each source file: how many of its lines ran, and which did not."""
    ran: dict[str, set[int]] = defaultdict(set)
    for path in folder.glob("*.json"):
        for text, numbers in json.loads(path.read_text(encoding="utf-8")):
            ran[text] |= set(numbers)
    files: dict[str, dict[str, bool]] = defaultdict(dict)
    for text, numbers in ran.items():
        file = ""
        for number, line in enumerate(text.split("\n")):
            if re.fullmatch(r"// [\w/.]+\.ts", line):
                file = line.removeprefix("// ")
            elif file and not NOTHING.fullmatch(line):
                # The same file stands in several bundles; a line counts once.
                files[file][line] = files[file].get(line, False) or number in numbers
    rows = []
    for file, lines in sorted(files.items()):
        share = sum(lines.values()) / len(lines)
        left = [line.strip() for line, done in lines.items() if not done]
        rows.append(f"{share:6.1%} {file}" + (f"  not: {left[0][:60]}" if left else ""))
    if files:
        every = [done for lines in files.values() for done in lines.values()]
        rows.append(f"{sum(every) / len(every):6.1%} of {len(every)} lines of the front end")
    return rows
