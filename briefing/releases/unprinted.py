"""Figures that were entered and that no document prints, with the section each would belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.content.records import Indicator
from briefing.document.nodes import Document
from briefing.document.passages import passages
from briefing.facts.base import FactBase
from briefing.project.opening import Project


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A fact that no document prints; ``document`` and ``section`` are where the figures nearest to it stand."""

    fact: str
    label: str
    document: str = ""
    section: str = ""


def unprinted(project: Project, facts: Sequence[str], documents: Mapping[str, Document]) -> tuple[Unprinted, ...]:
    """Those of the facts that stand in none of the documents, nor go into a derived figure that does."""
    printed, places = _printed(project.base, documents)
    found = []
    for fact in dict.fromkeys(facts):
        if fact in printed or fact not in project.base.facts:
            continue
        indicator = project.base.indicators[project.base.facts[fact].indicator]
        document, section = _nearest(project, indicator, places)
        found.append(Unprinted(fact, indicator.label, document, section))
    return tuple(found)


def _printed(
    base: FactBase, documents: Mapping[str, Document]
) -> tuple[frozenset[str], Mapping[str, Counter[tuple[str, str]]]]:
    """The facts that are printed or that printed ones rest on, and how often each indicator stands in each
    section."""
    facts: set[str] = set()
    places: dict[str, Counter[tuple[str, str]]] = {}
    for name, document in documents.items():
        for passage in passages(document):
            for fact, _ in passage.figures:
                for one in _with_inputs(base, fact):
                    facts.add(one)
                    places.setdefault(one.partition("@")[0], Counter())[name, passage.title] += 1
    return frozenset(facts), places


def _with_inputs(base: FactBase, fact: str) -> tuple[str, ...]:
    known = base.facts.get(fact)
    return (fact, *(one for put in (known.inputs if known else ()) for one in _with_inputs(base, put)))


def _nearest(project: Project, indicator: Indicator, places: Mapping[str, Counter[tuple[str, str]]]) -> tuple[str, str]:
    """The section that prints the indicator itself, what it is a change or share of, or most of those it is entered
    beside."""
    beside = [i.id for i in project.content.indicators if i.where.file == indicator.where.file and i.id != indicator.id]
    alike = [i.id for i in project.content.indicators if i.of == indicator.of and i.of] if indicator.of else []
    for group in ([indicator.id], [indicator.of or "", indicator.whole or ""], alike, beside):
        count: Counter[tuple[str, str]] = Counter()
        for name in group:
            count.update(places.get(name, Counter()))
        if count:
            return min(count, key=lambda place: (-count[place], place))
    return "", ""
