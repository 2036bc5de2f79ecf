"""Build the lessons as slides: `make slides` writes slides/.

Each deck is one HTML file with reveal.js and live explorers inside: it works from a disk, with no
kernel and no network, and keeps to the same Content-Security-Policy as the pages of `make site`.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools import bundle
from tools.site.assemble import STYLE, page
from tools.site.deck import Deck, questions
from tools.site.lesson import SOURCE, executed, widgets_of
from tools.site.render import title_of
from tools.site.wording import on_a_page

ROOT = Path(__file__).resolve().parents[1]
SLIDES = ROOT / "slides"
LESSONS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
GUIDE = ROOT / "notebooks/teaching_guide.md"
TEMPLATE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><style>{css}</style></head>
<body><div class="reveal"><div class="slides">{body}</div></div>
<aside class="speaking" aria-label="speaker notes" hidden></aside>
<button type="button" class="theme" aria-pressed="false" hidden>Dark</button>
{glyphs}{widgets}<script>{script}</script></body></html>
"""
STYLES = (STYLE, SOURCE / "node_modules/reveal.js/dist/reveal.css", SOURCE / "deck.css")


def deck(path: Path, notebook: Any, guide: str) -> str:
    """The file of one lesson that has been run."""
    widgets = widgets_of(notebook)
    number = path.stem.split("_")[0].removeprefix("0")
    content = Deck({lesson.stem for lesson in LESSONS}, questions(guide, number))
    content.add_notebook(on_a_page(notebook), widgets.models)
    title = title_of(path)
    return page(title, content, widgets, template=TEMPLATE, styles=STYLES, entry="deck.js")


def build(
    sources: list[Path], target: Path = SLIDES, run: Callable[[Path], Any] = executed
) -> None:
    """Write a deck for each lesson; `run` gives a notebook after its run."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    bundle.install_tools(SOURCE)
    guide = GUIDE.read_text(encoding="utf-8")
    for path in sources:
        text = deck(path, run(path), guide)
        (target / f"{path.stem}.html").write_text(text, encoding="utf-8")
        print(f"{target.name}/{path.stem}.html  {len(text.encode()) / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    chosen = sys.argv[1:]
    build([p for p in LESSONS if not chosen or any(part in p.name for part in chosen)])
