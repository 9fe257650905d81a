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
    """The names of those latest figures of a sentence whose period none of its dates gives, while one gives another
    figure's. ``values`` are what the sentence's placeholders print, by name."""
    printed = {name: v for name, v in values.items() if isinstance(v, Printed) and v.fact is not None}
    dates = [v.fact for v in printed.values() if v.fact is not None and v.date]
    figures = {name: v.fact for name, v in printed.items() if v.fact is not None and not v.date and dated(v.fact)}
    said = {base.as_at(fact) for fact in dates}
    of_reports = all(_reported(base, fact) for fact in dates)
    if not any(base.as_at(fact) in said for fact in figures.values()):
        return frozenset()
    return frozenset(
        name for name, fact in figures.items()
        if base.as_at(fact) not in said and base.is_latest(fact) and (of_reports or not _reported(base, fact))
    )  # fmt: skip


def _reported(base: FactBase, fact: Fact) -> bool:
    """Whether a figure has no date of its own but that of the report; its sentence may then leave the date out."""
    return fact.period_basis == "reported" or any(_reported(base, base.facts[key]) for key in fact.inputs)
