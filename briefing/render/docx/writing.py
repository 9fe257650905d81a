"""State of one Word document while it is written: bookmarks, notes, tagged content controls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from briefing.document.nodes import Caption, Chart, Document, Figure, Moment, Section, SourceEntry, Table, walk
from briefing.render.docx.markup import DECLARATION, attr, is_wide, text, twips
from briefing.render.docx.numbering import Headings
from briefing.render.docx.styles import StyleIds
from briefing.render.theme import Theme, primary

NAMESPACE = "urn:briefing:figures:1"
PERIOD = "#period"
TAG_LIMIT = 64  # Word refuses a longer w:tag or w:alias


def tag_of(fact: str, suffix: str = "") -> str:
    """Return the tag of a fact's controls: its id, or the beginning of it and a digest when it is longer than Word allows."""
    whole = fact + suffix
    if len(whole) <= TAG_LIMIT:
        return whole
    digest = sha256(whole.encode()).hexdigest()[:12]
    return f"{whole[: TAG_LIMIT - 13]}~{digest}"


@dataclass(slots=True)
class Controls:
    """The controls of one document; ``elements`` are those of the custom XML part, in order of first appearance."""

    document: Document
    elements: dict[tuple[str, str, str, str], tuple[int, str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    used: int = 0

    @property
    def store(self) -> str:
        """The id of the custom XML data store: the same for the same pack, edition and language."""
        name = "/".join((NAMESPACE, self.document.pack, self.document.edition, self.document.language))
        return "{" + str(uuid5(NAMESPACE_URL, name)).upper() + "}"

    def wrap(self, node: Figure | Moment, inner: str, properties: str) -> str:
        """Return an inline control around finished runs; ``properties`` are the run properties of what is typed into it."""
        match node:
            case Figure(fact=fact, value=value, unit=unit, text=shown, form=form):
                kind, tag = "figure", tag_of(fact)
                details = f"value={attr(value)} unit={attr(unit)} form={attr(form)}"
            case Moment(fact=fact, datetime=when, text=shown):
                kind, tag = "period", tag_of(fact, PERIOD)
                details, form = f"datetime={attr(when)}", when
        key = (kind, fact, form, shown)
        if key not in self.elements:
            element = f"<{kind} fact={attr(fact)} {details} tag={attr(tag)}>{text(shown)}</{kind}>"
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self.elements[key] = (self.counts[kind], element)
        place, _ = self.elements[key]
        self.used += 1
        path = f"/f:figures[1]/f:{kind}[{place}]"
        return (
            f"<w:sdt><w:sdtPr>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:alias w:val={attr(tag)}/>"
            f'<w:tag w:val={attr(tag)}/><w:id w:val="{self.used}"/><w:dataBinding w:prefixMappings="xmlns:f=\'{NAMESPACE}\'" '
            f'w:xpath="{path}" w:storeItemID="{self.store}"/><w:text/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'
        )

    def part_xml(self) -> str:
        """Return the custom XML part: the edition's figures as this document prints them."""
        head = (
            f"{DECLARATION}<figures xmlns={attr(NAMESPACE)} pack={attr(self.document.pack)} "
            f"edition={attr(self.document.edition)} "
            f"language={attr(self.document.language)} date={attr(self.document.date)}>"
        )
        return head + "".join(f"\n  {element}" for _, element in self.elements.values()) + "\n</figures>\n"

    def properties_xml(self) -> str:
        """Return the properties of the part: its store id and schema."""
        space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
        return (
            f'{DECLARATION}<ds:datastoreItem xmlns:ds="{space}" ds:itemID="{self.store}"><ds:schemaRefs><ds:schemaRef '
            f'ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        )


BOOKMARK_LIMIT = 40  # characters in a bookmark name; more and Word drops it


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a reference leads: the bookmark, and whether it encloses a caption's label (then REF prints it)."""

    name: str
    label: str = ""


def anchors(document: Document) -> dict[str, Anchor]:
    """Return a bookmark for each section, table, chart and source of the document, by id."""
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
    theme: Theme
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
        """Return the id of a style: that of the variant for the document's language when the reference document has one."""
        variant = f"{name} {primary(self.document.language)}".lower()
        return self.styles[variant] if variant in self.styles else self.styles[name]

    def next_bookmark(self) -> int:
        """Return a fresh bookmark id."""
        self.bookmarks += 1
        return self.bookmarks

    def next_drawing(self) -> int:
        """Return a fresh drawing id."""
        self.drawings += 1
        return self.drawings

    def sequence(self, caption: Caption) -> tuple[str, bool]:
        """Return the SEQ identifier of a caption, and whether the count must be set because it does not follow the last."""
        name = re.sub(r"\W", "", caption.prefix)
        expected = self.sequences.get(name, 0) + 1
        self.sequences[name] = caption.number
        return name, caption.number != expected


def begin(document: Document, theme: Theme, styles: StyleIds, pages: Mapping[str, int]) -> Writing:
    """Return a fresh state for one document."""
    sides = twips(theme.page.margin["inner"]) + twips(theme.page.margin["outer"])
    # ambiguous characters (quotes, dashes) take the East Asian font where the document itself is written full-width
    wide = sum(is_wide(character) for character in document.cover.title) * 2 > len(document.cover.title)
    hint = '<w:rFonts w:hint="eastAsia"/>' if wide else ""
    return Writing(
        document,
        theme,
        styles,
        pages,
        hint,
        anchors(document),
        Controls(document),
        twips(theme.page.size[0]) - sides,
        headings=Headings(document.numbering),
    )
