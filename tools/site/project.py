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


def is_placed() -> bool:
    """Whether it is known who hosts the project: until then, no page links to it."""
    return not repository().startswith("OWNER/")


def places(notebook: str) -> list[tuple[str, str]]:
    """Where a lesson runs with nothing to install: what to do there, and the address."""
    in_the_browser = [("run it in your browser", lite(notebook))]
    if not is_placed():
        return in_the_browser if os.environ.get("CNNBP_PAGES") else []
    return [*in_the_browser, ("open it on Binder", binder(notebook))]


SET_UP = "set it up", "#set-up"
WHERE = {
    "run it in your browser": ", where Python itself comes with the page; the first start loads "
    "about 40 MB",
    "open it on Binder": ", on a server that takes minutes to start",
}


def with_python(notebook: str) -> str:
    """How to run a lesson with Python, as Markdown; `set-up` is where the pages link to."""
    ways = [f"[{what}]({address}){WHERE[what]}" for what, address in places(notebook)]
    nothing = f"**Nothing to install:** {'. Or '.join(ways)}.\n\n" if ways else ""
    archive = f"https://github.com/{repository()}/archive/refs/heads/main.zip"
    folder = f"[download the folder]({archive})" if is_placed() else "get the course's folder"
    return (
        f'<h2 id="set-up">Run it with Python</h2>\n\n{nothing}'
        f"**On your computer:** {folder} and unpack it. {set_up()}"
    )


def needs_python(notebook: str, what: str) -> str:
    """The line below a widget, as HTML: what cannot be done here, and where it can."""
    links = [(words, html.escape(address, quote=True)) for words, address in places(notebook)]
    shown = [f'<a href="{address}">{words}</a>' for words, address in (*links, SET_UP)]
    ways = f"{', '.join(shown[:-1])} or {shown[-1]}" if links else shown[-1]
    return f'<p class="needs">{html.escape(what)} needs Python: {ways}.</p>'
