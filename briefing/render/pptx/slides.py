"""The slides of a deck: the message as title, tiles, tables and charts beside text, and what is said in the speaker's notes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from lxml import etree
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml.shapes.graphfrm import CT_GraphicalObjectFrame
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.util import Emu

from briefing.document.nodes import (
    Block,
    Callout,
    Cell,
    Chart,
    Document,
    Inline,
    KeyFigures,
    ListBlock,
    Paragraph,
    PullFact,
    Row,
    Section,
    SourceList,
    Table,
    Text,
    plain,
)
from briefing.problems import Problem, problem
from briefing.render.columns import text_width
from briefing.render.docx.chart_xml import chart_xml, workbook
from briefing.render.marks import FigureMark
from briefing.render.pptx.layouts import EMU, Area, areas, title_area
from briefing.render.pptx.text import LEADING, A, Look, height, marks, notes, paragraph
from briefing.render.rendering import Theme

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
Run = tuple[Inline, ...]
GAP = Decimal(10)  # before a paragraph, in points
#: Sizes of text, of that of the area: captions and labels, figures of tiles, entries of the list of sources.
CAPTION, FIGURE, ENTRY = Decimal("0.72"), Decimal("1.6"), Decimal("0.64")
#: Sizes of the figures of tiles, largest first: the first that sets each on one line is taken.
TILES = tuple(Decimal(share) for share in ("1.6", "1.4", "1.2", "1"))
#: Sizes of the cells of a table, largest first: the first that fits is taken.
CELLS = tuple(Decimal(share) for share in ("0.84", "0.76", "0.68", "0.6"))
SMALLEST = Decimal(10)  # points; smaller text cannot be read from a seat
LETTERS = Decimal(14)  # of charts
PADDING = Decimal(6)  # in a cell and a tile, on each side, in points
TITLE_LINES = 2
TILE = Decimal(170)  # the height of a tile at most, in points


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
        self.problems.append(problem(code, self.document.pack, slide=self.number, title=title, **details))

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


#: Between the number of a note and its words.
NOTE_GAP = " "


def opening_slide(deck: Any, layout: Any, document: Document, theme: Theme, problems: list[Problem]) -> Slide:
    """The first slide: title, subtitle, series and dates; the notice is said."""
    slide = Slide(deck.slides.add_slide(layout), 1, document, theme, None, problems)
    cover = document.cover
    _title(slide, (Text(cover.title),))
    area = areas(layout)[0]
    lines = [line for line in (cover.subtitle, cover.series, *cover.lines) if line]
    body = next(s for s in slide.made.placeholders if 0 < s.placeholder_format.idx < 10)
    slide.fill(body, [((Text(line),), Look()) for line in lines])
    width, room = area.points
    slide.fits(sum((height(t, width, area.size) for t in lines), Decimal(0)), room, "the words below the title")
    slide.said += [(Text(line),) for line in cover.notice]
    _finish(slide, layout)
    return slide


def section_slide(
    deck: Any,
    layouts: tuple[Any, Any],
    document: Document,
    theme: Theme,
    section: Section,
    number: int,
    problems: list[Problem],
) -> Slide:
    """A section as a slide."""
    shown: list[Block] = []
    said: list[Block] = []
    for block in section.blocks:
        (said if isinstance(block, Paragraph) and block.role == "small" else shown).append(block)
    groups = _groups(shown)
    layout = layouts[0] if len(groups) < 2 else layouts[1]
    slide = Slide(deck.slides.add_slide(layout), number, document, theme, section, problems)
    _title(slide, section.heading)
    places = areas(layout)
    if len(groups) > len(places):
        slide.tell("slide-crowded", most=len(places))
        groups = groups[: len(places)]
    bodies = sorted((s for s in slide.made.placeholders if 0 < s.placeholder_format.idx < 10), key=lambda s: s.left)
    for group, area, body in zip(groups, places, bodies, strict=False):
        _group(slide, group, area, body)
    for body in bodies[len(groups) :]:
        body._element.getparent().remove(body._element)
    for block in said:
        if isinstance(block, Paragraph):
            slide.said.insert(0, block.children)
            slide.said += [(Text(f"{n.number}{NOTE_GAP}"), *n.children) for n in notes(block.children)]
    _finish(slide, layout)
    return slide


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks that stand in one area: each graphic alone, all text together."""
    text = [b for b in blocks if not isinstance(b, KeyFigures | Table | Chart)]
    graphics = [[b] for b in blocks if isinstance(b, KeyFigures | Table | Chart)]
    if not text:
        return graphics
    return [text, *graphics] if blocks and blocks[0] is text[0] and len(graphics) == 1 else [*graphics, text]


