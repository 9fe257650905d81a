"""Reading the catalogues of one language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polib

from briefing.characters import read_text
from briefing.files.listing import listed
from briefing.problems import Problem, problem

#: A line of a translator's comment that gives a state (see ``briefing.catalogue.states``).
REVIEWED = re.compile(r"^(?:reviewed|approved): \d{4}-\d\d-\d\d ", re.MULTILINE)


MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Message:
    """One translatable unit. ``context`` is empty for template sentences; ``places`` are ``file:line`` of the source."""

    context: str
    source: str
    target: str
    domain: str
    file: str = ""
    line: int = 0
    fuzzy: bool = False
    flags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    previous: str = ""
    comment: str = ""
    translator_comment: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All messages of one language, by domain, context and source. ``under_review``: somebody has begun to review the language
    (one of its messages has been reviewed), so that what nobody has read counts."""

    tag: str
    messages: Mapping[tuple[str, str, str], Message] = field(default_factory=dict)
    under_review: bool = False

    def find(self, domain: str, context: str, source: str) -> Message | None:
        """The message of a domain, or of the shared ``house`` and ``content`` domains."""
        for place in (domain, "house", "content"):
            if found := self.messages.get((place, context, source)):
                return found
        return None

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages.values())


def parse_po(text: str) -> polib.POFile:
    """The entries of a gettext PO file. Raises ``ValueError`` when it is not one, and when a message stands in it twice: polib
    can look for those too, but at every entry through all that came before."""
    entries = polib.pofile(text)
    lines: dict[tuple[str | None, str], int] = {}
    for entry in entries:
        key = entry.msgctxt, entry.msgid
        if key in lines:
            raise ValueError(f"line {entry.linenum}: the message “{entry.msgid}” stands already in line {lines[key]}")
        if not entry.obsolete:
            lines[key] = entry.linenum
    return entries


def read_catalogue(folder: Path, tag: str) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Every ``<folder>/<tag>/*.po``; a file that cannot be read is a problem. A language without a folder has no messages."""
    messages: dict[tuple[str, str, str], Message] = {}
    problems: list[Problem] = []
    for path in listed(folder / tag, "*.po"):
        shown = f"{folder.name}/{tag}/{path.name}"
        try:
            if path.stat().st_size > MAX_BYTES:
                raise ValueError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
            entries = parse_po(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            problems.append(problem("catalogue-unreadable", shown, 0, reason=str(error)))
            continue
        for entry in entries:
            if entry.obsolete:
                continue
            target, odd = read_text(entry.msgstr, shown, entry.linenum)
            problems.extend(odd)
            message = Message(
                entry.msgctxt or "",
                entry.msgid,
                target,
                path.stem,
                shown,
                entry.linenum,
                entry.fuzzy,
                tuple(entry.flags),
                tuple(f"{f}:{n}" if n else f for f, n in entry.occurrences),
                entry.previous_msgid or "",
                entry.comment,
                entry.tcomment,
            )
            messages[message.domain, message.context, message.source] = message
    reviewed = any(REVIEWED.search(m.translator_comment) for m in messages.values())
    return Catalogue(tag, messages, reviewed), tuple(problems)
