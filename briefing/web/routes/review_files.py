"""Review by files: out to Word, Excel and translation tools, and back in with a report of what was taken and refused."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from briefing.web.answers import download, get, post
from briefing.web.page import NotThere, Page
from briefing.web.routes.review import STATES
from briefing.web.views import worded
from briefing.workspace.accounts import Need
from briefing.workspace.reviews import BroughtBack

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


def show(page: Page, tag: str) -> Response:
    """Answer with what can be taken out, and where to bring it back."""
    _known(page, tag)
    return page.render("review-files.html", **_common(page, tag), brought=None, taken=False)


def _known(page: Page, tag: str) -> None:
    if tag not in page.ws.review_languages():
        raise NotThere


def _common(page: Page, tag: str) -> dict[str, Any]:
    return {
        "tag": tag,
        "tags": page.ws.review_tags(tag),
        "formats": FORMATS,
        "states": STATES,
        "given": GIVEN,
        "packs": page.ws.review_list(tag).packs,
        "pack": page.query("pack"),
    }


def take(page: Page, tag: str) -> Response:
    """Take a file out."""
    _known(page, tag)
    states = tuple(s for s in page.queries("state") if s in STATES)
    name, data = page.ws.take_out(page.query("format"), tag, pack=page.query("pack"), states=states)
    return download(data, name)


def drop(page: Page, tag: str) -> Response:
    """Keep a file that was brought back, and show what taking it would do."""
    _known(page, tag)
    found = page.upload("file")
    if found is None:
        return page.go("review-files", told=page.say("Choose a file first."), tag=tag)
    return page.go("review-brought", tag=tag, token=found.token, state=page.value("state"))


def brought(page: Page, tag: str, token: str) -> Response:
    """Answer with what taking a file would do; nothing is written."""
    _known(page, tag)
    state = page.query("state")
    name, made = page.ws.received(token).name, _read(page, tag, token, state)
    return page.render("review-files.html", **_common(page, tag), **_report(made, name, token, state), taken=False)


def _state(given: str) -> str:
    return given if given in GIVEN else "draft"


def _read(page: Page, tag: str, token: str, state: str) -> BroughtBack:
    return page.ws.bring_back(page.ws.received(token).path, tag, by=page.person.name, state=_state(state))


def accept(page: Page, tag: str, token: str) -> Response:
    """Take what is sound in a file that was brought back. Asked for the rows that were refused (``do=refused``), give their
    workbook and write nothing."""
    _known(page, tag)
    ws, state = page.ws, page.value("state")
    name = ws.received(token).name
    if page.value("do") == "refused":
        made = _read(page, tag, token, state)
        if made.review is None or not made.review.refused:
            raise NotThere
        return download(made.review.refused, f"{name.rpartition('.')[0]}.refused.xlsx")
    with ws.alone("import a review"):
        made = _read(page, tag, token, state)
        ws.save(made.plan)
    return page.render("review-files.html", **_common(page, tag), **_report(made, name, token, state), taken=True)


def _report(made: BroughtBack, name: str, token: str, state: str) -> dict[str, Any]:
    return {"brought": made, "name": name, "token": token, "state": _state(state)}


ROUTES: list[Route] = [
    get("/review-files/{tag}", show, "review-files"),
    post("/review-files/{tag}", drop, "review-drop", needs=Need.REVIEW),
    get("/review-files/{tag}/out", take, "review-out", patient=True),
    get("/review-files/{tag}/back/{token}", brought, "review-brought"),
    post("/review-files/{tag}/back/{token}", accept, "review-accept", needs=Need.REVIEW),
]
