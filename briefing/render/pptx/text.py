"""Runs of text on slides, and how much room they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from briefing.document.nodes import (
    Break,
    Emphasis,
    Figure,
    Foreign,
    Inline,
    Moment,
    Name,
    Note,
    Reference,
    SourceLink,
    Strong,
    Text,
    plain,
)
from briefing.render.columns import wrap
from briefing.render.marks import FigureMark

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
LEADING = Decimal("1.2")  # from line to line, in ems
CALL = "30000"  # how far the call of a note is raised, in thousandths of the size


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set, beside what its placeholder says: size in points (``None``: the placeholder's), bold, a colour of
    the theme (``tx2``), bullet or none; ``own`` for text of no placeholder, which names the fonts of headings."""

    size: Decimal | None = None
    bold: bool = False
    colour: str = ""
    plain: bool = False
    own: bool = False


def paragraph(run: Sequence[Inline], language: str, look: Look) -> Any:
    """Return ``a:p`` for a run of nodes."""
    made = etree.Element(f"{{{A}}}p", nsmap={"a": A})
    if look.plain:
        properties = etree.SubElement(made, f"{{{A}}}pPr", {"marL": "0", "indent": "0"})
        etree.SubElement(properties, f"{{{A}}}buNone")
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


def _runs(run: Sequence[Inline], language: str, bold: bool) -> Iterator[tuple[str, str, bool, bool]]:
    """Text, its language, whether it is bold and whether it is raised."""
    for node in run:
        match node:
            case Text(text=text) | Figure(text=text) | Moment(text=text) | Reference(text=text) | SourceLink(text=text):
                yield text, language, bold, False
            case Foreign(language=other, text=text):
                yield text, other, bold, False
            case Strong(children=inner):
                yield from _runs(inner, language, True)
            case Emphasis(children=inner) | Name(children=inner):
                yield from _runs(inner, language, bold)
            case Break():
                yield "\v", language, bold, False
            case Note(number=number):
                yield str(number), language, bold, True


def marks(run: Sequence[Inline], place: str) -> Iterator[FigureMark]:
    """The figures of a run at their places in its text, the calls of notes counted as the reader counts them: not at all."""
    at = 0
    for node in _leaves(run):
        if isinstance(node, Figure):
            yield FigureMark(place, node.fact, at, len(node.text))
        at += 0 if isinstance(node, Note) else len(plain((node,)))


def _leaves(run: Sequence[Inline]) -> Iterator[Inline]:
    for node in run:
        if isinstance(node, Strong | Emphasis | Name):
            yield from _leaves(node.children)
        else:
            yield node


def notes(run: Sequence[Inline]) -> Iterator[Note]:
    """The notes called in a run."""
    yield from (node for node in _leaves(run) if isinstance(node, Note))


def height(text: str, width: Decimal, size: Decimal) -> Decimal:
    """The height of a paragraph set in a width, in points."""
    return len(wrap(text, width, size)) * size * LEADING


def total(texts: Iterable[tuple[str, Decimal]], width: Decimal, gap: Decimal) -> Decimal:
    """The height of paragraphs, each with its size, with a gap before each."""
    return sum((height(text, width, size) + gap for text, size in texts), Decimal(0))
