"""Figures: the register, and one figure with everything about it."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response
from starlette.routing import Route

from briefing.web.answers import download, get, post
from briefing.web.opening import ALL_LOOKED_AT
from briefing.web.page import Page, not_there_if
from briefing.web.routes import figures_entry
from briefing.web.views import chart, worded
from briefing.workspace.accounts import Need
from briefing.workspace.register import FigureQuery, Filter

#: The filters as the page names them.
FILTERS: tuple[tuple[Filter, str], ...] = (
    ("stale", worded("Overdue")),
    ("conflict", worded("Conflict")),
    ("unprinted", worded("Not printed")),
    ("target", worded("Targets")),
    ("derived", worded("Derived")),
    ("past", worded("Replaced")),
)


def show(page: Page) -> Response:
    """Answer with the register; only its rows for htmx."""
    only = frozenset(name for name, _ in FILTERS if name in page.queries("only"))
    query = FigureQuery(page.query("q"), page.query("source"), page.query("section"), only, page.number("start"))
    template = "parts/figures-rows.html" if page.part else "figures.html"
    return page.render(template, query=query, table=page.ws.figures(query), filters=FILTERS)


def one(page: Page, id: str) -> Response:
    """Answer with one figure."""
    with not_there_if("trace-no-fact"):
        figure = page.ws.figure(id)
    return page.render("figures-one.html", figure=figure, points=chart(figure.history))


def sought(page: Page) -> Response:
    """Record that no newer figure was found up to today."""
    indicator = page.value("indicator")
    with page.ws.alone("record what was looked for"):
        page.ws.save(page.ws.sought(indicator, page.ws.today))
    return page.go("figures-one", told=page.say("Recorded: no newer figure was found by today."), id=indicator)


def workbook(page: Page) -> Response:
    """Answer with the workbook to fill in."""
    return download(page.ws.figures_workbook(), "figures.xlsx")


def upload(page: Page) -> Response:
    """Answer with what recording the figures of a workbook would do."""
    received = page.upload("file")
    if received is None:
        return page.go("figures", told=page.say("Choose a workbook first."))
    return _workbook(page, received.token)


def _workbook(page: Page, token: str, status: int = HTTPStatus.OK, moved: bool = False) -> Response:
    received = page.ws.received(token)
    plan = page.ws.import_figures(received.path)
    return page.render("figures-workbook.html", status, plan=plan, received=received, moved=moved)


def record(page: Page) -> Response:
    """Record the figures of a workbook, as they were shown."""
    token = page.value("token")
    with page.ws.alone("record figures of a workbook"):
        plan = page.ws.import_figures(page.ws.received(token).path)
        fits = plan.version == page.value("version") and (not plan.questions or page.value("answered") == "yes")
        if fits:
            page.ws.save(plan)
    if not fits:
        return _workbook(page, token, HTTPStatus.CONFLICT, moved=plan.version != page.value("version"))
    return page.go("figures", told=page.say("Recorded: %(n)s figures.", n=len(plan.actions)))


ROUTES: list[Route] = [
    get("/figures", show, "figures", needs=ALL_LOOKED_AT),
    *figures_entry.ROUTES,
    post("/figures/sought", sought, "figures-sought", needs=Need.RECORD),
    get("/figures/workbook.xlsx", workbook, "figures-workbook", patient=True),
    post("/figures/workbook", upload, "figures-upload", needs=Need.RECORD),
    post("/figures/workbook/record", record, "figures-upload-record", needs=Need.RECORD),
    get("/figures/{id:path}", one, "figures-one"),
]
