"""A slide: the areas that the reference deck gives it, its boxes, foot and number, and the speaker's notes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeGuard

import pptx
from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Emu

from briefing.document.nodes import (
    Document,
    Inline,
    Note,
    Paragraph,
    Section,
    SourceLink,
    SourceList,
    Text,
    plain,
    walk,
)
from briefing.problems import Problem, ProblemsFound, problem
from briefing.render.office import FigureMark, marks_of, reference_bytes
from briefing.render.pptx.text import NOTE_GAP, A, ParagraphLook, Run, height, notes, paragraph, set_paragraphs
from briefing.render.theme import Theme

FILE = "reference.pptx"
#: The layouts a deck is made of: the opening slide, one area, two areas side by side.
LAYOUTS = ("House Opening", "House One", "House Two")
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
#: English Metric Units in a point.
EMU = 12_700
PADDING = Decimal(6)  # in a cell and a tile, on each side, in points
_STAMP = Decimal(12)
#: The size of the line of sources, in points; between the labels of a note, and between notes.
_SOURCES = Decimal(11)
_BELOW = Decimal(5)  # the line of sources below the areas, in points
JOINED, APART = "/", "  "


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a slide, in EMU, and the size of its text in points."""

    left: int
    top: int
    width: int
    height: int
    size: Decimal

    @property
    def points(self) -> tuple[Decimal, Decimal]:
        """Width and height in points."""
        return Decimal(self.width) / EMU, Decimal(self.height) / EMU

    def part(self, left: int, top: int, width: int, height: int) -> Area:
        """Return a rectangle within it, from its own corner."""
        return Area(self.left + left, self.top + top, width, height, self.size)


def open_reference(theme: Theme) -> tuple[Any, list[Any]]:
    """Return the house's reference deck, without slides, and its layouts. Raises ``ProblemsFound`` when the file is
    missing, cannot be read, or lacks a layout or a placeholder of one."""
    path = theme.folder / FILE
    if not path.is_file():
        raise ProblemsFound([problem("pptx-reference", str(path), reason="it is not there")])
    try:
        deck = pptx.Presentation(reference_bytes(path))
    except (ValueError, KeyError, OSError) as error:
        raise ProblemsFound([problem("pptx-reference", str(path), reason=str(error))]) from error
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    lacking = [name for name in LAYOUTS if name not in layouts]
    lacking += [
        f"the areas of {name}"
        for name, count in zip(LAYOUTS, (1, 1, 2), strict=True)
        if name in layouts and len(areas(layouts[name])) < count
    ]
    if lacking or len(deck.slides):
        reason = f"it lacks {', '.join(lacking)}" if lacking else "it holds slides"
        raise ProblemsFound([problem("pptx-reference", str(path), reason=reason)])
    return deck, [layouts[name] for name in LAYOUTS]


def table_style(part: Any) -> str:
    """Return the identifier of the table style that the reference deck makes its default; ``part`` is any of a deck made from
    it."""
    found = part.package.main_document_part.part_related_by(RELATIONSHIP_TYPE.TABLE_STYLES)
    return str(parse_xml(found.blob).get("def"))


def title_area(layout: Any) -> Area:
    """Return the place of a layout's title."""
    return _area(next(s for s in layout.placeholders if s.placeholder_format.idx == 0))


def bodies(shown: Any) -> list[Any]:
    """Return the places of a layout, or of a slide, for text, tables and charts, from left to right."""
    return sorted((s for s in shown.placeholders if 0 < s.placeholder_format.idx < 10), key=lambda shape: shape.left)


def areas(layout: Any) -> list[Area]:
    """Return their areas in a layout."""
    return [*map(_area, bodies(layout))]


def _area(shape: Any) -> Area:
    sizes = [e.get("sz") for e in shape._element.iter(f"{{{A}}}defRPr") if e.get("sz")]
    size = Decimal(sizes[0]) / 100 if sizes else Decimal(18)
    return Area(int(shape.left), int(shape.top), int(shape.width), int(shape.height), size)


@dataclass(slots=True)
class Slide:
    """A slide being made: its number, the marks of its figures, the speaker's notes, and the numbered notes called on it."""

    made: Any
    number: int
    document: Document
    theme: Theme
    section: Section | None
    problems: list[Problem]
    marks: list[FigureMark] = field(default_factory=list)
    speech: list[Run] = field(default_factory=list)
    called: list[Note] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The language of the document."""
        return self.document.language

    def report(self, code: str, **details: object) -> None:
        """Tell of a problem of this slide."""
        title = plain(self.section.heading) if self.section else self.document.cover.title
        self.problems.append(problem(code, self.document.pack, 0, slide=self.number, title=title, **details))

    def speak(self, run: Run) -> None:
        """Add a run to the speaker's notes, unless it is empty."""
        if plain(run):
            self.speech.append(run)

    def fits(self, needs: Decimal, has: Decimal, what: str) -> None:
        """Tell that something does not fit, and by how much."""
        if needs > has:
            self.report("slide-overfull", what=what, over=math.ceil((needs / has - 1) * 100))

    def fill(self, shape: Any, runs: Sequence[tuple[Run, ParagraphLook]]) -> None:
        """Put paragraphs into a shape."""
        set_paragraphs(shape.text_frame._txBody, [paragraph(run, self.language, look) for run, look in runs])
        for at, (run, _) in enumerate(runs):
            self.record(run, f"{shape.shape_id}/{at}")

    def record(self, run: Run, place: str) -> None:
        """Record the figures and the called notes of a run. ``place``: where it stands on the slide."""
        self.marks += marks_of(run, f"{self.number}/{place}")
        self.called += notes(run)


