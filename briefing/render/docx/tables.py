"""Captions, data tables, key-figure panels, callouts, timelines and charts in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from math import lcm

from briefing.document import nodes
from briefing.document.nodes import Block, Inline, plain
from briefing.render.chart_svg import draw
from briefing.render.chart_svg.canvas import check
from briefing.render.columns import ColumnSheet, check_joined, fitted, is_short, is_tall, width_in_halves, wrap
from briefing.render.docx import styles
from briefing.render.docx.chart_xml import HORIZONTAL
from briefing.render.docx.styles import TWIPS_PER_POINT, attr, characters, paragraph, run
from briefing.render.docx.writing import Writing, inlines
from briefing.render.theme import exclusive, points
from briefing.render.unparted import units_held

BESIDE = Decimal(4)  # points left and right in a cell, as in the table style of the reference document
LOWER = Decimal("0.8")  # how high charts of a chapter that is set closer are
#: Points beside the words of an event and between two events, and the leading of its lines, as in the reference document.
EVENT_BESIDE, EVENT_BETWEEN, EVENT_LEADING = Decimal(20), Decimal(6), Decimal("1.45")
TOGETHER = 2  # rows kept with the source line of a longer table; of one with tall rows, one


def caption(writing: Writing, node: nodes.Caption, target: str) -> str:
    """Return a caption paragraph: prefix and a SEQ field inside the bookmark cross-references read, then the words."""
    name, restart = writing.sequence(node)
    code = f"SEQ {name} \\* ARABIC" + (f" \\r {node.number}" if restart else "")
    number = styles.word_field(code, run(characters(str(node.number)), writing.hint))
    label = run(characters(node.prefix), writing.hint) + number
    marked = styles.bookmark(writing.next_bookmark(), writing.anchors[target].name, label)
    words = run(characters(node.gap), writing.hint) + inlines(writing, node.children)
    return paragraph(writing.style(styles.CAPTION), marked + words)


def below(writing: Writing, notes: tuple[tuple[Inline, ...], ...], source: tuple[Inline, ...]) -> str:
    """Return the lines below a table, a chart or a panel, kept together and with a remark that follows, and the space that
    ends the block."""
    lines = [(styles.NOTE_LINE, note) for note in notes] + ([(styles.SOURCE_LINE, source)] if source else [])
    written = [
        paragraph(writing.style(style), inlines(writing, children), keep_next=at < len(lines) - 1 or writing.remarked)
        for at, (style, children) in enumerate(lines)
    ]
    if not source:
        written.append(paragraph(writing.style(styles.CALLOUT_END), "", keep_next=writing.remarked))
    return "".join(written)


def grid(widths: tuple[int, ...], total: int) -> tuple[int, ...]:
    """Return percentages as twips that add to ``total`` exactly."""
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


def framed(
    writing: Writing,
    style: str,
    columns: tuple[int, ...],
    title: str,
    description: str,
    rows: Iterable[str],
    heads: Iterable[str] = (),
    look: str = "",
) -> str:
    """Return a table of rows (their finished cells), each of which stays on one page; the ``heads`` are there again on each."""
    heading = "".join(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>" for cells in heads)
    body = _whole(writing, style, list(rows), "lastRow" in look)
    return f"{opening(writing, style, columns, title, description, look)}{heading}{body}</w:tbl>"


def _whole(writing: Writing, style: str, rows: list[str], foot: bool) -> str:
    """Return the rows below the heads, each of which stays on one page. LibreOffice 7 reckons the height of the first after
    which a page may end without the line below it, and loses the rest of the table where the row would fit without: so that
    line is drawn as the one above the next row. The last row of a table with a ``foot`` has a line of its own there: before
    it, the row may be parted instead."""
    first = next((at for at, cells in enumerate(rows[:-1]) if styles.KEPT not in cells), None)
    split = first if foot and first == len(rows) - 2 else None
    if first is not None and split is None and style in (styles.DATA_TABLE, styles.DEFINITION_TABLE):
        line = f'<w:top w:val="single" w:sz="4" w:space="0" w:color="{styles.hexa(writing.theme.colour["line"])}"/>'
        for at, border in ((first, '<w:bottom w:val="nil"/>'), (first + 1, line)):
            rows[at] = rows[at].replace("</w:tcPr>", f"<w:tcBorders>{border}</w:tcBorders></w:tcPr>")
    whole = "<w:trPr><w:cantSplit/></w:trPr>"
    return "".join(f"<w:tr>{'' if at == split else whole}{cells}</w:tr>" for at, cells in enumerate(rows))


def cell(width: int, content: str, more: str = "") -> str:
    """Return a table cell around finished paragraphs; ``more`` are its spans."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{more}</w:tcPr>{content}</w:tc>'


