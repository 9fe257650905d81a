"""When the next figure of an indicator should have been published, and whether its latest one is overdue on a day."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from briefing.content.records import Indicator
from briefing.facts.base import FactBase
from briefing.facts.fact import Fact
from briefing.quantities import Period

#: Months from the end of one period to the day the next figure should be out: the next period, and the time that
#: statistics take (half a year for annual figures, two months for quarterly ones, one for monthly ones).
DUE_MONTHS: Mapping[str, int] = {"annual": 18, "quarterly": 5, "monthly": 2}


@dataclass(frozen=True, slots=True)
class Overdue:
    """A latest figure whose successor should have been published on ``due``."""

    fact: Fact
    frequency: str
    due: date


def due_date(frequency: str, period: Period) -> date | None:
    """The day by which the figure after ``period`` should be out; ``None`` for what is not updated regularly."""
    months = DUE_MONTHS.get(frequency)
    if months is None:
        return None
    whole = period.end.year * 12 + period.end.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def overdue(base: FactBase, reference: str, day: date) -> Iterator[Overdue]:
    """What makes a reference without a period stale on a day: the latest observation of its indicator, or of the indicators
    a derived figure is computed from. A reference that names its period promises no more than that period."""
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
