"""What the pages say about the project, read from its README: the lessons' map and the set-up."""

import html
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
ROW = re.compile(
    r"^\| (?P<idea>.+?) \| \[(?P<title>[^\]]+)\]\(notebooks/(?P<name>\w+)\.ipynb\)", re.M
)


@dataclass(frozen=True)
class Lesson:
    """One row of the README's table."""

    name: str
    title: str
    idea: str


def lessons() -> list[Lesson]:
    """The lessons in their order."""
    rows = ROW.finditer(README.read_text(encoding="utf-8"))
    return [Lesson(row["name"], row["title"], row["idea"]) for row in rows]


def repository() -> str:
    """OWNER/NAME on GitHub: of the workflow that builds, else of the README's own links."""
    named = re.search(r"mybinder\.org/v2/gh/([\w.-]+/[\w.-]+)/", README.read_text(encoding="utf-8"))
    return os.environ.get("GITHUB_REPOSITORY") or (named[1] if named else "OWNER/cnnbp")


def binder(notebook: str) -> str:
    """The address that opens a lesson on Binder."""
    path = quote(f"lab/tree/notebooks/{notebook}")
    return f"https://mybinder.org/v2/gh/{repository()}/HEAD?urlpath={path}"


def lite(notebook: str) -> str:
    """The address that opens a lesson with Python in the browser: on the project's own pages, or
    on those of a school, named by CNNBP_PAGES."""
    owner, name = repository().split("/")
    pages = os.environ.get("CNNBP_PAGES") or f"https://{owner}.github.io/{name}"
    return f"{pages.rstrip('/')}/lite/lab/index.html?path={quote(notebook)}"


def set_up() -> str:
    """The README's set-up lines, as Markdown."""
    text = README.read_text(encoding="utf-8")
    return re.search(r"^## Start\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)[1].strip()


def with_python(notebook: str) -> str:
    """How to run a lesson with Python, as Markdown; `set-up` is where the pages link to."""
    archive = f"https://github.com/{repository()}/archive/refs/heads/main.zip"
    return (
        '<h2 id="set-up">Run it with Python</h2>\n\n'
        f"**Nothing to install:** [run it in your browser]({lite(notebook)}), where Python itself "
        "comes with the page; the first start loads about 40 MB. Or "
        f"[open it on Binder]({binder(notebook)}), on a server that takes minutes to start.\n\n"
        f"**On your computer:** [download the folder]({archive}) and unpack it. {set_up()}"
    )


def needs_python(notebook: str, what: str) -> str:
    """The line below a widget, as HTML: what cannot be done here, and where it can."""
    here, there = (html.escape(make(notebook), quote=True) for make in (lite, binder))
    return (
        f'<p class="needs">{html.escape(what)} needs Python: '
        f'<a href="{here}">run it in your browser</a>, <a href="{there}">open on Binder</a> '
        f'or <a href="#set-up">set it up</a>.</p>'
    )
