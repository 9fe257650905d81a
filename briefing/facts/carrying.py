"""What the open ends of figures (more than, at least, about, nearly …) leave known of a figure computed from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import Enum, auto
from fractions import Fraction
from typing import assert_never

from briefing.facts import Fact
from briefing.facts.operations import IMPLIED, LINEAR, Operation
from briefing.quantities import Qualifier, Quantity


class Known(Enum):
    """What is known of the true value beside the one computed from the figures as printed: that it lies above
    (``FROM``: or on) it, however far; below (``UP_TO``: or on) it, however far; little below or little above it; near it."""

    ABOVE = auto()
    FROM = auto()
    LITTLE_ABOVE = auto()
    BELOW = auto()
    UP_TO = auto()
    LITTLE_BELOW = auto()
    NEAR = auto()


_OPPOSITE = {
    Known.ABOVE: Known.BELOW,
    Known.FROM: Known.UP_TO,
    Known.LITTLE_ABOVE: Known.LITTLE_BELOW,
    Known.BELOW: Known.ABOVE,
    Known.UP_TO: Known.FROM,
    Known.LITTLE_BELOW: Known.LITTLE_ABOVE,
    Known.NEAR: Known.NEAR,
}
_UPWARDS = frozenset({Known.ABOVE, Known.FROM, Known.LITTLE_ABOVE})
_DOWNWARDS = frozenset({Known.BELOW, Known.UP_TO, Known.LITTLE_BELOW})
_CLOSE = frozenset({Known.NEAR, Known.LITTLE_ABOVE, Known.LITTLE_BELOW})


def known_of(qualifier: Qualifier) -> Known:
    """Return what a qualifier says of a figure that is not below zero."""
    match qualifier:
        case Qualifier.MORE_THAN:
            return Known.ABOVE
        case Qualifier.AT_LEAST:
            return Known.FROM
        case Qualifier.LESS_THAN:
            return Known.BELOW
        case Qualifier.AT_MOST:
            return Known.UP_TO
        case Qualifier.NEARLY:
            return Known.LITTLE_BELOW
        case Qualifier.ABOUT:
            return Known.NEAR
    assert_never(qualifier)


@dataclass(frozen=True, slots=True)
class Undetermined:
    """Nothing that one qualifier could say is known of the result: its inputs are open towards opposite sides, or one is
    open and another only near, or whether it lies above or below zero depends on them."""


def carried(operation: Operation, inputs: Sequence[Fact], exact: Fraction) -> Qualifier | Undetermined | None:
    """Return the qualifier of the result ``exact`` of an operation on qualified inputs; ``None`` where all are exact.

    What each input's qualifier says is kept or turned round by the direction in which it moves the result. Bounds on
    one side make a bound on that side; figures that are only near make one that is near ("about"), as does a whole or base
    implied by a rounded share or growth. Anything else is undetermined. Of a result below zero (a fall) the
    qualifier speaks of its size, as of any figure below zero."""
    quantities = [f.quantity for f in inputs if f.quantity is not None]
    effects = _effects(operation, quantities)
    if not effects:
        return None
    straight = operation.name in LINEAR or operation.name == "convert"
    crooked = not straight and any(q.value <= 0 for q in quantities)
    known = _joined(effects)
    if known is None or (crooked and known is not Known.NEAR):
        return Qualifier.ABOUT if effects <= _CLOSE else Undetermined()
    return _said(known, exact)


def _effects(operation: Operation, quantities: Sequence[Quantity]) -> set[Known]:
    effects: set[Known] = set()
    for quantity, way in zip(quantities, operation.rises(len(quantities)), strict=True):
        if (stated := quantity.stated) is not None:
            known = known_of(stated)
            effects.add(known if (way > 0) is (quantity.value >= 0) else _OPPOSITE[known])
    implied = operation.name in IMPLIED and quantities[1].unit != "percentage-point"
    if implied and quantities[1].stated is None:
        effects.add(Known.NEAR)
    return effects


def _joined(effects: set[Known]) -> Known | None:
    """The one thing that all effects together leave known; ``None`` where there is none."""
    if effects == {Known.NEAR}:
        return Known.NEAR
    for side, strict, weak in ((_UPWARDS, Known.ABOVE, Known.FROM), (_DOWNWARDS, Known.BELOW, Known.UP_TO)):
        if effects <= side:
            if len(effects) == 1:
                return next(iter(effects))
            return strict if effects - {weak} else weak
    return None


def _said(known: Known, exact: Fraction) -> Qualifier | Undetermined:
    """The qualifier that says it of a result, by its size where the result is below zero."""
    if known is not Known.NEAR and not exact:
        return Undetermined()
    match known if exact >= 0 else _OPPOSITE[known]:
        case Known.NEAR:
            return Qualifier.ABOUT
        case Known.ABOVE | Known.LITTLE_ABOVE:
            return Qualifier.MORE_THAN
        case Known.FROM:
            return Qualifier.AT_LEAST
        case Known.LITTLE_BELOW:
            return Qualifier.NEARLY
        case Known.BELOW:
            return Qualifier.LESS_THAN if exact > 0 else Undetermined()  # a fall of "less than 5%" may be a rise
        case Known.UP_TO:
            return Qualifier.AT_MOST if exact > 0 else Undetermined()
        case other:
            assert_never(other)


def rounded_as(qualifier: Qualifier | None, exact: Fraction, decimals: int) -> Decimal:
    """Return the one rounding of a result: half up; of a bound towards the side on which it stays true: "more than" and "at
    least" down, "less than", "at most" and "nearly" up, by size."""
    scaled = exact * Fraction(10) ** decimals
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    match qualifier:
        case Qualifier.MORE_THAN | Qualifier.AT_LEAST:
            up = False
        case Qualifier.LESS_THAN | Qualifier.AT_MOST | Qualifier.NEARLY:
            up = rest > 0
        case Qualifier.ABOUT | None:
            up = rest * 2 >= scaled.denominator
        case _:
            assert_never(qualifier)
    whole += up
    with localcontext() as context:
        context.prec = max(28, len(str(whole)) + 2)
        context.rounding = ROUND_HALF_UP
        return Decimal(whole if scaled >= 0 else -whole).scaleb(-decimals)
