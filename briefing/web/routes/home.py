"""Home: what can go out today and what keeps the rest; building it; editions and their files; every problem with its mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from briefing.editions.request import Origin, Progress
from briefing.problems import ProblemsFound, Severity, grouped, in_order, problem
from briefing.web.answers import download, get, post
from briefing.web.opening import ALL, ALL_LOOKED_AT, Job, JobState
from briefing.web.page import Page, not_there_if, there
from briefing.web.views import worded
from briefing.workspace.accounts import Need
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
        job=page.workbench.jobs.going(KIND),
        languages=seen.languages,
        formats=tuple(dict.fromkeys(f for p in seen.packs for f in p.formats)),
        chosen=chosen(page.query, page.queries),
        each_choices=EACH,
        copies=COPIES if any(t.versions for t in page.ws.document_titles().values()) else {},
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


KIND = "build"
#: What the stages of a build are called.
STAGES = {
    "look": worded("looking for changes"),
    "read": worded("reading and checking the content"),
    "compose": worded("composing the documents"),
    "store": worded("comparing with what stands and with the store"),
    "render": worded("making the documents"),
    "write": worded("writing the edition"),
}
#: What is said of a document by where it came from.
ORIGINS = {
    Origin.UNCHANGED: worded("unchanged"),
    Origin.STORED: worded("from the store"),
    Origin.BUILT: worded("built"),
}
#: Which copies of a briefing are built: those that go out, or those for the desk.
COPIES = {"outward": worded("only the copies that go out"), "desk": worded("only the copies for the desk")}
EACH = {"sector": worded("each sector"), "region": worded("each region")}


def chosen(one: Callable[[str], str], several: Callable[[str], tuple[str, ...]]) -> dict[str, Any]:
    """Return what somebody wants built: options of ``Workspace.build`` by their names, and which ``copies``. Taken from an
    address, so that it can be kept and sent on, or from a form: by how one value is read, and how several."""
    return {
        "packs": several("pack"),
        "languages": several("language"),
        "formats": several("format"),
        "edition": one("edition"),
        "as_of": one("as_of"),
        "since": one("since"),
        "release": bool(one("release")),
        "audiences": several("audience"),
        "where": one("where"),
        "each": one("each") if one("each") in EACH else "",
        "undecided": "keep" if one("undecided") == "keep" else "leave",
        "guide": bool(one("guide")),
        "name": one("name"),
        "copies": one("copies"),
    }


def fits(page: Page) -> Response:
    """Answer with how many projects fit what is chosen, as it is being chosen."""
    asked = chosen(page.query, page.queries)
    of = {name: asked[name] for name in ("audiences", "where", "each")}
    try:
        fit = page.ws.fitting(**of, undecided=asked["undecided"]) if any(of.values()) else None
    except ProblemsFound as found:
        return page.render("parts/home-fits.html", fit=None, problems=grouped(in_order(found.problems)))
    return page.render("parts/home-fits.html", fit=fit, problems=())


def begin(page: Page) -> Response:
    """Build what the form says."""
    options = chosen(page.value, page.values)
    copies = options.pop("copies")
    options |= {"as_of": _day(options["as_of"]), "since": _day(options["since"])}
    return start_build(page, **options, internal=copies == "desk" if copies in COPIES else None)


def start_build(page: Page, **options: Any) -> Response:
    """Begin a build with options of ``Workspace.build`` and go to its page; where one is going on, go to that one. Raises
    ``ProblemsFound`` and ``PermissionError``."""
    page.need(Need.BUILD)
    ws = page.ws

    def work(job: Job) -> object:
        return ws.build(**options, progress=_progress(job))

    job, begun = page.workbench.jobs.start(KIND, page.person.name, work)
    told = "" if begun else page.say("Another build is going on; this is it.")
    return page.go("home-job", told=told, job=job.id)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ProblemsFound([problem("option-no-day", given=text)]) from error


def _progress(job: Job) -> Progress:
    def stage(name: str) -> None:
        job.stage = name
        job.moved()

    def started(total: int) -> None:
        job.total, job.done = total, 0
        job.moved()

    def composed(_name: str) -> None:
        job.done += 1
        job.moved()

    def done(name: str, origin: Origin, _seconds: dict[str, float]) -> None:
        job.done += 1
        job.lines.append((name, ORIGINS[origin]))
        job.moved()

    return Progress(stage, started, composed, done)


def show_build(page: Page, job: str) -> Response:
    """Answer with how a build goes, and what came of it."""
    found = there(page.workbench.jobs.find(job, KIND))
    template = "parts/home-job.html" if page.part else "home-job.html"
    made = found.result if found.state is JobState.DONE else None
    before = [e.name for e in page.ws.editions() if e.name != made.edition] if made else []
    # what was noticed beside the reasons for a draft; notes are for the page of problems
    noticed = [p for p in made.problems if p not in made.draft and p.severity is not Severity.NOTE] if made else []
    return page.render(
        template,
        job=found,
        stages=STAGES,
        problems=grouped(in_order(found.problems)),
        draft=grouped(made.draft) if made else (),
        noticed=grouped(noticed),
        before=before[-1] if before else "",
    )


def cancel(page: Page, job: str) -> Response:
    """Stop a build; the edition that stood there stays as it was."""
    there(page.workbench.jobs.find(job, KIND)).stopping.set()
    return page.go("home-job", job=job)


ROUTES: list[Route] = [
    get("/", show, "home", needs=ALL_LOOKED_AT),
    get("/looked", looked, "home-looked", needs=ALL_LOOKED_AT),
    post("/look/rest", rest, "home-rest"),
    post("/look/on", go_on, "home-go-on"),
    get("/editions/{edition}/all.zip", archive, "home-archive"),
    get("/editions/{edition}/{name}", file, "home-file"),
    get("/problems", problems, "problems", needs=ALL),
    get("/problems/{code}", explain, "problems-explain", patient=True),
    get("/fits", fits, "home-fits"),
    post("/build", begin, "home-build", needs=Need.BUILD),
    get("/build/{job}", show_build, "home-job"),
    post("/build/{job}/cancel", cancel, "home-cancel", needs=Need.BUILD),
]
