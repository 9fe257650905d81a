"""Checks of lists: lists that are there, ids, amounts that can be read, audiences that make sense; and imported lists
against the totals that were published of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath

from briefing.content.fields import Where
from briefing.content.projects import Amount, ProjectList, ProjectRecord
from briefing.content.records import Content
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.facts.operations import ValueSpan, difference, span_of, total
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.projects.conditions import amount_of, parse_condition
from briefing.projects.grouping import Group, Selection, Totals
from briefing.projects.project_facts import project_fact
from briefing.projects.vocabulary import folded
from briefing.quantities import MEASURED
from briefing.quantities.parse import parse_value


def check_projects(content: Content, sample: bool = False) -> tuple[Problem, ...]:
    """Return every problem, by file and line. ``sample`` says that synthetic lists are allowed here (not in ``content/``)."""
    problems: list[Problem] = []
    lists = {r.id for r in content.project_lists}
    seen: dict[tuple[str, str], Where] = {}
    for entry in content.project_lists:
        if entry.sample and not sample:
            problems.append(problem("list-sample-published", entry.where.file, entry.where.line, list=entry.id))
    for project in content.projects:
        place = project.at("id")
        first = seen.setdefault((project.list, project.id), place)
        if first is not place:
            told = {"id": project.id, "first": f"{first.file}:{first.line}"}
            problems.append(problem("duplicate-id", place.file, place.line, **told))
        if project.list not in lists:
            at = project.at("list")
            known = ", ".join(sorted(lists)) or "none"
            problems.append(problem("list-unknown", at.file, at.line, list=project.list, known=known))
        problems += _amounts(project)
    packs = {p.id for p in content.packs}
    for audience in content.audiences:
        place = audience.at("pack")
        if audience.pack not in packs:
            known = ", ".join(sorted(packs))
            problems.append(problem("pack-unknown", place.file, place.line, pack=audience.pack, known=known))
        if PurePosixPath(audience.id).name in packs:
            problems.append(problem("duplicate-id", place.file, place.line, id=audience.id, first="content/packs"))
        try:
            if audience.condition:
                at = audience.at("condition")
                parse_condition(audience.condition, f"{at.file}:{at.line}")
        except ProblemsFound as found:
            problems += found.problems
    return in_order(problems)


def _amounts(project: ProjectRecord) -> Iterator[Problem]:
    for amount in (project.investment, project.sought):
        if amount is not None and (reason := _unreadable(amount)):
            place = amount.at("value")
            yield problem(
                "unreadable-value", place.file, place.line, indicator=f"{project.list} {project.id}", reason=reason
            )


def _unreadable(amount: Amount) -> str:
    try:
        if amount.value is not None:
            parse_value(amount.value, amount.unit, amount.qualifier or "")
    except ValueError as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One published figure and what the rows give: fact ids (``rows`` empty where no row has such a figure), and whether
    the two can be the same within the digits published. ``counted`` are the facts of the projects a band counts, where no
    total says so; ``only_with_open`` says that the two agree only if amounts that are open make up the difference."""

    what: str
    published: str
    rows: str
    agrees: bool
    given: ValueSpan
    stated: ValueSpan
    unit: str
    counted: tuple[str, ...] = ()
    only_with_open: bool = False

    def told(self, span: ValueSpan) -> str:
        """Return a span for a person: money in 亿 (100 million) with its unit, counts as they are."""
        return str(span) if self.unit not in MEASURED else f"{span.times(Fraction(1, 10**8))}亿 {self.unit}"

    @property
    def apart(self) -> ValueSpan:
        """Published less rows."""
        return difference(self.stated, self.given)


def reconcile_list(entry: ProjectList, selection: Selection, base: FactBase) -> tuple[Compared, ...]:
    """Return every published figure of the list that the rows speak to. ``selection`` holds all projects of the list, and
    ``base`` its facts. A published size band counts the projects from its bound upwards, unless that leaves no agreement and
    the band up to the next bound gives it: the sources do not say which is meant."""
    published = entry.published
    if published is None:
        return ()
    made: list[Compared] = []
    for role, reference in (("projects", published.projects), ("investment", published.investment)):
        if reference and base.knows(reference):
            made.append(_compare(base, role, reference, selection.total))
    for named, groups in ((published.sectors, selection.sectors), (published.regions, selection.regions)):
        listing = base.lists.get(named or "")
        for item in listing.items if listing else ():
            group = next((g for g in groups if folded(g.name) == folded(item.name)), Group("", item.name, (), {}))
            for role, reference in item.figures.items():
                if role in ("projects", "investment") and base.knows(reference):
                    made.append(_compare(base, role, reference, group))
    sizes = base.lists.get(published.sizes or "")
    if sizes is not None:
        figures = [i.figures for i in sizes.items if {"threshold", "projects"} <= set(i.figures)]
        bounds = [(base.resolve(f["threshold"]), f["projects"]) for f in figures if base.knows(f["threshold"])]
        made += _bands(base, selection, [(bound, counted) for bound, counted in bounds if bound.quantity is not None])
    return tuple(made)


