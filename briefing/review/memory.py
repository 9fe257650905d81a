"""Translation memory: earlier sentences that are alike, with their translations, as proposals and never as text.

The memory of a language is made of its catalogues (what is translated now, and what no template uses any more), of its
history, and of the TMX files in ``i18n/<tag>/memory/``. Likeness is the normalised edit distance of the source texts, with each
placeholder as one character.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from briefing.catalogue.messages import Catalogue
from briefing.catalogue.placeholders import PLACEHOLDER
from briefing.files.listing import listed
from briefing.review.history import Change

#: Below this likeness, in per cent, a sentence is no help.
LEAST = 65


@dataclass(frozen=True, slots=True)
class Entry:
    """A source text with a translation it once had. ``origin`` says where it stands (an id, ``history``, a file)."""

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


def read_memory(folder: Path, tag: str, source_tag: str, read: object = None) -> tuple[Entry, ...]:
    """Return the entries of the TMX files kept for the language ``tag``, file by file in the order of their names."""
    from briefing.review.tmx import read_tmx  # noqa: PLC0415 - lxml only where there is such a file

    entries: list[Entry] = []
    for path in listed(folder / tag / "memory", "*.tmx"):
        entries += read_tmx(path.read_bytes(), path.name, source_tag, tag)[0]
    return tuple(entries)
