"""Who is served, and who is signed in: the settings of the process that serves, and a signed cookie, so that a server that was
stopped knows its people again."""

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
from pathlib import Path

from briefing.files.reading import LARGEST
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

    def renamed(self, session: Session, name: str) -> Session:
        """Return the same session under another name."""
        return Session(session.id, name, session.mark, session.until)

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
