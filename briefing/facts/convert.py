"""Amounts in another currency: what a figure comes to at the latest rate of exchange known, about right and no finer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from briefing.content.records import Conversion
from briefing.facts.base import FactBase
from briefing.facts.derive import LEAST, rounded_half_up, significant_digits, size_of
from briefing.facts.fact import Fact, computed
from briefing.facts.operations import OPERATIONS, values
from briefing.problems import Problem, problem
from briefing.quantities import Qualifier, Quantity

#: A converted amount keeps at most this many digits: its rate is that of one day, its amount that of another.
MOST = 3

_CONVERT = OPERATIONS["convert"]


def conversions(records: Sequence[Conversion], base: FactBase, problems: list[Problem]) -> dict[str, Fact]:
    """The amounts that the records name in the other currency, by id (``usd.deposits@2025-12-31``).

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
                made[f"{record.id}.{amount.id}"] = _converted(record, amount, rate)
    return made


def _unfit(record: Conversion, reference: str, amount: Quantity, rate: Fact) -> Problem:
    place = record.at("amounts")
    told = {"conversion": record.id, "amount": reference, "unit": amount.unit, "rate": record.rate}
    given = rate.quantity.unit if rate.quantity is not None else "?"
    return problem("conversion-unit", place.file, place.line, **told, given=given)


def _amounts(reference: str, base: FactBase) -> Iterator[Fact]:
    if reference in base.facts:
        yield base.facts[reference]
        return
    yield from base.series(reference)
    yield from base.targets(reference)


def _converted(record: Conversion, amount: Fact, rate: Fact) -> Fact:
    inputs = (amount, rate)
    exact = _CONVERT.apply(values(_CONVERT, inputs), Fraction(1))
    known = [significant_digits(f.quantity) for f in inputs if f.quantity is not None]
    digits = max(LEAST, min(MOST, *known)) - 1 - size_of(exact)
    assert rate.quantity is not None  # an open rate was refused before
    unit = next(iter(_CONVERT.units([amount.quantity.unit if amount.quantity else "", rate.quantity.unit])))
    rounded = rounded_half_up(exact, digits)
    quantity = Quantity(rounded, unit, Decimal(1).scaleb(-digits), digits > 0, Qualifier.ABOUT)
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
    """The ids of the conversions of each amount, by the id of the amount."""
    found: dict[str, tuple[str, ...]] = {}
    for fact in facts.values():
        found[fact.inputs[0]] = (*found.get(fact.inputs[0], ()), fact.id)
    return found
