"""Native numbering: the heading levels of the document's language, and a list number for each ordered list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from briefing.document.nodes import NumberingLevel
from briefing.document.numbering import FORMATS
from briefing.render.docx import styles
from briefing.render.docx.markup import W, is_wide
from briefing.render.docx.styles import StyleIds

FIRST_ORDERED = 101  # numbers below are the reference document's


@dataclass(slots=True)
class Headings:
    """Counts headings as Word does, to know which numbers Word will print by itself."""

    levels: tuple[NumberingLevel, ...]
    counts: list[int] = field(default_factory=lambda: [0] * 9)

    def take(self, level: int, wanted: str) -> bool:
        """Whether Word's own number of the next heading of ``level`` (1 to 3) reads as ``wanted``; counts it if so."""
        if not wanted or level > len(self.levels):
            return False
        ahead = [*self.counts[: level - 1], self.counts[level - 1] + 1]
        if self.number(level, ahead) != wanted:
            return False
        self.counts = ahead + [0] * (9 - len(ahead))
        return True

    def number(self, level: int, counts: list[int]) -> str:
        """Return the number Word prints for a heading of a level under ``counts``; empty for a format not counted here."""
        shown = self.levels[level - 1].pattern
        for at, count in enumerate(counts):
            if f"%{at + 1}" in shown:
                form = FORMATS.get(self.levels[at].format)
                if form is None:
                    return ""
                shown = shown.replace(f"%{at + 1}", form(count))
        return shown


def _value(element: etree._Element, tag: str, value: str) -> None:
    found = element.find(f"{{{W}}}{tag}")
    if found is not None:
        found.set(f"{{{W}}}val", value)


def set_numbering(
    root: etree._Element, ids: StyleIds, levels: tuple[NumberingLevel, ...], ordered: Iterable[int]
) -> None:
    """Put the heading formats of the document into ``word/numbering.xml`` and add one number for each ordered list, which
    is given by its level. A pattern that ends full-width needs no gap behind it."""
    by_style = {
        style.get(f"{{{W}}}val"): style.getparent()
        for style in root.iter(f"{{{W}}}pStyle")
        if style.getparent() is not None
    }
    for level, heading in zip(levels, styles.HEADINGS, strict=False):
        element = by_style.get(ids[heading])
        if element is None:
            continue
        _value(element, "numFmt", level.format)
        _value(element, "lvlText", level.pattern)
        if is_wide(level.pattern[-1:] or " "):
            _value(element, "suff", "nothing")
            indent = element.find(f"{{{W}}}pPr/{{{W}}}ind")
            if indent is not None:
                indent.set(f"{{{W}}}left", "0")
                indent.set(f"{{{W}}}hanging", "0")
    source = by_style.get(ids[styles.NUMBERS[0]])
    if source is None:
        return
    parent = source.getparent()
    abstract = "" if parent is None else parent.get(f"{{{W}}}abstractNumId")
    for at, depth in enumerate(ordered):
        number = etree.SubElement(root, f"{{{W}}}num", {f"{{{W}}}numId": str(FIRST_ORDERED + at)})
        etree.SubElement(number, f"{{{W}}}abstractNumId", {f"{{{W}}}val": str(abstract)})
        override = etree.SubElement(number, f"{{{W}}}lvlOverride", {f"{{{W}}}ilvl": str(depth)})
        etree.SubElement(override, f"{{{W}}}startOverride", {f"{{{W}}}val": "1"})
