"""References resolve: every source, fact, indicator, list, relation and event that an entry names exists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches

from briefing.content.record import Record
from briefing.content.records import Content
from briefing.content.references import Known, known_references
from briefing.problems import Problem, problem

#: Says whether ``record``'s ``key`` may name ``name``, and reports it when not.
Check = Callable[[Record, str, str | None], None]


def check_references(content: Content, problems: list[Problem]) -> None:
    """Add a problem for every name that names nothing (entries that could not be read count as there)."""
    broken = content.broken
    sources = {s.id for s in content.sources} | broken
    lists = {r.id for r in content.lists} | broken
    events = {e.id for e in content.events} | broken
    indicators = {i.id for i in content.indicators} | {d.id for d in content.derived} | broken
    relations = {r.id for r in content.relations} | broken
    known = known_references(content)

    def among(what: str, names: Collection[str]) -> Check:
        def check(record: Record, key: str, name: str | None) -> None:
            if name is not None and name not in names:
                problems.append(_unknown(record, key, what, name, names))

        return check

    source, named, event = among("the source", sources), among("the list", lists), among("the event", events)
    indicator, relation = among("the indicator", indicators), among("the relation", relations)

    def facts(record: Record, key: str, names: Iterable[str | None]) -> None:
        _facts(known, record, key, names, problems)

    for i in content.indicators:
        for o in i.stated:
            for record in (o, *o.revisions, *((o.withdrawn,) if o.withdrawn else ())):
                source(record, "source", record.source)
        for t in i.targets:
            event(t, "plan", t.plan)
        indicator(i, "of", i.of if i.of and i.of.isascii() else None)
        indicator(i, "whole", i.whole)
        for other in i.not_comparable:
            indicator(i, "not_comparable", other)
    for e in content.events:
        source(e, "source", e.source)
    for r in content.lists:
        source(r, "source", r.source)
        facts(r, "size", [r.size])
        for item in r.items:
            named(item, "list", item.list)
            facts(item, "figures", item.figures.values())
    for rel in content.relations:
        facts(rel, "result", [rel.result])
        facts(rel, "operands", rel.operands)
        named(rel, "list", rel.list)
    for c in content.conflicts:
        source(c, "source", c.source)
        relation(c, "relation", c.relation)
        facts(c, "facts", c.facts)
    for d in content.derived:
        facts(d, "inputs", d.inputs)
    for claim in content.claims:
        facts(claim, "left", [claim.left])
        facts(claim, "right", [claim.right])


def _facts(known: Known, record: Record, key: str, names: Iterable[str | None], problems: list[Problem]) -> None:
    for name in names:
        if name is not None and not known.has(name):
            problems.append(_unknown(record, key, "the fact", name, list(known.names())))


def _unknown(record: Record, key: str, what: str, name: str, names: Collection[str]) -> Problem:
    close = get_close_matches(name, names, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    place = record.at(key)
    return problem("unknown-reference", place.file, place.line, key=key, what=what, name=name, hint=hint)
