"""Claims: whether the data support a sentence that says more than its figures.

A comparison holds only when it is true of every pair of values the two published figures can stand for: 9.6万亿 (9.55 to
below 9.65) is greater than 9.5万亿 (9.45 to below 9.55), but not than 9.58万亿. A target or a threshold is the bound it
names, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from briefing.content.records import TARGET, Claim
from briefing.facts.base import FactBase
from briefing.facts.doubts import before
from briefing.facts.fact import Fact
from briefing.facts.operations import exact_count
from briefing.problems import Problem
from briefing.quantities import Qualifier, Quantity, interval
from briefing.quantities.parse import parse_value


class ClaimUnfit(ValueError):  # noqa: N818 - as UnknownFact
    """A claim that cannot be tested; the message says why."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The values a figure can stand for; an end is ``reached`` when that value itself is possible."""

    low: Decimal | None
    high: Decimal | None
    low_reached: bool = True
    high_reached: bool = True


def check_claims(base: FactBase, problems: list[Problem]) -> frozenset[str]:
    """Return the ids of the claims that hold. Adds a problem for every claim that cannot be tested and a warning for every one
    the data do not support."""
    holding: set[str] = set()
    for claim in base.claims.values():
        try:
            held = claim_holds(claim, base)
        except ClaimUnfit as error:
            problems.append(claim.problem("claim-unfit", claim=claim.id, reason=error))
            continue
        if held:
            holding.add(claim.id)
        if held is False:
            problems.append(claim.problem("claim-not-held", claim=claim.id, statement=claim.statement))
    return frozenset(holding)


def claim_holds(claim: Claim, base: FactBase) -> bool | None:
    """Return whether a claim holds; ``None`` when a fact it needs is not known on the day of the base, or when the latest
    figures it compares are of different periods.

    Raises ClaimUnfit when its two sides cannot be compared.
    """
    match claim.test:
        case "absent":
            return not any(_given(base, name) for name in (claim.left, *claim.also))
        case "unsaid":
            return _unsaid(claim, base)
        case "ahead":
            return _ahead(claim, base)
        case "rising" | "falling":
            return _moved(claim, base)
        case "increasing" | "decreasing":
            return _moves(claim, base)
        case "less" | "less-or-equal" | "greater" | "greater-or-equal" | "equal":
            return _compared(claim, base)


def passed(fact: Fact, base: FactBase) -> bool:
    """Return whether an announced event lies behind the day of the base; one whose own day no source gives never does."""
    return fact.status == "announced" and fact.period_basis != "reported" and fact.period.end < base.day


def _compared(claim: Claim, base: FactBase) -> bool | None:
    if (claim.right is None) == (claim.value is None):
        raise ClaimUnfit("it needs either right: or value: with unit:, and not both")
    if not _known(base, claim.left) or (claim.right is not None and not base.knows(claim.right)):
        return None
    left = base.resolve(claim.left)
    one = _quantity(left)
    if claim.right is None:
        other, exact = _threshold(claim), True
    else:
        right = base.resolve(claim.right)
        other, exact = _quantity(right), right.kind == "target"
        _same_sort(base, left, right)
        if _parted(claim, base, left, right):
            return None
    if one.unit != other.unit:
        raise ClaimUnfit(f"its sides have different units ({one.unit}, {other.unit})")
    return _compare(claim.test, (one, left.kind == "target"), (other, exact))


def _given(base: FactBase, name: str) -> bool:
    """Whether the material holds a figure of an indicator, or for one period of it; targets are none."""
    indicator, _, period = name.partition("@")
    return any(f.period.key == period for f in base.series(indicator)) if period else bool(base.series(indicator))


def _unsaid(claim: Claim, base: FactBase) -> bool | None:
    """What one source leaves unsaid of a figure stays so while the newest figure is that source's own."""
    if claim.source is None:
        raise ClaimUnfit("it needs source: the source that leaves something unsaid")
    return base.resolve(claim.left).source == claim.source if base.knows(claim.left) else None


def _ahead(claim: Claim, base: FactBase) -> bool | None:
    if claim.left not in base.facts:
        return None
    fact = base.facts[claim.left]
    if fact.kind != "event":
        raise ClaimUnfit(f"{claim.left} is no event")
    return fact.status == "announced" and not passed(fact, base)


