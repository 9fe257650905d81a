"""Stage 2, validate: every entry makes sense by itself and names only what exists. Nothing is changed, all is reported.

Problems of arithmetic between figures belong to ``briefing.facts.reconcile``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from briefing.content.checks import check_ids, check_indicator, check_places, check_references, check_words
from briefing.content.fields import Record
from briefing.content.records import Claim, Content, Derived, Indicator, Published
from briefing.content.wordings import ReadWording, misfits
from briefing.problems import Problem, did_you_mean, in_order, problem
from briefing.quantities import Period
from briefing.quantities.parse import parse_value
from briefing.quantities.possible import impossible

#: Which languages (by id) have no words for a value left open: its wording, the unit and the kind of its indicator.
WithoutWords = Callable[[str, str, str], Iterable[str]]


def validate(
    content: Content,
    units: Collection[str] | None = None,
    read_published: ReadWording | None = None,
    regions: Collection[str] | None = None,
    without_words: WithoutWords | None = None,
) -> tuple[Problem, ...]:
    """Every problem of the entries, by file and line.

    ``units`` and ``regions`` are the ids the language data knows; ``read_published`` reads a published wording, so that
    value, qualifier, base and region are checked against it, and is only asked for known units. ``without_words`` names the
    languages that have no words for a value left open. What is ``None`` is not checked.
    """
    problems: list[Problem] = []
    check_ids(content, problems)
    check_references(content, problems)
    check_places(content, problems)
    check_words(content, problems)
    awaited = {name.partition("@")[0] for c in content.claims if c.test == "absent" for name in (c.left, *c.also)}
    for indicator in content.indicators:
        check_indicator(indicator, problems, awaited)
        readable = units is None or indicator.unit in units
        for period, record in _published(indicator):
            if record.value is None:
                _check_open(indicator, record, without_words if readable else None, problems)
            else:
                _check_value(indicator, period, record, read_published if readable else None, problems)
    records: tuple[Indicator | Derived | Claim, ...] = (*content.indicators, *content.derived, *content.claims)
    for named in records:
        _check_known(named, "unit", named.unit, units, problems)
    areas: tuple[Indicator | Derived, ...] = (*content.indicators, *content.derived)
    for placed in areas:
        _check_known(placed, "region", placed.region, regions, problems)
    return in_order(problems)


def _published(indicator: Indicator) -> Iterator[tuple[Period, Published]]:
    for record in indicator.stated:
        yield record.when, record
        for revision in record.revisions:
            yield record.when, revision


def _check_open(
    indicator: Indicator, record: Published, without_words: WithoutWords | None, problems: list[Problem]
) -> None:
    place = record.at("published")
    for language in without_words(record.published, indicator.unit, indicator.kind) if without_words else ():
        told = {"id": indicator.id, "published": record.published, "language": language}
        problems.append(problem("open-value-wordless", place.file, place.line, **told))


def _check_value(
    indicator: Indicator, period: Period, record: Published, read_published: ReadWording | None, problems: list[Problem]
) -> None:
    assert record.value is not None  # a value left open has a check of its own
    try:
        parse_value(record.value, indicator.unit, "")
    except ValueError as error:
        place = record.at("value")
        problems.append(problem("unreadable-value", place.file, place.line, indicator=indicator.id, reason=error))
        return
    try:
        recorded = parse_value(record.value, indicator.unit, record.qualifier or "")
    except ValueError as error:
        place = record.at("qualifier")
        problems.append(problem("unknown-qualifier", place.file, place.line, id=indicator.id, reason=error))
        return
    place = record.at("value")
    if reason := impossible(indicator.kind, indicator.unit, recorded):
        told = {"id": indicator.id, "published": record.published, "reason": reason}
        problems.append(problem("impossible-value", place.file, place.line, **told))
    if read_published is not None:
        place = record.at("published")
        said = read_published(record.published, indicator.unit)
        found = misfits(indicator, period, recorded, record.published, said, record.note is not None)
        problems.extend(problem(code, place.file, place.line, **details) for code, details in found)


def _check_known(
    record: Record, key: str, name: str | None, known: Collection[str] | None, problems: list[Problem]
) -> None:
    if name is None or known is None or name in known:
        return
    place = record.at(key)
    problems.append(problem(f"unknown-{key}", place.file, place.line, name=name, hint=did_you_mean(name, known)))
