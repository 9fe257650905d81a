"""Ids are unique: among everything a sentence can name as a fact, and within each other kind of entry."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.content.record import Where
from briefing.content.records import (
    Claim,
    Conflict,
    Content,
    Derived,
    Event,
    Indicator,
    ListItem,
    NamedList,
    Pack,
    Relation,
    Section,
    SourceRecord,
    Target,
)
from briefing.content.references import fact_id
from briefing.problems import Problem, problem

_Named = Claim | Conflict | Derived | Event | Indicator | ListItem | NamedList | Pack | Relation | Section | SourceRecord


def check_ids(content: Content, problems: list[Problem]) -> None:
    """Add a problem for every id used twice and every observation or target recorded twice."""
    _unique((*content.indicators, *content.events, *content.derived), problems)
    groups: tuple[Iterable[_Named], ...] = (
        content.sources,
        content.lists,
        content.relations,
        content.conflicts,
        content.claims,
        content.packs,
        *(s.sections for s in content.sources),
        *(named.items for named in content.lists),
    )
    for group in groups:
        _unique(group, problems)
    for indicator in content.indicators:
        _once(indicator, problems)


def _unique(records: Iterable[_Named], problems: list[Problem]) -> None:
    seen: dict[str, Where] = {}
    for record in records:
        place = record.at("id")
        first = seen.setdefault(record.id, place)
        if first is not place:
            told = {"id": record.id, "first": f"{first.file}:{first.line}"}
            problems.append(problem("duplicate-id", place.file, place.line, **told))


def _once(indicator: Indicator, problems: list[Problem]) -> None:
    seen: dict[str, Where] = {}
    for record in indicator.stated:
        fact = fact_id(indicator.id, record.when, target=isinstance(record, Target))
        first = seen.setdefault(fact, record.where)
        if first is not record.where:
            place = record.where
            told = {"fact": fact, "first": f"{first.file}:{first.line}"}
            problems.append(problem("repeated-fact", place.file, place.line, **told))
