"""Captions, data tables and what stands below them."""

from __future__ import annotations

from decimal import Decimal

from briefing.document.nodes import Caption, Cell, Column, Inline, Row, Table, plain
from briefing.render.columns import ColumnSheet, check_joined, fitted, is_short
from briefing.render.docx import styles
from briefing.render.docx.inline import inlines
from briefing.render.docx.markup import TWIPS_PER_POINT, attr, bookmark, characters, field, paragraph, run
from briefing.render.docx.writing import Writing

BESIDE = Decimal(4)  # points left and right in a cell, as in the table style of the reference document
TOGETHER = 2  # rows kept with the head and with the source line of a longer one


def caption(writing: Writing, node: Caption, target: str) -> str:
    """Return a caption paragraph: prefix and a SEQ field inside the bookmark cross-references read, then the words."""
    name, restart = writing.sequence(node)
    code = f"SEQ {name} \\* ARABIC" + (f" \\r {node.number}" if restart else "")
    number = field(code, run(characters(str(node.number)), writing.hint))
    label = run(characters(node.prefix), writing.hint) + number
    marked = bookmark(writing.next_bookmark(), writing.anchors[target].name, label)
    words = run(characters(node.gap), writing.hint) + inlines(writing, node.children)
    return paragraph(writing.style(styles.CAPTION), marked + words)


def below(writing: Writing, notes: tuple[tuple[Inline, ...], ...], source: tuple[Inline, ...]) -> str:
    """Return the lines below a table, a chart or a panel, kept together, and the space that ends the block."""
    lines = [(styles.NOTE_LINE, note) for note in notes] + ([(styles.SOURCE_LINE, source)] if source else [])
    written = [
        paragraph(writing.style(style), inlines(writing, children), keep_next=at < len(lines) - 1)
        for at, (style, children) in enumerate(lines)
    ]
    if not source:
        written.append(paragraph(writing.style(styles.CALLOUT_END), ""))
    return "".join(written)


def grid(widths: tuple[int, ...], total: int) -> tuple[int, ...]:
    """Percentages as twips that add to ``total`` exactly."""
    share = sum(widths) or 1
    edges = [total * sum(widths[: at + 1]) // share for at in range(len(widths))]
    return tuple(edge - before for edge, before in zip(edges, (0, *edges), strict=False))


def opening(
    writing: Writing,
    style: str,
    columns: tuple[int, ...],
    title: str,
    description: str,
    look: str = "",
    indent: int = 0,
) -> str:
    """Return the start of a table: style, fixed width and layout, what it shows in words, and its grid."""
    shift = f'<w:tblInd w:w="{indent}" w:type="dxa"/>' if indent else ""
    flags = {"firstRow": 0, "lastRow": 0, "firstColumn": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
    flags |= dict.fromkeys(look.split(), 1)
    looks = " ".join(f'w:{flag}="{value}"' for flag, value in flags.items())
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val={attr(writing.style(style))}/><w:tblW w:w="{sum(columns)}" w:type="dxa"/>{shift}'
        f'<w:tblLayout w:type="fixed"/><w:tblLook {looks}/><w:tblCaption w:val={attr(title)}/>'
        f"<w:tblDescription w:val={attr(description)}/></w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
        + "</w:tblGrid>"
    )


def cell(width: int, content: str, more: str = "") -> str:
    """Return a table cell around finished paragraphs; ``more`` are its spans."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{content}</w:tc>'


def table(writing: Writing, node: Table) -> str:
    """Return a captioned table with its notes and source line."""
    theme = writing.theme
    sheet = ColumnSheet(
        Decimal(writing.text_width) / TWIPS_PER_POINT, theme.type.scale["table"], BESIDE, theme.space["cell"]
    )
    small = theme.type.scale["note"] / theme.type.scale["table"]
    fit = fitted(node, sheet, (Decimal(1), small))  # letters have the size of one of two styles
    end = styles.SMALL_TABLE if fit.size < sheet.size else ""
    columns = grid(fit.widths, writing.text_width)
    title = node.caption.label + node.caption.gap + plain(node.caption.children)
    description = "; ".join(plain(part.children) for row in node.head for part in row if part.children)
    look = "firstRow lastRow" if node.foot else "firstRow"
    rows = (*node.head, *node.body, *node.foot)
    check_joined(node, fit, theme)
    short = is_short(fit, theme, bool(node.head))
    written = []
    open_spans: dict[int, tuple[int, int]] = {}
    for at, cells in enumerate(rows):
        head, foot = at < len(node.head), at >= len(node.head) + len(node.body)
        keep = short or head or at < len(node.head) + TOGETHER or at >= len(rows) - TOGETHER
        header = "<w:tblHeader/>" if head else ""
        inside = _row(writing, cells, node.columns, columns, open_spans, _family(head, foot), keep, end)
        written.append(f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{inside}</w:tr>")
    return (
        caption(writing, node.caption, node.id)
        + opening(writing, styles.DATA_TABLE, columns, title, description or title, look)
        + "".join(written)
        + "</w:tbl>"
        + below(writing, node.notes, node.source)
    )


def _family(head: bool, foot: bool) -> dict[str, str]:
    return styles.TABLE_HEAD if head else styles.TABLE_TOTAL if foot else styles.TABLE_CELL


def _row(
    writing: Writing,
    cells: Row,
    columns: tuple[Column, ...],
    widths: tuple[int, ...],
    open_spans: dict[int, tuple[int, int]],
    family: dict[str, str],
    keep: bool,
    end: str,
) -> str:
    """One row: cells that go on from a row above are written as continued, as WordprocessingML wants them."""
    parts: list[str] = []
    waiting = list(cells)
    at = 0
    while at < len(widths):
        if at in open_spans:
            left, across = open_spans.pop(at)
            if left > 1:
                open_spans[at] = (left - 1, across)
            style = writing.style(family["start"] + end)
            span = _spans(across) + "<w:vMerge/>"
            parts.append(cell(sum(widths[at : at + across]), paragraph(style, "", keep_next=keep), span))
            at += across
            continue
        node = waiting.pop(0) if waiting else Cell(())
        across = max(1, min(node.colspan, len(widths) - at))
        more = _spans(across)
        if node.rowspan > 1:
            more += '<w:vMerge w:val="restart"/>'
            open_spans[at] = (node.rowspan - 1, across)
        style = writing.style(_cell_style(node, columns[at], family) + end)
        content = paragraph(style, inlines(writing, node.children), keep_next=keep)
        parts.append(cell(sum(widths[at : at + across]), content, more))
        at += across
    return "".join(parts)


def _spans(across: int) -> str:
    return f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""


def _cell_style(node: Cell, column: Column, family: dict[str, str]) -> str:
    if family is styles.TABLE_CELL and node.scope == "row":
        return styles.TABLE_ROW_HEADER
    if family is styles.TABLE_HEAD and node.colspan > 1:  # a head over several columns stands in their middle
        return family["centre"]
    return family.get(column.align, family["start"])
