"""From content to fact base: observe, derive, reconcile, convert amounts into other currencies, and test the claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from briefing.content.records import Content, Conversion, Target, fact_id
from briefing.facts.base import FactBase
from briefing.facts.carrying import Undetermined, carried, rounded_as
from briefing.facts.claims import check_claims, passed
from briefing.facts.derive import LEAST, derive, significant_digits, size_of
from briefing.facts.doubts import lasting_doubts
from briefing.facts.fact import Fact, Source, computed
from briefing.facts.observe import PAST, ReadOpen, numbers_of, observed, source_of, withdrawn_by
from briefing.facts.operations import OPERATIONS, values
from briefing.facts.reconcile import reconcile
from briefing.problems import Problem, in_order, problem
from briefing.quantities import Qualifier, Quantity

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


def _known(quantity: Quantity) -> int:
    """Return how many digits a figure is known to; nearly 500 billion names a round figure, whose noughts are not known."""
    if quantity.qualifier is Qualifier.NEARLY:
        return len(quantity.value.normalize().as_tuple().digits)
    return significant_digits(quantity)


def _converted(record: Conversion, amount: Fact, rate: Fact) -> Fact | None:
    inputs = (amount, rate)
    exact = _CONVERT.apply(values(_CONVERT, inputs), Fraction(1))
    known = [_known(f.quantity) for f in inputs if f.quantity is not None]
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
