"""Which figures of a sentence must say their own date.

A template names the latest figures, so that they follow new data. When only some figures of a sentence have moved on to a new
period, the date that the sentence gives is no longer theirs; they are then printed with their own in brackets.
"""

from __future__ import annotations

from collections.abc import Mapping

from briefing.compose.printed import Printed
from briefing.facts.base import FactBase
from briefing.facts.fact import Fact

#: What speaks of a level or an amount at its period; counts inside a document and bounds do not.
DATED = frozenset({"stock", "flow", "cumulative", "change", "share", "rate", "rank", "duration"})

#: A base implied by a growth speaks of the time before; its sentence says so in words.
_OF_BEFORE = frozenset({"implied-base"})


def dated(fact: Fact) -> bool:
    """Whether a figure must stand under the date of its own period."""
    return fact.kind not in ("target", "event") and fact.operation not in _OF_BEFORE and fact.measure in DATED


def undated(values: Mapping[str, object], base: FactBase) -> frozenset[str]:
    """The names of those latest figures of a sentence whose period none of its dates gives. ``values`` are what the sentence's
    placeholders print, by name. A sentence without a date of a figure (only with those of events or targets, or with none)
    dates nothing."""
    printed = {name: v for name, v in values.items() if isinstance(v, Printed) and v.fact is not None}
    dates = [v.fact for v in printed.values() if v.fact is not None and v.date]
    figures = {name: v.fact for name, v in printed.items() if v.fact is not None and not v.date and dated(v.fact)}
    said = {base.as_at(fact) for fact in dates}
    if not any(fact.kind not in ("target", "event") for fact in dates):
        return frozenset()
    return frozenset(n for n, fact in figures.items() if base.as_at(fact) not in said and base.is_latest(fact))
