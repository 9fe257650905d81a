"""Document: not filled yet."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from briefing.web.page import Page, get


def show(page: Page) -> Response:
    """The page."""
    return page.render("document.html")


ROUTES: list[Route] = [get("/document", show, "document")]
