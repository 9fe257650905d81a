"""What a value of a kind cannot be: a rank below one, a broken count, a share above its whole."""

from __future__ import annotations

from decimal import Decimal

from briefing.quantities.quantity import Quantity

#: Units whose figures are measured, not counted: their last digit is rounded. Anything else, printed to the unit and
#: without a qualifier, is an exact count.
MEASURED = frozenset(
    {"CNY", "USD", "HKD", "EUR", "JPY", "GBP", "SGD", "KRW", "MOP"}
    | {"percent", "percentage-point", "multiple", "km", "km2", "m2", "mu"}
    | {"working-day", "day", "minute", "month", "year"}
)
#: Measured units of what is never below nought.
_SIZES = frozenset({"km", "km2", "m2", "mu", "working-day", "day", "minute", "month", "year"})
#: Kinds that may fall below nought whatever their unit; of a rate (staff per firm) a count may be broken too.
_SIGNED = frozenset({"change"})
_BROKEN = frozenset({"change", "rate"})


def impossible(kind: str, unit: str, quantity: Quantity) -> str:
    """Why a value of an indicator of this kind and unit cannot be, in plain words; empty when it can."""
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
