"""Build the lessons as static pages: `make site` writes site/.

Each lesson is one HTML file that needs nothing else: text, formulas, figures and live explorers
work from a disk, a USB stick or a mail, with no kernel and no network. Formulas are set when the
page is built. The one script of a page is allowed by its hash; everything else a page could load
or run is forbidden by its Content-Security-Policy.
"""

import base64
import hashlib
import html
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from tools import bundle  # noqa: E402
from tools.site.lesson import Widgets, executed, widgets_of  # noqa: E402
from tools.site.reference import reference  # noqa: E402
from tools.site.render import Page, title_of  # noqa: E402

SITE = ROOT / "site"
SOURCE = Path(__file__).resolve().parent / "site"
NOTEBOOKS = ROOT / "notebooks"
TEMPLATE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><style>{css}</style></head>
<body><a class="skip" href="#text">Skip to the text</a>
<header><nav aria-label="lessons">{navigation}</nav>
<button type="button" class="theme" aria-pressed="false" hidden>Dark</button></header>
<main id="text">{body}</main>
<footer><nav aria-label="neighbours">{navigation}</nav>
<span>Lessons: CC BY 4.0. Code: MIT.</span></footer>
{glyphs}{widgets}<script>{script}</script></body></html>
"""


def set_formulas(formulas: list[dict[str, Any]]) -> dict[str, Any]:
    """SVG for each formula, the glyphs they share and the style they need."""
    bundle.install_tools(SOURCE)
    node = shutil.which("node") or "node"
    run = subprocess.run(
        [node, "math.cjs"],
        cwd=SOURCE,
        input=json.dumps(formulas),
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    result: dict[str, Any] = json.loads(run.stdout)
    if errors := [f["tex"] for f, h in zip(formulas, result["html"], strict=True) if "merror" in h]:
        raise ValueError(f"formulas that cannot be set: {errors}")
    return result


def page(title: str, content: Page, navigation: str, widgets: Widgets | None = None) -> str:
    """One complete file."""
    widgets = widgets or Widgets()
    formulas = set_formulas(content.formulas) if content.formulas else None
    code = widgets.script()
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    glyphs = formulas["glyphs"] if formulas else ""
    style = (SOURCE / "style.css").read_text(encoding="utf-8")
    return TEMPLATE.format(
        policy=policy,
        title=html.escape(title),
        css="\n".join([style, *widgets.styles, formulas["css"] if formulas else ""]),
        navigation=navigation,
        body=content.html(formulas["html"] if formulas else []),
        glyphs=f'<svg width="0" height="0" aria-hidden="true">{glyphs}</svg>',
        widgets=f'<script type="text/plain" id="page-widgets">{widgets.data()}</script>',
        script=code,
    )


def links(names: list[str], titles: dict[str, str], here: int) -> str:
    """The map, and the neighbours of one page."""
    parts = ['<a href="index.html">All lessons</a>']
    if 0 < here < len(names):
        parts.append(f'<a rel="prev" href="{names[here - 1]}">← {titles[names[here - 1]]}</a>')
    if 0 <= here < len(names) - 1:
        parts.append(f'<a rel="next" href="{names[here + 1]}">{titles[names[here + 1]]} →</a>')
    return " ".join(parts)


def build(sources: list[Path], target: Path = SITE) -> None:
    """Write a page for each lesson or guide, the reference and the index."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    names = [f"{path.stem}.html" for path in sources]
    titles = {name: html.escape(title_of(path)) for name, path in zip(names, sources, strict=True)}
    for here, (name, path) in enumerate(zip(names, sources, strict=True)):
        content, widgets = Page(), Widgets()
        if path.suffix == ".ipynb":
            notebook = executed(path)
            widgets = widgets_of(notebook)
            content.add_notebook(notebook, widgets.models)
        else:
            content.add_markdown(path.read_text(encoding="utf-8"))
        text = page(titles[name], content, links(names, titles, here), widgets)
        (target / name).write_text(text, encoding="utf-8")
        print(f"site/{name}  {len(text.encode()) / 1e6:.2f} MB", flush=True)
    manual = page("Reference", reference(), links(names, titles, len(names)))
    (target / "reference.html").write_text(manual, encoding="utf-8")
    write_index(names, titles, target)
    total = sum(path.stat().st_size for path in target.iterdir())
    print(f"site/  {total / 1e6:.1f} MB in {len(names) + 2} pages")


def write_index(names: list[str], titles: dict[str, str], target: Path) -> None:
    """The map of the lessons."""
    rows = "\n".join(f"- [{html.unescape(titles[name])}]({name})" for name in names)
    rows += "\n- [Reference of the package](reference.html)"
    content = Page()
    content.add_markdown(
        "# Back-propagation in a CNN: read it, click it, check it\n\n"
        "Every page works without a network and without Python: save it, mail it, carry it on a "
        "stick. To run and change the code, open the notebooks of the same names.\n\n" + rows
    )
    text = page("Back-propagation in a CNN", content, "")
    (target / "index.html").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    chosen = sys.argv[1:]
    found = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(NOTEBOOKS.glob("*.md"))]
    build([p for p in found if not chosen or any(part in p.name for part in chosen)])
