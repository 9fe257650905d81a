"""WordprocessingML as strings, the styles the writer uses, and native numbering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from briefing.document import NumberingLevel, heading_number
from briefing.document.nodes import Callout, Paragraph
from briefing.problems import ProblemsFound, problem
from briefing.render.columns import is_wide
from briefing.render.theme import points
from briefing.render.unparted import HYPHEN

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:c="{C}"'

EMU_PER_POINT = 12700
KEPT = "<w:keepNext/>"
TWIPS_PER_POINT = 20


def attr(value: object) -> str:
    """Return a quoted, escaped attribute value."""
    return quoteattr(str(value))


def twips(length: str | Decimal) -> int:
    """Return a length of the theme in twentieths of a point."""
    return int((points(length) * TWIPS_PER_POINT).to_integral_value())


def emu(length: str | Decimal) -> int:
    """Return a length of the theme in English Metric Units."""
    return int((points(length) * EMU_PER_POINT).to_integral_value())


def hexa(colour: str) -> str:
    """Return a theme colour (``#RRGGBB``) as WordprocessingML writes it."""
    return colour.lstrip("#").upper()


def run(content: str, properties: str = "") -> str:
    """Return a run with finished ``content`` and finished run properties."""
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{content}</w:r>"


def characters(value: str) -> str:
    """Return the text of a run; a hyphen at which no line ends is an element of its own, as Word writes it."""
    return "<w:noBreakHyphen/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in value.split(HYPHEN))


def word_field(instruction: str, result: str, properties: str = "") -> str:
    """Return a complex field with its result already in place; ``result`` is finished runs."""
    return field_start(instruction, properties) + result + run(_FIELD_ENDS, properties)


def field_start(instruction: str, properties: str = "") -> str:
    """Return what is before the result of a complex field; ``FIELD_END`` is behind it."""
    code = f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>'
    begins, parts = '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="separate"/>'
    return "".join(run(content, properties) for content in (begins, code, parts))


_FIELD_ENDS = '<w:fldChar w:fldCharType="end"/>'
FIELD_END = run(_FIELD_ENDS)


def bookmark(number: int, name: str, content: str) -> str:
    """Return ``content`` inside a bookmark; ``number`` is unique in the document."""
    return f'<w:bookmarkStart w:id="{number}" w:name={attr(name)}/>{content}<w:bookmarkEnd w:id="{number}"/>'


def hyperlink(anchor: str, content: str) -> str:
    """Return a link to a bookmark of the same document."""
    return f'<w:hyperlink w:anchor={attr(anchor)} w:history="1">{content}</w:hyperlink>'


def paragraph(style: str, content: str, more: str = "", keep_next: bool = False) -> str:
    """Return a paragraph in a style (by id); ``more`` holds what no style can carry: a list's number, a section break."""
    keep = KEPT if keep_next else ""
    return f"<w:p><w:pPr><w:pStyle w:val={attr(style)}/>{keep}{more}</w:pPr>{content}</w:p>"


#: The styles of the reference document that the writer uses: of paragraphs, group by group, of characters, of tables.
COVER = COVER_SERIES, COVER_LINE, COVER_NOTICE = "Cover Series", "Cover Line", "Cover Notice"
TITLES = TITLE, SUBTITLE, SHEET_TITLE = "Title", "Subtitle", "Cover Sheet Title"
HEADINGS = ("heading 1", "heading 2", "heading 3")
TEXT = BODY, LEAD, SMALL = "Body Text", "Lead", "Small Text"
BULLETS = ("List Bullet", "List Bullet 2", "List Bullet 3")
NUMBERS = ("List Number", "List Number 2", "List Number 3")
LIST_CONTINUE = ("List Continue", "List Continue 2", "List Continue 3")
AROUND = CAPTION, CHART, NOTE_LINE, SOURCE_LINE = "caption", "Chart", "Note Line", "Source Line"
TABLE_CELL = {"start": "Table Text", "end": "Table Number", "centre": "Table Centre"}
TABLE_HEAD = {"start": "Table Header", "end": "Table Header Number", "centre": "Table Header Centre"}
TABLE_TOTAL = {"start": "Table Total", "end": "Table Total Number", "centre": "Table Total Centre"}
TABLE_ROW_HEADER = "Table Row Header"
CELLS = (*TABLE_CELL.values(), *TABLE_HEAD.values(), *TABLE_TOTAL.values(), TABLE_ROW_HEADER)
CLOSE = " Close"  # ends the names of styles set closer, for an opening chapter that would run on by a few lines
SMALL_TABLE = " Small"  # ends the names of the same styles a size smaller, for tables of many columns
KEY_VALUES = KEY_VALUE, KEY_VALUE_LONG, KEY_VALUE_SMALL = (
    "Key Figure Value",
    "Key Figure Value Long",
    "Key Figure Value Small",
)
KEY_WORDS = KEY_LABEL, KEY_DETAIL = "Key Figure Label", "Key Figure Detail"
PULL = PULL_FIGURE, PULL_TEXT = "Pull Fact Figure", "Pull Fact Text"
CALLOUT_TITLE = {"insight": "Insight Title", "caveat": "Caveat Title", "method": "Method Title"}
CALLOUT = CALLOUT_TEXT, CALLOUT_START, CALLOUT_END = "Callout Text", "Block Start", "Block End"
EVENT = EVENT_DATE, EVENT_TEXT = "Event Date", "Event Text"
ENTRIES = TERM, DEFINITION, SOURCE_ENTRY = "Term", "Definition", "Source Entry"
CONTENTS_TITLE, CONTENTS = "TOC Heading", ("toc 1", "toc 2", "toc 3")
RUNNING = HEADER, FOOTER, STAMP = "header", "footer", "Stamp"
FOOTNOTE_TEXT, BASIS = "footnote text", "House Text"
CHARACTER = ("Strong", "Emphasis", "Foreign", "Hyperlink", "Source Link", "footnote reference", "Source Label")
STRONG, EMPHASIS, FOREIGN, _, SOURCE_LINK, FOOTNOTE_REFERENCE, SOURCE_LABEL = CHARACTER
DATA_TABLE, KEY_TABLE = "House Table", "House Key Figures"
CALLOUT_TABLE = {"insight": "House Insight", "caveat": "House Caveat", "method": "House Method"}
COVER_TABLE, EVENT_TABLE, DEFINITION_TABLE = "House Cover", "House Events", "House Definitions"
TABLE_STYLES = (DATA_TABLE, KEY_TABLE, *CALLOUT_TABLE.values(), COVER_TABLE, EVENT_TABLE, DEFINITION_TABLE)

PARAGRAPH_ROLES: Mapping[str, str] = {"body": BODY, "lead": LEAD, "small": SMALL}

PARAGRAPH_STYLES = (
    *(*COVER, *TITLES, *HEADINGS, *TEXT, *BULLETS, *NUMBERS, *LIST_CONTINUE, *AROUND),
    *(*CELLS, *(f"{name}{SMALL_TABLE}" for name in CELLS), *KEY_VALUES, *KEY_WORDS, *PULL),
    *(*CALLOUT_TITLE.values(), *CALLOUT, *EVENT, *ENTRIES, CONTENTS_TITLE, *CONTENTS),
    *(*RUNNING, FOOTNOTE_TEXT, BASIS),
)
USED = (*PARAGRAPH_STYLES, *CHARACTER, *TABLE_STYLES)


class StyleIds(dict[str, str]):
    """Style ids by style name, resolved once for a reference document."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())


def style_ids(styles: etree._Element, file: str) -> StyleIds:
    """Return the ids of all styles of ``word/styles.xml`` by lower-case name.

    Raises ``ProblemsFound`` naming each style the writer uses and ``file`` lacks.
    """
    ids = StyleIds()
    for style in styles.iter(f"{{{W}}}style"):
        name = style.find(f"{{{W}}}name")
        if name is not None:
            ids[str(name.get(f"{{{W}}}val")).lower()] = str(style.get(f"{{{W}}}styleId"))
    missing = [name for name in USED if name.lower() not in ids]
    if missing:
        raise ProblemsFound(problem("docx-style-missing", file, style=name) for name in missing)
    return ids


def role_of(paragraph: Paragraph) -> str:
    """Return the style of a paragraph's role; an unknown role is running text."""
    return PARAGRAPH_ROLES.get(paragraph.role, BODY)


def kind_of(callout: Callout) -> str:
    """Return the kind of a callout that has styles; an unknown kind is set as a method note."""
    return callout.kind if callout.kind in CALLOUT_TABLE else "method"


FIRST_ORDERED = 101  # numbers below are the reference document's


@dataclass(slots=True)
class Headings:
    """Counts headings as Word does, to know which numbers Word will print by itself."""

    levels: tuple[NumberingLevel, ...]
    counts: list[int] = field(default_factory=lambda: [0] * 9)

    def take(self, level: int, wanted: str) -> bool:
        """Return whether Word's own number of the next heading of ``level`` (1 to 3) reads as ``wanted``; counts it if so."""
        if not wanted or level > len(self.levels):
            return False
        ahead = [*self.counts[: level - 1], self.counts[level - 1] + 1]
        if heading_number(self.levels, ahead) != wanted:
            return False
        self.counts = ahead + [0] * (9 - len(ahead))
        return True


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
    for level, heading in zip(levels, HEADINGS, strict=False):
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
    source = by_style.get(ids[NUMBERS[0]])
    if source is None:
        return
    parent = source.getparent()
    abstract = "" if parent is None else parent.get(f"{{{W}}}abstractNumId")
    for at, depth in enumerate(ordered):
        number = etree.SubElement(root, f"{{{W}}}num", {f"{{{W}}}numId": str(FIRST_ORDERED + at)})
        etree.SubElement(number, f"{{{W}}}abstractNumId", {f"{{{W}}}val": str(abstract)})
        override = etree.SubElement(number, f"{{{W}}}lvlOverride", {f"{{{W}}}ilvl": str(depth)})
        etree.SubElement(override, f"{{{W}}}startOverride", {f"{{{W}}}val": "1"})
