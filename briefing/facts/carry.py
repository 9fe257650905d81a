"""The qualifier of a derived figure: carried where it stays true, weakened to "about" where it would not."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from briefing.facts.fact import Fact
from briefing.facts.operations import IMPLIED, Operation
from briefing.quantities import Qualifier

#: What a qualifier of an input says about a result that falls as the input rises.
_TURNED = {
    Qualifier.MORE_THAN: Qualifier.LESS_THAN,
    Qualifier.LESS_THAN: Qualifier.MORE_THAN,
    Qualifier.AT_LEAST: Qualifier.AT_MOST,
    Qualifier.AT_MOST: Qualifier.AT_LEAST,
}
#: The qualifiers of a lower and of an upper bound.
_BELOW = frozenset({Qualifier.MORE_THAN, Qualifier.AT_LEAST})
_ABOVE = frozenset({Qualifier.LESS_THAN, Qualifier.AT_MOST})


def carried(operation: Operation, inputs: Sequence[Fact], exact: Fraction, rounded: Fraction) -> Qualifier | None:
    """The qualifier of the result of an operation on qualified inputs.

    Each input's qualifier is kept or turned round by the direction it moves the result; effects that disagree, a
    nearly, values that are not positive (directions no longer known) and a rounding past the exact bound all give
    "about". So does a whole or base implied by a rounded share or growth: its last digit is never certain.
    """
    quantities = [f.quantity for f in inputs if f.quantity is not None]
    if operation.name in IMPLIED and quantities[1].unit != "percentage-point":
        return Qualifier.ABOUT
    if all(q.qualifier is None for q in quantities):
        return None
    effects: set[Qualifier] = set()
    for quantity, way in zip(quantities, operation.rises(len(quantities)), strict=True):
        if quantity.qualifier is None:
            continue
        if quantity.qualifier in (Qualifier.ABOUT, Qualifier.NEARLY):
            return Qualifier.ABOUT
        effect = quantity.qualifier if way > 0 else _TURNED[quantity.qualifier]
        effects.add(effect)
    linear = operation.name in ("sum", "average", "difference", "gap", "annual-increase")
    if not linear and any(q.value <= 0 for q in quantities):
        return Qualifier.ABOUT
    if effects and effects <= _BELOW:
        if rounded > exact:
            return Qualifier.ABOUT
        return Qualifier.MORE_THAN if Qualifier.MORE_THAN in effects else Qualifier.AT_LEAST
    if effects and effects <= _ABOVE:
        if rounded < exact:
            return Qualifier.ABOUT
        return Qualifier.LESS_THAN if Qualifier.LESS_THAN in effects else Qualifier.AT_MOST
    return Qualifier.ABOUT
