"""Block nodes to HTML, one function per node."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import Any

from briefing.document.nodes import (
    Block,
    Callout,
    Chart,
    Definitions,
    KeyFigure,
    KeyFigures,
    ListBlock,
    Note,
    Paragraph,
    PullFact,
    Section,
    SourceEntry,
    SourceList,
    Table,
    plain,
    walk,
)
from briefing.render.chart_svg import draw
from briefing.render.chart_svg.measure import text_width
from briefing.render.chart_svg.values import check
from briefing.render.house import House, points
from briefing.render.html.icons import icon
from briefing.render.html.inline import inlines, note_body
from briefing.render.html.setting import Medium, Setting
from briefing.render.html.table import caption_html, table
from briefing.render.html.tokens import attributes, characters, ends_wide, to_html

MOST_TILES = 4  # key figures side by side
LEAST_FIGURE = Decimal("0.62")  # of its full size: a figure is not set smaller to put more side by side
SMALLEST_FIGURE = Decimal("0.5")  # of its full size: a figure too long even so is broken at its spaces
TILE_PADDING = Decimal(20)  # points left and right of a figure in its tile, as in print.css
BOLD = Decimal("1.12")  # of the width of upright letters, in ems
TALL = 4  # a panel of more rows may break over pages


def _paragraph(node: Paragraph, setting: Setting) -> str:
    classes = ["" if node.role == "body" else node.role, "new-page" if setting.starts_page(node.children) else ""]
    return f"<p{attributes(class_=' '.join(filter(None, classes)))}>{inlines(node.children, setting, whole=True)}</p>"


def _list(node: ListBlock, setting: Setting) -> str:
    tag = "ol" if node.ordered else "ul"
    items = "\n".join(f'<li><div class="item">{blocks(item, setting)}</div></li>' for item in node.items)
    return f"<{tag}>\n{items}\n</{tag}>"


def _events(node: Chart, setting: Setting) -> str:
    """A timeline as what it is, dates and what happened: it may go over a page, wraps on a telephone, and is read as text.
    What had not happened when the document was made has an open mark."""
    rows: list[str] = []
    for day, date, words in zip(node.categories, node.dates or node.categories, node.labels, strict=True):
        state = " coming" if day >= setting.document.date else ""
        when = f"<time{attributes(datetime=day)}>{to_html((characters(date),))}</time>"
        what = to_html((characters(words),))
        rows.append(f'<div class="definition{state}"><dt>{when}</dt><dd><span class="dot"></span>{what}</dd></div>')
    return '<dl class="events">\n' + "\n".join(rows) + "\n</dl>"


def _chart(node: Chart, setting: Setting) -> str:
    timeline = node.kind == "timeline"
    if timeline:
        check(node)
    drawn = _events(node, setting) if timeline else draw(node, setting.house, setting.document.language)
    lines = [f'<p class="below">{inlines(note, setting)}</p>' for note in node.notes]
    if node.source:
        lines.append(f'<p class="below from">{inlines(node.source, setting)}</p>')
    return (
        f"<figure{attributes(class_='timeline' if timeline else 'chart', id=node.id)}>\n"
        f"<figcaption>{caption_html(node.caption, setting)}</figcaption>\n"
        f"{drawn}\n" + "\n".join(lines) + "\n</figure>"
    )


def tiles_in_a_row(items: tuple[KeyFigure, ...], house: House) -> tuple[int, Decimal]:
    """How many tiles stand side by side on paper, and the size of their figures in points: as many as make equal rows and
    keep the longest figure on one line at a readable size."""
    full = house.type.scale["figure"]
    page = points(house.page.size[0]) - points(house.page.margin["inner"]) - points(house.page.margin["outer"])
    longest = max(Decimal(1), *(text_width(plain(item.figure), BOLD) for item in items))
    least = full * LEAST_FIGURE
    sizes = {
        most: min(full, (page / most - TILE_PADDING) / longest) for most in range(min(MOST_TILES, len(items)), 0, -1)
    }
    fitting = [most for most, size in sizes.items() if size >= least] or [min(2, len(items))]
    equal = [most for most in fitting if len(items) % most == 0 and most > 1]
    most = equal[0] if equal else fitting[0]
    rows = -(-len(items) // most)
    across = -(-len(items) // rows)
    return across, max(sizes[across], full * SMALLEST_FIGURE).quantize(Decimal("0.1"), ROUND_DOWN)


def _key_figures(node: KeyFigures, setting: Setting) -> str:
    across, size = tiles_in_a_row(node.items, setting.house)
    sized = f' style="font-size:{size}pt"' if setting.medium is Medium.PAGES else ""
    rows: list[str] = []
    for start in range(0, len(node.items), across):
        tiles = [
            f'<div class="tile"><p class="value"{sized}>{inlines(item.figure, setting)}</p>'
            f'<p class="what">{inlines(item.label, setting, whole=True)}</p>'
            + (f'<p class="when">{inlines(item.detail, setting)}</p>' if item.detail else "")
            + "</div>"
            for item in node.items[start : start + across]
        ]
        rows.append(f'<div class="tiles">{"".join(tiles)}</div>')
    source = f'<p class="below from">{inlines(node.source, setting)}</p>' if node.source else ""
    return f'<div class="key-figures{" tall" if len(rows) > TALL else ""}">\n{"".join(rows)}\n{source}</div>'


def _callout(node: Callout, setting: Setting) -> str:
    label = setting.document.labels.get(node.kind, "")
    title = inlines(node.title, setting) if node.title else to_html((characters(label),))
    sign = icon(node.kind, setting.house.colour["accent"])
    return (
        f'<aside class="callout {node.kind}" role="note"{attributes(aria_label=label)}>\n'
        f'<p class="title">{sign}<span>{title}</span></p>\n{blocks(node.blocks, setting)}\n</aside>'
    )


def _pull_fact(node: PullFact, setting: Setting) -> str:
    return (
        f'<aside class="pull"><p class="value">{inlines(node.figure, setting)}</p>'
        f'<p class="what">{inlines(node.text, setting)}</p></aside>'
    )


def _definitions(node: Definitions, setting: Setting) -> str:
    items = "\n".join(
        f'<div class="definition"><dt>{inlines(item.term, setting)}</dt><dd>{inlines(item.text, setting)}</dd></div>'
        for item in node.items
    )
    return f"<dl>\n{items}\n</dl>"


def _source_entry(entry: SourceEntry, setting: Setting) -> str:
    label = to_html((characters(entry.label),))
    back = setting.cited.get(entry.id, "")
    shown = f'<a class="back"{attributes(href="#" + back)} role="doc-backlink">{label}</a>' if back else label
    text = f'<span class="entry">{inlines(entry.children, setting)}</span>'
    return f'<li{attributes(id=entry.id)}><span class="label">{shown} </span>{text}</li>'


def _source_list(node: SourceList, setting: Setting) -> str:
    return '<ul class="sources">\n' + "\n".join(_source_entry(entry, setting) for entry in node.entries) + "\n</ul>"


def heading(node: Section, setting: Setting) -> str:
    """Number and words of a heading, parted by a space unless the number ends in a full-width mark."""
    words = inlines(node.heading, setting)
    if not node.number:
        return words
    number = to_html((characters(node.number),))
    return f'<span class="number">{number}</span>{"" if ends_wide(node.number) else " "}{words}'


def _opens_page(node: Section, setting: Setting) -> bool:
    """Whether a paragraph that is to start a new page follows the heading, which must then go with it."""
    for block in node.blocks:
        if isinstance(block, Section):
            return _opens_page(block, setting)
        if not isinstance(block, Paragraph):
            return False
        if setting.starts_page(block.children):
            return True
        if block.role != "lead":
            return False
    return False


def _section(node: Section, setting: Setting) -> str:
    level = node.level + 1  # the title of the document is the first heading
    parts = [f"<h{level}>{heading(node, setting)}</h{level}>", blocks(node.blocks, setting)]
    if node.level == 1 and setting.medium is Medium.SCREEN:
        notes = [note_body(note, setting, "li") for note in walk(node.blocks) if isinstance(note, Note)]
        if notes:
            parts.append('<ol class="notes" role="list">\n' + "\n".join(notes) + "\n</ol>")
    opened = " new-page opened" if _opens_page(node, setting) else ""
    return f'<section class="level-{node.level}{opened}"{attributes(id=node.id)}>\n' + "\n".join(parts) + "\n</section>"


BLOCK: dict[type, Callable[[Any, Setting], str]] = {
    Paragraph: _paragraph,
    ListBlock: _list,
    Table: table,
    Chart: _chart,
    KeyFigures: _key_figures,
    Callout: _callout,
    PullFact: _pull_fact,
    Definitions: _definitions,
    SourceList: _source_list,
    Section: _section,
}


def blocks(children: tuple[Block, ...], setting: Setting) -> str:
    """The HTML of a run of blocks."""
    return "\n".join(BLOCK[type(child)](child, setting) for child in children)
