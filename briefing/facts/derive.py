"""Derived figures: named operations over facts, with the digits and the qualifier that the result may carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from briefing.content.records import TARGET, Derived
from briefing.facts import Fact, computed, turn_of
from briefing.facts.base import FactBase
from briefing.facts.carrying import Undetermined, carried, rounded_as
from briefing.facts.operations import (
    LINEAR,
    OPERATIONS,
    OVER_YEARS,
    Operation,
    exact_count,
    factor,
    objection,
    values,
    years_between,
)
from briefing.problems import Problem
from briefing.quantities import Period, Qualifier, Quantity, impossible
from briefing.quantities.parse import SCALE_WORDS

#: A figure keeps at least this many digits, and no more of them beside an "about" of its inputs.
LEAST = 2

#: The scales under which languages write amounts and counts, smallest first: the Chinese ones, then the English ones.
_SCALES = tuple(
    tuple(sorted(factor for word, factor in SCALE_WORDS.items() if not word or word.isascii() is ascii_words))
    for ascii_words in (False, True)
)
_UNSCALED = frozenset({"percent", "percentage-point", "multiple", "rank", "place"})


def places(operation: Operation, inputs: Sequence[Fact], exact: Fraction, declared: int) -> int:
    """Return the decimal places (negative for tens) a result is rounded to: those declared, or fewer where its inputs do not
    carry them, but never so few that nothing is left. Targets and thresholds are exact, as are counts to the last one."""
    inexact = [f for f in inputs if f.quantity is not None and not _is_exact(f)]
    if not inexact or not exact:
        return declared
    quantities = [f.quantity for f in inexact if f.quantity is not None]
    if operation.name in LINEAR or _adds_points(operation, inputs):
        weight = max(q.quantum.adjusted() for q in quantities)
        if operation.name == "annual-increase":
            weight = size_of(Fraction(10) ** weight / abs(years_between(inputs)))
            weight = max(weight, size_of(exact) + 1 - max(LEAST, min(significant_digits(q) for q in quantities)))
        return min(declared, max(-weight, -size_of(exact)))
    found = [significant_digits(q, operation.name, f is inputs[-1]) for f, q in zip(inexact, quantities, strict=True)]
    allowed = min(declared, max(LEAST, min(found)) - 1 - size_of(exact))
    if operation.name in ("growth", "annual-growth"):
        years = years_between(inputs) if operation.name in OVER_YEARS else Fraction(1)
        allowed = min(allowed, max(_growth_places(inputs, exact, years), -size_of(exact)))
    return allowed


def places_beside_about(exact: Fraction, given: int) -> int:
    """Return the places of a result that is only about right because its inputs are."""
    return min(given, LEAST - 1 - size_of(exact)) if exact else given


def needs_about(operation: Operation, inputs: Sequence[Fact], quantity: Quantity) -> bool:
    """Return whether a language would print digits of a result that nobody knows, such as the zeros of 340万元, or its very
    first digit is not certain; then it may lie further off than its rounding."""
    if not quantity.value or all(_is_exact(f) for f in inputs):
        return False
    coarse = [f.quantity.quantum for f in inputs if f.quantity is not None and not _is_exact(f)]
    if operation.name in LINEAR - {"annual-increase", "average"} and quantity.quantum < max(coarse):
        return True
    if quantity.unit in _UNSCALED:
        return quantity.quantum > 1
    size = abs(quantity.value)
    return any(quantity.quantum > max((s for s in scales if s <= size), default=Decimal(1)) for scales in _SCALES)


def _is_exact(fact: Fact) -> bool:
    """Whether a figure is meant to the last unit: a bound, a count, a stretch of whole days or months, zero."""
    quantity = fact.quantity
    if quantity is None or fact.kind in ("target", "threshold") or not quantity.value:
        return True
    return exact_count(quantity) or (
        fact.measure == "duration" and quantity.qualifier is None and quantity.quantum == 1
    )


def _adds_points(operation: Operation, inputs: Sequence[Fact]) -> bool:
    second = inputs[-1].quantity
    return operation.name == "implied-base" and second is not None and second.unit == "percentage-point"


def significant_digits(quantity: Quantity, operation: str = "", last: bool = False) -> int:
    """Return how many significant digits a figure has; of growth those of what the base was multiplied with (6.8 % is
    1.068)."""
    value = quantity.value
    if operation == "implied-base" and last and quantity.unit == "percent":
        value += 100
    return value.adjusted() - quantity.quantum.adjusted() + 1


def _growth_places(inputs: Sequence[Fact], exact: Fraction, years: Fraction) -> int:
    """The places at which growth is known to two units of its last digit: small growth of large figures has few. Spread
    over ``years`` it is known the better, the more there are."""
    new, old = (f.quantity for f in inputs)
    assert new is not None and old is not None  # an open input was refused before
    width = Fraction(0)
    for fact in inputs:
        if fact.quantity is not None and not _is_exact(fact):
            width += Fraction(fact.quantity.quantum) / 2 / abs(Fraction(fact.quantity.value))
    width *= (abs(exact) + 100) / years
    if not width:
        return 28
    place = 0
    while Fraction(10) ** -(place + 1) * 2 >= width:
        place += 1
    while Fraction(10) ** -place * 2 < width:
        place -= 1
    return place


def size_of(value: Fraction) -> int:
    """Return the power of ten of the first digit."""
    size, order = abs(value), 0
    while size >= 10:
        size, order = size / 10, order + 1
    while size < 1:
        size, order = size * 10, order - 1
    return order


def qualified(
    operation: Operation, inputs: Sequence[Fact], exact: Fraction, unit: str, places: int, decimals: bool
) -> Quantity | None:
    """Return a result in ``unit``, rounded to ``places``, with its qualifier: the one its inputs carry into it; else "about"
    where it, or one of them, was rounded. ``decimals`` as in a quantity. ``None`` where its inputs leave it undetermined."""
    qualifier = carried(operation, inputs, exact)
    if isinstance(qualifier, Undetermined):
        return None
    value = rounded_as(qualifier, exact, places)
    made = Quantity(value, unit, Decimal(1).scaleb(-places), decimals, qualifier)
    if qualifier is None and (value != exact or any(f.quantity is not None and f.quantity.rounded for f in inputs)):
        return replace(made, qualifier=Qualifier.ABOUT, rounded=True)
    return made


def derive(records: Sequence[Derived], base: FactBase, problems: list[Problem]) -> dict[str, Fact]:
    """Return the derived facts by id, in the order of the files.

    ``base`` holds what sources state. A figure whose inputs are not known on its day is left out (that references name
    something at all is checked by ``briefing.content.load``); one that must not be computed becomes a problem.
    """
    todo = {r.id: r for r in records}
    made: dict[str, Fact | None] = {}

    def make(record: Derived, above: tuple[str, ...]) -> Fact | None:
        if record.id in made:
            return made[record.id]
        if record.id in above:
            path = " → ".join((*above[above.index(record.id) :], record.id))
            problems.append(record.problem("derived-circle", derived=record.id, path=path))
            made[record.id] = None
            return None
        ready: dict[str, Fact] = {}
        for reference in record.inputs:
            if reference in todo:
                fact = make(todo[reference], (*above, record.id))
                if fact is None:
                    made[record.id] = None
                    return None
                ready[reference] = fact
        if record.id not in made:
            made[record.id] = _derived(record, base, ready, problems)
        return made[record.id]

    for record in records:
        make(record, ())
    return {r.id: fact for r in records if (fact := made[r.id]) is not None}


def _derived(record: Derived, base: FactBase, ready: dict[str, Fact], problems: list[Problem]) -> Fact | None:
    def refuse(code: str, **details: object) -> None:
        problems.append(record.problem(code, derived=record.id, **details))

    operation = OPERATIONS[record.op]
    count = len(record.inputs)
    if count < operation.least or (operation.most is not None and count > operation.most):
        wanted = str(operation.least) if operation.most == operation.least else f"{operation.least} or more"
        refuse("derived-inputs", op=record.op, wanted=wanted, count=count)
        return None
    inputs = _inputs(record.inputs, base, ready, operation.over_time)
    if inputs is None:
        return None
    if not inputs:
        refuse("derived-no-common-period", inputs=", ".join(record.inputs))
        return None
    if record.named_amount:
        inputs = [_as_named(f) for f in inputs]
    if record.op in ("progress", "gap") and inputs[0].kind == "target":
        inputs = inputs[::-1]
    # what is reckoned for each year is divided by the time between the two
    at_once = operation.name in OVER_YEARS and years_between(inputs) <= 0
    if operation.over_time and (inputs[0].id == inputs[1].id or at_once):
        return None
    still_open = [f.id for f in inputs if f.quantity is None]
    if still_open:
        refuse("derived-open-input", inputs=", ".join(still_open))
        return None
    reason = objection(operation, inputs, lambda a, b: _barred(base, a, b))
    if reason:
        refuse("derived-not-comparable", inputs=" and ".join(f.id for f in inputs), reason=reason)
        return None
    units = operation.units([f.quantity.unit for f in inputs if f.quantity is not None])
    if record.unit not in units:
        refuse("derived-unit", unit=record.unit, units=" or ".join(sorted(units)))
        return None
    reckoned = OPERATIONS["difference"] if operation.name == "turn" else operation
    try:
        exact = reckoned.apply(values(operation, inputs), factor(record.unit))
    except ZeroDivisionError:
        refuse("derived-by-zero", inputs=" and ".join(f.id for f in inputs))
        return None
    quantity = _rounded(record, reckoned, inputs, exact)
    if quantity is None:
        refuse("derived-undetermined", inputs=_open_ends(inputs))
        return None
    # a change may come to nothing, a level or a bound does not
    if exact and not quantity.value and (operation.measure not in ("change", "turn") or quantity.stated):
        refuse("derived-rounds-away", decimals=record.decimals)
        return None
    if reason := impossible(_measure(record, operation, inputs), record.unit, quantity):
        refuse("derived-impossible", inputs=" and ".join(f.id for f in inputs), reason=reason)
        return None
    made = _fact(record, operation, inputs, quantity)
    return _turned(made, inputs) if operation.name == "turn" else made


def _measure(record: Derived, operation: Operation, inputs: Sequence[Fact]) -> str:
    return (record.measure if operation.name == "implied-whole" else None) or operation.measure or inputs[0].measure


def _as_named(fact: Fact) -> Fact:
    """A target that is a bound, as the amount it names; any other figure as it is."""
    quantity = fact.quantity
    if fact.kind != "target" or quantity is None or quantity.stated in (None, Qualifier.ABOUT, Qualifier.NEARLY):
        return fact
    return replace(fact, quantity=replace(quantity, qualifier=None, wording=""))


def _turned(made: Fact, inputs: Sequence[Fact]) -> Fact:
    """The difference of two results, with the name of what became of a loss or profit."""
    new, old = (f.quantity for f in inputs)
    assert new is not None and old is not None  # an open input was refused before
    return replace(made, turn=str(turn_of(new.value, old.value)))


def _open_ends(inputs: Sequence[Fact]) -> str:
    """The inputs that a source, or what was derived from one, leaves open, with the words that do."""
    named = (f"{f.id} ({f.published})" if f.published else f.id for f in inputs if f.quantity and f.quantity.stated)
    return " and ".join(dict.fromkeys(named))


def _rounded(record: Derived, operation: Operation, inputs: Sequence[Fact], exact: Fraction) -> Quantity | None:
    """The result at the places its inputs carry, with the qualifier that is then true of it: what was rounded is "about".
    ``None`` where they leave it undetermined.

    An "about" of a source leaves few digits; a figure derived before has kept only those that are known.
    """
    digits = places(operation, inputs, exact, record.decimals)
    made = _at(digits, record.unit, operation, inputs, exact)
    if made is None:
        return None
    if made.stated is Qualifier.ABOUT and any(
        f.kind != "derived" and f.quantity is not None and f.quantity.qualifier for f in inputs
    ):
        return _at(places_beside_about(exact, digits), record.unit, operation, inputs, exact)
    if made.stated is None and needs_about(operation, inputs, made):
        return replace(made, qualifier=Qualifier.ABOUT, rounded=False)
    return made


def _at(digits: int, unit: str, operation: Operation, inputs: Sequence[Fact], exact: Fraction) -> Quantity | None:
    # a place after the point is significant, zeros included (18.0 %); zeros under a scale word say nothing (RMB 70.0 billion)
    return qualified(operation, inputs, exact, unit, digits, digits > 0)


def _fact(record: Derived, operation: Operation, inputs: Sequence[Fact], quantity: Quantity) -> Fact:
    regions = {f.region for f in inputs}
    return computed(
        record.id,
        record.label,
        record.op,
        quantity,
        inputs,
        measure=_measure(record, operation, inputs),
        period=_period(operation, inputs),
        region=record.region or (inputs[0].region if len(regions) == 1 else ""),
        of=inputs[0].indicator if operation.measure in ("share", "change") else "",
        base=_base(record.op, inputs),
        whole=inputs[1].indicator if record.op == "share" else "",
        note=record.note or "",
        file=record.where.file,
        line=record.where.line,
    )


def _base(operation: str, inputs: Sequence[Fact]) -> str:
    """What a change is measured against: the period of the older figure, or a year of the time between the two."""
    if operation in OVER_YEARS:
        return "average-annual"
    return inputs[1].period.text if operation == "growth" and inputs[1].period != inputs[0].period else ""


def _inputs(references: Sequence[str], base: FactBase, ready: dict[str, Fact], over_time: bool) -> list[Fact] | None:
    """The facts meant: full ids as they are, bare indicators at their latest common period, or at that of a full id of
    another indicator; beside a full id of its own a bare indicator is its latest observation. ``None`` when one is not known
    (of an operation over time: when it has only targets), empty when bare ones share no period."""
    choices: list[dict[str, Fact]] = []
    for reference in references:
        if reference in ready:
            choices.append({"": ready[reference]})
        elif not base.knows(reference):
            return None
        elif reference in base.facts or reference.endswith(TARGET):
            choices.append({"": base.resolve(reference)})
        else:
            found = base.series(reference) or (() if over_time else base.targets(reference))
            if not found:
                return None
            choices.append({f.period.text: f for f in found})
    bare = [set(c) for c in choices if "" not in c]
    if not bare:
        return [c[""] for c in choices]
    common = set.intersection(*bare)
    if not common:
        return []
    pinned = [c[""] for c in choices if "" in c]
    named = {f.period.text for f in pinned if f.kind == "derived" or f.indicator not in references}
    wanted = (common & named) or common
    latest = max(wanted, key=lambda text: _age(Period.parse(text)))
    return [c.get("") or c[latest] for c in choices]


def _age(period: Period) -> tuple[date, date]:
    return period.end, period.start or date.min


def _barred(base: FactBase, one: str, other: str) -> bool:
    def bars(a: str, b: str) -> bool:
        return a in base.indicators and b in base.indicators[a].not_comparable

    return bars(one, other) or bars(other, one)


def _period(operation: Operation, inputs: Sequence[Fact]) -> Period:
    """The period a derived figure speaks of: that of its inputs; of a sum or average over a series the whole stretch;
    of a base implied by growth the base; else that of its first input."""
    first = inputs[0].period
    if operation.name == "implied-base":
        return _before(first, inputs[1].base)
    if operation.name in ("sum", "average") and len({f.period.text for f in inputs}) > 1:
        ordered = sorted((f.period for f in inputs), key=_age)
        start, end = ordered[0].text.partition("/")[0], ordered[-1].text.rpartition("/")[2]
        return Period.parse(f"{start}/{end}")
    return first


def _before(period: Period, base: str) -> Period:
    if base == "ytd":
        return Period.parse(f"{period.end.year:04d}-01-01")
    if base not in ("", "yoy", "average-annual"):
        return Period.parse(base)
    if base != "yoy" or period.start is None:
        return period
    text = "/".join(f"{int(part[:4]) - 1:04d}{part[4:]}" for part in period.text.split("/"))
    return Period.parse(text.replace("-02-29", "-02-28"))
