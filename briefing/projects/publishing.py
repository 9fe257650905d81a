"""What of a contact a document prints: persons only where a pack asks for them, else offices with their public numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from briefing.content.projects import Contact, Contacts


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
