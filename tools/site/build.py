"""Build the lessons as static pages: `make site` writes site/.

Each lesson is one HTML file that needs nothing else: text, formulas, figures and live explorers
work from a disk, a USB stick or a mail, with no kernel and no network. Formulas are set when the
page is built. The one script of a page is allowed by its hash; everything else a page could load
or run is forbidden by its Content-Security-Policy.
"""

import html
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools.site import project
from tools.site.assemble import page
from tools.site.index import index
from tools.site.lesson import Widgets, executed, widgets_of
from tools.site.reference import reference
from tools.site.render import Page, title_of

ROOT = Path(__file__).resolve().parents[2]
SITE, SLIDES = ROOT / "site", ROOT / "slides"
NOTEBOOKS = ROOT / "notebooks"
ARTICLE, COVER = ' class="article"', ' class="cover"'


def neighbours(titles: dict[str, str], name: str) -> str:
    """Links to the page before, to the index and to the page after."""
    names = list(titles)
    here = names.index(name)
    links = [("prev", names[here - 1], "← {}")] if here else []
    links += [("", "index", "All lessons")]
    links += [("next", after, "{} →") for after in names[here + 1 : here + 2]]
    made = [
        f'<a rel="{kind}" href="{quote(page)}.html">'
        f"{text.format(html.escape(titles.get(page, '')))}</a>"
        for kind, page, text in links
    ]
    return f'<nav aria-label="previous and next">{" ".join(made)}</nav>'


def lesson(path: Path) -> tuple[Page, Widgets]:
    """A lesson or a guide, with its live widgets."""
    content, widgets = Page(path.name), Widgets()
    if path.suffix == ".ipynb":
        notebook = executed(path)
        widgets = widgets_of(notebook)
        content.add_notebook(notebook, widgets.models)
        content.add_markdown(project.with_python(path.name))
    else:
        content.add_markdown(path.read_text(encoding="utf-8"))
    content.add_contents()
    return content, widgets


def build(sources: list[Path], target: Path = SITE, slides: Path = SLIDES) -> None:
    """Write a page for each lesson or guide, the reference and the index.

    Decks that `make slides` has built go along.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    titles = {path.stem: title_of(path) for path in sources} | {"reference": "Reference"}
    first = None

    def write(name: str, title: str, content: Page, widgets: Widgets | None, **more: Any) -> None:
        text = page(title, content, widgets, **more)
        (target / f"{name}.html").write_text(text, encoding="utf-8")
        print(f"{target.name}/{name}.html  {len(text.encode()) / 1e6:.2f} MB", flush=True)

    for path in sources:
        content, widgets = lesson(path)
        first = first or content.first_widget(widgets)
        around = neighbours(titles, path.stem)
        write(path.stem, titles[path.stem], content, widgets, neighbours=around, kind=ARTICLE)
    decks = [path.name for path in sorted(slides.glob("0*.html"))]
    if decks:
        shutil.copytree(slides, target / "slides")
    around = neighbours(titles, "reference")
    more = {"neighbours": around, "kind": ARTICLE, "entry": "reference.js"}
    write("reference", "Reference", reference(), None, **more)
    content, widgets = index(list(titles), first, decks)
    write("index", "Back-propagation in a CNN", content, widgets, neighbours="", kind=COVER)
    sizes = [path.stat().st_size for path in target.iterdir()]
    print(f"{target.name}/  {sum(sizes) / 1e6:.1f} MB in {len(sizes)} pages")


if __name__ == "__main__":
    chosen = sys.argv[1:]
    found = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(NOTEBOOKS.glob("*.md"))]
    build([p for p in found if not chosen or any(part in p.name for part in chosen)])