def table(writing: Writing, node: nodes.Table) -> str:
    """Return a captioned table with its notes and source line."""
    theme, node = writing.theme, units_held(node)
    sheet = ColumnSheet(
        Decimal(writing.text_width) / TWIPS_PER_POINT, theme.type.scale["table"], BESIDE, theme.space["cell"]
    )
    small = theme.type.scale["note"] / theme.type.scale["table"]
    sizes = (small,) if writing.close > 1 else (Decimal(1), small)
    fit = fitted(node, sheet, sizes)  # letters have the size of one of two styles
    end = styles.SMALL_TABLE if fit.size < sheet.size else ""
    columns = grid(fit.widths, writing.text_width)
    title = node.caption.label + node.caption.gap + plain(node.caption.children)
    description = "; ".join(plain(part.children) for row in node.head for part in row if part.children)
    look = "firstRow lastRow" if node.foot else "firstRow"
    rows, heads = (*node.head, *node.body, *node.foot), len(node.head)
    check_joined(node, fit, theme)
    short = is_short(fit, theme, bool(node.head))
    together = 1 if is_tall(fit, len(rows), theme) else TOGETHER
    written = []
    open_spans: dict[int, tuple[int, int]] = {}
    for at, cells in enumerate(rows):
        head, foot = at < heads, at >= heads + len(node.body)
        keep = short or head or at >= len(rows) - together
        keep = keep or _goes_on(cells, open_spans)
        inside = _row(writing, cells, node.columns, columns, open_spans, _family(head, foot), keep, end)
        written.append(inside)
    return (
        caption(writing, node.caption, node.id)
        + framed(
            writing, styles.DATA_TABLE, columns, title, description or title, written[heads:], written[:heads], look
        )
        + below(writing, node.notes, node.source)
    )


def _goes_on(cells: nodes.Row, open_spans: dict[int, tuple[int, int]]) -> bool:
    """Whether a cell of a row goes on in the next: the page does not break between rows that share one."""
    return any(cell.rowspan > 1 for cell in cells) or any(left > 1 for left, _ in open_spans.values())


def _family(head: bool, foot: bool) -> dict[str, str]:
    return styles.TABLE_HEAD if head else styles.TABLE_TOTAL if foot else styles.TABLE_CELL


