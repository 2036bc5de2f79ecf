"""What axe-core finds against a page that people work with by keyboard or screen reader."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page, context: str | None = None, **rules: Any) -> list[tuple[str, str]]:
    """Of the whole page, or of what a selector names: each broken rule and where.

    rules: options of axe.run, for example runOnly=["color-contrast"].
    """
    # Asked for all that it looked at, it would take four times as long.
    options = {"resultTypes": ["violations"], **rules}
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [(one["id"], node["html"][:150]) for one in found for node in one["nodes"]]
