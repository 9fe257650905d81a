"""A selection of projects: its groups and its totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from briefing.content.projects import ProjectRecord
from briefing.facts import Fact, computed
from briefing.facts.base import FactBase
from briefing.facts.carrying import rounded_as
from briefing.facts.derive import qualified
from briefing.facts.operations import OPERATIONS
from briefing.projects.conditions import Condition, Sized, amount_of, comparisons
from briefing.projects.project_facts import project_fact
from briefing.quantities import Period, Qualifier, Quantity
from briefing.quantities.parse import parse_value

#: Totals of 100 million and more are rounded to the million, once; smaller ones are exact.
_QUALIFIERS = {">=": (Qualifier.AT_LEAST, "以上"), ">": (Qualifier.MORE_THAN, "超"), "<": (Qualifier.LESS_THAN, "不足")}
ROUND_TO, ROUND_FROM = -6, Decimal(10) ** 8


@dataclass(frozen=True, slots=True)
class Group:
    """Projects that share a sector, a region or a size band. ``name`` is the word (empty for projects that have none, and
    for bands), ``low`` and ``high`` the bounds of a band as fact ids. ``facts`` by role: projects, investment, share,
    projects-share; a role without a figure is absent."""

    key: str
    name: str
    projects: tuple[ProjectRecord, ...]
    facts: Mapping[str, str]
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The projects of a document. ``name`` is in file names (empty for everything). ``facts`` are all derived facts by id;
    ``bounds`` the facts of the signs and amounts in its condition, in order. ``unjudged`` are the projects of which the
    condition cannot be judged, whether they are among ``projects`` or not, ``unjudged_count`` their number as a fact."""

    name: str
    projects: tuple[ProjectRecord, ...]
    condition: Condition | None = None
    total: Group = field(default_factory=lambda: Group("total", "", (), {}))
    sectors: tuple[Group, ...] = ()
    regions: tuple[Group, ...] = ()
    sizes: tuple[Group, ...] = ()
    cross: Mapping[tuple[str, str], Group] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    bounds: Mapping[tuple[str, Decimal], str] = field(default_factory=dict)
    sample: bool = False
    unjudged: tuple[ProjectRecord, ...] = ()
    unjudged_count: str = ""


def ordered(projects: Iterable[ProjectRecord]) -> tuple[ProjectRecord, ...]:
    """Return the projects by sector (largest first), then by investment, then by list and id: the order of sheets."""
    listed = list(projects)
    sizes: dict[str, Decimal] = {}
    for p in listed:
        sizes[p.sector or ""] = sizes.get(p.sector or "", Decimal(0)) + (amount_of(p.investment) or Decimal(0))

    def key(p: ProjectRecord) -> tuple[bool, Decimal, str, Decimal, str, str]:
        sector = p.sector or ""
        return not sector, -sizes[sector], sector, -(amount_of(p.investment) or Decimal(0)), p.list, p.id

    return tuple(sorted(listed, key=key))


