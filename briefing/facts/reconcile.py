"""Stage 4, reconcile: what the sources' figures say about each other, checked as intervals and never "fixed".

XBRL Calculations 1.1 consistency: a relation holds when some true values within the precision of the published figures
satisfy it. A relation known to fail is named by a conflict, and reported when it holds again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain

from briefing.content.fields import RelationKind
from briefing.content.records import TARGET, Relation
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.facts.operations import SpanOutcome, ValueSpan, difference, quotient, span_of, total
from briefing.problems import Problem
from briefing.quantities import MEASURED


def reconcile(relations: Sequence[Relation], base: FactBase, problems: list[Problem]) -> tuple[SpanOutcome, ...]:
    """Return the outcome of every relation whose facts are known on the day of the base, in the order of the files.

    Unexpected outcomes are errors; each conflict is also listed as a note.
    """
    named = {c.relation for c in base.conflicts if c.relation}
    outcomes = []
    for relation in relations:
        outcome = _outcome(relation, base, problems)
        if relation.expect == "fails" and relation.id not in named and base.as_of is None:
            problems.append(relation.problem("conflict-unnamed", relation=relation.id))
        if outcome is None:
            continue
        outcomes.append(outcome)
        details = {"relation": relation.id, "result": outcome.result, "computed": outcome.computed}
        if outcome.holds and not outcome.expected:
            problems.append(relation.problem("conflict-mended", **details))
        elif outcome.expected and not outcome.holds:
            problems.append(relation.problem("relation-fails", kind=relation.kind, **details))
    expected_to_hold = {r.id for r in relations if r.expect == "holds"}
    for conflict in base.conflicts:
        details = {"conflict": conflict.id, "kind": conflict.kind, "reason": conflict.reason}
        problems.append(conflict.problem("known-conflict", **details))
        if conflict.relation in expected_to_hold:
            details = {"conflict": conflict.id, "relation": conflict.relation}
            problems.append(conflict.problem("conflict-of-sound-relation", **details))
    _check_sizes(base, problems)
    return tuple(outcomes)


#: Kinds of relations that hold by what their figures are, and so for every period; equal ones may be so by chance.
_FOLLOWING = frozenset({"parts", "sum", "share", "difference", "ratio", "at-least", "at-most"})


def followed(base: FactBase, fact: Fact) -> Iterator[tuple[Relation, SpanOutcome, tuple[Fact, ...]]]:
    """Yield the relations that hold for one period, at the period of another figure of theirs: with the outcome and the facts
    used.

    A relation of a whole and its parts is checked with the parts there are. One that is recorded for that period itself, or is
    known to fail, is left to ``reconcile``.
    """
    recorded = base.indexed(_recorded)
    known = [base.indexed(index).get(fact.indicator, ()) for index in (_relations_by_indicator, _shares_by_indicator)]
    for relation in chain(*known):
        names = _shape(relation)[1:]
        periods = _periods(relation)
        fits = (
            relation.kind in _FOLLOWING and relation.expect == "holds" and len(periods) <= 1 and fact.indicator in names
        )
        if not fits or any(TARGET in period for period in periods) or (_shape(relation), fact.period.key) in recorded:
            continue
        found = [base.valued_at(name, fact.period) for name in names]
        operands = [f for f in found[1:] if f is not None]
        whole = relation.kind in ("parts", "sum") and operands and len(operands) < len(relation.operands)
        if found[0] is None or (len(operands) < len(relation.operands) and not whole):
            continue
        facts = (found[0], *operands)
        if fact.id not in {f.id for f in facts} or _unlike(relation.kind, facts):
            continue
        kind: RelationKind = "parts" if whole else relation.kind
        unit = facts[0].quantity.unit if facts[0].quantity else ""
        result, computed = span_of(facts[0]), _computed(kind, [span_of(f) for f in operands], unit)
        yield relation, SpanOutcome(relation.id, _agrees(kind, result, computed), True, result, computed), facts


def _recorded(base: FactBase) -> frozenset[tuple[tuple[str, ...], str]]:
    """The relations recorded for a period of their own."""
    return frozenset((_shape(r), period) for r in base.relations for period in _periods(r))


def _relations_by_indicator(base: FactBase) -> Mapping[str, tuple[Relation, ...]]:
    found: dict[str, dict[str, Relation]] = {}
    for relation in base.relations:
        for name in _shape(relation)[1:]:
            found.setdefault(name, {})[relation.id] = relation
    return {name: tuple(relations.values()) for name, relations in found.items()}


def _shares_by_indicator(base: FactBase) -> Mapping[str, tuple[Relation, ...]]:
    """Published shares against the part and the whole each is of, where both are indicators."""
    found: dict[str, dict[str, Relation]] = {}
    for name, indicator in base.indicators.items():
        part, whole = indicator.of or "", indicator.whole or ""
        known = part in base.indicators and whole in base.indicators
        if known and indicator.kind == "share" and indicator.unit == "percent":
            for one in (name, part, whole):
                found.setdefault(one, {})[name] = Relation(id=name, kind="share", result=name, operands=(part, whole))
    return {name: tuple(relations.values()) for name, relations in found.items()}


def _shape(relation: Relation) -> tuple[str, ...]:
    """The kind of a relation and the indicators it is of, whatever the period."""
    return (relation.kind, *(name.partition("@")[0] for name in (relation.result, *relation.operands)))


def _periods(relation: Relation) -> frozenset[str]:
    """The periods a relation names; a target counts as one of its own."""
    return frozenset(name.partition("@")[2] for name in (relation.result, *relation.operands) if "@" in name)


def _check_sizes(base: FactBase, problems: list[Problem]) -> None:
    for named in base.lists.values():
        if not named.complete or named.size is None or not base.knows(named.size):
            continue
        fact, count = base.resolve(named.size), Fraction(len(named.items))
        size = span_of(fact)
        if not size.meets(ValueSpan(count, count)):
            details = {"list": named.id, "count": len(named.items), "fact": fact.id, "size": size}
            problems.append(named.problem("list-size-differs", **details))


def _outcome(relation: Relation, base: FactBase, problems: list[Problem]) -> SpanOutcome | None:
    def refuse(code: str, **details: object) -> None:
        problems.append(relation.problem(code, relation=relation.id, **details))

    names = (relation.result, *relation.operands)
    facts = [base.resolve(name) for name in names if base.knows(name)]
    if len(facts) < len(names):
        return None
    still_open = [f.id for f in facts if f.quantity is None]
    if still_open:
        refuse("relation-open", facts=", ".join(still_open))
        return None
    least, most = _COUNTS[relation.kind]
    if not least <= len(relation.operands) <= most or (relation.kind == "items") != (relation.list is not None):
        refuse("relation-operands", kind=relation.kind, wanted=_NEEDS[relation.kind])
        return None
    reason = _unlike(relation.kind, facts)
    if reason:
        refuse("relation-not-comparable", reason=reason)
        return None
    result, operands = span_of(facts[0]), [span_of(f) for f in facts[1:]]
    if relation.kind == "items":
        named = base.lists.get(relation.list or "")
        if named is None:
            return None
        count = Fraction(len(named.items))
        operands = [ValueSpan(count, count)]
    unit = facts[0].quantity.unit if facts[0].quantity else ""
    computed = _computed(relation.kind, operands, unit)
    return SpanOutcome(
        relation.id, _agrees(relation.kind, result, computed), relation.expect == "holds", result, computed
    )


_MANY = 1000
_COUNTS: Mapping[str, tuple[int, int]] = {
    "parts": (1, _MANY),
    "sum": (2, _MANY),
    "share": (2, 2),
    "growth": (2, 2),
    "difference": (2, 2),
    "ratio": (2, 2),
    "equal": (1, _MANY),
    "at-least": (1, 1),
    "at-most": (1, 1),
    "items": (0, 0),
}
_NEEDS: Mapping[str, str] = {
    kind: "a list and no operands" if kind == "items" else f"{least} operand(s)" + (" or more" if most == _MANY else "")
    for kind, (least, most) in _COUNTS.items()
}


def _unlike(kind: str, facts: Sequence[Fact]) -> str:
    """Why the figures cannot be in one relation; empty when they can."""
    units = [f.quantity.unit if f.quantity.unit in MEASURED else "a count" for f in facts if f.quantity is not None]
    alike = units[1:] if kind in ("share", "growth", "ratio") else units
    if kind == "difference" and units[0] == "percentage-point":
        alike = units[1:]
    if kind != "ratio" and len(set(alike)) > 1:
        return f"their units differ ({', '.join(dict.fromkeys(alike))})"
    if kind == "share" and units[0] != "percent":
        return "the result of a share is not in percent"
    if kind == "growth" and units[0] not in ("percent", "multiple"):
        return "the result of growth is neither in percent nor a multiple"
    return ""


def _computed(kind: RelationKind, operands: Sequence[ValueSpan], unit: str) -> ValueSpan:
    hundred = Fraction(100 if unit == "percent" else 1)
    match kind:
        case "parts" | "sum":
            return total(operands)
        case "share" | "ratio":
            return quotient(operands[0], operands[1]).times(hundred)
        case "growth":
            grown = quotient(operands[0], operands[1])
            return grown if unit == "multiple" else grown.plus(Fraction(-1)).times(hundred)
        case "difference":
            return difference(operands[0], operands[1])
        case "equal":
            low = max((o.low for o in operands if o.low is not None), default=None)
            high = min((o.high for o in operands if o.high is not None), default=None)
            return ValueSpan(low, high)
        case "at-least" | "at-most" | "items":
            return operands[0]


def _agrees(kind: RelationKind, result: ValueSpan, computed: ValueSpan) -> bool:
    match kind:
        case "parts" | "at-least":
            return result.high is None or computed.low is None or result.high >= computed.low
        case "at-most":
            return result.low is None or computed.high is None or result.low <= computed.high
        case "sum" | "share" | "growth" | "difference" | "ratio" | "equal" | "items":
            empty = computed.low is not None and computed.high is not None and computed.low > computed.high
            return not empty and result.meets(computed)
