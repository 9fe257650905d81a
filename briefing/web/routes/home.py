"""Home: what can go out today and what keeps the rest; editions and their files; every problem with its mend."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response
from starlette.routing import Route

from briefing.web.answers import download, get, post
from briefing.web.opening import ALL, ALL_LOOKED_AT
from briefing.web.page import Page, not_there_if
from briefing.web.routes.build import choices, running
from briefing.workspace.overview import Overview

#: Editions shown before the rest is asked for.
FEW = 3
#: So many rows of one weight, and so many places of one cause, are shown at once.
MOST = 100
#: The weights of problems, and what the address calls them.
WEIGHTS = ("error", "warning", "note")


def show(page: Page) -> Response:
    """Answer with the first page."""
    seen = page.ws.overview()
    every = bool(page.query("all"))
    shown = seen.editions if every else seen.editions[:FEW]
    return page.render(
        "home.html",
        overview=seen,
        swapped=False,
        made_of=page.seen(_made_of(seen)),
        editions=shown,
        more=len(seen.editions) - len(shown),
        job=running(page),
        **choices(page, seen),
    )


def looked(page: Page) -> Response:
    """Answer with those of the documents asked for that have been looked at since; the whole page where it is another one by
    now."""
    seen = page.ws.overview()
    made_of = page.seen(_made_of(seen))
    if seen.errors or page.query("made_of") != made_of:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Refresh": "true"})
    asked = page.queries("waiting")
    fresh = [d for pack in seen.packs for d in pack.documents if d.name in asked and d.current]
    return page.render("parts/home-looked.html", overview=seen, fresh=fresh, swapped=True, made_of=made_of)


def _made_of(seen: Overview) -> tuple[object, ...]:
    """What decides which rows, choices and dates the page has; how each document stands is filled in."""
    documents = tuple((pack.id, tuple(pack.formats), tuple(d.name for d in pack.documents)) for pack in seen.packs)
    return documents, tuple(seen.audiences.items()), seen.languages, str(seen.newest)


def rest(page: Page) -> Response:
    """Stop looking at the documents that have not been looked at yet."""
    page.workbench.opening.pause(page.ws)
    return page.go("home")


def go_on(page: Page) -> Response:
    """Look at them after all."""
    page.workbench.opening.resume()
    return page.go("home")


def file(page: Page, edition: str, name: str) -> Response:
    """Answer with one finished file."""
    return download(page.ws.edition_file(edition, name), name)


def archive(page: Page, edition: str) -> Response:
    """Answer with all files of an edition, or of the documents named, as one."""
    return download(page.ws.edition_archive(edition, page.queries("document")), f"{edition}.zip")


def problems(page: Page) -> Response:
    """Answer with everything that ``check`` finds; errors first, notes folded. With ``of`` only one weight, from ``start``
    on."""
    only = page.query("of") if page.query("of") in WEIGHTS else ""
    first = page.number("start") // MOST * MOST if only else 0
    return page.render("problems.html", mends=page.ws.mends(), most=MOST, only=only, first=first)


def explain(page: Page, code: str) -> Response:
    """Answer with what a problem means."""
    with not_there_if("explain-unknown"):
        explained = page.ws.explain(code)
    template = "parts/problems-explained.html" if page.part else "problems-one.html"
    return page.render(template, explained=explained)


ROUTES: list[Route] = [
    get("/", show, "home", needs=ALL_LOOKED_AT),
    get("/looked", looked, "home-looked", needs=ALL_LOOKED_AT),
    post("/look/rest", rest, "home-rest"),
    post("/look/on", go_on, "home-go-on"),
    get("/editions/{edition}/all.zip", archive, "home-archive"),
    get("/editions/{edition}/{name}", file, "home-file"),
    get("/problems", problems, "problems", needs=ALL),
    get("/problems/{code}", explain, "problems-explain", patient=True),
]