def box(slide: Slide, area: Area, name: str, runs: Sequence[tuple[Run, ParagraphLook]], *, filled: bool = False) -> Any:
    """Return a box of text of our own, named for the list of shapes."""
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


def is_spoken(block: object) -> TypeGuard[Paragraph]:
    """Return whether a block of a section is what its speaker's notes hold, and not on the slide."""
    return isinstance(block, Paragraph) and block.role == "small"


def _sources(slide: Slide, layout: Any) -> None:
    """Add the line of sources below the areas: the labels of sources behind the numbers of the notes that have the same, then
    those of tiles and graphics; and where the labels are listed."""
    shown = [block for block in slide.section.blocks if not is_spoken(block)] if slide.section else []
    before, _, after = slide.document.labels.get("source_line", "").partition("%(sources)s")
    called = [node for block in shown for node in walk(block) if isinstance(node, Note)]
    of_notes = {node.number: _labels(node) for node in called}
    inside = [label for node in called for label in _labels(node)]
    beside = [label for block in shown for label in _labels(block)]
    for label in inside:
        beside.remove(label)
    run: list[Inline] = []
    alike: dict[str, list[int]] = {}
    for number, labels in sorted(of_notes.items()):
        alike.setdefault(JOINED.join(dict.fromkeys(labels)), []).append(number)
    for labels_said, numbers in alike.items():
        for at, number in enumerate(numbers):
            run += [Text(NOTE_GAP if at else APART if run else ""), Note("", number, ())]
        run.append(Text(f"{NOTE_GAP}{labels_said}"))
    if others := JOINED.join(label for label in dict.fromkeys(beside) if label not in inside):
        run.append(Text(f"{APART if run else ''}{others}"))
    if not run or not before:
        return
    places = areas(layout)
    left, end = min(a.left for a in places), max(a.top + a.height for a in places)
    width, tall = max(a.left + a.width for a in places) - left, int(_SOURCES * Decimal("1.3") * EMU)
    place = Area(left, end + int(_BELOW * EMU), width, tall, _SOURCES)
    found, listed = _listed_in(slide.document)
    line = (Text(before + found), *run, Text(listed + after))
    slide.fits(height(plain(line), place.points[0], _SOURCES), place.points[1], "the line of sources")
    made = box(slide, place, "Sources", [])
    made.text_frame._txBody.append(paragraph(line, slide.language, ParagraphLook(plain=True, own=True, size=_SOURCES)))


def _listed_in(document: Document) -> tuple[str, str]:
    """Return what is before and behind labels of sources, to say which slide lists them; nothing where none does."""
    lists = (s for s in document.sections if any(isinstance(block, SourceList) for block in s.blocks))
    title = next((plain(section.heading) for section in lists), "")
    before, _, after = document.labels.get("listed_in", "").partition("%(sources)s")
    return (before, after.replace("%(title)s", title)) if title else ("", "")


def _labels(node: object) -> list[str]:
    return [inner.text for inner in walk(node) if isinstance(inner, SourceLink)]


def finish(slide: Slide, layout: Any) -> None:
    """Add foot, number and stamp, and the speaker's notes."""
    _sources(slide, layout)
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
            slide,
            place,
            "Stamp",
            [((Text(slide.document.stamp),), ParagraphLook(plain=True, own=True, bold=True, size=_STAMP))],
        )
    called = {note.number: (Text(f"{note.number}{NOTE_GAP}"), *note.children) for note in slide.called}
    slide.speech += [called[number] for number in sorted(called)]
    if slide.speech:
        body = slide.made.notes_slide.notes_text_frame._txBody
        set_paragraphs(body, [paragraph(run, slide.language, ParagraphLook()) for run in slide.speech])
        for at, run in enumerate(slide.speech):
            slide.marks += marks_of(run, f"{slide.number}/notes/{at}")


#: What is in the foot: text, and the number that the program counts.
_RUN = "<a:r><a:rPr/><a:t/></a:r>"
_FIELD = '<a:fld id="{00000000-1234-1234-1234-123412341234}" type="slidenum"><a:rPr/><a:t/></a:fld>'


def next_id(slide: Slide) -> int:
    """Return a number that no shape of the slide has."""
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
