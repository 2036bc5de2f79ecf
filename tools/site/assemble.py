"""One complete page: text, formulas, widgets and a policy that lets nothing else run or load."""

import base64
import hashlib
import html
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tools import bundle
from tools.site.lesson import SOURCE, Widgets
from tools.site.render import Page

STYLE = SOURCE / "style.css"
TEMPLATE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><style>{css}</style></head>
<body><a class="skip" href="#text">Skip to the text</a>
<header><a class="home" href="index.html">Back-propagation in a CNN</a>
<button type="button" class="theme" aria-pressed="false" hidden>Dark</button></header>
<main id="text"{kind}>{body}</main>
<footer>{neighbours}<p>Lessons: CC BY 4.0. Code: MIT.</p></footer>
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


def policy(code: str) -> str:
    """One script, known by its hash; pictures only from within the page; nothing else at all."""
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def page(
    title: str,
    content: Page,
    widgets: Widgets | None = None,
    *,
    template: str = TEMPLATE,
    styles: tuple[Path, ...] = (STYLE,),
    entry: str = "host.js",
    **more: str,
) -> str:
    """One complete file. `more` is what else the template asks for."""
    widgets = widgets or Widgets()
    formulas = set_formulas(content.formulas) if content.formulas else None
    code = widgets.script(entry)
    glyphs = formulas["glyphs"] if formulas else ""
    own = [style.read_text(encoding="utf-8") for style in styles]
    return template.format(
        policy=policy(code),
        title=html.escape(title),
        css="\n".join([*own, *widgets.styles, formulas["css"] if formulas else ""]),
        body=content.html(formulas["html"] if formulas else []),
        glyphs=f'<svg width="0" height="0" aria-hidden="true">{glyphs}</svg>',
        widgets=f'<script type="text/plain" id="page-widgets">{widgets.data()}</script>',
        script=code,
        **more,
    )
