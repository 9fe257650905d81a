"""The glossary as a reviewer sees it: what is unreviewed, and where each term is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefing.catalogue.glossary import Glossary, GlossaryTerm
from briefing.document.nodes import Name, walk
from briefing.project.opening import Project
from briefing.review.segment import Segment, segment_id

PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term, how often each pack prints it, and the segments whose Chinese has it written out."""

    term: GlossaryTerm
    packs: Mapping[str, int]
    segments: tuple[str, ...]


def term_uses(project: Project, tag: str, segments: Iterable[Segment], statuses: frozenset[str]) -> tuple[TermUse, ...]:
    """The terms of these statuses (all when empty) in the order of the glossary, with their uses."""
    printed = _printed(project, tag)
    listed = tuple(segments)
    uses = []
    for term in project.glossary.terms.values():
        if statuses and term.status not in statuses:
            continue
        names = (term.key, *term.variants)
        rows = tuple(segment_id(s.message) for s in listed if any(n in s.message.source for n in names))
        packs = {pack: count[term.key] for pack, count in printed.items() if count[term.key]}
        uses.append(TermUse(term, packs, rows))
    return tuple(uses)


def _printed(project: Project, tag: str) -> dict[str, Counter[str]]:
    return {
        made.pack.id: Counter(node.term for node in walk(made.document) if isinstance(node, Name))
        for made in project.composed(language=tag)
        if made.document is not None
    }


def as_records(uses: Iterable[TermUse], tag: str) -> list[dict[str, object]]:
    """Terms and uses as data."""
    return [
        {
            "zh": u.term.key,
            "en": _form(u.term, tag),
            "status": u.term.status,
            "type": u.term.type,
            "seen": u.term.seen,
            "note": u.term.note,
            "packs": dict(u.packs),
            "segments": list(u.segments),
        }
        for u in uses
    ]


def as_text(uses: Iterable[TermUse], tag: str, glossary: Glossary) -> str:
    """One line a term: status, Chinese, English, and where it is used; then the count."""
    lines = []
    for u in uses:
        where = [f"{pack} {n}×" for pack, n in u.packs.items()] + (
            [f"{len(u.segments)} segments"] if u.segments else []
        )
        lines.append(f"{u.term.status}\t{u.term.key}\t{_form(u.term, tag)}\t{', '.join(where) or 'not used'}")
    count = Counter(t.status for t in glossary.terms.values())
    told = ", ".join(f"{n} {status}" for status, n in sorted(count.items()))
    return "\n".join([*lines, f"{len(lines)} listed; the glossary holds {told}"])


def _form(term: GlossaryTerm, tag: str) -> str:
    form = term.forms.get(tag)
    return form.full if form else ""
