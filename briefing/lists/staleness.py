"""What of a list's projects is past its day: entries no longer valid, contacts nobody has verified for long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from briefing.content.fields import day
from briefing.content.projects import Contact, ProjectRecord
from briefing.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Freshness:
    """The day of the edition, and for how many days a contact counts as verified."""

    day: date
    contact_days: int

    def lapsed(self, project: ProjectRecord) -> bool:
        """Whether a project's entry was valid only until a day before the edition."""
        return project.valid_until is not None and day(project.valid_until) < self.day

    def due(self, contact: Contact) -> bool:
        """Whether a contact was verified, and too long ago."""
        return contact.verified_on is not None and day(contact.verified_on) + timedelta(self.contact_days) < self.day

    def problems(self, projects: Sequence[ProjectRecord]) -> Iterator[Problem]:
        """For each list one problem for its lapsed entries, one for contacts due and one for those never verified."""
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
