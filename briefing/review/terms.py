"""The glossary as a reviewer sees it: what is unreviewed, and where each term is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefing.catalogue.glossary import GlossaryTerm
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
