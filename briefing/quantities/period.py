"""Time periods as ISO 8601 writes them, and the bases of comparison that changes are measured against."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


class PeriodError(ValueError):
    """The text is not a period this project knows; the message says which forms are."""


_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?\Z")


@dataclass(frozen=True, slots=True)
class Period:
    """A moment or a stretch of time.

    ``text`` is the ISO 8601 form as written; ``start`` is ``None`` when open; ``grain`` is the finest unit written:
    ``day``, ``month`` or ``year``. A single day has equal ends.
    """

    text: str
    start: date | None
    end: date
    grain: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Parse a period: ``2025-12-31`` · ``2025-11`` · ``2025`` · ``2026-01/2026-03`` · ``2024/2027`` · ``../2025-12-31``."""
        first, slash, last = text.partition("/")
        if not slash:
            start, end, grain = _point(text, text)
            return cls(text, start, end, grain)
        _, end, grain = _point(last, text)
        if first == "..":
            return cls(text, None, end, grain)
        start, _, first_grain = _point(first, text)
        if start > end:
            raise PeriodError(f"the period {text!r} ends before it starts")
        if first_grain != grain:
            raise PeriodError(f"the period {text!r} mixes a {first_grain} and a {grain}")
        return cls(text, start, end, grain)

    @property
    def key(self) -> str:
        """The form used in fact ids: the solidus written as ``--`` (ISO 8601-1, 4.4.2)."""
        return self.text.replace("/", "--")

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.start == self.end


def _point(text: str, whole: str) -> tuple[date, date, str]:
    match = _POINT.match(text)
    if not match:
        raise PeriodError(
            f"{whole!r} is not a period: write 2025-12-31, 2025-11, 2025, 2026-01/2026-03 or ../2025-12-31"
        )
    year, month, day = (int(g) if g else 0 for g in match.groups())
    try:
        if day:
            moment = date(year, month, day)
            return moment, moment, "day"
        if month:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month"
        return date(year, 1, 1), date(year, 12, 31), "year"
    except (ValueError, IndexError, calendar.IllegalMonthError) as error:
        raise PeriodError(f"{whole!r} is not a date of the calendar") from error


#: The bases that have a name of their own; any other is an ISO 8601 period.
NAMED_BASES = ("yoy", "ytd", "qoq", "mom", "average-annual")

#: Months that a base named after the period before goes back.
_BACK = {"qoq": 3, "mom": 1}


def base_moment(base: str, period: Period) -> date | None:
    """Return the day on which what a change is measured against ended: of a year earlier for ``yoy``, the end of the year
    before for ``ytd``, the end of a named period. ``None`` for a base without one moment (``average-annual``) or one nobody
    knows."""
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
    """Return whether one of the bases that words may mean is the base of an indicator, for a figure of this period: at the end
    of a year, since the start of the year and year on year come to the same."""
    for one in named:
        if one == base:
            return True
        moment = base_moment(one, period)
        if moment is not None and moment == base_moment(base, period):
            return True
    return False


def is_base(text: str) -> bool:
    """Return whether a text is a base: a named one or a period."""
    return text in NAMED_BASES or _named(text) is not None


def base_period(base: str, period: Period) -> Period | None:
    """Return the period of the earlier figure that a change is measured against, of the same sort as ``period``; ``None`` where
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
