"""The marks of an Office file read: which fact stands where (``customXml/item1.xml``, namespace ``urn:briefing:figures:1``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from briefing.proof.files.piece import Archive, Refused

_F = "{urn:briefing:figures:1}"
_PART = "customXml/item1.xml"


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A figure by fact, with its extent in the text of its place."""

    fact: str
    start: int
    length: int


@dataclass(slots=True)
class Marked:
    """What a file states of itself, the section of each of its sheets or slides, and its marks by place."""

    stated: Mapping[str, str]
    sections: Mapping[str, str]
    places: Mapping[str, list[PlacedMark]]
    used: set[str] = field(default_factory=set)

    def at(self, place: str) -> list[PlacedMark]:
        """The marks at a place, in the order of the text."""
        self.used.add(place)
        return sorted(self.places.get(place, ()), key=lambda mark: mark.start)

    def unused(self) -> Iterator[str]:
        """The places marked at which nothing was read."""
        yield from (place for place in self.places if place not in self.used)


def read_marks(archive: Archive) -> Marked:
    """Return the marks of an Office file. Raises ``Refused`` where it has none, or they are no marks."""
    if _PART not in archive.names:
        raise Refused("its figures are not marked")
    root = archive.xml(_PART)
    if root.tag != f"{_F}figures":
        raise Refused("its figures are not marked")
    sections = {str(part.get("name")): str(part.get("section")) for part in root.iterfind(f"{_F}part")}
    places: dict[str, list[PlacedMark]] = {}
    for figure in root.iterfind(f"{_F}figure"):
        try:
            mark = PlacedMark(str(figure.get("fact")), int(figure.get("start") or 0), int(figure.get("length") or 0))
        except ValueError as error:
            raise Refused("the marks of its figures cannot be read") from error
        places.setdefault(str(figure.get("at")), []).append(mark)
    stated = {name: root.get(name) or "" for name in ("pack", "edition", "language")}
    return Marked(stated, sections, places)
