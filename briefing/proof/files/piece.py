"""A finished file as pieces of text with marked figures, and the words writers add themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from briefing.proof.reading.letters import signed, squash

__all__ = ["Finished", "Mark", "Piece", "section_key", "signed", "squash", "tidy"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure that the file itself marks: fact id, exact value and unit as the file states them (may be empty), printed
    text, and where it stands in the text of its piece."""

    fact: str
    text: str
    start: int
    value: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, cell, caption or the like. ``role``: cover, contents, heading, text, cell, note, chart (drawn labels),
    alt (the description of a drawing), furniture (head and foot of pages) or hidden (said to programs and to who listens, not
    printed). ``section``
    is the id of its section with ``_`` for ``-``, empty outside. ``head`` is the head of a cell's column and, on a second
    line, that of the first column (where a table may state one unit for all); ``page`` counts from 1 (0: no pages)."""

    role: str
    section: str
    text: str
    marks: tuple[Mark, ...] = ()
    head: str = ""
    page: int = 0


@dataclass(slots=True)
class Finished:
    """A finished file read. ``problems`` are plain sentences on what inside the file contradicts itself."""

    name: str
    form: str
    pieces: list[Piece] = field(default_factory=list)
    pages: int = 0
    problems: list[str] = field(default_factory=list)
    #: The figures the file carries as data: fact, value, unit, text; ``None`` where it carries none.
    data: list[tuple[str, str, str, str]] | None = None
    #: Dates the file states of itself, by what states them, each as YYYYMMDD.
    dates: dict[str, str] = field(default_factory=dict)
    #: Periods marked as such: the text, and the ISO 8601 period the mark states.
    periods: list[tuple[str, str]] = field(default_factory=list)
    #: Headings as the file lists them for navigation, with their numbers; ``None`` where it lists none.
    outline: list[str] | None = None
    #: Bookmarks with the page each leads to, from 1.
    shown: list[tuple[str, int]] = field(default_factory=list)
    #: Headings as printed, with their numbers.
    headings: list[str] = field(default_factory=list)
    #: Numbers of the notes called, in the order of the text.
    calls: list[int] = field(default_factory=list)
    #: What only sets its looks, by name: the SHA-256, to be compared with what was recorded when it was made.
    looks: dict[str, str] = field(default_factory=dict)
    #: What its looks seem to hide, add or move: told where nothing was recorded of them.
    judged: list[str] = field(default_factory=list)
    #: Fact, text and form of each figure, as data state it that a program may print it from.
    forms: list[tuple[str, str, str]] = field(default_factory=list)
    #: What its data state of the document as a whole: pack, edition, language; empty where it carries none.
    stated: dict[str, str] = field(default_factory=dict)
    #: Its language (BCP 47) and its edition, as the file states them; empty where it does not.
    language: str = ""
    edition: str = ""

    def of(self, *roles: str) -> list[Piece]:
        """The pieces of some roles, in order."""
        return [p for p in self.pieces if p.role in roles]


def tidy(text: str) -> str:
    """The text on one line, each run of breaks and tabs one space; no-break spaces stay."""
    return re.sub(r"[ \t\r\n\ufffe\u0002]+", " ", text).strip(" ")


def section_key(identity: str) -> str:
    """A section's id as every format can hold it."""
    return identity.replace("-", "_")
