"""From content to fact base: observe, derive, reconcile, convert amounts into other currencies, and test the claims.

A comparison of a claim holds only when it is true of every pair of values the two published figures can stand for: 9.6万亿
(9.55 to below 9.65) is greater than 9.5万亿 (9.45 to below 9.55), but not than 9.58万亿. A target or a threshold is the bound
it names, exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

from briefing.content.records import TARGET, Claim, Content, Conversion, Target, fact_id
from briefing.facts import Fact, Source, computed
from briefing.facts.base import FactBase
from briefing.facts.carrying import Undetermined, carried, rounded_as
from briefing.facts.derive import LEAST, derive, significant_digits, size_of
from briefing.facts.doubts import before, lasting_doubts
from briefing.facts.observe import PAST, ReadOpen, numbers_of, observed, source_of, withdrawn_by
from briefing.facts.operations import OPERATIONS, exact_count, values
from briefing.facts.reconcile import reconcile
from briefing.problems import Problem, in_order, problem
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


#: A converted amount keeps at most this many digits: its rate is that of one day, its amount that of another.
MOST = 3

_CONVERT = OPERATIONS["convert"]


def conversions(records: Sequence[Conversion], base: FactBase, problems: list[Problem]) -> dict[str, Fact]:
    """Return the amounts that the records name in the other currency, by id (``usd.deposits@2025-12-31``).

    An indicator stands for all its observations and targets, a derived figure or a full id for itself. A rate or an amount
    not known on the day of ``base`` gives nothing; one of another unit is a problem.
    """
    made: dict[str, Fact] = {}
    for record in records:
        if not base.knows(record.rate):
            continue
        rate = base.resolve(record.rate)
        for reference in record.amounts:
            for amount in _amounts(reference, base):
                if amount.quantity is None or not amount.quantity.value:
                    continue
                if rate.quantity is None or not _CONVERT.units([amount.quantity.unit, rate.quantity.unit]):
                    problems.append(_unfit(record, reference, amount.quantity, rate))
                    break
                if (converted := _converted(record, amount, rate)) is not None:
                    made[converted.id] = converted
    return made


def _unfit(record: Conversion, reference: str, amount: Quantity, rate: Fact) -> Problem:
    details = {"conversion": record.id, "amount": reference, "unit": amount.unit, "rate": record.rate}
    given = rate.quantity.unit if rate.quantity is not None else "?"
    return record.problem("conversion-unit", "amounts", **details, given=given)


def _amounts(reference: str, base: FactBase) -> Iterator[Fact]:
    if reference in base.facts:
        yield base.facts[reference]
        return
    yield from base.series(reference)
    yield from base.targets(reference)


def _digits(quantity: Quantity) -> int:
    """Return how many digits a figure is known to; nearly 500 billion names a round figure, whose noughts are not known."""
    if quantity.qualifier is Qualifier.NEARLY:
        return len(quantity.value.normalize().as_tuple().digits)
    return significant_digits(quantity)


def _converted(record: Conversion, amount: Fact, rate: Fact) -> Fact | None:
    inputs = (amount, rate)
    exact = _CONVERT.apply(values(_CONVERT, inputs), Fraction(1))
    known = [_digits(f.quantity) for f in inputs if f.quantity is not None]
    digits = max(LEAST, min(MOST, *known)) - 1 - size_of(exact)
    assert rate.quantity is not None  # an open rate was refused before
    unit = next(iter(_CONVERT.units([amount.quantity.unit if amount.quantity else "", rate.quantity.unit])))
    qualifier = carried(_CONVERT, inputs, exact)
    if isinstance(qualifier, Undetermined):
        return None
    rounded = rounded_as(qualifier, exact, digits)
    quantity = Quantity(rounded, unit, Decimal(1).scaleb(-digits), digits > 0, qualifier or Qualifier.ABOUT)
    made = computed(
        f"{record.id}.{amount.id}",
        amount.label,
        _CONVERT.name,
        quantity,
        inputs,
        measure=amount.measure,
        period=amount.period,
        region=amount.region,
        note=record.note or "",
        file=record.where.file,
        line=record.where.line,
    )
    return replace(made, base=amount.base)


def beside(facts: dict[str, Fact]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the conversions of each amount, by the id of the amount."""
    found: dict[str, tuple[str, ...]] = {}
    for fact in facts.values():
        found[fact.inputs[0]] = (*found.get(fact.inputs[0], ()), fact.id)
    return found


def build_fact_base(
    content: Content, as_of: date | None = None, read_open: ReadOpen | None = None
) -> tuple[FactBase, tuple[Problem, ...]]:
    """Return the fact base of the content as ``as_of`` knew it (all of it when ``None``), with every problem of deriving and
    reconciling. ``read_open`` understands what the wordings of values left open say. The content is expected to have been
    validated: what ``briefing.content.load`` refuses is left out here without a word. Facts, lists and conflicts of sources
    later than ``as_of`` are left out, and what rests on them."""
    problems: list[Problem] = []
    numbers = numbers_of(content.sources)
    every = {s.id: source_of(s, numbers[s.id]) for s in content.sources}
    sources = {key: s for key, s in every.items() if as_of is None or s.date <= as_of}
    facts: dict[str, Fact] = {}
    past: dict[str, Fact] = {}
    for fact in observed(content, every, as_of, read_open):
        (past if PAST in fact.id else facts).setdefault(fact.id, fact)
    base = FactBase(
        facts=MappingProxyType(facts),
        sources=MappingProxyType(sources),
        lists=MappingProxyType({r.id: r for r in content.lists if r.source in sources}),
        indicators=MappingProxyType({i.id: i for i in content.indicators}),
        claims=MappingProxyType({c.id: c for c in content.claims}),
        groups=MappingProxyType(_groups(facts.values())),
        relations=content.relations,
        conflicts=tuple(c for c in content.conflicts if c.source in sources),
        withdrawn=MappingProxyType(_withdrawn(content, every, as_of)),
        as_of=as_of,
        home=content.home[0].region if content.home else "",
    )
    base = replace(base, facts=MappingProxyType({**facts, **derive(content.derived, base, problems), **past}))
    converted = conversions(content.conversions, base, problems)
    base = replace(
        base, facts=MappingProxyType({**base.facts, **converted}), beside=MappingProxyType(beside(converted))
    )
    base = replace(base, outcomes=reconcile(content.relations, base, problems))
    base = replace(base, held=check_claims(base, problems))
    problems.extend(lasting_doubts(base))
    for fact in base.facts.values():
        if fact.kind == "event" and passed(fact, base):
            details = {"event": fact.id, "label": fact.label, "day": fact.period.end, "newest": base.day}
            problems.append(problem("event-passed", fact.file, fact.line, **details))
    return base, in_order(problems)


def _groups(facts: Iterable[Fact]) -> dict[str, tuple[Fact, ...]]:
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind != "event":
            groups.setdefault(fact.indicator, []).append(fact)
    return {indicator: tuple(found) for indicator, found in groups.items()}


def _withdrawn(content: Content, sources: Mapping[str, Source], as_of: date | None) -> dict[str, str]:
    return {
        fact_id(i.id, o.when, target=isinstance(o, Target)): gone
        for i in content.indicators
        for o in i.stated
        if (gone := withdrawn_by(o, sources, as_of))
    }
