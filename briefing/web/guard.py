"""Who asks, from where: every request passes here before any page is made."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote, urlsplit

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefing.web import views
from briefing.web.sessions import Sessions, Settings
from briefing.workspace.accounts import Person

SAFE = frozenset({"GET", "HEAD"})
#: What is open to everybody that reaches the server.
OPEN = ("/static/", "/enter", "/sign-in", "/interface")
#: The bodies that are read; a page of another site can send text/plain without being asked anything.
FORMS = frozenset({b"application/x-www-form-urlencoded", b"multipart/form-data"})
#: Nothing from elsewhere, no script or style within a page, framed by nobody.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class Guard:
    """Lets a request through once host, origin and session are in order; puts the headers on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings, sessions: Sessions) -> None:
        self._app = app
        self._settings = settings
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope)
        answer = await self._answer(request)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await (answer or self._app)(scope, _counted(receive, self._settings.most), sent)

    async def _answer(self, request: Request) -> Response | None:
        """What a request is answered at once; ``None`` lets it through, with its session and its person."""
        if not self._is_trusted(request):
            return refused(request, "host", HTTPStatus.BAD_REQUEST)
        if request.method not in SAFE and not _same_origin(request):
            return refused(request, "origin", HTTPStatus.FORBIDDEN)
        if request.method not in SAFE and parse_options_header(request.headers.get("content-type"))[0] not in FORMS:
            return refused(request, "form", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._settings.most:
            return refused(
                request, "large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, most=self._settings.largest // 1_000_000
            )
        session = self._sessions.read(request.cookies.get(self._settings.cookie, ""))
        person: Person | None = None
        if session is not None:
            person = await run_in_threadpool(self._sessions.person, session)
        request.state.session = session if person is not None else None
        request.state.person = person
        if person is not None or any(request.url.path.startswith(place) for place in OPEN):
            return None
        return self._outside(request)

    def _outside(self, request: Request) -> Response:
        """For somebody who is not signed in."""
        if request.method in SAFE and request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            # A strict cookie does not come along from a letter or a chat; it does when our own page asks again.
            return HTMLResponse(views.render(language_of(request), "again.html", {}))
        if request.method not in SAFE or "hx-request" in request.headers:
            return refused(request, "session", HTTPStatus.UNAUTHORIZED)
        there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(there)}", HTTPStatus.SEE_OTHER)

    def _is_trusted(self, request: Request) -> bool:
        hosts = request.headers.getlist("host")
        return len(hosts) == 1 and host_name(hosts[0]) in self._settings.trusted


def _counted(receive: Receive, most: int) -> Receive:
    """What comes in, up to so many bytes: a request need not say beforehand how large it is."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    return counted


def host_name(header: str) -> str:
    """Return the name of a Host header without its port."""
    try:
        parts = urlsplit(f"//{header}")
        name = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return ""
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return ""
    return f"[{name}]" if ":" in name else name


def _same_origin(request: Request) -> bool:
    """Whether a change comes from a page of ours: the browser says so in Origin, or else in Sec-Fetch-Site."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "same-origin"
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == request.headers["host"].lower()


def language_of(request: Request) -> str:
    """Return the language of the interface for a request."""
    return views.negotiated(request.cookies.get("interface", ""), request.headers.get("accept-language", ""))


def refused(request: Request, why: str, status: HTTPStatus, **values: object) -> Response:
    """Return a page, or a line of one, that says why something was not done."""
    part = "hx-request" in request.headers
    template = "parts/refused.html" if part else "refused.html"
    html = views.render(language_of(request), template, {"why": why, "status": int(status), **values})
    there = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"} if part else {}
    return HTMLResponse(html, status, {**HEADERS, **there})  # a fault is answered outside the guard