def _compare(base: FactBase, role: str, reference: str, group: Group) -> Compared:
    stated = base.resolve(reference)
    key = group.facts.get(role, "")
    parts = base.facts[key].inputs if key else ()
    given = total([span_of(base.facts[part]) for part in parts])  # before the rounding of the printed total
    span = span_of(stated)
    closed = span.meets(given)
    if role == "investment" and "open" in group.facts:
        given = ValueSpan(given.low, None)  # the amounts that are open can only add
    return Compared(
        stated.label, stated.id, key, span.meets(given), given, span, _unit(stated), only_with_open=not closed
    )


def _unit(fact: Fact) -> str:
    return fact.quantity.unit if fact.quantity else ""


def _bands(base: FactBase, selection: Selection, bounds: list[tuple[Fact, str]]) -> Iterator[Compared]:
    sizes = {project_fact(p): size for p in selection.projects if (size := amount_of(p.investment)) is not None}
    open_ = len(selection.projects) - len(sizes)
    highest: Decimal | None = None
    for bound, reference in sorted(bounds, key=lambda pair: -(pair[0].quantity.value if pair[0].quantity else 0)):
        assert bound.quantity is not None
        low = bound.quantity.value
        nested = tuple(key for key, size in sizes.items() if size >= low)
        within = tuple(key for key in nested if highest is None or sizes[key] < highest)
        stated = base.resolve(reference)
        span = span_of(stated)
        ways = [(ValueSpan(Fraction(len(keys)), Fraction(len(keys) + open_)), keys) for keys in (nested, within)]
        given, counted = next((way for way in ways if way[0].meets(span)), ways[0])
        alone = span.meets(ValueSpan(given.low, given.low))
        yield Compared(stated.label, stated.id, "", span.meets(given), given, span, _unit(stated), counted, not alone)
        highest = low


def differences(entry: ProjectList, compared: tuple[Compared, ...]) -> Iterator[Problem]:
    """Yield a problem for each figure that does not agree."""
    place = entry.at("published")
    for one in compared:
        if not one.agrees:
            told = {
                "what": one.what,
                "rows": one.told(one.given),
                "published": one.told(one.stated),
                "difference": one.told(one.apart),
            }
            yield problem("list-reconciled-differs", place.file, place.line, fact=one.published, **told)


@dataclass(frozen=True, slots=True)
class Line:
    """One published figure beside the rows: fact ids, empty where the rows have no such figure or nothing is apart. ``more``
    says that the published figure is the larger one, ``open`` that the two agree only if amounts that are open make up what
    is missing."""

    published: str
    rows: str
    apart: str
    more: bool
    open: bool

    @property
    def agrees(self) -> bool:
        """Whether the two are the same within the digits published, without any help."""
        return bool(self.rows) and not self.apart and not self.open


def lines(compared: Sequence[Compared], base: FactBase, prefix: str) -> tuple[tuple[Line, ...], Mapping[str, Fact]]:
    """Return the lines of a list, and the facts that had to be made for them. ``base`` holds the facts of projects and of the
    list's own totals; ``prefix`` begins the new ids (``list.opportunity``)."""
    totals = Totals(base, prefix)
    made: list[Line] = []
    for number, one in enumerate(compared, 1):
        rows = one.rows
        if one.counted:
            rows = totals.count(f"reconciled-{number}.rows", one.counted)
        apart, more = "", False
        if not one.agrees and rows:
            totals.base = replace(base, facts={**base.facts, **totals.made})
            apart, more = totals.apart(f"reconciled-{number}.apart", one.published, rows)
        made.append(Line(one.published, rows, apart, more, one.agrees and one.only_with_open))
    return tuple(made), totals.made
