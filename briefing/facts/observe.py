"""Facts of the observations in force, and which figures are overdue."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from string import ascii_lowercase

from briefing.content.records import Article as ArticleRecord
from briefing.content.records import Content, Event, Indicator, Observation, Revision, SourceRecord, Target, fact_id
from briefing.facts import Fact, ListedArticle, Source, SourceSection
from briefing.facts.base import FactBase
from briefing.quantities import OpenValue, Period
from briefing.quantities.parse import parse_value

#: What an open wording says about a value in a unit (``9000万—1.2亿元``), by the rules of the languages of the sources.
ReadOpen = Callable[[str, str], OpenValue | None]

#: Between the id of a fact and the vintage of a value it no longer has.
PAST = "~"


def numbers_of(records: Sequence[SourceRecord]) -> dict[str, int]:
    """Return the number of each source by id: its own, or for one without the lowest that none has, in the order of
    the records: those keep theirs when a source with the next number is entered."""
    given = {r.id: int(r.number) for r in records if r.number}
    taken = set(given.values())
    coming = (number for number in count(1) if number not in taken)
    return {r.id: given[r.id] if r.id in given else next(coming) for r in records}


def source_of(record: SourceRecord, number: int = 0) -> Source:
    """Return the source as later stages read it."""
    sections = tuple(SourceSection(s.id, s.title or "", s.first, s.last) for s in record.sections)
    articles = tuple(_article(record, a, mark) for a, mark in zip(record.articles, ascii_lowercase, strict=False))
    return Source(
        record.id,
        record.file,
        record.issuer,
        record.title,
        date.fromisoformat(record.date),
        record.date_basis,
        record.kind,
        sections,
        number,
        record.authors,
        record.document or "",
        record.page or "",
        record.url or "",
        articles,
    )


def _article(source: SourceRecord, record: ArticleRecord, mark: str) -> ListedArticle:
    return ListedArticle(
        record.id,
        mark,
        record.title,
        record.issuer or source.issuer,
        date.fromisoformat(record.date or source.date),
        "stated" if record.date else source.date_basis,
        record.authors,
        "",
        record.page or source.page or "",
        record.url or "",
        record.first,
        record.last,
    )


def observed(
    content: Content, sources: Mapping[str, Source], as_of: date | None, read_open: ReadOpen | None = None
) -> Iterator[Fact]:
    """Yield every fact that a source states and that was published by ``as_of``: indicators in the order of the files, each by
    period, then events. ``read_open`` understands the wording of values left open. What ``briefing.content.load`` finds
    unreadable is left out."""
    for indicator in content.indicators:
        for record in sorted(indicator.stated, key=_order):
            known = _versions(record, sources, as_of)
            gone = withdrawn_by(record, sources, as_of)
            for number, version in enumerate(known):
                fact = stated_fact(indicator, record, version, sources[version.source].date)
                if fact is not None and fact.quantity is None and read_open is not None:
                    fact = replace(fact, open=read_open(fact.published, indicator.unit))
                if fact is not None:
                    yield (
                        fact if number == 0 and not gone else _past(fact, "withdrawn" if number == 0 else "superseded")
                    )
    for event in content.events:
        if event.source in sources and (as_of is None or sources[event.source].date <= as_of):
            yield _event(event, sources[event.source].date)


def _order(record: Observation | Target) -> tuple[bool, date, date, str]:
    when = record.when
    return isinstance(record, Target), when.end, when.start or date.min, when.text


def withdrawn_by(record: Observation | Target, sources: Mapping[str, Source], as_of: date | None) -> str:
    """Return the id of the source that had withdrawn a figure by ``as_of``; empty while it is in force."""
    gone = record.withdrawn
    known = gone is not None and gone.source in sources and (as_of is None or sources[gone.source].date <= as_of)
    return gone.source if gone is not None and known else ""


def _versions(
    record: Observation | Target, sources: Mapping[str, Source], as_of: date | None
) -> tuple[Observation | Target | Revision, ...]:
    """The statements of the value published by ``as_of``, newest first; an entry whose source is unknown has none."""
    versions = [v for v in (record, *record.revisions) if v.source in sources]
    if as_of is None:
        earlier = sorted(versions[1:], key=lambda v: sources[v.source].date, reverse=True)
        return (versions[0], *earlier) if versions and versions[0] is record else ()
    published = [v for v in versions if sources[v.source].date <= as_of]
    return tuple(sorted(published, key=lambda v: sources[v.source].date, reverse=True))


def _past(fact: Fact, status: str) -> Fact:
    """A figure no longer in force, under an id of its own: the fact's with the vintage of this value."""
    return replace(fact, id=f"{fact.id}{PAST}{fact.vintage.isoformat()}", status=status)


