"""A lesson's cells as HTML, with formulas collected so that they can be set all at once."""

import html
import json
import re
from pathlib import Path
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools.site.lesson import Widgets
from tools.site.progress import Marks
from tools.site.project import needs_python

PLAYGROUND = "playground.html"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# Formulas in a line of text that a phone's screen has no room for, in ex.
WIDE = 20
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def title_of(path: Path) -> str:
    """The text of the first heading."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "".join(json.loads(text)["cells"][0]["source"])
    return re.search(r"^# +(.+)$", text, re.MULTILINE)[1]


class Renderer(IPythonRenderer):
    """Markdown as in Jupyter, but formulas leave a mark, and links lead to the site's pages."""

    def __init__(self, page: "Page", **options: Any) -> None:
        super().__init__(escape=False, **options)
        self.page = page

    def inline_math(self, body: str) -> str:
        return self.page.keep(body, False)

    def block_math(self, body: str) -> str:
        parts = [self.page.keep(part, True) for part in re.split(r"\\qquad\b", body)]
        return parts[0] if len(parts) == 1 else f'<span class="formulas">{"".join(parts)}</span>'

    def latex_environment(self, name: str, body: str) -> str:
        return self.page.keep(f"\\begin{{{name}}}{body}\\end{{{name}}}", True)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if url.startswith("../"):
            return text  # files of the repository that are no pages
        if url.endswith("/playground.html"):
            url = PLAYGROUND  # the site's own, which needs no network
        if not re.match(r"[a-z]+:", url):
            url = re.sub(r"\.(ipynb|md)(?=$|#)", ".html", url)
        return super().link(text, url, title)


class Page:
    """The parts of one page, in order."""

    playground: str | None = PLAYGROUND  # where it stands, seen from here

    def __init__(self, notebook: str = "00_start_here.ipynb") -> None:
        self.notebook = notebook
        self.marks = Marks(notebook)
        self.parts: list[str] = []
        self.formulas: list[dict[str, Any]] = []

    def keep(self, tex: str, display: bool) -> str:
        """Note a formula; its place is marked until all are set."""
        self.formulas.append({"tex": tex, "display": display})
        return f"\x02{len(self.formulas) - 1}\x03"

    def html(self, formulas: list[str]) -> str:
        """Everything, with the set formulas in their places."""

        def put(match: re.Match[str]) -> str:
            number = int(match[1])
            wide = float(re.search(r'<svg[^>]* width="([\d.]+)ex"', formulas[number])[1]) > WIDE
            kind = "formula" if self.formulas[number]["display"] else "wide" if wide else "short"
            return f'<span class="{kind}">{formulas[number]}</span>'

        return re.sub("\x02(\\d+)\x03", put, "\n".join(self.parts))

    def add_markdown(self, text: str) -> None:
        renderer = Renderer(self, exclude_anchor_links=True)
        made = MarkdownWithMath(renderer=renderer).render(text)
        made = made.replace("<th></th>", "<td></td>")
        made = re.sub(r"<h([1-6])>(.*?)</h\1>", _with_anchor, made, flags=re.DOTALL)
        self.parts.append(
            made.replace("<table>", '<div class="table"><table>').replace(
                "</table>", "</table></div>"
            )
        )

    def add_notebook(self, notebook: Any, explorers: dict[str, Any]) -> None:
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                self.add_markdown(cell.source)
            elif cell.cell_type == "code" and cell.source.strip():
                self._add_code(cell, explorers)

    def _add_code(self, cell: Any, explorers: dict[str, Any]) -> None:
        code = highlight(cell.source, PythonLexer(), HtmlFormatter(nowrap=True))
        shown = f'<div class="code"><pre tabindex="0"><code>{code.rstrip()}</code></pre></div>'
        if _waits(cell):
            shown = f"<details><summary>Code</summary>{shown}</details>"
        self.parts.append(shown)
        self.parts += [self._output(output, explorers) for output in cell.outputs]
        self.parts.append(self.marks.after(cell.source))

    def _output(self, output: Any, explorers: dict[str, Any]) -> str:
        if output.output_type == "stream":
            return _pre(output.text)
        if output.output_type == "error":
            return _pre("\n".join(output.traceback))
        data = output.data
        model_id = data.get(WIDGET_VIEW, {}).get("model_id")
        if model_id in explorers:
            picture = _image(data, "picture") if "image/png" in data else ""
            # an explorer's numbers change in the page; what a derivation shows is Python's
            changes = "request" in explorers[model_id]["state"]
            needs = "" if changes else needs_python(self.notebook, "Changing the numbers")
            if changes and self.playground and "chain" not in explorers[model_id]["state"]["scene"]:
                needs = shared(self.playground)
            live = '<div class="live"></div>'
            return f'<div class="explorer" data-model="{model_id}">{live}{picture}{needs}</div>'
        needs = needs_python(self.notebook, "Using this panel") if model_id else ""
        if "image/png" in data:
            return f'<div class="shown">{_image(data, "figure")}{needs}</div>'
        if "text/html" in data:
            return f'<div class="shown table">{data["text/html"]}{needs}</div>'
        return _pre(data.get("text/plain", "")) + needs

    def add_contents(self) -> None:
        """A list of the sections, below the title."""
        text = "\n".join(self.parts)
        found = re.findall(r'<h2 id="([^"]*)">(.*?)</h2>', text, re.DOTALL)
        items = "".join(f'<li><a href="#{name}">{words}</a></li>' for name, words in found)
        listed = (
            f'<details class="contents"><summary>On this page</summary><ul>{items}</ul></details>'
        )
        listed += self.marks.line()
        self.parts = [re.sub(r"(</h1>)", lambda end: end[1] + listed, text, count=1)]

    def first_widget(self, widgets: Widgets) -> tuple[str, str, Widgets] | None:
        """Picture, model and widgets of the first explorer on the page."""
        found = re.search(
            r'data-model="(\w+)"><div class="live"></div>(<img[^>]*>)', "\n".join(self.parts)
        )
        return (found[2], found[1], widgets) if found else None


def shared(playground: str) -> str:
    """The line below an explorer, as HTML: the same layer as it is now, to open or to send."""
    link = f'<a href="{playground}">Open this layer in the playground</a>'
    copy = '<button type="button">Copy link</button><span aria-live="polite"></span>'
    return f'<p class="share">{link}{copy}</p>'


def _waits(cell: Any) -> bool:
    """Whether the code is folded: what imports and what draws is not what the lesson is about."""
    drawn = (d for d in (o.get("data", {}) for o in cell.outputs) if "image/png" in d)
    hidden = cell.metadata.get("jupyter", {}).get("source_hidden")
    return bool(hidden or re.match("import |from ", cell.source) or any(drawn))


def _with_anchor(match: re.Match[str]) -> str:
    level, text = match[1], match[2]
    plain = html.unescape(re.sub(r"<[^>]+>|\x02\d+\x03", "", text))
    name = html.escape(plain.strip().replace(" ", "-"), quote=True)
    return f'<h{level} id="{name}">{text}</h{level}>'


def _pre(text: str) -> str:
    words = html.escape(ANSI.sub("", text).rstrip())
    return f'<div class="shown"><pre tabindex="0">{words}</pre></div>' if words else ""


def _image(data: Any, kind: str) -> str:
    words = html.escape(str(data.get("text/plain", "figure")), quote=True)
    source = f"data:image/png;base64,{data['image/png'].strip()}"
    return f'<img class="{kind}" alt="{words}" src="{source}">'
