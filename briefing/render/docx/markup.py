"""WordprocessingML as strings: the few shapes every writer needs, each escaped once and in schema order."""

from __future__ import annotations

from decimal import Decimal
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

from briefing.render.theme import points

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:c="{C}"'

EMU_PER_POINT = 12700
TWIPS_PER_POINT = 20


def attr(value: object) -> str:
    """Return a quoted, escaped attribute value."""
    return quoteattr(str(value))


def text(value: str) -> str:
    """Escaped character data."""
    return escape(value)


def twips(length: str | Decimal) -> int:
    """Return a length of the theme in twentieths of a point."""
    return int((points(length) * TWIPS_PER_POINT).to_integral_value())


def emu(length: str | Decimal) -> int:
    """Return a length of the theme in English Metric Units."""
    return int((points(length) * EMU_PER_POINT).to_integral_value())


def half_points(size: Decimal) -> int:
    """Return a type size in half points."""
    return int((size * 2).to_integral_value())


def hexa(colour: str) -> str:
    """Return a theme colour (``#RRGGBB``) as WordprocessingML writes it."""
    return colour.lstrip("#").upper()


def is_wide(character: str) -> bool:
    """Whether a character is set full-width (UAX #11 W or F)."""
    return east_asian_width(character) in "WF"


def width_in_halves(value: str) -> int:
    """How many half ems a text takes: two for a full-width character, one for any other."""
    return sum(2 if is_wide(character) else 1 for character in value)


def run(content: str, properties: str = "") -> str:
    """Return a run with finished ``content`` and finished run properties."""
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{content}</w:r>"


def characters(value: str) -> str:
    """Return the text element of a run."""
    return f'<w:t xml:space="preserve">{text(value)}</w:t>'


def field(instruction: str, result: str, properties: str = "") -> str:
    """Return a complex field with its result already in place; ``result`` is finished runs."""
    begin = run('<w:fldChar w:fldCharType="begin"/>', properties)
    code = run(f'<w:instrText xml:space="preserve"> {text(instruction)} </w:instrText>', properties)
    separate = run('<w:fldChar w:fldCharType="separate"/>', properties)
    return begin + code + separate + result + run('<w:fldChar w:fldCharType="end"/>', properties)


def bookmark(number: int, name: str, content: str) -> str:
    """``content`` inside a bookmark; ``number`` is unique in the document."""
    return f'<w:bookmarkStart w:id="{number}" w:name={attr(name)}/>{content}<w:bookmarkEnd w:id="{number}"/>'


def hyperlink(anchor: str, content: str) -> str:
    """Return a link to a bookmark of the same document."""
    return f'<w:hyperlink w:anchor={attr(anchor)} w:history="1">{content}</w:hyperlink>'


def paragraph(style: str, content: str, more: str = "", keep_next: bool = False) -> str:
    """Return a paragraph in a style (by id); ``more`` holds what no style can carry: a list's number, a section break."""
    keep = "<w:keepNext/>" if keep_next else ""
    return f"<w:p><w:pPr><w:pStyle w:val={attr(style)}/>{keep}{more}</w:pPr>{content}</w:p>"
