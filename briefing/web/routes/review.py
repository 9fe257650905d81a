"""Review: the next segment in edit, with everything beside it; and by files, out to Word, Excel and translation tools, and back
in with a report of what was taken and refused."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from briefing.web.answers import download, framed, get, post
from briefing.web.page import NotThere, Page, not_there_if
from briefing.web.views import worded
from briefing.workspace.accounts import Need
from briefing.workspace.review_checks import FILTERS, ReviewList
from briefing.workspace.reviews import BroughtBack, ReviewPlan
from briefing.workspace.segment_desk import SegmentDesk
from briefing.workspace.translation_memory import ThreeWays

#: What the filters and states are called.
CALLED = {
    "left": worded("Left"),
    "draft": worded("Draft"),
    "lapsed": worded("Lapsed"),
    "asked": worded("Questions"),
    "mine": worded("Mine"),
    "printed": worded("Printed today"),
}
STATES = {
    "untranslated": worded("untranslated"),
    "fuzzy": worded("source changed"),
    "draft": worded("draft"),
    "reviewed": worded("reviewed"),
    "approved": worded("approved"),
}
#: Why an earlier review does not hold any more.
LAPSED = {
    "source": worded("The source has changed since it was reviewed."),
    "translation": worded("The translation has changed since it was reviewed."),
    "words": worded("New data have changed the words around a figure since it was reviewed."),
}
#: How many neighbours the list beside the segment shows on each side.
NEIGHBOURS = 20


def begin(page: Page) -> Response:
    """Answer with the first language under review; where there is none, the page that says so."""
    found = page.ws.review_languages()
    if not found:
        return page.render("review-none.html", languages=(), counts={}, total=0)
    return page.go("review-list", tag=found[0])


def first(page: Page, tag: str) -> Response:
    """Answer with the first segment of a list that is left to do."""
    left = _list(page, tag)
    if left.first:
        return page.go("review-segment", tag=tag, id=left.first, **asked_for(page))
    return page.render("review-none.html", **_around(page, tag, left))


def one(
    page: Page,
    tag: str,
    id: str,
    *,
    typed: str | None = None,
    status: int = HTTPStatus.OK,
    conflict: ThreeWays | None = None,
) -> Response:
    """Answer with a segment in edit; ``typed`` is what somebody has typed and is not kept yet."""
    _known(page, tag)
    with not_there_if("segment-unknown"):
        desk = page.ws.segment_desk(id, tag)
    left = _list(page, tag)
    text = desk.typed if typed is None else typed
    check = desk.check if typed is None else page.ws.check_typed(desk.row.id, text, tag)
    at = left.place(desk.row.id)
    pack = next((p for p in (page.query("pack"), *left.packs) if p in desk.row.packs), "")
    return page.render(
        "review.html",
        status,
        desk=desk,
        typed=text,
        check=check,
        alike=page.ws.similar_sentences(desk.row.id, tag),
        conflict=conflict,
        neighbours=left.rows[max(at - NEIGHBOURS, 0) : max(at, 0) + NEIGHBOURS + 1],
        after=left.after(desk.row.id),
        before=left.after(desk.row.id, -1),
        place=at + 1,
        document=f"{pack}.{tag}" if pack else "",
        chips=_chips(desk),
        chipped=lambda text, **how: page.ws.in_chips(desk.row.id, text, tag, **how),
        **_around(page, tag, left),
    )


def _chips(desk: SegmentDesk) -> dict[str, object]:
    """What the editor knows of each placeholder, by name."""
    return {
        chip.name: {
            "text": chip.text,
            "about": chip.about,
            "token": chip.token,
            "forms": [{"form": form, "text": text} for form, text in chip.forms.items()],
        }
        for chip in desk.chips
    }


def _known(page: Page, tag: str) -> None:
    """Raise ``NotThere`` for what is no language under review."""
    if tag not in page.ws.review_languages():
        raise NotThere


def _list(page: Page, tag: str) -> ReviewList:
    _known(page, tag)
    return page.ws.review_list(
        tag, pack=page.query("pack"), filters=_filters(page), person=page.person.name, sought=page.query("q")
    )


def _filters(page: Page) -> list[str]:
    return [f for f in page.queries("f") if f in FILTERS]


def asked_for(page: Page, **other: object) -> dict[str, Any]:
    """Return the list that a person has asked for, as the query of an address."""
    own: dict[str, Any] = {
        "pack": page.query("pack"),
        "f": _filters(page),
        "q": page.query("q"),
        "show": page.query("show"),
    }
    return {name: value for name, value in {**own, **other}.items() if value}


def _around(page: Page, tag: str, left: ReviewList) -> dict[str, Any]:
    """What stands around a segment: filters, counts, languages."""
    chosen = _filters(page)
    source, target = page.ws.review_tags(tag)
    return {
        "tag": tag,
        "source_tag": source,
        "target_tag": target,
        "languages": page.ws.review_languages(),
        "list": left,
        "counts": left.counts,
        "total": left.total,
        "filters": [
            (
                name,
                words,
                left.counts[name],
                name in chosen,
                [f for f in chosen if f != name] if name in chosen else [*chosen, name],
            )
            for name, words in CALLED.items()
        ],
        "chosen": chosen,
        "asked": lambda **other: asked_for(page, **other),
        "everything": page.query("show") == "all",
        "states": STATES,
        "lapsed": LAPSED,
    }


def check(page: Page, tag: str, id: str) -> Response:
    """Answer with what is said of a text as somebody types it."""
    with page.ws.steady():
        found = page.ws.check_typed(id, page.text("typed"), tag)
    return page.render("parts/review-checks.html", check=found, target_tag=page.ws.review_tags(tag)[1])


def save(page: Page, tag: str, id: str) -> Response:
    """Keep a text with the state that a person gives to it, and go on to the next."""
    ws, version, typed = page.ws, page.value("version") or id, page.text("typed").strip("\n")
    state = page.value("do") if page.value("do") in ("draft", "reviewed", "approved") else "reviewed"
    with ws.steady():
        after = _list(page, tag).after(id)
    with ws.alone("take a translation"):
        against = ws.three_ways(version, typed, tag)
        if against is not None:
            return one(page, tag, id, typed=typed, status=HTTPStatus.CONFLICT, conflict=against)
        plan = ws.accept_typed(version, typed, tag, by=page.person.name, state=state, note=page.value("note"))
        if plan.count("refused"):
            return one(page, tag, id, typed=typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        ws.save(plan)
    told = page.say(SAVED[state]) if plan.count("changed") else page.say("Nothing to save: it stands so already.")
    if after in ("", id):  # it was the last of its list
        return page.go("review-list", told=told, tag=tag, **asked_for(page))
    return page.go("review-segment", told=told, tag=tag, id=after, **asked_for(page))


#: What is said once a text has been kept.
SAVED = {"draft": worded("Kept as a draft."), "reviewed": worded("Saved as reviewed."), "approved": worded("Approved.")}


def note(page: Page, tag: str, id: str) -> Response:
    """Add a note to a segment, or say that what was asked is answered."""
    settle = page.value("do") == "settle"
    with page.ws.alone("keep a note"):
        page.ws.save(page.ws.note(id, tag, by=page.person.name, text=page.value("text"), settle=settle))
    told = page.say("Answered.") if settle else page.say("Note kept.")
    return page.go("review-segment", told=told, tag=tag, id=id, **asked_for(page))


def waive(page: Page, tag: str, id: str) -> Response:
    """Say of a finding that it is right as it is, and why."""
    with page.ws.alone("waive a finding"):
        page.ws.save(page.ws.waive(id, page.value("code"), tag, reason=page.value("reason"), by=page.person.name))
    return page.go("review-segment", told=page.say("Waived, with your reason."), tag=tag, id=id, **asked_for(page))


def sheet(page: Page, tag: str, document: str) -> Response:
    """Answer with a document for the frame beside a segment, its sentence lit."""
    lit = page.query("lit")
    made = page.ws.part_page(document, tag, at=lit)
    if lit not in made.segments:
        return framed(made.html)
    return framed(made.html.replace(f'data-segment="{lit}"', f'data-segment="{lit}" id="lit"', 1), STYLE % lit)


#: The light on a sentence.
STYLE = '[data-segment="%s"], .lit { background: #FFF0A8; color: #1B2733; box-shadow: 0 0 0 2px #FFF0A8 }'


#: The formats that go out, with what each is for.
FORMATS = (
    ("docx", "Word", worded("Read and correct in Word: figures are locked, figures and sentences stand as printed.")),
    ("xlsx", "Excel", worded("A row for each segment; may be sorted and cut.")),
    ("xliff", "XLIFF 2.1", worded("For current translation tools.")),
    ("xliff12", "XLIFF 1.2", worded("For OmegaT and older tools.")),
    ("po", "PO", worded("For gettext tools: Poedit, Weblate.")),
    ("tmx", "TMX", worded("Everything that has been translated, as a memory.")),
    ("tbx", "TBX", worded("The glossary, for a term base.")),
)
#: What may be chosen for texts whose file says no state.
GIVEN = ("draft", "reviewed", "approved")


def files(
    page: Page, tag: str, brought: BroughtBack | None = None, token: str = "", state: str = "", taken: bool = False
) -> Response:
    """Answer with what can be taken out, and where to bring it back."""
    _known(page, tag)
    return page.render(
        "review-files.html",
        tag=tag,
        tags=page.ws.review_tags(tag),
        formats=FORMATS,
        states=STATES,
        given=GIVEN,
        packs=page.ws.review_list(tag).packs,
        pack=page.query("pack"),
        brought=brought,
        name=page.ws.received(token).name if token else "",
        token=token,
        state=_state(state),
        taken=taken,
    )


def take_out(page: Page, tag: str) -> Response:
    """Take a file out."""
    _known(page, tag)
    states = tuple(s for s in page.queries("state") if s in STATES)
    name, data = page.ws.take_out(page.query("format"), tag, pack=page.query("pack"), states=states)
    return download(data, name)


def drop(page: Page, tag: str) -> Response:
    """Keep a file that was brought back, and show what taking it would do."""
    _known(page, tag)
    found = page.upload()
    if found is None:
        return page.go("review-files", told=page.say("Choose a file first."), tag=tag)
    return page.go("review-brought", tag=tag, token=found.token, state=page.value("state"))


def brought(page: Page, tag: str, token: str) -> Response:
    """Answer with what taking a file would do; nothing is written."""
    _known(page, tag)
    state = page.query("state")
    return files(page, tag, _read(page, tag, token, state), token, state)


def _state(given: str) -> str:
    return given if given in GIVEN else "draft"


def _read(page: Page, tag: str, token: str, state: str) -> BroughtBack:
    return page.ws.bring_back(page.ws.received(token).path, tag, by=page.person.name, state=_state(state))


def accept(page: Page, tag: str, token: str) -> Response:
    """Take what is sound in a file that was brought back. Asked for the rows that were refused (``do=refused``), give their
    workbook and write nothing."""
    _known(page, tag)
    ws, state = page.ws, page.value("state")
    if page.value("do") == "refused":
        made = _read(page, tag, token, state)
        if not isinstance(made, ReviewPlan) or not made.refused:
            raise NotThere
        return download(made.refused, f"{ws.received(token).name.rpartition('.')[0]}.refused.xlsx")
    with ws.alone("import a review"):
        made = _read(page, tag, token, state)
        ws.save(made)
    return files(page, tag, made, token, state, taken=True)


ROUTES: list[Route] = [
    get("/review", begin, "review"),
    get("/review/{tag}", first, "review-list"),
    get("/review/{tag}/page/{document}", sheet, "review-page"),
    get("/review/{tag}/{id}", one, "review-segment"),
    post("/review/{tag}/{id}", save, "review-save", needs=Need.REVIEW),
    post("/review/{tag}/{id}/check", check, "review-check", needs=Need.REVIEW),
    post("/review/{tag}/{id}/note", note, "review-note", needs=Need.REVIEW),
    post("/review/{tag}/{id}/waive", waive, "review-waive", needs=Need.REVIEW),
    get("/review-files/{tag}", files, "review-files"),
    post("/review-files/{tag}", drop, "review-drop", needs=Need.REVIEW),
    get("/review-files/{tag}/out", take_out, "review-out", patient=True),
    get("/review-files/{tag}/back/{token}", brought, "review-brought"),
    post("/review-files/{tag}/back/{token}", accept, "review-accept", needs=Need.REVIEW),
]
