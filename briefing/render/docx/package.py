"""The Word package: parts, relations, paper and settings."""

from __future__ import annotations

import io
from itertools import count

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree

from briefing.document.nodes import Document
from briefing.problems import ProblemsFound, problem
from briefing.render.docx.chart_xml import chart_xml, workbook
from briefing.render.docx.styles import DECLARATION, SPACES, StyleIds, W, attr, set_numbering, style_ids, twips
from briefing.render.docx.writing import Writing
from briefing.render.office import NEVER_FIRST, NEVER_LAST, reference_bytes, repacked, set_properties, units_of
from briefing.render.theme import Theme, primary

#: The reference document, and that of what stays on one page.
FILE, LEAF_FILE = "reference.docx", "reference-leaf.docx"


def page_setup(theme: Theme, inner: str = "", kind: str = "", title_page: bool = False) -> str:
    """Return the section properties of the house: paper and margins; ``inner`` holds references to headers and footers."""
    margin = theme.page.margin
    return (
        f"<w:sectPr>{inner}{f'<w:type w:val={attr(kind)}/>' if kind else ''}"
        f'<w:pgSz w:w="{twips(theme.page.size[0])}" w:h="{twips(theme.page.size[1])}"/><w:pgMar w:top="{twips(margin["top"])}" '
        f'w:right="{twips(margin["outer"])}" w:bottom="{twips(margin["bottom"])}" w:left="{twips(margin["inner"])}" '
        f'w:header="{twips(margin["top"]) // 2}" w:footer="{twips(margin["bottom"]) // 2}" w:gutter="0"/>'
        f"{'<w:titlePg/>' if title_page else ''}</w:sectPr>"
    )


CUSTOM_XML_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
OURS = ("HEADER", "FOOTER", "FOOTNOTES", "ENDNOTES", "IMAGE", "CHART", "HYPERLINK", "COMMENTS")
REPLACED = {getattr(RELATIONSHIP_TYPE, name) for name in OURS}


def open_reference(theme: Theme) -> tuple[WordDocument, StyleIds]:
    """Return the house's reference document and its style ids by name.

    Raises ``ProblemsFound`` when the file is missing or lacks a style the writer uses.
    """
    path = theme.folder / (LEAF_FILE if theme.leaf else FILE)
    if not path.is_file():
        raise ProblemsFound([problem("docx-reference-missing", str(path))])
    word = docx.Document(reference_bytes(path))
    for relation, target in list(word.part.rels.items()):
        if target.reltype in REPLACED:
            del word.part.rels[relation]
    return word, style_ids(word.styles.element, str(path))


