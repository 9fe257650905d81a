"""A sentence that two people changed: as it was, theirs and yours, with what differs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from briefing.catalogue.messages import digest
from briefing.review.memory import exported_text
from briefing.review.rows import is_plain, to_braces
from briefing.workspace.segments import opened
from briefing.workspace.translation_memory import history

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace

#: Words, figures and signs: what is compared.
_TOKENS = re.compile(r"\{[^{}]*\}|</?\w+/?>|[A-Za-z]+(?:[’'-][A-Za-z]+)*|\d+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of words that stayed, was added, or was taken out."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class ThreeWays:
    """Three texts of a segment, as typed. ``version`` is that of the text that stands there, ``by`` and ``when`` who gave it;
    ``known``: the text from which both started is still on record."""

    version: str
    exported: str
    theirs: str
    yours: str
    known: bool
    by: str
    when: str
    state: str
    their_changes: tuple[Difference, ...]
    your_changes: tuple[Difference, ...]


def three_ways(ws: Workspace, version: str, typed: str, tag: str) -> ThreeWays | None:
    """The three texts, where the segment has changed since ``version`` and the text ``typed`` is another than what stands
    there; ``None`` where nothing stands against it."""
    segment = opened(ws, tag).segment(version)
    mark = [*version.split("."), "", "", ""][2]
    m = segment.message
    plain = is_plain(m.domain)
    theirs = to_braces(m.target, plain)
    if digest(m.target) == mark or theirs == typed.strip():
        return None
    changes = history(ws, segment.id, tag)
    found = exported_text(changes, segment.id, mark)
    exported = to_braces(found or "", plain)
    last = changes[-1] if changes else None
    return ThreeWays(
        segment.row_id,
        exported,
        theirs,
        typed,
        found is not None,
        last.by if last else segment.standing.by,
        last.when if last else segment.standing.when,
        segment.standing.state.value,
        differences(exported, theirs) if found is not None else (Difference("same", theirs),),
        differences(exported if found is not None else theirs, typed),
    )


def differences(before: str, after: str) -> tuple[Difference, ...]:
    """What became of a text, word by word; words changed side by side are one change."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    out: list[Difference] = []
    removed = added = between = ""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(new[c:d]) if kind == "equal" else ""
        if same and not same.isspace():
            out += _change(removed, added, between, same)
            removed = added = between = ""
        elif same:
            between += same
        else:
            held = between if removed or added else ""
            out += [] if held or not between else [Difference("same", between)]
            removed, added, between = f"{removed}{held}{''.join(old[a:b])}", f"{added}{held}{''.join(new[c:d])}", ""
    return (*out, *_change(removed, added, between, ""))


def _change(removed: str, added: str, between: str, same: str) -> list[Difference]:
    runs: tuple[tuple[Literal["same", "added", "removed"], str], ...] = (
        ("removed", removed),
        ("added", added),
        ("same", between + same),
    )
    return [Difference(kind, text) for kind, text in runs if text]
