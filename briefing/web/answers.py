"""How requests are answered: pages looked at, which nothing holds up, and things done, with what stops either."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from briefing.problems import ProblemsFound
from briefing.web.guard import Session, language_of, refused
from briefing.web.opening import PATIENCE, READ, SOON, STEPS
from briefing.web.page import FIELD_BYTES, FIELDS, FILES, NotThere, Page, Workbench
from briefing.workspace.accounts import MAY, Need

Handler = Callable[..., Response]


def get(path: str, handler: Handler, name: str, *, needs: int = READ, patient: bool = False) -> Route:
    """Return the route of a page to be looked at. ``handler(page, **parts of the path)`` runs in a thread, with the disk looked
    at once. Where something has changed, and so many steps of the opening (``needs``) are not done again, it shows what is
    known at once, and says so; a ``patient`` one (a file to be saved, which cannot say so; what shows nothing of the project)
    is as it is now."""
    return Route(path, _endpoint(handler if patient else _at_once(handler, needs), None), methods=["GET"], name=name)


def _at_once(handler: Handler, needs: int) -> Handler:
    """A page that reading the project does not hold up. What follows on something that its person did shows what came of it,
    and what is not known is looked for among what there is now."""

    def answer(page: Page, **parts: object) -> Response:
        done = needs == READ and "told" in page.request.cookies
        if done or not page.workbench.opening.behind(page.ws, SOON, needs):
            return handler(page, **parts)
        try:
            with page.ws.at_once():
                return handler(page, **parts)
        except (NotThere, ProblemsFound):
            return handler(page, **parts)

    return answer


def post(path: str, handler: Handler, name: str, needs: Need | None = None) -> Route:
    """Return the route of something to be done. The form's token and the person's role are looked at before ``handler`` is
    called."""
    return Route(path, _endpoint(handler, needs), methods=["POST"], name=name)


def _endpoint(handler: Handler, needs: Need | None) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        workbench: Workbench = request.app.state.workbench
        session: Session = request.state.session
        page = Page(request, workbench, request.state.person, session, language_of(request))
        if request.method != "POST":
            return await run_in_threadpool(_answer, handler, page, needs)
        async with request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD_BYTES) as form:
            page.form = form
            given = request.headers.get("x-form-token") or page.value("form_token")
            if not workbench.sessions.is_form_token(session, given):
                return refused(request, "form", HTTPStatus.FORBIDDEN)
            return await run_in_threadpool(_answer, handler, page, needs)

    return endpoint


def _done(handler: Handler, page: Page) -> Response:
    """The answer to something to be done. A page that showed the files as they were is told that they are now as it left them:
    what its own person saved is no news to it."""
    knew = page.part and page.request.headers.get("x-made") == page.workbench.made()
    answer = handler(page, **page.request.path_params)
    if knew:
        answer.headers["X-Made"] = page.workbench.made()
    return answer


def _answer(handler: Handler, page: Page, needs: Need | None) -> Response:
    try:
        if needs is not None:
            page.need(needs)
        if page.request.method == "POST":
            return _done(handler, page)
        if not page.part and not page.workbench.opening.finished(PATIENCE, page.place):
            return page.render("opening.html", opening=page.workbench.opening, steps=len(STEPS))
        with page.ws.steady():
            return handler(page, **page.request.path_params)
    except ProblemsFound as found:
        return page.problems(found.problems)
    except PermissionError as error:
        if not error.args or not isinstance(error.args[0], Need):
            raise
        roles = sorted(MAY[error.args[0]])
        return refused(page.request, "role", HTTPStatus.FORBIDDEN, roles=roles)
    except NotThere:
        return refused(page.request, "nowhere", HTTPStatus.NOT_FOUND)


#: A document has its style within it (the briefing is one file); nothing else is let in, and no script runs.
FRAMED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


def framed(html: str, style: str = "") -> Response:
    """Return a document for a frame of one of our pages; ``style`` (our own rules, nothing from people's files) is added."""
    shown = html.replace("</head>", f"<style>{style}</style></head>", 1) if style else html
    return HTMLResponse(shown, headers=FRAMED)


#: A page of our own in a frame of ours: it has our style sheet, and nothing else.
OURS_FRAMED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


#: What an ending is to a browser. Files are always saved, never opened in the page.
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "zip": "application/zip",
}


def download(data: bytes, name: str) -> Response:
    """Answer with a file to be saved under its name (RFC 6266), in a page of its own without rights, should a browser open
    it."""
    kind = KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(data, media_type=kind, headers=headers)
