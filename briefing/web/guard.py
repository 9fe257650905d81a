"""Who asks, from where: the settings of the process that serves, sessions (a signed cookie, so that a server that was stopped
knows its people again), signing in, and the guard that every request passes before any page is made."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlsplit

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefing.files.reading import LARGEST
from briefing.web import views
from briefing.workspace.accounts import Person, read_accounts, signed_in

#: What a browser on this machine may call it.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(slots=True)
class Settings:
    """``now`` is the clock, with its time zone. ``person`` is the name of the one who has the terminal; with
    ``accounts`` (a file) everybody signs in instead. ``hosts`` are names beside the loopback ones under which the
    workbench is reached, ``secure`` says that it is reached by TLS. ``port`` keeps the cookies of two workbenches
    apart. ``tell`` is given a new link whenever one was used. ``largest`` is the largest file that is
    taken, in bytes. ``looked`` is called each time that everything has been looked at: a moment to tidy up."""

    now: Callable[[], datetime]
    person: str = ""
    accounts: Path | None = None
    hosts: tuple[str, ...] = ()
    secure: bool = False
    port: int = 0
    largest: int = LARGEST
    tell: Callable[[str], None] = lambda _link: None
    looked: Callable[[], None] = lambda: None
    link: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def trusted(self) -> frozenset[str]:
        """The names, without port, that a request may be addressed to."""
        return frozenset(h.lower() for h in (*LOOPBACK, *self.hosts))

    @property
    def most(self) -> int:
        """The most bytes of one request: a file, and what a form has around it."""
        return self.largest + 1_000_000

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds the session."""
        return f"{'__Host-' if self.secure else ''}workbench-{self.port}"

    def use_link(self, link: str) -> bool:
        """Take a link if it is the one that stands, and make another, which is told."""
        if self.accounts is not None or not secrets.compare_digest(link.encode(), self.link.encode()):
            return False
        self.link = secrets.token_urlsafe(32)
        self.tell(self.link)
        return True


#: How long a session lasts.
LASTS = timedelta(days=14)
#: Wrong passwords before the first wait, and the longest wait.
FREE = 5
LONGEST_WAIT = timedelta(minutes=15)
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """A person for as long as they are signed in; ``id`` is its own, ``mark`` tells with which password it was opened."""

    id: str
    name: str
    mark: str
    until: int


class Sessions:
    """Opens and recognises sessions with one key."""

    def __init__(self, key: bytes, settings: Settings) -> None:
        self._key = key
        self._settings = settings

    def open(self, name: str, mark: str = "") -> Session:
        """Return a new session of a person, from now on."""
        until = self._settings.now() + LASTS
        return Session(secrets.token_urlsafe(18), name, mark, int(until.timestamp()))

    def written(self, session: Session) -> str:
        """Return the cookie that stands for a session."""
        data = json.dumps([session.id, session.name, session.mark, session.until]).encode()
        return f"{_text(data)}.{_text(self._signed(b'session', data))}"

    def read(self, cookie: str) -> Session | None:
        """Return the session of a cookie, where it is one of ours and has not ended."""
        body, dot, signature = cookie.partition(".")
        try:
            data, given = _bytes(body), _bytes(signature)
        except (ValueError, binascii.Error):
            return None
        if not dot or not hmac.compare_digest(given, self._signed(b"session", data)):
            return None
        session = Session(*json.loads(data))
        return session if session.until > self._settings.now().timestamp() else None

    def person(self, session: Session) -> Person | None:
        """Return who a session belongs to, as the accounts are now; ``None`` once the account or its password has gone."""
        if self._settings.accounts is None:
            return None if session.mark else Person(session.name)
        account = read_accounts(self._settings.accounts).get(session.name)
        return account.person if account is not None and hmac.compare_digest(account.mark, session.mark) else None

    def form_token(self, session: Session) -> str:
        """Return what every form of a session carries."""
        return _text(self._signed(b"form", session.id.encode()))

    def is_form_token(self, session: Session, given: str) -> bool:
        """Return whether a form comes from a page of this session."""
        return hmac.compare_digest(given.encode(), self.form_token(session).encode())

    def _signed(self, purpose: bytes, data: bytes) -> bytes:
        return hmac.digest(self._key, purpose + b"\0" + data, hashlib.sha256)


class SignIn:
    """Signing in with name and password, more slowly after every failure."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._failures: dict[str, tuple[int, datetime]] = {}
        self._lock = threading.Lock()

    def wait(self, *who: str) -> int:
        """Return seconds until a name or an address may try again."""
        now = self._settings.now()
        with self._lock:
            ends = [until for key in who for _, until in [self._failures.get(key, (0, now))]]
        return max((round((end - now).total_seconds() + 0.5) for end in ends if end > now), default=0)

    def enter(self, sessions: Sessions, name: str, password: str, address: str) -> Session | None:
        """Return a session for a name and its password, or ``None``; what failed makes the next attempt wait."""
        assert self._settings.accounts is not None
        keys = (f"name {name}", f"address {address}")
        if self.wait(*keys):
            return None
        self._count(keys)  # before the sum is done, so that many at once are not more than one after another
        account = signed_in(read_accounts(self._settings.accounts), name, password)
        if account is None:
            return None
        with self._lock:
            for key in keys:
                self._failures.pop(key, None)
        return sessions.open(account.name, account.mark)

    def _count(self, keys: tuple[str, ...]) -> None:
        now = self._settings.now()
        with self._lock:
            if len(self._failures) > _MOST_REMEMBERED:
                self._failures = {k: f for k, f in self._failures.items() if f[1] > now}
            for key in keys:
                count = self._failures.get(key, (0, now))[0] + 1
                late = (
                    min(timedelta(seconds=2 ** min(count - FREE, 12)), LONGEST_WAIT) if count >= FREE else timedelta()
                )
                self._failures[key] = count, now + late


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


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
