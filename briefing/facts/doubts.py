"""What moved between two sets of facts, and doubts: what a figure says against the figures there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.facts.carrying import Undetermined, carried, rounded_as
from briefing.facts.observe import PAST
from briefing.facts.operations import OPERATIONS, ValueSpan, quotient, span_of
from briefing.facts.reconcile import followed
from briefing.problems import Problem, problem
from briefing.quantities import Period, Qualifier, Quantity, base_period

ChangeKind = Literal["first", "new-period", "revised", "recomputed", "withdrawn", "restated"]

#: Units whose values have an order or a proportion but no difference worth printing.
_WITHOUT_DIFFERENCE = frozenset({"rank", "multiple"})


@dataclass(frozen=True, slots=True)
class FactChange:
    """One figure that moved. ``old`` is what stood before (for ``new-period`` the observation of the period before, of the same
    length), ``new`` what is now; either may be missing. ``difference`` is new less old in the unit it is printed in
    (percentage points between percentages), ``None`` where it says nothing. ``direction``: up, down, flat, or empty."""

    kind: ChangeKind
    fact: str
    old: Fact | None
    new: Fact | None
    difference: Quantity | None = None
    direction: Literal["up", "down", "flat", ""] = ""

    @property
    def named(self) -> Fact:
        """The fact that names the change: the new one, or the one withdrawn."""
        found = self.new or self.old
        assert found is not None  # one of the two is always there
        return found


def compare(old: Mapping[str, Fact], new: Mapping[str, Fact]) -> tuple[FactChange, ...]:
    """Return every figure that differs, in the order of ``new``, then what was withdrawn in the order of ``old``. Values that
    were already superseded are no facts of either side."""
    found: list[FactChange] = []
    for key, fact in new.items():
        if PAST in key:
            continue
        if key not in old:
            found.append(_fresh(fact, old, new))
        elif _value(old[key]) != _value(fact):
            kind: ChangeKind = "recomputed" if fact.kind == "derived" else "revised"
            found.append(_moved(kind, key, old[key], fact))
        elif (old[key].source, old[key].published) != (fact.source, fact.published):
            found.append(FactChange("restated", key, old[key], fact))
    found += [
        FactChange("withdrawn", key, fact, None) for key, fact in old.items() if PAST not in key and key not in new
    ]
    return tuple(found)


def before(fact: Fact, facts: Iterable[Fact]) -> Fact | None:
    """Return the observation of the same indicator before this one, over a period of the same length; ``None`` where there is
    none."""
    if fact.kind in ("event", "target", "derived"):
        return None
    same = [f for f in facts if f.indicator == fact.indicator and f.kind == fact.kind and PAST not in f.id]
    earlier = [f for f in same if _end(f) < _end(fact) and _alike(f, fact)]
    return max(earlier, key=_end, default=None)


def difference(old: Fact, new: Fact) -> tuple[Quantity | None, Literal["up", "down", "flat", ""]]:
    """Return new less old as published, and its direction. A qualifier is carried as by a derived difference; figures open in
    ways that leave it undetermined (more than, after more than), ranks, multiples, different units and open values give no
    difference. The direction of a rank is that of the place: a smaller number is up."""
    one, other = old.quantity, new.quantity
    if one is None or other is None or one.unit != other.unit:
        return None, ""
    amount = other.value - one.value
    if one.unit == "rank":
        amount = -amount
    direction: Literal["up", "down", "flat"] = "up" if amount > 0 else "down" if amount < 0 else "flat"
    if one.unit in _WITHOUT_DIFFERENCE:
        return None, direction
    unit = "percentage-point" if one.unit == "percent" else one.unit
    qualifier = carried(OPERATIONS["difference"], (new, old), Fraction(amount)) if amount else None
    if isinstance(qualifier, Undetermined):
        return None, direction
    quantum = max(one.quantum, other.quantum)  # a difference is as coarse as the coarser of the two
    rounded = rounded_as(qualifier, Fraction(amount), -quantum.adjusted())
    if rounded != amount:
        amount, qualifier = rounded or amount, qualifier or Qualifier.ABOUT
    return Quantity(amount, unit, quantum, quantum < Decimal(1), qualifier), direction


def _fresh(fact: Fact, old: Mapping[str, Fact], new: Mapping[str, Fact]) -> FactChange:
    if fact.kind == "derived":
        return FactChange("first", fact.id, None, fact)
    known = any(f.indicator == fact.indicator and f.kind == fact.kind and PAST not in f.id for f in old.values())
    previous = before(fact, new.values())
    if not known or fact.kind in ("event", "target"):
        return FactChange("first", fact.id, None, fact)
    if previous is None:
        return FactChange("new-period", fact.id, None, fact)
    return _moved("new-period", fact.id, previous, fact)


def _moved(kind: ChangeKind, key: str, old: Fact, new: Fact) -> FactChange:
    amount, direction = difference(old, new)
    return FactChange(kind, key, old, new, amount, direction)


def _value(fact: Fact) -> tuple[object, ...]:
    quantity = fact.quantity
    if quantity is None:
        return (None, fact.published if fact.kind != "event" else "", fact.period.text, fact.status)
    return quantity.value, quantity.unit, quantity.quantum, quantity.qualifier, fact.period.text, fact.status


def _end(fact: Fact) -> date:
    return fact.period.end


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two periods are of one length, so that their figures may be compared: two days, two quarters, two years."""
    return one.period.grain == other.period.grain and months(one.period) == months(other.period)


