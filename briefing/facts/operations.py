"""Operations of derived figures over intervals of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from math import prod
from types import MappingProxyType
from typing import Literal

from briefing.content import fields
from briefing.facts import Fact
from briefing.quantities import MEASURED, Quantity, exchanged, interval


@dataclass(frozen=True, slots=True)
class ValueSpan:
    """A closed interval; ``None`` is an open end."""

    low: Fraction | None
    high: Fraction | None

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return _plain(self.low)
        low = "−∞" if self.low is None else _plain(self.low)
        return f"{low} … {'∞' if self.high is None else _plain(self.high)}"

    def meets(self, other: ValueSpan) -> bool:
        """Return whether some value lies in both."""
        left = self.low is None or other.high is None or self.low <= other.high
        right = other.low is None or self.high is None or other.low <= self.high
        return left and right

    def plus(self, amount: Fraction) -> ValueSpan:
        """Return the span moved by an amount."""
        return ValueSpan(*(None if end is None else end + amount for end in (self.low, self.high)))

    def times(self, by: Fraction) -> ValueSpan:
        """Return the span scaled by a positive factor."""
        return ValueSpan(*(None if end is None else end * by for end in (self.low, self.high)))


def span_of(fact: Fact) -> ValueSpan:
    """Return the interval of true values behind a fact; both ends open when it has no value."""
    if fact.quantity is None:
        return ValueSpan(None, None)
    if exact_count(fact.quantity):
        return ValueSpan(Fraction(fact.quantity.value), Fraction(fact.quantity.value))
    found = interval(fact.quantity)
    return ValueSpan(*(None if end is None else Fraction(end) for end in (found.low, found.high)))


def exact_count(quantity: Quantity) -> bool:
    """Return whether the figure is a count published to the last one, such as 17 projects."""
    return quantity.qualifier is None and quantity.unit not in MEASURED and quantity.quantum == 1


def total(spans: Sequence[ValueSpan]) -> ValueSpan:
    """Return the sum: open where any part is open."""
    lows, highs = [s.low for s in spans], [s.high for s in spans]
    return ValueSpan(
        None if None in lows else sum((v for v in lows if v is not None), Fraction(0)),
        None if None in highs else sum((v for v in highs if v is not None), Fraction(0)),
    )


def difference(one: ValueSpan, other: ValueSpan) -> ValueSpan:
    """Return one less the other."""
    low = None if one.low is None or other.high is None else one.low - other.high
    return ValueSpan(low, None if one.high is None or other.low is None else one.high - other.low)


def quotient(one: ValueSpan, other: ValueSpan) -> ValueSpan:
    """Return one divided by the other. Open on both sides unless the dividend is known not to be negative and the divisor to be
    positive, which published levels are."""
    if one.low is None or one.low < 0 or other.low is None or other.low <= 0:
        return ValueSpan(None, None)
    return ValueSpan(
        Fraction(0) if other.high is None else one.low / other.high, None if one.high is None else one.high / other.low
    )


def _plain(value: Fraction) -> str:
    text = f"{Decimal(value.numerator) / value.denominator:.6f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class SpanOutcome:
    """How one relation came out: whether it holds, and the interval of its result against the one computed."""

    relation: str
    holds: bool
    expected: bool
    result: ValueSpan
    computed: ValueSpan


Values = Sequence[Fraction]
#: What is computed: what content may ask for, and the conversion of an amount at a rate.
OperationName = fields.Operation | Literal["convert"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``apply`` gets the values of the inputs in their base units (44 for 44 %) and the factor the result
    is printed in (100 for percent); ``rises`` tells for each input whether a larger one makes the result larger (1) or
    smaller (-1), for positive values. ``units`` are the units the result may have. ``periods`` says which periods the
    inputs must have: ``same``; ``same-or-series`` (else one indicator); ``any``."""

    name: OperationName
    least: int
    most: int | None
    apply: Callable[[Values, Fraction], Fraction]
    rises: Callable[[int], tuple[int, ...]]
    units: Callable[[Sequence[str]], frozenset[str]]
    one_unit: bool
    periods: str
    measure: str = ""

    @property
    def over_time(self) -> bool:
        """Whether it is of one indicator at two moments, or against its own target."""
        return self.name in _OVER_TIME


def _first(units: Sequence[str]) -> frozenset[str]:
    return frozenset(units[:1])


def _proportion(_: Sequence[str]) -> frozenset[str]:
    return frozenset({"percent", "multiple"})


def _percent(_: Sequence[str]) -> frozenset[str]:
    return frozenset({"percent"})


def _apart(units: Sequence[str]) -> frozenset[str]:
    return frozenset({"percentage-point"}) if units[0] == "percent" else _first(units)