def stated_fact(
    indicator: Indicator, record: Observation | Target, version: Observation | Target | Revision, vintage: date
) -> Fact | None:
    """Return the fact that a version of an observation or target states, known from ``vintage`` on; ``None`` where its value
    cannot be read."""
    target = isinstance(record, Target)
    place = version.where
    try:
        value = version.value
        quantity = None if value is None else parse_value(value, _unit(indicator), version.qualifier or "")
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
        region=indicator.region or "",
        of=indicator.of or "",
        base=indicator.base or "",
        whole=indicator.whole or "",
        note=version.note or "",
        file=place.file,
        line=place.line,
    )


def _unit(indicator: Indicator) -> str:
    """The unit of its figures; a change of rank is counted in places."""
    return "place" if (indicator.kind, indicator.unit) == ("change", "rank") else indicator.unit


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


#: Months from the end of one period to the day the next figure should be out: the next period, and the time that
#: statistics take (half a year for annual figures, two months for quarterly ones, one for monthly ones).
DUE_MONTHS: Mapping[str, int] = {"annual": 18, "quarterly": 5, "monthly": 2}


@dataclass(frozen=True, slots=True)
class Overdue:
    """A latest figure whose successor should have been published on ``due``."""

    fact: Fact
    frequency: str
    due: date


def next_period(frequency: str, period: Period) -> Period | None:
    """Return the period after one of a regularly updated level or annual amount: the end of the next month, quarter or year;
    ``None`` where it does not follow (an amount may be of the next quarter or of the year so far)."""
    steps = {"annual": 12, "quarterly": 3, "monthly": 1}.get(frequency)
    if steps is None or not (period.is_day or period.grain == "year"):
        return None
    if period.grain == "year":
        return Period.parse(str(period.end.year + 1)) if period.start and period.start.year == period.end.year else None
    year, month = divmod(period.end.year * 12 + period.end.month - 1 + steps, 12)
    return Period.parse(f"{year}-{month + 1:02d}-{calendar.monthrange(year, month + 1)[1]:02d}")


def due_date(frequency: str, period: Period) -> date | None:
    """Return the day by which the figure after ``period`` should be out; ``None`` for what is not updated regularly."""
    months = DUE_MONTHS.get(frequency)
    if months is None:
        return None
    whole = period.end.year * 12 + period.end.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def overdue(base: FactBase, reference: str, day: date) -> Iterator[Overdue]:
    """Yield what makes a reference without a period stale on a day: the latest observation of its indicator, or of the
    indicators a derived figure is computed from. A reference that names its period promises no more than that period."""
    if "@" in reference or reference.endswith(".target"):
        return
    for indicator in _indicators(base, reference):
        if not base.series(indicator.id):
            continue
        latest = base.latest(indicator.id)
        expected = due_date(indicator.frequency, latest.period)
        sought = date.fromisoformat(indicator.sought) if indicator.sought else date.min
        if expected is not None and expected < day and sought < day:
            yield Overdue(latest, indicator.frequency, expected)


def _indicators(base: FactBase, reference: str) -> Iterator[Indicator]:
    if reference in base.indicators:
        yield base.indicators[reference]
        return
    fact = base.facts.get(reference)
    for put in fact.inputs if fact else ():
        stated = base.facts[put]
        if stated.kind == "derived":
            yield from _indicators(base, put)
        elif base.series(stated.indicator) and base.latest(stated.indicator).id == put:
            yield base.indicators[stated.indicator]
