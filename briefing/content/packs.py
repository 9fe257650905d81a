"""Records of packs and their versions, and what a cover says of the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import StrictBool

from briefing.content.fields import DateText, FormatName, Id, Record, Words
from briefing.content.projects import Contacts, Home


class Version(Record):
    """One of the versions of a pack, each for other readers. ``title`` stands on the cover, ``mark`` at the head of
    every page. ``caveats``: ``all`` known conflicts of the sources, or only those with ``outward`` words. An
    ``internal`` version is never part of a release. Without formats or languages it has those of the pack."""

    id: Id
    title: Words | None = None
    mark: Words | None = None
    formats: tuple[FormatName, ...] = ()
    languages: tuple[Words, ...] = ()
    caveats: Literal["all", "outward"] = "all"
    internal: StrictBool = False


class Pack(Record):
    """One kind of briefing: its template, languages and formats, the words of its cover, and the days of the editions
    that went out: what has changed since the last of them is reported where the template has a place for it. ``further``
    names sources and indicators whose figures are printed in a table of their own where the template does not print
    them. ``issuer`` and ``address`` stand on the cover, those of the house where the pack names none (``on_cover``).
    ``contacts`` says whether it prints persons (name, mobile, e-mail), only offices with their public numbers, or none;
    what is not printed is recorded nowhere. ``kind`` is what it is: a briefing, the slides or the fact sheet of the
    briefing that ``of`` names, with which it is built. ``versions``: the one that goes out first; without any, there is
    one document for everybody. ``awaited`` names claims that something is absent, for the list of what is still to be
    found, beside those the template asks about."""

    id: Id
    template: Words
    languages: tuple[Words, ...]
    formats: tuple[FormatName, ...]
    title: Words
    subtitle: Words | None = None
    series: Words | None = None
    notice: tuple[Words, ...] = ()
    issuer: Words | None = None
    address: Words | None = None
    editions: tuple[DateText, ...] = ()
    contacts: Contacts = "offices"
    further: tuple[Id, ...] = ()
    kind: Literal["briefing", "deck", "factsheet"] = "briefing"
    of: Id | None = None
    versions: tuple[Version, ...] = ()
    awaited: tuple[Id, ...] = ()

    def every_version(self) -> tuple[Version, ...]:
        """Return its versions; of a pack that lists none, the one for everybody, which has no id."""
        return self.versions or (Version.model_construct(id=""),)

    def version(self, name: str = "") -> Version:
        """Return one of them by its id; without a name the one that goes out."""
        return next((v for v in self.every_version() if v.id == name), self.every_version()[0])

    def document(self, version: Version) -> str:
        """Return what the document of a version is called: as the pack where it goes out."""
        return self.id if version.id == self.every_version()[0].id else f"{self.id}-{version.id}"

    def languages_of(self, version: Version) -> tuple[str, ...]:
        """Return the languages a version can be had in."""
        return version.languages or self.languages

    def formats_of(self, version: Version) -> tuple[FormatName, ...]:
        """Return the formats a version can be had in."""
        return version.formats or self.formats


@dataclass(frozen=True, slots=True)
class OnCover:
    """What the cover of a pack says of the house; empty where nothing is given."""

    name: str = ""
    issuer: str = ""
    address: str = ""


def on_cover(pack: Pack, home: Sequence[Home]) -> OnCover:
    """Return what the cover of a pack says of the house: its own issuer and address, or those of the house."""
    house = home[0] if home else None
    return OnCover(
        (house.name if house else None) or "",
        pack.issuer or (house.issuer if house else None) or "",
        pack.address or (house.address if house else None) or "",
    )
