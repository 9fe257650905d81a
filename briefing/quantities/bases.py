"""Bases of comparison: what period a change is measured against, and whether two names of a base mean the same one."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from briefing.quantities.period import Period, PeriodError

#: The bases that have a name of their own; any other is an ISO 8601 period.
NAMED_BASES = ("yoy", "ytd", "qoq", "mom", "average-annual")

#: Months that a base named after the period before goes back.
_BACK = {"qoq": 3, "mom": 1}


def base_moment(base: str, period: Period) -> date | None:
    """The day on which what a change is measured against ended: of a year earlier for ``yoy``, the end of the year
    before for ``ytd``, the end of a named period. ``None`` for a base without one moment (``average-annual``) or one
    nobody knows."""
    if base == "yoy":
        return _months_back(period.end, 12)
    if base == "ytd":
        return date(period.end.year, 1, 1) - timedelta(days=1)
    if base in _BACK:
        return _months_back(period.end, _BACK[base])
    try:
        return Period.parse(base).end
    except PeriodError:
        return None


def same_base(named: Iterable[str], base: str, period: Period) -> bool:
    """Whether one of the bases that words may mean is the base of an indicator, for a figure of this period: at the end
    of a year, since the start of the year and year on year come to the same."""
    for one in named:
        if one == base:
            return True
        moment = base_moment(one, period)
        if moment is not None and moment == base_moment(base, period):
            return True
    return False


def is_base(text: str) -> bool:
    """Whether a text is a base: a named one or a period."""
    return text in NAMED_BASES or _named(text) is not None


def base_period(base: str, period: Period) -> Period | None:
    """The period of the earlier figure that a change is measured against, of the same sort as ``period``; ``None`` where
    there is no single one."""
    if base == "yoy":
        return _years_back(period)
    moment = base_moment(base, period)
    return Period.parse(moment.isoformat()) if moment is not None and period.is_day else _named(base)


def _named(base: str) -> Period | None:
    try:
        return Period.parse(base)
    except PeriodError:
        return None


def _years_back(period: Period) -> Period | None:
    parts = period.text.split("/")
    if parts[0] == "..":
        return None
    if period.is_day:
        return Period.parse(_months_back(period.end, 12).isoformat())
    return Period.parse("/".join(f"{int(part[:4]) - 1:04d}{part[4:]}" for part in parts))


def _months_back(day: date, months: int) -> date:
    """The same day some months earlier; the end of a month stays the end of one."""
    whole = day.year * 12 + day.month - 1 - months
    year, month = divmod(whole, 12)
    last = calendar.monthrange(year, month + 1)[1]
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if ends else min(day.day, last))