def _row(
    writing: Writing,
    cells: nodes.Row,
    columns: tuple[nodes.Column, ...],
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
        node = waiting.pop(0) if waiting else nodes.Cell(())
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


def _cell_style(node: nodes.Cell, column: nodes.Column, family: dict[str, str]) -> str:
    if family is styles.TABLE_CELL and node.scope == "row":
        return styles.TABLE_ROW_HEADER
    if family is styles.TABLE_HEAD and node.colspan > 1:  # a head over several columns is in their middle
        return family["centre"]
    return family.get(column.align, family["start"])


TILE_PADDING = Decimal(16)  # points of a tile that hold no letters
BOLD_WIDER = Decimal("1.06")


def key_figures(writing: Writing, node: nodes.KeyFigures) -> str:
    """Return a panel without rules, up to four tiles across, as many as the longest figure leaves room for; no card of it is
    empty."""
    widest = max((width_in_halves(plain(item.figure)) for item in node.items), default=1)
    across, style = _tiles(writing, len(node.items), widest)
    parted = [node.items[start : start + across] for start in range(0, len(node.items), across)]
    columns = grid((1,) * lcm(*map(len, parted)), writing.text_width)
    title = "; ".join(plain(item.label) for item in node.items)
    described = "; ".join(f"{plain(item.label)}: {plain(item.figure)}" for item in node.items)
    rows = []
    for tiles in parted:
        span = len(columns) // len(tiles)  # the tiles of the last row share all of it
        cells = [
            cell(sum(columns[at * span : (at + 1) * span]), _tile(writing, item, style), _spans(span))
            for at, item in enumerate(tiles)
        ]
        rows.append("".join(cells))
    return framed(writing, styles.KEY_TABLE, columns, title, described, rows) + below(writing, (), node.source)


def _tiles(writing: Writing, count: int, widest: int) -> tuple[int, str]:
    """How many tiles are in a row, and the style of their figures."""
    scale = writing.theme.type.scale
    text = Decimal(writing.text_width) / 20
    rows = _rows_of(count, writing.theme.leaf)
    looks = (
        (styles.KEY_VALUE, scale["figure"]),
        (styles.KEY_VALUE_LONG, scale["h1"]),
        (styles.KEY_VALUE_SMALL, scale["h2"]),
    )
    tried = ((across, *look) for look in looks for across in rows)
    if writing.theme.leaf:
        tried = ((across, *look) for across in rows for look in looks)
    for across, style, size in tried:
        if widest * size * BOLD_WIDER / 2 <= text / across - TILE_PADDING:
            return across, style
    return min(count, 2) or 1, styles.KEY_VALUE_LONG


def _rows_of(count: int, leaf: bool) -> tuple[int, ...]:
    """Tiles per row worth trying: those that make equal rows, if any. On one leaf room comes first: as many as there is room
    for, never one tile alone in the last row."""
    if leaf and count > 2:
        return tuple(across for across in (4, 3, 2) if count % across != 1)
    if count <= 2:
        return (max(count, 1),)
    even = tuple(across for across in (4, 3, 2) if count % across == 0)
    return even or ((3,) if count % 3 == 2 else (4, 3, 2))


def _tile(writing: Writing, item: nodes.KeyFigure, style: str) -> str:
    parts = [(style, item.figure), (styles.KEY_LABEL, item.label), (styles.KEY_DETAIL, item.detail)]
    return "".join(
        paragraph(writing.style(name), inlines(writing, inner), keep_next=True) for name, inner in parts if inner
    )


def callout(writing: Writing, node: nodes.Callout, blocks: Callable[[Writing, tuple[Block, ...]], str]) -> str:
    """Return a box of one cell whose ground and edge come from the table style of its kind; ``blocks`` writes what is in it."""
    kind = styles.kind_of(node)
    heading = paragraph(writing.style(styles.CALLOUT_TITLE[kind]), inlines(writing, node.title))
    writing.boxed = styles.CALLOUT_TEXT
    inner = blocks(writing, node.blocks)
    writing.boxed = ""
    if inner.endswith("</w:tbl>"):  # a cell ends with a paragraph
        inner += paragraph(writing.style(styles.CALLOUT_END), "")
    title = plain(node.title)
    width = writing.text_width
    box = framed(writing, styles.CALLOUT_TABLE[kind], (width,), title, title, [cell(width, heading + inner)])
    return box + paragraph(writing.style(styles.CALLOUT_END), "")


def pull_fact(writing: Writing, node: nodes.PullFact) -> str:
    """Return a figure in display size over the words that say what it is."""
    figure = paragraph(writing.style(styles.PULL_FIGURE), inlines(writing, node.figure))
    return figure + paragraph(writing.style(styles.PULL_TEXT), inlines(writing, node.text))


def chart(writing: Writing, node: nodes.Chart) -> str:
    """Return a captioned native chart; a timeline is a two-column table of dates and events, a schematic a panel with the
    hub in the middle. Raises ``ProblemsFound`` for a chart that cannot be drawn, here or on the pages: what one format cannot
    show, none shows."""
    head, foot = caption(writing, node.caption, node.id), below(writing, node.notes, node.source)
    if worded := _WORDED.get(node.kind):
        check(node)
        return worded(writing, node, head) + foot
    draw(node, writing.theme, writing.document.language)
    writing.charts.append(node)
    number = len(writing.charts)
    size = f'cx="{styles.emu(writing.theme.chart.width)}" cy="{styles.emu(chart_height(writing, node))}"'
    drawing = (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr id="{number}" '
        f"name={attr(f'Chart {number}')} descr={attr(node.alt)}/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        f'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart '
        f'r:id="rIdChart{number}"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing>"
    )
    return head + paragraph(writing.style(styles.CHART), run(drawing)) + foot


def chart_height(writing: Writing, node: nodes.Chart) -> Decimal:
    """Return the height of a chart in points: the theme's; bars counted downwards take a height of their own, so that each
    keeps its thickness."""
    stretch = writing.theme.chart.stretch * (LOWER if writing.close > 1 else 1)
    if node.kind not in HORIZONTAL:
        return points(writing.theme.chart.height) * stretch
    one = node.kind == "stacked-bar" or exclusive(node)
    lines = len(node.categories) * (1 if one else max(1, len(node.series)))
    thick = Decimal(12 if writing.theme.leaf else 20)
    least = Decimal(72 if writing.theme.leaf or writing.close > 1 else 100)
    return min(max(least, 46 + lines * thick) * stretch, Decimal(560))


def _timeline(writing: Writing, node: nodes.Chart, title: str) -> str:
    """Dates as printed at the left of a rule, what happened at its right. What takes up to a certain share of a page stays on
    one below its ``title``, the finished caption; a longer one may break, as a table may, and its title is a head that is there
    again on each page: Word has no words that stand on later pages alone."""
    columns = grid((20, 80), writing.text_width)
    rows = []
    dates = node.dates or node.categories
    whole = _timeline_height(writing, node, columns[1]) <= writing.theme.page.text[1] * writing.theme.table["sheet"]
    for at, (date, words) in enumerate(zip(dates, node.labels, strict=True)):
        keep = whole or at < TOGETHER or at >= len(dates) - TOGETHER
        when = paragraph(writing.style(styles.EVENT_DATE), run(characters(date), writing.hint), keep_next=keep)
        what = paragraph(writing.style(styles.EVENT_TEXT), run(characters(words), writing.hint), keep_next=keep)
        rows.append(cell(columns[0], when) + cell(columns[1], what))
    heads = () if whole else (cell(sum(columns), title, _spans(len(columns))),)
    table = framed(writing, styles.EVENT_TABLE, columns, node.caption.label, node.alt, rows, heads)
    return title + table if whole else table


def _timeline_height(writing: Writing, node: nodes.Chart, width: int) -> Decimal:
    """About how high a timeline is, in points, its events set in a width in twips."""
    size, room = writing.theme.type.scale["table"], Decimal(width) / TWIPS_PER_POINT - EVENT_BESIDE
    lines = sum(len(wrap(words, room, size)) for words in node.labels)
    return lines * size * EVENT_LEADING + len(node.labels) * EVENT_BETWEEN


_SIDES = (("north",), ("west", "hub", "east"), ("south",))


def _schematic(writing: Writing, node: nodes.Chart, title: str) -> str:
    """Below the title three rows, the hub in the middle one between what lies at its sides; what lies above and below takes the
    whole width, so that no card is empty."""
    columns = grid((33, 34, 33), writing.text_width)
    words = zip(node.categories, node.labels, strict=True)
    texts: dict[str, tuple[str, ...]] = dict(zip(node.ways, words, strict=True))
    rows = []
    for sides in _SIDES:
        taken = [way for way in sides if way in texts]
        cells = []
        for at, way in enumerate(taken):
            span = len(columns) - len(taken) + 1 if at == len(taken) - 1 else 1  # the last takes what is left
            named = zip((styles.TABLE_HEAD["centre"], styles.TABLE_CELL["centre"]), texts[way], strict=False)
            inner = "".join(
                paragraph(writing.style(style), run(characters(text), writing.hint) if text else "", keep_next=True)
                for style, text in named
            )
            width = sum(columns[at : at + span])
            cells.append(cell(width, inner, f'{_spans(span)}<w:vAlign w:val="center"/>'))
        if cells:
            rows.append("".join(cells))
    return title + framed(writing, styles.KEY_TABLE, columns, node.caption.label, node.alt, rows)


#: Kinds of charts that are set as words in a table.
_WORDED: dict[str, Callable[[Writing, nodes.Chart, str], str]] = {"timeline": _timeline, "schematic": _schematic}
