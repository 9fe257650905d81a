"""Tiles, tables and charts of a deck: native shapes that a person can edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml.shapes.graphfrm import CT_GraphicalObjectFrame
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.util import Emu

from briefing.document.nodes import Cell, Chart, KeyFigures, Table, Text, plain
from briefing.render.columns import ColumnSheet, fitted, placed, text_width
from briefing.render.docx.chart_xml import chart_xml, workbook
from briefing.render.pptx.slide import EMU, PADDING, Area, Slide, box, next_id, table_style
from briefing.render.pptx.text import A, ParagraphLook, height, paragraph, set_paragraphs

#: Sizes of text, of that of the area: captions and labels; figures of tiles and cells of tables, largest first: the first that
#: sets each figure on one line, or the whole table in its area, is taken.
CAPTION = Decimal("0.72")
TILES = tuple(Decimal(share) for share in ("1.6", "1.4", "1.2", "1"))
CELLS = tuple(Decimal(share) for share in ("0.84", "0.76", "0.68", "0.6"))
SMALLEST = Decimal(10)  # points; smaller text cannot be read from a seat
LETTERS = Decimal(14)  # of charts
TILE = Decimal(170)  # the height of a tile at most, in points
GAP, BELOW = Decimal(10), Decimal(6)  # between tiles, below a caption, in points
ABOVE = Decimal("4.5")  # in a cell, above its text and below, in points
WIDE = Decimal(630)  # an area from this width on takes its tiles side by side, in points


def tiles(slide: Slide, panel: KeyFigures, area: Area) -> None:
    """Draw tiles in a grid, each read label, figure, detail; those of the last row are as wide as it lets them. The source line
    goes into the speaker's notes."""
    count = len(panel.items)
    wide = area.points[0] > WIDE
    rows = (1 if count < 4 else 2) if wide else (count if count < 4 else -(-count // 2))
    columns = -(-count // rows)
    gap = int(GAP * EMU)
    width, tall = (area.width - gap * (columns - 1)) // columns, (area.height - gap * (rows - 1)) // rows
    tall = min(tall, int(TILE * EMU))
    inside = Decimal(width) / EMU - 2 * PADDING
    large = next(
        (
            share
            for share in TILES
            if all(text_width(plain(i.figure), area.size * share) <= inside for i in panel.items)
        ),
        TILES[-1],
    )
    for at, item in enumerate(panel.items):
        row, across = at // columns, at % columns
        beside = min(columns, count - row * columns)  # the tiles of the last row share all of it
        wide_as = (area.width - gap * (beside - 1)) // beside
        place = area.part(across * (wide_as + gap), row * (tall + gap), wide_as, tall)
        runs = [
            (item.label, ParagraphLook(plain=True, own=True, size=max(area.size * CAPTION, SMALLEST))),
            (item.figure, ParagraphLook(plain=True, own=True, bold=True, colour="tx2", size=area.size * large)),
            (item.detail, ParagraphLook(plain=True, own=True, size=max(area.size * CAPTION, SMALLEST))),
        ]
        runs = [(run, look) for run, look in runs if plain(run)]
        box(slide, place, f"Tile {at + 1}", runs, filled=True)
        inner, room = (length - 2 * PADDING for length in place.points)
        needs = sum((height(plain(run), inner, look.size or area.size) for run, look in runs), Decimal(0))
        slide.fits(needs, room, f"the tile “{plain(item.label)}”")
    slide.speak(panel.source)


def _caption(slide: Slide, block: Table | Chart, area: Area) -> Area:
    """Write a caption above a table or chart; return what is left of its area."""
    caption = block.caption
    size = max(area.size * CAPTION, SMALLEST)
    run = (Text(caption.label + caption.gap), *caption.children)
    look = ParagraphLook(plain=True, own=True, size=size, bold=True)
    needs = int((height(plain(run), area.points[0], size) + BELOW) * EMU)
    box(slide, area.part(0, 0, area.width, needs), f"Caption {caption.label}", [(run, look)])
    return area.part(0, needs, area.width, area.height - needs)


def table(slide: Slide, node: Table, area: Area) -> None:
    """Draw a native table below its caption; source and notes go into the
    speaker's notes."""
    area = _caption(slide, node, area)
    rows = (*node.head, *node.body, *node.foot)
    frame = slide.made.shapes.add_table(
        len(rows), len(node.columns), Emu(area.left), Emu(area.top), Emu(area.width), Emu(area.height)
    )
    frame.name = f"Table {node.caption.number}"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(node.caption.children))
    grid = frame.table
    frame._element.graphic.graphicData.tbl.tblPr.find(f"{{{A}}}tableStyleId").text = table_style(slide.made.part)
    grid.first_row, grid.horz_banding = bool(node.head), False
    grid.first_col = False  # names of rows are set bold by themselves
    grid.last_row = bool(node.foot)
    sheet = ColumnSheet(area.points[0], area.size * CELLS[0], PADDING, PADDING)
    widths = fitted(node, sheet, (Decimal(1),)).widths
    share = [sum(widths[:at]) for at in range(len(widths) + 1)]
    edges = [area.width * part // 100 for part in share]
    for at, column in enumerate(grid.columns):
        column.width = Emu(edges[at + 1] - edges[at])
    cells = [*placed(rows, len(node.columns))]
    sizes = [max(area.size * part, SMALLEST) for part in CELLS]
    tall = {size: _heights(cells, edges, size) for size in sizes}
    size = next((size for size in sizes if sum(tall[size]) <= area.points[1]), sizes[-1])
    for at, row in enumerate(cells):
        for cell, column in row:
            _cell(slide, frame, node, cell, at, column, size, edges, at < len(node.head))
        grid.rows[at].height = Emu(int(tall[size][at] * EMU))
    needs = sum(tall[size], Decimal(0))
    slide.fits(needs, area.points[1], f"the table {node.caption.label}")
    frame.height = Emu(int(needs * EMU))
    slide.speech += node.notes
    slide.speak(node.source)


def _heights(rows: Sequence[Sequence[tuple[Cell, int]]], edges: Sequence[int], size: Decimal) -> list[Decimal]:
    """The height of each row in points when its cells are set in a size; a cell over several rows counts in none."""
    return [
        max(
            (
                height(plain(cell.children), _room(edges, column, cell), size) + ABOVE * 2
                for cell, column in row
                if cell.rowspan == 1
            ),
            default=Decimal(0),
        )
        for row in rows
    ]


def _room(edges: Sequence[int], column: int, cell: Cell) -> Decimal:
    """The width for the text of a cell, in points."""
    last = min(column + cell.colspan, len(edges) - 1)
    return Decimal(edges[last] - edges[column]) / EMU - 2 * PADDING


def _cell(
    slide: Slide,
    frame: Any,
    table: Table,
    cell: Cell,
    row: int,
    column: int,
    size: Decimal,
    edges: Sequence[int],
    head: bool,
) -> None:
    grid = frame.table
    target = grid.cell(row, column)
    if cell.colspan > 1 or cell.rowspan > 1:
        target.merge(grid.cell(row + cell.rowspan - 1, min(column + cell.colspan, len(edges) - 1) - 1))
    target.margin_left = target.margin_right = Emu(int(PADDING * EMU))
    target.margin_top = target.margin_bottom = Emu(int(ABOVE * EMU))
    right = table.columns[column].align == "end"
    made = paragraph(
        cell.children, slide.language, ParagraphLook(size=size, own=True, bold=head or bool(cell.scope), right=right)
    )
    set_paragraphs(target._tc.get_or_add_txBody(), [made])
    slide.record(cell.children, f"{frame.shape_id}/{row}.{column}")


def chart(slide: Slide, node: Chart, area: Area) -> None:
    """Draw a native chart with its workbook below its caption, its words as alternative text; source and notes go into the
    speaker's notes."""
    area = _caption(slide, node, area)
    theme = replace(slide.theme, chart=replace(slide.theme.chart, font=LETTERS))
    package = slide.made.part.package
    name = PackURI(f"/ppt/charts/chart{slide.number}.xml")
    xml = chart_xml(node, theme, slide.language, "rId1").encode()
    part = ChartPart.load(name, CONTENT_TYPE.DML_CHART, package, xml)
    book = EmbeddedXlsxPart(
        PackURI(f"/ppt/embeddings/Microsoft_Excel_Sheet{slide.number}.xlsx"),
        CONTENT_TYPE.SML_SHEET,
        package,
        workbook(node, slide.document.date),
    )
    part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    relation = slide.made.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    tree = slide.made.shapes._spTree
    frame = CT_GraphicalObjectFrame.new_chart_graphicFrame(
        next_id(slide), f"Chart {node.caption.number}", relation, area.left, area.top, area.width, area.height
    )
    frame.nvGraphicFramePr.cNvPr.set("descr", node.alt)
    tree.append(frame)
    slide.speech += node.notes
    slide.speak(node.source)