def save(word: WordDocument, writing: Writing, body: str, furniture: dict[str, tuple[str, bytes]]) -> bytes:
    """Return the bytes of the document: ``body`` is the content of ``w:body``, ``furniture`` heads and feet by relation id."""
    part, package = word.part, word.part.package
    document = writing.document

    def add(
        name: str, content_type: str, blob: bytes, relation: str, relation_id: str = "", owner: Part = part
    ) -> Part:
        made = Part(PackURI(name), content_type, blob, package)
        if relation_id:
            owner.rels.add_relationship(relation, made, relation_id)
        else:
            owner.relate_to(made, relation)
        return made

    kinds = {
        "header": (CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
        "footer": (CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER),
    }
    for relation_id, (kind, blob) in furniture.items():
        content_type, relation = kinds[kind]
        add(f"/word/{relation_id}.xml", content_type, blob, relation, relation_id)
    add("/word/footnotes.xml", CONTENT_TYPE.WML_FOOTNOTES, _footnotes(writing), RELATIONSHIP_TYPE.FOOTNOTES)
    for number, chart in enumerate(writing.charts, 1):
        xml = chart_xml(chart, writing.theme, document.language, "rId1").encode()
        name, relation = f"/word/charts/chart{number}.xml", f"rIdChart{number}"
        made = add(name, CONTENT_TYPE.DML_CHART, xml, RELATIONSHIP_TYPE.CHART, relation)
        name, book = f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx", workbook(chart, document.date)
        add(name, CONTENT_TYPE.SML_SHEET, book, RELATIONSHIP_TYPE.PACKAGE, "rId1", made)
    if writing.controls.elements:
        free = _free_item(word)
        xml = writing.controls.part_xml().encode()
        item = add(f"/customXml/item{free}.xml", CONTENT_TYPE.XML, xml, RELATIONSHIP_TYPE.CUSTOM_XML)
        name, xml = f"/customXml/itemProps{free}.xml", writing.controls.properties_xml().encode()
        add(name, CUSTOM_XML_PROPERTIES, xml, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS, "rId1", item)
    _set_language(word, writing)
    _set_footnote_settings(word.settings.element)
    _set_line_breaks(word.settings.element, document)
    set_numbering(word.part.numbering_part.element, writing.styles, document.numbering, writing.ordered)
    set_properties(word.core_properties, document)
    part._element = parse_xml(f"{DECLARATION}<w:document {SPACES}><w:body>{body}</w:body></w:document>".encode())
    buffer = io.BytesIO()
    package.save(buffer)
    return repacked(buffer.getvalue())


def _free_item(word: WordDocument) -> int:
    """Return a number no custom XML part of the reference document has: a file with two of one name does not open."""
    taken = {str(part.partname) for part in word.part.package.iter_parts()}
    return next(n for n in count(1) if taken.isdisjoint(f"/customXml/{part}{n}.xml" for part in ("item", "itemProps")))


def _footnotes(writing: Writing) -> bytes:
    style = writing.style("footnote text")
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>'
        f"<w:{kind}/></w:r></w:p></w:footnote>"
        for number, kind in enumerate(("separator", "continuationSeparator"), -1)
    )
    return f"{DECLARATION}<w:footnotes {SPACES}>{separators}{''.join(writing.footnotes)}</w:footnotes>".encode()


def _set_footnote_settings(settings: etree._Element) -> None:
    """Name the separator notes in the settings, before the compatibility settings as the schema wants."""
    for old in settings.findall(f"{{{W}}}footnotePr"):
        settings.remove(old)
    notes = etree.Element(f"{{{W}}}footnotePr")
    for number in ("-1", "0"):
        etree.SubElement(notes, f"{{{W}}}footnote", {f"{{{W}}}id": number})
    settings.append(notes)
    behind = [*settings.iterfind(f"{{{W}}}endnotePr"), *settings.iterfind(f"{{{W}}}compat")]
    if behind:
        behind[0].addprevious(notes)


def _set_line_breaks(settings: etree._Element, document: Document) -> None:
    """Break no word with a hyphen, as no dictionary knows the names; and keep units off the start of a line, so that no
    amount and no date is parted from its unit. A figure of a Chinese text holds no space that could be unbreakable, and
    Word knows no other way."""
    for hyphens in settings.findall(f"{{{W}}}autoHyphenation"):
        settings.remove(hyphens)
    units = units_of(document)
    if not units:
        return
    spacing = settings.find(f"{{{W}}}characterSpacingControl")
    assert spacing is not None  # the reference document has it; ``tools.word_lint`` looks at its settings
    fonts = settings.find(f"{{{W}}}themeFontLang")
    language = (fonts.get(f"{{{W}}}eastAsia") if fonts is not None else None) or document.language
    for name, shown in (("noLineBreaksBefore", NEVER_FIRST + units), ("noLineBreaksAfter", NEVER_LAST)):
        rule = etree.Element(f"{{{W}}}{name}", {f"{{{W}}}lang": language, f"{{{W}}}val": shown})
        spacing.addnext(rule)


def _set_language(word: WordDocument, writing: Writing) -> None:
    """Base the house's text on the base style of the document's language, where the reference document has one."""
    name = f"house text {primary(writing.document.language)}"
    if name not in writing.styles:
        return
    base = writing.styles["House Text"]
    for style in word.styles.element.iter(f"{{{W}}}style"):
        based = style.find(f"{{{W}}}basedOn")
        if style.get(f"{{{W}}}styleId") == base and based is not None:
            based.set(f"{{{W}}}val", writing.styles[name])
