"""What each kind of indicator needs so that its figures can be printed without misleading anybody."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.content.records import Indicator, Observation, Target
from briefing.problems import Problem, problem

#: The units a kind must have; kinds not named here may have any.
_UNITS: Mapping[str, frozenset[str]] = {
    "rank": frozenset({"rank"}),
    "share": frozenset({"percent", "multiple"}),
    "duration": frozenset({"working-day", "day", "minute", "month", "year"}),
}


def check_indicator(indicator: Indicator, problems: list[Problem]) -> None:
    """Add a problem for what the kind of the indicator needs and does not have."""

    def report(code: str, key: str, **details: object) -> None:
        place = indicator.at(key)
        problems.append(problem(code, place.file, place.line, id=indicator.id, **details))

    if indicator.kind in ("share", "change") and indicator.of is None:
        report("missing-of", "id", kind=indicator.kind)
    if indicator.kind == "change" and indicator.base is None:
        report("missing-base", "id")
    if indicator.kind == "rank" and indicator.region is None:
        report("missing-region", "id")
    units = _UNITS.get(indicator.kind)
    if units is not None and indicator.unit not in units:
        report("kind-unit", "unit", kind=indicator.kind, unit=indicator.unit, units=" or ".join(sorted(units)))
    if not indicator.stated:
        report("empty-entry", "id")
    for record in indicator.stated:
        _check_period(indicator, record, problems)


def _check_period(indicator: Indicator, record: Observation | Target, problems: list[Problem]) -> None:
    place = record.at("period")
    told = {"id": indicator.id, "period": record.period}
    if indicator.kind == "stock" and not record.when.is_day:
        problems.append(problem("period-not-a-day", place.file, place.line, **told))
    if indicator.kind == "cumulative" and "/" not in record.period:
        problems.append(problem("period-without-start", place.file, place.line, **told))
    if record.basis == "inferred" and record.note is None:
        at = record.at("basis")
        problems.append(problem("inferred-without-note", at.file, at.line, id=indicator.id, key="note"))
