"""What translators go by: the memory of a language, the history of its segments, a sentence that two people changed (as it was,
theirs and yours, with what differs), and the glossary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Literal

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import read_glossary
from briefing.catalogue.messages import digest
from briefing.files.reading import read_bytes
from briefing.memory import stamp
from briefing.problems import Problem, ProblemsFound, has_errors, problem
from briefing.review.exchange import DIALECTS, read_memory, read_tmx, take_tbx, write_tbx, write_tmx
from briefing.review.rows import is_plain, to_braces
from briefing.review.segment import (
    HISTORY,
    PROPOSED,
    Change,
    EarlierSentence,
    TranslationMemory,
    exported_text,
    make_memory,
    read_history,
    segments,
    term_uses,
)
from briefing.workspace.folder import Plan, ProjectFolder, named
from briefing.workspace.segments import opened, review_tags, stem, unknown_choice


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPlan(Plan):
    """A translation memory that would be kept, and how many of its sentences are in both languages."""

    sentences: int


def memory(ws: ProjectFolder, tag: str) -> TranslationMemory:
    """Return everything that has been translated into a language: its catalogues, its history, and the memories brought in."""
    project, folder = ws.project(), ws.root / "i18n"
    inputs = (project.catalogues[tag], stamp(folder / tag))

    def make() -> TranslationMemory:
        tags = (project.languages[SOURCE_TAG].tag, project.languages[tag].tag)
        return make_memory(project.catalogues[tag], every_change(ws, tag), read_memory(folder, tag, *tags))

    return ws.recall("translation memory", tag, inputs, make)


def proposals(ws: ProjectFolder, segment: str, language: str) -> tuple[EarlierSentence, ...]:
    """Return earlier sentences like that of a segment, with their translations, the most alike first."""
    found = opened(ws, language).segment(segment)
    return memory(ws, language).proposals(found.message.source, found.id)


def history(ws: ProjectFolder, language: str, segment: str = "") -> tuple[Change, ...]:
    """Return every change of a segment (of all without one): who, when, both texts; oldest first."""
    opened(ws, language)
    every = every_change(ws, language)
    if not segment:
        return every
    return ws.recall("history by segment", language, (every,), lambda: _by_segment(every)).get(stem(segment), ())


def every_change(ws: ProjectFolder, tag: str) -> tuple[Change, ...]:
    """Return the history of a language, oldest change first; read again only when its file has changed."""
    folder = ws.root / "i18n"
    return ws.recall("history", tag, (stamp(folder / tag / HISTORY),), lambda: read_history(folder, tag))


def _by_segment(every: tuple[Change, ...]) -> dict[str, tuple[Change, ...]]:
    in_turn = sorted(every, key=attrgetter("id"))  # those of one segment stay in their order
    return {segment: tuple(changes) for segment, changes in groupby(in_turn, attrgetter("id"))}


def export_memory(ws: ProjectFolder, language: str) -> tuple[bytes, int]:
    """Return the translation memory of a language as TMX 1.4b, and how many sentences it has."""
    tags, entries = review_tags(ws, language), memory(ws, language).entries
    return write_tmx(entries, *tags), len(entries)


def import_memory(ws: ProjectFolder, path: Path, language: str) -> MemoryPlan:
    """Return what keeping a TMX file for a language would write. Its sentences are proposed, never printed."""
    tags = review_tags(ws, language)
    data = read_bytes(path, "import-unreadable")
    entries, problems = read_tmx(data, path.name, *tags)
    if problems or not entries:
        told = problem("memory-empty", path.name, 0, source=tags[0], target=tags[1])
        raise ProblemsFound(problems or (told,))
    name = f"i18n/{language}/memory/{path.stem}.tmx"
    before = ws.bytes_below(name)
    return MemoryPlan(contents={name: data}, read={name: before.get(name)}, sentences=len(entries))


#: Words, figures and signs: what is compared.
_TOKENS = re.compile(r"\{[^{}]*\}|</?\w+/?>|[A-Za-z]+(?:[’'-][A-Za-z]+)*|\d+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WordRun:
    """A run of words that stayed, was added, or was taken out."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class ThreeWays:
    """Three texts of a segment, as typed. ``version`` is that of the text that is there, ``by`` and ``when`` who gave it;
    ``known``: the text from which both started is still on record."""

    version: str
    exported: str
    theirs: str
    yours: str
    known: bool
    by: str
    when: str
    state: str
    their_changes: tuple[WordRun, ...]
    your_changes: tuple[WordRun, ...]


