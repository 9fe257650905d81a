"""Problems: what is to be mended, with the page where each is mended."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from briefing.problems import ProblemsFound
from briefing.web.opening import ALL
from briefing.web.page import NotThere, Page, get

#: So many rows of one weight, and so many places of one cause, are shown at once.
MOST = 100
#: The weights of problems, and what the address calls them.
WEIGHTS = ("error", "warning", "note")


def show(page: Page) -> Response:
    """Everything that ``check`` finds; errors first, notes folded. With ``of`` only one weight, from ``start`` on."""
    only, start = page.query("of"), page.query("start")
    first = int(start) // MOST * MOST if start.isdecimal() and only in WEIGHTS else 0
    return page.render(
        "problems.html", mends=page.ws.mends(), most=MOST, only=only if only in WEIGHTS else "", first=first
    )


def explain(page: Page, code: str) -> Response:
    """What a problem means."""
    try:
        explained = page.ws.explain(code)
    except ProblemsFound as found:
        raise NotThere from found
    template = "parts/problems-explained.html" if page.part else "problems-one.html"
    return page.render(template, explained=explained)


ROUTES: list[Route] = [
    get("/problems", show, "problems", needs=ALL),
    get("/problems/{code}", explain, "problems-explain", patient=True),
]
