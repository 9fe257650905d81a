"""Exact quantities, qualifiers and periods: what a figure is before any language prints it, what it cannot be, and what a
printed wording says of it. Periods are as ISO 8601 writes them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import assert_never


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
    named = _named(base)
    return None if named is None else named.end


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


class Qualifier(StrEnum):
    """What a published figure says about the true value. ``AT_LEAST`` and ``AT_MOST`` include the threshold, ``MORE_THAN`` and
    ``LESS_THAN`` do not."""

    MORE_THAN = "more-than"
    AT_LEAST = "at-least"
    ABOUT = "about"
    NEARLY = "nearly"
    LESS_THAN = "less-than"
    AT_MOST = "at-most"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as published.

    ``value`` is exact, in the base unit (CNY, not 亿元; 44 for 44 %). ``unit`` is a unit id of the language data.
    ``quantum`` is the weight of the last digit printed (``Decimal("1e11")`` for 9.6万亿), so that precision survives.
    ``decimals`` says whether the published figure had digits after its decimal point (8.0, 1.0万亿): only then are
    trailing zeros significant. ``wording`` keeps the source's own qualifier word (超, 余, 左右 …).
    ``rounded`` says of a figure computed here that it is "about" for its rounding alone: it lies within half a quantum.
    """

    value: Decimal
    unit: str
    quantum: Decimal
    decimals: bool = False
    qualifier: Qualifier | None = None
    wording: str = ""
    rounded: bool = field(default=False, compare=False)

    @property
    def stated(self) -> Qualifier | None:
        """The qualifier as far as it says more of the value than that it was rounded."""
        return None if self.rounded else self.qualifier


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a published figure can stand for; ``None`` is an open end. Ends belong to the interval."""

    low: Decimal | None
    high: Decimal | None

    def meets(self, other: Interval) -> bool:
        """Return whether some value lies in both."""
        left = self.low is None or other.high is None or self.low <= other.high
        right = other.low is None or self.high is None or other.low <= self.high
        return left and right


#: How far "about" and "nearly" may lie from the printed figure, as a share of it.
LOOSE = Decimal("0.05")


def interval(quantity: Quantity) -> Interval:
    """Return the interval of true values behind a published figure (XBRL Calculations 1.1: half a unit of the last digit),
    opened on the side that its qualifier leaves open and widened by ``LOOSE`` for about and nearly. Of a figure below zero
    the qualifier speaks of its size: a fall of more than 5 % is below −5."""
    half = quantity.quantum / 2
    value, qualifier = quantity.value, quantity.stated
    slack = max(abs(value) * LOOSE, half)
    if value < 0 and qualifier is not None:
        size = interval(replace(quantity, value=-value))
        return Interval(None if size.high is None else -size.high, None if size.low is None else -size.low)
    match qualifier:
        case Qualifier.MORE_THAN | Qualifier.AT_LEAST:
            return Interval(value, None)
        case Qualifier.LESS_THAN | Qualifier.AT_MOST:
            return Interval(None, value)
        case Qualifier.NEARLY:
            return Interval(value - slack, value)
        case Qualifier.ABOUT:
            return Interval(value - slack, value + slack)
        case None:
            return Interval(value - half, value + half)
    assert_never(qualifier)


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high`` (9000万—1.2亿元), both in one unit and both belonging to it."""

    low: Quantity
    high: Quantity


@dataclass(frozen=True, slots=True)
class Several:
    """An open number of a power of ten: ``power`` is 9 for 数十亿 and "billions of", 0 for 若干 and "several"."""

    power: int
    unit: str


@dataclass(frozen=True, slots=True)
class Magnitude:
    """An order of magnitude: ``quantity`` is what it is named after (百亿级 is of the order of ten billion)."""

    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Symbol:
    """A letter in place of a number (N场)."""

    letter: str
    unit: str


#: What a wording without one exact figure may say. A plain quantity is a figure that is in an open wording (约3成).
OpenValue = Quantity | Range | Several | Magnitude | Symbol


#: Units whose figures are measured, not counted: their last digit is rounded. Anything else, printed to the unit and
#: without a qualifier, is an exact count.
MEASURED = frozenset(
    {"CNY", "USD", "HKD", "EUR", "JPY", "GBP", "SGD", "KRW", "MOP"}
    | {"percent", "percentage-point", "multiple", "km", "km2", "m2", "mu"}
    | {"working-day", "day", "minute", "month", "year"}
)
#: What is between the two currencies of a rate of exchange: ``CNY-per-USD`` is the price of one USD in CNY.
_PER = "-per-"


def exchanged(unit: str) -> tuple[str, str] | None:
    """Return the two currencies of a rate of exchange: the one it is expressed in, and the one it is the price of; ``None`` for
    any other unit. Currencies by ISO 4217."""
    paid, between, bought = unit.partition(_PER)
    return (paid, bought) if between and len(paid) == len(bought) == 3 else None


#: Measured units of what is never below zero.
_SIZES = frozenset({"km", "km2", "m2", "mu", "working-day", "day", "minute", "month", "year"})
#: Kinds that may fall below zero whatever their unit; of a rate (staff per firm) a count may be broken too.
_SIGNED = frozenset({"change"})
_BROKEN = frozenset({"change", "rate"})


def impossible(kind: str, unit: str, quantity: Quantity) -> str:
    """Return why a value of an indicator of this kind and unit cannot be, in plain words; empty when it can."""
    value = quantity.value
    whole = value == value.to_integral_value()
    if unit == "rank":
        return _rank(kind, value, whole)
    if unit == "multiple":
        return "" if value > 0 else "a multiple is above nought"
    if kind == "share" and unit == "percent":
        return "" if 0 <= value <= 100 else "a share lies between 0 and 100 %"
    counted = unit not in MEASURED
    if (counted or unit in _SIZES) and value < 0 and kind not in _SIGNED:
        return "a count is not below nought" if counted else "a length of time or a size is not below nought"
    if counted and not whole and kind not in _BROKEN:
        return "what is counted is whole"
    return ""


def _rank(kind: str, value: Decimal, whole: bool) -> str:
    if not whole:
        return "a place in an order is a whole number"
    if kind != "change" and value < 1:
        return "the first place is the highest there is"
    return ""


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure and what its words say of it.

    ``value`` is a quantity, or a value left open (a range, 数十亿). ``bases`` are the bases of comparison the words may
    mean: ids of the language data (yoy, ytd …), an ISO 8601 period, or the words themselves where nobody knows their
    period; empty where they name none. ``region`` is a region id, or words that name no region known. ``is_change``
    tells words of change (同比增长6.8%) from a level (6.8%), ``is_rank`` a place in an order.
    """

    value: OpenValue
    bases: frozenset[str] = frozenset()
    region: str = ""
    is_change: bool = False
    is_rank: bool = False

    @property
    def quantity(self) -> Quantity | None:
        """The exact quantity; ``None`` for a value left open."""
        return self.value if isinstance(self.value, Quantity) else None


@dataclass(frozen=True, slots=True)
class Wording:
    """The figures of a wording in one unit. ``whole``: the wording is nothing but the one figure; else it is longer,
    and may state several."""

    printed: tuple[Printed, ...]
    whole: bool
