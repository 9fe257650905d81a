"""Stage 2, validate: every entry makes sense by itself and names only what exists. Nothing is changed, all is reported.

Problems of arithmetic between figures belong to ``briefing.facts.reconcile``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches

from briefing.content.checks import check_ids, check_indicator, check_places, check_references, check_words
from briefing.content.fields import Record
from briefing.content.records import Claim, Content, Derived, Indicator, Published
from briefing.problems import Problem, in_order, problem
from briefing.quantities import Quantity
from briefing.quantities.parse import parse_value

#: Reads a published wording (``9.6万亿元``) in a unit; ``None`` when it does not read the wording wholly.
ReadPublished = Callable[[str, str], Quantity | None]


def validate(
    content: Content,
    units: Collection[str] | None = None,
    read_published: ReadPublished | None = None,
    regions: Collection[str] | None = None,
) -> tuple[Problem, ...]:
    """Every problem of the entries, by file and line.

    ``units`` and ``regions`` are the ids the language data knows; ``read_published`` reads a published wording, so that
    value and qualifier are checked against it, and is only asked for known units. What is ``None`` is not checked.
    """
    problems: list[Problem] = []
    check_ids(content, problems)
    check_references(content, problems)
    check_places(content, problems)
    check_words(content, problems)
    for indicator in content.indicators:
        check_indicator(indicator, problems)
        readable = units is None or indicator.unit in units
        for record in _published(indicator):
            _check_value(indicator, record, read_published if readable else None, problems)
    records: tuple[Indicator | Derived | Claim, ...] = (*content.indicators, *content.derived, *content.claims)
    for named in records:
        _check_known(named, "unit", named.unit, units, problems)
    areas: tuple[Indicator | Derived, ...] = (*content.indicators, *content.derived)
    for placed in areas:
        _check_known(placed, "region", placed.region, regions, problems)
    return in_order(problems)


def _published(indicator: Indicator) -> Iterator[Published]:
    for record in indicator.stated:
        yield record
        yield from record.revisions


def _check_value(
    indicator: Indicator, record: Published, read_published: ReadPublished | None, problems: list[Problem]
) -> None:
    if record.value is None:
        return
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
    read = read_published(record.published, indicator.unit) if read_published else None
    if read is not None and _said(read) != _said(recorded):
        place = record.at("published")
        told = {"recorded": _plain(recorded), "read": _plain(read), "published": record.published}
        problems.append(problem("published-differs", place.file, place.line, id=indicator.id, **told))


def _said(quantity: Quantity) -> tuple[object, ...]:
    return quantity.value, quantity.quantum, quantity.qualifier


def _plain(quantity: Quantity) -> str:
    qualifier = f"{quantity.qualifier} " if quantity.qualifier else ""
    return f"{qualifier}{quantity.value:f} {quantity.unit}"


def _check_known(
    record: Record, key: str, name: str | None, known: Collection[str] | None, problems: list[Problem]
) -> None:
    if name is None or known is None or name in known:
        return
    close = get_close_matches(name, known, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    place = record.at(key)
    problems.append(problem(f"unknown-{key}", place.file, place.line, name=name, hint=hint))