def three_ways(ws: ProjectFolder, version: str, typed: str, language: str) -> ThreeWays | None:
    """Return the three texts, where the segment has changed since ``version`` and the text ``typed`` is another than what
    is there; ``None`` where nobody has changed it."""
    segment = opened(ws, language).segment(version)
    mark = [*version.split("."), "", "", ""][2]
    m = segment.message
    plain = is_plain(m.domain)
    theirs = to_braces(m.target, plain)
    if digest(m.target) == mark or theirs == typed.strip():
        return None
    changes = history(ws, language, segment.id)
    found = exported_text(changes, segment.id, mark)
    exported = to_braces(found or "", plain)
    last = changes[-1] if changes else None
    standing = segment.standing
    # of a text that was put into its file by hand nobody is known
    by, when = (standing.by, standing.when) if not standing.lapsed else ("", "")
    if last is not None and last.now == m.target:
        by, when = last.by, last.when
    return ThreeWays(
        segment.row_id,
        exported,
        theirs,
        typed,
        found is not None,
        by,
        when,
        standing.state.value,
        differences(exported, theirs) if found is not None else (WordRun("same", theirs),),
        differences(exported if found is not None else theirs, typed),
    )


def differences(before: str, after: str) -> tuple[WordRun, ...]:
    """Return what became of a text, word by word; words changed side by side are one change."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    out: list[WordRun] = []
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
            out += [] if held or not between else [WordRun("same", between)]
            removed, added, between = f"{removed}{held}{''.join(old[a:b])}", f"{added}{held}{''.join(new[c:d])}", ""
    return (*out, *_change(removed, added, between, ""))


def _change(removed: str, added: str, between: str, same: str) -> list[WordRun]:
    runs = (WordRun("removed", removed), WordRun("added", added), WordRun("same", between + same))
    return [run for run in runs if run.text]


GLOSSARY = "i18n/glossary.yaml"


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term of the glossary: both names, status (proposed …), type, where it was seen, note; how often each pack
    prints it, and the segments whose source has it written out."""

    source: str = field(metadata=named("zh"))
    target: str = field(metadata=named("en"))
    status: str
    type: str
    seen: str
    note: str
    packs: Mapping[str, int]
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPlan(Plan):
    """What taking a TBX file would do to the glossary: terms changed, new (entered as proposed), and concepts
    refused."""

    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()


def terms(ws: ProjectFolder, language: str, every: bool = False) -> tuple[TermRow, ...]:
    """Return the terms that are not reviewed yet, or all of them, in the order of the glossary."""
    there = opened(ws, language)
    listed = segments(there.project, language, there.printed[language])
    uses = term_uses(there.project, language, listed, frozenset() if every else frozenset({PROPOSED}))
    return tuple(
        TermRow(
            u.term.key,
            form.full if (form := u.term.forms.get(language)) else "",
            u.term.status,
            u.term.type,
            u.term.seen,
            u.term.note,
            dict(u.packs),
            u.segments,
        )
        for u in uses
    )


def term_counts(ws: ProjectFolder) -> Mapping[str, int]:
    """Return how many terms of the glossary have each status."""
    return dict(sorted(Counter(term.status for term in ws.project().glossary.terms.values()).items()))


def export_terms(ws: ProjectFolder, language: str, edition: str = "2008") -> bytes:
    """Return the glossary as TBX (ISO 30042), of the 2008 edition that tools read, or of 2019."""
    if edition not in DIALECTS:
        raise ProblemsFound([unknown_choice("edition", edition, DIALECTS)])
    return write_tbx(ws.project().glossary, SOURCE_TAG, language, *review_tags(ws, language), edition)


def import_terms(ws: ProjectFolder, path: Path, language: str) -> TermsPlan:
    """Return what taking a TBX file into the glossary would do."""
    before = ws.bytes_below(GLOSSARY)
    glossary, unread = read_glossary(ws.root / GLOSSARY)
    if has_errors(unread):
        raise ProblemsFound(unread)
    data = read_bytes(path, "tbx-unreadable")
    taken = take_tbx(data, path.name, glossary, before[GLOSSARY].decode("utf-8"), SOURCE_TAG, language)
    contents = {GLOSSARY: taken.data} if taken.changed or taken.new else {}
    return TermsPlan(contents=contents, read=before, changed=taken.changed, new=taken.new, refused=taken.problems)
