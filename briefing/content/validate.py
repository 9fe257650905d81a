"""Stage 2, validate: every entry makes sense by itself and names only what exists. Nothing is changed, all is reported.

Problems of arithmetic between figures belong to ``briefing.facts.reconcile``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches

from briefing.content.identity import check_ids
from briefing.content.kinds import check_indicator
from briefing.content.places import check_places
from briefing.content.pointing import check_references
from briefing.content.records import Claim, Content, Derived, Indicator, Published
from briefing.content.words import check_words
from briefing.problems import Problem, in_order, problem
from briefing.quantities import Quantity
from briefing.quantities.parse import parse_value

#: Reads a published wording (``9.6万亿元``) in a unit; ``None`` when it does not read the wording wholly.
ReadPublished = Callable[[str, str], Quantity | None]


def validate(
    content: Content, units: Collection[str] | None = None, read_published: ReadPublished | None = None
) -> tuple[Problem, ...]:
    """Every problem of the entries, by file and line.

    ``units`` are the unit ids of the language data (not checked when ``None``); ``read_published`` reads a published
    wording, so that value and qualifier are checked against it (not checked when ``None``).
    """
    problems: list[Problem] = []
    check_ids(content, problems)
    check_references(content, problems)
    check_places(content, problems)
    check_words(content, problems)
    for indicator in content.indicators:
        check_indicator(indicator, problems)
        for record in _published(indicator):
            _check_value(indicator, record, read_published, problems)
    if units is not None:
        _check_units(content, units, problems)
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


def _check_units(content: Content, units: Collection[str], problems: list[Problem]) -> None:
    records: tuple[Indicator | Derived | Claim, ...] = (*content.indicators, *content.derived, *content.claims)
    for record in records:
        if record.unit is not None and record.unit not in units:
            close = get_close_matches(record.unit, units, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            place = record.at("unit")
            problems.append(problem("unknown-unit", place.file, place.line, unit=record.unit, hint=hint))