def _moved(claim: Claim, base: FactBase) -> bool | None:
    """The newest movement: the latest figure against the one before it, over a period of the same length."""
    facts = [f for f in base.series(claim.left) if f.quantity is not None and f.status == "reported"]
    newest = max(facts, key=lambda f: (f.period.end, f.period.start or f.period.end), default=None)
    earlier = before(newest, facts) if newest is not None else None
    if newest is None or earlier is None:
        return None
    test = "greater" if claim.test == "rising" else "less"
    return _compare(test, (_quantity(newest), False), (_quantity(earlier), False))


def _known(base: FactBase, reference: str) -> bool:
    """Whether there is such a figure; an indicator with nothing but targets has none yet."""
    return base.knows(reference) and (reference.endswith(TARGET) or base.resolve(reference).kind != "target")


def _parted(claim: Claim, base: FactBase, left: Fact, right: Fact) -> bool:
    """Whether the latest figures of both sides have come to speak of different periods, and so cannot be compared. A side that
    names its period, rests on one that does, or is a target, is compared as it is."""
    if "@" in f"{claim.left}{claim.right}" or not (base.is_latest(left) and base.is_latest(right)):
        return False
    return base.as_at(left) != base.as_at(right) or (
        left.measure == right.measure == "flow" and left.period != right.period
    )


def _moves(claim: Claim, base: FactBase) -> bool | None:
    facts = base.series(claim.left)
    if not facts:
        return None
    if len(facts) < 2:
        raise ClaimUnfit(f"{claim.left} has a single observation, which neither rises nor falls")
    test = "less" if claim.test == "increasing" else "greater"
    quantities = [_quantity(f) for f in facts]
    return all(_compare(test, (one, False), (other, False)) for one, other in pairwise(quantities))


def _quantity(fact: Fact) -> Quantity:
    if fact.quantity is None:
        raise ClaimUnfit(f"{fact.id} has no value")
    return fact.quantity


def _threshold(claim: Claim) -> Quantity:
    if claim.unit is None:
        raise ClaimUnfit("a value: needs a unit:")
    try:
        return parse_value(claim.value or "", claim.unit, "")
    except ValueError as error:
        raise ClaimUnfit(str(error)) from error


def _same_sort(base: FactBase, left: Fact, right: Fact) -> None:
    for one, other in ((left, right), (right, left)):
        if one.indicator in base.indicators and other.indicator in base.indicators[one.indicator].not_comparable:
            raise ClaimUnfit(f"{left.indicator} and {right.indicator} are declared not comparable")
    if "stock" in (left.measure, right.measure) and {left.measure, right.measure} & {"flow", "cumulative"}:
        raise ClaimUnfit("one side is a level at a moment, the other an amount over a period")


def _compare(test: str, left: tuple[Quantity, bool], right: tuple[Quantity, bool]) -> bool:
    if test == "equal":
        return _as_printed(left[0]) == _as_printed(right[0])
    if test.endswith("or-equal") and _as_printed(left[0]) == _as_printed(right[0]):
        return True
    one, other = _bounds(*left), _bounds(*right)
    strict = not test.endswith("or-equal")
    return _below(one, other, strict) if test.startswith("less") else _below(other, one, strict)


def _as_printed(quantity: Quantity) -> tuple[Decimal, Qualifier | None]:
    return quantity.value, quantity.stated


def _below(one: _Bounds, other: _Bounds, strict: bool) -> bool:
    if one.high is None or other.low is None:
        return False
    if one.high == other.low:
        return not strict or not (one.high_reached and other.low_reached)
    return one.high < other.low


def _bounds(quantity: Quantity, exact: bool) -> _Bounds:
    value = quantity.value
    if exact or exact_count(quantity):
        return _Bounds(value, value)
    half = quantity.quantum / 2
    if value < 0 and quantity.stated is not None:  # a fall of more than 5 % is below −5
        size = _bounds(replace(quantity, value=-value), exact)
        low, high = (None if end is None else -end for end in (size.high, size.low))
        return _Bounds(low, high, size.high_reached, size.low_reached)
    match quantity.stated:
        case None:
            return _Bounds(value - half, value + half, high_reached=False)
        case Qualifier.MORE_THAN:
            return _Bounds(value, None, low_reached=False)
        case Qualifier.LESS_THAN:
            return _Bounds(None, value, high_reached=False)
        case Qualifier.AT_LEAST | Qualifier.AT_MOST | Qualifier.ABOUT | Qualifier.NEARLY as qualifier:
            loose = interval(quantity)
            return _Bounds(loose.low, loose.high, high_reached=qualifier is not Qualifier.NEARLY)
