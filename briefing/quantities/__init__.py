"""Exact quantities, qualifiers and periods: what a figure is before any language prints it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from briefing.quantities.period import Period, PeriodError

__all__ = ["Interval", "Period", "PeriodError", "Qualifier", "Quantity", "interval"]


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


def open_record(value: OpenValue | None) -> dict[str, str] | None:
    """Return the value as plain text by name, for a record kept outside; ``open_of`` reads it back."""
    match value:
        case None:
            return None
        case Quantity():
            return {"kind": "quantity", **_record("", value)}
        case Range():
            return {"kind": "range", **_record("low-", value.low), **_record("high-", value.high)}
        case Magnitude():
            return {"kind": "magnitude", **_record("", value.quantity)}
        case Several():
            return {"kind": "several", "power": str(value.power), "unit": value.unit}
        case Symbol():
            return {"kind": "symbol", "letter": value.letter, "unit": value.unit}


def open_of(record: dict[str, str] | None) -> OpenValue | None:
    """Return the value of ``open_record``. Raises ``KeyError``, ``ValueError`` or ``ArithmeticError`` for anything else."""
    if record is None:
        return None
    match record["kind"]:
        case "quantity":
            return _quantity("", record)
        case "range":
            return Range(_quantity("low-", record), _quantity("high-", record))
        case "magnitude":
            return Magnitude(_quantity("", record))
        case "several":
            return Several(int(record["power"]), record["unit"])
        case "symbol":
            return Symbol(record["letter"], record["unit"])
        case kind:
            raise ValueError(f"{kind!r} is no kind of an open value")


def _record(prefix: str, quantity: Quantity) -> dict[str, str]:
    made = {
        "value": format(quantity.value, "f"),
        "unit": quantity.unit,
        "quantum": format(quantity.quantum, "f"),
        "decimals": "yes" if quantity.decimals else "",
        "qualifier": str(quantity.qualifier or ""),
        "wording": quantity.wording,
    }
    return {prefix + key: text for key, text in made.items()}


def _quantity(prefix: str, record: dict[str, str]) -> Quantity:
    given = {key.removeprefix(prefix): text for key, text in record.items() if key.startswith(prefix)}
    qualifier = Qualifier(given["qualifier"]) if given["qualifier"] else None
    return Quantity(
        Decimal(given["value"]),
        given["unit"],
        Decimal(given["quantum"]),
        bool(given["decimals"]),
        qualifier,
        given["wording"],
    )


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