def _quotient(units: Sequence[str]) -> frozenset[str]:
    """Like over like is a proportion; money per project stays money; claims per enrolment may be either."""
    if units[0] == units[1]:
        return _proportion(units)
    return _first(units) if units[0] in MEASURED or units[1] in MEASURED else _first(units) | _proportion(units)


def _product_unit(units: Sequence[str]) -> frozenset[str]:
    named = [u for u in units if u not in ("percent", "multiple")]
    return frozenset(named) if named else frozenset(units)


def _bought(units: Sequence[str]) -> frozenset[str]:
    """The currency that an amount becomes at a rate of exchange; none where the rate is not of its currency."""
    rate = exchanged(units[1])
    return frozenset({rate[1]}) if rate is not None and rate[0] == units[0] else frozenset()


def _up(count: int) -> tuple[int, ...]:
    return (1,) * count


def _up_down(_: int) -> tuple[int, ...]:
    return (1, -1)


def _down_up(_: int) -> tuple[int, ...]:
    return (-1, 1)


def _growth(v: Values, scale: Fraction) -> Fraction:
    """In percent the growth over the old value; as a multiple new over old (翻倍 is 2)."""
    return v[0] / v[1] if scale == 1 else (v[0] / v[1] - 1) * scale


def compounded(ratio: Fraction, years: Fraction) -> Fraction:
    """Return what a level is multiplied with each year to become ``ratio`` of itself in ``years`` (compound annual growth, as a
    factor), to forty digits."""
    if ratio <= 0:
        return Fraction(0)
    with localcontext() as context:
        context.prec = 50
        power = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).ln()
        yearly = (power * Decimal(years.denominator) / Decimal(years.numerator)).exp()
        return Fraction(+yearly.quantize(Decimal("1e-40")))


def _annual_growth(v: Values, scale: Fraction) -> Fraction:
    return (compounded(v[0] / v[1], v[2]) - 1) * scale


def _implied_base(v: Values, _: Fraction) -> Fraction:
    """``values`` has turned the change into what the base was multiplied with, or what was added to it."""
    return v[0] / v[1] if len(v) == 2 else v[0] - v[2]


def _product(v: Values, _: Fraction) -> Fraction:
    return prod(v, start=Fraction(1))


_TABLE = (
    Operation("share", 2, 2, lambda v, s: v[0] / v[1] * s, _up_down, _percent, True, "same", "share"),
    Operation("sum", 2, None, lambda v, s: sum(v, Fraction(0)), _up, _first, True, "same-or-series"),
    Operation("average", 2, None, lambda v, s: sum(v, Fraction(0)) / len(v), _up, _first, True, "same-or-series"),
    Operation("difference", 2, 2, lambda v, s: v[0] - v[1], _up_down, _apart, True, "same-or-series", "change"),
    Operation("growth", 2, 2, _growth, _up_down, _proportion, True, "same-or-series", "change"),
    Operation("turn", 2, 2, lambda v, s: v[0] - v[1], _up_down, _first, True, "same-or-series", "turn"),
    Operation("ratio", 2, 2, lambda v, s: v[0] / v[1] * s, _up_down, _quotient, False, "same-or-series", "rate"),
    Operation(
        "annual-increase", 2, 2, lambda v, s: (v[0] - v[1]) / v[2], _up_down, _apart, True, "same-or-series", "change"
    ),
    Operation("annual-growth", 2, 2, _annual_growth, _up_down, _percent, True, "same-or-series", "change"),
    Operation("progress", 2, 2, lambda v, s: v[0] / v[1] * s, _up_down, _percent, True, "any", "rate"),
    Operation("gap", 2, 2, lambda v, s: v[1] - v[0], _down_up, _apart, True, "any", "change"),
    Operation("implied-whole", 2, 2, lambda v, s: v[0] / v[1], _up_down, _first, False, "same"),
    Operation("implied-base", 2, 2, _implied_base, _up_down, _first, False, "same"),
    Operation("product", 2, None, _product, _up, _product_unit, False, "same"),
    Operation("convert", 2, 2, lambda v, s: v[0] / v[1], _up_down, _bought, False, "any"),
)

#: Operations that only add, take away and divide by a plain number.
LINEAR = frozenset({"sum", "average", "difference", "gap", "annual-increase"})

OPERATIONS: Mapping[str, Operation] = MappingProxyType({op.name: op for op in _TABLE})

#: What a value of this unit is multiplied with to be a plain number; and a plain number to be printed in it.
_PER: Mapping[str, Fraction] = MappingProxyType({"percent": Fraction(100)})


def factor(unit: str) -> Fraction:
    """Return what a plain proportion is multiplied with to be expressed in the unit (100 for percent)."""
    return _PER.get(unit, Fraction(1))


