"""A slide being made: text in its shapes, boxes of its own, foot, number, and the speaker's notes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml import etree
from pptx.oxml import parse_xml
from pptx.util import Emu

from briefing.document.nodes import Document, Inline, Section, Text, plain
from briefing.problems import Problem, problem
from briefing.render.marks import FigureMark
from briefing.render.pptx.layouts import EMU, Area
from briefing.render.pptx.text import A, Look, marks, notes, paragraph
from briefing.render.rendering import Theme

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
Run = tuple[Inline, ...]
PADDING = Decimal(6)  # in a cell and a tile, on each side, in points
#: Between the number of a note, or the label of a source, and its words.
NOTE_GAP = " "
_STAMP = Decimal(12)


@dataclass(slots=True)
class Slide:
    """A slide being made: its number, and the marks of its figures."""

    made: Any
    number: int
    document: Document
    theme: Theme
    section: Section | None
    problems: list[Problem]
    marks: list[FigureMark] = field(default_factory=list)
    said: list[Run] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.document.language

    def tell(self, code: str, **details: object) -> None:
        """Note a problem of this slide."""
        title = plain(self.section.heading) if self.section else self.document.cover.title
        self.problems.append(problem(code, self.document.pack, 0, slide=self.number, title=title, **details))

    def fits(self, needs: Decimal, has: Decimal, what: str) -> None:
        """Note that something does not fit, and by how much."""
        if needs > has:
            self.tell("slide-overfull", what=what, over=math.ceil((needs / has - 1) * 100))

    def place(self, shape: Any, paragraph_number: int | str) -> str:
        """The place of a paragraph for the marks of its figures."""
        return f"{self.number}/{shape.shape_id}/{paragraph_number}"

    def fill(self, shape: Any, runs: Sequence[tuple[Run, Look]]) -> None:
        """Put paragraphs into a shape."""
        body = shape.text_frame._txBody
        for old in body.findall(f"{{{A}}}p"):
            body.remove(old)
        for at, (run, look) in enumerate(runs):
            body.append(paragraph(run, self.language, look))
            self.marks += marks(run, self.place(shape, at))
            self.said += [(Text(f"{note.number}{NOTE_GAP}"), *note.children) for note in notes(run)]


def box(slide: Slide, area: Area, name: str, runs: Sequence[tuple[Run, Look]], *, filled: bool = False) -> Any:
    """A box of text of our own, named for the list of shapes."""
    made = slide.made.shapes.add_textbox(Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    made.name = name
    body = made.text_frame._txBody
    properties = body.find(f"{{{A}}}bodyPr")
    properties.clear()
    inset = str(int(PADDING * EMU)) if filled else "0"
    properties.attrib.update({"wrap": "square", "anchor": "ctr" if filled else "t"})
    properties.attrib.update(dict.fromkeys(("lIns", "tIns", "rIns", "bIns"), inset))
    if filled:
        fill = etree.SubElement(made._element.spPr, f"{{{A}}}solidFill")
        etree.SubElement(fill, f"{{{A}}}schemeClr", {"val": "bg2"})
        none = made._element.spPr.find(f"{{{A}}}noFill")
        if none is not None:
            made._element.spPr.remove(none)
    slide.fill(made, runs)
    return made


def say_source(slide: Slide, run: Run) -> None:
    """Say a source line in the notes, where there is one."""
    if plain(run):
        slide.said.append(run)


def finish(slide: Slide, layout: Any) -> None:
    """Add foot, number and stamp, and the speaker's notes."""
    for shape in layout.placeholders:
        match shape.placeholder_format.idx:
            case 11:
                _furniture(slide, shape, _RUN, slide.document.cover.title)
            case 12:
                _furniture(slide, shape, _FIELD, str(slide.number))
            case _:
                pass
    if slide.document.stamp:
        width = int(Decimal(160) * EMU)
        across = slide.made.part.package.presentation_part.presentation.slide_width
        place = Area(int(across) - width - int(20 * EMU), int(6 * EMU), width, int(18 * EMU), _STAMP)
        box(
            slide, place, "Stamp", [((Text(slide.document.stamp),), Look(plain=True, own=True, bold=True, size=_STAMP))]
        )
    if slide.said:
        frame = slide.made.notes_slide.notes_text_frame
        body = frame._txBody
        for old in body.findall(f"{{{A}}}p"):
            body.remove(old)
        for at, run in enumerate(slide.said):
            body.append(paragraph(run, slide.language, Look()))
            slide.marks += marks(run, f"{slide.number}/notes/{at}")


#: What stands in the foot: text, and the number that the program counts.
_RUN = "<a:r><a:rPr/><a:t/></a:r>"
_FIELD = '<a:fld id="{00000000-1234-1234-1234-123412341234}" type="slidenum"><a:rPr/><a:t/></a:fld>'


def next_id(slide: Slide) -> int:
    """A number that no shape of the slide has."""
    return max((int(e.get("id")) for e in slide.made.shapes._spTree.iter(f"{{{P}}}cNvPr")), default=1) + 1


def _furniture(slide: Slide, holder: Any, run: str, text: str) -> None:
    """Put a placeholder of the foot on the slide: PowerPoint shows those of a layout only where the slide has them, too."""
    kind = holder._element.nvSpPr.nvPr.find(f"{{{P}}}ph")
    foot = kind.get("type") == "ftr"
    name = "Foot" if foot else "Slide number"
    element = parse_xml(
        f'<p:sp xmlns:p="{P}" xmlns:a="{A}"><p:nvSpPr><p:cNvPr id="{next_id(slide)}" name="{name}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>'
        f'<a:p><a:pPr algn="{"l" if foot else "r"}"/>{run}</a:p></p:txBody></p:sp>'
    )
    for properties in element.iter(f"{{{P}}}nvPr"):
        etree.SubElement(properties, f"{{{P}}}ph", dict(kind.attrib))
    for properties in element.iter(f"{{{A}}}rPr"):
        properties.set("lang", slide.language)
    for words in element.iter(f"{{{A}}}t"):
        words.text = text
    slide.made.shapes._spTree.append(element)