class Totals:
    """Makes the derived facts of one selection."""

    def __init__(self, base: FactBase, prefix: str) -> None:
        self.base = base
        self.prefix = prefix
        self.made: dict[str, Fact] = {}

    def group(self, key: str, name: str, projects: Sequence[ProjectRecord], whole: Group | None = None) -> Group:
        """Return a group with the facts of its totals, and its shares of the whole."""
        facts: dict[str, str] = {}
        if projects:
            facts["projects"] = self.count(f"{key}.projects", [project_fact(p) for p in projects])
        for what, label in (("investment", "项目总投资合计"), ("sought", "项目拟引资额合计")):
            stated = [project_fact(p, what) for p in projects if amount_of(getattr(p, what)) is not None]
            sums = [fact for fact in stated if fact in self.base.facts]
            if sums and (total := self._sum(f"{key}.{what}", sums, label, ROUND_TO)):
                facts[what] = total
                open_ = len(projects) - len(sums)
                if open_ and what == "investment":
                    counted = set(sums)
                    rest = [project_fact(p) for p in projects if project_fact(p, what) not in counted]
                    facts["open"] = self._sum(f"{key}.open", rest, "未给出单一人民币总投资的项目数", 0)
        if whole is not None:
            for role, of in (("share", "investment"), ("projects-share", "projects")):
                if of in facts and of in whole.facts and (share := self._share(key, role, facts[of], whole.facts[of])):
                    facts[role] = share
        return Group(key, name, tuple(projects), facts)

    def bound(self, key: str, value: Decimal, sign: str = "") -> str:
        """Return a fact for a bound that a reader is told: of a size band, or of a condition, with the qualifier its sign
        says."""
        qualifier, wording = _QUALIFIERS.get(sign, (None, ""))
        quantity = Quantity(value, "CNY", Decimal(1), False, qualifier, wording)
        any_fact = next(iter(self.base.facts.values()))
        made = Fact(
            id=f"{self.prefix}.{key}",
            indicator=f"{self.prefix}.{key}",
            kind="threshold",
            measure="threshold",
            label="选录项目的总投资界限",
            quantity=quantity,
            period=any_fact.period,
            period_basis="derived",
            status="derived",
            source="",
            locator="",
            published=f"{value:f}",
            vintage=any_fact.vintage,
            operation="bound",
        )
        self.made[made.id] = made
        return made.id

    def _sum(self, key: str, inputs: Sequence[str], label: str, decimals: int) -> str:
        """The id of a total; empty where its parts are open in ways that leave it undetermined."""
        facts = [self.base.facts[i] for i in inputs]
        exact = sum((Fraction(f.quantity.value) for f in facts if f.quantity is not None), Fraction(0))
        whole = decimals < 0 and exact >= Fraction(ROUND_FROM)
        places = decimals if whole else 0 if exact.denominator == 1 else 2
        unit = facts[0].quantity.unit if facts[0].quantity else ""
        quantity = qualified(OPERATIONS["sum"], facts, exact, unit, places, False)
        return self._keep(key, label, "sum", quantity, facts, facts[0].measure) if quantity is not None else ""

    def _share(self, key: str, role: str, part: str, whole: str) -> str:
        """The id of a share; empty where part and whole leave it undetermined."""
        facts = [self.made[part], self.made[whole]]
        values = [Fraction(f.quantity.value) for f in facts if f.quantity is not None]
        exact = values[0] / values[1] * 100 if values[1] else Fraction(0)
        quantity = qualified(OPERATIONS["share"], facts, exact, "percent", 1, True)
        if quantity is None:
            return ""
        return self._keep(f"{key}.{role}", "占所选项目的比重", "share", quantity, facts, "share")

    def count(self, key: str, projects: Sequence[str]) -> str:
        """Return the number of projects whose facts are given."""
        return self._sum(key, projects, "清单所列项目数", 0)

    def apart(self, key: str, one: str, other: str) -> tuple[str, bool]:
        """Return the difference of two facts, never negative, and whether the first is the larger."""
        first, second = self.base.facts[one], self.base.facts[other]
        assert first.quantity is not None and second.quantity is not None
        more = first.quantity.value >= second.quantity.value
        facts = [first, second] if more else [second, first]
        one_value, other_value = (f.quantity for f in facts)
        assert one_value is not None and other_value is not None
        exact = Fraction(one_value.value) - Fraction(other_value.value)
        places = -min(one_value.quantum, other_value.quantum).adjusted()
        quantity = qualified(OPERATIONS["difference"], facts, exact, one_value.unit, places, False)
        if quantity is None:  # the two cannot agree, and how far apart they are is only known as printed
            value, quantum = rounded_as(None, exact, places), Decimal(1).scaleb(-places)
            quantity = Quantity(value, one_value.unit, quantum, False, Qualifier.ABOUT)
        return self._keep(key, "公布数与逐个项目合计之差", "difference", quantity, facts, first.measure), more

    def _keep(
        self, key: str, label: str, operation: str, quantity: Quantity, inputs: Sequence[Fact], measure: str
    ) -> str:
        latest: Period = max((f.period for f in inputs), key=lambda p: p.end)
        made = computed(f"{self.prefix}.{key}", label, operation, quantity, inputs, measure=measure, period=latest)
        self.made[made.id] = made
        return made.id


