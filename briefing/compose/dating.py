"""Which figures of a sentence must say their own date.

A template names the latest figures, so that they follow new data. When only some figures of a sentence have moved on to a new
period, the date that the sentence gives is no longer theirs; they are then printed with their own in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from briefing.catalogue.placeholders import PLACEHOLDER, WHEN
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


#: Where one sentence of a message ends.
_END = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+(?=[“(]?(?:[A-Z]|%\())")


def undated(message: str, values: Mapping[str, object], base: FactBase) -> frozenset[str]:
    """The names of those latest figures of a message whose period none of its dates gives. ``values`` are what its placeholders
    print, by name. A message without a date of a figure (only with those of events or targets, or with none) dates nothing.
    Where one figure of a sentence gives its own date, so does every other of a sentence that has no date besides."""
    printed = {name: v for name, v in values.items() if isinstance(v, Printed) and v.fact is not None}
    dates = [v.fact for v in printed.values() if v.fact is not None and v.date]
    figures = {name: v.fact for name, v in printed.items() if v.fact is not None and not v.date and dated(v.fact)}
    said = {base.as_at(fact) for fact in dates}
    if not any(fact.kind not in ("target", "event") for fact in dates):
        return frozenset()
    free = {n for n, fact in figures.items() if fact.kind == "derived" or base.is_latest(fact)}
    lone = {n for n in free if base.as_at(figures[n]) not in said}
    for sentence in _END.split(message) if lone else ():
        here = {m["name"] for m in PLACEHOLDER.finditer(sentence) if m["name"] and m["form"] != WHEN}
        if here & lone and not any(n in here and printed[n].date for n in printed):
            lone |= here & free
    return frozenset(lone)