def _title(slide: Slide, run: Run) -> None:
    shape = slide.made.shapes.title
    slide.fill(shape, [(run, Look())])
    area = title_area(slide.made.slide_layout)
    width, room = area.points
    slide.fits(height(plain(run), width, area.size), min(room, TITLE_LINES * area.size * LEADING), "the title")


def _group(slide: Slide, group: Sequence[Block], area: Area, body: Any) -> None:
    first = group[0]
    match first:
        case KeyFigures():
            body._element.getparent().remove(body._element)
            _tiles(slide, first, area)
        case Table():
            body._element.getparent().remove(body._element)
            _table(slide, first, area)
        case Chart() if first.kind != "timeline":
            body._element.getparent().remove(body._element)
            _chart(slide, first, area)
        case _:
            _text(slide, group, area, body)


def _text(slide: Slide, blocks: Sequence[Block], area: Area, body: Any) -> None:
    """Paragraphs and bullets in the placeholder of the area."""
    runs = [pair for block in blocks for pair in _paragraphs(slide, block, area)]
    slide.fill(body, runs)
    width, room = area.points
    needs = sum(
        (
            height(plain(run), width - (0 if look.plain else 18), look.size or area.size) + GAP
            for run, look in runs
        ),
        Decimal(0),
    )
    slide.fits(needs, room, "the text")


def _paragraphs(slide: Slide, block: Block, area: Area) -> Iterator[tuple[Run, Look]]:
    match block:
        case Paragraph(children=run, role=role):
            yield run, Look(plain=True, bold=role == "lead", colour="tx2" if role == "lead" else "")
        case ListBlock(items=items):
            for item in items:
                for part in item:
                    if isinstance(part, Paragraph):
                        yield part.children, Look()
                    else:
                        slide.tell("slide-block", what="a list within a list")
        case Callout(title=title, blocks=inner):
            yield title, Look(plain=True, bold=True, colour="tx2")
            for part in inner:
                yield from _paragraphs(slide, part, area)
        case PullFact(figure=figure, text=text):
            yield figure, Look(plain=True, bold=True, colour="tx2", size=area.size * FIGURE)
            yield text, Look(plain=True)
        case SourceList(entries=entries):
            for entry in entries:
                size = max(area.size * ENTRY, SMALLEST)
                yield (Text(f"{entry.label}{NOTE_GAP}"), *entry.children), Look(plain=True, size=size)
        case Section():
            slide.tell("slide-block", what="a section within a section")
        case _:
            slide.tell("slide-block", what=type(block).__name__.lower())


def _box(slide: Slide, area: Area, name: str, runs: Sequence[tuple[Run, Look]], *, filled: bool = False) -> Any:
    """A box of text of our own, named for the list of shapes."""
    box = slide.made.shapes.add_textbox(Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height))
    box.name = name
    body = box.text_frame._txBody
    properties = body.find(f"{{{A}}}bodyPr")
    properties.clear()
    inset = str(int(PADDING * EMU)) if filled else "0"
    properties.attrib.update({"wrap": "square", "anchor": "ctr" if filled else "t"})
    properties.attrib.update({side: inset for side in ("lIns", "tIns", "rIns", "bIns")})
    if filled:
        fill = etree.SubElement(box._element.spPr, f"{{{A}}}solidFill")
        etree.SubElement(fill, f"{{{A}}}schemeClr", {"val": "bg2"})
        none = box._element.spPr.find(f"{{{A}}}noFill")
        if none is not None:
            box._element.spPr.remove(none)
    slide.fill(box, runs)
    return box


