"""What has changed since an earlier edition, as a block of a document: one sentence for each figure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from briefing.compose.citing import Citation, Citations
from briefing.compose.translator import Translator
from briefing.document.nodes import Block, Figure, Inline, ListBlock, Moment, Paragraph, Text
from briefing.facts import Fact
from briefing.facts.base import FactBase, facts_of
from briefing.facts.doubts import FactChange, compare
from briefing.facts.observe import PAST
from briefing.language import print_fact, print_fact_period
from briefing.language.changes import print_period
from briefing.quantities import Period

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Statements:
    """Says a change in one language. ``units`` are the units of indicators, for values a source leaves open."""

    words: Translator
    units: Mapping[str, str]

    def sentence(self, change: FactChange) -> tuple[Inline, ...]:
        """Return the change as a run of nodes: figures and periods keep their identity."""
        fact = change.named
        parts: dict[str, Inline] = {"label": Text(self.words.content("label", fact.label)), "when": self._when(fact)}
        if change.new is not None:
            parts["new"] = self._figure(change.new, change.new.id)
        if change.old is not None:
            same = change.old.id == change.fact and PAST not in change.old.id
            past = f"{change.fact}{PAST}{change.old.vintage.isoformat()}"
            parts["old"] = self._figure(change.old, past if same else change.old.id)
            parts["before"] = self._when(change.old)
        return _filled(self.words.house(_pattern(change)), parts)

    def _figure(self, fact: Fact, identity: str) -> Inline:
        unit = fact.quantity.unit if fact.quantity else self.units.get(fact.indicator, "")
        text = print_fact(self.words.language, fact, "full", unit)
        return Figure(identity, format(fact.quantity.value, "f") if fact.quantity else "", unit, text)

    def _when(self, fact: Fact) -> Inline:
        text = print_fact_period(self.words.language, fact, "plain", fact.vintage)
        return Moment(fact.period.text, text, fact.id if fact.kind == "event" else "")


@dataclass(frozen=True, slots=True)
class ChangeViews:
    """Makes the block: every change since ``day`` of a fact that the pack names (``used``)."""

    base: FactBase
    earlier: FactBase
    words: Translator
    citations: Citations
    used: Collection[str]
    day: date

    def blocks(self) -> tuple[Block, ...]:
        """Return an opening sentence and the list of changes; the sentence alone when nothing has changed. Where one source
        changed all, the opening cites it; otherwise each change cites its own."""
        when = print_period(self.words.language, Period.parse(self.day.isoformat()), "date")
        named = {self.base.facts[f].indicator for f in self.used if f in self.base.facts}
        then, now = (b.asked(facts_of, frozenset(named), frozenset(self.used)) for b in (self.earlier, self.base))
        changes = compare({f.id: f for f in then}, {f.id: f for f in now})
        found = [c for c in changes if self._concerns(c, named)]
        opening = self.words.filled("changes_since" if found else "changes_none", {"date": when}.__getitem__)
        cited = [self._cited(change) for change in found]
        every = [citation for places in cited for citation in places]
        one = (
            len({c.source.id for c in every if not c.derived}) == 1
        )  # one release: one note serves all that it changed
        head = self._noted((Text(opening),), every if one else [])
        items = tuple(
            (Paragraph(self._noted(self._said(change), [] if one else places)),)
            for change, places in zip(found, cited, strict=True)
        )
        return (Paragraph(head), *((ListBlock(items),) if items else ()))

    def _concerns(self, change: FactChange, named: Collection[str]) -> bool:
        if change.kind == "restated" or (change.kind == "recomputed" and change.fact not in self.used):
            return False
        return change.fact in self.used or change.named.indicator in named

    def _said(self, change: FactChange) -> tuple[Inline, ...]:
        indicators = [self.base.indicators.get(fact.indicator) for fact in (change.old, change.new) if fact is not None]
        return Statements(self.words, {known.id: known.unit for known in indicators if known is not None}).sentence(
            change
        )

    def _cited(self, change: FactChange) -> list[Citation]:
        if change.kind != "withdrawn":
            return list(self.citations.of_fact(change.fact))
        source = self.base.withdrawn.get(change.fact, "")
        return [self.citations.at(source, "")] if source else []

    def _noted(self, run: tuple[Inline, ...], cited: list[Citation]) -> tuple[Inline, ...]:
        note = self.citations.note(cited, ())
        return (*run, note) if note else run


def _pattern(change: FactChange) -> str:
    if change.named.kind == "event":
        return "change_event" if change.kind == "first" else "change_event_moved"
    if change.old is None:
        return "change_alone"  # whether there were editions before is not known here
    if change.kind != "new-period":
        return f"change_{change.kind}"
    plain = change.difference is not None and change.named.measure != "change"
    return f"change_{change.direction}" if plain and change.direction else "change_other"


def _filled(pattern: str, parts: Mapping[str, Inline]) -> tuple[Inline, ...]:
    out: list[Inline] = []
    for index, piece in enumerate(_PLACEHOLDER.split(pattern)):
        if index % 2:
            out.append(parts[piece])
        elif piece:
            out.append(Text(piece))
    return tuple(out)
