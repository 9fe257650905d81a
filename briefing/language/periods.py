"""Periods as text: the shape of a period chooses its patterns, the form chooses among them."""

from __future__ import annotations

import calendar
from datetime import date

from briefing.language.model import PERIOD_FORMS, Language, require, with_initial
from briefing.quantities import Period

#: What happens on a day or over a period, rather than standing at a moment: its day is printed in full.
_DATED = frozenset({"event", "flow", "count", "threshold", "duration"})
_SPANS = {(1, 3): "quarter", (4, 6): "quarter", (7, 9): "quarter", (10, 12): "quarter"}
_SPANS |= {(1, 6): "half", (7, 12): "half", (1, 9): "three-quarters", (1, 12): "year"}


def print_period(
    language: Language,
    period: Period,
    form: str = "as-of",
    basis: str = "stated",
    *,
    kind: str = "",
    reported: date | None = None,
) -> str:
    """A period as text.

    ``form``: ``as-of`` (截至2025年末; at end-2025; in 2025; on 12 August 2025), ``plain`` (2025年末; end-2025), ``short``
    (tables: End-2025; Q1 2026), ``by`` (a deadline), ``date`` (plain, a day always in full); each may end in ``-initial``.
    ``basis`` ``reported`` prints the month of the source instead (据2026年4月报道; as reported in April 2026): its date is
    ``reported``, or else the end of the period. ``kind``: the indicator's kind; an event, flow or count is dated to the
    day, a stock at a month's or year's end is said to be at that end.
    """
    return with_initial(form, lambda name: _print(language, period, name, basis, kind, reported))


def _print(language: Language, period: Period, form: str, basis: str, kind: str, reported: date | None) -> str:
    require(form, PERIOD_FORMS)
    if form == "date":
        form, kind = "plain", "event"
    if basis == "reported":
        day = reported or period.end
        return _fill(language, "reported", form, day, day)
    if period.start is not None:
        return _fill(language, shape(period, kind), form, period.start, period.end)
    end = Period.parse(period.text.partition("/")[2])
    start = end.start or end.end
    point = _fill(language, shape(end, ""), "plain", start, end.end)
    return _fill(language, "open", form, start, end.end, point)


def shape(period: Period, kind: str) -> str:
    """The name of a closed period's shape: ``year-end``, ``month``, ``quarter``, ``days-in-year`` …"""
    first, last = period.start or period.end, period.end
    if first == last:
        return _day_shape(last, kind)
    if period.grain == "year":
        return "year" if first.year == last.year else "years"
    if period.grain == "month":
        if first.year != last.year:
            return "months-across"
        return "month" if first.month == last.month else _SPANS.get((first.month, last.month), "months")
    if first.year != last.year:
        return "days-across"
    return "days" if first.month == last.month else "days-in-year"


def _day_shape(day: date, kind: str) -> str:
    if kind in _DATED:
        return "date"
    if (day.month, day.day) == (12, 31):
        return "year-end"
    if (day.month, day.day) == (1, 1):
        return "year-start"
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return "month-end"
    return "day" if kind else "date"


def _fill(language: Language, name: str, form: str, start: date, end: date, point: str = "") -> str:
    rules = language.periods
    patterns = rules.shapes[name]
    while form not in patterns:
        form = rules.defaults[form]
    values = _parts(language, start) | {f"end_{key}": value for key, value in _parts(language, end).items()}
    return patterns[form].format(**values, point=point)


def _parts(language: Language, day: date) -> dict[str, str]:
    rules, quarter, half = language.periods, (day.month - 1) // 3, (day.month - 1) // 6
    return {
        "year": str(day.year),
        "month": str(day.month),
        "day": str(day.day),
        "month_name": rules.months[day.month - 1],
        "month_short": rules.months_short[day.month - 1],
        "quarter": rules.quarters[quarter],
        "quarter_n": str(quarter + 1),
        "half": rules.halves[half],
        "half_n": str(half + 1),
    }
