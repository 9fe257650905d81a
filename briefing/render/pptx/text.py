"""Text of a slide: a run of nodes as a paragraph of DrawingML, the figures and notes in it, and the height it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from briefing.document import nodes
from briefing.document.nodes import Inline, plain
from briefing.document.reading import leaves
from briefing.render.columns import is_wide, wrap
from briefing.render.unparted import HYPHEN, dates_held, period_held

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
Run = tuple[Inline, ...]
#: Between the number of a note, or the label of a source, and its words.
NOTE_GAP = " "
LEADING = Decimal("1.2")  # from line to line, in ems
#: Before the call of a note that follows a full-width sign: programs break a line between them otherwise. (Of the characters of
#: no width, LibreOffice heeds this one alone.)
UNPARTED = "\ufeff"
#: Where programs leave a gap between Han characters and letters or digits, which their texts do not hold.
_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[\u3400-\u9fff])")
CALL = "30000"  # how far the call of a note is raised, in thousandths of the size


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """How a paragraph is set, beside what its placeholder says: size and the space before it in points (``None``: the
    placeholder's), bold, a colour of the theme (``tx2``), bullet or none, set to the right; ``own`` for text of no placeholder,
    which names the fonts of headings and has the distance from line to line that its room is measured with."""

    size: Decimal | None = None
    before: Decimal | None = None
    right: bool = False
    bold: bool = False
    colour: str = ""
    plain: bool = False
    own: bool = False


def paragraph(run: Sequence[Inline], language: str, look: ParagraphLook) -> Any:
    """Return ``a:p`` for a run of nodes."""
    made = etree.Element(f"{{{A}}}p", nsmap={"a": A})
    made.append(_properties(look))
    for text, tag, strong, raised in _runs(run, language, look.bold):
        if text == "\v":
            etree.SubElement(made, f"{{{A}}}br")
            continue
        element = etree.SubElement(made, f"{{{A}}}r")
        properties = etree.SubElement(element, f"{{{A}}}rPr", {"lang": tag})
        if look.size is not None:
            properties.set("sz", str(int(look.size * 100)))
        if strong:
            properties.set("b", "1")
        if raised:
            properties.set("baseline", CALL)
        if look.colour:
            fill = etree.SubElement(properties, f"{{{A}}}solidFill")
            etree.SubElement(fill, f"{{{A}}}schemeClr", {"val": look.colour})
        if look.own:
            etree.SubElement(properties, f"{{{A}}}latin", {"typeface": "+mj-lt"})
            etree.SubElement(properties, f"{{{A}}}ea", {"typeface": "+mj-ea"})
        etree.SubElement(element, f"{{{A}}}t").text = text
    return made


def _properties(look: ParagraphLook) -> Any:
    """``a:pPr``: no sign hangs out of the measure, or the call of a note behind it would stand alone on the next line."""
    properties = etree.Element(f"{{{A}}}pPr")
    if look.plain:
        properties.attrib.update({"marL": "0", "indent": "0"})
    if look.right:
        properties.set("algn", "r")
    properties.set("hangingPunct", "0")
    leading = look.size * LEADING if look.own and look.size is not None else None
    for tag, distance in (("lnSpc", leading), ("spcBef", look.before)):
        if distance is not None:
            spacing = etree.SubElement(properties, f"{{{A}}}{tag}")
            etree.SubElement(spacing, f"{{{A}}}spcPts", {"val": str(int(distance * 100))})
    if look.plain:
        etree.SubElement(properties, f"{{{A}}}buNone")
    return properties


def set_paragraphs(body: Any, paragraphs: Iterable[Any]) -> None:
    """Put paragraphs in place of those that a body of text has."""
    for old in body.findall(f"{{{A}}}p"):
        body.remove(old)
    body.extend(paragraphs)


def _runs(run: Sequence[Inline], language: str, bold: bool) -> Iterator[tuple[str, str, bool, bool]]:
    """Text, its language, whether it is bold and whether it is raised."""
    last = " "
    for node in run:
        match node:
            case nodes.Text(text=text):
                yield dates_held(text), language, bold, False
            case nodes.Moment(text=text):
                yield period_held(text).replace(HYPHEN, "-"), language, bold, False
            case nodes.Figure(text=text) | nodes.Reference(text=text) | nodes.SourceLink(text=text):
                yield text, language, bold, False
            case nodes.Foreign(language=other, text=text):
                yield text, other, bold, False
            case nodes.Strong(children=inner):
                yield from _runs(inner, language, True)
            case nodes.Emphasis(children=inner) | nodes.Name(children=inner):
                yield from _runs(inner, language, bold)
            case nodes.Break():
                yield "\v", language, bold, False
            case nodes.Note(number=number):
                yield f"{UNPARTED if is_wide(last) else ''}{number}", language, bold, True
                last = " "  # a further call stands beside this one
        last = plain((node,))[-1:] or last


def notes(run: Run) -> Iterator[nodes.Note]:
    """Yield the notes called in a run."""
    yield from (node for _, node in leaves(run) if isinstance(node, nodes.Note))


def height(text: str, width: Decimal, size: Decimal) -> Decimal:
    """Return the height of a paragraph set in a width, in points."""
    return len(wrap(_BESIDE_HAN.sub(" ", text), width, size)) * size * LEADING
