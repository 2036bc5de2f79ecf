"""Build the lessons as static pages: `make site` writes site/.

Each lesson is one HTML file that needs nothing else: text, formulas, figures and live explorers
work from a disk, a USB stick or a mail, with no kernel and no network. Formulas are set when the
page is built. The one script of a page is allowed by its hash; everything else a page could load
or run is forbidden by its Content-Security-Policy.
"""

import functools
import html
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools.site import project
from tools.site.assemble import STYLE, page
from tools.site.index import index
from tools.site.lesson import Widgets, executed, widgets_of
from tools.site.playground import STYLE as PLAYGROUND_STYLE
from tools.site.playground import TITLE, playground
from tools.site.reference import reference
from tools.site.render import Page, title_of
from tools.site.wording import on_a_page

ROOT = Path(__file__).resolve().parents[2]
SITE, SLIDES, LITE = ROOT / "site", ROOT / "slides", ROOT / "lite"
NOTEBOOKS = ROOT / "notebooks"
Run = Callable[[Path], Any]  # a notebook after its run
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


def lesson(path: Path, run: Run = executed) -> tuple[Page, Widgets]:
    """A lesson or a guide, with its live widgets; `run` gives the notebook after its run."""
    content, widgets = Page(path.name), Widgets()
    if path.suffix == ".ipynb":
        notebook = run(path)
        widgets = widgets_of(notebook)
        content.add_notebook(on_a_page(notebook), widgets.models)
        content.add_markdown(project.with_python(path.name))
    else:
        content.add_markdown(path.read_text(encoding="utf-8"))
    content.add_contents()
    return content, widgets


def write_page(
    name: str, sources: list[Path], target: Path, slides: Path = SLIDES, run: Run = executed
) -> None:
    """Write one page to `target`: a source by its stem, "reference", "playground" or "index"."""
    titles = titles_of(sources)
    around = neighbours(titles, name) if name in titles else ""
    kind, entry, styles = ARTICLE, "host.js", (STYLE,)
    if name == "index":
        decks = [path.name for path in sorted(slides.glob("0*.html"))]
        content, widgets = index(list(titles), first_widget(sources, run), decks)
        title, kind = "Back-propagation in a CNN", COVER
    elif name == "reference":
        content, widgets, title, entry = reference(), None, titles[name], "reference.js"
    elif name == "playground":
        (content, widgets), title, entry = playground(), TITLE, "playground.js"
        kind, styles = ' class="playground"', (STYLE, PLAYGROUND_STYLE)
    else:
        (source,) = (path for path in sources if path.stem == name)
        content, widgets = lesson(source, run)
        title = titles[name]
    more = {"neighbours": around, "kind": kind}
    text = page(title, content, widgets, styles=styles, entry=entry, **more)
    target.write_text(text, encoding="utf-8")


def titles_of(sources: list[Path]) -> dict[str, str]:
    """The pages in their order, without the index."""
    return {path.stem: title_of(path) for path in sources} | {"reference": "Reference"}


def first_widget(sources: list[Path], run: Run) -> Any:
    """The widget of the first page that has one, for the index."""
    made = (lesson(path, run) for path in sources)
    return next((one for one in (c.first_widget(w) for c, w in made) if one), None)


def build(
    sources: list[Path], target: Path = SITE, slides: Path = SLIDES, run: Run = executed
) -> None:
    """Write a page for each lesson or guide, the reference, the playground and the index.

    Decks that `make slides` has built go along, and what `make lite` has built.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    once = functools.cache(run)
    for name in [*titles_of(sources), "playground", "index"]:
        file = target / f"{name}.html"
        write_page(name, sources, file, slides, once)
        print(f"{target.name}/{file.name}  {file.stat().st_size / 1e6:.2f} MB", flush=True)
    if any(slides.glob("0*.html")):
        shutil.copytree(slides, target / "slides")
    if LITE.exists():
        shutil.copytree(LITE, target / "lite")
    sizes = [path.stat().st_size for path in target.glob("*.html")]
    print(f"{target.name}/  {sum(sizes) / 1e6:.1f} MB in {len(sizes)} pages")


if __name__ == "__main__":
    chosen = sys.argv[1:]
    found = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(NOTEBOOKS.glob("*.md"))]
    build([p for p in found if not chosen or any(part in p.name for part in chosen)])
