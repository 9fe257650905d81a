"""Building: what is chosen, how it goes, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from starlette.responses import Response
from starlette.routing import Route

from briefing.editions.request import Origin, Progress
from briefing.problems import ProblemsFound, grouped, in_order, problem
from briefing.web.answers import get, post
from briefing.web.page import NotThere, Page
from briefing.web.signals import Job, JobState
from briefing.web.views import worded
from briefing.workspace.accounts import Need
from briefing.workspace.overview import Overview

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


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody wants built, as the form has it."""

    packs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    edition: str = ""
    as_of: str = ""
    since: str = ""
    release: bool = False
    audiences: tuple[str, ...] = ()
    where: str = ""
    each: str = ""
    undecided: Literal["leave", "keep"] = "leave"
    guide: bool = False
    name: str = ""
    copies: str = ""

    @property
    def internal(self) -> bool | None:
        """Only the copies for the desk, none of them, or both (``None``)."""
        return self.copies == "desk" if self.copies in COPIES else None


def choices(page: Page, seen: Overview) -> Mapping[str, Any]:
    """Return what the form of a build offers."""
    return {
        "languages": seen.languages,
        "formats": tuple(dict.fromkeys(f for p in seen.packs for f in p.formats)),
        "chosen": from_address(page),
        "each_choices": EACH,
        "copies": COPIES if any(t.versions for t in page.ws.document_titles().values()) else {},
    }


def from_address(page: Page) -> Chosen:
    """Return choices that an address carries, so that they can be kept and sent on."""
    keep: Literal["leave", "keep"] = "keep" if page.query("undecided") == "keep" else "leave"
    return Chosen(
        page.queries("pack"),
        page.queries("language"),
        page.queries("format"),
        audiences=page.queries("audience"),
        where=page.query("where"),
        each=page.query("each"),
        undecided=keep,
        name=page.query("name"),
        copies=page.query("copies"),
    )


def from_form(page: Page) -> Chosen:
    """Return choices that a form carries."""
    keep: Literal["leave", "keep"] = "keep" if page.value("undecided") == "keep" else "leave"
    return Chosen(
        page.values("pack"),
        page.values("language"),
        page.values("format"),
        page.value("edition"),
        page.value("as_of"),
        page.value("since"),
        bool(page.value("release")),
        page.values("audience"),
        page.value("where"),
        page.value("each") if page.value("each") in EACH else "",
        keep,
        bool(page.value("guide")),
        page.value("name"),
        page.value("copies"),
    )


def fits(page: Page) -> Response:
    """Answer with how many projects fit what is chosen, as it is being chosen."""
    chosen = from_address(page)
    if not (chosen.audiences or chosen.where or chosen.each):
        return page.render("parts/home-fits.html", fit=None, problems=())
    try:
        fit = page.ws.fitting(chosen.audiences, chosen.where, chosen.each, chosen.undecided)
    except ProblemsFound as found:
        return page.render("parts/home-fits.html", fit=None, problems=grouped(in_order(found.problems)))
    return page.render("parts/home-fits.html", fit=fit, problems=())


def begin(page: Page) -> Response:
    """Build what the form says."""
    return start_build(page, from_form(page))


def start_build(page: Page, chosen: Chosen) -> Response:
    """Begin a build and go to its page; where one is going on, go to that one. Raises ``ProblemsFound`` and
    ``PermissionError``."""
    page.need(Need.BUILD)
    as_of, since = _day(chosen.as_of), _day(chosen.since)
    ws = page.ws

    def work(job: Job) -> object:
        return ws.build(
            chosen.packs,
            languages=chosen.languages,
            formats=chosen.formats,
            edition=chosen.edition,
            as_of=as_of,
            since=since,
            release=chosen.release,
            where=chosen.where,
            audiences=chosen.audiences,
            each=chosen.each,
            name=chosen.name,
            undecided=chosen.undecided,
            guide=chosen.guide,
            internal=chosen.internal,
            progress=_progress(job),
        )

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


def running(page: Page) -> Job | None:
    """Return the build that is going on."""
    job = page.workbench.jobs.newest(KIND)
    return job if job is not None and job.running else None


def show(page: Page, job: str) -> Response:
    """Answer with how a build goes, and what came of it."""
    found = page.workbench.jobs.find(job)
    if found is None or found.kind != KIND:
        raise NotThere
    template = "parts/home-job.html" if page.part else "home-job.html"
    editions = page.ws.editions() if found.state is JobState.DONE else ()
    before = [e.name for e in editions if found.result is not None and e.name != found.result.edition]
    return page.render(
        template,
        job=found,
        stages=STAGES,
        problems=grouped(in_order(found.problems)),
        draft=grouped(found.result.draft) if found.state is JobState.DONE else (),
        noticed=_noticed(found),
        before=before[-1] if before else "",
    )


def _noticed(job: Job) -> tuple[Any, ...]:
    """What a build noticed beside the reasons for a draft; notes are for the page of problems."""
    if job.state is not JobState.DONE:
        return ()
    return grouped(p for p in job.result.problems if p not in job.result.draft and str(p.severity) != "note")


def cancel(page: Page, job: str) -> Response:
    """Stop a build; the edition that stood there stays as it was."""
    found = page.workbench.jobs.find(job)
    if found is None:
        raise NotThere
    found.stopping.set()
    return page.go("home-job", job=job)


ROUTES: list[Route] = [
    get("/fits", fits, "home-fits"),
    post("/build", begin, "home-build", needs=Need.BUILD),
    get("/build/{job}", show, "home-job"),
    post("/build/{job}/cancel", cancel, "home-cancel", needs=Need.BUILD),
]
