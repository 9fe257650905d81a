"""The history of a language's segments, and the translation memory proposed from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from briefing.catalogue.messages import PLACEHOLDER, Catalogue, digest

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


#: Below this likeness, in per cent, a sentence is no help.
LEAST = 65


@dataclass(frozen=True, slots=True)
class Entry:
    """A source text with a translation it once had. ``origin`` says where it is (an id, ``history``, a file)."""

    source: str
    target: str
    origin: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An earlier sentence alike. ``score`` is its likeness in whole per cent; 100 is the same sentence."""

    source: str
    target: str
    origin: str
    score: int


@dataclass(frozen=True)
class Memory:
    """Everything that has been translated into a language."""

    entries: tuple[Entry, ...]
    keys: tuple[str, ...]

    def proposals(self, source: str, own: str = "", most: int = 3) -> tuple[Proposal, ...]:
        """Return up to ``most`` earlier sentences like ``source``, the most alike first; entries whose origin is ``own`` (the
        segment itself) are left out, and so are repeats of one translation."""
        key = _key(source)
        if not key:
            return ()
        found = process.extract(key, self.keys, scorer=fuzz.ratio, score_cutoff=LEAST, limit=most * 4)
        out: dict[tuple[str, str], Proposal] = {}
        for _, score, place in found:
            entry = self.entries[place]
            if entry.origin != own:
                out.setdefault(
                    (entry.source, entry.target), Proposal(entry.source, entry.target, entry.origin, int(score))
                )
        return tuple(out.values())[:most]


def _key(text: str) -> str:
    return PLACEHOLDER.sub("\ufffc", text).strip()


def make_memory(catalogue: Catalogue, history: Sequence[Change] = (), others: Iterable[Entry] = ()) -> Memory:
    """Make the memory of a language from its catalogue, its history and the entries of other files. Fuzzy translations are no
    memory: nobody has said that they are right."""
    from briefing.review.segment import segment_id  # noqa: PLC0415 - segments import the catalogue's states

    entries = [Entry(m.source, m.target, segment_id(m)) for m in catalogue if m.target and not m.fuzzy]
    entries += [Entry(c.source, text, "history") for c in history for text in (c.now, c.was) if text and c.source]
    entries += list(others)
    kept = {(e.source, e.target): e for e in reversed(entries)}
    ordered = tuple(reversed(kept.values()))
    return Memory(ordered, tuple(_key(e.source) for e in ordered))