def months(period: Period) -> int:
    """Return how many whole months a period covers: zero for a day, negative for an open start or for single days."""
    if period.start is None:
        return -1
    if period.is_day:
        return 0
    if period.grain == "day":
        return -(period.end - period.start).days
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1


#: Kinds of figures that add up over a period.
_FLOWS = frozenset({"flow", "cumulative"})

#: A flow whose pace a month is this many times that of the period nearest to it is asked about: 亿 for 万亿, a zero too many.
PACE = Fraction(5)

#: How far a level may lie from the one that last year's level and its growth give, as a share of it: growth is often published
#: on a comparable basis.
FIT = Fraction(3, 100)

#: A source speaks of the last year; a figure for a period that ended longer before it probably names the wrong one.
LATE = timedelta(days=330)

#: What the value of a rate or share may be multiplied with from one period to the next without a question.
RATIO = Fraction(3)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that cannot be or hardly is. ``lasting`` doubts are reported by ``check`` as long as the figures are in
    force; the others are asked once, before saving."""

    code: str
    details: MappingProxyType[str, object]
    lasting: bool = True

    def problem(self, file: str, line: int) -> Problem:
        """Return the doubt as a problem at a place."""
        return problem(self.code, file, line, **self.details)


def doubts(fact: Fact, base: FactBase) -> tuple[Doubt, ...]:
    """Return every doubt about an observation: against shorter spans of the year, against its whole and parts, against last
    year's level and its growth, against the pace so far, and in itself. ``base`` may hold it already or not. Targets, events,
    derived figures and values left open have none."""
    if fact.quantity is None or fact.kind in ("target", "event", "derived"):
        return ()
    base = with_fact(base, fact)
    found = [*_in_itself(fact, base), *_shorter(fact, base), *_relations(fact, base), *_growth(fact, base)]
    if not any(d.code == "doubt-cumulative" for d in found):
        found += _pace(fact, base)
    return tuple(found)


def lasting_doubts(base: FactBase) -> Iterator[Problem]:
    """Yield the doubts that ``check`` tells: of the newest figure of every indicator, once each."""
    messages: set[str] = set()
    for indicator in base.indicators:
        series = [f for f in base.series(indicator) if f.quantity is not None]
        if not series:
            continue
        newest = max(series, key=lambda f: (f.period.end, f.vintage))
        for doubt in doubts(newest, base):
            made = doubt.problem(newest.file, newest.line)
            if doubt.lasting and made.message not in messages:
                messages.add(made.message)
                yield made


def with_fact(base: FactBase, fact: Fact) -> FactBase:
    """Return the fact base with one observation in it, in place of any of the same id."""
    if base.facts.get(fact.id) == fact:
        return base
    group = [f for f in base.groups.get(fact.indicator, ()) if f.id != fact.id]
    group = sorted([*group, fact], key=lambda f: (f.kind == "target", f.period.end, f.period.start or f.period.end))
    groups = MappingProxyType({**base.groups, fact.indicator: tuple(group)})
    return replace(base, facts=MappingProxyType({**base.facts, fact.id: fact}), groups=groups)


def _doubt(code: str, fact: Fact, **details: object) -> Doubt:
    known = {"fact": fact.id, "label": fact.label, "figure": fact.published}
    return Doubt(code, MappingProxyType(known | details), code.startswith("doubt-"))


def _in_itself(fact: Fact, base: FactBase) -> Iterator[Doubt]:
    quantity = fact.quantity
    assert quantity is not None  # asked before
    if fact.measure in _FLOWS and fact.period.is_day:
        yield _doubt("ask-flow-day", fact, day=fact.period.end)
    if not quantity.value and fact.measure not in ("change", "share", "rate"):
        yield _doubt("ask-nought", fact)
    if fact.measure == "change" and quantity.unit == "percent" and quantity.value < -100:
        yield _doubt("ask-below-nothing", fact)
    source = base.sources.get(fact.source)
    start = fact.period.start
    if source is not None and start is not None and fact.status == "reported" and source.date - fact.period.end > LATE:
        latest = max((f.period.end for f in base.series(fact.indicator) if f.id != fact.id), default=None)
        if latest is not None and latest > fact.period.end:
            yield _doubt("ask-earlier", fact, period=fact.period.text, published=source.date, latest=latest)
    yield from _ratio(fact, base)


def _ratio(fact: Fact, base: FactBase) -> Iterator[Doubt]:
    """A rate or share that is several times the one before (a point too far to the right), or of the other sign."""
    if fact.measure not in ("rate", "share") or fact.quantity is None or fact.quantity.unit != "percent":
        return
    near = _nearest(fact, base)
    if near is None or near.quantity is None or not near.quantity.value or not fact.quantity.value:
        return
    was, now = Fraction(near.quantity.value), Fraction(fact.quantity.value)
    if now * was < 0 or (max(now / was, was / now) >= RATIO and abs(now - was) > 1):
        yield _doubt("ask-ratio", fact, old=near.published, before=near.period.text)


def _nearest(fact: Fact, base: FactBase) -> Fact | None:
    others = [f for f in base.series(fact.indicator) if f.id != fact.id and f.quantity is not None]
    return min(others, key=lambda f: abs((f.period.end - fact.period.end).days), default=None)


def _shorter(fact: Fact, base: FactBase) -> Iterator[Doubt]:
    """A figure since a day against those since the same day over a shorter or longer stretch."""
    if fact.measure not in _FLOWS or fact.period.is_day:
        return
    mine = span_of(fact)
    for other in base.series(fact.indicator):
        if other.id == fact.id or other.quantity is None or other.period.start != fact.period.start:
            continue
        theirs = span_of(other)
        longer = fact.period.end > other.period.end
        low, high = (mine, theirs) if longer else (theirs, mine)
        if (
            other.period.end != fact.period.end
            and low.high is not None
            and high.low is not None
            and low.high < high.low
        ):
            details = {"other": other.published, "period": fact.period.text, "other_period": other.period.text}
            yield _doubt("doubt-cumulative", fact, **details, than="below" if longer else "above")


def _relations(fact: Fact, base: FactBase) -> Iterator[Doubt]:
    """Published relations at the period of the figure: its parts, its whole, its share."""
    for relation, outcome, facts in followed(base, fact):
        if not outcome.holds:
            details = {
                "relation": relation.id,
                "kind": relation.kind,
                "result": outcome.result,
                "computed": outcome.computed,
            }
            yield _doubt("doubt-relation", fact, **details, others=", ".join(f.id for f in facts if f.id != fact.id))


def _growth(fact: Fact, base: FactBase) -> Iterator[Doubt]:
    """A level, its growth and the level it grew from, whichever of the three the figure is."""
    for growth in _growths(fact, base):
        level = base.valued_at(growth.of, growth.period)
        earlier = base_period(growth.base, growth.period)
        before = base.valued_at(growth.of, earlier) if earlier is not None else None
        if level is None or before is None or fact.id not in (growth.id, level.id, before.id):
            continue
        factor = _factor(growth)
        old = span_of(before)
        if factor is None or old.low is None or old.low <= 0:
            continue
        implied = quotient(span_of(level), factor)
        if _apart(implied, old):
            details = {"level": level.published, "before": before.published, "growth": growth.published}
            yield _doubt("doubt-growth", fact, **details, level_id=level.id, before_id=before.id, growth_id=growth.id)


def _growths(fact: Fact, base: FactBase) -> Iterator[Fact]:
    """The published changes that a figure may have to do with."""
    for name in base.indexed(_changes_by_indicator).get(fact.indicator, ()):
        yield from (f for f in base.series(name) if f.quantity is not None)


def _changes_by_indicator(base: FactBase) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, indicator in base.indicators.items():
        if indicator.kind == "change" and indicator.of:
            for one in (name, indicator.of):
                found.setdefault(one, {})[name] = None
    return {name: tuple(changes) for name, changes in found.items()}


def _factor(growth: Fact) -> ValueSpan | None:
    """What the earlier level was multiplied with; ``None`` for differences."""
    quantity, span = growth.quantity, span_of(growth)
    if quantity is None or quantity.unit not in ("percent", "multiple"):
        return None
    made = span if quantity.unit == "multiple" else span.times(Fraction(1, 100)).plus(Fraction(1))
    return made if made.low is not None and made.low > 0 else None


def _apart(implied: ValueSpan, old: ValueSpan) -> bool:
    """Whether two spans lie further apart than ``FIT`` allows."""
    if implied.low is None or implied.high is None or old.low is None or old.high is None:
        return False
    slack = FIT * old.high
    return implied.low > old.high + slack or implied.high < old.low - slack


def _pace(fact: Fact, base: FactBase) -> Iterator[Doubt]:
    """The amount a month against that of the nearest period of another length or year."""
    mine = _a_month(fact)
    if fact.measure not in _FLOWS or not mine:
        return
    others = [f for f in base.series(fact.indicator) if f.id != fact.id and _a_month(f)]
    if not others:
        return
    near = min(others, key=lambda f: (f.period.start != fact.period.start, abs((f.period.end - fact.period.end).days)))
    theirs = _a_month(near)
    if mine * theirs < 0 or max(mine / theirs, theirs / mine) >= PACE:
        yield _doubt("doubt-pace", fact, period=fact.period.text, other=near.published, other_period=near.period.text)


def _a_month(fact: Fact) -> Fraction:
    """The amount a month; zero where the period has no whole months."""
    span = months(fact.period)
    return Fraction(fact.quantity.value) / span if fact.quantity is not None and span > 0 else Fraction(0)
