"""Key-figure panels, callouts, pulled facts, timelines and charts in their place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from briefing.document.nodes import Block, Callout, Chart, KeyFigure, KeyFigures, PullFact, plain
from briefing.render.chart_looks import exclusive
from briefing.render.chart_svg import draw
from briefing.render.chart_svg.canvas import check
from briefing.render.docx import styles
from briefing.render.docx.chart_xml import HORIZONTAL
from briefing.render.docx.inline import inlines
from briefing.render.docx.markup import attr, characters, emu, paragraph, run, width_in_halves
from briefing.render.docx.tables import below, caption, cell, grid, opening
from briefing.render.docx.writing import Writing
from briefing.render.theme import points

TILE_PADDING = Decimal(16)  # points of a tile that hold no letters
BOLD_WIDER = Decimal("1.06")


def key_figures(writing: Writing, node: KeyFigures) -> str:
    """Return a panel without rules, up to four tiles across, as many as the longest figure leaves room for."""
    widest = max((width_in_halves(plain(item.figure)) for item in node.items), default=1)
    across, style = _tiles(writing, len(node.items), widest)
    columns = grid((1,) * across, writing.text_width)
    title = "; ".join(plain(item.label) for item in node.items)
    described = "; ".join(f"{plain(item.label)}: {plain(item.figure)}" for item in node.items)
    rows = []
    for start in range(0, len(node.items), across):
        tiles = list(node.items[start : start + across])
        cells = [cell(columns[at], _tile(writing, item, style)) for at, item in enumerate(tiles)]
        blank = paragraph(writing.style(styles.KEY_DETAIL), "")
        cells += [cell(columns[at], blank) for at in range(len(tiles), across)]
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    return (
        opening(writing, styles.KEY_TABLE, columns, title, described)
        + "".join(rows)
        + "</w:tbl>"
        + below(writing, (), node.source)
    )


def _tiles(writing: Writing, count: int, widest: int) -> tuple[int, str]:
    """How many tiles stand in a row, and the style of their figures."""
    scale = writing.theme.type.scale
    text = Decimal(writing.text_width) / 20
    for style, size in ((styles.KEY_VALUE, scale["figure"]), (styles.KEY_VALUE_LONG, scale["h1"])):
        for across in _rows_of(count):
            if widest * size * BOLD_WIDER / 2 <= text / across - TILE_PADDING:
                return across, style
    return min(count, 2) or 1, styles.KEY_VALUE_LONG


def _rows_of(count: int) -> tuple[int, ...]:
    """Tiles per row worth trying: those that leave no gap in the last row first, never one tile alone beside a gap."""
    if count <= 2:
        return (max(count, 1),)
    even = tuple(across for across in (4, 3, 2) if count % across == 0)
    return even or ((3,) if count % 3 == 2 else (4, 3, 2))


def _tile(writing: Writing, item: KeyFigure, style: str) -> str:
    parts = [(style, item.figure), (styles.KEY_LABEL, item.label), (styles.KEY_DETAIL, item.detail)]
    return "".join(
        paragraph(writing.style(name), inlines(writing, inner), keep_next=True) for name, inner in parts if inner
    )


def callout(writing: Writing, node: Callout, blocks: Callable[[Writing, tuple[Block, ...]], str]) -> str:
    """Return a box of one cell whose ground and edge come from the table style of its kind; ``blocks`` writes what is in it."""
    kind = styles.kind_of(node)
    heading = paragraph(writing.style(styles.CALLOUT_TITLE[kind]), inlines(writing, node.title))
    inner = blocks(writing, node.blocks)
    if inner.endswith("</w:tbl>"):  # a cell ends with a paragraph
        inner += paragraph(writing.style(styles.CALLOUT_END), "")
    title = plain(node.title)
    return (
        opening(writing, styles.CALLOUT_TABLE[kind], (writing.text_width,), title, title)
        + f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell(writing.text_width, heading + inner)}</w:tr></w:tbl>"
        + paragraph(writing.style(styles.CALLOUT_END), "")
    )


def pull_fact(writing: Writing, node: PullFact) -> str:
    """Return a figure in display size over the words that say what it is."""
    figure = paragraph(writing.style(styles.PULL_FIGURE), inlines(writing, node.figure))
    return figure + paragraph(writing.style(styles.PULL_TEXT), inlines(writing, node.text))


def chart(writing: Writing, node: Chart) -> str:
    """Return a captioned native chart; a timeline is a two-column table of dates and events. Raises ``ProblemsFound``
    for a chart that cannot be drawn, here or on the pages: what one format cannot show, none shows."""
    head = caption(writing, node.caption, node.id)
    if node.kind == "timeline":
        check(node)
        return head + _timeline(writing, node) + below(writing, node.notes, node.source)
    draw(node, writing.theme, writing.document.language)
    writing.charts.append(node)
    number = writing.next_drawing()
    size = f'cx="{emu(writing.theme.chart.width)}" cy="{emu(_height(writing, node))}"'
    drawing = (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr id="{number}" '
        f"name={attr(f'Chart {number}')} descr={attr(node.alt)}/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        f'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart '
        f'r:id="rIdChart{len(writing.charts)}"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing>"
    )
    return head + paragraph(writing.style(styles.CHART), run(drawing)) + below(writing, node.notes, node.source)


def _height(writing: Writing, node: Chart) -> Decimal:
    """Return the theme's height; bars counted downwards take a height of their own, so that each keeps its thickness."""
    theme = points(writing.theme.chart.height)
    if node.kind not in HORIZONTAL:
        return theme
    one = node.kind == "stacked-bar" or exclusive(node)
    lines = len(node.categories) * (1 if one else max(1, len(node.series)))
    return min(max(Decimal(100), 46 + lines * Decimal(24)), Decimal(560))


def _timeline(writing: Writing, node: Chart) -> str:
    """Dates as printed at the left of a rule, what happened at its right."""
    columns = grid((20, 80), writing.text_width)
    rows = []
    for date, words in zip(node.dates or node.categories, node.labels, strict=True):
        when = paragraph(writing.style(styles.EVENT_DATE), run(characters(date), writing.hint), keep_next=True)
        what = paragraph(writing.style(styles.EVENT_TEXT), run(characters(words), writing.hint), keep_next=True)
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell(columns[0], when)}{cell(columns[1], what)}</w:tr>")
    return opening(writing, styles.EVENT_TABLE, columns, node.caption.label, node.alt) + "".join(rows) + "</w:tbl>"
