"""The state of a segment, as PO files keep it: empty msgstr, the fuzzy flag, and lines of the translator's comment.

``# reviewed: 2026-07-03 5c1f09ab/77d0e1aa Li Wei``: the day, a hash of context, source and translation, a hash of the words
around the figures (``-`` when the sentence was not printed), and who. ``# note:`` lines are for people. Tools wrap comments:
a line that begins with no known word goes on with the one before.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from briefing.catalogue.messages import Message


class State(StrEnum):
    """How far a segment has come."""

    UNTRANSLATED = "untranslated"
    FUZZY = "fuzzy"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"


#: The states a reviewer may give.
GIVEN = (State.DRAFT, State.REVIEWED, State.APPROVED)
#: The words that begin a line of ours in a translator's comment.
KEYS = ("reviewed", "approved", "note")
_LINE = re.compile(rf"(?P<key>{'|'.join(KEYS)}):\s*(?P<rest>.*)")
_MARK = re.compile(r"(?P<when>\d{4}-\d\d-\d\d) (?P<text>[0-9a-f]{8})/(?P<words>[0-9a-f]{8}|-) (?P<by>\S.*)")


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a segment, by whom and when it was given, and why an earlier one has lapsed: ``source`` or
    ``translation`` changed, or the ``words`` around a figure did (empty when nothing lapsed)."""

    state: State
    by: str = ""
    when: str = ""
    lapsed: str = ""


def digest(*parts: str) -> str:
    """Eight hexadecimal digits that change when any part does."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def comment_entries(comment: str) -> list[tuple[str, str]]:
    """The lines of a translator's comment as (key, text); other people's lines have an empty key."""
    entries: list[tuple[str, str]] = []
    for line in comment.splitlines():
        match = _LINE.match(line.strip())
        if match:
            entries.append((match["key"], match["rest"].strip()))
        elif entries and entries[-1][0] and line.strip():
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line.strip()}".strip())
        elif line.strip():
            entries.append(("", line.strip()))
    return entries


def notes(comment: str) -> tuple[str, ...]:
    """The notes in a translator's comment."""
    return tuple(text for key, text in comment_entries(comment) if key == "note")


def standing(message: Message, words: str) -> Standing:
    """The state of a message. ``words`` is the hash of the words around its figures as printed now, ``-`` when it is not."""
    if not message.target:
        return Standing(State.UNTRANSLATED)
    marks = [(k, m) for k, text in comment_entries(message.translator_comment) if (m := _MARK.fullmatch(text))]
    if message.fuzzy:
        lapsed = "source" if marks else ""
        return Standing(State.FUZZY, *_signed(marks), lapsed=lapsed)
    if not marks:
        return Standing(State.DRAFT)
    key, mark = marks[-1]
    if mark["text"] != text_hash(message):
        return Standing(State.DRAFT, *_signed(marks), lapsed="translation")
    if "-" not in (mark["words"], words) and mark["words"] != words:
        return Standing(State.DRAFT, *_signed(marks), lapsed="words")
    return Standing(State(key), mark["by"], mark["when"])


def _signed(marks: list[tuple[str, re.Match[str]]]) -> tuple[str, str]:
    return (marks[-1][1]["by"], marks[-1][1]["when"]) if marks else ("", "")


def text_hash(message: Message) -> str:
    """What a review is of: context, source and translation."""
    return digest(message.context, message.source, message.target)


def marked(message: Message, state: State, by: str, when: str, words: str, note: str | None = None) -> Message:
    """The message with a state given to it: its review lines replaced, its fuzzy flag taken away. ``note`` replaces the
    notes (``None`` leaves them)."""
    entries = [(k, t) for k, t in comment_entries(message.translator_comment) if k not in ("reviewed", "approved")]
    if note is not None:
        entries = [(k, t) for k, t in entries if k != "note"]
        entries += [("note", " ".join(note.split()))] if note.strip() else []
    if state in (State.REVIEWED, State.APPROVED):
        entries.append((state.value, f"{when} {text_hash(message)}/{words} {' '.join(by.split())}"))
    comment = "\n".join(f"{key}: {text}" if key else text for key, text in entries)
    flags = tuple(f for f in message.flags if f != "fuzzy")
    return replace(message, translator_comment=comment, flags=flags, fuzzy=False, previous="")
