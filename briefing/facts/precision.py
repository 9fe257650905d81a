"""How many digits a derived figure may carry: no more than its inputs do, and "about" where a printed digit is not
known."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from briefing.facts.fact import Fact
from briefing.facts.operations import Operation, exact_count, years_between
from briefing.quantities import Quantity
from briefing.quantities.parse import SCALE_WORDS

#: A figure keeps at least this many digits, and no more of them beside an "about" of its inputs.
LEAST = 2

#: Operations whose result is as coarse as the coarsest of its inputs; the others carry as many digits as the shortest has.
_LINEAR = frozenset({"sum", "average", "difference", "gap", "annual-increase"})

#: The scales under which languages write amounts and counts, smallest first: the Chinese ones, then the English ones.
_SCALES = tuple(
    tuple(sorted(factor for word, factor in SCALE_WORDS.items() if not word or word.isascii() is ascii_words))
    for ascii_words in (False, True)
)
_UNSCALED = frozenset({"percent", "percentage-point", "multiple", "rank", "place"})


def places(operation: Operation, inputs: Sequence[Fact], exact: Fraction, declared: int) -> int:
    """The decimal places (negative for tens) a result is rounded to: those declared, or fewer where its inputs do not
    carry them, but never so few that nothing is left. Targets and thresholds are exact, as are counts to the last one."""
    inexact = [f for f in inputs if f.quantity is not None and not _is_exact(f)]
    if not inexact or not exact:
        return declared
    quantities = [f.quantity for f in inexact if f.quantity is not None]
    if operation.name in _LINEAR or _adds_points(operation, inputs):
        weight = max(q.quantum.adjusted() for q in quantities)
        if operation.name == "annual-increase":
            weight = _order(Fraction(10) ** weight / abs(years_between(inputs)))
            weight = max(weight, _order(exact) + 1 - max(LEAST, min(_digits(q) for q in quantities)))
        return min(declared, max(-weight, -_order(exact)))
    found = [_digits(q, operation.name, f is inputs[-1]) for f, q in zip(inexact, quantities, strict=True)]
    allowed = min(declared, max(LEAST, min(found)) - 1 - _order(exact))
    if operation.name == "growth":
        allowed = min(allowed, max(_growth_places(inputs, exact), -_order(exact)))
    return allowed


def places_beside_about(exact: Fraction, given: int) -> int:
    """The places of a result that is only about right because its inputs are."""
    return min(given, LEAST - 1 - _order(exact)) if exact else given


def needs_about(operation: Operation, inputs: Sequence[Fact], quantity: Quantity) -> bool:
    """Whether a language would print digits of a rounded result that nobody knows, such as the zeros of 340万元, or its
    very first digit is not certain."""
    if not quantity.value or all(_is_exact(f) for f in inputs):
        return False
    coarse = [f.quantity.quantum for f in inputs if f.quantity is not None and not _is_exact(f)]
    if operation.name in _LINEAR - {"annual-increase", "average"} and quantity.quantum < max(coarse):
        return True
    if quantity.unit in _UNSCALED:
        return quantity.quantum > 1
    size = abs(quantity.value)
    return any(quantity.quantum > max((s for s in scales if s <= size), default=Decimal(1)) for scales in _SCALES)


def _is_exact(fact: Fact) -> bool:
    """Whether a figure is meant to the last unit: a bound, a count, a stretch of whole days or months, nought."""
    quantity = fact.quantity
    if quantity is None or fact.kind in ("target", "threshold") or not quantity.value:
        return True
    return exact_count(quantity) or (
        fact.measure == "duration" and quantity.qualifier is None and quantity.quantum == 1
    )


def _adds_points(operation: Operation, inputs: Sequence[Fact]) -> bool:
    second = inputs[-1].quantity
    return operation.name == "implied-base" and second is not None and second.unit == "percentage-point"


def _digits(quantity: Quantity, operation: str = "", last: bool = False) -> int:
    """How many significant digits a figure has; of growth those of what the base was multiplied with (6.8 % is 1.068)."""
    value = quantity.value
    if operation == "implied-base" and last and quantity.unit == "percent":
        value += 100
    return value.adjusted() - quantity.quantum.adjusted() + 1


def _growth_places(inputs: Sequence[Fact], exact: Fraction) -> int:
    """The places at which growth is known to two units of its last digit: small growth of large figures has few."""
    new, old = (f.quantity for f in inputs)
    assert new is not None and old is not None  # an open input was refused before
    width = Fraction(0)
    for fact in inputs:
        if fact.quantity is not None and not _is_exact(fact):
            width += Fraction(fact.quantity.quantum) / 2 / abs(Fraction(fact.quantity.value))
    width *= abs(exact) + 100
    if not width:
        return 28
    place = 0
    while Fraction(10) ** -(place + 1) * 2 >= width:
        place += 1
    while Fraction(10) ** -place * 2 < width:
        place -= 1
    return place


def _order(value: Fraction) -> int:
    """The power of ten of the first digit."""
    size, order = abs(value), 0
    while size >= 10:
        size, order = size / 10, order + 1
    while size < 1:
        size, order = size * 10, order - 1
    return order
