"""What moved between two sets of facts: figures new, following an earlier period, revised, recomputed or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from briefing.facts.fact import Fact
from briefing.facts.observe import PAST
from briefing.quantities import Period, Qualifier, Quantity

ChangeKind = Literal["first", "new-period", "revised", "recomputed", "withdrawn", "restated"]

#: Units whose values have an order or a proportion but no difference worth printing.
_WITHOUT_DIFFERENCE = frozenset({"rank", "multiple"})


@dataclass(frozen=True, slots=True)
class FactChange:
    """One figure that moved. ``old`` is what stood before (for ``new-period`` the observation of the period before, of the same
    length), ``new`` what stands now; either may be missing. ``difference`` is new less old in the unit it is printed in
    (percentage points between percentages), ``None`` where it says nothing. ``direction``: up, down, flat, or empty."""

    kind: ChangeKind
    fact: str
    old: Fact | None
    new: Fact | None
    difference: Quantity | None = None
    direction: Literal["up", "down", "flat", ""] = ""

    @property
    def told(self) -> Fact:
        """The fact that names the change: the new one, or the one withdrawn."""
        found = self.new or self.old
        assert found is not None  # one of the two is always there
        return found


def compare(old: Mapping[str, Fact], new: Mapping[str, Fact]) -> tuple[FactChange, ...]:
    """Every figure that differs, in the order of ``new``, then what was withdrawn in the order of ``old``. Values that were
    already superseded are no facts of either side."""
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
    """The observation of the same indicator before this one, over a period of the same length; ``None`` where there is none."""
    if fact.kind in ("event", "target", "derived"):
        return None
    same = [f for f in facts if f.indicator == fact.indicator and f.kind == fact.kind and PAST not in f.id]
    earlier = [f for f in same if _end(f) < _end(fact) and _alike(f, fact)]
    return max(earlier, key=_end, default=None)


def difference(old: Fact, new: Fact) -> tuple[Quantity | None, Literal["up", "down", "flat", ""]]:
    """New less old as published, and its direction. A qualified value gives "about"; ranks, multiples, different units and open
    values give no difference. The direction of a rank is that of the place: a smaller number is up."""
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
    qualifier = Qualifier.ABOUT if (one.qualifier or other.qualifier) and amount else None
    quantum = max(one.quantum, other.quantum)  # a difference is as coarse as the coarser of the two
    rounded = (amount / quantum).to_integral_value(ROUND_HALF_UP) * quantum
    if rounded != amount:
        amount, qualifier = rounded or amount, Qualifier.ABOUT
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
    """How many whole months a period covers: nought for a day, negative for an open start or for single days."""
    if period.start is None:
        return -1
    if period.is_day:
        return 0
    if period.grain == "day":
        return -(period.end - period.start).days
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
