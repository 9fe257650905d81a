"""Which fact ids the content makes, and what a reference may point at. Shared by validation and the fact base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefing.content.records import Content
from briefing.quantities import Period

#: What a target's fact id ends with.
TARGET = ".target"


def fact_id(indicator: str, period: Period, *, target: bool = False) -> str:
    """``financial-assets@2025-12-31``, ``tech-loans@2027-12-31.target``, ``investment@2026-01--2026-05``."""
    return f"{indicator}@{period.key}{TARGET if target else ''}"


@dataclass(frozen=True, slots=True)
class Known:
    """Every id a reference can name: ``facts`` by full id (also the figure that a target still awaits), ``open`` without a
    period (indicators, derived, events)."""

    facts: frozenset[str]
    open: frozenset[str]
    broken: frozenset[str]

    def has(self, reference: str) -> bool:
        """Whether the reference names something, or something whose entry is itself reported as broken."""
        stem = reference.partition("@")[0]
        return (
            reference in self.facts
            or reference in self.open
            or stem in self.broken
        )

    def names(self) -> Iterable[str]:
        """All of them, sorted, for did-you-mean."""
        return sorted(self.facts | self.open)


def known_references(content: Content) -> Known:
    """The ids that the content's indicators, derived figures and events make."""
    facts: set[str] = set()
    bare: set[str] = set()
    for indicator in content.indicators:
        facts.update(fact_id(indicator.id, o.when) for o in indicator.observations)
        facts.update(fact_id(indicator.id, t.when, target=of) for t in indicator.targets for of in (True, False))
        if indicator.observations or indicator.targets:
            bare.add(indicator.id)
        if indicator.targets:
            bare.add(indicator.id + TARGET)
    bare.update(d.id for d in content.derived)
    bare.update(e.id for e in content.events)
    return Known(frozenset(facts), frozenset(bare), content.broken)
