"""A quantity: an exact decimal with its unit, the weight of its last published digit and its qualifier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import assert_never


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
    """

    value: Decimal
    unit: str
    quantum: Decimal
    decimals: bool = False
    qualifier: Qualifier | None = None
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a published figure can stand for; ``None`` is an open end. Ends belong to the interval."""

    low: Decimal | None
    high: Decimal | None

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        left = self.low is None or other.high is None or self.low <= other.high
        right = other.low is None or self.high is None or other.low <= self.high
        return left and right


#: How far "about" and "nearly" may lie from the printed figure, as a share of it.
LOOSE = Decimal("0.05")


def interval(quantity: Quantity) -> Interval:
    """The interval of true values behind a published figure (XBRL Calculations 1.1: half a unit of the last digit),
    opened on the side that its qualifier leaves open and widened by ``LOOSE`` for about and nearly."""
    half = quantity.quantum / 2
    value, qualifier = quantity.value, quantity.qualifier
    slack = max(abs(value) * LOOSE, half)
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