def _tiles(slide: Slide, panel: KeyFigures, area: Area) -> None:
    """Tiles in a grid, each read label, figure, detail; the source line is said."""
    count = len(panel.items)
    wide = area.width > 8_000_000
    rows = (1 if count < 5 else 2) if wide else (count if count < 4 else -(-count // 2))
    columns = -(-count // rows)
    gap = int(Decimal(10) * EMU)
    width, tall = (area.width - gap * (columns - 1)) // columns, (area.height - gap * (rows - 1)) // rows
    tall = min(tall, int(TILE * EMU))
    inside = Decimal(width) / EMU - 2 * PADDING
    large = next(
        (share for share in TILES if all(text_width(plain(i.figure), area.size * share) <= inside for i in panel.items)),
        TILES[-1],
    )
    for at, item in enumerate(panel.items):
        place = area.part((at % columns) * (width + gap), (at // columns) * (tall + gap), width, tall)
        runs = [
            (item.label, Look(plain=True, own=True, size=max(area.size * CAPTION, SMALLEST))),
            (item.figure, Look(plain=True, own=True, bold=True, colour="tx2", size=area.size * large)),
            (item.detail, Look(plain=True, own=True, size=max(area.size * CAPTION, SMALLEST))),
        ]
        runs = [(run, look) for run, look in runs if plain(run)]
        _box(slide, place, f"Tile {at + 1}", runs, filled=True)
        inner, room = (length - 2 * PADDING for length in place.points)
        needs = sum((height(plain(run), inner, look.size or area.size) for run, look in runs), Decimal(0))
        slide.fits(needs, room, f"the tile “{plain(item.label)}”")
    _say_source(slide, panel.source)


def _caption(slide: Slide, block: Table | Chart, area: Area) -> Area:
    """Write a caption above a table or chart; return what is left of its area."""
    caption = block.caption
    size = max(area.size * CAPTION, SMALLEST)
    run = (Text(caption.label + caption.gap), *caption.children)
    needs = int((height(plain(run), area.points[0], size) + GAP) * EMU)
    _box(slide, area.part(0, 0, area.width, needs), f"Caption {caption.label}", [(run, Look(plain=True, own=True, size=size, bold=True))])
    return area.part(0, needs, area.width, area.height - needs)


def _table(slide: Slide, table: Table, area: Area) -> None:
    """A native table below its caption; source and notes are said."""
    area = _caption(slide, table, area)
    rows = (*table.head, *table.body, *table.foot)
    frame = slide.made.shapes.add_table(
        len(rows), len(table.columns), Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height)
    )
    frame.name = f"Table {table.caption.number}"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(table.caption.children))
    grid = frame.table
    grid.first_row, grid.horz_banding = bool(table.head), False
    grid.first_col = any(cell.scope == "row" for row in table.body for cell in row[:1])
    grid.last_row = bool(table.foot)
    share = [sum(c.width for c in table.columns[:at]) for at in range(len(table.columns) + 1)]
    edges = [area.width * part // 100 for part in share]
    for at, column in enumerate(grid.columns):
        column.width = Emu(edges[at + 1] - edges[at])
    placed = [*_placed(rows, len(table.columns))]
    sizes = [max(area.size * part, SMALLEST) for part in CELLS]
    tall = {size: _heights(rows, placed, edges, size) for size in sizes}
    size = next((size for size in sizes if sum(tall[size]) <= area.points[1]), sizes[-1])
    for at, (row, columns) in enumerate(zip(rows, placed, strict=True)):
        for cell, column in zip(row, columns, strict=True):
            _cell(slide, frame, table, cell, at, column, size, edges, at < len(table.head))
        grid.rows[at].height = Emu(int(tall[size][at] * EMU))
    needs = sum(tall[size], Decimal(0))
    slide.fits(needs, area.points[1], f"the table {table.caption.label}")
    frame.height = Emu(int(needs * EMU))
    for run in table.notes:
        slide.said.append(run)
    _say_source(slide, table.source)


def _placed(rows: Sequence[Row], count: int) -> Iterator[list[int]]:
    """The column in which each cell of each row begins, past cells that reach down from above."""
    down = [0] * count
    for row in rows:
        placed: list[int] = []
        at = 0
        for cell in row:
            while at < count and down[at]:
                at += 1
            placed.append(at)
            at += cell.colspan
        down = [max(0, left - 1) for left in down]
        for cell, column in zip(row, placed, strict=True):
            for place in range(column, min(column + cell.colspan, count)):
                down[place] = cell.rowspan - 1
        yield placed


def _heights(rows: Sequence[Row], placed: Sequence[Sequence[int]], edges: Sequence[int], size: Decimal) -> list[Decimal]:
    """The height of each row in points when its cells are set in a size; a cell over several rows counts in none."""
    return [
        max(
            (
                height(plain(cell.children), _room(edges, column, cell), size) + PADDING * 2
                for cell, column in zip(row, columns, strict=True)
                if cell.rowspan == 1
            ),
            default=Decimal(0),
        )
        for row, columns in zip(rows, placed, strict=True)
    ]


def _room(edges: Sequence[int], column: int, cell: Cell) -> Decimal:
    """The width for the text of a cell, in points."""
    last = min(column + cell.colspan, len(edges) - 1)
    return Decimal(edges[last] - edges[column]) / EMU - 2 * PADDING


def _cell(
    slide: Slide, frame: Any, table: Table, cell: Cell, row: int, column: int, size: Decimal, edges: Sequence[int], head: bool
) -> None:
    grid = frame.table
    target = grid.cell(row, column)
    if cell.colspan > 1 or cell.rowspan > 1:
        target.merge(grid.cell(row + cell.rowspan - 1, min(column + cell.colspan, len(edges) - 1) - 1))
    target.margin_left = target.margin_right = target.margin_top = target.margin_bottom = Emu(int(PADDING * EMU))
    body = target._tc.get_or_add_txBody()
    for old in body.findall(f"{{{A}}}p"):
        body.remove(old)
    made = paragraph(cell.children, slide.language, Look(size=size, own=True, bold=head or bool(cell.scope)))
    if table.columns[column].align == "end":
        made.insert(0, etree.Element(f"{{{A}}}pPr", {"algn": "r"}))
    body.append(made)
    slide.marks += marks(cell.children, f"{slide.number}/{frame.shape_id}/{row}.{column}")
    slide.said += [(Text(f"{n.number}{NOTE_GAP}"), *n.children) for n in notes(cell.children)]


def _chart(slide: Slide, chart: Chart, area: Area) -> None:
    """A native chart with its workbook below its caption, its words as alternative text; source and notes are said."""
    area = _caption(slide, chart, area)
    theme = replace(slide.theme, chart=replace(slide.theme.chart, font=LETTERS))
    package = slide.made.part.package
    name = PackURI(f"/ppt/charts/chart{slide.number}.xml")
    xml = chart_xml(chart, theme, slide.language, "rId1").encode()
    part = ChartPart.load(name, CONTENT_TYPE.DML_CHART, package, xml)
    book = EmbeddedXlsxPart(
        PackURI(f"/ppt/embeddings/Microsoft_Excel_Sheet{slide.number}.xlsx"),
        CONTENT_TYPE.SML_SHEET,
        package,
        workbook(chart, slide.document.date),
    )
    part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    relation = slide.made.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    tree = slide.made.shapes._spTree
    identity = max((int(e.get("id")) for e in tree.iter(f"{{{P}}}cNvPr")), default=1) + 1
    frame = CT_GraphicalObjectFrame.new_chart_graphicFrame(
        identity, f"Chart {chart.caption.number}", relation, area.left, area.top, area.width, area.height
    )
    frame.nvGraphicFramePr.cNvPr.set("descr", chart.alt)
    tree.append(frame)
    slide.said += chart.notes
    _say_source(slide, chart.source)


def _say_source(slide: Slide, run: Run) -> None:
    if plain(run):
        slide.said.append(run)


def _finish(slide: Slide, layout: Any) -> None:
    """Add foot, number and stamp, and the speaker's notes."""
    for shape in layout.placeholders:
        match shape.placeholder_format.idx:
            case 11:
                _furniture(slide, shape, f'<a:r xmlns:a="{A}"><a:rPr/><a:t/></a:r>', slide.document.cover.title)
            case 12:
                field_ = f'<a:fld xmlns:a="{A}" id="{{00000000-1234-1234-1234-123412341234}}" type="slidenum"><a:rPr/><a:t/></a:fld>'
                _furniture(slide, shape, field_, str(slide.number))
            case _:
                pass
    if slide.document.stamp:
        size = Decimal(12)
        width = int(Decimal(160) * EMU)
        across = slide.made.part.package.presentation_part.presentation.slide_width
        place = Area(int(across) - width - int(20 * EMU), int(6 * EMU), width, int(18 * EMU), size)
        _box(slide, place, "Stamp", [((Text(slide.document.stamp),), Look(plain=True, own=True, bold=True, size=size))])
    if slide.said:
        frame = slide.made.notes_slide.notes_text_frame
        body = frame._txBody
        for old in body.findall(f"{{{A}}}p"):
            body.remove(old)
        for at, run in enumerate(slide.said):
            body.append(paragraph(run, slide.language, Look()))
            slide.marks += marks(run, f"{slide.number}/notes/{at}")


def _furniture(slide: Slide, holder: Any, run: str, text: str) -> None:
    """Put a placeholder of the foot on the slide: PowerPoint shows those of a layout only where the slide has them, too."""
    tree = slide.made.shapes._spTree
    identity = max((int(e.get("id")) for e in tree.iter(f"{{{P}}}cNvPr")), default=1) + 1
    kind = holder._element.nvSpPr.nvPr.find(f"{{{P}}}ph")
    element = etree.fromstring(
        f'<p:sp xmlns:p="{P}" xmlns:a="{A}"><p:nvSpPr><p:cNvPr id="{identity}" name=""/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr/>{run}</a:p></p:txBody></p:sp>"
    )
    element.find(f".//{{{P}}}cNvPr").set("name", "Foot" if kind.get("type") == "ftr" else "Slide number")
    properties = element.find(f".//{{{P}}}nvPr")
    etree.SubElement(properties, f"{{{P}}}ph", dict(kind.attrib))
    element.find(f".//{{{A}}}pPr").set("algn", "l" if kind.get("type") == "ftr" else "r")
    element.find(f".//{{{A}}}rPr").set("lang", slide.language)
    element.find(f".//{{{A}}}t").text = text
    tree.append(element)
