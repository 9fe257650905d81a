"""Reading: a document as it will be, its languages side by side, every figure and every sentence to be asked about."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import Route

from briefing.catalogue import SOURCE_TAG
from briefing.problems import ProblemsFound
from briefing.web.answers import framed, get
from briefing.web.page import NotThere, Page, there
from briefing.web.views import chart
from briefing.workspace.documents import DocumentName

#: The format that is shown in a browser.
PAGE = "html"
#: How figures and sentences show that they can be asked about.
STYLE = (
    "data[data-fact], time[data-fact] { cursor: pointer; border-bottom: 1px dotted #A84C25 } "
    "data[data-fact]:hover, .asked { background: #FFF0A8; color: #1B2733; outline: 2px solid #A84C25 } "
    ".segment { cursor: pointer } .segment.lit { background: #EDF3F7; box-shadow: 0 0 0 2px #EDF3F7 } "
    "[data-fact]:focus-visible { outline: 3px solid #A84C25; outline-offset: 2px }"
)


def show(page: Page) -> Response:
    """Answer with the documents there are; ``?name=`` goes to one of them."""
    if name := page.query("name"):
        return page.go("document-read", name=name.partition("/")[0])
    whole, cut = page.ws.documents(), _cut(page)
    return page.render("document.html", whole=tuple(filter(_reads, whole)), cut=tuple(filter(_reads, cut)))


def _reads(document: DocumentName) -> bool:
    """Whether a document is one to be read, and not a workbook or a deck."""
    return PAGE in document.formats


def _cut(page: Page) -> Sequence[DocumentName]:
    """The documents for each audience; none where one of them cannot be made (``check`` says why)."""
    try:
        return page.ws.documents(audiences=("all",))
    except ProblemsFound:
        return ()


def read(page: Page, name: str) -> Response:
    """Answer with a document in all its languages."""
    found = _find(page, name)
    audiences, asked = _audiences(page, found), (page.number("part", 1), page.query("at"))
    made = {tag: page.ws.document_parts(f"{name}.{tag}", audiences, *asked) for tag in found.languages}
    first = next(iter(made.values()))
    part, parts = first.part, max(m.parts for m in made.values())
    drafts = {tag: m.draft for tag, m in made.items()}
    return page.render("document-read.html", document=found, drafts=drafts, part=part, parts=parts, at=page.query("at"))


def sheet(page: Page, name: str, tag: str) -> Response:
    """Answer with the document in one language, for its frame."""
    found = _find(page, name)
    if tag not in found.languages:
        raise NotThere
    audiences = _audiences(page, found)
    full = f"{name}.{tag}"
    return framed(page.ws.part_page(full, audiences=audiences, part=page.number("part", 1)).html, STYLE)


def figure(page: Page, id: str) -> Response:
    """Answer with everything about a figure, beside the page."""
    found = page.ws.figure(id)
    return page.render("parts/document-figure.html", figure=found, chart=chart(found.history))


def sentence(page: Page, id: str) -> Response:
    """Answer with a sentence as a segment of each language it is translated into."""
    languages = [tag for tag in page.ws.project().languages if tag != SOURCE_TAG]
    desks = {tag: page.ws.segment_desk(id, tag) for tag in languages}
    return page.render("parts/document-sentence.html", id=id, desks=desks)


def _find(page: Page, name: str) -> DocumentName:
    return there(next((d for d in (*page.ws.documents(), *_cut(page)) if d.name == name and _reads(d)), None))


def _audiences(page: Page, found: DocumentName) -> tuple[str, ...]:
    """What a document is cut to, as a build is told."""
    return () if found.name in {d.name for d in page.ws.documents()} else ("all",)


ROUTES: list[Route] = [
    get("/document", show, "document"),
    get("/document/figure/{id:path}", figure, "document-figure"),
    get("/document/sentence/{id:path}", sentence, "document-sentence"),
    get("/document/{name}", read, "document-read"),
    get("/document/{name}/{tag}", sheet, "document-sheet"),
]
