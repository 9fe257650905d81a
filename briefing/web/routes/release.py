"""Release: a text comes in, its figures are decided on one by one, and recorded as one change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from briefing.problems import Problem, ProblemsFound
from briefing.web.answers import download, get, post
from briefing.web.page import NotThere, Page, not_there_if, there
from briefing.web.routes import figures
from briefing.web.routes.home import start_build
from briefing.web.views import worded
from briefing.workspace.accounts import Need
from briefing.workspace.figures import Entry
from briefing.workspace.received import Received
from briefing.workspace.release_page import ReleaseFigure, ReleasePage

#: What may be said of a text before it is read, where the text itself does not say it.
TOLD = ("date", "one_day")
#: Verdicts as the page names them, and the mark each has.
VERDICTS = {
    "new-period": (worded("new"), "is-good"),
    "same": (worded("known already"), "is-open"),
    "revision": (worded("corrects"), "is-doubt"),
    "contradiction": (worded("contradicts"), "is-wrong"),
    "other-unit": (worded("other unit"), "is-doubt"),
    "other-base": (worded("other base"), "is-doubt"),
    "other-region": (worded("other region"), "is-doubt"),
    "no-indicator": (worded("no indicator"), "is-open"),
}
#: Actions as the page names them.
ACTIONS = {
    "accept": worded("accepted"),
    "other": worded("other indicator"),
    "new": worded("new indicator"),
    "ignore": worded("ignored"),
}
#: Problems of reading a text that a date or a word of the person settles.
_ASKED = frozenset({"release-date-unknown", "release-future", "release-articles", "release-older"})


def show(page: Page) -> Response:
    """Answer with where a text is dropped or pasted, and the releases that were read."""
    return page.render("release.html", releases=page.ws.releases(), asked=None, problems_of=(), given={})


def read(page: Page) -> Response:
    """Read a text that was dropped, pasted, or received before, and keep it."""
    ws = page.ws
    received: Received | None
    if token := page.value("token"):
        received = ws.received(token)
    elif text := page.text("text").strip():
        received = ws.receive(f"{_titled(text)}.txt", text.encode())
    elif (received := page.upload()) is None:
        return page.go("release", told=page.say("Drop a file or paste a text first."))
    given = {name: page.value(name) for name in TOLD}
    try:
        desk = ws.read_release(received.path, date=given["date"], one_day=given["one_day"] == "yes")
    except ProblemsFound as found:
        return _asked(page, received, given, found.problems)
    if known := next((p for p in desk.problems if p.code == "release-known"), None):
        return page.go("figures", told=known.message, source=desk.kept.id)
    if desk.problems and not given["date"]:
        return _asked(page, received, given, desk.problems)
    with ws.alone("keep a release"):
        ws.save(ws.keep_release(desk))
    return page.go("release-one", id=desk.kept.id)


def _titled(text: str) -> str:
    """A name for a pasted text: its first line."""
    return re.sub(r"[^\w]+", " ", text.partition("\n")[0]).strip()[:40] or "text"


def _asked(page: Page, received: Received, given: Mapping[str, str], found: tuple[Problem, ...]) -> Response:
    """The text again, with what must be said of it first, or why it cannot be read."""
    if not any(p.code in _ASKED for p in found):
        raise ProblemsFound(found)
    values: dict[str, Any] = {"asked": received, "problems_of": found, "given": given}
    return page.render("release.html", HTTPStatus.UNPROCESSABLE_ENTITY, releases=page.ws.releases(), **values)


def one(
    page: Page, id: str, opened: tuple[str, str] | None = None, status: int = HTTPStatus.OK, **more: Any
) -> Response:
    """Answer with a release at work, the row of a figure opened."""
    opened = opened or (page.query("row"), page.query("form"))
    return page.render(
        "release-one.html", status, **_values(page, release_of(page, id)), opened=opened, **(_NOTHING | more)
    )


#: What a row shows besides what is kept: the fields of a form that was refused, and why.
_NOTHING: dict[str, Any] = {"typed": {}, "refused": {}, "said": figures.FieldMessages()}


def release_of(page: Page, id: str) -> ReleasePage:
    """Return a release as a page shows it."""
    with not_there_if("release-none"):
        return page.ws.release_page(id)


def _values(page: Page, release: ReleasePage) -> dict[str, Any]:
    return {
        "release": release,
        "verdicts": VERDICTS,
        "actions": ACTIONS,
        "choices": page.ws.entry_choices(),
        "languages": tuple(page.ws.project().languages),
    }


def row(page: Page, id: str, figure: str) -> Response:
    """Answer with one row, with a form opened."""
    if not page.part:
        return page.go("release-one", id=id, row=figure, form=page.query("form"))
    release = release_of(page, id)
    return _row(page, release, figure, opened=(figure, page.query("form")))


def _row(page: Page, release: ReleasePage, name: str, status: int = HTTPStatus.OK, **more: Any) -> Response:
    figure = there(release.figure(name))
    values = {"opened": ("", ""), **_NOTHING, **more}
    return page.render("parts/release-decided.html", status, figure=figure, **_values(page, release), **values)


def decide(page: Page, id: str) -> Response:
    """Keep a decision on one figure, or take one back."""
    ws, name, action = page.ws, page.value("figure"), page.value("action")
    release = release_of(page, id)
    figure = there(release.figure(name))
    seen = {name: page.value("version")}
    try:
        with ws.alone("decide on a release"):
            if action == "back":
                ws.save(ws.undecide_release(id, name, seen=seen))
            else:
                ws.save(ws.decide_release(id, {"figures": {name: _decision(page, action, figure)}}, seen=seen))
    except ProblemsFound as found:
        moved = any(p.code == "release-decided" for p in found.problems)
        status = HTTPStatus.CONFLICT if moved else HTTPStatus.UNPROCESSABLE_ENTITY
        more: dict[str, Any] = {"typed": page.typed(), "refused": {name: found.problems}}
        opened = (name, action if action in ("other", "new", "ignore") else "accept" if action == "accept-with" else "")
        if page.part:
            return _row(page, release_of(page, id), name, status, opened=opened, **more)
        return one(page, id, opened, status, **more)
    if page.part:
        return _row(page, release_of(page, id), name)
    return page.go("release-one", id=id, row=name)


def _decision(page: Page, action: str, figure: ReleaseFigure) -> dict[str, Any] | str:
    """The decision that a form holds, as a file of decisions has it."""
    place = {"line": figure.proposed.figure.line, "text": figure.proposed.figure.text}
    if action == "ignore":
        return {"ignore": page.value("reason") or page.say(page.value("because") or "not of use here"), **place}
    changed: dict[str, Any] = {key: page.value(key) for key in ("basis", "status", "note", "plan") if page.value(key)}
    entry = page.ws.settled_entry(Entry(page.value("indicator"), "", page.value("period"), "", ""))
    if entry.period and entry.period != figure.proposed.period:
        changed["period"] = entry.period
    if page.value("contradicts") == "revision":
        changed["revise"] = True
    if page.value("contradicts") == "disagreement":
        changed["dispute"] = page.words("caveat")
    match action:
        case "other":
            return {"indicator": entry.indicator, **changed, **place}
        case "new":
            form = {key: page.value(key) for key in figures.NEW if page.value(key)}
            return {"new": {**form, "label": page.words("label")}, **changed, **place}
        case "accept" | "accept-with":
            return {"accept": True, **changed, **place}
        case _:
            raise NotThere


def source(page: Page, id: str) -> Response:
    """Keep what the release is."""
    given: dict[str, Any] = {key: page.value(key) for key in ("date", "kind", "url", "date_note") if page.value(key)}
    for name in ("issuer", "title"):
        if texts := page.words(name):
            given[name] = texts
    if page.value("one_day") == "yes":
        given["one_day"] = True
    if rows := page.values("article"):
        given["articles"] = [] if page.value("one_text") == "yes" else _parts(page, "article", rows)
        given["one_text"] = page.value("one_text") == "yes"
    if rows := page.values("section"):
        given["sections"] = _parts(page, "section", rows) if page.value("sectioned") == "yes" else []
    further = list(page.values("further"))
    try:
        with page.ws.alone("say what a release is"):
            page.ws.save(page.ws.decide_release(id, {"source": given, "further": further}))
    except ProblemsFound as found:
        said = figures.by_form_field((replace(p, field=_source_field(p)) for p in found.problems), slots=_SLOTS)
        return one(page, id, ("", ""), HTTPStatus.UNPROCESSABLE_ENTITY, typed=page.typed(), said=said)
    return page.go("release-one", id=id, told=page.say("Kept: what the release is."))


#: The fields of the source form that show a problem beside them.
_SLOTS = ("date", "kind", "url", "issuer", "title", "date_note", "articles", "sections")


def _parts(page: Page, part: str, rows: Sequence[str]) -> list[dict[str, Any]]:
    """The articles, or sections, that were typed; a row without title and lines is none."""
    made = []
    for row in rows:
        texts = {name: page.words(f"{part}-{row}-{name}") for name in ("title", "page")}
        typed = {key: text for key in ("lines", "url") if (text := page.value(f"{part}-{row}-{key}"))}
        if texts["title"] or typed:
            made.append({"title": texts["title"], **({"page": texts["page"]} if texts["page"] else {}), **typed})
    return made


def _source_field(found: Problem) -> str:
    """The field of the source form that a problem of decisions names (``release-decision`` of ``source.url``)."""
    match = re.search(r"source\.(\w+)", found.message)
    return match[1] if match else "date" if found.code == "release-future" else ""


def sheet(page: Page, id: str) -> Response:
    """Answer with the workbook of a release, to be decided on in Excel."""
    return download(page.ws.release_sheet(id), f"{id}.xlsx")


def back(page: Page, id: str) -> Response:
    """Take in the workbook, or a file of decisions, that came back."""
    received = page.upload()
    if received is None:
        return page.go("release-one", id=id)
    with page.ws.alone("take in decisions on a release"):
        page.ws.save(page.ws.decide_release_from(id, received.path))
    return page.go("release-one", id=id, told=page.say("The decisions of the file are taken in."))


def plan(page: Page, id: str, status: int = HTTPStatus.OK, moved: bool = False) -> Response:
    """Answer with what recording would do, as far as nothing prevents it."""
    made, against = None, tuple[Problem, ...]()
    try:
        made = page.ws.record_release(id)
    except ProblemsFound as found:
        against = found.problems
    template = "parts/release-plan.html" if page.part else "release-plan.html"
    packs = page.ws.project().content.packs
    return page.render(template, status, id=id, moved=moved, plan=made, against=against, packs=packs)


def record(page: Page, id: str) -> Response:
    """Record a release as its plan was shown, and begin a build with it."""
    with page.ws.alone("record a release"):
        made = page.ws.record_release(id)
        moved = made.version != page.value("version")
        if moved or (made.questions and page.value("answered") != "yes"):
            return plan(page, id, HTTPStatus.CONFLICT, moved)
        page.ws.save(made)
    return start_build(page)


ROUTES: list[Route] = [
    get("/release", show, "release"),
    post("/release/read", read, "release-read", needs=Need.RECORD),
    get("/release/{id}/plan", plan, "release-plan", patient=True),
    post("/release/{id}/record", record, "release-record", needs=Need.RECORD),
    post("/release/{id}/decide", decide, "release-decide", needs=Need.RECORD),
    post("/release/{id}/source", source, "release-source", needs=Need.RECORD),
    get("/release/{id}/sheet.xlsx", sheet, "release-sheet", patient=True),
    post("/release/{id}/sheet", back, "release-back", needs=Need.RECORD),
    get("/release/{id}/row/{figure}", row, "release-row"),
    get("/release/{id}", one, "release-one"),
]
