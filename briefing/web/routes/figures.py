"""Figures: the register, one figure with everything about it, and the forms that enter, revise and withdraw one, and those of a
new source and a new indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from briefing.problems import Problem, ProblemsFound
from briefing.web.answers import download, get, post
from briefing.web.opening import ALL_LOOKED_AT
from briefing.web.page import Page, not_there_if
from briefing.web.views import chart, worded
from briefing.workspace.accounts import Need
from briefing.workspace.entering import placed
from briefing.workspace.figures import Entry, FigurePlan
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
    received = page.upload()
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
        moved = plan.version != page.value("version")
        if moved or (plan.questions and page.value("answered") != "yes"):
            return _workbook(page, token, HTTPStatus.CONFLICT, moved)
        page.ws.save(plan)
    return page.go("figures", told=page.say("Recorded: %(n)s figures.", n=len(plan.actions)))


#: The texts of an entry that the form has a field for.
TEXTS = ("indicator", "figure", "period", "source", "locator", "published", "note", "plan", "caveat")
#: The fields of a new indicator and of a new source.
NEW = ("id", "unit", "kind", "frequency", "of", "whole", "base", "region")
SOURCE = ("id", "file", "date", "date_note", "kind", "url", "note")
#: The fields of each form that may have something said beside them.
_ENTRY = ("figure", "period", "source", "locator", "published", "basis", "status", "plan", "note")
SLOTS: Mapping[str, tuple[str, ...]] = {
    "enter": ("indicator", *_ENTRY, "caveat"),
    "withdraw": ("indicator", "period", "source", "locator", "note"),
    "new": (*NEW, "label", *_ENTRY),
}


@dataclass(frozen=True, slots=True)
class FieldMessages:
    """What is beside the fields: problems and doubts by field, and those that belong to none."""

    problems: Mapping[str, list[Problem]] = field(default_factory=dict)
    doubts: Mapping[str, list[Problem]] = field(default_factory=dict)
    others: tuple[Problem, ...] = ()


def by_form_field(
    problems: Iterable[Problem], doubts: Iterable[Problem] = (), slots: Iterable[str] = ()
) -> FieldMessages:
    """Return problems and doubts by the field of a form."""
    known = frozenset(slots or [name for names in SLOTS.values() for name in names])
    found: dict[str, list[Problem]] = {}
    asked: dict[str, list[Problem]] = {}
    others = []
    for listed, place in ((problems, found), (doubts, asked)):
        for one in listed:
            name = one.field.partition(".")[0]
            if name in known:
                place.setdefault(name, []).append(one)
            else:
                others.append(one)
    return FieldMessages(found, asked, tuple(others))


def entry_of(page: Page) -> Entry:
    """Return the entry that a form holds."""
    given: dict[str, Any] = {name: page.value(name) for name in TEXTS}
    entry = Entry(
        **given,
        basis=page.value("basis") or "stated",
        status=page.value("status") or "reported",
        target=page.value("target") == "yes",
        withdraw=page.value("what") == "withdraw",
        revision=page.value("contradicts") == "revision",
        disagreement=page.value("contradicts") == "disagreement",
    )
    return page.ws.settled_entry(entry)


def new_of(page: Page) -> dict[str, Any] | None:
    """Return the form of a new indicator, where the page has one."""
    if page.value("what") != "new":
        return None
    return {**{name: page.value(name) for name in NEW}, "label": page.words("label")}


def enter(page: Page) -> Response:
    """Answer with the form, filled from the address: an indicator or a figure, and what is to be done with it."""
    what = page.query("what")
    given: dict[str, str] = {"what": what if what in ("withdraw", "new") else "enter"}
    fact = page.query("fact")
    if fact:
        at = page.ws.figure(fact).line.fact
        given |= {"indicator": at.indicator, "period": at.period.text}
        given |= {"target": "yes"} if at.kind == "target" else {}
    elif indicator := page.query("indicator"):
        given["indicator"] = indicator
        known = next((i for i in page.ws.entry_choices().indicators if i.id == indicator), None)
        given["period"] = known.coming if known else ""
    if source := page.query("source"):
        given["source"] = source
    return _form(page, given)


def _form(
    page: Page,
    given: Mapping[str, str],
    said: FieldMessages | None = None,
    plan: FigurePlan | None = None,
    moved: bool = False,
    status: int = HTTPStatus.OK,
) -> Response:
    values: dict[str, Any] = {"given": given, "said": said or FieldMessages(), "plan": plan, "moved": moved}
    if page.part:
        return page.render(
            "parts/figures-planned.html", status, slots=SLOTS.get(given.get("what", ""), SLOTS["enter"]), **values
        )
    return page.render("figures-enter.html", status, choices=page.ws.entry_choices(), **values)


#: Words of the data that forms offer and pages show.
WORDS = (
    worded("stated"), worded("inferred"), worded("reported"), worded("planned"), worded("announced"), worded("estimated"),
    worded("opinion"), worded("occurred"), worded("derived"), worded("target"), worded("superseded"), worded("withdrawn"),
    worded("now"), worded("revised"), worded("stock"), worded("flow"), worded("cumulative"), worded("change"), worded("share"),
    worded("rate"), worded("rank"), worded("count"), worded("threshold"), worded("duration"), worded("event"), worded("annual"),
    worded("quarterly"), worded("monthly"), worded("irregular"), worded("once"), worded("yoy"), worded("ytd"), worded("qoq"),
    worded("mom"), worded("average-annual"), worded("news"), worded("government-document"), worded("press-conference"),
    worded("commentary"), worded("workbook"), worded("carried"), worded("unknown"),
)  # fmt: skip


def read(page: Page) -> Response:
    """Answer with what the fields say as they are typed: a part that fills the places beside them."""
    with page.ws.steady():
        entry, new = entry_of(page), new_of(page)
        reading = page.ws.read_entry(entry, new)
    slots = SLOTS.get(page.value("what"), SLOTS["enter"])
    said = by_form_field(reading.problems, reading.doubts, slots)
    return page.render("parts/figures-reading.html", reading=reading, said=said, entry=entry, slots=slots)


def _planned(page: Page, sentences: bool) -> FigurePlan:
    entry, new = entry_of(page), new_of(page)
    if new is not None:
        return page.ws.add_indicator(entry, sentences=sentences, **new)
    return page.ws.observe(entry, sentences=sentences)


def plan(page: Page) -> Response:
    """Answer with what recording would do, before anything is saved."""
    try:
        made = _planned(page, sentences=True)
    except ProblemsFound as found:
        return _refused(page, found)
    return _form(page, page.typed(), plan=made)


def _refused(page: Page, found: ProblemsFound) -> Response:
    """The form as it was filled, with each problem beside its field."""
    entry = entry_of(page)
    said = by_form_field(placed(p, entry) for p in found.problems)
    return _form(page, page.typed(), said, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def save(page: Page) -> Response:
    """Record an entry as its plan was shown; where that is no longer what would be done, show what is."""
    try:
        with page.ws.alone("enter a figure"):
            made = _planned(page, sentences=False)
            same = made.version == page.value("version")
            if same and (not made.questions or page.value("answered") == "yes"):
                page.ws.save(made)
                return page.go("figures-one", told=page.say("Recorded."), id=_after(made))
        made = _planned(page, sentences=True)
    except ProblemsFound as found:
        return _refused(page, found)
    return _form(page, page.typed(), plan=made, moved=not same, status=HTTPStatus.CONFLICT)


def _after(made: FigurePlan) -> str:
    """The figure to show once a plan is saved: a figure withdrawn is gone, its indicator may have others."""
    fact, action = next(iter(made.actions.items()))
    return fact.partition("@")[0] if action == "withdraw" else fact


def source(
    page: Page,
    given: Mapping[str, str] | None = None,
    said: FieldMessages | None = None,
    plan: FigurePlan | None = None,
    status: int = HTTPStatus.OK,
    moved: bool = False,
) -> Response:
    """Answer with the form of a new source."""
    return page.render(
        "figures-source.html",
        status,
        given=given or {"date_basis": "stated", "kind": "news"},
        said=said or FieldMessages(),
        plan=plan,
        moved=moved,
        languages=tuple(page.ws.project().languages),
    )


def _source_of(page: Page) -> dict[str, object]:
    first, *_ = page.ws.project().languages
    given: dict[str, object] = {name: page.value(name) or None for name in SOURCE}
    for name in ("issuer", "title"):
        texts = page.words(name)
        given[name] = texts if first in texts else ""
    given["date_basis"] = "inferred" if page.value("date_note") else "stated"
    if lines := page.value("lines"):
        title = given["title"] if isinstance(given["title"], dict) else {}
        given["sections"] = [{"id": "text", "title": title, "lines": lines}]
    return given


def save_source(page: Page) -> Response:
    """Show what entering a source would do; with the version of what was shown, record it."""
    given = page.typed()
    slots = (*SOURCE, "issuer", "title", "sections", "date_basis")
    try:
        with page.ws.alone("enter a source"):
            made = page.ws.add_source(**_source_of(page))
            if made.version == page.value("version"):
                page.ws.save(made)
                return page.go("figures-enter", told=page.say("Recorded."), source=page.value("id"))
    except ProblemsFound as found:
        there = {"source-known": "id", "source-to-come": "date"}
        said = by_form_field((replace(p, field=there.get(p.code, p.field)) for p in found.problems), slots=slots)
        return source(page, given, said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    moved = bool(page.value("version"))
    return source(page, given, plan=made, moved=moved, status=HTTPStatus.CONFLICT if moved else HTTPStatus.OK)


ROUTES: list[Route] = [
    get("/figures", show, "figures", needs=ALL_LOOKED_AT),
    get("/figures/enter", enter, "figures-enter"),
    post("/figures/read", read, "figures-read"),
    post("/figures/plan", plan, "figures-plan", needs=Need.RECORD),
    post("/figures/save", save, "figures-save", needs=Need.RECORD),
    get("/figures/source", source, "figures-source"),
    post("/figures/source", save_source, "figures-source-save", needs=Need.RECORD),
    post("/figures/sought", sought, "figures-sought", needs=Need.RECORD),
    get("/figures/workbook.xlsx", workbook, "figures-workbook", patient=True),
    post("/figures/workbook", upload, "figures-upload", needs=Need.RECORD),
    post("/figures/workbook/record", record, "figures-upload-record", needs=Need.RECORD),
    get("/figures/{id:path}", one, "figures-one"),
]
