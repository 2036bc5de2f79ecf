"""The playground: one layer with one's own numbers; its whole state is in its address."""

from cnnbp.widgets.delta_flow import STATIC
from tools import bundle
from tools.site.lesson import SOURCE, Widgets
from tools.site.render import Page

TITLE = "Playground"
STYLE = SOURCE / "playground.css"
BODY = """
<div class="pg-title"><h1>Playground</h1><p>One layer, your numbers, every edge: draw, set a stride,
predict, and send the link.</p></div>
<div class="pg"></div>
<noscript><p>This page needs JavaScript.</p></noscript>
"""


def playground() -> tuple[Page, Widgets]:
    """The page, and the explorer's module, which has no model before the page makes one."""
    page, widgets = Page(), Widgets()
    page.parts.append(BODY)
    # unpacked, for a page's policy lets no script unpack another
    module = bundle.unpack((STATIC / "delta_flow.js").read_text(encoding="utf-8"))
    widgets.modules["explorer"] = module
    widgets.styles[(STATIC / "delta_flow.css").read_text(encoding="utf-8")] = None
    return page, widgets
