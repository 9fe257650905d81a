"""A result that is a loss, or was one: there is no rate of growth from below nought, but there is a turn."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum


class Turn(StrEnum):
    """What became of a result from one period to another; nought counts as neither."""

    TO_PROFIT = "to-profit"
    TO_LOSS = "to-loss"
    LOSS_NARROWED = "loss-narrowed"
    LOSS_WIDENED = "loss-widened"
    PROFIT_ROSE = "profit-rose"
    PROFIT_FELL = "profit-fell"
    UNCHANGED = "unchanged"


#: Turns that are told in words alone, without the amount.
WORDS_ALONE = frozenset({Turn.TO_PROFIT, Turn.TO_LOSS, Turn.UNCHANGED})


def turn_of(new: Decimal, old: Decimal) -> Turn:
    """The turn from an old result to a new one, both in one unit, losses below nought."""
    if new == old:
        return Turn.UNCHANGED
    if old < 0:
        if new > 0:
            return Turn.TO_PROFIT
        return Turn.LOSS_NARROWED if new > old else Turn.LOSS_WIDENED
    if new < 0:
        return Turn.TO_LOSS
    return Turn.PROFIT_ROSE if new > old else Turn.PROFIT_FELL
