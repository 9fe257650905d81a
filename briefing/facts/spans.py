"""Arithmetic on the intervals behind published figures, with open ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from briefing.facts.fact import Fact
from briefing.quantities import Quantity, interval
from briefing.quantities.possible import MEASURED


@dataclass(frozen=True, slots=True)
class Span:
    """A closed interval; ``None`` is an open end."""

    low: Fraction | None
    high: Fraction | None

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return _plain(self.low)
        low = "−∞" if self.low is None else _plain(self.low)
        return f"{low} … {'∞' if self.high is None else _plain(self.high)}"

    def meets(self, other: Span) -> bool:
        """Whether some value lies in both."""
        left = self.low is None or other.high is None or self.low <= other.high
        right = other.low is None or self.high is None or other.low <= self.high
        return left and right

    def plus(self, amount: Fraction) -> Span:
        """Moved by an amount."""
        return Span(*(None if end is None else end + amount for end in (self.low, self.high)))

    def times(self, by: Fraction) -> Span:
        """Scaled by a positive factor."""
        return Span(*(None if end is None else end * by for end in (self.low, self.high)))


def span_of(fact: Fact) -> Span:
    """The interval of true values behind a fact; both ends open when it has no value."""
    if fact.quantity is None:
        return Span(None, None)
    if exact_count(fact.quantity):
        return Span(Fraction(fact.quantity.value), Fraction(fact.quantity.value))
    found = interval(fact.quantity)
    return Span(*(None if end is None else Fraction(end) for end in (found.low, found.high)))


def exact_count(quantity: Quantity) -> bool:
    """Whether the figure is a count published to the last one, such as 17 projects."""
    return quantity.qualifier is None and quantity.unit not in MEASURED and quantity.quantum == 1


def total(spans: Sequence[Span]) -> Span:
    """The sum: open where any part is open."""
    lows, highs = [s.low for s in spans], [s.high for s in spans]
    return Span(
        None if None in lows else sum((v for v in lows if v is not None), Fraction(0)),
        None if None in highs else sum((v for v in highs if v is not None), Fraction(0)),
    )


def difference(one: Span, other: Span) -> Span:
    """One less the other."""
    low = None if one.low is None or other.high is None else one.low - other.high
    return Span(low, None if one.high is None or other.low is None else one.high - other.low)


def quotient(one: Span, other: Span) -> Span:
    """One divided by the other. Open on both sides unless the dividend is known not to be negative and the divisor to be
    positive, which published levels are."""
    if one.low is None or one.low < 0 or other.low is None or other.low <= 0:
        return Span(None, None)
    return Span(Fraction(0) if other.high is None else one.low / other.high, None if one.high is None else one.high / other.low)


def _plain(value: Fraction) -> str:
    text = f"{Decimal(value.numerator) / value.denominator:.6f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one relation came out: whether it holds, and the interval of its result against the one computed."""

    relation: str
    holds: bool
    expected: bool
    result: Span
    computed: Span
