"""What the process that serves decides: for whom, under which names, and which clock."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from briefing.files.reading import LARGEST

#: What a browser on this machine may call it.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(slots=True)
class Settings:
    """``now`` is the clock, with its time zone. ``person`` is the name of the one who has the terminal; with
    ``accounts`` (a file) everybody signs in instead. ``hosts`` are names beside the loopback ones under which the
    workbench is reached, ``secure`` says that it is reached by TLS. ``port`` keeps the cookies of two workbenches
    apart. ``tell`` is given a new link whenever one was used. ``largest`` is the largest file that is
    taken, in bytes."""

    now: Callable[[], datetime]
    person: str = ""
    accounts: Path | None = None
    hosts: tuple[str, ...] = ()
    secure: bool = False
    port: int = 0
    largest: int = LARGEST
    tell: Callable[[str], None] = lambda _link: None
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

    def use(self, link: str) -> bool:
        """Take a link if it is the one that stands, and make another, which is told."""
        if self.accounts is not None or not secrets.compare_digest(link.encode(), self.link.encode()):
            return False
        self.link = secrets.token_urlsafe(32)
        self.tell(self.link)
        return True
