"""Coming in and going out: the link, the sign-in, the name, the language of the interface, what has moved."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from briefing.problems import ProblemsFound
from briefing.web import views
from briefing.web.answers import get, post
from briefing.web.guard import LASTS, Session, language_of, refused
from briefing.web.page import Page, Workbench, inside

_NAME = re.compile(r"job-[0-9]+|files|look|looked")


def _workbench(request: Request) -> Workbench:
    workbench: Workbench = request.app.state.workbench
    return workbench


def with_session(response: Response, workbench: Workbench, session: Session) -> Response:
    """Return an answer that opens a session in the browser."""
    settings = workbench.settings
    response.set_cookie(
        settings.cookie,
        workbench.sessions.written(session),
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="strict",
    )
    return response


async def enter(request: Request) -> Response:
    """Come in by the link that the terminal shows."""
    workbench = _workbench(request)
    if request.method == "HEAD":  # somebody looks whether the link leads anywhere
        return Response()
    if workbench.settings.use_link(request.query_params.get("link", "")):
        session = workbench.sessions.open(workbench.settings.person)
        return with_session(RedirectResponse("/", HTTPStatus.SEE_OTHER), workbench, session)
    if request.state.person is not None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    return refused(request, "link", HTTPStatus.FORBIDDEN)


async def sign_in(request: Request) -> Response:
    """Answer with the form for name and password, or where to find the link."""
    there = inside(request.query_params.get("next", "/"))
    if request.state.person is not None:
        return RedirectResponse(there, HTTPStatus.SEE_OTHER)
    return _form(request, there)


def _form(request: Request, there: str, status: int = 200, **values: object) -> Response:
    workbench = _workbench(request)
    accounts = workbench.settings.accounts is not None
    shown = {"accounts": accounts, "next": there, "address": "/sign-in", "wait": 0, "wrong": False, **values}
    return HTMLResponse(views.render(language_of(request), "sign-in.html", shown), status)


async def signed_in(request: Request) -> Response:
    """Take name and password."""
    workbench = _workbench(request)
    if workbench.settings.accounts is None:
        return refused(request, "link", HTTPStatus.FORBIDDEN)
    async with request.form(max_files=0, max_fields=5, max_part_size=10_000) as form:
        name, password, there = (str(form.get(key, "")) for key in ("name", "password", "next"))
    client = request.client.host if request.client else ""
    if wait := workbench.sign_in.wait(f"name {name}", f"address {client}"):
        return _form(request, inside(there), HTTPStatus.TOO_MANY_REQUESTS, wait=wait, name=name)
    try:
        session = await run_in_threadpool(workbench.sign_in.enter, workbench.sessions, name, password, client)
    except ProblemsFound:
        return refused(request, "accounts", HTTPStatus.INTERNAL_SERVER_ERROR)
    if session is None:
        return _form(request, inside(there), HTTPStatus.FORBIDDEN, wrong=True, name=name)
    return with_session(RedirectResponse(inside(there), HTTPStatus.SEE_OTHER), workbench, session)


def sign_out(page: Page) -> Response:
    """End the session in this browser."""
    made = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    made.delete_cookie(page.workbench.settings.cookie, path="/")
    return made


def rename(page: Page) -> Response:
    """Put right the name of the one person who has no account."""
    name = " ".join(page.value("name").split())
    there = RedirectResponse(inside(page.value("next", "/")), HTTPStatus.SEE_OTHER)
    if page.workbench.settings.accounts is not None or not name or len(name) > 80 or not name.isprintable():
        return refused(page.request, "name", HTTPStatus.UNPROCESSABLE_ENTITY)
    return with_session(there, page.workbench, replace(page.session, name=name))


async def interface(request: Request) -> Response:
    """Switch the language of the interface, and stay where one is."""
    async with request.form(max_files=0, max_fields=5, max_part_size=10_000) as form:
        chosen, there = (str(form.get(key, "")) for key in ("language", "next"))
    made = RedirectResponse(inside(there), HTTPStatus.SEE_OTHER)
    if chosen in views.languages():
        secure = _workbench(request).settings.secure
        made.set_cookie(
            "interface", chosen, max_age=31_536_000, path="/", samesite="strict", httponly=True, secure=secure
        )
    return made


async def signals(request: Request) -> Response:
    """Answer with what moves, as server-sent events: ``files``, documents that are looked at, or the jobs named."""
    names = [n for n in request.query_params.getlist("of") if _NAME.fullmatch(n)][:20]
    return StreamingResponse(_workbench(request).signals.stream(*names), media_type="text/event-stream")


def made(page: Page) -> Response:
    """Answer with whether files are others than those a page was made from."""
    return PlainTextResponse("moved" if page.query("by") != page.workbench.made() else "same")


ROUTES: list[Route] = [
    Route("/enter", enter, methods=["GET"], name="enter"),
    Route("/sign-in", sign_in, methods=["GET"], name="sign-in"),
    Route("/sign-in", signed_in, methods=["POST"], name="signed-in"),
    Route("/interface", interface, methods=["POST"], name="interface"),
    Route("/signals", signals, methods=["GET"], name="signals"),
    get("/made", made, "made", patient=True),
    post("/sign-out", sign_out, "sign-out"),
    post("/name", rename, "rename"),
]
