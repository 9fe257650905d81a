"""Figures as content controls bound to a custom XML part.

Each distinct printing of a fact (fact, form, text) is one element of the part; every control that prints it is bound to that
element, so Word shows the same text at all its places and a machine finds, from the tag, the fact behind each number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from briefing.document.nodes import Document, Figure, Moment
from briefing.render.docx.markup import DECLARATION, attr, text

NAMESPACE = "urn:briefing:figures:1"
PERIOD = "#period"
TAG_LIMIT = 64  # Word refuses a longer w:tag or w:alias


def tag_of(fact: str, suffix: str = "") -> str:
    """The tag of a fact's controls: its id, or the beginning of it and a digest when it is longer than Word allows."""
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
        """An inline control around finished runs; ``properties`` are the run properties of what is typed into it."""
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
        """The custom XML part: the edition's figures as this document prints them."""
        head = (
            f"{DECLARATION}<figures xmlns={attr(NAMESPACE)} pack={attr(self.document.pack)} "
            f"edition={attr(self.document.edition)} "
            f"language={attr(self.document.language)} date={attr(self.document.date)}>"
        )
        return head + "".join(f"\n  {element}" for _, element in self.elements.values()) + "\n</figures>\n"

    def properties_xml(self) -> str:
        """The properties of the part: its store id and schema."""
        space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
        return (
            f'{DECLARATION}<ds:datastoreItem xmlns:ds="{space}" ds:itemID="{self.store}"><ds:schemaRefs><ds:schemaRef '
            f'ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        )
