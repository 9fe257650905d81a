"""From content to fact base: observe, derive, reconcile, and test the claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from briefing.content.records import Content, Target, fact_id
from briefing.facts.base import FactBase
from briefing.facts.claims import check_claims, passed
from briefing.facts.convert import beside, conversions
from briefing.facts.derive import derive
from briefing.facts.doubts import lasting_doubts
from briefing.facts.fact import Fact, Source
from briefing.facts.observe import PAST, ReadOpen, numbers_of, observed, source_of, withdrawn_by
from briefing.facts.reconcile import reconcile
from briefing.problems import Problem, in_order, problem


def build_fact_base(
    content: Content, as_of: date | None = None, read_open: ReadOpen | None = None
) -> tuple[FactBase, tuple[Problem, ...]]:
    """The fact base of the content as ``as_of`` knew it (all of it when ``None``), with every problem of deriving and
    reconciling. ``read_open`` understands what the wordings of values left open say. The content is expected to have
    been validated: what ``briefing.content.load`` refuses is left out here without a word. Facts, lists and
    conflicts of sources later than ``as_of`` are left out, and what rests on them."""
    problems: list[Problem] = []
    numbers = numbers_of(content.sources)
    every = {s.id: source_of(s, numbers[s.id]) for s in content.sources}
    sources = {key: s for key, s in every.items() if as_of is None or s.date <= as_of}
    facts: dict[str, Fact] = {}
    past: dict[str, Fact] = {}
    for fact in observed(content, every, as_of, read_open):
        (past if PAST in fact.id else facts).setdefault(fact.id, fact)
    base = FactBase(
        facts=MappingProxyType(facts),
        sources=MappingProxyType(sources),
        lists=MappingProxyType({r.id: r for r in content.lists if r.source in sources}),
        indicators=MappingProxyType({i.id: i for i in content.indicators}),
        claims=MappingProxyType({c.id: c for c in content.claims}),
        groups=MappingProxyType(_groups(facts.values())),
        plans=MappingProxyType(_plans(content)),
        relations=content.relations,
        conflicts=tuple(c for c in content.conflicts if c.source in sources),
        withdrawn=MappingProxyType(_withdrawn(content, every, as_of)),
        as_of=as_of,
        home=content.home[0].region if content.home else "",
    )
    base = replace(base, facts=MappingProxyType({**facts, **derive(content.derived, base, problems), **past}))
    converted = conversions(content.conversions, base, problems)
    base = replace(
        base, facts=MappingProxyType({**base.facts, **converted}), beside=MappingProxyType(beside(converted))
    )
    base = replace(base, outcomes=reconcile(content.relations, base, problems))
    base = replace(base, held=check_claims(base, problems))
    problems.extend(lasting_doubts(base))
    for fact in base.facts.values():
        if fact.kind == "event" and passed(fact, base):
            told = {"event": fact.id, "label": fact.label, "day": fact.period.end, "newest": base.day}
            problems.append(problem("event-passed", fact.file, fact.line, **told))
    return base, in_order(problems)


def _groups(facts: Iterable[Fact]) -> dict[str, tuple[Fact, ...]]:
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind != "event":
            groups.setdefault(fact.indicator, []).append(fact)
    return {indicator: tuple(found) for indicator, found in groups.items()}


def _withdrawn(content: Content, sources: Mapping[str, Source], as_of: date | None) -> dict[str, str]:
    return {
        fact_id(i.id, o.when, target=isinstance(o, Target)): gone
        for i in content.indicators
        for o in i.stated
        if (gone := withdrawn_by(o, sources, as_of))
    }


def _plans(content: Content) -> dict[str, str]:
    return {
        fact_id(i.id, t.when, target=True): t.plan for i in content.indicators for t in i.targets if t.plan is not None
    }
