"""Translations proposed for the texts of a list: from earlier lists, and from the workbook's own second language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polib
from rapidfuzz import fuzz, process

from briefing.content.projects import SHARED, TEXTS
from briefing.projects.interpreting import Fields

#: A text is like another when so much of it is the same (0 to 100).
ALIKE = 85
#: Comparisons of one import; beyond them only equal texts are looked up.
MOST = 2_000_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """A translation proposed for a text: the text it was made for where that is another, and where it comes from."""

    context: str
    source: str
    target: str
    previous: str
    origin: str


def remembered(catalogues: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, str]]:
    """Every settled translation of other lists, by context and text: the translation and the catalogue it stands in.
    ``catalogues`` are PO files by name."""
    made: dict[tuple[str, str], tuple[str, str]] = {}
    for name, text in sorted(catalogues.items()):
        for entry in polib.pofile(text, wrapwidth=0):
            if entry.msgstr and not entry.obsolete and "fuzzy" not in entry.flags:
                made.setdefault((entry.msgctxt or "", entry.msgid), (entry.msgstr, name))
    return made


def texts_of(records: Iterable[Fields]) -> Iterator[tuple[str, str]]:
    """Context and text of what is translated for single projects, once each."""
    seen: dict[tuple[str, str], None] = {}
    for fields in records:
        for name, context in TEXTS.items():
            if context not in SHARED and (text := fields.get(name)):
                seen.setdefault((context, str(text)))
    return iter(seen)


def proposals(
    wanted: Iterable[tuple[str, str]],
    memory: Mapping[tuple[str, str], tuple[str, str]],
    given: Mapping[tuple[str, str], str],
) -> Iterator[Proposal]:
    """A proposal for each text that is known or like one that is. ``given`` are translations of the workbook itself,
    by field and text."""
    by_context: dict[str, list[str]] = {}
    for context, source in memory:
        by_context.setdefault(context, []).append(source)
    own = {(TEXTS[field], text): target for (field, text), target in given.items() if TEXTS.get(field) not in SHARED}
    left = MOST
    for context, source in wanted:
        if target := own.get((context, source)):
            yield Proposal(context, source, target, "", "the workbook")
        elif found := memory.get((context, source)):
            yield Proposal(context, source, found[0], "", found[1])
        elif (choices := by_context.get(context)) and left > 0:
            left -= len(choices)
            like = process.extractOne(source, choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
            if like is not None:
                target, name = memory[context, like[0]]
                yield Proposal(context, source, target, like[0], name)


def with_proposals(data: str, found: Iterable[Proposal], tag: str) -> str:
    """A PO file (empty text for none) with proposals as fuzzy messages, which are printed nowhere; texts that it has translated
    keep their translation."""
    catalogue = polib.pofile(data, wrapwidth=0) if data.strip() else polib.POFile(wrapwidth=0)
    if not data.strip():
        catalogue.metadata = {
            "Language": tag, "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit",
        }  # fmt: skip
    entries = {(e.msgctxt or "", e.msgid): e for e in catalogue if not e.obsolete}
    changed = False
    for one in found:
        entry = entries.get((one.context, one.source))
        if entry is not None and entry.msgstr:
            continue
        if entry is None:
            entry = polib.POEntry(msgid=one.source, msgctxt=one.context)
            catalogue.append(entry)
        entry.msgstr = one.target
        entry.flags = [*entry.flags, "fuzzy"]
        entry.tcomment = f"proposed from {one.origin}"
        if one.previous:
            entry.previous_msgid = one.previous
        changed = True
    return str(catalogue) if changed else data
