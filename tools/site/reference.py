"""The API reference: pdoc reads the package, and the page shows in the site's look what it found.

pdoc's own pages load their search index as a second script and MathJax from the network; the
site's policy forbids both, so that its pages stay one file each. The formulas stand in the
docstrings as `help` shows them, and are set here as they are.
"""

import html
import inspect
import re
from collections.abc import Iterator

from pdoc import doc

import cnnbp
from tools.site.render import Page

SEARCH = """
<p class="search" role="search" hidden><label>Search <input type="search"></label>
<output aria-live="polite"></output></p>
"""
# Words that may stand in a formula; with any other it is a sentence.
NAMES = ("log", "max", "exp", "softmax", "tanh", "relu")
ENDS = re.compile(rf"[:,;] |\.?$| (?!({'|'.join(NAMES)}) )[a-z]{{2,}} ")
TEX = {
    "Σ": r"\sum ", "−": "-", "½": r"\tfrac{1}{2}", "·": r"\cdot ", "ᵀ": r"^{\mathsf T}",
    "′": "'", "‖": r"\Vert ", "⊙": r"\odot ", "⋆": r"\star ", "²": "^2", "⌊": r"\lfloor ",
    "⌋": r"\rfloor ", "≈": r"\approx ",
}  # fmt: skip


def tex(line: str) -> str | None:
    """A formula of a docstring, such as `z[y, x] = Σ_{u,v} w[u, v] · a[y, x]`, as TeX.

    Indices become subscripts and ∂C/∂a a fraction; None for what is no formula.
    """
    words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"[A-Z]*[kO][HW]", "", line)))
    if not re.search(r"[=∂≈]", line) or not words <= set(NAMES) or not line.isprintable():
        return None
    line = re.sub(r"(?<![A-Za-z])([A-Za-zδ])\[([^][]*)\]", r"\1_{\2}", line)
    line = re.sub(r"∂([A-Za-z])/∂([A-Za-zδ](?:_\{[^{}]*\}|_\w)?)", r"\\frac{∂ \1}{∂ \2}", line)
    line = re.sub(r"\^\(([^()]*)\)", r"^{\1}", line)
    line = re.sub(r"[A-Za-z]{2,}(?![A-Za-z{])", _upright, line)
    return "".join(TEX.get(letter, letter) for letter in line)


def _upright(name: re.Match[str]) -> str:
    return rf"\operatorname{{{name[0]}}}" if name[0] in NAMES else name[0]


def markdown(docstring: str) -> str:
    """A docstring as Markdown: formulas in TeX, an argument's explanation on a line of its own."""
    lines = []
    for line in docstring.splitlines():
        if line.startswith("    ") and (found := tex(line.strip())):
            line = f"$${found}$$"
        elif formula := _beginning(line):
            line = f"${tex(formula)}${line[len(formula) :]}"
        elif re.match(r"(\w+(, )?)+: |Returns ", line) and lines and lines[-1]:
            lines[-1] += "  "
        lines.append(line)
    return "\n".join(lines)


def _beginning(line: str) -> str:
    """The formula that a line begins with, up to a comma, a colon or a word; "" without one."""
    for end in ENDS.finditer(line):
        start = line[: end.start()]
        if start.count("[") == start.count("]") and start.count("(") == start.count(")"):
            return start if tex(start) and start[-1] not in "=·+−/Σ" else ""
    return ""


def members(namespace: doc.Namespace) -> Iterator[doc.Doc]:
    """What a module or a class offers and explains, our own base classes included."""
    for name, member in namespace.members.items():
        ours = member.taken_from[0].startswith("cnnbp")
        documented = isinstance(member, doc.Class | doc.Function) or _is_property(namespace, name)
        if ours and documented and not name.startswith("_") and member.docstring:
            yield member


def _is_property(namespace: doc.Namespace, name: str) -> bool:
    return isinstance(inspect.getattr_static(namespace.obj, name, None), property)


def signature(member: doc.Doc) -> str:
    """How it is called, with the types as they are named in the source."""
    try:
        text = str(inspect.signature(member.obj)) if callable(member.obj) else ""
    except (TypeError, ValueError):
        return ""
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)


def _entry(page: Page, level: int, name: str, member: doc.Doc) -> None:
    call = html.escape(member.name + signature(member))
    page.parts.append(
        f'<section class="entry" id="{name}"><h{level}><code>{name}</code></h{level}>'
    )
    page.parts.append(f'<div class="code"><pre tabindex="0">{call}</pre></div>')
    page.add_markdown(markdown(member.docstring))
    page.parts.append("</section>")


def reference() -> Page:
    """The whole reference as one page."""
    page = Page()
    page.add_markdown("# Reference\n\nWhat `cnnbp` offers, module by module.")
    page.parts.append(SEARCH)
    for name in cnnbp._MODULES:
        module = doc.Module.from_name(f"cnnbp.{name}")
        page.parts.append(f'<section class="module"><h2 id="{name}"><code>cnnbp.{name}</code></h2>')
        page.add_markdown(markdown(module.docstring))
        for member in members(module):
            _entry(page, 3, f"{name}.{member.name}", member)
            for method in members(member) if isinstance(member, doc.Class) else ():
                _entry(page, 4, f"{name}.{member.name}.{method.name}", method)
        page.parts.append("</section>")
    page.add_contents()
    return page