def select(
    base: FactBase,
    name: str,
    prefix: str,
    projects: Iterable[ProjectRecord],
    bands: Sequence[str],
    condition: Condition | None = None,
    sample: bool = False,
    unjudged: Sequence[ProjectRecord] = (),
) -> Selection:
    """Return the selection of these projects with all its totals. ``base`` holds the facts of the projects; ``bands`` are the
    lower bounds of the size bands, as content values, from the largest."""
    chosen = ordered(projects)
    totals = Totals(base, prefix)
    whole = totals.group("total", "", chosen)
    sectors = _by(totals, "sector", whole, ((p, (p.sector or "",)) for p in chosen))
    regions = _by(totals, "region", whole, ((p, p.regions or ("",)) for p in chosen))
    sizes = _sizes(totals, whole, chosen, bands)
    cross = {
        (s.key, r.key): totals.group(f"{s.key}.{r.key}", "", [p for p in s.projects if r.name in (p.regions or ("",))])
        for s in sectors
        for r in regions
    }
    bounds = {key: totals.bound(f"bound-{n}", key[1], key[0]) for n, key in enumerate(_bounds(condition), 1)}
    count = totals.count("unjudged", [project_fact(p) for p in unjudged]) if unjudged else ""
    return Selection(
        name,
        chosen,
        condition,
        whole,
        sectors,
        regions,
        sizes,
        cross,
        totals.made,
        bounds,
        sample,
        tuple(unjudged),
        count,
    )


def _by(
    totals: Totals, what: str, whole: Group, named: Iterable[tuple[ProjectRecord, tuple[str, ...]]]
) -> tuple[Group, ...]:
    found: dict[str, list[ProjectRecord]] = {}
    for project, names in named:
        for name in names:
            found.setdefault(name, []).append(project)
    size = {n: sum((amount_of(p.investment) or Decimal(0) for p in ps), Decimal(0)) for n, ps in found.items()}
    order = sorted(found, key=lambda n: (not n, -size[n], n))
    return tuple(totals.group(f"{what}-{at}", n, found[n], whole) for at, n in enumerate(order, 1))


def _sizes(totals: Totals, whole: Group, projects: Sequence[ProjectRecord], bands: Sequence[str]) -> tuple[Group, ...]:
    lows = [parse_value(b, "CNY").value for b in bands]
    ids = [totals.bound(f"band-{n}", low) for n, low in enumerate(lows, 1)]
    first, last = totals.bound("band-top", lows[0], ">="), totals.bound("band-bottom", lows[-1], "<")
    made: list[Group] = []
    for at in range(len(lows) + 1):
        low = lows[at] if at < len(lows) else None
        high = lows[at - 1] if at else None
        inside = [
            p
            for p in projects
            if (v := amount_of(p.investment)) is not None and (low is None or v >= low) and (high is None or v < high)
        ]
        if inside:
            bounds = (first, "") if high is None else ("", last) if low is None else (ids[at], ids[at - 1])
            group = totals.group(f"size-{at + 1}", "", inside, whole)
            made.append(replace(group, low=bounds[0], high=bounds[1]))
    return tuple(made)


def _bounds(condition: Condition | None) -> tuple[tuple[str, Decimal], ...]:
    """Every sign and amount a condition names, once each, in order."""
    found = comparisons(condition) if condition else ()
    return tuple(dict.fromkeys((c.sign, c.bound) for c in found if isinstance(c, Sized)))
