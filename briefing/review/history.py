"""The history of a language's segments: every change with its day, its person and both texts, one line of JSON each.

``i18n/<tag>/history.jsonl`` is appended to by whatever changes a translation through this tool, in the same write as the PO
file. It answers who changed what, and gives back the text that a review file was exported with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from briefing.catalogue.states import digest

#: The file of a language, below its folder.
FILE = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a segment. ``id`` is ``<domain>.<hash of context and source>``, ``when`` an ISO 8601 day, ``state`` the
    state given with it, ``how`` the way it came (``import review.docx``, ``mark``)."""

    id: str
    when: str
    by: str
    state: str
    source: str
    was: str
    now: str
    how: str = ""


def read_history(folder: Path, tag: str) -> tuple[Change, ...]:
    """Return every change recorded for the language ``tag`` in the ``i18n`` folder, oldest first. Lines that are no changes (an
    editor's slip, a merge mark) are passed over: the history explains, it decides nothing."""
    path = folder / tag / FILE
    return tuple(_parsed(path.read_text("utf-8", "replace"))) if path.is_file() else ()


def _parsed(text: str) -> Iterator[Change]:
    for line in text.splitlines():
        try:
            found = json.loads(line)
            yield Change(**{name: str(found[name]) for name in Change.__slots__})
        except (ValueError, KeyError, TypeError):
            continue


def appended(before: bytes, changes: Iterable[Change]) -> bytes:
    """Return the file's bytes with further changes at its end."""
    lines = [json.dumps(asdict(change), ensure_ascii=False) for change in changes]
    if before and not before.endswith(b"\n"):
        before += b"\n"
    return before + "".join(f"{line}\n" for line in lines).encode()


def exported_text(history: Iterable[Change], identity: str, mark: str) -> str | None:
    """Return the text that segment ``identity`` had when a file was exported whose row carries ``mark`` (the hash of that
    text); ``None`` where the history does not go back so far."""
    for change in history:
        if change.id == identity:
            for text in (change.was, change.now):
                if digest(text) == mark:
                    return text
    return None
