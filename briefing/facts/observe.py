"""Observations, targets and events as facts, as a given day knew them (vintages)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from briefing.content.fields import day
from briefing.content.records import Content, Event, Indicator, Observation, Revision, SourceRecord, Target
from briefing.content.references import fact_id
from briefing.facts.fact import Fact, Source, SourceSection
from briefing.quantities.parse import parse_value


def source_of(record: SourceRecord) -> Source:
    """The source as later stages read it."""
    sections = tuple(SourceSection(s.id, s.title, s.first, s.last) for s in record.sections)
    return Source(
        record.id, record.file, record.issuer, record.title, day(record.date), record.date_basis, record.kind, sections
    )


def observed(
    content: Content, sources: Mapping[str, Source], as_of: date | None
) -> Iterator[Fact]:
    """Every fact that a source states and that was published by ``as_of``: indicators in the order of the files, each
    by period, then events. What ``briefing.content.validate`` finds unreadable is left out."""
    for indicator in content.indicators:
        for record in sorted(indicator.stated, key=_order):
            version = _version(record, sources, as_of)
            if version is not None:
                fact = _fact(indicator, record, version, sources[version.source].date)
                if fact is not None:
                    yield fact
    for event in content.events:
        if event.source in sources and (as_of is None or sources[event.source].date <= as_of):
            yield _event(event, sources[event.source].date)


def _order(record: Observation | Target) -> tuple[bool, date, date, str]:
    when = record.when
    return isinstance(record, Target), when.end, when.start or date.min, when.text


def _version(
    record: Observation | Target, sources: Mapping[str, Source], as_of: date | None
) -> Observation | Target | Revision | None:
    """The newest statement of the value among those published by ``as_of``; the entry itself when no day is given."""
    versions = [v for v in (record, *record.revisions) if v.source in sources]
    if as_of is None:
        return versions[0] if versions and versions[0] is record else None
    published = [v for v in versions if sources[v.source].date <= as_of]
    return max(published, key=lambda v: sources[v.source].date, default=None)


def _fact(
    indicator: Indicator,
    record: Observation | Target,
    version: Observation | Target | Revision,
    vintage: date,
) -> Fact | None:
    target = isinstance(record, Target)
    place = version.where
    try:
        value = version.value
        quantity = None if value is None else parse_value(value, indicator.unit, version.qualifier or "")
    except ValueError:
        return None
    return Fact(
        id=fact_id(indicator.id, record.when, target=target),
        indicator=indicator.id,
        kind="target" if target else indicator.kind,
        measure=indicator.kind,
        label=indicator.label,
        quantity=quantity,
        period=record.when,
        period_basis=record.basis,
        status="target" if target else version.status,
        source=version.source,
        locator=version.locator,
        published=version.published,
        vintage=vintage,
        region=indicator.region or "chongqing",
        of=indicator.of or "",
        base=indicator.base or "",
        whole=indicator.whole or "",
        note=version.note or "",
        file=place.file,
        line=place.line,
    )


def _event(event: Event, vintage: date) -> Fact:
    return Fact(
        id=event.id,
        indicator=event.id,
        kind="event",
        measure="event",
        label=event.label,
        quantity=None,
        period=event.when,
        period_basis=event.basis,
        status=event.status,
        source=event.source,
        locator=event.locator,
        published=event.published,
        vintage=vintage,
        note=event.note or "",
        file=event.where.file,
        line=event.where.line,
    )
