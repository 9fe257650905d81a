"""Sources and the places in them: locators lie inside declared sections, inferred dates say how, revisions are earlier."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.content.fields import line_ranges
from briefing.content.record import Record
from briefing.content.records import Content, SourceRecord
from briefing.problems import Problem, problem


def check_places(content: Content, problems: list[Problem]) -> None:
    """Add a problem for every locator outside its source's sections, every inferred date of a source or an event
    without its reason, and every revision that is not earlier than the value that replaced it."""
    sources = {s.id: s for s in content.sources}
    for record, source, locator in _located(content):
        if source in sources and not _inside(sources[source], locator):
            place = record.at("locator")
            told = {"locator": locator, "source": source}
            problems.append(problem("locator-outside", place.file, place.line, **told))
    for s in content.sources:
        if s.date_basis == "inferred" and s.date_note is None:
            place = s.at("date_basis")
            problems.append(problem("inferred-without-note", place.file, place.line, id=s.id, key="date_note"))
    for e in content.events:
        if e.basis == "inferred" and e.note is None:
            place = e.at("basis")
            problems.append(problem("inferred-without-note", place.file, place.line, id=e.id, key="note"))
    for i in content.indicators:
        for o in i.stated:
            for r in o.revisions:
                late = o.source in sources and r.source in sources and sources[r.source].date >= sources[o.source].date
                if late:
                    place = r.at("source")
                    told = {"id": i.id, "source": r.source}
                    problems.append(problem("revision-not-earlier", place.file, place.line, **told))


def _located(content: Content) -> Iterator[tuple[Record, str, str]]:
    for i in content.indicators:
        for o in i.stated:
            for record in (o, *o.revisions, *((o.withdrawn,) if o.withdrawn else ())):
                yield record, record.source, record.locator
    for e in content.events:
        yield e, e.source, e.locator
    for c in content.conflicts:
        yield c, c.source, c.locator
    for named in content.lists:
        yield named, named.source, named.locator
        for item in named.items:
            if item.locator is not None:
                yield item, named.source, item.locator


def _inside(source: SourceRecord, locator: str) -> bool:
    """Whether both ends of every range lie in a section; a source without sections is not checked."""
    if not source.sections:
        return True
    ends = [line for ends in line_ranges(locator) for line in ends]
    return all(any(s.first <= line <= s.last for s in source.sections) for line in ends)
