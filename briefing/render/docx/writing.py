"""What one run of the writer carries along: style ids, bookmarks, notes, controls, charts and the counters behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from briefing.document.nodes import Caption, Chart, Document, Section, SourceEntry, Table, walk
from briefing.render.docx.controls import Controls
from briefing.render.docx.markup import is_wide, twips
from briefing.render.docx.numbering import Headings
from briefing.render.docx.styles import StyleIds
from briefing.render.house import House, primary

BOOKMARK_LIMIT = 40  # characters in a bookmark name; more and Word drops it


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a reference leads: the bookmark, and whether it encloses a caption's label (then REF prints it)."""

    name: str
    label: str = ""


def anchors(document: Document) -> dict[str, Anchor]:
    """A bookmark for each section, table, chart and source of the document, by id."""
    found: dict[str, Anchor] = {}
    taken: set[str] = set()
    for node in walk(document):
        if not isinstance(node, Section | Table | Chart | SourceEntry) or node.id in found:
            continue
        prefix = "_Toc" if isinstance(node, Section) else "_Ref"
        stem = (prefix + "_" + re.sub(r"\W", "_", node.id))[: BOOKMARK_LIMIT - 4]
        name, copy = stem, 1
        while name in taken:
            copy += 1
            name = f"{stem}_{copy}"
        taken.add(name)
        found[node.id] = Anchor(name, node.caption.label if isinstance(node, Table | Chart) else "")
    return found


@dataclass(slots=True)
class Writing:
    """The state of one document being written."""

    document: Document
    house: House
    styles: StyleIds
    pages: Mapping[str, int]
    hint: str
    anchors: Mapping[str, Anchor]
    controls: Controls
    text_width: int
    footnotes: list[str] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)
    charts: list[Chart] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)
    ordered: list[int] = field(default_factory=list)
    bookmarks: int = 0
    drawings: int = 0
    depth: int = 0
    boxed: str = ""
    headings: Headings = field(default_factory=lambda: Headings(()))

    def style(self, name: str) -> str:
        """The id of a style: that of the variant for the document's language when the reference document has one."""
        variant = f"{name} {primary(self.document.language)}".lower()
        return self.styles[variant] if variant in self.styles else self.styles[name]

    def next_bookmark(self) -> int:
        """A fresh bookmark id."""
        self.bookmarks += 1
        return self.bookmarks

    def next_drawing(self) -> int:
        """A fresh drawing id."""
        self.drawings += 1
        return self.drawings

    def sequence(self, caption: Caption) -> tuple[str, bool]:
        """The SEQ identifier of a caption, and whether the count must be set because it does not follow the last."""
        name = re.sub(r"\W", "", caption.prefix)
        expected = self.sequences.get(name, 0) + 1
        self.sequences[name] = caption.number
        return name, caption.number != expected


def begin(document: Document, house: House, styles: StyleIds, pages: Mapping[str, int]) -> Writing:
    """A fresh state for one document."""
    sides = twips(house.page.margin["inner"]) + twips(house.page.margin["outer"])
    # ambiguous characters (quotes, dashes) take the East Asian font where the document itself is written full-width
    wide = sum(is_wide(character) for character in document.cover.title) * 2 > len(document.cover.title)
    hint = '<w:rFonts w:hint="eastAsia"/>' if wide else ""
    return Writing(
        document,
        house,
        styles,
        pages,
        hint,
        anchors(document),
        Controls(document),
        twips(house.page.size[0]) - sides,
        headings=Headings(document.numbering),
    )
