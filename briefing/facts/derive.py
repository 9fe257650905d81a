"""Derived figures: named operations over facts, with the qualifier that the result carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from briefing.content.records import TARGET, Derived
from briefing.facts.base import FactBase
from briefing.facts.fact import Fact, computed
from briefing.facts.operations import IMPLIED, OPERATIONS, Operation, factor, objection, values, years_between
from briefing.facts.precision import needs_about, places, places_beside_about
from briefing.facts.turn import turn_of
from briefing.problems import Problem, problem
from briefing.quantities import Period, Qualifier, Quantity
from briefing.quantities.possible import impossible

#: What a qualifier of an input says about a result that falls as the input rises.
_TURNED = {
    Qualifier.MORE_THAN: Qualifier.LESS_THAN,
    Qualifier.LESS_THAN: Qualifier.MORE_THAN,
    Qualifier.AT_LEAST: Qualifier.AT_MOST,
    Qualifier.AT_MOST: Qualifier.AT_LEAST,
}
#: The qualifiers of a lower and of an upper bound.
_ABOVE = frozenset({Qualifier.LESS_THAN, Qualifier.AT_MOST})
_BELOW = frozenset({Qualifier.MORE_THAN, Qualifier.AT_LEAST})


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
    if rounded < 0:
        return Qualifier.ABOUT  # "more than −5" would be read as further below nought
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


def derive(records: Sequence[Derived], base: FactBase, problems: list[Problem]) -> dict[str, Fact]:
    """The derived facts by id, in the order of the files.

    ``base`` holds what sources state. A figure whose inputs are not known on its day is left out (that references name
    something at all is checked by ``briefing.content.validate``); one that must not be computed becomes a problem.
    """
    todo = {r.id: r for r in records}
    made: dict[str, Fact | None] = {}

    def make(record: Derived, above: tuple[str, ...]) -> Fact | None:
        if record.id in made:
            return made[record.id]
        if record.id in above:
            path = " → ".join((*above[above.index(record.id) :], record.id))
            problems.append(
                problem("derived-circle", record.where.file, record.where.line, derived=record.id, path=path)
            )
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
        problems.append(problem(code, record.where.file, record.where.line, derived=record.id, **details))

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
    if record.op in ("progress", "gap") and inputs[0].kind == "target":
        inputs = inputs[::-1]
    if operation.over_time and (inputs[0].id == inputs[1].id or not _apart_in_time(operation, inputs)):
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
    if operation.name == "turn":
        return _turned(record, operation, inputs)
    try:
        exact = operation.apply(values(operation, inputs), factor(record.unit))
    except ZeroDivisionError:
        refuse("derived-by-zero", inputs=" and ".join(f.id for f in inputs))
        return None
    quantity = _rounded(record, operation, inputs, exact)
    if exact and not quantity.value and operation.measure != "change":  # a change may come to nothing, a level does not
        refuse("derived-rounds-away", decimals=record.decimals)
        return None
    if reason := impossible(operation.measure or inputs[0].measure, record.unit, quantity):
        refuse("derived-impossible", inputs=" and ".join(f.id for f in inputs), reason=reason)
        return None
    return _fact(record, operation, inputs, quantity)


def _rounded(record: Derived, operation: Operation, inputs: Sequence[Fact], exact: Fraction) -> Quantity:
    """The result at the places its inputs carry, with the qualifier that is then true of it."""
    digits = places(operation, inputs, exact, record.decimals)
    rounded = rounded_half_up(exact, digits)
    qualifier = carried(operation, inputs, exact, Fraction(rounded))
    if qualifier is Qualifier.ABOUT and any(f.quantity is not None and f.quantity.qualifier for f in inputs):
        digits = places_beside_about(exact, digits)
        rounded = rounded_half_up(exact, digits)
    # a place after the point is significant, zeros included (18.0 %); zeros under a scale word say nothing (RMB 70.0 billion)
    quantity = Quantity(rounded, record.unit, Decimal(1).scaleb(-digits), digits > 0, qualifier)
    if qualifier is None and needs_about(operation, inputs, quantity):
        return replace(quantity, qualifier=Qualifier.ABOUT)
    return quantity


def _turned(record: Derived, operation: Operation, inputs: Sequence[Fact]) -> Fact:
    """What became of a loss or profit: the difference, and the name of the turn."""
    new, old = (f.quantity for f in inputs)
    assert new is not None and old is not None  # an open input was refused before
    exact = Fraction(new.value) - Fraction(old.value)
    made = _fact(record, operation, inputs, _rounded(record, OPERATIONS["difference"], inputs, exact))
    return replace(made, turn=str(turn_of(new.value, old.value)))


def _fact(record: Derived, operation: Operation, inputs: Sequence[Fact], quantity: Quantity) -> Fact:
    regions = {f.region for f in inputs}
    return computed(
        record.id,
        record.label,
        record.op,
        quantity,
        inputs,
        measure=operation.measure or inputs[0].measure,
        period=_period(operation, inputs),
        region=record.region or (inputs[0].region if len(regions) == 1 else ""),
        of=inputs[0].indicator if operation.measure in ("share", "change") else "",
        base=_base(record.op, inputs),
        whole=inputs[1].indicator if record.op == "share" else "",
        note=record.note or "",
        file=record.where.file,
        line=record.where.line,
    )


def _apart_in_time(operation: Operation, inputs: Sequence[Fact]) -> bool:
    """Whether time has passed between the two figures, for an operation that divides by it."""
    return operation.name != "annual-increase" or years_between(inputs) > 0


def _base(operation: str, inputs: Sequence[Fact]) -> str:
    """What a change is measured against: the period of the older figure, or a year of the time between the two."""
    if operation == "annual-increase":
        return "average-annual"
    return inputs[1].period.text if operation == "growth" and inputs[1].period != inputs[0].period else ""


def rounded_half_up(exact: Fraction, decimals: int) -> Decimal:
    """The one rounding: half up (away from zero at the half), to ``decimals`` places; negative ones round to tens."""
    scaled = exact * Fraction(10) ** decimals
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    if rest * 2 >= scaled.denominator:
        whole += 1
    with localcontext() as context:
        context.prec = max(28, len(str(whole)) + 2)
        context.rounding = ROUND_HALF_UP
        return Decimal(whole if scaled >= 0 else -whole).scaleb(-decimals)


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
