"""The glossary: what is unreviewed, where terms are used, and TBX out and in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import read_glossary
from briefing.files.reading import read_bytes
from briefing.problems import Problem, ProblemsFound, has_errors, problem
from briefing.review.exchange import DIALECTS, take_tbx, write_tbx
from briefing.review.segment import PROPOSED, segments, term_uses
from briefing.workspace.data import Plan, named
from briefing.workspace.folder import ProjectFolder
from briefing.workspace.segments import opened

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
    count: dict[str, int] = {}
    for term in ws.project().glossary.terms.values():
        count[term.status] = count.get(term.status, 0) + 1
    return dict(sorted(count.items()))


def export_terms(ws: ProjectFolder, language: str, edition: str = "2008") -> bytes:
    """Return the glossary as TBX (ISO 30042), of the 2008 edition that tools read, or of 2019."""
    if edition not in DIALECTS:
        raise ProblemsFound([problem("review-choice", "", 0, what="edition", name=edition, known=", ".join(DIALECTS))])
    project = opened(ws, language).project
    tags = (project.languages[SOURCE_TAG].tag, project.languages[language].tag)
    return write_tbx(project.glossary, SOURCE_TAG, language, *tags, edition)


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
