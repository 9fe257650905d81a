"""Where an element of the markup was typed: templates carry file and line of each start tag into the markup they make."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

#: The attribute that says it (``tiny.html:12``). An element without it was made by a function.
PLACE = "data-at"


def attribute(element: etree._Element, name: str, default: str = "") -> str:
    """Return an attribute of an element as text, or the default where it has none."""
    return str(element.attrib.get(name, default))


@dataclass(frozen=True, slots=True)
class Place:
    """Finds places: ``folder`` is the name of the folder of templates, ``template`` the one that was run."""

    folder: str
    template: str

    def of(self, element: etree._Element | None) -> tuple[str, int]:
        """File and line of an element: its own, or those of what was typed before it; line 0 where there is nothing."""
        while element is not None:
            if place := attribute(element, PLACE):
                return self.read(place)
            before = element.getprevious()
            element = before if before is not None else element.getparent()
        return self.template, 0

    def read(self, place: str) -> tuple[str, int]:
        """File and line of the value of the attribute."""
        name, _, line = place.rpartition(":")
        return f"{self.folder}/{name}", int(line) if line.isdigit() else 0
