"""What projects give to documents: facts, how fresh their evidence is, and the contacts that may be printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from briefing.content.projects import Amount, Contact, Contacts, ProjectList, ProjectRecord
from briefing.content.records import Content
from briefing.facts import Fact, Source
from briefing.facts.base import FactBase
from briefing.problems import Problem, problem
from briefing.quantities import Period, Quantity
from briefing.quantities.parse import ValueTextError, parse_value

#: Labels of the facts of a project, for listings.
LABELS = {"": "清单所列项目", "investment": "项目总投资", "sought": "项目拟引资额", "duration": "项目建设周期"}


#: What the ids of all facts of projects, and of totals of them, begin with.
PREFIXES = ("project.", "projects.", "selection.", "list.")


def of_projects(fact: str) -> bool:
    """Return whether a fact speaks of imported projects: such facts are not told among an edition's changes."""
    return fact.startswith(PREFIXES)


def of_list(source: str) -> bool:
    """Return whether a source is the workbook of a list."""
    return source.startswith("list-")


def source_id(list_id: str) -> str:
    """Return the id of the source that a list's workbook is."""
    return f"list-{list_id}"


def project_fact(project: ProjectRecord, what: str = "") -> str:
    """Return the fact id of a project, or of one of its amounts."""
    return f"project.{project.list}.{project.id}" + (f".{what}" if what else "")


def with_projects(base: FactBase, content: Content) -> FactBase:
    """Return the fact base with the workbooks as sources and a fact for each project and each of its amounts. Lists of a later
    day than the base's are left out, as are projects withdrawn."""
    lists = {r.id: r for r in content.project_lists if base.as_of is None or date.fromisoformat(r.date) <= base.as_of}
    origins = {o.list: o.rows for o in content.project_origins}
    facts: dict[str, Fact] = {}
    for project in content.projects:
        listed = lists.get(project.list)
        if listed is None or project.withdrawn:
            continue
        locator = origins.get(project.list, {}).get(project.id, "")
        facts.update((f.id, f) for f in _facts(project, listed, locator))
    sources = {source_id(r.id): _source(r) for r in lists.values()}
    if not facts:
        return base
    return replace(
        base, facts=MappingProxyType({**base.facts, **facts}), sources=MappingProxyType({**base.sources, **sources})
    )


def _source(record: ProjectList) -> Source:
    day = date.fromisoformat(record.date)
    return Source(source_id(record.id), record.file, record.issuer, record.title, day, "stated", "workbook")


def _facts(project: ProjectRecord, listed: ProjectList, locator: str) -> Iterator[Fact]:
    period = Period.parse(project.as_of or listed.date)
    amounts: Mapping[str, Amount | None] = {"investment": project.investment, "sought": project.sought}

    def fact(what: str, quantity: Quantity | None, published: str, kind: str, status: str) -> Fact:
        place = project.at(what if what in amounts else "name")
        return Fact(
            id=project_fact(project, what),
            indicator=project_fact(project, what),
            kind=kind,
            measure=kind,
            label=LABELS[what],
            quantity=quantity,
            period=period,
            period_basis="stated",
            status=status,
            source=source_id(listed.id),
            locator=locator,
            published=published,
            vintage=date.fromisoformat(listed.date),
            note=project.name,
            file=place.file,
            line=place.line,
        )

    yield fact("", Quantity(Decimal(1), "project", Decimal(1)), project.name, "count", "reported")
    for what, amount in amounts.items():
        if amount is not None and amount.value is not None:
            status = "estimated" if amount.basis == "estimated" else "planned"
            yield fact(what, quantity_of(amount), amount.published, "stock", status)
    if project.term is not None and project.term.duration and project.term.unit:
        length = parse_value(project.term.duration, project.term.unit)
        yield fact("duration", length, project.term.published, "duration", "planned")


def quantity_of(amount: Amount) -> Quantity | None:
    """Return the quantity of an amount; ``None`` when it is open or not readable (which validation reports)."""
    try:
        return None if amount.value is None else parse_value(amount.value, amount.unit, amount.qualifier or "")
    except ValueTextError:
        return None


def sample_lists(content: Content) -> frozenset[str]:
    """Return the sources that are synthetic."""
    return frozenset(source_id(r.id) for r in content.project_lists if r.sample)


def sources_behind(base: FactBase, facts: Sequence[str]) -> frozenset[str]:
    """Return the ids of the sources that facts rest on, through derived ones."""
    found: set[str] = set()
    for key in facts:
        fact = base.facts[key]
        found |= sources_behind(base, fact.inputs) if fact.inputs else {fact.source} - {""}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Freshness:
    """The day of the edition, and for how many days a contact counts as verified."""

    day: date
    contact_days: int

    def lapsed(self, project: ProjectRecord) -> bool:
        """Return whether a project's entry was valid only until a day before the edition."""
        return project.valid_until is not None and date.fromisoformat(project.valid_until) < self.day

    def due(self, contact: Contact) -> bool:
        """Return whether a contact was verified, and too long ago."""
        return (
            contact.verified_on is not None
            and date.fromisoformat(contact.verified_on) + timedelta(self.contact_days) < self.day
        )

    def problems(self, projects: Sequence[ProjectRecord]) -> Iterator[Problem]:
        """Yield for each list one problem for its lapsed entries, one for contacts due and one for those never verified."""
        for name in sorted({p.list for p in projects}):
            mine = [p for p in projects if p.list == name]
            if lapsed := [p for p in mine if self.lapsed(p)]:
                first = min(lapsed, key=lambda p: p.valid_until or "")
                place = first.at("valid_until")
                told = {"count": len(lapsed), "total": len(mine), "first": first.name, "until": first.valid_until}
                yield problem("list-projects-lapsed", place.file, place.line, list=name, **told)
            for code, found in (
                ("list-contacts-due", [p for p in mine if any(map(self.due, p.contacts))]),
                ("list-contacts-unverified", [p for p in mine if any(c.verified_on is None for c in p.contacts)]),
            ):
                if found:
                    place = found[0].at("contacts")
                    told = {"count": len(found), "total": len(mine), "first": found[0].name, "days": self.contact_days}
                    yield problem(code, place.file, place.line, list=name, **told)


@dataclass(frozen=True, slots=True)
class Publishing:
    """``contacts`` is what a pack prints (persons, offices, none); ``mobile`` matches the digits of a number that belongs to a
    person. Without it no number counts as an office's."""

    contacts: Contacts = "offices"
    mobile: str | None = None

    def of(self, contacts: Iterable[Contact]) -> tuple[Contact, ...]:
        """Return the contacts as they are printed; what is not printed is not in them. Two persons of one office become one."""
        match self.contacts:
            case "persons":
                return tuple(contacts)
            case "none":
                return ()
            case "offices":
                found = dict.fromkeys(self._office(contact) for contact in contacts)
                return tuple(c for c in found if c.office or c.telephone)

    def _office(self, contact: Contact) -> Contact:
        numbers = tuple(number for number in contact.telephone if self._public(number))
        return Contact(office=contact.office, telephone=numbers, verified_on=contact.verified_on)

    def _public(self, number: str) -> bool:
        return self.mobile is not None and not re.search(self.mobile, re.sub(r"[^0-9]", "", number))