def values(operation: Operation, inputs: Sequence[Fact]) -> list[Fraction]:
    """Return the exact values an operation works on: shares and growth of ``implied-…`` and of products as plain factors."""
    made = [Fraction(f.quantity.value) for f in inputs if f.quantity is not None]
    units = [f.quantity.unit for f in inputs if f.quantity is not None]
    match operation.name:
        case "annual-increase" | "annual-growth":
            made.append(years_between(inputs))
        case "implied-whole":
            made[1] /= factor(units[1])
        case "implied-base" if units[1] == "percent":
            made[1] = 1 + made[1] / 100
        case "implied-base" if units[1] == "percentage-point":
            made = [made[0], Fraction(1), made[1]]
        case "product":
            whole = [u for u in units if u != "percent"]
            made = [v / 100 if u == "percent" and whole else v for v, u in zip(made, units, strict=True)]
        case "implied-base" | "share" | "sum" | "average" | "difference" | "growth" | "turn" | "ratio" | "progress":
            pass  # as they are
        case "gap" | "convert":
            pass
    return made


def years_between(inputs: Sequence[Fact]) -> Fraction:
    """Return the time from the end of the second figure's period to the end of the first's, in years of whole months."""
    first, second = (f.period.end for f in inputs)
    return Fraction((first.year - second.year) * 12 + first.month - second.month, 12)


#: Operations whose result is for each year of the time between two figures.
OVER_YEARS = frozenset({"annual-increase", "annual-growth"})
#: Operations on one indicator at two moments, or against its own target (durations: of one process before and after).
_OVER_TIME = frozenset({"growth", "turn", "progress", "gap"}) | OVER_YEARS
#: Operations that go back from a published share or change to what it was taken of.
IMPLIED = frozenset({"implied-whole", "implied-base"})


def _implied_objection(name: str, inputs: Sequence[Fact], units: Sequence[str]) -> str:
    part, second = inputs
    if name == "implied-whole" and units[1] != "percent":
        return "the second input is not a share in percent"
    if name == "implied-base":
        if units[1] not in ("percent", "multiple", "percentage-point"):
            return "the second input is not a change in percent, percentage points or a multiple"
        if (units[1] == "percentage-point") != (units[0] == "percent"):
            return "a change in percentage points belongs to a figure in percent"
        if second.base == "average-annual":
            return "an average annual growth has no single base"
    if second.of.isascii() and second.of and second.kind != "derived" and second.of != part.indicator:
        return f"{second.indicator} is of {second.of}"
    return ""


#: Operations whose result says nothing of figures below zero.
_OF_AMOUNTS = frozenset({"share", "growth", "annual-growth", "progress", "implied-whole"})


def _below_nought(name: str, inputs: Sequence[Fact]) -> str:
    if name not in _OF_AMOUNTS:
        return ""
    below = [f for f in inputs if f.quantity is not None and f.quantity.value < 0]
    if not below:
        return ""
    hint = "; op: turn tells what became of it (扭亏为盈)" if name == "growth" else ""
    return f"{below[0].id} is below nought, and {name} from or to such a figure has no meaning{hint}"


def objection(operation: Operation, inputs: Sequence[Fact], barred: Callable[[str, str], bool]) -> str:
    """Return why the inputs must not be put together, in plain words; empty when they may. ``barred`` tells whether two
    indicators are declared not comparable."""
    units = [f.quantity.unit for f in inputs if f.quantity is not None]
    if operation.one_unit and len(set(units)) > 1:
        return f"their units differ ({', '.join(dict.fromkeys(units))})"
    if operation.name in IMPLIED:
        wrong = _implied_objection(operation.name, inputs, units)
        if wrong:
            return wrong
    for first, second in combinations(inputs, 2):
        if barred(first.indicator, second.indicator):
            return f"{first.indicator} and {second.indicator} are declared not comparable"
    measures = {f.measure for f in inputs}
    if operation.over_time and measures != {"duration"} and not any(f.kind == "derived" for f in inputs):
        one, other = inputs
        if one.indicator != other.indicator:
            return f"{operation.name} is of one indicator, not of {one.indicator} against {other.indicator}"
    if operation.one_unit and "stock" in measures and measures & {"flow", "cumulative"}:
        return "one is a level at a moment, the other an amount over a period"
    if "rank" in units:
        return "a rank is a place in an order, not an amount"
    below = _below_nought(operation.name, inputs)
    if below:
        return below
    kinds = {f.kind == "target" for f in inputs}
    if operation.name in ("progress", "gap"):
        return "" if len(kinds) == 2 else "one must be an observation and the other a target"
    if operation.periods != "any" and len({f.period.text for f in inputs}) > 1:
        series = len({f.indicator for f in inputs}) == 1 or all(f.kind == "derived" for f in inputs)
        if operation.periods == "same" or not series:
            return f"their periods differ ({', '.join(dict.fromkeys(f.period.text for f in inputs))})"
    elif len(kinds) == 2:
        return "one is a target and the other is not"
    return ""
